// Watches over a vector store while it is searched: leaves it alone for a moment after a failure, and notices what it lost.
import { reportError, SparkyError, toSparkyError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import { SEARCH_LIMIT, type VectorHit, type VectorStore } from '#lib/vectors/store.ts'
import type { VectorLedger } from './vector-ledger.ts'

export interface StoreWatchOptions {
  readonly repositoryId: number
  readonly log: Log
  /** Told when vectors that should be there are not: they have to be made anew. */
  readonly onLoss: () => void
  /** Replaced by tests. */
  readonly now?: () => number
}

export interface WatchedSearch {
  readonly vectors: VectorStore
  readonly ledger: VectorLedger
  readonly vector: Float32Array
  readonly signal: AbortSignal
}

export interface WatchedHits {
  readonly hits: readonly VectorHit[]
  /** Vectors that should be there. */
  readonly known: number
  /** True when some of them are not. */
  readonly isLossy: boolean
}

/** A search waits this long for the store: its words are there at once. */
const ANSWER_TIMEOUT_MS = 2_000
/** After a failure the store is left alone for so long. */
const PAUSE_MS = 5_000
/** How often the numbers of store and database are compared while it is searched. */
const COMPARE_EVERY_MS = 60_000

/** One for each place that is searched. */
export function createStoreWatch({ repositoryId, log, onLoss, now = Date.now }: StoreWatchOptions) {
  let pausedUntilMs = 0
  let comparedAtMs = Number.NEGATIVE_INFINITY
  let trouble: SparkyError | undefined

  const compare = async ({ vectors, ledger }: WatchedSearch): Promise<boolean> => {
    comparedAtMs = now()
    // In this order: what is being embedded meanwhile is in the store before it is known.
    const known = await ledger.count()
    const isLossy = (await vectors.count(ledger.place)) < known
    if (isLossy) {
      log.warn('the vector store has lost vectors', { repositoryId, collection: ledger.collection })
      onLoss()
    }
    return isLossy
  }

  return {
    /**
     * Nearest first, at most SEARCH_LIMIT.
     *
     * @throws SparkyError as the store; at once while it is left alone, `vectors/timeout` after ANSWER_TIMEOUT_MS
     */
    async search(search: WatchedSearch): Promise<WatchedHits> {
      if (now() < pausedUntilMs && trouble) throw trouble
      const { vectors, ledger, vector, signal } = search
      const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
      try {
        const known = await ledger.count()
        const hits = await vectors.search(ledger.place, {
          vector,
          limit: SEARCH_LIMIT,
          signal: AbortSignal.any([signal, timeout]),
        })
        const isSuspect = trouble !== undefined || hits.length < Math.min(SEARCH_LIMIT, known)
        trouble = undefined
        if (isSuspect) return { hits, known, isLossy: await compare(search) }
        if (now() - comparedAtMs > COMPARE_EVERY_MS)
          // Nobody waits for it.
          compare(search).catch((error: unknown) =>
            log.warn('vectors could not be counted', { repositoryId, error: reportError(error) }),
          )
        return { hits, known, isLossy: false }
      } catch (error) {
        if (signal.aborted) throw error
        trouble = timeout.aborted ? tooSlow(error) : toSparkyError(error)
        pausedUntilMs = now() + PAUSE_MS
        // One whose vectors have another size by now is no use until they are made anew.
        if (trouble.code === 'vectors/dimension-mismatch') onLoss()
        throw trouble
      }
    },
  }
}

export type StoreWatch = ReturnType<typeof createStoreWatch>

function tooSlow(cause: unknown): SparkyError {
  return new SparkyError({
    code: 'vectors/timeout',
    message: `the vector store did not answer within ${ANSWER_TIMEOUT_MS / 1000} s`,
    remedy: 'It may be starting or overloaded: ask again in a moment.',
    retryable: true,
    cause,
  })
}
