// Files that were added, deleted or renamed among commits, each with the commit that last did it.
import type { Row } from '#lib/events.ts'
import { inRanges, isPathOf } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'
import type { ReachIndex } from './reach.ts'
import { joinSql, type Sql, sql, toReceipt, toStatement } from './sql.ts'

export interface FileChangesQuery {
  readonly kind: 'added' | 'deleted' | 'renamed'
  readonly reach: { readonly to: string; readonly from?: string }
  /** Files, or folders ending with `/`; any of them. */
  readonly paths?: readonly string[]
  readonly personIds?: readonly number[]
  /** Unix time in seconds of the commit, inclusive and exclusive. */
  readonly sinceS?: number
  readonly untilS?: number
  /** 1 to 500. */
  readonly limit: number
}

export interface FileChanges {
  /** {path, oldPath, sha, subject, author, email, authoredAt}, latest first; one row a path. */
  readonly rows: readonly Row[]
  readonly total: number
  readonly sql: string
}

const STATUS = { added: 'A', deleted: 'D', renamed: 'R' } as const
const ROWS_LIMIT = 500

/** @throws SparkyError `git/bad-revision` when an end of the reach is not indexed. */
export async function fileChanges(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  query: FileChangesQuery,
): Promise<FileChanges> {
  const { to, from } = query.reach
  const { ranges } = from === undefined ? await reach.of(to) : await reach.between(from, to)
  const limit = Math.min(ROWS_LIMIT, Math.max(1, query.limit))
  const statement = sql`
    WITH latest AS (
      SELECT DISTINCT ON (x.path_id) x.path_id, x.old_path_id, x.commit_id FROM changes x
      JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = x.commit_id
      WHERE x.repository_id = ${repositoryId} AND x.status = ${STATUS[query.kind]}
        AND ${joinSql([inRanges(sql`x.commit_id`, ranges), ...filters(repositoryId, query)], ' AND ')}
      ORDER BY x.path_id, x.commit_id DESC)
    SELECT p.path, o.path AS "oldPath", c.oid AS sha, c.subject, n.name AS author, n.email, c.authored_at_s AS "atS",
      c.authored_offset_minutes AS "offsetMinutes", count(*) OVER () AS total
    FROM latest l
    JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = l.commit_id
    JOIN paths p ON p.repository_id = ${repositoryId} AND p.id = l.path_id
    LEFT JOIN paths o ON o.repository_id = ${repositoryId} AND o.id = l.old_path_id
    JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
    JOIN people n ON n.repository_id = ${repositoryId} AND n.id = i.person_id
    ORDER BY c.committed_at_s DESC, c.id DESC, p.path LIMIT ${limit}`
  const { text, parameters } = toStatement(statement)
  const found = await db.query<Record<string, string | number | null>>(text, parameters)
  return {
    rows: found.map(({ atS, offsetMinutes, total: _, ...row }) => ({
      ...row,
      oldPath: row.oldPath ?? null,
      authoredAt: isoTime(Number(atS), Number(offsetMinutes)),
    })),
    total: Number(found[0]?.total ?? 0),
    sql: toReceipt(statement),
  }
}

function filters(repositoryId: number, { paths, personIds, sinceS, untilS }: FileChangesQuery): readonly Sql[] {
  const fits = (path: string) => isPathOf(sql`q.path`, path)
  return [
    ...(sinceS === undefined ? [] : [sql`c.committed_at_s >= ${sinceS}`]),
    ...(untilS === undefined ? [] : [sql`c.committed_at_s < ${untilS}`]),
    ...(personIds === undefined
      ? []
      : [
          sql`c.author_identity_id = ANY(ARRAY(SELECT i.id FROM identities i
            WHERE i.repository_id = ${repositoryId} AND i.person_id = ANY(${personIds}::int[])))`,
        ]),
    ...(paths === undefined || paths.length === 0
      ? []
      : [
          sql`x.path_id = ANY(ARRAY(SELECT q.id FROM paths q WHERE q.repository_id = ${repositoryId} AND (${joinSql(paths.map(fits), ' OR ')})))`,
        ]),
  ]
}
