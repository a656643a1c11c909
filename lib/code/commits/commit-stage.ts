// The background stage that gives each commit a vector of what it did, newest commits first.
import type { Database } from '#lib/db/database.ts'
import { streamChangedLines } from '#lib/git/log-stream.ts'
import { existingCommits } from '#lib/history/unreachable.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import { inBatches, type VectorStore } from '#lib/vectors/store.ts'
import { type Mended, openVectorLedger } from '../meaning/vector-ledger.ts'
import { digestOf } from './commit-digest.ts'
import { createCommitLines } from './commit-lines.ts'

export interface CommitStageContext {
  readonly db: Database
  readonly gitFolder: string
  readonly repositoryId: number
  readonly embedder: Embedder
  readonly vectors: VectorStore
  readonly signal: AbortSignal
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void
  readonly onMend?: (mended: Mended) => void
  /** Commits embedded and stored together; default EMBED_BATCH. */
  readonly batchCommits?: number
}

/** Commits of one git process; it reads some thousand a second. */
const COMMITS_PER_PROCESS = 512
/** A kill costs at most one such batch. */
const EMBED_BATCH = 32

/** A merge without a message of its own did nothing that its commits do not say. */
export const HAS_MATTER = "(cardinality(c.parents) < 2 OR c.body <> '')"

/** Resumes by itself; what the store lost is made anew. @throws SparkyError `vectors/…`, `model/…`, `git/…`, `db/…` */
export async function embedCommits(context: CommitStageContext): Promise<void> {
  const { db, repositoryId, embedder, signal, onProgress, batchCommits = EMBED_BATCH } = context
  const ledger = openVectorLedger({ ...context, purpose: 'commits' })
  const mended = await ledger.mend()
  context.onMend?.(mended)
  const waiting = await db.query<{ id: number }>(
    `SELECT id FROM commits c WHERE repository_id = $1 AND ${HAS_MATTER}
       AND NOT EXISTS (SELECT FROM embeddings e WHERE e.repository_id = $1 AND e.collection = $2 AND e.item_id = c.id) ORDER BY id DESC`,
    [repositoryId, ledger.collection],
  )
  let done = await ledger.count()
  const total = done + waiting.length
  onProgress({ done, total })
  for (const block of inBatches(waiting, COMMITS_PER_PROCESS)) {
    signal.throwIfAborted()
    const digests = await readDigests(
      context,
      block.map(({ id }) => id),
    )
    for (const batch of inBatches(digests, batchCommits)) {
      const embedded = await embedder.embed(
        batch.map(({ text }) => text),
        { purpose: 'document', signal },
      )
      await ledger.add(batch.flatMap(({ id }, index) => (embedded[index] ? [{ id, vector: embedded[index] }] : [])))
      done += batch.length
      onProgress({ done, total })
    }
  }
}

async function readDigests(
  { db, gitFolder, repositoryId, signal }: CommitStageContext,
  ids: readonly number[],
): Promise<readonly { readonly id: number; readonly text: string }[]> {
  const rows = await db.query<{ id: number; oid: string; subject: string; body: string }>(
    'SELECT id, oid, subject, body FROM commits WHERE repository_id = $1 AND id = ANY($2::int[]) ORDER BY id DESC',
    [repositoryId, ids],
  )
  const lines = createCommitLines()
  // A force-push may have let some go: of those there is the message.
  const oids = await existingCommits(
    gitFolder,
    rows.map(({ oid }) => oid),
    signal,
  )
  for await (const _ of streamChangedLines({ gitFolder, oids, visitor: lines, signal }));
  return rows.map(({ id, oid, subject, body }) => ({ id, text: digestOf({ subject, body, files: lines.take(oid) }) }))
}
