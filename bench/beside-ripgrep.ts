// Exact search beside ripgrep on a checked-out copy of the same tree.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { findText } from '#lib/code/text/find-text.ts'
import type { TextThread } from '#lib/code/text/text-thread.ts'
import { percentile, printFigure, printRow, ratioBudget, timed } from './measure.ts'
import type { TextQuestion } from './search-questions.ts'

export interface ExactSearchContext {
  readonly gitFolder: string
  readonly revision: string
  readonly thread: TextThread
  /** The copy; undefined where ripgrep is not installed. */
  readonly copy: string | undefined
  readonly signal: AbortSignal
}

const RUNS = 5
const ROWS = 20
const MS = 1000

/** A copy of the tree for ripgrep, or undefined when there is no ripgrep. */
export function checkOut(gitFolder: string, folder: string): string | undefined {
  if (spawnSync('rg', ['--version']).status !== 0) {
    printRow('ripgrep', 'is not installed: exact search has no floor')
    return undefined
  }
  mkdirSync(folder)
  execFileSync('sh', ['-c', 'git --git-dir="$1" archive HEAD | tar -x -C "$2"', 'sh', gitFolder, folder])
  return folder
}

/** One figure for all questions, by their medians, and a line for each kind. @param times  Budget as a multiple of ripgrep. */
export async function besideRipgrep(
  context: ExactSearchContext,
  o: { readonly title: string; readonly questions: readonly TextQuestion[]; readonly times: number },
): Promise<void> {
  const all: { readonly kind: string; readonly ours: number; readonly floor: number }[] = []
  for (const question of o.questions) {
    const [ours, floors]: [number[], number[]] = [[], []]
    for (let run = 0; run < RUNS; run += 1) {
      floors.push(context.copy === undefined ? Number.NaN : MS * ripgrep(context.copy, question))
      ours.push(MS * (await timed(() => ask(context, question)))[0])
    }
    all.push({ kind: question.kind, ours: percentile(ours, 0.5), floor: percentile(floors, 0.5) })
  }
  for (const share of [0.5, 0.95]) {
    const floor = percentile(
      all.map((one) => one.floor),
      share,
    )
    printFigure({
      work: `${o.title}, p${share * 100} of ${all.length}`,
      ours: percentile(
        all.map(({ ours }) => ours),
        share,
      ),
      unit: 'ms',
      ...(context.copy !== undefined && { floor, budget: ratioBudget({ floor, times: o.times, unit: 'ms' }) }),
    })
  }
  for (const kind of new Set(all.map((one) => one.kind))) {
    const some = all.filter((one) => one.kind === kind)
    const [ours, floor] = [
      percentile(
        some.map((one) => one.ours),
        0.5,
      ),
      percentile(
        some.map((one) => one.floor),
        0.5,
      ),
    ]
    printFigure({ work: `  ${kind}`, ours, unit: 'ms', ...(context.copy !== undefined && { floor }) })
  }
}

async function ask({ gitFolder, revision, thread, signal }: ExactSearchContext, question: TextQuestion): Promise<void> {
  await findText({ ...question, gitFolder, revision, limit: ROWS, signal }, thread)
}

/**
 * Seconds that ripgrep takes for every line, in hidden and ignored files too, without binary ones.
 *
 * A shell takes the time: a process as large as this one needs tens of milliseconds to start another.
 */
function ripgrep(folder: string, { pattern, fixed, ignoreCase }: TextQuestion): number {
  const flags = ['--no-config', '-uu', '-n', ...(fixed ? ['-F'] : []), ...(ignoreCase ? ['-i'] : [])]
  const { stderr } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT=%R; time rg "$@" >/dev/null 2>&1', 'bash', ...flags, '-e', pattern, folder],
    { encoding: 'utf8' },
  )
  return Number(stderr)
}
