// When a commit was made.
import type { HistoryContext } from './context.ts'

/** The committer's time of an indexed commit, Unix seconds; 0 for one that is not. */
export async function committedAt(
  { db, repositoryId }: Pick<HistoryContext, 'db' | 'repositoryId'>,
  oid: string,
): Promise<number> {
  const [row] = await db.query<{ atS: number }>(
    'SELECT committed_at_s AS "atS" FROM commits WHERE repository_id = $1 AND oid = $2',
    [repositoryId, oid],
  )
  return row?.atS ?? 0
}
