// The one workspace of the server process.
import { openWorkspace, type Workspace } from '#agents/workspace.ts'
import { type Config, loadConfig } from '#lib/config.ts'
import { SparkyError } from '#lib/errors.ts'
import { isLoopback } from '#lib/loopback.ts'

/** Next bundles pages, routes and instrumentation apart; only the global object is common to them. */
const shared: { sparkyWorkspace?: Promise<Workspace> | undefined } = globalThis as object

/** Opens the workspace with the first call. @throws SparkyError what `openWorkspace` throws; the next call tries again */
export function getWorkspace(): Promise<Workspace> {
  shared.sparkyWorkspace ??= open(loadConfig()).catch((error: unknown) => {
    shared.sparkyWorkspace = undefined
    throw error
  })
  return shared.sparkyWorkspace
}

/** Closes it, if it was opened: runs end, indexing stops where it is, the data folder is free. */
export async function closeWorkspace(): Promise<void> {
  const workspace = await shared.sparkyWorkspace?.catch(() => undefined)
  await workspace?.close()
}

async function open(config: Config): Promise<Workspace> {
  if (!isLoopback(config.host) && config.token === undefined)
    throw new SparkyError({
      code: 'config/unsafe-host',
      message: `Listening on ${config.host} without a token would open every repository to the network.`,
      remedy: 'Set SPARKY_TOKEN to at least 16 characters, or listen on 127.0.0.1.',
    })
  return openWorkspace(config)
}
