// Who owns a path: the share of each person in its commits and in the lines added to it, and on how few people it rests.
import type { Row } from '#lib/events.ts'
import { type Bots, botConditions, isBotSql } from './bots.ts'
import { inRanges } from './commit-sql.ts'
import { committedAt } from './commit-time.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'
import { lineNotices } from './line-notices.ts'
import { type NameSpan, nameSpans, touchedSql } from './name-spans.ts'
import type { ReachIndex } from './reach.ts'
import { joinSql, type Sql, sql, toReceipt, toStatement } from './sql.ts'

export interface OwnershipQuery {
  /** A file, or a folder ending with `/`; absent: the whole repository. Followed over renames. */
  readonly path?: string
  /** Object id of a commit. */
  readonly revision: string
  /** Unix time in seconds of the work, inclusive and exclusive. */
  readonly sinceS?: number
  readonly untilS?: number
  readonly bots?: Bots
  /** Default commits. */
  readonly orderBy?: 'commits' | 'lines'
  /** 1 to 500. */
  readonly limit: number
}

export interface Ownership {
  /**
   * {author, email, commits, commitShare, additions, lineShare, firstAt, lastAt, isActive, isBot}, largest share first. Shares
   * are percent with one decimal; lines are null where none were counted. Merges are left out: they have no changes of their own.
   */
  readonly rows: readonly Row[]
  /** People. */
  readonly total: number
  readonly commits: number
  /** Lines added. */
  readonly additions: number
  /** Fewest people who together hold half of the commits, and of the lines; 0 when there are none. */
  readonly busFactor: { readonly commits: number; readonly lines: number }
  /** Names of those people, largest share first: as many as the rows hold. */
  readonly holders: readonly string[]
  /** How many of all, and of the people above, are active: they authored a commit anywhere in the repository since `activeSinceS`. */
  readonly active: { readonly people: number; readonly holders: number }
  readonly activeSinceS: number
  readonly sql: string
  readonly notices: readonly string[]
}

/** Somebody who has not committed for so long before the revision counts as gone. */
const ACTIVE_S = 365 * 24 * 3600
const ROWS_LIMIT = 500

/**
 * Ownership as of a revision; no rows when nothing touched the path in the period.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed; `db/…`.
 */
export async function ownership(context: HistoryContext, reach: ReachIndex, query: OwnershipQuery): Promise<Ownership> {
  const { db, repositoryId } = context
  const { path, revision } = query
  const [{ ranges }, revisedAtS] = [await reach.of(revision), await committedAt(context, revision)]
  const spans = path === undefined ? undefined : await nameSpans(context, reach, { path, revision })
  const activeSinceS = revisedAtS - ACTIVE_S
  const statement = ownershipSql({ ...query, repositoryId, ranges, activeSinceS, ...(spans && { spans }) })
  const { text, parameters } = toStatement(statement)
  const found = await db.query<Found>(text, parameters)
  const [first] = found
  return {
    rows: found.map(toRow),
    total: first?.total ?? 0,
    commits: first?.all_commits ?? 0,
    additions: first?.all_additions ?? 0,
    busFactor: { commits: first?.bus_commits ?? 0, lines: first?.bus_lines ?? 0 },
    holders: found.slice(0, busFactorOf(first, query)).map(({ author }) => author),
    active: { people: first?.active_people ?? 0, holders: first?.active_holders ?? 0 },
    activeSinceS,
    sql: toReceipt(statement),
    notices: await lineNotices(context),
  }
}

interface Found {
  readonly author: string
  readonly email: string
  readonly commits: number
  readonly additions: number
  readonly first_at_s: number
  readonly last_at_s: number
  readonly is_active: boolean
  readonly is_bot: boolean
  readonly all_commits: number
  readonly all_additions: number
  readonly bus_commits: number
  readonly bus_lines: number
  readonly active_people: number
  readonly active_holders: number
  readonly total: number
}

function busFactorOf(found: Found | undefined, { orderBy = 'commits' }: OwnershipQuery): number {
  return (orderBy === 'commits' ? found?.bus_commits : found?.bus_lines) ?? 0
}

function toRow(found: Found): Row {
  const hasLines = found.all_additions > 0
  return {
    author: found.author,
    email: found.email,
    commits: found.commits,
    commitShare: percentOf(found.commits, found.all_commits),
    additions: hasLines ? found.additions : null,
    lineShare: hasLines ? percentOf(found.additions, found.all_additions) : null,
    firstAt: isoTime(found.first_at_s, 0),
    lastAt: isoTime(found.last_at_s, 0),
    isActive: found.is_active,
    isBot: found.is_bot,
  }
}

