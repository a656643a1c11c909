// Lists of commits in SQL: the newest, oldest, largest or smallest of those that match, and the longest gaps between them.
import { conditionsOf, dateColumn, isUnfiltered } from './commit-conditions.ts'
import type { CommitResult } from './commit-query.ts'
import { type CommitQuestion, countIds } from './commit-sql.ts'
import { matchedCommits } from './matched-commits.ts'
import { filesTouched } from './measure-sql.ts'
import { joinSql, type Sql, sql } from './sql.ts'

type List = CommitResult & { kind: 'list' }

const SIZES = {
  lines: sql`coalesce(additions, 0) + coalesce(deletions, 0)`,
  additions: sql`coalesce(additions, 0)`,
  deletions: sql`coalesce(deletions, 0)`,
  files: sql`files`,
} as const

function orderOf({ order = 'newest', by = 'lines' }: List): Sql {
  switch (order) {
    case 'newest':
      return sql`committed_at_s DESC, id DESC`
    case 'oldest':
      return sql`committed_at_s, id`
    case 'largest':
      return sql`${SIZES[by]} DESC, id DESC`
    case 'smallest':
      return sql`${SIZES[by]}, id DESC`
  }
}

/** The commits with their people and lines. */
export function listSql(question: CommitQuestion, result: List): Sql {
  const { limit, offset = 0, order = 'newest' } = result
  const { repositoryId } = question
  const by = orderOf(result)
  const isBySize = order === 'largest' || order === 'smallest'
  const { head, rows, total } = isBySize || readsMuch(question) ? ofMatched(question, result) : ofIndex(question)
  const body = question.messageWords === undefined ? sql`` : sql`, c.body`
  const lines = sql`CROSS JOIN LATERAL (SELECT sum(x.additions) AS additions, sum(x.deletions) AS deletions
      FROM changes x WHERE x.repository_id = ${repositoryId} AND x.commit_id = c.id) l`
  return sql`${head} SELECT ${commitColumns}${body}, ${isBySize ? sql`m` : sql`l`}.additions, ${isBySize ? sql`m` : sql`l`}.deletions, ${total} AS total
    FROM (SELECT id${isBySize ? sql`, additions, deletions` : sql``}, row_number() OVER (ORDER BY ${by}) AS place
      ${rows} ORDER BY ${by} LIMIT ${limit} OFFSET ${offset}) m
    ${joinCommit(repositoryId, sql`m.id`)}
    ${isBySize ? sql`` : lines}
    ORDER BY m.place`
}

const commitColumns = sql`c.oid AS sha, c.subject, p.name AS author, p.email, c.authored_at_s, c.authored_offset_minutes,
      c.committed_at_s, cardinality(c.parents) AS parents, c.files_changed`

function joinCommit(repositoryId: number, id: Sql): Sql {
  return sql`JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = ${id}
    JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
    JOIN people p ON p.repository_id = ${repositoryId} AND p.id = i.person_id`
}

interface Candidates {
  readonly head: Sql
  /** `FROM …`, with the columns id and committed_at_s. */
  readonly rows: Sql
  readonly total: Sql
}

/** Whether finding the commits costs so much that it must be done once, for the rows and for their number. */
function readsMuch(question: CommitQuestion): boolean {
  const { messageWords, reverts, coAuthors, has, lacks, minLines, maxLines, minFiles, maxFiles, places } = question
  return [messageWords, reverts, coAuthors, has, lacks, minLines, maxLines, minFiles, maxFiles, places].some(
    (filter) => filter !== undefined,
  )
}

/** Rows from the end of an index, as many as are wanted; what they are taken from is counted by itself. */
function ofIndex(question: CommitQuestion): Candidates {
  const { ofIndex: ofRow, ofCommit } = conditionsOf(question)
  const own = sql`c.repository_id = ${question.repositoryId}`
  const rows = sql`FROM commits c WHERE ${joinSql([own, ...ofRow, ...ofCommit], ' AND ')}`
  const total = isUnfiltered(question) ? sql`${countIds(question.ranges)}::int` : sql`(SELECT count(*) ${rows})`
  return { head: sql``, rows, total }
}

function ofMatched(question: CommitQuestion, { order, by }: List): Candidates {
  const needs = { lines: order === 'largest' || order === 'smallest' }
  // A commit without counted lines is none of the smallest.
  const rows = sql`FROM matched${order === 'smallest' ? sql` WHERE additions IS NOT NULL` : sql``}`
  const head = matchedCommits(question, needs)
  const total = sql`(SELECT count(*) ${rows})`
  if (by !== 'files') return { head, rows, total }
  const files = filesTouched(question, { key: sql`m.id`, from: sql`matched m` })
  const sized = sql`FROM (SELECT m.*, coalesce(f.files, 0) AS files FROM matched m LEFT JOIN by_file f ON f.key = m.id) s`
  return {
    head: sql`${head}, by_file AS (${files})`,
    rows: sql`${sized}${order === 'smallest' ? sql` WHERE files > 0` : sql``}`,
    total,
  }
}

/** Pairs of successive commits, the longest time between them first. */
export function longestGapSql(
  question: CommitQuestion,
  { limit, offset = 0 }: CommitResult & { kind: 'longest-gap' },
): Sql {
  const { repositoryId } = question
  const date = dateColumn(question)
  return sql`${matchedCommits(question)}, gaps AS (
      SELECT lag(id) OVER later AS before_id, id AS after_id, ${date} - lag(${date}) OVER later AS seconds
      FROM matched WINDOW later AS (ORDER BY ${date}, id)),
    longest AS (SELECT *, row_number() OVER (ORDER BY seconds DESC, after_id DESC) AS place, count(*) OVER () AS total
      FROM gaps WHERE before_id IS NOT NULL ORDER BY place LIMIT ${limit} OFFSET ${offset})
    SELECT ${commitColumns}, g.seconds, n.oid AS next_sha, n.subject AS next_subject, q.name AS next_author,
      n.authored_at_s AS next_at_s, n.authored_offset_minutes AS next_offset_minutes, g.total
    FROM longest g
    ${joinCommit(repositoryId, sql`g.before_id`)}
    JOIN commits n ON n.repository_id = ${repositoryId} AND n.id = g.after_id
    JOIN identities j ON j.repository_id = ${repositoryId} AND j.id = n.author_identity_id
    JOIN people q ON q.repository_id = ${repositoryId} AND q.id = j.person_id
    ORDER BY g.place`
}
