// One person's part in the history: spellings, roles, places, and the rhythm of the work on their own clock.
import type { Row } from '#lib/events.ts'
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'
import { isNobodys } from './mailboxes.ts'
import type { ReachIndex } from './reach.ts'
import { joinSql, type Sql, sql, toReceipt, toStatement } from './sql.ts'

export interface PersonQuery {
  readonly personId: number
  /** Object id of a commit. */
  readonly revision: string
  /** Unix time in seconds of the work, inclusive and exclusive. */
  readonly sinceS?: number
  readonly untilS?: number
  /** Steps of the activity over time; default year. */
  readonly by?: 'year' | 'month'
}

/** What a row of a profile is about. */
export type PersonFact =
  | 'authored' // key: 'commits' or 'merges'
  | 'first commit' // key: object id, detail: subject
  | 'last commit'
  | 'active months'
  | 'identity' // key: name, detail: address
  | 'role' // key: 'committer' (of others' work) or a trailer like 'co-authored-by'
  | 'folder' // the folder that holds the file; './' is the root
  | 'file kind' // the extension with its dot
  | 'year'
  | 'month'
  | 'weekday'
  | 'hour' // 0 to 23

export interface PersonProfile {
  /** {fact, key, detail, commits, firstAt, lastAt}, facts in the order of PersonFact; times are in UTC and null where they say nothing. */
  readonly rows: readonly Row[]
  /** False when the trailers of messages are not read yet. */
  readonly knowsTrailers: boolean
  readonly sql: string
}

/** Folders and kinds of files shown. */
const PLACES = 5
/** Trailers by which a message gives somebody a part. */
const TRAILERS = [
  'co-authored-by',
  'co-developed-by',
  'reviewed-by',
  'signed-off-by',
  'acked-by',
  'tested-by',
  'reported-by',
  'helped-by',
  'suggested-by',
  'mentored-by',
]
/** Years 1 to 9999, as in iso-time.ts. */
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799

/**
 * The profile of a person as of a revision. Months, weekdays and hours are those of the author's own clock.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed; `db/…`.
 */
export async function personProfile(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  query: PersonQuery,
): Promise<PersonProfile> {
  const { ranges } = await reach.of(query.revision)
  const [own, [links]] = await Promise.all([
    db.query<{ id: number; email: string }>(
      'SELECT id, email FROM identities WHERE repository_id = $1 AND person_id = $2',
      [repositoryId, query.personId],
    ),
    db.query<{ any: boolean }>('SELECT EXISTS (SELECT FROM commit_links WHERE repository_id = $1) AS any', [
      repositoryId,
    ]),
  ])
  const emails = own.map(({ email }) => email.toLowerCase()).filter((email) => !isNobodys(email))
  const statement = profileSql({
    ...query,
    repositoryId,
    ranges,
    identityIds: own.map(({ id }) => id),
    emails: [...new Set(emails)],
  })
  const { text, parameters } = toStatement(statement)
  const found = await db.query<Record<string, string | number | null>>(text, parameters)
  return {
    rows: found.map(({ fact, key, detail, commits, first_at_s, last_at_s }) => ({
      fact: fact ?? '',
      key: key ?? null,
      detail: detail ?? null,
      commits: commits ?? 0,
      firstAt: typeof first_at_s === 'number' ? isoTime(first_at_s, 0) : null,
      lastAt: typeof last_at_s === 'number' ? isoTime(last_at_s, 0) : null,
    })),
    knowsTrailers: links?.any ?? false,
    sql: toReceipt(statement),
  }
}

interface Question extends Omit<PersonQuery, 'revision'> {
  readonly repositoryId: number
  readonly ranges: string
  readonly identityIds: readonly number[]
  /** In lower case. */
  readonly emails: readonly string[]
}

