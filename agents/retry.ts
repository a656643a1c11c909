// Tries again what a database that is busy or away for a moment has refused.
import { setTimeout as delay } from 'node:timers/promises'
import { toSparkyError } from '#lib/errors.ts'

/** Tries at most, with waits that double from the first: 1.5 seconds together, which a shutdown can bear. */
const TRIES = 6
const FIRST_WAIT_MS = 50

/** @throws the last error, at once when the same call cannot succeed later */
export async function retry<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work()
    } catch (error) {
      if (tried === TRIES || !toSparkyError(error).retryable) throw error
      await delay(FIRST_WAIT_MS * 2 ** (tried - 1))
    }
  }
}
