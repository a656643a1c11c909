// Finds Sparky for a command: the running server of this data folder, else this very process.
import { z } from 'zod'
import { type Config, loadConfig } from '#lib/config.ts'
import type { SparkyClient } from './client.ts'
import { createHttpClient } from './http-client.ts'
import { readServerFile, type ServerRecord } from './server-file.ts'

/** A live server answers its own health check at once. */
const LIVE_TIMEOUT_MS = 2_000

const Live = z.object({ status: z.literal('live'), pid: z.number().int() })

/** Runs `work` with a client and closes it, whatever happens. */
export async function withClient<T>(
  work: (client: SparkyClient) => Promise<T>,
  config: Config = loadConfig(),
): Promise<T> {
  const client = await connect(config)
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

/** For commands that need no model: in-process, weights are not fetched for them. */
export async function withModestClient<T>(work: (client: SparkyClient) => Promise<T>): Promise<T> {
  return withClient(work, { ...loadConfig(), download: false })
}

/**
 * The running server of this data folder; undefined when none runs.
 *
 * A pid can be given to another process and a port to another server: only one that answers with the recorded pid counts.
 */
export async function findRunningServer(dataFolder: string): Promise<ServerRecord | undefined> {
  const server = await readServerFile(dataFolder)
  if (server === undefined) return undefined
  const live = await readLive(server)
  return live?.pid === server.pid ? server : undefined
}

/** What a Sparky at that address says of itself; undefined when there is none. */
export async function readLive({
  url,
  token,
}: Pick<ServerRecord, 'url' | 'token'>): Promise<z.infer<typeof Live> | undefined> {
  try {
    const response = await fetch(new URL('/api/health/live', url), {
      signal: AbortSignal.timeout(LIVE_TIMEOUT_MS),
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
    })
    return Live.safeParse(await response.json()).data
  } catch {
    return undefined // Refused, silent or not JSON: no Sparky there, which is an answer.
  }
}

async function connect(config: Config): Promise<SparkyClient> {
  const server = await findRunningServer(config.dataFolder)
  if (server !== undefined) return createHttpClient(server)
  // Loaded only here: a command that talks to the server needs none of the machinery.
  const { openLocalClient } = await import('./local-client.ts')
  return openLocalClient(config)
}
