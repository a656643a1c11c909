// Stores how far a stage is, at a bounded rate.
import { reportError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'

/** Progress is stored at most this often. */
const PROGRESS_EVERY_MS = 250

/** Stores the newest progress at a bounded rate, so that reporting costs the stage nothing. */
export function createProgress(store: (done: number, total: number | undefined) => Promise<void>, log: Log) {
  let latest: readonly [number, number | undefined] | undefined
  let timer: NodeJS.Timeout | undefined
  let storing: Promise<void> = Promise.resolve()
  const flush = async () => {
    const values = latest
    latest = undefined
    if (values)
      await store(...values).catch((error: unknown) =>
        log.warn('progress could not be stored', { error: reportError(error) }),
      )
  }
  return {
    report(done: number, total: number | undefined): void {
      latest = [done, total]
      timer ??= setTimeout(() => {
        timer = undefined
        storing = storing.then(flush)
      }, PROGRESS_EVERY_MS)
    },
    async close(): Promise<void> {
      clearTimeout(timer)
      await storing
      await flush()
    },
  }
}
