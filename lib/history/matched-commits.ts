// The commits that a question matches, in SQL: from where they are read, and with which columns.
import { conditionsOf } from './commit-conditions.ts'
import { type CommitQuestion, inRanges, touches, touchingCommits } from './commit-sql.ts'
import { joinSql, type Sql, sql } from './sql.ts'

/** What a result needs of each commit beside id, author and dates. */
export interface Needs {
  /** Changed lines, of the paths asked about where there are any. */
  readonly lines?: boolean
  /** The author's offset from UTC. */
  readonly offset?: boolean
  readonly committer?: boolean
}

/**
 * `WITH matched AS …`, one row a commit: id, author_identity_id, authored_at_s, committed_at_s and what is needed.
 *
 * The columns are authored_offset_minutes, committer_identity_id, additions and deletions.
 */
export function matchedCommits(question: CommitQuestion, needs: Needs = {}): Sql {
  const { repositoryId, places } = question
  const columns = sql`c.id, c.author_identity_id, c.authored_at_s, c.committed_at_s${needs.offset ? sql`, c.authored_offset_minutes` : sql``}${needs.committer ? sql`, c.committer_identity_id` : sql``}`
  const { ofIndex, ofCommit } = conditionsOf(question)
  const own = sql`c.repository_id = ${repositoryId}`
  const all = joinSql([own, ...ofIndex, ...ofCommit], ' AND ')
  if (needs.lines) {
    const touched =
      places === undefined ? inRanges(sql`x.commit_id`, question.ranges) : touches(repositoryId, places.flat())
    return sql`WITH lines AS (
        SELECT x.commit_id, sum(x.additions) AS additions, sum(x.deletions) AS deletions
        FROM changes x WHERE x.repository_id = ${repositoryId} AND ${touched} GROUP BY x.commit_id),
      matched AS (SELECT ${columns}, l.additions, l.deletions
        FROM commits c ${places === undefined ? sql`LEFT JOIN` : sql`JOIN`} lines l ON l.commit_id = c.id WHERE ${all})`
  }
  if (places === undefined) return sql`WITH matched AS (SELECT ${columns} FROM commits c WHERE ${all})`
  const touched = sql`WITH touched AS (${touchingCommits(repositoryId, places.flat())})`
  // What the index of a path holds of its commits is often all that is asked.
  if (ofCommit.length === 0 && !needs.offset && !needs.committer)
    return sql`${touched}, matched AS (SELECT ${columns} FROM touched c WHERE ${joinSql(ofIndex, ' AND ')})`
  return sql`${touched}, matched AS (SELECT ${columns} FROM touched t JOIN commits c ON c.id = t.id WHERE ${all})`
}
