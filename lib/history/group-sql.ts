// Matched commits in groups, in SQL: by time, by the clock, by people, by what they touch; and the average of such groups.
import { dateColumn, hourOf, isUnfiltered, WEEKDAYS, weekdayOf } from './commit-conditions.ts'
import type { CommitResult, GroupBy } from './commit-query.ts'
import { type CommitQuestion, inRanges, touches } from './commit-sql.ts'
import { matchedCommits } from './matched-commits.ts'
import { byPerson, type Measure, peopleSql, sumLines } from './people-sql.ts'
import { type Sql, sql } from './sql.ts'

/** Unix time that a calendar can name: years 1 to 9999. */
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799

/** How Postgres writes the groups of the calendar; days are those of UTC, weeks those of ISO 8601. */
const CALENDAR = {
  year: 'YYYY',
  quarter: 'YYYY-"Q"Q',
  month: 'YYYY-MM',
  week: 'IYYY-"W"IW',
  day: 'YYYY-MM-DD',
} as const
const CLOCK_UNITS = { weekday: 7, hour: 24 } as const

type People = 'author' | 'committer' | 'co_author'

/** The groups with their commits; times in their order, the others by commits. */
export function groupSql(
  question: CommitQuestion,
  { by, limit, offset = 0, order = 'time', measure = 'commits' }: CommitResult & { kind: 'group' },
): Sql {
  if (isPeople(by)) return peopleSql(question, { role: by, measure, limit, offset })
  const lines = measure === 'lines' ? sql`, g.additions, g.deletions` : sql``
  const most = measure === 'lines' ? sql`g.additions + g.deletions DESC, g.commits DESC` : sql`g.commits DESC`
  const head = grouped(question, by, measure)
  const page = sql`LIMIT ${limit} OFFSET ${offset}`
  if (by === 'path')
    return sql`${head} SELECT p.path AS key, g.commits${lines}, (SELECT count(*) FROM grouped) AS total
      FROM grouped g JOIN paths p ON p.repository_id = ${question.repositoryId} AND p.id = g.key
      ORDER BY ${most}, p.path ${page}`
  const columns = sql`SELECT ${labelOf(by)} AS key, g.commits${lines}, count(*) OVER () AS total FROM grouped g`
  if (isTime(by) && order === 'fewest') return sql`${head} ${columns} ORDER BY g.commits, g.key ${page}`
  if (!isTime(by) || order === 'commits' || measure === 'lines')
    return sql`${head} ${columns} ORDER BY ${most}, g.key ${page}`
  if (by === 'weekday' || by === 'hour') return sql`${head} ${columns} ORDER BY g.key ${page}`
  // The latest groups are kept and shown in the order of time.
  return sql`${head} SELECT * FROM (${columns} ORDER BY g.key DESC ${page}) latest ORDER BY key`
}

