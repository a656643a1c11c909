// The SQL of a commit query, as a pure function of the question and of what its names stand for.
import type { CommitQuery, CommitResult } from './commit-query.ts'
import { boundsOf } from './graph.ts'
import { joinSql, type Sql, sql } from './sql.ts'

/** A path at the times when it meant the file or folder asked about. */
export interface PathSpan {
  /** A file; a folder when it ends with `/`. */
  readonly path: string
  /** Commits in which it counts, as an int4multirange; absent when it always does. */
  readonly ranges?: string
}

/** A question whose names are all resolved. */
export interface CommitQuestion extends Omit<CommitQuery, 'reach' | 'paths' | 'followRenames'> {
  readonly repositoryId: number
  /** Ids of the commits that can be meant, as an int4multirange. */
  readonly ranges: string
  /** For first-time authors: everything reachable from the end of the range, and what of it lies before its start. */
  readonly whole?: { readonly ranges: string; readonly before: string }
  /** Absent: every file. Several: any of them. */
  readonly spans?: readonly PathSpan[]
}

/** The statement for a question. Every row has the column `total`: rows before the limit. */
export function commitSql(question: CommitQuestion): Sql {
  const { result } = question
  const matched = matchedCommits(question)
  switch (result.kind) {
    case 'count':
      return sql`${matched} SELECT count(*) AS commits, count(*) AS total FROM matched`
    case 'list':
      return listSql(matched, question, result)
    case 'top':
      return authorsSql(matched, question, { orderBy: result.by, limit: result.limit })
    case 'first-time-authors':
      return firstTimeSql(matched, question, result.limit)
    case 'group':
      return groupSql(matched, question, result)
  }
}

/** Whether a result rests on line counts. */
export function countsLines(result: CommitResult): boolean {
  return (result.kind === 'top' && result.by === 'lines') || (result.kind === 'list' && result.order === 'largest')
}

/** The ids of a column among the commits of `ranges`: plain comparisons where the ids are one run. */
export function inRanges(column: Sql, ranges: string): Sql {
  const bounds = boundsOf(ranges)
  if (bounds.length === 0) return sql`false`
  const [low, high] = [bounds[0] ?? 0, (bounds.at(-1) ?? 0) - 1]
  const within = sql`${column} BETWEEN ${low} AND ${high}`
  return bounds.length === 2 ? within : sql`${within} AND ${column} <@ ${ranges}::int4multirange`
}

/** Rows of `changes` (named x) that touch any of the spans. A file renamed away touches its old path too. */
export function touches(repositoryId: number, spans: readonly PathSpan[]): Sql {
  return joinSql(
    spans.map(({ path, ranges }) => {
      const ids = pathIds(repositoryId, path)
      const touched = sql`(x.path_id = ANY(${ids}) OR (x.old_path_id = ANY(${ids}) AND x.status = 'R'))`
      return ranges === undefined ? touched : sql`(${touched} AND ${inRanges(sql`x.commit_id`, ranges)})`
    }),
    ' OR ',
  )
}

function pathIds(repositoryId: number, path: string): Sql {
  const fits = path.endsWith('/') ? sql`starts_with(p.path, ${path})` : sql`p.path = ${path}`
  return sql`ARRAY(SELECT p.id FROM paths p WHERE p.repository_id = ${repositoryId} AND ${fits})`
}

/** `WITH matched AS …`: id and what results need, one row a commit; lines, where they are wanted, of the paths asked about. */
function matchedCommits(question: CommitQuestion): Sql {
  const { repositoryId, spans, result } = question
  const needs = sql`c.id, c.author_identity_id, c.authored_at_s, c.committed_at_s`
  const where = joinSql([sql`c.repository_id = ${repositoryId}`, ...conditions(question)], ' AND ')
  if (countsLines(result)) {
    const touched =
      spans === undefined ? inRanges(sql`x.commit_id`, question.ranges) : sql`(${touches(repositoryId, spans)})`
    const join = spans === undefined ? sql`LEFT JOIN` : sql`JOIN`
    return sql`WITH touched AS (
        SELECT x.commit_id, sum(x.additions) AS additions, sum(x.deletions) AS deletions
        FROM changes x WHERE x.repository_id = ${repositoryId} AND ${touched} GROUP BY x.commit_id),
      matched AS (SELECT ${needs}, t.additions, t.deletions FROM commits c ${join} touched t ON t.commit_id = c.id WHERE ${where})`
  }
  if (spans === undefined) return sql`WITH matched AS (SELECT ${needs} FROM commits c WHERE ${where})`
  return sql`WITH touched AS (${touchingCommits(repositoryId, spans)}),
    matched AS (SELECT ${needs} FROM touched t JOIN commits c ON c.id = t.commit_id WHERE ${where})`
}

