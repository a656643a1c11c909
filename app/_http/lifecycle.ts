// The life of the server process: everything is opened when it starts and closed in order when it is told to stop.
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
  await getWorkspace().catch(() => undefined)
}

function stop(): void {
  setTimeout(() => process.exit(0), CLOSE_WITHIN_MS).unref()
  closeWorkspace()
    .catch((error: unknown) => createLog('error').error('a part could not be closed', { error: reportError(error) }))
    .finally(() => process.exit(0))
}
