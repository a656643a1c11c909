// Matched commits in groups, in SQL: by time, by the clock, by people, by what they touch; and the average of such groups.
import { dateColumn, dayOf, domainOf, hourOf, isUnfiltered, WEEKDAYS, weekdayOf } from './commit-conditions.ts'
import type { CommitResult, GroupBy } from './commit-query.ts'
import { type CommitQuestion, inRanges, touches } from './commit-sql.ts'
import { matchedCommits } from './matched-commits.ts'
import { columnsOf, filesTouched, isOfLines, type Measure, rankedBy, sumLines, within } from './measure-sql.ts'
import { byPerson, type Part, peopleSql } from './people-sql.ts'
import { type Sql, sql } from './sql.ts'

/** How Postgres writes the groups of the calendar; days are those of UTC, weeks those of ISO 8601. */
const CALENDAR = {
  year: 'YYYY',
  quarter: 'YYYY-"Q"Q',
  month: 'YYYY-MM',
  week: 'IYYY-"W"IW',
  day: 'YYYY-MM-DD',
} as const
const CLOCK_UNITS = { weekday: 7, hour: 24 } as const

type People = 'author' | 'committer' | 'co_author' | 'trailer'

/** The groups with their commits; times in their order, the others by what is measured. */
export function groupSql(question: CommitQuestion, result: CommitResult & { kind: 'group' }): Sql {
  const { by, limit, offset = 0, order = 'time', measure = 'commits', fewest = false } = result
  if (isPeople(by)) return peopleSql(question, { ...result, ...partOf(by, result), measure, offset })
  const hasEmpty =
    isTime(by) &&
    (fewest || result.minCommits === 0 || (result.minCommits === undefined && result.maxCommits !== undefined))
  const head = sql`${grouped(question, { by }, measure)}${hasEmpty ? withEmpty(question, by, measure) : sql``}`
  const rows = sql`FROM ${hasEmpty ? sql`units` : sql`grouped`} g`
  const ranked = rankedBy(sql`g`, { measure, fewest })
  const page = sql`LIMIT ${limit} OFFSET ${offset}`
  if (by === 'path')
    return sql`${head} SELECT p.path AS key, g.commits${columnsOf(sql`g`, measure)}, (SELECT count(*) ${rows} WHERE ${within(result)}) AS total
      ${rows} JOIN paths p ON p.repository_id = ${question.repositoryId} AND p.id = g.key
      WHERE ${within(result)} ORDER BY ${ranked}, p.path ${page}`
  const columns = sql`SELECT ${labelOf(by)} AS key, g.commits${columnsOf(sql`g`, measure)}, count(*) OVER () AS total ${rows} WHERE ${within(result)}`
  if (!isTime(by) || order === 'commits' || measure !== 'commits' || fewest)
    return sql`${head} ${columns} ORDER BY ${ranked}, g.key ${page}`
  if (by === 'weekday' || by === 'hour') return sql`${head} ${columns} ORDER BY g.key ${page}`
  // The latest groups are kept and shown in the order of time.
  return sql`${head} SELECT * FROM (${columns} ORDER BY g.key DESC ${page}) latest ORDER BY key`
}

function partOf(by: People, { trailer }: { readonly trailer?: string }): Part {
  return { role: by, ...(trailer !== undefined && { trailer }) }
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
  return by === 'author' || by === 'committer' || by === 'co_author' || by === 'trailer'
}

function isCalendar(by: GroupBy): by is keyof typeof CALENDAR {
  return by in CALENDAR
}

/** Groups that have an order of their own. */
function isTime(by: GroupBy): boolean {
  return by in CALENDAR || by in CLOCK_UNITS
}