/** Ids of commits that touch any of the spans, each once; read from the indexes alone. */
function touchingCommits(repositoryId: number, spans: readonly PathSpan[]): Sql {
  return joinSql(
    spans.map(({ path, ranges }) => {
      const ids = pathIds(repositoryId, path)
      const within = ranges === undefined ? sql`` : sql` AND ${inRanges(sql`x.commit_id`, ranges)}`
      return sql`SELECT x.commit_id FROM changes x WHERE x.repository_id = ${repositoryId} AND x.path_id = ANY(${ids})${within}
        UNION SELECT x.commit_id FROM changes x
        WHERE x.repository_id = ${repositoryId} AND x.old_path_id = ANY(${ids}) AND x.status = 'R'${within}`
    }),
    ' UNION ',
  )
}

function conditions(question: CommitQuestion): readonly Sql[] {
  const {
    repositoryId,
    personIds,
    excludedPersonIds = [],
    sinceS,
    untilS,
    messageWords = [],
    merges = 'include',
  } = question
  const date = dateColumn(question)
  const found: Sql[] = [inRanges(sql`c.id`, question.ranges)]
  const identitiesOf = (ids: readonly number[]) =>
    sql`ARRAY(SELECT i.id FROM identities i WHERE i.repository_id = ${repositoryId} AND i.person_id = ANY(${ids}::int[]))`
  if (personIds !== undefined) found.push(sql`c.author_identity_id = ANY(${identitiesOf(personIds)})`)
  if (excludedPersonIds.length > 0) found.push(sql`c.author_identity_id <> ALL(${identitiesOf(excludedPersonIds)})`)
  if (sinceS !== undefined) found.push(sql`c.${date} >= ${sinceS}`)
  if (untilS !== undefined) found.push(sql`c.${date} < ${untilS}`)
  for (const word of messageWords) {
    const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
    // Folding the case of ASCII alone is several times faster, and all that a word of ASCII needs.
    const collation = /^[\x20-\x7e]*$/.test(word) ? sql` COLLATE "C"` : sql``
    found.push(sql`(c.subject${collation} ILIKE ${pattern} OR c.body${collation} ILIKE ${pattern})`)
  }
  if (merges === 'exclude') found.push(sql`cardinality(c.parents) < 2`)
  if (merges === 'only') found.push(sql`cardinality(c.parents) > 1`)
  return found
}

function dateColumn({ dateField = 'authored' }: CommitQuestion): Sql {
  return dateField === 'authored' ? sql`authored_at_s` : sql`committed_at_s`
}

function listSql(
  matched: Sql,
  question: CommitQuestion,
  { limit, order = 'newest' }: CommitResult & { kind: 'list' },
): Sql {
  const { repositoryId } = question
  const isLargest = order === 'largest'
  const lines = sql`coalesce(additions, 0) + coalesce(deletions, 0)`
  const by = isLargest
    ? sql`${lines} DESC, id DESC`
    : order === 'newest'
      ? sql`committed_at_s DESC, id DESC`
      : sql`committed_at_s, id`
  const kept = isLargest ? sql`id, additions, deletions` : sql`id`
  const body = question.messageWords === undefined ? sql`` : sql`, c.body`
  const counts = isLargest ? sql`m.additions, m.deletions` : sql`l.additions, l.deletions`
  const join = isLargest
    ? sql``
    : sql`CROSS JOIN LATERAL (SELECT sum(x.additions) AS additions, sum(x.deletions) AS deletions
      FROM changes x WHERE x.repository_id = ${repositoryId} AND x.commit_id = c.id) l`
  return sql`${matched}
    SELECT c.oid AS sha, c.subject${body}, p.name AS author, p.email, c.authored_at_s, c.authored_offset_minutes,
      c.committed_at_s, cardinality(c.parents) AS parents, c.files_changed, ${counts}, m.total
    FROM (SELECT ${kept}, row_number() OVER (ORDER BY ${by}) AS place, (SELECT count(*) FROM matched) AS total
      FROM matched ORDER BY ${by} LIMIT ${limit}) m
    JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = m.id
    JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
    JOIN people p ON p.repository_id = ${repositoryId} AND p.id = i.person_id
    ${join}
    ORDER BY m.place`
}

