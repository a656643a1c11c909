// Search by meaning: the pieces of a revision whose vectors are nearest to that of the question.
import type { Database } from '#lib/db/database.ts'
import { reportError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import { collectionOf, markOf } from './code-stages.ts'
import type { CodeThread } from './code-thread.ts'
import type { RankedChunk } from './lexical-index.ts'

export interface MeaningSearchOptions {
  readonly db: Database
  readonly gitFolder: string
  readonly repositoryId: number
  readonly thread: CodeThread
  readonly vectors: VectorStore | undefined
  /** Waits for one that is just loading; undefined when there is none. */
  readonly embedder: () => Promise<Embedder | undefined>
  readonly log: Log
}

export interface MeaningHit {
  readonly chunk: Pick<RankedChunk, 'path' | 'blobOid' | 'ordinal' | 'startLine' | 'endLine' | 'kind' | 'symbol'>
  /** Cosine, -1 to 1. */
  readonly similarity: number
}

/** Candidates before those of other revisions are left out. */
const CANDIDATES = 200

/** Nearest vectors whose blob belongs to the revision; a failing store costs the meaning, not the search. */
export async function searchByMeaning(
  options: MeaningSearchOptions,
  { query, revision, signal }: { readonly query: string; readonly revision: string; readonly signal: AbortSignal },
): Promise<{ readonly hits: readonly MeaningHit[]; readonly notices: readonly string[] }> {
  const { db, vectors, repositoryId, gitFolder, thread, log } = options
  const embedder = await options.embedder()
  if (embedder === undefined || vectors === undefined) return { hits: [], notices: [] }
  try {
    const [vector] = await embedder.embed([query], { purpose: 'query', signal })
    if (vector === undefined) return { hits: [], notices: [] }
    const near = await vectors.search(collectionOf(embedder), { vector, repositoryId, limit: CANDIDATES, signal })
    const [{ files }, rows, [state]] = await Promise.all([
      thread.ask({ kind: 'files', gitFolder, revision }, signal),
      db.query<{
        id: number
        blob_oid: string
        ordinal: number
        start_line: number
        end_line: number
        kind: string
        symbol: string | null
      }>(
        'SELECT id, blob_oid, ordinal, start_line, end_line, kind, symbol FROM chunks WHERE repository_id = $1 AND id = ANY($2::bigint[])',
        [repositoryId, near.map((hit) => hit.id)],
      ),
      db.query<{ done: number; total: number }>(
        'SELECT count(*) FILTER (WHERE embedded_by = $2) AS done, count(*) AS total FROM chunks WHERE repository_id = $1',
        [repositoryId, markOf({ embedder, vectors })],
      ),
    ])
    const pathOf = new Map(files.map(({ path, blobOid }) => [blobOid, path]))
    const rowOf = new Map(rows.map((row) => [row.id, row]))
    const hits = near.flatMap(({ id, score }): readonly MeaningHit[] => {
      const row = rowOf.get(id)
      const path = row && pathOf.get(row.blob_oid)
      if (!row || path === undefined) return []
      return [
        {
          similarity: score,
          chunk: {
            path,
            blobOid: row.blob_oid,
            ordinal: row.ordinal,
            startLine: row.start_line,
            endLine: row.end_line,
            kind: row.kind,
            symbol: row.symbol ?? undefined,
          },
        },
      ]
    })
    const partial = state !== undefined && state.done < state.total
    return {
      hits,
      notices: partial
        ? [
            `Search by meaning is not complete yet: ${state.done.toLocaleString('en-US')} of ${state.total.toLocaleString('en-US')} pieces of code have a vector.`,
          ]
        : [],
    }
  } catch (error) {
    if (signal.aborted) throw error
    log.warn('search by meaning failed', { repositoryId, error: reportError(error) })
    return {
      hits: [],
      notices: [`Search by meaning failed (${reportError(error).message}); these results come from words alone.`],
    }
  }
}
