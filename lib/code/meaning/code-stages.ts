// The two background stages of the code index: pieces of files in the table, vectors in the store; keyed by blob.
import type { Database } from '#lib/db/database.ts'
import type { StageStore } from '#lib/db/jobs.ts'
import { type ObjectReader, openObjectReader } from '#lib/git/objects.ts'
import { maskSecrets } from '#lib/mask.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import type { ChunkRecord, SkippedFile } from '../code-protocol.ts'
import type { CodeThread } from '../code-thread.ts'
import { kindOfFile } from '../file-kind.ts'
import { decodeText } from '../read.ts'
import { CHUNKER_VERSION } from '../structure/chunker-version.ts'
import { type Mended, openVectorLedger, type VectorLedger } from './vector-ledger.ts'

export interface CodeStageContext {
  readonly db: Database
  readonly stages: StageStore
  readonly gitFolder: string
  readonly repositoryId: number
  readonly thread: CodeThread
  /** Full id of the commit whose files are indexed. */
  readonly revision: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void
  /** Pieces of one transaction; default CHUNK_ROWS, and EMBED_BATCH for vectors. */
  readonly batchRows?: number
}

/** Rows a transaction: well under 100 ms on the embedded database. */
const CHUNK_ROWS = 5_000
/** Pieces embedded and stored together; a kill costs at most one such batch. */
const EMBED_BATCH = 64
/** Text of one piece given to the embedder; it reads no more tokens than that. */
const EMBED_CHARACTERS = 800

/**
 * Adds the pieces of every blob that is new or was cut by another version; what is there already is left alone. Records
 * what was left out and why.
 *
 * Progress counts files; those of the same content count once.
 */
export async function chunkBlobs({
  db,
  stages,
  gitFolder,
  repositoryId,
  thread,
  revision,
  signal,
  onProgress,
  batchRows = CHUNK_ROWS,
}: CodeStageContext): Promise<void> {
  const known = await db.query<{ blob_oid: string }>(
    'SELECT DISTINCT blob_oid FROM chunks WHERE repository_id = $1 AND chunker_version = $2',
    [repositoryId, CHUNKER_VERSION],
  )
  const { chunks, skipped, blobCount } = await thread.ask(
    { kind: 'chunks', gitFolder, revision, knownBlobs: known.map((row) => row.blob_oid) },
    signal,
  )
  let done = blobCount - countBlobs(chunks)
  onProgress({ done, total: blobCount })
  for (let at = 0; at < chunks.length; ) {
    signal.throwIfAborted()
    // A batch ends with a blob, so that a blob is there whole or not at all.
    let end = Math.min(chunks.length, at + batchRows)
    while (end < chunks.length && chunks[end]?.blobOid === chunks[end - 1]?.blobOid) end += 1
    const batch = chunks.slice(at, end)
    await storeBlobs(db, repositoryId, batch)
    at = end
    done += countBlobs(batch)
    onProgress({ done, total: blobCount })
  }
  await removeFormerPieces(db, repositoryId)
  for (const [reason, paths] of groupByReason(skipped))
    await stages.skip(repositoryId, 'chunks', {
      reason,
      count: paths.length,
      ...(paths[0] !== undefined && { example: paths[0] }),
    })
}

/** In place of what another version cut from the same blobs, so that no blob is ever without its pieces. */
async function storeBlobs(db: Database, repositoryId: number, chunks: readonly ChunkRecord[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('DELETE FROM chunks WHERE repository_id = $1 AND blob_oid = ANY($2::text[])', [
      repositoryId,
      [...new Set(chunks.map(({ blobOid }) => blobOid))],
    ])
    await tx.copyRows(
      'chunks',
      ['repository_id', 'blob_oid', 'ordinal', 'start_line', 'end_line', 'kind', 'symbol', 'chunker_version'],
      chunks.map((chunk) => [
        repositoryId,
        chunk.blobOid,
        chunk.ordinal,
        chunk.startLine,
        chunk.endLine,
        chunk.kind,
        chunk.symbol,
        CHUNKER_VERSION,
      ]),
    )
  })
}

/** What another version cut from blobs that are not in the revision any more. */
async function removeFormerPieces(db: Database, repositoryId: number): Promise<void> {
  await db.query('DELETE FROM chunks WHERE repository_id = $1 AND chunker_version <> $2', [
    repositoryId,
    CHUNKER_VERSION,
  ])
}