/** The people of matched commits: counted by identity first, which are few. Lines only where they were asked for. */
function byPerson(question: CommitQuestion): Sql {
  const { result } = question
  const hasLines = result.kind === 'top' && result.by === 'lines'
  const lines = hasLines ? sql`, sum(additions) AS additions, sum(deletions) AS deletions` : sql``
  const sums = hasLines
    ? sql`, coalesce(sum(b.additions), 0) AS additions, coalesce(sum(b.deletions), 0) AS deletions`
    : sql``
  return sql`by_identity AS (
      SELECT author_identity_id, count(*) AS commits, min(${dateColumn(question)}) AS first_at_s,
        max(${dateColumn(question)}) AS last_at_s${lines}
      FROM matched GROUP BY author_identity_id),
    by_person AS (
      SELECT i.person_id, sum(b.commits) AS commits, min(b.first_at_s) AS first_at_s, max(b.last_at_s) AS last_at_s${sums}
      FROM by_identity b JOIN identities i ON i.repository_id = ${question.repositoryId} AND i.id = b.author_identity_id
      GROUP BY i.person_id)`
}

const personColumns = sql`p.name AS author, p.email, b.*, count(*) OVER () AS total`

function authorsSql(
  matched: Sql,
  question: CommitQuestion,
  { orderBy, limit }: { readonly orderBy: 'commits' | 'lines'; readonly limit: number },
): Sql {
  const order =
    orderBy === 'commits'
      ? sql`b.commits DESC, p.name, p.id`
      : sql`b.additions + b.deletions DESC, b.commits DESC, p.name, p.id`
  return sql`${matched}, ${byPerson(question)}
    SELECT ${personColumns}
    FROM by_person b JOIN people p ON p.repository_id = ${question.repositoryId} AND p.id = b.person_id
    ORDER BY ${order} LIMIT ${limit}`
}

/** People with a matched commit and none before the range or the period; earliest first. */
function firstTimeSql(matched: Sql, question: CommitQuestion, limit: number): Sql {
  const { repositoryId, whole, sinceS } = question
  const date = dateColumn(question)
  const earlier = [
    ...(whole === undefined ? [] : [inRanges(sql`c.id`, whole.before)]),
    ...(sinceS === undefined
      ? []
      : [sql`(${inRanges(sql`c.id`, whole?.ranges ?? question.ranges)} AND c.${date} < ${sinceS})`]),
  ]
  const before = earlier.length === 0 ? sql`false` : joinSql(earlier, ' OR ')
  return sql`${matched}, ${byPerson(question)}, earlier AS (
      SELECT DISTINCT i.person_id FROM commits c
      JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
      WHERE c.repository_id = ${repositoryId} AND (${before}))
    SELECT ${personColumns}
    FROM by_person b JOIN people p ON p.repository_id = ${repositoryId} AND p.id = b.person_id
    WHERE NOT EXISTS (SELECT FROM earlier e WHERE e.person_id = b.person_id)
    ORDER BY b.first_at_s, p.name, p.id LIMIT ${limit}`
}

/** Unix time that a calendar can name: years 1 to 9999. */
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799

