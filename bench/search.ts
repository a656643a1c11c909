// Measures every budget of code search, each figure beside its floor in the same run:
// node bench/search.ts REPOSITORY [--vectors N] [--no-refresh]   N: default 100000, 0 for none
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { Workspace } from '#agents/workspace.ts'
import { openCodeThread } from '#lib/code/code-thread.ts'
import { type CodeIndex, openCodeIndex } from '#lib/code/search.ts'
import { openTextThread } from '#lib/code/text/text-thread.ts'
import { type ObjectReader, openObjectReader } from '#lib/git/objects.ts'
import { besideRipgrep, checkOut, type ExactSearchContext } from './beside-ripgrep.ts'
import { measureBlobs } from './load-blobs.ts'
import { atLeast, atMost, peakMemoryMb, percentile, printFigure, printMachine, printRow, timed } from './measure.ts'
import { TIMEOUT_MS, withWorkspace } from './open-workspace.ts'
import { copyRepository, git, gitFolderOfArgument } from './plain-git.ts'
import { measurePush } from './push-commits.ts'
import { type SampledQuestions, sampleQuestions } from './search-questions.ts'
import { measureVectors } from './vector-search.ts'

const BUDGETS = { readMs: 0.5, rankedMs: 15, indexMbS: 20, stallMs: 50, memoryMb: 1500, literal: 1, pattern: 1.5 }
const MS = 1000
const READS = 500
const LIMIT = 8
/** As bench/stall.ts. */
const RESOLUTION_MS = 2

const { values } = parseArgs({
  allowPositionals: true,
  options: { vectors: { type: 'string', default: '100000' }, 'no-refresh': { type: 'boolean' } },
})
const signal = AbortSignal.timeout(TIMEOUT_MS)

interface Opened extends ExactSearchContext {
  readonly code: CodeIndex
  readonly objects: ObjectReader
  readonly sampled: SampledQuestions
}

function printTimes(work: string, times: readonly number[], limitMs: number): void {
  printRow(`${work}, p50 of ${times.length}`, `${percentile(times, 0.5).toFixed(2)} ms`)
  printFigure({ work: `${work}, p95`, ours: percentile(times, 0.95), unit: 'ms', budget: atMost(limitMs) })
}

async function timesOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = []
  for (const item of items) times.push(MS * (await timed(() => work(item)))[0])
  return times
}

/** Builds the index of HEAD, while the loop of this thread is watched. */
async function measureIndex({ code, gitFolder, revision, thread, sampled }: Opened): Promise<void> {
  const sizes = git(gitFolder, ['ls-tree', '-r', '--format=%(objectsize)', 'HEAD'])
  const megabytes = sizes.split('\n').reduce((sum, size) => sum + (Number(size) || 0), 0) / 1e6
  const stall = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  stall.enable()
  const query = sampled.questions[0] ?? ''
  const [seconds] = await timed(() => code.search({ query, revision, limit: LIMIT, signal }))
  stall.disable()
  printFigure({
    work: 'index of words, MB of files a second',
    ours: megabytes / seconds,
    unit: 'MB',
    budget: atLeast(BUDGETS.indexMbS),
  })
  printRow('', `${megabytes.toFixed(1)} MB in ${seconds.toFixed(2)} s`)
  const longest = stall.percentile(99) / 1e6 - RESOLUTION_MS
  printFigure({
    work: 'event-loop stall meanwhile, p99',
    ours: Math.max(0, longest),
    unit: 'ms',
    budget: atMost(BUDGETS.stallMs),
  })
  const [kept] = await timed(() => thread.ask({ kind: 'prepare', gitFolder, revision }, signal))
  printRow('exact search as fast as it gets', `after ${kept.toFixed(2)} s`)
}

/** The first and the second question about the state of an older tag, or of an older commit where there is none. */
async function measureOldTag({ code, gitFolder, sampled }: Opened): Promise<void> {
  const tags = git(gitFolder, ['tag', '--merged', 'HEAD', '--sort=creatordate']).split('\n').filter(Boolean)
  const name = tags[Math.floor(tags.length / 2)] ?? git(gitFolder, ['rev-list', 'HEAD']).split('\n').at(-1) ?? 'HEAD'
  const revision = git(gitFolder, ['rev-parse', `${name}^{commit}`])
  const query = sampled.questions[1] ?? ''
  const pattern = sampled.literals[0]?.pattern ?? ''
  for (const time of ['first', 'second']) {
    const [exact] = await timed(() => code.findText({ pattern, fixed: true, revision, limit: LIMIT, signal }))
    const [ranked] = await timed(() => code.search({ query, revision, limit: LIMIT, signal }))
    printRow(
      `${time} search at ${name.slice(0, 20)}`,
      `ranked ${(MS * ranked).toFixed(0)} ms, exact ${(MS * exact).toFixed(0)} ms`,
    )
  }
}

async function measureSearch(opened: Opened): Promise<void> {
  const { code, objects, revision, sampled } = opened
  const step = Math.max(1, Math.floor(sampled.paths.length / READS))
  const paths = sampled.paths.filter((_, index) => index % step === 0)
  printTimes(
    'point read of a file',
    await timesOf(paths, (path) => objects.read(`${revision}:${path}`)),
    BUDGETS.readMs,
  )
  await measureIndex(opened)
  const search = (query: string) => code.search({ query, revision, limit: LIMIT, signal })
  printTimes('ranked search', await timesOf(sampled.questions, search), BUDGETS.rankedMs)
  await besideRipgrep(opened, { title: 'literal search', questions: sampled.literals, times: BUDGETS.literal })
  await besideRipgrep(opened, { title: 'pattern search', questions: sampled.patterns, times: BUDGETS.pattern })
  await measureOldTag(opened)
}

async function openAll(workspace: Workspace, folder: string): Promise<Opened> {
  const gitFolder = join(folder, 'copy.git')
  // Beside it a second store is written, which has no place in the original.
  copyRepository(gitFolderOfArgument(), gitFolder)
  const rootFolder = resolve(import.meta.dirname, '..')
  const texts = openTextThread({ rootFolder })
  const objects = openObjectReader(gitFolder)
  const code = openCodeIndex({
    ...{ db: workspace.db, gitFolder, repositoryId: 0, objects, texts, vectors: undefined, log: workspace.log },
    thread: openCodeThread({ rootFolder }),
    embedder: async () => undefined,
  })
  const revision = git(gitFolder, ['rev-parse', 'HEAD'])
  const copy = checkOut(gitFolder, join(folder, randomUUID()))
  return { gitFolder, revision, thread: texts, copy, signal, code, objects, sampled: sampleQuestions(gitFolder) }
}

printMachine()
await measureBlobs(gitFolderOfArgument())
await withWorkspace({ embedder: false }, async (workspace, folder) => {
  await measureSearch(await openAll(workspace, folder))
  printFigure({ work: 'peak memory of search', ours: peakMemoryMb(), unit: 'MB', budget: atMost(BUDGETS.memoryMb) })
  const vectors = Number(values.vectors)
  if (vectors > 0) await measureVectors({ name: 'embedded', store: workspace.vectors, signal, vectors })
  if (values['no-refresh'] !== true) await measurePush(workspace, join(folder, 'pushed.git'), signal)
  printFigure({ work: 'peak memory', ours: peakMemoryMb(), unit: 'MB', budget: atMost(BUDGETS.memoryMb) })
})
printMachine()
process.exit()