function countBlobs(chunks: readonly ChunkRecord[]): number {
  return new Set(chunks.map(({ blobOid }) => blobOid)).size
}

function groupByReason(skipped: readonly SkippedFile[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const { path, reason } of skipped) groups.set(reason, [...(groups.get(reason) ?? []), path])
  return groups
}

interface WaitingChunk {
  readonly id: number
  readonly blob_oid: string
  readonly start_line: number
  readonly end_line: number
  readonly symbol: string | null
}

/**
 * Gives every piece without a vector of this embedder in this store its vector: source first, then tests and prose.
 *
 * Resumes by itself; what the store lost is made anew, and `onMend` is told of it.
 */
export async function embedChunks(
  context: Omit<CodeStageContext, 'stages'> & {
    readonly embedder: Embedder
    readonly vectors: VectorStore
    readonly onMend?: (mended: Mended) => void
  },
): Promise<void> {
  const { db, gitFolder, repositoryId, thread, revision, embedder, signal, onProgress } = context
  const batchRows = context.batchRows ?? EMBED_BATCH
  const ledger = openVectorLedger({ ...context, purpose: 'code' })
  const mended = await ledger.mend()
  context.onMend?.(mended)
  const { files } = await thread.ask({ kind: 'files', gitFolder, revision }, signal)
  const pathOf = new Map(files.map(({ path, blobOid }) => [blobOid, path]))
  const rows = await db.query<WaitingChunk>(
    `SELECT id, blob_oid, start_line, end_line, symbol FROM chunks c WHERE repository_id = $1
       AND NOT EXISTS (SELECT FROM embeddings e WHERE e.repository_id = $1 AND e.collection = $2 AND e.item_id = c.id) ORDER BY id`,
    [repositoryId, ledger.collection],
  )
  const current = rows
    .filter((row) => pathOf.has(row.blob_oid))
    .sort((a, b) => urgency(pathOf.get(a.blob_oid)) - urgency(pathOf.get(b.blob_oid)))
  let done = await countEmbedded(context, ledger, pathOf)
  const total = done + current.length
  onProgress({ done, total })
  const objects = openObjectReader(gitFolder)
  try {
    for (let at = 0; at < current.length; at += batchRows) {
      const batch = current.slice(at, at + batchRows)
      const texts = await textsOf(batch, pathOf, objects)
      const embedded = await embedder.embed(texts, { purpose: 'document', signal })
      await ledger.add(batch.flatMap(({ id }, index) => (embedded[index] ? [{ id, vector: embedded[index] }] : [])))
      done += batch.length
      onProgress({ done, total })
    }
  } finally {
    await objects.close()
  }
}

function urgency(path: string | undefined): number {
  return ['source', 'docs', 'test', 'config'].indexOf(kindOfFile(path ?? ''))
}

/** Pieces of the revision that have their vector already. */
async function countEmbedded(
  { db, repositoryId }: Pick<CodeStageContext, 'db' | 'repositoryId'>,
  { collection }: VectorLedger,
  pathOf: ReadonlyMap<string, string>,
): Promise<number> {
  const rows = await db.query<{ blob_oid: string; count: number }>(
    `SELECT blob_oid, count(*) AS count FROM chunks c JOIN embeddings e ON e.repository_id = c.repository_id AND e.item_id = c.id
     WHERE c.repository_id = $1 AND e.collection = $2 GROUP BY blob_oid`,
    [repositoryId, collection],
  )
  return rows.reduce((sum, row) => sum + (pathOf.has(row.blob_oid) ? row.count : 0), 0)
}

/** Path, name and lines of each piece; secrets masked. A blob is read once, however many pieces it has. */
async function textsOf(
  rows: readonly WaitingChunk[],
  pathOf: ReadonlyMap<string, string>,
  objects: ObjectReader,
): Promise<readonly string[]> {
  const linesOf = new Map<string, readonly string[]>()
  for (const { blob_oid: oid } of rows) {
    if (linesOf.has(oid)) continue
    const content = await objects.read(oid)
    linesOf.set(oid, content === undefined ? [] : decodeText(content).split('\n'))
  }
  return rows.map(({ blob_oid: oid, start_line, end_line, symbol }) => {
    const lines = (linesOf.get(oid) ?? []).slice(start_line - 1, end_line)
    return maskSecrets(`${pathOf.get(oid) ?? ''} ${symbol ?? ''}\n${lines.join('\n')}`).slice(0, EMBED_CHARACTERS)
  })
}
