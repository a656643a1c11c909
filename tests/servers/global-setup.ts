// Runs once before all test files: starts the servers that were asked for and tells the tests where they are.
import type { TestProject } from 'vitest/node'
import { CHAT_WEIGHTS, EMBEDDER_WEIGHTS } from '#lib/models/weights.ts'
import { fetchTestWeights, findTestWeights } from './fetch-test-weights.ts'
import type { RunningServer } from './server-process.ts'
import { startMilvus } from './start-milvus.ts'
import { startPostgresWithVectors } from './start-postgres.ts'
import { startVllm } from './start-vllm.ts'
import { SERVER_NAMES, type ServerName, wantedServers } from './wanted-servers.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of each server that runs, as the configuration of Sparky wants it; absent ones are skipped by name. */
    servers: Readonly<Partial<Record<ServerName, string>>>
    /** Folders of weights that are on this machine. */
    weights: { readonly embedder?: string; readonly chat?: string }
  }
}

const START: Readonly<Record<ServerName, (signal: AbortSignal) => Promise<RunningServer>>> = {
  milvus: startMilvus,
  postgres: startPostgresWithVectors,
  vllm: startVllm,
}

/** A server whose address is in SPARKY_TEST_MILVUS, SPARKY_TEST_POSTGRES or SPARKY_TEST_VLLM is used instead of a new one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const wanted = wantedServers(process.env.SPARKY_TEST_SERVERS)
  if (wanted.length > 0) for (const source of WEIGHTS) await fetchTestWeights(source)
  project.provide('weights', findWeights())
  const addresses: Partial<Record<ServerName, string>> = {}
  const running: RunningServer[] = []
  const failing = new AbortController()
  const start = async (name: ServerName): Promise<void> => {
    const given = process.env[`SPARKY_TEST_${name.toUpperCase()}`]
    if (given) addresses[name] = given
    else if (wanted.includes(name)) {
      const server = await START[name](failing.signal)
      running.push(server)
      addresses[name] = server.address
    }
  }
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()))
  }
  // All at once: the slowest one sets the time. When one fails, the others are given up.
  const started = SERVER_NAMES.map((name) =>
    start(name).catch((error: unknown) => {
      failing.abort(error)
    }),
  )
  await Promise.all(started)
  if (failing.signal.aborted) {
    await stop()
    throw failing.signal.reason
  }
  project.provide('servers', addresses)
  return stop
}

const PACKAGED_CHAT_WEIGHTS = CHAT_WEIGHTS.filter(({ packages }) => packages.length > 0)
const WEIGHTS = [EMBEDDER_WEIGHTS, ...PACKAGED_CHAT_WEIGHTS]

function findWeights() {
  const embedder = findTestWeights(EMBEDDER_WEIGHTS)
  const chat = PACKAGED_CHAT_WEIGHTS.map(findTestWeights).find((folder) => folder !== undefined)
  return { ...(embedder !== undefined && { embedder }), ...(chat !== undefined && { chat }) }
}