/** `WITH matched …, grouped AS (…)`: key, commits and the columns of what is measured. */
function grouped(
  question: CommitQuestion,
  { by, trailer }: { readonly by: GroupBy; readonly trailer?: string },
  measure: Measure,
): Sql {
  const lines = isOfLines(measure) ? sumLines(sql``) : sql``
  const matched = matchedCommits(question, {
    lines: isOfLines(measure) && !isOfFiles(by),
    offset: by === 'weekday' || by === 'hour',
    committer: by === 'committer',
  })
  if (isPeople(by))
    return sql`${matched}, ${byPerson(question, partOf(by, trailer === undefined ? {} : { trailer }), measure)}, grouped AS (SELECT commits FROM by_person)`
  if (isOfFiles(by)) return byFiles(question, by, { matched, measure })
  if (measure === 'files' || measure === 'authors')
    return sql`${matched}, keyed AS (SELECT m.id, m.author_identity_id, ${keyOf(question, by)} AS key FROM matched m), ${countedEach(question, measure)}`
  if (isCalendar(by))
    // By day first: they are few, and their names dear.
    return sql`${matched}, by_day AS (SELECT ${dayOf(dateColumn(question))} AS day, count(*) AS commits${lines} FROM matched GROUP BY 1),
      grouped AS (SELECT ${keyOfDay(sql`day`, by)} AS key, sum(commits) AS commits${lines} FROM by_day GROUP BY 1)`
  if (by === 'weekday' || by === 'hour')
    return sql`${matched}, grouped AS (SELECT ${keyOf(question, by)} AS key, count(*) AS commits${lines} FROM matched m GROUP BY 1)`
  return sql`${matched}, by_identity AS (SELECT author_identity_id, count(*) AS commits${lines} FROM matched GROUP BY 1),
      grouped AS (SELECT coalesce(${domainOf(sql`i.email`)}, '(none)') AS key, sum(b.commits) AS commits${isOfLines(measure) ? sumLines(sql`b.`) : sql``}
        FROM by_identity b JOIN identities i ON i.repository_id = ${question.repositoryId} AND i.id = b.author_identity_id GROUP BY 1)`
}

type OneKey = Exclude<GroupBy, People | 'path' | 'folder' | 'extension'>

/** The group of a matched commit m. */
function keyOf(question: CommitQuestion, by: OneKey): Sql {
  if (by === 'weekday') return sql`(${weekdayOf(sql`m`)})::int`
  if (by === 'hour') return sql`(${hourOf(sql`m`)})::int`
  if (by === 'email_domain')
    return sql`(SELECT coalesce(${domainOf(sql`i.email`)}, '(none)') FROM identities i
      WHERE i.repository_id = ${question.repositoryId} AND i.id = m.author_identity_id)`
  return keyOfDay(dayOf(sql`m.${dateColumn(question)}`), by)
}

function keyOfDay(day: Sql, by: keyof typeof CALENDAR): Sql {
  return sql`coalesce(${nameOfDay(day, by)}, 'outside the calendar')`
}

/** Different files or authors of the commits in `keyed`. */
function countedEach(question: CommitQuestion, measure: 'files' | 'authors'): Sql {
  const { repositoryId } = question
  if (measure === 'authors')
    return sql`grouped AS (SELECT k.key, count(*) AS commits, count(DISTINCT i.person_id) AS authors
      FROM keyed k JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = k.author_identity_id GROUP BY 1)`
  return sql`by_file AS (${filesTouched(question, { key: sql`m.key`, from: sql`keyed m` })}),
    grouped AS (SELECT k.key, count(*) AS commits, coalesce(min(f.files), 0) AS files FROM keyed k LEFT JOIN by_file f ON f.key = k.key GROUP BY 1)`
}