/** Percent with one decimal. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10
}

interface Question extends Omit<OwnershipQuery, 'path' | 'revision'> {
  readonly repositoryId: number
  readonly ranges: string
  readonly activeSinceS: number
  readonly spans?: readonly NameSpan[]
}

function ownershipSql(question: Question): Sql {
  const { repositoryId, ranges, spans, activeSinceS, orderBy = 'commits' } = question
  const touched =
    spans === undefined
      ? sql`SELECT x.commit_id, sum(x.additions) AS additions FROM changes x
          WHERE x.repository_id = ${repositoryId} AND ${inRanges(sql`x.commit_id`, ranges)} GROUP BY x.commit_id`
      : touchedSql(repositoryId, spans, { lines: true })
  // A commit without files belongs to the repository, but to no path.
  const join = spans === undefined ? sql`RIGHT JOIN` : sql`JOIN`
  const [own, other] = orderBy === 'commits' ? [sql`commits`, sql`additions`] : [sql`additions`, sql`commits`]
  const holds = (what: Sql) => sql`(${what}_before * 2 < all_${what})`
  // Materialized, because the planner takes few authors for few rows and would sum the lines once for each of their commits.
  return sql`WITH touched AS MATERIALIZED (${touched}),
    by_identity AS (
      SELECT c.author_identity_id AS id, count(*) AS commits, coalesce(sum(t.additions), 0) AS additions,
        min(c.authored_at_s) AS first_at_s, max(c.authored_at_s) AS last_at_s
      FROM touched t ${join} commits c ON c.id = t.commit_id
      WHERE ${joinSql(conditions(question), ' AND ')} GROUP BY c.author_identity_id),
    by_person AS (
      SELECT i.person_id, sum(b.commits) AS commits, sum(b.additions) AS additions,
        min(b.first_at_s) AS first_at_s, max(b.last_at_s) AS last_at_s
      FROM by_identity b JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = b.id GROUP BY i.person_id),
    active AS (
      SELECT DISTINCT i.person_id FROM identities i
      WHERE i.repository_id = ${repositoryId} AND i.person_id IN (SELECT person_id FROM by_person) AND EXISTS (
        SELECT FROM commits c WHERE c.repository_id = ${repositoryId} AND c.author_identity_id = i.id
          AND c.authored_at_s >= ${activeSinceS} AND ${inRanges(sql`c.id`, ranges)})),
    ranked AS (
      SELECT b.*, a.person_id IS NOT NULL AS is_active, sum(commits) OVER () AS all_commits, sum(additions) OVER () AS all_additions,
        sum(commits) OVER (ORDER BY commits DESC, b.person_id) - commits AS commits_before,
        sum(additions) OVER (ORDER BY additions DESC, b.person_id) - additions AS additions_before
      FROM by_person b LEFT JOIN active a ON a.person_id = b.person_id)
    SELECT p.name AS author, p.email, r.commits, r.additions, r.first_at_s, r.last_at_s, r.is_active, ${isBotSql()} AS is_bot,
      r.all_commits, r.all_additions, count(*) FILTER (WHERE ${holds(sql`commits`)}) OVER () AS bus_commits,
      count(*) FILTER (WHERE ${holds(sql`additions`)}) OVER () AS bus_lines,
      count(*) FILTER (WHERE r.is_active) OVER () AS active_people,
      count(*) FILTER (WHERE r.is_active AND ${holds(own)}) OVER () AS active_holders, count(*) OVER () AS total
    FROM ranked r JOIN people p ON p.repository_id = ${repositoryId} AND p.id = r.person_id
    ORDER BY r.${own} DESC, r.${other} DESC, p.name, p.id LIMIT ${Math.min(ROWS_LIMIT, Math.max(1, question.limit))}`
}

function conditions({ repositoryId, ranges, sinceS, untilS, bots }: Question): readonly Sql[] {
  return [
    sql`c.repository_id = ${repositoryId}`,
    inRanges(sql`c.id`, ranges),
    sql`cardinality(c.parents) < 2`,
    ...(sinceS === undefined ? [] : [sql`c.authored_at_s >= ${sinceS}`]),
    ...(untilS === undefined ? [] : [sql`c.authored_at_s < ${untilS}`]),
    ...botConditions(repositoryId, sql`c.author_identity_id`, bots),
  ]
}
