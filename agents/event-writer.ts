// Stores the events of one run while it goes on, in small batches.
import type { RunStore } from '#lib/db/runs.ts'
import { reportError } from '#lib/errors.ts'
import type { RunEvent } from '#lib/events.ts'
import type { Log } from '#lib/log.ts'
import { retry } from './retry.ts'

/** Events wait at most this long for the database: short for a reader, long enough to batch. */
const FLUSH_AFTER_MS = 100

export interface EventWriter {
  push(event: RunEvent): void
  /** Stores what still waits, trying for a second or two; what is lost then is logged. */
  close(): Promise<void>
}

/** Appends in order; a failed write is tried again with the next batch. */
export function createEventWriter(runs: Pick<RunStore, 'appendEvents'>, log: Log): EventWriter {
  let waiting: RunEvent[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function flush(): Promise<void> {
    const batch = waiting
    waiting = []
    try {
      await runs.appendEvents(batch)
    } catch (error) {
      waiting = [...batch, ...waiting]
      throw error
    }
  }
  const warn = (message: string) => (error: unknown) =>
    log.warn(message, { events: waiting.length, error: reportError(error) })

  return {
    push(event) {
      waiting.push(event)
      timer ??= setTimeout(() => {
        timer = undefined
        writing = writing.then(flush).catch(warn('events of a run could not be stored yet'))
      }, FLUSH_AFTER_MS)
    },
    async close() {
      clearTimeout(timer)
      await writing
      // The run is told to be over in any case: its answer is stored with it.
      await retry(flush).catch(warn('the last events of a run are lost'))
    },
  }
}
