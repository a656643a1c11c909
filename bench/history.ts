// Measures the history of one repository beside plain git in the same run: node bench/history.ts /path/to/repository
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDatabase } from '#lib/db/client.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { ingestCommits } from '#lib/history/ingest.ts'

const gitFolder = resolve(process.argv[2] ?? '.')
const dataFolder = mkdtempSync(join(tmpdir(), 'sparky-bench-'))

/** Runs plain git with its output thrown away; seconds. */
async function floor(...args: readonly string[]): Promise<number> {
  const started = performance.now()
  const child = spawn('git', [`--git-dir=${gitFolder}`, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  await once(child, 'close')
  return (performance.now() - started) / 1000
}

function print(work: string, ours: number, base: number | undefined): void {
  const ratio = base === undefined ? '' : `  floor ${base.toFixed(2)} s  ${(ours / base).toFixed(2)}x`
  process.stdout.write(`${work.padEnd(34)} ${ours.toFixed(3)} s${ratio}\n`)
}

async function timed<T>(work: () => Promise<T>): Promise<[seconds: number, result: T]> {
  const started = performance.now()
  const result = await work()
  return [(performance.now() - started) / 1000, result]
}

try {
  const db = await openDatabase({ databaseUrl: undefined, dataFolder, rootFolder: process.cwd() })
  const repository = await createRepositoryStore(db).add({ name: 'bench', address: gitFolder, kind: 'folder' })
  const context = { db, gitFolder, repositoryId: repository.id }
  const raw = await floor('log', '--branches', '--tags', '--raw', '-M')
  const [seconds, { added }] = await timed(() => ingestCommits(context))
  print(`${added} commits queryable`, seconds, raw)
  const [refresh] = await timed(() => ingestCommits(context))
  print('refresh with nothing new', refresh, undefined)
  await db.close()
} finally {
  rmSync(dataFolder, { recursive: true, force: true })
}
