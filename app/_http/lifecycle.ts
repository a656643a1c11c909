// The life of the server process: everything is opened when it starts and closed in order when it is told to stop.
import type { Workspace } from '#agents/workspace.ts'
import { reportError } from '#lib/errors.ts'
import { createLog } from '#lib/log.ts'
import { closeWorkspace, getWorkspace } from './workspace.ts'

/** Longer than any part needs to close; whoever starts the server waits about as long. */
const CLOSE_WITHIN_MS = 2_000

/** Opens the workspace, and closes it with the first SIGTERM or SIGINT. */
export async function openWithProcess(): Promise<void> {
  // Next would wait for open streams, which would be for ever: we end them ourselves.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, stop)
  // What goes wrong is told by /api/health/ready and by every page; the server stays up to tell it.
  const workspace = await getWorkspace().catch(() => undefined)
  if (workspace) await refreshFolders(workspace)
}

/** What was committed while nobody looked; remotes are asked only when somebody wants it. */
async function refreshFolders({ repositories, refresh }: Workspace): Promise<void> {
  for (const { id, kind, state } of await repositories.list())
    if (kind === 'folder' && state === 'ready') await refresh(id)
}

function stop(): void {
  setTimeout(() => process.exit(0), CLOSE_WITHIN_MS).unref()
  closeWorkspace()
    .catch((error: unknown) => createLog('error').error('a part could not be closed', { error: reportError(error) }))
    .finally(() => process.exit(0))
}
