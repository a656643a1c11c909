// People of matched commits in SQL: ranked, new, stopped, and the place of one among all.
import { dateColumn } from './commit-conditions.ts'
import type { CommitResult } from './commit-query.ts'
import { type CommitQuestion, inRanges } from './commit-sql.ts'
import { matchedCommits } from './matched-commits.ts'
import {
  filesTouched,
  isOfLines,
  type Measure,
  needsOf,
  type Ranking,
  rankedBy,
  sumLines,
  within,
} from './measure-sql.ts'
import { joinSql, type Sql, sql } from './sql.ts'

export type Role = 'author' | 'committer' | 'co_author' | 'trailer'

/** Whose part in a commit counts. */
export interface Part {
  readonly role: Role
  /** Of a trailer, its token in lower case. */
  readonly trailer?: string
}

/** `by_person`: person_id, commits, first_at_s, last_at_s, what is measured and, of those whom messages name, key and value. */
export function byPerson(question: CommitQuestion, { role, trailer = '' }: Part, measure: Measure): Sql {
  if (role === 'co_author') return byNamed(question, 'co-authored-by', measure)
  if (role === 'trailer') return byNamed(question, trailer, measure)
  const identity = role === 'author' ? sql`author_identity_id` : sql`committer_identity_id`
  const date = dateColumn(question)
  const [lines, sums] = isOfLines(measure) ? [sumLines(sql``), sumLines(sql`b.`)] : [sql``, sql``]
  const files =
    measure === 'files'
      ? sql`by_file AS (${filesTouched(question, {
          key: sql`i.person_id`,
          from: sql`matched m JOIN identities i ON i.repository_id = ${question.repositoryId} AND i.id = m.${identity}`,
        })}), `
      : sql``
  const counted =
    measure === 'files' ? sql`, coalesce((SELECT f.files FROM by_file f WHERE f.key = i.person_id), 0) AS files` : sql``
  // By identity first: they are few, and the commits many.
  return sql`${files}by_identity AS (
      SELECT ${identity} AS identity_id, count(*) AS commits, min(${date}) AS first_at_s, max(${date}) AS last_at_s${lines}
      FROM matched GROUP BY 1),
    by_person AS (
      SELECT i.person_id, sum(b.commits) AS commits, min(b.first_at_s) AS first_at_s, max(b.last_at_s) AS last_at_s${sums}${counted}
      FROM by_identity b JOIN identities i ON i.repository_id = ${question.repositoryId} AND i.id = b.identity_id
      GROUP BY i.person_id)`
}

const AUTHOR: Part = { role: 'author' }

/** Somebody who is named twice in one message counts once; who never committed is known by the address alone. */
function byNamed(question: CommitQuestion, kind: string, measure: Measure): Sql {
  const { repositoryId } = question
  const hasLines = isOfLines(measure)
  const files =
    measure === 'files'
      ? sql`, by_file AS (${filesTouched(question, { key: sql`(m.person_id, m.key)::text`, from: sql`named m` })})`
      : sql``
  const counted =
    measure === 'files'
      ? sql`, coalesce((SELECT f.files FROM by_file f WHERE f.key = (n.person_id, n.key)::text), 0) AS files`
      : sql``
  return sql`named AS (
      SELECT m.id, m.${dateColumn(question)} AS at_s, i.person_id, CASE WHEN i.person_id IS NULL THEN l.key END AS key,
        min(l.value) AS value${hasLines ? sql`, min(m.additions) AS additions, min(m.deletions) AS deletions` : sql``}
      FROM matched m
      JOIN commit_links l ON l.repository_id = ${repositoryId} AND l.commit_id = m.id AND l.kind = ${kind}
      LEFT JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = l.identity_id
      GROUP BY 1, 2, 3, 4)${files},
    by_person AS (
      SELECT n.person_id, n.key, min(n.value) AS value, count(*) AS commits, min(n.at_s) AS first_at_s, max(n.at_s) AS last_at_s${hasLines ? sumLines(sql`n.`) : sql``}${counted}
      FROM named n GROUP BY n.person_id, n.key)`
}

/** `name <address>` of a trailer is a name and an address. */
const personColumns = (role: Role) =>
  role === 'co_author' || role === 'trailer'
    ? sql`coalesce(p.name, nullif(trim(regexp_replace(b.value, '<.*$', '')), ''), b.key) AS author,
      coalesce(p.email, substring(b.value from '<(.*)>'), b.key) AS email`
    : sql`p.name AS author, p.email`