function labelOf(by: GroupBy): Sql {
  if (by === 'weekday') return sql`(${WEEKDAYS.map(capitalized)}::text[])[g.key + 1]`
  if (by === 'hour') return sql`lpad(g.key::text, 2, '0')`
  return sql`g.key`
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

function isPeople(by: GroupBy): by is People {
  return by === 'author' || by === 'committer' || by === 'co_author'
}

function isCalendar(by: GroupBy): by is keyof typeof CALENDAR {
  return by in CALENDAR
}

/** Groups that have an order of their own. */
function isTime(by: GroupBy): boolean {
  return by in CALENDAR || by in CLOCK_UNITS
}

/** `WITH matched …, grouped AS (…)`: key, commits and, for lines, additions and deletions. */
function grouped(question: CommitQuestion, by: GroupBy, measure: Measure): Sql {
  const lines = measure === 'lines' ? sumLines(sql``) : sql``
  const matched = matchedCommits(question, {
    lines: measure === 'lines' && !isOfFiles(by),
    offset: by === 'weekday' || by === 'hour',
    committer: by === 'committer',
  })
  if (isPeople(by))
    return sql`${matched}, ${byPerson(question, by, measure)}, grouped AS (SELECT commits FROM by_person)`
  if (isCalendar(by)) {
    const day = dayOf(dateColumn(question))
    // By day first: they are few, and their names dear.
    return sql`${matched}, by_day AS (SELECT ${day} AS day, count(*) AS commits${lines} FROM matched GROUP BY 1),
      grouped AS (SELECT coalesce(${nameOfDay(sql`day`, by)}, 'outside the calendar') AS key, sum(commits) AS commits${lines}
        FROM by_day GROUP BY 1)`
  }
  if (by === 'weekday' || by === 'hour') {
    const part = by === 'weekday' ? weekdayOf(sql`m`) : hourOf(sql`m`)
    return sql`${matched}, grouped AS (SELECT (${part})::int AS key, count(*) AS commits${lines} FROM matched m GROUP BY 1)`
  }
  if (by === 'email_domain')
    return sql`${matched}, by_identity AS (SELECT author_identity_id, count(*) AS commits${lines} FROM matched GROUP BY 1),
      grouped AS (SELECT coalesce(lower(substring(i.email from '@([^@]+)$')), '(none)') AS key, sum(b.commits) AS commits${measure === 'lines' ? sumLines(sql`b.`) : sql``}
        FROM by_identity b JOIN identities i ON i.repository_id = ${question.repositoryId} AND i.id = b.author_identity_id GROUP BY 1)`
  return byFiles(question, by, { matched, lines })
}

function isOfFiles(by: GroupBy): boolean {
  return by === 'path' || by === 'folder' || by === 'extension'
}

/** The folder that holds the file, `./` at the root; what follows the last dot of a name that does not begin with it. */
const OF_PATH = {
  folder: sql`coalesce(substring(path from '^.*/'), './')`,
  extension: sql`coalesce(substring(path from '[^/](\\.[^./]+)$'), '(none)')`,
} as const

function byFiles(
  question: CommitQuestion,
  by: 'path' | 'folder' | 'extension',
  { matched, lines }: { readonly matched: Sql; readonly lines: Sql },
): Sql {
  const { repositoryId, places } = question
  // Where only the reach counts, the commits themselves need not be looked at.
  const source = isUnfiltered(question)
    ? sql`FROM changes x WHERE x.repository_id = ${repositoryId} AND ${inRanges(sql`x.commit_id`, question.ranges)}`
    : sql`FROM matched m JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = m.id
        WHERE ${places === undefined ? sql`true` : touches(repositoryId, places.flat())}`
  // A commit names a path once, so rows are counted first and their texts fetched for the few that are shown.
  if (by === 'path')
    return sql`${matched}, grouped AS (SELECT x.path_id AS key, count(*) AS commits${lines} ${source} GROUP BY 1)`
  return sql`${matched}, named AS (
      SELECT id, ${OF_PATH[by]} AS name, min(id) OVER (PARTITION BY ${OF_PATH[by]}) AS number
      FROM paths WHERE repository_id = ${repositoryId}),
    touched_once AS (
      SELECT n.number, t.commit_id${lines} FROM (SELECT x.* ${source}) t JOIN named n ON n.id = t.path_id GROUP BY 1, 2),
    grouped AS (SELECT n.name AS key, g.commits${lines.texts[0] === '' ? sql`` : sql`, g.additions, g.deletions`}
      FROM (SELECT number, count(*) AS commits${lines} FROM touched_once GROUP BY 1) g JOIN named n ON n.id = g.number)`
}

/** Day of Unix time; null outside the calendar. */
function dayOf(date: Sql): Sql {
  return sql`CASE WHEN ${date} BETWEEN ${FIRST_SECOND} AND ${LAST_SECOND} THEN ((${date} - (${date} % 86400 + 86400) % 86400) / 86400)::int END`
}

function nameOfDay(day: Sql, by: keyof typeof CALENDAR): Sql {
  return sql`to_char('1970-01-01'::date + ${day}, ${CALENDAR[by]})`
}

/**
 * Commits a group: average, minimum, maximum, median, the number of groups and of commits.
 *
 * Times without a commit count as well: those of the period as far as the history reaches or, without a period, those
 * from the first to the last matched commit. Of people and files those with a commit count.
 */
export function averageSql(question: CommitQuestion, { by }: CommitResult & { kind: 'average' }): Sql {
  const units = unitsOf(question, by)
  const counts = units === undefined ? sql`SELECT commits FROM grouped` : units
  return sql`${grouped(question, by, 'commits')}, counts AS (${counts})
    SELECT round(avg(commits), 2)::float8 AS average, min(commits) AS minimum, max(commits) AS maximum,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY commits) AS median, count(*) AS units,
      (SELECT count(*) FROM matched) AS commits, (SELECT count(*) FROM matched) AS total FROM counts`
}

/** A row a unit of time, with the commits in it; undefined where the units are those that have commits. */
function unitsOf(question: CommitQuestion, by: GroupBy): Sql | undefined {
  if (by === 'weekday' || by === 'hour')
    return sql`SELECT coalesce(g.commits, 0) AS commits FROM generate_series(0, ${CLOCK_UNITS[by] - 1}) u LEFT JOIN grouped g ON g.key = u
      WHERE EXISTS (SELECT FROM matched)`
  if (!isCalendar(by)) return undefined
  const { repositoryId, sinceS, untilS } = question
  const date = dateColumn(question)
  const life = sql`SELECT min(c.${date}) AS first_s, max(c.${date}) AS last_s FROM commits c
    WHERE c.repository_id = ${repositoryId} AND ${inRanges(sql`c.id`, question.ranges)}`
  const firstS = sinceS === undefined ? sql`(SELECT min(${date}) FROM matched)` : sql`greatest(${sinceS}, l.first_s)`
  const lastS = untilS === undefined ? sql`(SELECT max(${date}) FROM matched)` : sql`least(${untilS - 1}, l.last_s)`
  return sql`SELECT coalesce(g.commits, 0) AS commits FROM (
      SELECT DISTINCT ${nameOfDay(sql`d`, by)} AS key FROM (SELECT ${firstS} AS first_s, ${lastS} AS last_s FROM (${life}) l) e,
        generate_series(${dayOf(sql`e.first_s`)}, ${dayOf(sql`e.last_s`)}) d
      WHERE EXISTS (SELECT FROM matched)) u LEFT JOIN grouped g ON g.key = u.key`
}
