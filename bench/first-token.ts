// Measures what the whole graph adds to the model server's own time, and how much of its rate arrives:
// node bench/first-token.ts REPOSITORY [--server http://host:port/v1 --model NAME] [--runs N]
// Without a server, one with known delays is started; a real one is reached through a relay that notes its times.
import { parseArgs } from 'node:util'
import type { Workspace } from '#agents/workspace.ts'
import type { RunEvent } from '#lib/events.ts'
import { atLeast, atMost, percentile, printFigure, printMachine, printRow } from './measure.ts'
import { type ModelServer, nowMs, SCRIPTED_MODEL, type ServedRequest, startModelServer } from './model-server.ts'
import { TIMEOUT_MS, withWorkspace } from './open-workspace.ts'
import { gitFolderOfArgument } from './plain-git.ts'

const BUDGETS = { overheadMs: 50, rate: 0.97 }
const WARM_UPS = 3
/** Asked for reasons, so that the model writes and not only code. */
const QUESTION = 'Why was the last commit made?'

const { values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { server: { type: 'string' }, model: { type: 'string' }, runs: { type: 'string', default: '20' } },
})
const upstream = typeof values.server === 'string' ? values.server : undefined
const model = typeof values.model === 'string' ? values.model : SCRIPTED_MODEL
const signal = AbortSignal.timeout(TIMEOUT_MS)

interface Run {
  /** Added to the server's own time before the first token is there. */
  readonly overheadMs: number
  /** Rate at which tokens arrive, as a share of the rate at which the server sent them. */
  readonly rate: number
}

/** When an event of the run arrived, by the clock of the server. */
interface Arrival {
  readonly event: RunEvent
  readonly atMs: number
}

async function ask(workspace: Workspace, repositoryId: number, server: ModelServer): Promise<Run> {
  const before = server.served.length
  const startMs = nowMs()
  const arrivals: Arrival[] = []
  for await (const event of workspace.ask({ repositoryId, question: QUESTION }, signal))
    arrivals.push({ event, atMs: nowMs() })
  return judge({ startMs, arrivals, served: server.served.slice(before) })
}

/** The time to the first token less the server's own: its whole requests before, and the first token of the answering one. */
function judge(o: {
  readonly startMs: number
  readonly arrivals: readonly Arrival[]
  readonly served: readonly ServedRequest[]
}): Run {
  const texts = o.arrivals.filter(({ event }) => event.type === 'text-delta' && event.agent === 'qa')
  const first = texts[0]?.atMs ?? 0
  const answering = o.served.findLast((request) => request.firstTokenMs <= first)
  if (answering === undefined)
    throw new Error('The model was not asked for the answer: this model is not trusted with one.')
  // A second attempt after the verifier's objections is another stream.
  const last = texts.findLast(({ atMs }) => atMs <= answering.endMs + BUDGETS.overheadMs)?.atMs ?? first
  const earlier = o.served.filter((request) => request.endMs <= answering.startMs)
  const own = earlier.reduce((sum, request) => sum + request.endMs - request.startMs, 0)
  return {
    overheadMs: first - o.startMs - own - (answering.firstTokenMs - answering.startMs),
    rate: (answering.lastTokenMs - answering.firstTokenMs) / (last - first),
  }
}

printMachine()
const server = await startModelServer(upstream)
await withWorkspace({ embedder: false, model: `${server.address}#${model}` }, async (workspace) => {
  const { id } = await workspace.add(gitFolderOfArgument())
  await workspace.untilIdle(id, signal)
  await workspace.models.settled()
  for (let run = 0; run < WARM_UPS; run += 1) await ask(workspace, id, server)
  const runs: Run[] = []
  for (let run = 0; run < Number(values.runs); run += 1) runs.push(await ask(workspace, id, server))
  printRow('model server', upstream === undefined ? 'scripted, with known delays' : `${upstream}, ${model}`)
  const overheads = runs.map((run) => run.overheadMs)
  printFigure({
    work: `added to the first token: p50 ${percentile(overheads, 0.5).toFixed(1)} ms, p95`,
    ours: percentile(overheads, 0.95),
    unit: 'ms',
    budget: atMost(BUDGETS.overheadMs),
  })
  const rates = runs.map((run) => run.rate)
  printFigure({
    work: "share of the server's rate that arrives, median",
    ours: percentile(rates, 0.5),
    unit: '×',
    budget: atLeast(BUDGETS.rate),
  })
})
await server.close()
printMachine()
process.exit()
