// How what was read of the changed lines is written: line counts, buckets of the word index, patch ids.
import type { Queryable } from '#lib/db/database.ts'
import type { StoredBucket } from './word-postings.ts'

/** Line counts to store, column by column. */
export interface CountedRows {
  readonly commitIds: number[]
  readonly pathIds: number[]
  readonly additions: number[]
  readonly deletions: number[]
}

export async function storeCounts(tx: Queryable, repositoryId: number, rows: CountedRows): Promise<void> {
  await tx.query(
    `UPDATE changes x SET additions = u.additions, deletions = u.deletions
     FROM unnest($2::int[], $3::int[], $4::int[], $5::int[]) AS u(commit_id, path_id, additions, deletions)
     WHERE x.repository_id = $1 AND x.commit_id = u.commit_id AND x.path_id = u.path_id`,
    [repositoryId, rows.commitIds, rows.pathIds, rows.additions, rows.deletions],
  )
}

export interface BucketRow extends StoredBucket {
  readonly bucket: number
}

/** One piece of the word index and the patch ids of its commits. */
export interface WordPiece {
  readonly repositoryId: number
  /** Highest commit id of the piece; no other piece has it. */
  readonly lastCommitId: number
  readonly words: readonly BucketRow[]
  readonly patches: readonly { readonly commitId: number; readonly patchId: number }[]
}

export async function storeWords(tx: Queryable, piece: WordPiece): Promise<void> {
  const { repositoryId, lastCommitId, words, patches } = piece
  await tx.copyRows(
    'word_postings',
    ['repository_id', 'bucket', 'last_commit_id', 'words', 'postings'],
    words.map((row) => [repositoryId, row.bucket, lastCommitId, row.words, bytesText(row.postings)]),
  )
  await tx.copyRows(
    'patches',
    ['repository_id', 'commit_id', 'patch_id'],
    patches.map(({ commitId, patchId }) => [repositoryId, commitId, patchId]),
  )
}

/** Bytes as Postgres reads them from text. See PostgreSQL manual, "bytea Hex Format". */
function bytesText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`
}