function groupSql(
  matched: Sql,
  question: CommitQuestion,
  { by, limit, order = 'time' }: CommitResult & { kind: 'group' },
): Sql {
  const { repositoryId } = question
  switch (by) {
    case 'author':
      return authorsSql(matched, question, { orderBy: 'commits', limit })
    case 'year':
    case 'month':
    case 'day': {
      const format = { year: 'YYYY', month: 'YYYY-MM', day: 'YYYY-MM-DD' }[by]
      const date = dateColumn(question)
      // The latest groups are kept and shown in the order of time. Days are those of UTC.
      return sql`${matched}, grouped AS (
          SELECT CASE WHEN ${date} BETWEEN ${FIRST_SECOND} AND ${LAST_SECOND}
              THEN to_char(to_timestamp(${date}) AT TIME ZONE 'UTC', ${format}) ELSE 'outside the calendar' END AS key,
            count(*) AS commits FROM matched GROUP BY 1),
        latest AS (SELECT key, commits, count(*) OVER () AS total FROM grouped
          ORDER BY ${order === 'commits' ? sql`commits DESC, key` : sql`key DESC`} LIMIT ${limit})
        SELECT key, commits, total FROM latest ORDER BY ${order === 'commits' ? sql`commits DESC, key` : sql`key`}`
    }
    case 'weekday': {
      // Day 0 of Unix time was a Thursday.
      const weekday = sql`mod(mod(floor(${dateColumn(question)} / 86400.0)::bigint + 3, 7) + 7, 7)`
      return sql`${matched}, grouped AS (SELECT ${weekday} AS day, count(*) AS commits FROM matched GROUP BY 1)
        SELECT (ARRAY['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[day::int + 1] AS key,
          commits, count(*) OVER () AS total FROM grouped ORDER BY day LIMIT ${limit}`
    }
    case 'path':
    case 'folder': {
      const only = question.spans === undefined ? sql`true` : sql`(${touches(repositoryId, question.spans)})`
      if (by === 'path')
        // A commit names a path once, so rows are counted first and their texts fetched for the few that are shown.
        return sql`${matched}, grouped AS (
            SELECT x.path_id, count(*) AS commits FROM matched m
            JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = m.id WHERE ${only} GROUP BY x.path_id)
          SELECT p.path AS key, g.commits, (SELECT count(*) FROM grouped) AS total
          FROM grouped g JOIN paths p ON p.repository_id = ${repositoryId} AND p.id = g.path_id
          ORDER BY g.commits DESC, p.path LIMIT ${limit}`
      // The folder that holds the file; files at the root are in './'.
      return sql`${matched}, folders AS (
          SELECT id, coalesce(substring(path from '^.*/'), './') AS folder FROM paths WHERE repository_id = ${repositoryId}),
        grouped AS (
          SELECT f.folder AS key, count(DISTINCT m.id) AS commits
          FROM matched m
          JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = m.id
          JOIN folders f ON f.id = x.path_id
          WHERE ${only} GROUP BY 1)
        SELECT key, commits, count(*) OVER () AS total FROM grouped
        ORDER BY commits DESC, key LIMIT ${limit}`
    }
  }
}

/** Files changed in the commits that touch `spans`, without those files themselves. */
export function coChangeSql(o: {
  readonly repositoryId: number
  readonly spans: readonly PathSpan[]
  readonly ranges: string
  readonly limit: number
}): Sql {
  const { repositoryId, spans } = o
  const own = joinSql(
    spans.map(({ path }) => pathIds(repositoryId, path)),
    ' || ',
  )
  return sql`WITH touching AS (${touchingCommits(repositoryId, spans)}),
    touched AS (SELECT commit_id FROM touching WHERE ${inRanges(sql`commit_id`, o.ranges)}),
    grouped AS (
      SELECT x.path_id, count(*) AS commits FROM touched t
      JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = t.commit_id
      WHERE x.path_id <> ALL(${own}) GROUP BY x.path_id)
    SELECT p.path, g.commits, count(*) OVER () AS total
    FROM grouped g JOIN paths p ON p.repository_id = ${repositoryId} AND p.id = g.path_id
    ORDER BY g.commits DESC, p.path LIMIT ${o.limit}`
}
