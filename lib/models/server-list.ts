// The model servers that answer: those that somebody named, and those that are found where servers usually listen.
import type { Notes } from './notes.ts'
import { CONFIGURED_TIMEOUT_MS, FOUND_TIMEOUT_MS, type ProbedServer, probeServer } from './probe.ts'
import { baseAddress } from './setting.ts'

export interface ServerListOptions {
  /** Addresses with exactly one `/v1`. */
  readonly named: ReadonlySet<string>
  /** Where to look besides. */
  readonly around: readonly string[]
  readonly key: string | undefined
  readonly signal: AbortSignal
  readonly notes: Notes
}

export interface ServerList {
  /** In the order in which they were found. */
  all(): readonly ProbedServer[]
  /** The key, for a server that somebody named; nothing for one that was only found. */
  keyOf(server: string): string | undefined
  /**
   * Asks each server that has not answered yet, and again those that `lacking` names: a server may get its models one by one.
   *
   * One that does not answer this time stays as it was.
   */
  look(lacking: ReadonlySet<string>): Promise<void>
}

export function createServerList({ named, around, key, signal, notes }: ServerListOptions): ServerList {
  const servers = new Map<string, ProbedServer>()
  const addresses = new Set([...named, ...around.map(baseAddress)])
  // Whoever may listen on a usual port must not learn it.
  const keyOf = (server: string) => (named.has(server) ? key : undefined)

  return {
    all: () => [...servers.values()],
    keyOf,
    async look(lacking) {
      const asked = [...addresses].filter((address) => !servers.has(address) || lacking.has(address))
      const found = await Promise.all(
        asked.map((address) =>
          probeServer(address, {
            key: keyOf(address),
            signal,
            timeoutMs: named.has(address) ? CONFIGURED_TIMEOUT_MS : FOUND_TIMEOUT_MS,
          }),
        ),
      )
      for (const server of found) if (server) servers.set(server.server, server)
      for (const address of named)
        notes.set(
          `server ${address}`,
          servers.has(address)
            ? undefined
            : `No model server answers at ${address}, or it refuses SPARKY_MODEL_KEY; it is asked again.`,
        )
    },
  }
}