function isOfFiles(by: GroupBy): by is 'path' | 'folder' | 'extension' {
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
  { matched, measure }: { readonly matched: Sql; readonly measure: Measure },
): Sql {
  const { repositoryId, places } = question
  const lines = isOfLines(measure) ? sumLines(sql``) : sql``
  // Where only the reach counts, the commits themselves need not be looked at.
  const source = isUnfiltered(question)
    ? sql`FROM changes x WHERE x.repository_id = ${repositoryId} AND ${inRanges(sql`x.commit_id`, question.ranges)}`
    : sql`FROM matched m JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = m.id
        WHERE ${places === undefined ? sql`true` : touches(repositoryId, places.flat())}`
  if (measure === 'files' || measure === 'authors') {
    const key =
      by === 'path'
        ? sql`x.path_id`
        : sql`(SELECT ${OF_PATH[by]} FROM paths WHERE repository_id = ${repositoryId} AND id = x.path_id)`
    return sql`${matched}, grouped AS (SELECT y.key, count(DISTINCT y.commit_id) AS commits, ${measure === 'files' ? sql`count(DISTINCT y.path_id) AS files` : sql`count(DISTINCT i.person_id) AS authors`}
      FROM (SELECT x.commit_id, x.path_id, x.author_identity_id, ${key} AS key ${source}) y
      JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = y.author_identity_id GROUP BY 1)`
  }
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

function nameOfDay(day: Sql, by: keyof typeof CALENDAR): Sql {
  return sql`to_char('1970-01-01'::date + ${day}, ${CALENDAR[by]})`
}

/**
 * Commits a group: average, minimum, maximum, median, the number of groups and of commits.
 *
 * Times without a commit count as well: those of the period as far as the history reaches or, without a period, those
 * from the first to the last matched commit. Of people and files those with a commit count. Lines and files are those of a
 * commit, of the paths asked about where there are any; commits without files, as merges, have none.
 */
export function averageSql(
  question: CommitQuestion,
  { by, of = 'commits', trailer }: CommitResult & { kind: 'average' },
): Sql {
  const spread = sql`round(avg(value), 2)::float8 AS average, min(value) AS minimum, max(value) AS maximum,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median, count(*) AS units`
  if (by === 'commit' || of === 'lines' || of === 'files')
    return sql`${sizes(question, of)} SELECT ${spread}, count(*) AS commits, count(*) AS total FROM sizes WHERE value IS NOT NULL`
  const group = { by, ...(trailer !== undefined && { trailer }) }
  const units = isTime(by) ? withEmpty(question, by, of) : sql``
  return sql`${grouped(question, group, of)}${units}
    SELECT ${spread}, (SELECT count(*) FROM matched) AS commits, (SELECT count(*) FROM matched) AS total
    FROM (SELECT ${of === 'authors' ? sql`authors` : sql`commits`} AS value FROM ${isTime(by) ? sql`units` : sql`grouped`}) counts`
}

/** `WITH matched …, sizes AS (…)`: the value of each commit. */
function sizes(question: CommitQuestion, of: 'commits' | 'lines' | 'files' | 'authors'): Sql {
  if (of !== 'files')
    return sql`${matchedCommits(question, { lines: true })}, sizes AS (SELECT additions + deletions AS value FROM matched)`
  return sql`${matchedCommits(question)}, sizes AS (SELECT f.files AS value FROM (${filesTouched(question, { key: sql`m.id`, from: sql`matched m` })}) f)`
}

/** `, units AS (…)`: a row a unit of time, those without a commit among them. */
function withEmpty(question: CommitQuestion, by: GroupBy, measure: Measure): Sql {
  const columns = sql`u.key, coalesce(g.commits, 0) AS commits${measure === 'commits' ? sql`` : zeros(measure)}`
  if (by === 'weekday' || by === 'hour')
    return sql`, units AS (SELECT ${columns} FROM generate_series(0, ${CLOCK_UNITS[by] - 1}) u(key) LEFT JOIN grouped g ON g.key = u.key
      WHERE EXISTS (SELECT FROM matched))`
  if (!isCalendar(by)) return sql``
  const { repositoryId, sinceS, untilS } = question
  const date = dateColumn(question)
  const life = sql`SELECT min(c.${date}) AS first_s, max(c.${date}) AS last_s FROM commits c
    WHERE c.repository_id = ${repositoryId} AND ${inRanges(sql`c.id`, question.ranges)}`
  const firstS = sinceS === undefined ? sql`(SELECT min(${date}) FROM matched)` : sql`greatest(${sinceS}, l.first_s)`
  const lastS = untilS === undefined ? sql`(SELECT max(${date}) FROM matched)` : sql`least(${untilS - 1}, l.last_s)`
  return sql`, units AS (SELECT ${columns} FROM (
      SELECT DISTINCT ${nameOfDay(sql`d`, by)} AS key FROM (SELECT ${firstS} AS first_s, ${lastS} AS last_s FROM (${life}) l) e,
        generate_series(${dayOf(sql`e.first_s`)}, ${dayOf(sql`e.last_s`)}) d
      WHERE EXISTS (SELECT FROM matched)) u LEFT JOIN grouped g ON g.key = u.key)`
}

function zeros(measure: Exclude<Measure, 'commits'>): Sql {
  if (isOfLines(measure)) return sql`, coalesce(g.additions, 0) AS additions, coalesce(g.deletions, 0) AS deletions`
  return measure === 'files' ? sql`, coalesce(g.files, 0) AS files` : sql`, coalesce(g.authors, 0) AS authors`
}