export function peopleSql(
  question: CommitQuestion,
  o: Part & Ranking & { readonly limit: number; readonly offset?: number },
): Sql {
  const { role, measure, limit, offset = 0 } = o
  const needs = { ...needsOf(measure), committer: role === 'committer' }
  return sql`${matchedCommits(question, needs)}, ${byPerson(question, o, measure)}
    SELECT ${personColumns(role)}, b.*, count(*) OVER () AS total
    FROM by_person b LEFT JOIN people p ON p.repository_id = ${question.repositoryId} AND p.id = b.person_id
    WHERE ${within(o)} ORDER BY ${rankedBy(sql`b`, o)}, 1, 2 LIMIT ${limit} OFFSET ${offset}`
}

/** People with a matched commit and none before the range or the period; earliest first. */
export function firstTimeSql(
  question: CommitQuestion,
  { limit, offset = 0 }: CommitResult & { kind: 'first-time-authors' },
): Sql {
  const { repositoryId, whole, sinceS } = question
  const reached = whole?.ranges ?? question.ranges
  const earlier = [
    ...(whole === undefined ? [] : [inRanges(sql`c.id`, whole.before)]),
    ...(sinceS === undefined ? [] : [sql`(${inRanges(sql`c.id`, reached)} AND c.${dateColumn(question)} < ${sinceS})`]),
  ]
  const before = earlier.length === 0 ? sql`false` : joinSql(earlier, ' OR ')
  return sql`${matchedCommits(question)}, ${byPerson(question, AUTHOR, 'commits')}, earlier AS (
      SELECT DISTINCT i.person_id FROM commits c
      JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
      WHERE c.repository_id = ${repositoryId} AND (${before}))
    SELECT p.name AS author, p.email, b.*, count(*) OVER () AS total
    FROM by_person b JOIN people p ON p.repository_id = ${repositoryId} AND p.id = b.person_id
    WHERE NOT EXISTS (SELECT FROM earlier e WHERE e.person_id = b.person_id)
    ORDER BY b.first_at_s, p.name, p.id LIMIT ${limit} OFFSET ${offset}`
}

/** Months without a commit after which somebody has stopped. */
const QUIET_MONTHS = 12

/**
 * People whose last matched commit lies far back, those with most commits first.
 *
 * With a period and no number of months: the last one lies in the period, whatever came before. Else they were silent in the
 * last months before the end of the period or, without one, before the commit from which the reach starts.
 */
export function stoppedSql(
  question: CommitQuestion,
  { limit, offset = 0, months }: CommitResult & { kind: 'stopped-authors' },
): Sql {
  const { sinceS, untilS, ...rest } = question
  const stoppedIn = sinceS !== undefined && months === undefined
  const quietS = monthsBefore(stoppedIn ? question.tipS : (untilS ?? question.tipS), months ?? QUIET_MONTHS)
  const beforeS = stoppedIn ? (untilS ?? quietS) : quietS
  return sql`${matchedCommits(stoppedIn ? rest : question)}, ${byPerson(question, AUTHOR, 'commits')}
    SELECT p.name AS author, p.email, b.*, count(*) OVER () AS total
    FROM by_person b JOIN people p ON p.repository_id = ${question.repositoryId} AND p.id = b.person_id
    WHERE b.last_at_s < ${beforeS}${stoppedIn ? sql` AND b.last_at_s >= ${sinceS}` : sql``}
    ORDER BY b.commits DESC, p.name, p.id LIMIT ${limit} OFFSET ${offset}`
}

/** Calendar months; the 31st of a month that has none is the first of the next, as JavaScript counts. */
function monthsBefore(atS: number, months: number): number {
  const date = new Date(atS * 1000)
  date.setUTCMonth(date.getUTCMonth() - months)
  return Math.floor(date.getTime() / 1000)
}

/** The people of the question and their places among all who match its other filters; equals share a place. */
export function rankSql(question: CommitQuestion, { by }: CommitResult & { kind: 'rank' }): Sql {
  const { repositoryId, personIds = [] } = question
  const { personIds: _, ...others } = question
  return sql`${matchedCommits(others, needsOf(by))}, ${byPerson(others, AUTHOR, by)},
    ranked AS (SELECT *, rank() OVER (ORDER BY ${rankedBy(sql`b`, { measure: by })}) AS rank FROM by_person b)
    SELECT p.name AS author, p.email, b.rank, coalesce(b.commits, 0) AS commits${isOfLines(by) ? sql`, b.additions, b.deletions` : by === 'files' ? sql`, b.files` : sql``},
      (SELECT count(*) FROM by_person) AS authors, (SELECT count(*) FROM by_person) AS total
    FROM people p LEFT JOIN ranked b ON b.person_id = p.id
    WHERE p.repository_id = ${repositoryId} AND p.id = ANY(${personIds}::int[]) ORDER BY b.rank, p.name`
}
