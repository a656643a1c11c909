// A circuit breaker: a server that keeps failing is left alone for a while, and says so at once.
import { SparkyError, toSparkyError } from '#lib/errors.ts'
import type { ChatModel } from './chat-model.ts'

/** Failures in a row that open the circuit, and how long it stays open. */
const FAILURES = 3
const OPEN_MS = 30_000

/** The same model, failing fast with `model/unreachable` while its server is known to be down. */
export function withBreaker(model: ChatModel, now: () => number = Date.now): ChatModel {
  let failures = 0
  let openUntilMs = 0
  return {
    ...model,
    async *stream(request) {
      if (now() < openUntilMs)
        throw new SparkyError({
          code: 'model/unreachable',
          message: `${model.id} on ${model.server} failed ${FAILURES} times in a row and is left alone for ${Math.ceil((openUntilMs - now()) / 1000)} s.`,
          remedy: 'Look into the log of the model server.',
          retryable: true,
        })
      try {
        yield* model.stream(request)
        failures = 0
      } catch (error) {
        const { code } = toSparkyError(error)
        if (code === 'model/unreachable' || code === 'model/timeout') failures += 1
        if (failures >= FAILURES) {
          openUntilMs = now() + OPEN_MS
          // One trial after that: its failure opens the circuit again.
          failures = FAILURES - 1
        }
        throw error
      }
    },
  }
}
