// How long a push of ten commits takes until everything can be searched, on a generated repository of 5,000 files.
import { execFileSync } from 'node:child_process'
import type { Workspace } from '#agents/workspace.ts'
import { createSample, type Sample } from '#tests/history/sample.ts'
import { atMost, printFigure, printRow, timed } from './measure.ts'
import { git } from './plain-git.ts'

const FILES = 5_000
const COMMITS = 10
const FILES_A_COMMIT = 5
const FUNCTIONS_A_FILE = 12
const BUDGET_S = 3
const WORDS =
  'open close read write parse build merge split find sort check cache queue token chunk frame route field'.split(' ')

export async function measurePush(workspace: Workspace, gitFolder: string, signal: AbortSignal): Promise<void> {
  const sample = createSample({ size: FILES, seed: 1 })
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitFolder])
  addCommit(gitFolder, { number: 0, files: Array.from({ length: FILES }, (_, file) => [pathOf(file), textOf(sample)]) })
  const { id } = await workspace.add(gitFolder)
  const [indexed] = await timed(() => workspace.untilIdle(id, signal))
  const before = await workspace.context({ repositoryId: id, signal })
  await before.code.search({ query: 'parse token', revision: before.revision, limit: 1, signal })
  await before.code.findText({ pattern: 'parse', fixed: true, revision: before.revision, limit: 1, signal })
  printRow(`${FILES} generated files indexed`, `after ${indexed.toFixed(2)} s`)

  for (let number = 1; number <= COMMITS; number += 1) {
    const files = Array.from({ length: FILES_A_COMMIT }, () => [pathOf(sample.one(FILES)), textOf(sample)] as const)
    addCommit(gitFolder, {
      number,
      files: [...files, [`src/new_${number}.py`, `def ${newWord(number)}():\n    return 1\n`]],
    })
  }
  const head = git(gitFolder, ['rev-parse', 'main'])
  const [askable] = await timed(async () => {
    await workspace.refresh(id)
    await workspace.untilReady(id, signal)
    await checkSearch(workspace, { id, head, signal })
  })
  printFigure({ work: `push of ${COMMITS} commits searchable`, ours: askable, unit: 's', budget: atMost(BUDGET_S) })
  const [rest] = await timed(() => workspace.untilIdle(id, signal))
  printRow('', `everything else after ${(askable + rest).toFixed(2)} s`)
}

/** Throws when the newest commit or what it added is not found. */
async function checkSearch(
  workspace: Workspace,
  { id, head, signal }: { readonly id: number; readonly head: string; readonly signal: AbortSignal },
): Promise<void> {
  const { code, revision } = await workspace.context({ repositoryId: id, signal })
  if (revision !== head) throw new Error(`The newest commit is ${head}, and ${revision} was asked.`)
  const word = newWord(COMMITS)
  const exact = await code.findText({ pattern: word, fixed: true, revision, limit: 5, signal })
  const pattern = await code.findText({ pattern: `def ${word}\\(`, fixed: false, revision, limit: 5, signal })
  const ranked = await code.search({ query: word, revision, limit: 5, signal })
  const found = [exact.matches[0]?.path, pattern.matches[0]?.path, ranked.hits[0]?.path]
  if (found.some((path) => path !== `src/new_${COMMITS}.py`)) throw new Error(`What was pushed is not found: ${found}.`)
}

function newWord(number: number): string {
  return `pushed_marker_${number}`
}

function pathOf(file: number): string {
  return `src/part_${file % 97}/file_${file}.py`
}

function textOf(sample: Sample): string {
  const word = () => sample.pick(WORDS)
  return Array.from({ length: FUNCTIONS_A_FILE }, () => {
    const name = `${word()}_${word()}_${sample.one(100_000)}`
    const body = `    ${word()} = ${word()}_${word()}(value, ${sample.one(1000)})\n`.repeat(6)
    return `def ${name}(value):\n    """${word()} the ${word()} of a ${word()}"""\n${body}    return ${word()}\n\n\n`
  }).join('')
}

function addCommit(
  gitFolder: string,
  { number, files }: { readonly number: number; readonly files: readonly (readonly [path: string, text: string])[] },
): void {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const head = [
    'commit refs/heads/main',
    `committer A Writer <writer@example.org> ${1_600_000_000 + number} +0000`,
    `${data(`Change ${number}`)}${number === 0 ? '' : 'from refs/heads/main^0\n'}`,
  ].join('\n')
  execFileSync('git', [`--git-dir=${gitFolder}`, 'fast-import', '--quiet'], {
    input: `${head + files.map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`).join('')}\n`,
  })
}
