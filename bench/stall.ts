// Measures how long the event loop of the web process stands still while a repository is indexed:
// node bench/stall.ts REPOSITORY [--no-embeddings]
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { atMost, peakMemoryMb, printFigure, printMachine, printRow } from './measure.ts'
import { TIMEOUT_MS, withWorkspace } from './open-workspace.ts'
import { gitFolderOfArgument } from './plain-git.ts'

/** The delay is sampled this often; a sample can be late, never early. */
const RESOLUTION_MS = 2
const BUDGETS = { p99Ms: 50, memoryMb: 1500 }

const signal = AbortSignal.timeout(TIMEOUT_MS)
const embedder = !process.argv.includes('--no-embeddings')

printMachine()
await withWorkspace({ embedder }, async (workspace) => {
  await workspace.models.settled()
  const stall = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  const delay = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  const startedMs = performance.now()
  stall.enable()
  const { id } = await workspace.add(gitFolderOfArgument())
  await workspace.untilReady(id, signal)
  printRow('askable', `after ${((performance.now() - startedMs) / 1000).toFixed(2)} s`)
  await workspace.untilIdle(id, signal)
  stall.disable()
  printRow('everything indexed', `after ${((performance.now() - startedMs) / 1000).toFixed(2)} s`)
  for (const { stage, status, done, unit } of (await workspace.progress(id)).stages)
    printRow(`  ${stage}`, `${status}, ${done} ${unit}`)
  const longest = `p50 ${delay(stall.percentile(50)).toFixed(1)}, longest ${delay(stall.max).toFixed(1)} ms`
  printFigure({
    work: 'event-loop stall while indexing, p99',
    ours: delay(stall.percentile(99)),
    unit: 'ms',
    budget: atMost(BUDGETS.p99Ms),
  })
  printRow('', longest)
  printFigure({ work: 'peak memory', ours: peakMemoryMb(), unit: 'MB', budget: atMost(BUDGETS.memoryMb) })
})
printMachine()
process.exit()
