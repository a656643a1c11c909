// The filters of a commit query as conditions on a commit, named c.
import { botConditions } from './bots.ts'
import type { CommitQuery, Weekday } from './commit-query.ts'
import { type CommitQuestion, inRanges, touchingCommits } from './commit-sql.ts'
import { ofLinks } from './link-conditions.ts'
import { joinSql, type Sql, sql } from './sql.ts'

export interface Conditions {
  /** On id, author and dates, which the index of a path holds too. */
  readonly ofIndex: readonly Sql[]
  /** On whatever else a commit has. */
  readonly ofCommit: readonly Sql[]
}

/** Monday first, as ISO 8601 counts. */
export const WEEKDAYS: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
]

/** All of them must hold. */
export function conditionsOf(question: CommitQuestion): Conditions {
  return {
    ofIndex: [
      inRanges(sql`c.id`, question.ranges),
      ...(question.within === undefined ? [] : [inRanges(sql`c.id`, question.within)]),
      ...ofPaths(question),
      ...ofAuthors(question),
      ...ofPeriod(question),
      ...ofCoAuthors(question),
      ...ofLinks(question.repositoryId, question),
      ...ofLines(question),
    ],
    ofCommit: [...ofCommitters(question), ...ofMessage(question), ...ofClock(question), ...ofFiles(question)],
  }
}

/** Whether nothing but the reach is asked about. */
export function isUnfiltered(question: CommitQuestion): boolean {
  const { ofIndex, ofCommit } = conditionsOf(question)
  return question.places === undefined && ofIndex.length + ofCommit.length === 1
}

/** The time that a period and calendar groups mean. */
export function dateColumn({ dateField = 'authored' }: Pick<CommitQuery, 'dateField'>): Sql {
  return dateField === 'authored' ? sql`authored_at_s` : sql`committed_at_s`
}

/** Unix time on the author's own clock, of a row with the columns of that name. */
function localTime(row: Sql): Sql {
  return sql`(${row}.authored_at_s + ${row}.authored_offset_minutes * 60)`
}

/** Day of the week from 0, a Monday, on the author's own clock; day 0 of Unix time was a Thursday. */
export function weekdayOf(row: Sql): Sql {
  return sql`((((${localTime(row)} + 259200) % 604800 + 604800) % 604800) / 86400)`
}

/** Unix time that a calendar can name: years 1 to 9999. */
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799

/** Days since 1970 of Unix time; null outside the calendar. */
export function dayOf(time: Sql): Sql {
  return sql`CASE WHEN ${time} BETWEEN ${FIRST_SECOND} AND ${LAST_SECOND} THEN ((${time} - (${time} % 86400 + 86400) % 86400) / 86400)::int END`
}

/** Hour from 0 to 23 on the author's own clock. */
export function hourOf(row: Sql): Sql {
  return sql`(((${localTime(row)} % 86400 + 86400) % 86400) / 3600)`
}

function identitiesOf(repositoryId: number, personIds: readonly number[]): Sql {
  return sql`ARRAY(SELECT i.id FROM identities i WHERE i.repository_id = ${repositoryId} AND i.person_id = ANY(${personIds}::int[]))`
}

/** Merges touch no file; of several paths, any is enough unless all are asked for. */
function ofPaths({ repositoryId, places, allPaths = false, merges }: CommitQuestion): readonly Sql[] {
  if (places === undefined) return []
  const each = allPaths && places.length > 1 ? places : []
  return [
    ...(merges === 'only' ? [sql`false`] : []),
    ...each.map((spans) => sql`c.id IN (SELECT id FROM (${touchingCommits(repositoryId, spans)}) t)`),
  ]
}

function ofAuthors(question: CommitQuestion): readonly Sql[] {
  const { repositoryId, personIds, domains, excludedPersonIds = [], excludedDomains = [], bots } = question
  const author = sql`c.author_identity_id`
  const wanted = [
    ...(personIds === undefined ? [] : [sql`${author} = ANY(${identitiesOf(repositoryId, personIds)})`]),
    ...(domains === undefined ? [] : [sql`${author} = ANY(${identitiesAt(repositoryId, domains)})`]),
  ]
  return [
    ...(wanted.length === 0 ? [] : [sql`(${joinSql(wanted, ' OR ')})`]),
    ...(excludedPersonIds.length === 0
      ? []
      : [sql`${author} <> ALL(${identitiesOf(repositoryId, excludedPersonIds)})`]),
    ...(excludedDomains.length === 0 ? [] : [sql`${author} <> ALL(${identitiesAt(repositoryId, excludedDomains)})`]),
    ...botConditions(repositoryId, author, bots),
  ]
}

/** The domain of an address, in lower case; null without one. */
export function domainOf(email: Sql): Sql {
  return sql`lower(substring(${email} from '@([^@]+)$'))`
}

function identitiesAt(repositoryId: number, domains: readonly string[]): Sql {
  return sql`ARRAY(SELECT i.id FROM identities i WHERE i.repository_id = ${repositoryId} AND ${domainOf(sql`i.email`)} = ANY(${domains}::text[]))`
}

