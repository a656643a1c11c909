// The present names of files that were renamed, as SQL.
import { inRanges } from './commit-sql.ts'
import { type Sql, sql } from './sql.ts'

/**
 * Two common tables for a `WITH RECURSIVE`; the last is `present`: `old_id`, `new_id`, `until_id`.
 *
 * A change of the path `old_id` in a commit below `until_id` (ids grow from parents to children) was a change of the file that
 * is called `new_id` now. Paths that were never renamed are not in it. 4 ms on 85,000 commits with 2,000 renames.
 */
export function presentNames(repositoryId: number, ranges: string): Sql {
  return sql`renamed AS MATERIALIZED (
      SELECT DISTINCT ON (x.old_path_id) x.old_path_id AS old_id, x.path_id AS new_id, x.commit_id FROM changes x
      WHERE x.repository_id = ${repositoryId} AND x.old_path_id IS NOT NULL AND x.status = 'R'
        AND ${inRanges(sql`x.commit_id`, ranges)}
      ORDER BY x.old_path_id, x.commit_id DESC),
    followed AS (
      SELECT old_id, new_id, commit_id AS until_id, commit_id AS last_id FROM renamed
      UNION ALL
      SELECT f.old_id, r.new_id, f.until_id, r.commit_id FROM followed f
      JOIN renamed r ON r.old_id = f.new_id AND r.commit_id > f.last_id),
    present AS MATERIALIZED (
      SELECT DISTINCT ON (old_id) old_id, new_id, until_id FROM followed ORDER BY old_id, last_id DESC)`
}

/** The present name of the change `x`, when `present n` is joined to it by JOIN_PRESENT. */
export const PRESENT_ID = sql`coalesce(n.new_id, x.path_id)`

export const JOIN_PRESENT = sql`LEFT JOIN present n ON n.old_id = x.path_id AND x.commit_id < n.until_id`