function profileSql(question: Question): Sql {
  const { repositoryId, ranges, identityIds, emails, by = 'year', sinceS, untilS } = question
  const period = (column: Sql) => [
    ...(sinceS === undefined ? [] : [sql`${column} >= ${sinceS}`]),
    ...(untilS === undefined ? [] : [sql`${column} < ${untilS}`]),
  ]
  const scope = (column: Sql) =>
    joinSql([sql`c.repository_id = ${repositoryId}`, inRanges(sql`c.id`, ranges), ...period(column)], ' AND ')
  const span = sql`min(authored_at_s), max(authored_at_s)`
  const nothing = sql`NULL::bigint, NULL::bigint`
  const format = by === 'year' ? 'YYYY' : 'YYYY-MM'
  const end = (which: string, direction: Sql) => sql`
    SELECT ${which}, c.oid, c.subject, 1, a.authored_at_s, a.authored_at_s
      FROM (SELECT id, authored_at_s FROM authored ORDER BY authored_at_s ${direction}, id ${direction} LIMIT 1) a
      JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = a.id`
  return sql`WITH authored AS MATERIALIZED (
      SELECT c.id, c.author_identity_id, c.authored_at_s, cardinality(c.parents) AS parents,
        c.authored_at_s + 60 * c.authored_offset_minutes AS local_s,
        CASE WHEN c.authored_at_s + 60 * c.authored_offset_minutes BETWEEN ${FIRST_SECOND} AND ${LAST_SECOND}
          THEN to_timestamp(c.authored_at_s + 60 * c.authored_offset_minutes) AT TIME ZONE 'UTC' END AS local_time
      FROM commits c WHERE c.author_identity_id = ANY(${identityIds}::int[]) AND ${scope(sql`c.authored_at_s`)}),
    touched AS MATERIALIZED (
      SELECT a.id, a.authored_at_s, x.path_id FROM authored a
      JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = a.id),
    places AS MATERIALIZED (
      SELECT id, coalesce(nullif(left(path, length(path) - length(name)), ''), './') AS folder,
        CASE WHEN strpos(substr(name, 2), '.') > 0 THEN '.' || split_part(name, '.', -1) ELSE 'without extension' END AS kind
      FROM (SELECT p.id, p.path, split_part(p.path, '/', -1) AS name FROM paths p
        WHERE p.repository_id = ${repositoryId} AND p.id IN (SELECT path_id FROM touched)) n)
    SELECT 'authored' AS fact, 'commits' AS key, NULL AS detail, count(*) AS commits, min(authored_at_s) AS first_at_s, max(authored_at_s) AS last_at_s FROM authored
    UNION ALL SELECT 'authored', 'merges', NULL, count(*), ${span} FROM authored WHERE parents > 1
    UNION ALL ${end('first commit', sql`ASC`)}
    UNION ALL ${end('last commit', sql`DESC`)}
    UNION ALL SELECT 'active months', NULL, NULL, count(DISTINCT to_char(local_time, 'YYYY-MM')), ${nothing} FROM authored
    UNION ALL (SELECT 'identity', i.name, i.email, count(a.id), ${span} FROM identities i
      LEFT JOIN authored a ON a.author_identity_id = i.id
      WHERE i.repository_id = ${repositoryId} AND i.id = ANY(${identityIds}::int[])
      GROUP BY i.id, i.name, i.email ORDER BY count(a.id) DESC, i.id)
    UNION ALL SELECT 'role', 'committer', NULL, count(*), min(c.committed_at_s), max(c.committed_at_s) FROM commits c
      WHERE c.committer_identity_id = ANY(${identityIds}::int[]) AND NOT c.author_identity_id = ANY(${identityIds}::int[])
        AND ${scope(sql`c.committed_at_s`)}
    UNION ALL (SELECT 'role', l.kind, NULL, count(DISTINCT c.id), min(c.authored_at_s), max(c.authored_at_s) FROM commit_links l
      JOIN commits c ON c.id = l.commit_id
      WHERE l.repository_id = ${repositoryId} AND l.kind = ANY(${TRAILERS}::text[]) AND l.key = ANY(${emails}::text[])
        AND (l.identity_id IS NULL OR l.identity_id = ANY(${identityIds}::int[])) AND ${scope(sql`c.authored_at_s`)}
      GROUP BY l.kind ORDER BY count(DISTINCT c.id) DESC, l.kind)
    UNION ALL (SELECT 'folder', folder, NULL, count(DISTINCT t.id), ${span}
      FROM touched t JOIN places p ON p.id = t.path_id GROUP BY folder ORDER BY 4 DESC, 2 LIMIT ${PLACES})
    UNION ALL (SELECT 'file kind', kind, NULL, count(DISTINCT t.id), ${span}
      FROM touched t JOIN places p ON p.id = t.path_id GROUP BY kind ORDER BY 4 DESC, 2 LIMIT ${PLACES})
    UNION ALL (SELECT ${by}, coalesce(to_char(local_time, ${format}), 'outside the calendar'), NULL, count(*), ${nothing}
      FROM authored GROUP BY 2 ORDER BY 2)
    UNION ALL (SELECT 'weekday', (ARRAY['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[day + 1], NULL, count(*), ${nothing}
      FROM (SELECT (mod(mod(floor(local_s / 86400.0)::bigint + 3, 7) + 7, 7))::int AS day FROM authored) d GROUP BY day ORDER BY day)
    UNION ALL (SELECT 'hour', hour::text, NULL, count(*), ${nothing}
      FROM (SELECT (mod(mod(floor(local_s / 3600.0)::bigint, 24) + 24, 24))::int AS hour FROM authored) h GROUP BY hour ORDER BY hour)`
}