function ofCommitters({ repositoryId, committerIds }: CommitQuestion): readonly Sql[] {
  return committerIds === undefined
    ? []
    : [sql`c.committer_identity_id = ANY(${identitiesOf(repositoryId, committerIds)})`]
}

function ofPeriod(question: CommitQuestion): readonly Sql[] {
  const { sinceS, untilS } = question
  const date = dateColumn(question)
  return [
    ...(sinceS === undefined ? [] : [sql`c.${date} >= ${sinceS}`]),
    ...(untilS === undefined ? [] : [sql`c.${date} < ${untilS}`]),
  ]
}

/** Those who never committed themselves are known by their address alone. */
function ofCoAuthors({ repositoryId, coAuthors }: CommitQuestion): readonly Sql[] {
  if (coAuthors === undefined) return []
  const { personIds, keys } = coAuthors
  return [
    sql`c.id IN (SELECT l.commit_id FROM commit_links l
      WHERE l.repository_id = ${repositoryId} AND l.kind = 'co-authored-by'
        AND (l.identity_id = ANY(${identitiesOf(repositoryId, personIds)}) OR l.key = ANY(${keys}::text[])))`,
  ]
}

/** Commits whose lines are not counted have no size. */
function ofLines({ repositoryId, minLines, maxLines }: CommitQuestion): readonly Sql[] {
  if (minLines === undefined && maxLines === undefined) return []
  return [
    sql`(SELECT sum(x.additions) + sum(x.deletions) FROM changes x WHERE x.repository_id = ${repositoryId} AND x.commit_id = c.id)
      BETWEEN ${minLines ?? 0} AND ${maxLines ?? Number.MAX_SAFE_INTEGER}`,
  ]
}

function ofFiles({ minFiles, maxFiles }: CommitQuestion): readonly Sql[] {
  if (minFiles === undefined && maxFiles === undefined) return []
  return [sql`c.files_changed BETWEEN ${Math.max(1, minFiles ?? 1)} AND ${maxFiles ?? 2 ** 31 - 1}`]
}

function ofMessage(question: CommitQuestion): readonly Sql[] {
  const { messageWords = [], reverts, merges = 'include', places } = question
  const isRevert = revertsOf(question)
  return [
    // Commits that touch a file are no merges.
    ...(merges === 'exclude' && places === undefined ? [sql`cardinality(c.parents) < 2`] : []),
    ...(merges === 'only' && places === undefined ? [sql`cardinality(c.parents) > 1`] : []),
    ...messageWords.map(mentions),
    ...(reverts === undefined ? [] : [reverts === 'only' ? isRevert : sql`NOT ${isRevert}`]),
  ]
}

/** As the links say, once they are read; before, what `git revert`, the forges and the conventions of messages write. */
function revertsOf({ repositoryId, hasLinks }: CommitQuestion): Sql {
  if (hasLinks)
    return sql`(c.id IN (SELECT l.commit_id FROM commit_links l WHERE l.repository_id = ${repositoryId} AND l.kind = 'reverts'))`
  return sql`(c.subject ~ '^(Revert "|[Rr]evert(\\([^)]*\\))?!?: )' OR strpos(c.body, 'This reverts commit ') > 0)`
}

/** The message has the text, in any case. A plain search of folded text takes half of the time of a pattern. */
function mentions(text: string): Sql {
  const wanted = text.toLowerCase()
  // The database folds ASCII, whatever its locale; of other scripts only the letters of the text need folding.
  const pairs = [...wanted].map((letter) => [letter.toUpperCase(), letter] as const)
  const folded = pairs.filter(([upper, lower]) => upper !== lower && lower > '\x7f' && [...upper].length === 1)
  const fold = (column: Sql) => {
    const lower = sql`lower(${column} COLLATE "C")`
    if (folded.length === 0) return lower
    return sql`translate(${lower}, ${folded.map(([upper]) => upper).join('')}, ${folded.map(([, letter]) => letter).join('')})`
  }
  return sql`(strpos(${fold(sql`c.subject`)}, ${wanted}) > 0 OR strpos(${fold(sql`c.body`)}, ${wanted}) > 0)`
}

function ofClock({ weekdays, monthDays, sinceHour = 0, untilHour = 24 }: CommitQuestion): readonly Sql[] {
  const days = weekdays?.map((day) => WEEKDAYS.indexOf(day))
  const hours = [
    ...(sinceHour > 0 ? [sql`${hourOf(sql`c`)} >= ${sinceHour}`] : []),
    ...(untilHour < 24 ? [sql`${hourOf(sql`c`)} < ${untilHour}`] : []),
  ]
  return [
    ...(days === undefined ? [] : [sql`${weekdayOf(sql`c`)} = ANY(${days}::int[])`]),
    ...(monthDays === undefined
      ? []
      : [sql`to_char('1970-01-01'::date + ${dayOf(localTime(sql`c`))}, 'MM-DD') = ANY(${monthDays}::text[])`]),
    // From 22 to 6 is two pieces of a day.
    ...(hours.length === 0 ? [] : [sql`(${joinSql(hours, sinceHour > untilHour ? ' OR ' : ' AND ')})`]),
  ]
}
