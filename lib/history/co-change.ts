// Files that change together: the neighbours of one file, and the commits that two files share.
import type { Row } from '#lib/events.ts'
import { type Bots, botConditions } from './bots.ts'
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'
import { type NameSpan, nameIds, nameSpans, touchedSql } from './name-spans.ts'
import { percentOf } from './ownership.ts'
import { JOIN_PRESENT, PRESENT_ID, presentNames } from './present-names.ts'
import type { ReachIndex } from './reach.ts'
import { joinSql, type Sql, sql, toReceipt, toStatement } from './sql.ts'

export interface CoChangeQuery {
  /** A file. */
  readonly path: string
  /** Object id of a commit. */
  readonly revision: string
  /** Former names count as the present one, of the file and of its neighbours; default true. */
  readonly followRenames?: boolean
  readonly bots?: Bots
  /** 1 to 500. */
  readonly limit: number
}

export interface CoChange {
  /** {path, commits, share}: shared commits, and their percent of all counted commits of the file; most first. */
  readonly rows: readonly Row[]
  readonly total: number
  /** Commits of the file that are counted. */
  readonly commits: number
  /** Its commits that are left out, because they changed more than WIDE_FILES files. */
  readonly wide: number
  /** Former names that were counted as the present one. */
  readonly formerNames: readonly string[]
  readonly sql: string
}

/** A commit of more files is a sweep (a licence year, a formatter) and says nothing about what belongs together. */
export const WIDE_FILES = 100
const ROWS_LIMIT = 500

/**
 * The neighbours of a file; no rows when it always changed alone.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed; `db/…`.
 */
export async function coChange(context: HistoryContext, reach: ReachIndex, query: CoChangeQuery): Promise<CoChange> {
  const { db, repositoryId } = context
  const { path, revision, followRenames = true } = query
  const { ranges } = await reach.of(revision)
  const spans = followRenames ? await nameSpans(context, reach, { path, revision }) : [{ names: [path] }]
  const statement = neighboursSql({ ...query, repositoryId, ranges, spans, followRenames })
  const { text, parameters } = toStatement(statement)
  const found = await db.query<{ path: string | null; commits: number; total: number; own: number; wide: number }>(
    text,
    parameters,
  )
  const own = found[0]?.own ?? 0
  const neighbours = found.filter((row) => row.path !== null)
  return {
    rows: neighbours.map((row) => ({ path: row.path, commits: row.commits, share: percentOf(row.commits, own) })),
    total: neighbours[0]?.total ?? 0,
    commits: own,
    wide: found[0]?.wide ?? 0,
    formerNames: [...new Set(spans.flatMap(({ names }) => names))].filter((name) => name !== path),
    sql: toReceipt(statement),
  }
}

interface Question extends Omit<CoChangeQuery, 'revision'> {
  readonly repositoryId: number
  readonly ranges: string
  readonly spans: readonly NameSpan[]
  readonly followRenames: boolean
}

function neighboursSql({ repositoryId, ranges, spans, followRenames, bots, limit }: Question): Sql {
  const own = joinSql(
    spans.map(({ names }) => nameIds(repositoryId, names)),
    ' || ',
  )
  const [id, join] = followRenames ? [PRESENT_ID, JOIN_PRESENT] : [sql`x.path_id`, sql``]
  const ofIds = sql`SELECT DISTINCT b.path_id AS id FROM beside b`
  const names = followRenames ? sql`${presentNames({ repositoryId, ranges, ofIds })}, ` : sql``
  // The counts of the file stand in every row; without neighbours they come in one row of their own.
  return sql`WITH RECURSIVE touched AS (${touchedSql(repositoryId, spans)}),
    matched AS MATERIALIZED (
      SELECT c.id, c.files_changed > ${WIDE_FILES} AS is_wide FROM touched t JOIN commits c ON c.id = t.commit_id
      WHERE ${joinSql(conditions({ repositoryId, ranges, ...(bots && { bots }) }), ' AND ')}),
    beside AS MATERIALIZED (
      SELECT x.commit_id, x.path_id FROM matched m
      JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = m.id
      WHERE NOT m.is_wide AND x.path_id <> ALL(${own})),
    ${names}shared AS (SELECT ${id} AS path_id, count(*) AS commits FROM beside x ${join} GROUP BY 1),
    neighbours AS (
      SELECT p.path, s.commits, count(*) OVER () AS total FROM shared s
      JOIN paths p ON p.repository_id = ${repositoryId} AND p.id = s.path_id
      WHERE p.id <> ALL(${own}) ORDER BY s.commits DESC, p.path LIMIT ${Math.min(ROWS_LIMIT, Math.max(1, limit))})
    SELECT n.path, n.commits, n.total, f.own, f.wide
    FROM (SELECT count(*) FILTER (WHERE NOT is_wide) AS own, count(*) FILTER (WHERE is_wide) AS wide FROM matched) f
    LEFT JOIN neighbours n ON true ORDER BY n.commits DESC, n.path`
}

