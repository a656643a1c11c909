// Measures the word index of one repository beside git's own diff and pickaxe: node bench/words.ts REPOSITORY [--sample N] [--check N]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '#lib/db/client.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { resolveRevision } from '#lib/git/revisions.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'
import { openReach, type ReachIndex } from '#lib/history/reach.ts'
import { readWordCommits } from '#lib/history/word-commits.ts'
import { findWordChanges } from '#lib/history/word-index.ts'
import { atMost, peakMemoryMb, percentile, printFigure, printMachine, printRow, ratioBudget, timed } from './measure.ts'
import { floorOf, git, gitFolderOfArgument } from './plain-git.ts'

const LOOKUP_MS = 10
const MEMORY_MB = 1500

const { values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    /** Words looked up. */
    sample: { type: 'string', default: '200' },
    /** Of those, words put to git as well; each takes git seconds on a large repository. */
    check: { type: 'string', default: '5' },
  },
})
const gitFolder = gitFolderOfArgument()
const dataFolder = mkdtempSync(join(tmpdir(), 'sparky-bench-'))

interface Subject {
  readonly context: HistoryContext
  readonly reach: ReachIndex
  readonly revision: string
}

async function commitsOf({ context, reach, revision }: Subject, text: string, wholeWord: boolean) {
  const signal = AbortSignal.timeout(60_000)
  const changes = await findWordChanges(context, reach, { text, wholeWord, revision, signal })
  await readWordCommits(context, changes, { order: 'oldest', limit: 1 })
  const newest = await readWordCommits(context, changes, { order: 'newest', limit: 10 })
  return { changes, newest }
}

/** Words of the index, evenly over its buckets. */
async function sampleWords({ context }: Subject, count: number): Promise<readonly string[]> {
  const rows = await context.db.query<{ words: string }>(
    'SELECT words FROM word_postings WHERE repository_id = $1 ORDER BY bucket, last_commit_id',
    [context.repositoryId],
  )
  const step = rows.length / count
  return Array.from({ length: count }, (_, n) => {
    const words = rows[Math.floor(n * step)]?.words.split('\n').slice(0, -1) ?? []
    return words[(n * 7) % words.length] ?? ''
  })
}

async function measureLookups(subject: Subject, words: readonly string[]): Promise<void> {
  const times: number[] = []
  for (const word of words) times.push((await timed(() => commitsOf(subject, word, true)))[0] * 1000)
  printFigure({
    work: `${words.length} words looked up: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95`,
    ours: percentile(times, 0.95),
    unit: 'ms',
    budget: atMost(LOOKUP_MS),
  })
  for (const word of words.filter((each) => each.length >= 6).slice(0, 3)) {
    const part = word.slice(1)
    const [seconds, { changes }] = await timed(() => commitsOf(subject, part, false))
    printRow(`a part of a word, “${part}”`, `${(seconds * 1000).toFixed(0)} ms, ${changes.commitIds.length} commits`)
  }
}

/** Words whose commits differ from those of git. */
async function countDifferences(subject: Subject, words: readonly string[]): Promise<number> {
  let differences = 0
  for (const word of words) {
    const { changes } = await commitsOf(subject, word, true)
    const expected = git(gitFolder, [
      ...['log', '--format=%H', '--find-renames', '--pickaxe-regex', `-S\\b${word}\\b`, subject.revision],
    ])
    const rows = await readWordCommits(subject.context, changes, { order: 'newest', limit: 1_000_000 })
    const found = rows.map(({ sha }) => sha)
    if (expected.split('\n').filter(Boolean).sort().join() === found.sort().join()) continue
    differences += 1
    printRow(`“${word}” differs`, `git ${expected.split('\n').filter(Boolean).length}, index ${found.length}`)
  }
  return differences
}

printMachine()
try {
  const db = await openDatabase({
    ...{ databaseUrl: undefined, dataFolder, rootFolder: resolve(import.meta.dirname, '..') },
  })
  const { id } = await createRepositoryStore(db).add({ name: 'bench', address: gitFolder, kind: 'folder' })
  const context = { db, gitFolder, repositoryId: id }
  await ingestCommits(context)
  const floor = await floorOf(gitFolder, 'log', '--branches', '--tags', '-p', '-U0', '-M')
  const [seconds] = await timed(() => ingestChangedLines(context))
  printFigure({
    work: 'line counts and word index',
    ours: seconds,
    unit: 's',
    floor,
    budget: ratioBudget({ floor, times: 1.35, unit: 's' }),
  })
  const [size] = await db.query<{ megabytes: number }>(
    "SELECT pg_total_relation_size('word_postings') / 1048576.0 AS megabytes",
  )
  printRow('word index on disk', `${size?.megabytes.toFixed(1)} MB`)
  const subject = { context, reach: openReach(context), revision: (await resolveRevision(gitFolder, 'HEAD')) ?? '' }
  await subject.reach.of(subject.revision)
  const words = await sampleWords(subject, Number(values.sample))
  await measureLookups(subject, words)
  const checked = words.filter((_, n) => n % Math.ceil(words.length / Math.max(1, Number(values.check))) === 0)
  printFigure({
    work: `words of ${checked.length} that differ from git's pickaxe`,
    ours: await countDifferences(subject, checked),
    unit: '×',
    budget: atMost(0),
  })
  printFigure({ work: 'peak memory', ours: peakMemoryMb(), unit: 'MB', budget: atMost(MEMORY_MB) })
  await db.close()
} finally {
  rmSync(dataFolder, { recursive: true, force: true })
}
printMachine()
