// The present names of files that were renamed, as SQL.
import { inRanges } from './commit-sql.ts'
import { type Sql, sql } from './sql.ts'

/**
 * The common table `present` for a `WITH RECURSIVE`: `old_id`, `new_id`, `until_id`, a row for each path of `ofIds` (a query
 * of one column `id`) that was renamed.
 *
 * A change of the path `old_id` in a commit below `until_id` (ids grow from parents to children) was a change of the file that
 * is called `new_id` now. A name that was given to another file after the rename keeps its changes.
 */
export function presentNames(o: { readonly repositoryId: number; readonly ranges: string; readonly ofIds: Sql }): Sql {
  const { repositoryId, ranges, ofIds } = o
  // The last rename of a name, by one look into the index of old names.
  const lastRename = (id: Sql) => sql`LATERAL (
        SELECT x.path_id AS new_id, x.commit_id FROM changes x
        WHERE x.repository_id = ${repositoryId} AND x.old_path_id = ${id} AND x.status = 'R' AND ${inRanges(sql`x.commit_id`, ranges)}
          AND NOT EXISTS (SELECT FROM changes later WHERE later.repository_id = ${repositoryId} AND later.path_id = x.old_path_id
            AND later.commit_id > x.commit_id AND later.status IN ('A', 'R', 'C'))
        ORDER BY x.commit_id DESC LIMIT 1) r`
  return sql`followed AS (
      SELECT o.id AS old_id, r.new_id, r.commit_id AS until_id, r.commit_id AS last_id
      FROM (${ofIds}) o CROSS JOIN ${lastRename(sql`o.id`)}
      UNION ALL
      SELECT f.old_id, r.new_id, f.until_id, r.commit_id
      FROM followed f CROSS JOIN ${lastRename(sql`f.new_id`)} WHERE r.commit_id > f.last_id),
    present AS MATERIALIZED (
      SELECT DISTINCT ON (old_id) old_id, new_id, until_id FROM followed ORDER BY old_id, last_id DESC)`
}

/** The present name of the change `x`, when `present n` is joined to it by JOIN_PRESENT. */
export const PRESENT_ID = sql`coalesce(n.new_id, x.path_id)`

export const JOIN_PRESENT = sql`LEFT JOIN present n ON n.old_id = x.path_id AND x.commit_id < n.until_id`
