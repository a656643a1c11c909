// Measures the history of one repository beside plain git in the same run: node bench/history.ts /path/to/repository [runs]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDatabase } from '#lib/db/client.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { resolveRevision } from '#lib/git/revisions.ts'
import { type CommitQuery, coChangedPaths, runCommitQuery } from '#lib/history/commit-query.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { ingestCommits, ingestLineCounts } from '#lib/history/ingest.ts'
import { listPeople, resolvePeople } from '#lib/history/people.ts'
import { openReach } from '#lib/history/reach.ts'
import { pathLineage, pathsEver } from '#lib/history/renames.ts'

/** The mirror as a path to a bare store or to a work tree's `.git`. */
const gitFolder = resolve(process.argv[2] ?? '.git')
const runs = Number(process.argv[3] ?? 20)
const dataFolder = mkdtempSync(join(tmpdir(), 'sparky-bench-'))

/** Runs plain git with its output thrown away; seconds. */
async function floor(...args: readonly string[]): Promise<number> {
  const started = performance.now()
  const child = spawn('git', [`--git-dir=${gitFolder}`, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  await once(child, 'close')
  return (performance.now() - started) / 1000
}

function print(work: string, text: string): void {
  process.stdout.write(`${work.padEnd(40)} ${text}\n`)
}

function printRatio(work: string, ours: number, base: number): void {
  print(work, `${ours.toFixed(2)} s, floor ${base.toFixed(2)} s, ratio ${(ours / base).toFixed(2)}`)
}

async function timed<T>(work: () => Promise<T>): Promise<[seconds: number, result: T]> {
  const started = performance.now()
  const result = await work()
  return [(performance.now() - started) / 1000, result]
}

/** p50 and p95 of a question, and git's time for the same one. */
async function question(name: string, ask: () => Promise<unknown>, git?: readonly string[]): Promise<void> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) times.push((await timed(ask))[0] * 1000)
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1)
  const base = git === undefined ? '' : `, git ${((await floor(...git)) * 1000).toFixed(0)} ms`
  print(name, `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms${base}`)
}

async function askQuestions(context: HistoryContext): Promise<void> {
  const head = (await resolveRevision(gitFolder, 'HEAD')) ?? ''
  const reach = openReach(context)
  print('graph loaded and first reach', `${((await timed(() => reach.of(head)))[0] * 1000).toFixed(1)} ms`)
  const graph = await reach.graph()
  await question('reach of a revision, not cached', async () => graph.ancestorsOf([graph.count]))
  const ask = (query: Omit<CommitQuery, 'reach'>) => runCommitQuery(context, reach, { reach: { to: head }, ...query })
  const everything = await ask({ result: { kind: 'group', by: 'path', limit: 1 } })
  const path = String(everything.rows[0]?.path)
  const folder = String((await ask({ result: { kind: 'group', by: 'folder', limit: 2 } })).rows.at(-1)?.folder)
  const [person] = await listPeople(context, 1)
  const year = { sinceS: Date.UTC(2019, 0) / 1000, untilS: Date.UTC(2020, 0) / 1000 }
  const list = { kind: 'list', limit: 5 } as const
  print('most changed file, second folder, top author', `${path}, ${folder}, ${person?.name}`)
  await question('path history', () => ask({ paths: [path], followRenames: true, result: list }), ['log', '--', path])
  await question('path lineage', () => pathLineage(context, reach, { path, revision: head }))
  await question(
    'top authors of a file',
    () => ask({ paths: [path], result: { kind: 'top', by: 'commits', limit: 5 } }),
    ['shortlog', '-sn', 'HEAD', '--', path],
  )
  await question(
    'top authors of a folder',
    () => ask({ paths: [folder], result: { kind: 'top', by: 'commits', limit: 5 } }),
    ['shortlog', '-sn', 'HEAD', '--', folder],
  )
  await question('co-change of a file', () => coChangedPaths(context, reach, { path, revision: head, limit: 10 }))
  await question('most changed files (churn)', () => ask({ result: { kind: 'group', by: 'path', limit: 10 } }))
  await question('most changed files of a year', () =>
    ask({ ...year, result: { kind: 'group', by: 'path', limit: 10 } }),
  )
  await question(
    'commits of an author in a year',
    () => ask({ ...year, personIds: [person?.id ?? 0], result: { kind: 'count' } }),
    ['rev-list', '--count', '--since=2019-01-01', '--until=2020-01-01', `--author=${person?.email}`, 'HEAD'],
  )
  await question('last five commits', () => ask({ result: list }), ['log', '-5', 'HEAD'])
  await question('all commits by year', () => ask({ result: { kind: 'group', by: 'year', limit: 50 } }))
  await question('top authors of all', () => ask({ result: { kind: 'top', by: 'commits', limit: 10 } }), [
    'shortlog',
    '-sn',
    'HEAD',
  ])
  await question('a word of messages', () => ask({ messageWords: ['regression'], result: list }), [
    'log',
    '-i',
    '--grep=regression',
    'HEAD',
  ])
  await question('who is a name', () => resolvePeople(context, person?.name.split(' ').at(-1) ?? ''))
  await question('which path is a basename', () =>
    pathsEver(context, { pattern: path.split('/').at(-1) ?? '', limit: 5 }),
  )
}

try {
  print('machine', `${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`)
  const db = await openDatabase({ databaseUrl: undefined, dataFolder, rootFolder: process.cwd() })
  const { id } = await createRepositoryStore(db).add({ name: 'bench', address: gitFolder, kind: 'folder' })
  const context = { db, gitFolder, repositoryId: id }
  const raw = await floor('log', '--branches', '--tags', '--raw', '-M')
  const [seconds, { added }] = await timed(() => ingestCommits(context))
  printRatio(`${added} commits queryable`, seconds, raw)
  const [refresh] = await timed(() => ingestCommits(context))
  print('refresh with nothing new', `${(refresh * 1000).toFixed(0)} ms`)
  await askQuestions(context)
  if (!process.argv.includes('--no-lines')) {
    const numstat = await floor('log', '--branches', '--tags', '--numstat', '-M')
    const [lines] = await timed(() => ingestLineCounts(context))
    printRatio('line counts', lines, numstat)
    await askQuestions(context)
  }
  await db.close()
} finally {
  rmSync(dataFolder, { recursive: true, force: true })
}