function conditions(o: {
  readonly repositoryId: number
  readonly ranges: string
  readonly bots?: Bots
}): readonly Sql[] {
  return [
    sql`c.repository_id = ${o.repositoryId}`,
    inRanges(sql`c.id`, o.ranges),
    ...botConditions(o.repositoryId, sql`c.author_identity_id`, o.bots),
  ]
}

export interface SharedCommits {
  /** {sha, subject, author, email, authoredAt, filesChanged}, newest first. */
  readonly rows: readonly Row[]
  /** Commits that changed both. */
  readonly total: number
  /** Commits of the one and of the other. */
  readonly commits: number
  readonly otherCommits: number
  /** Of the shared ones, how many changed more than WIDE_FILES files. */
  readonly wide: number
  readonly sql: string
}

/**
 * The commits that changed both files (or folders), whatever their names were then, wide ones too.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed; `db/…`.
 */
export async function sharedCommits(
  context: HistoryContext,
  reach: ReachIndex,
  query: CoChangeQuery & { readonly other: string },
): Promise<SharedCommits> {
  const { db, repositoryId } = context
  const { revision, limit, followRenames = true } = query
  const spansOf = async (path: string): Promise<readonly NameSpan[]> =>
    followRenames ? nameSpans(context, reach, { path, revision }) : [{ names: [path] }]
  const [{ ranges }, own, other] = [await reach.of(revision), await spansOf(query.path), await spansOf(query.other)]
  const where = joinSql(conditions({ repositoryId, ranges, ...(query.bots && { bots: query.bots }) }), ' AND ')
  const matched = (spans: readonly NameSpan[]) =>
    sql`SELECT c.id FROM (${touchedSql(repositoryId, spans)}) t JOIN commits c ON c.id = t.commit_id WHERE ${where}`
  const statement = sql`WITH own AS MATERIALIZED (${matched(own)}), other AS MATERIALIZED (${matched(other)}),
    shared AS (
      SELECT c.id, c.committed_at_s, c.files_changed FROM (SELECT id FROM own INTERSECT SELECT id FROM other) s
      JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = s.id),
    latest AS (SELECT id FROM shared ORDER BY committed_at_s DESC, id DESC LIMIT ${Math.min(ROWS_LIMIT, Math.max(1, limit))})
    SELECT c.oid AS sha, c.subject, p.name AS author, p.email, c.authored_at_s AS "atS", c.authored_offset_minutes AS "offsetMinutes",
      c.files_changed AS "filesChanged", f.*
    FROM (SELECT (SELECT count(*) FROM own) AS own, (SELECT count(*) FROM other) AS other,
      count(*) AS total, count(*) FILTER (WHERE files_changed > ${WIDE_FILES}) AS wide FROM shared) f
    LEFT JOIN (latest l JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = l.id
      JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
      JOIN people p ON p.repository_id = ${repositoryId} AND p.id = i.person_id) ON true
    ORDER BY c.committed_at_s DESC, c.id DESC`
  const { text, parameters } = toStatement(statement)
  const found = await db.query<Record<string, string | number | null>>(text, parameters)
  const counts = found[0]
  return {
    rows: found.flatMap(({ sha, subject, author, email, atS, offsetMinutes, filesChanged }) =>
      sha == null
        ? []
        : [
            {
              sha,
              subject: subject ?? '',
              author: author ?? '',
              email: email ?? '',
              authoredAt: isoTime(Number(atS), Number(offsetMinutes)),
              filesChanged: filesChanged ?? null,
            },
          ],
    ),
    total: Number(counts?.total ?? 0),
    commits: Number(counts?.own ?? 0),
    otherCommits: Number(counts?.other ?? 0),
    wide: Number(counts?.wide ?? 0),
    sql: toReceipt(statement),
  }
}
