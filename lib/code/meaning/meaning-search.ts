// Search by meaning: the pieces of a revision whose vectors are nearest to that of the question.
import type { Database } from '#lib/db/database.ts'
import { reportError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import type { CodeThread } from '../code-thread.ts'
import type { RankedChunk } from '../words/lexical-index.ts'
import type { StoreWatch } from './store-watch.ts'
import { noticesOfVectors, openVectorLedger } from './vector-ledger.ts'

export interface MeaningSearchOptions {
  readonly db: Database
  readonly gitFolder: string
  readonly repositoryId: number
  readonly thread: CodeThread
  readonly vectors: VectorStore | undefined
  /** Waits for one that is just loading; undefined when there is none. */
  readonly embedder: () => Promise<Embedder | undefined>
  readonly log: Log
  readonly watch: StoreWatch
}

export interface MeaningHit {
  readonly chunk: Pick<RankedChunk, 'path' | 'blobOid' | 'ordinal' | 'startLine' | 'endLine' | 'kind' | 'symbol'>
  /** Cosine, -1 to 1. */
  readonly similarity: number
}

interface MeaningFound {
  readonly hits: readonly MeaningHit[]
  readonly notices: readonly string[]
}

interface Question {
  readonly query: string
  readonly revision: string
  readonly signal: AbortSignal
}

/** Nearest vectors whose blob belongs to the revision; a failing store costs the meaning, not the search. */
export async function searchByMeaning(options: MeaningSearchOptions, question: Question): Promise<MeaningFound> {
  const { vectors, repositoryId, log } = options
  const embedder = await options.embedder()
  if (embedder === undefined || vectors === undefined) return { hits: [], notices: [] }
  try {
    return await searchVectors({ ...options, vectors }, embedder, question)
  } catch (error) {
    if (question.signal.aborted) throw error
    log.warn('search by meaning failed', { repositoryId, error: reportError(error) })
    return {
      hits: [],
      notices: [`Search by meaning failed (${reportError(error).message}); these results come from words alone.`],
    }
  }
}

async function searchVectors(
  options: MeaningSearchOptions & { readonly vectors: VectorStore },
  embedder: Embedder,
  { query, revision, signal }: Question,
): Promise<MeaningFound> {
  const { db, repositoryId, gitFolder, thread, watch, vectors } = options
  const [vector] = await embedder.embed([query], { purpose: 'query', signal })
  if (vector === undefined) return { hits: [], notices: [] }
  const ledger = openVectorLedger({ db, repositoryId, vectors, embedder, purpose: 'code' })
  const near = await watch.search({ vectors, ledger, vector, signal })
  const [{ files }, rows, [all]] = await Promise.all([
    thread.ask({ kind: 'files', gitFolder, revision }, signal),
    db.query<PieceRow>(
      'SELECT id, blob_oid, ordinal, start_line, end_line, kind, symbol FROM chunks WHERE repository_id = $1 AND id = ANY($2::bigint[])',
      [repositoryId, [...(await ledger.among(near.hits.map((hit) => hit.id)))]],
    ),
    db.query<{ count: number }>('SELECT count(*) AS count FROM chunks WHERE repository_id = $1', [repositoryId]),
  ])
  const pathOf = new Map(files.map(({ path, blobOid }) => [blobOid, path]))
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  const hits = near.hits.flatMap(({ id, score }): readonly MeaningHit[] => {
    const row = rowOf.get(id)
    const path = row && pathOf.get(row.blob_oid)
    return row && path !== undefined ? [{ similarity: score, chunk: pieceOf(row, path) }] : []
  })
  return { hits, notices: noticesOfVectors({ ...near, total: all?.count ?? 0, things: 'pieces of code' }) }
}

interface PieceRow {
  readonly id: number
  readonly blob_oid: string
  readonly ordinal: number
  readonly start_line: number
  readonly end_line: number
  readonly kind: string
  readonly symbol: string | null
}

function pieceOf(row: PieceRow, path: string): MeaningHit['chunk'] {
  return {
    path,
    blobOid: row.blob_oid,
    ordinal: row.ordinal,
    startLine: row.start_line,
    endLine: row.end_line,
    kind: row.kind,
    symbol: row.symbol ?? undefined,
  }
}
