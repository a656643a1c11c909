// Commits nearest in meaning to a question, among those that a revision reaches.
import { reportError } from '#lib/errors.ts'
import { isWithin } from '#lib/history/word-index.ts'
import type { VectorHit } from '#lib/vectors/store.ts'
import type { MeaningSearchOptions } from '../meaning/meaning-search.ts'
import { noticesOfVectors, openVectorLedger } from '../meaning/vector-ledger.ts'
import { HAS_MATTER } from './commit-stage.ts'

export interface CommitMeaning {
  /** Ids of commits, nearest first. */
  readonly hits: readonly VectorHit[]
  readonly notices: readonly string[]
}

export const NO_MEANING: CommitMeaning = { hits: [], notices: [] }

/** Nothing without an embedder; a failing store is a notice. */
export async function searchCommitMeaning(
  options: MeaningSearchOptions,
  search: { readonly query: string; readonly bounds: Int32Array; readonly signal: AbortSignal },
): Promise<CommitMeaning> {
  const { db, repositoryId, vectors, watch, log } = options
  const embedder = await options.embedder()
  if (embedder === undefined || vectors === undefined) return NO_MEANING
  const { query, bounds, signal } = search
  try {
    const [vector] = await embedder.embed([query], { purpose: 'query', signal })
    if (vector === undefined) return NO_MEANING
    const ledger = openVectorLedger({ db, repositoryId, vectors, embedder, purpose: 'commits' })
    const near = await watch.search({ vectors, ledger, vector, signal })
    const [[all], known] = await Promise.all([
      db.query<{ count: number }>(
        `SELECT count(*) AS count FROM commits c WHERE repository_id = $1 AND ${HAS_MATTER}`,
        [repositoryId],
      ),
      ledger.among(near.hits.map(({ id }) => id)),
    ])
    return {
      hits: near.hits.filter(({ id }) => known.has(id) && isWithin(bounds, id)),
      notices: noticesOfVectors({ ...near, total: all?.count ?? 0, things: 'commits' }),
    }
  } catch (error) {
    if (signal.aborted) throw error
    log.warn('search of commits by meaning failed', { repositoryId, error: reportError(error) })
    return {
      hits: [],
      notices: [`Search by meaning failed (${reportError(error).message}); these commits were found by words alone.`],
    }
  }
}
