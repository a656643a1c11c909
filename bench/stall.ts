// Measures how long the event loop of the web process stands still while a repository is indexed: node bench/stall.ts REPOSITORY
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openWorkspace } from '#agents/workspace.ts'
import { loadConfig } from '#lib/config.ts'

/** The delay is sampled this often; a sample can be late, never early. */
const RESOLUTION_MS = 2
const BUDGET_P99_MS = 50
const TIMEOUT_MS = 30 * 60_000

const repository = process.argv[2]
if (repository === undefined) throw new Error('usage: node bench/stall.ts REPOSITORY')

const dataFolder = await mkdtemp(join(tmpdir(), 'sparky-stall-'))
try {
  const rootFolder = resolve(import.meta.dirname, '..')
  const workspace = await openWorkspace({
    ...loadConfig(),
    rootFolder,
    dataFolder,
    databaseUrl: undefined,
    milvusAddress: undefined,
    logLevel: 'error',
  })
  const stall = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    stall.enable()
    const startedMs = performance.now()
    const { id } = await workspace.add(resolve(repository))
    await workspace.untilReady(id, signal)
    const readyMs = performance.now() - startedMs
    await workspace.untilIdle(id, signal)
    stall.disable()
    const idleMs = performance.now() - startedMs
    const { stages } = await workspace.progress(id)
    const ms = (nanoseconds: number) => `${Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS).toFixed(1)} ms`
    const p99 = stall.percentile(99)
    print(
      `askable after ${(readyMs / 1000).toFixed(2)} s, nothing left to do after ${(idleMs / 1000).toFixed(2)} s, ${Math.round(process.memoryUsage.rss() / 1e6)} MB resident`,
    )
    for (const { stage, status, done, unit } of stages) print(`  ${stage}: ${status}, ${done} ${unit}`)
    print(
      `event-loop stall while indexing: p50 ${ms(stall.percentile(50))}, p99 ${ms(p99)}, longest ${ms(stall.max)} (budget: p99 ≤ ${BUDGET_P99_MS} ms, ${p99 / 1e6 - RESOLUTION_MS <= BUDGET_P99_MS ? 'kept' : 'MISSED'})`,
    )
  } finally {
    await workspace.close()
  }
} finally {
  await rm(dataFolder, { recursive: true, force: true })
}
process.exit()

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
