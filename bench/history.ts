// Measures the history of one repository beside plain git in the same run: node bench/history.ts REPOSITORY [--runs N] [--no-lines]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '#lib/db/client.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { resolveRevision } from '#lib/git/revisions.ts'
import { coChange } from '#lib/history/co-change.ts'
import { type CommitQuery, runCommitQuery } from '#lib/history/commit-query.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'
import { listPeople, resolvePeople } from '#lib/history/people.ts'
import { openReach } from '#lib/history/reach.ts'
import { pathLineage, pathsEver } from '#lib/history/renames.ts'
import { atMost, peakMemoryMb, percentile, printFigure, printMachine, printRow, ratioBudget, timed } from './measure.ts'
import { floorOf, gitFolderOfArgument } from './plain-git.ts'

/** p95 in milliseconds on the embedded database. */
const BUDGETS_MS = { pathHistory: 20, topAuthors: 10, coChange: 50, churn: 80 }
const MEMORY_MB = 1500

const { values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { runs: { type: 'string', default: '20' }, 'no-lines': { type: 'boolean', default: false } },
})
const runs = Number(values.runs)
const gitFolder = gitFolderOfArgument()
const dataFolder = mkdtempSync(join(tmpdir(), 'sparky-bench-'))

/** p95 of a question, its p50 beside it, and git's time for the same one as its floor. */
async function question(
  name: string,
  ask: () => Promise<unknown>,
  { git, budgetMs }: { readonly git?: readonly string[]; readonly budgetMs?: number } = {},
): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) times.push((await timed(ask))[0] * 1000)
  printFigure({
    work: `${name}: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95`,
    ours: percentile(times, 0.95),
    unit: 'ms',
    ...(git && { floor: (await floorOf(gitFolder, ...git)) * 1000 }),
    ...(budgetMs !== undefined && { budget: atMost(budgetMs) }),
  })
}

async function askQuestions(context: HistoryContext): Promise<void> {
  const head = (await resolveRevision(gitFolder, 'HEAD')) ?? ''
  const reach = openReach(context)
  printFigure({ work: 'graph loaded and first reach', ours: (await timed(() => reach.of(head)))[0] * 1000, unit: 'ms' })
  const graph = await reach.graph()
  await question('reach of a revision, not cached', async () => graph.ancestorsOf([graph.count]))
  const ask = (query: Omit<CommitQuery, 'reach'>) => runCommitQuery(context, reach, { reach: { to: head }, ...query })
  const everything = await ask({ result: { kind: 'group', by: 'path', limit: 1 } })
  const path = String(everything.rows[0]?.path)
  const folder = String((await ask({ result: { kind: 'group', by: 'folder', limit: 2 } })).rows.at(-1)?.folder)
  const [person] = await listPeople(context, 1)
  const year = { sinceS: Date.UTC(2019, 0) / 1000, untilS: Date.UTC(2020, 0) / 1000 }
  const list = { kind: 'list', limit: 5 } as const
  printRow('most changed file, second folder, top author', `${path}, ${folder}, ${person?.name}`)
  await question('path history', () => ask({ paths: [path], followRenames: true, result: list }), {
    git: ['log', '--', path],
    budgetMs: BUDGETS_MS.pathHistory,
  })
  await question('path lineage', () => pathLineage(context, reach, { path, revision: head }))
  await question(
    'top authors of a file',
    () => ask({ paths: [path], result: { kind: 'top', by: 'commits', limit: 5 } }),
    { git: ['shortlog', '-sn', 'HEAD', '--', path], budgetMs: BUDGETS_MS.topAuthors },
  )
  await question(
    'top authors of a folder',
    () => ask({ paths: [folder], result: { kind: 'top', by: 'commits', limit: 5 } }),
    { git: ['shortlog', '-sn', 'HEAD', '--', folder] },
  )
  await question('co-change of a file', () => coChange(context, reach, { path, revision: head, limit: 10 }), {
    budgetMs: BUDGETS_MS.coChange,
  })
  await question('most changed files (churn)', () => ask({ result: { kind: 'group', by: 'path', limit: 10 } }), {
    budgetMs: BUDGETS_MS.churn,
  })
  await question('most changed files of a year', () =>
    ask({ ...year, result: { kind: 'group', by: 'path', limit: 10 } }),
  )
  await question(
    'commits of an author in a year',
    () => ask({ ...year, personIds: [person?.id ?? 0], result: { kind: 'count' } }),
    { git: ['rev-list', '--count', '--since=2019-01-01', '--until=2020-01-01', `--author=${person?.email}`, 'HEAD'] },
  )
  await question('last five commits', () => ask({ result: list }), { git: ['log', '-5', 'HEAD'] })
  await question('all commits by year', () => ask({ result: { kind: 'group', by: 'year', limit: 50 } }))
  await question('top authors of all', () => ask({ result: { kind: 'top', by: 'commits', limit: 10 } }), {
    git: ['shortlog', '-sn', 'HEAD'],
  })
  await question('a word of messages', () => ask({ messageWords: ['regression'], result: list }), {
    git: ['log', '-i', '--grep=regression', 'HEAD'],
  })
  await question('who is a name', () => resolvePeople(context, person?.name.split(' ').at(-1) ?? ''))
  await question('which path is a basename', () =>
    pathsEver(context, { pattern: path.split('/').at(-1) ?? '', limit: 5 }),
  )
}

printMachine()
try {
  const rootFolder = resolve(import.meta.dirname, '..')
  const db = await openDatabase({ databaseUrl: undefined, dataFolder, rootFolder })
  const { id } = await createRepositoryStore(db).add({ name: 'bench', address: gitFolder, kind: 'folder' })
  const context = { db, gitFolder, repositoryId: id }
  const raw = await floorOf(gitFolder, 'log', '--branches', '--tags', '--raw', '-M')
  const [seconds, { added }] = await timed(() => ingestCommits(context))
  printFigure({
    work: `${added} commits queryable`,
    ours: seconds,
    unit: 's',
    floor: raw,
    budget: ratioBudget({ floor: raw, times: 1.7, plus: 0.6, unit: 's' }),
  })
  printFigure({ work: 'refresh with nothing new', ours: (await timed(() => ingestCommits(context)))[0], unit: 's' })
  await askQuestions(context)
  if (values['no-lines'] !== true) {
    const patches = await floorOf(gitFolder, 'log', '--branches', '--tags', '-p', '-U0', '-M')
    const [lines] = await timed(() => ingestChangedLines(context))
    printFigure({
      work: 'line counts and word index',
      ours: lines,
      unit: 's',
      floor: patches,
      budget: ratioBudget({ floor: patches, times: 1.35, unit: 's' }),
    })
    await askQuestions(context)
  }
  printFigure({ work: 'peak memory', ours: peakMemoryMb(), unit: 'MB', budget: atMost(MEMORY_MB) })
  await db.close()
} finally {
  rmSync(dataFolder, { recursive: true, force: true })
}
printMachine()
