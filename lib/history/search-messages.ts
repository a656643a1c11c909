// Commits whose messages speak of some words, best first: rare words count more, and the subject more than the body.
import type { Row } from '#lib/events.ts'
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'
import type { ReachIndex } from './reach.ts'
import { joinSql, type Sql, sql, toReceipt, toStatement } from './sql.ts'

export interface MessageSearch {
  /** Full id of a commit; only what it reaches is searched. */
  readonly revision: string
  /** Words or beginnings of words in any case, 1 to 12. */
  readonly words: readonly string[]
  /** 1 to 100. */
  readonly limit: number
}

export interface FoundMessages {
  /** {sha, subject, author, email, authoredAt, score, words}, best first; `words` are those that the message has. */
  readonly rows: readonly Row[]
  /** Commits with at least one of the words. */
  readonly total: number
  /** The words that stand in no message at all. */
  readonly absent: readonly string[]
  /** In how many messages each word stands. */
  readonly frequencies: ReadonlyMap<string, number>
  readonly sql: string
}

const WORDS_LIMIT = 12
const ROWS_LIMIT = 100

/**
 * Searches subjects and bodies; nothing is missed, so an empty result says that no message has any of the words.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function searchMessages(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  search: MessageSearch,
): Promise<FoundMessages> {
  const words = [...new Set(search.words.map((word) => word.toLowerCase()))].slice(0, WORDS_LIMIT)
  if (words.length === 0) return { rows: [], total: 0, absent: [], frequencies: new Map(), sql: '' }
  const { ranges } = await reach.of(search.revision)
  const statement = searchSql({ repositoryId, ranges, words, limit: Math.min(ROWS_LIMIT, Math.max(1, search.limit)) })
  const { text, parameters } = toStatement(statement)
  const found = await db.query<{
    sha: string
    subject: string
    author: string
    email: string
    atS: number
    offsetMinutes: number
    score: number
    total: number
    frequencies: readonly number[]
    matched: readonly boolean[]
  }>(text, parameters)
  const [first] = found
  return {
    rows: found.map((row) => ({
      sha: row.sha,
      subject: row.subject,
      author: row.author,
      email: row.email,
      authoredAt: isoTime(row.atS, row.offsetMinutes),
      score: Math.round(row.score * 1000) / 1000,
      words: words.filter((_, index) => row.matched[index] === true),
    })),
    total: first?.total ?? 0,
    frequencies: new Map(words.map((word, index) => [word, Number(first?.frequencies[index] ?? 0)])),
    absent: words.filter((_, index) => Number(first?.frequencies[index] ?? 0) === 0),
    sql: toReceipt(statement),
  }
}

interface SearchSql {
  readonly repositoryId: number
  readonly ranges: string
  readonly words: readonly string[]
  readonly limit: number
}

/** One pass over the messages; a word's weight is the logarithm of how seldom it is. */
function searchSql({ repositoryId, ranges, words, limit }: SearchSql): Sql {
  const hits = words.map((word, index) => ({
    subject: sql`${beginsWord(sql`l.subject`, word)} AS ${column('s', index)}`,
    body: sql`${beginsWord(sql`l.body`, word)} AS ${column('b', index)}`,
  }))
  const any = joinSql(
    words.map((_, index) => sql`(${column('s', index)} OR ${column('b', index)})`),
    ' OR ',
  )
  const has = (index: number) => sql`(h.${column('s', index)} OR h.${column('b', index)})`
  const counts = words.map((_, index) => sql`count(*) FILTER (WHERE ${has(index)}) AS ${column('n', index)}`)
  const score = words.map(
    (_, index) =>
      sql`CASE WHEN h.${column('s', index)} THEN 1.5 WHEN h.${column('b', index)} THEN 1 ELSE 0 END * ln(2 + f.total::float8 / (1 + f.${column('n', index)}))`,
  )
  // Folding the case of ASCII alone is several times faster, and all that words of ASCII need.
  const collation = words.every((word) => /^[\x20-\x7e]*$/.test(word)) ? sql` COLLATE "C"` : sql``
  return sql`WITH lowered AS MATERIALIZED (
      SELECT c.id, lower(c.subject${collation}) AS subject, lower(c.body${collation}) AS body FROM commits c
      WHERE c.repository_id = ${repositoryId} AND ${inRanges(sql`c.id`, ranges)}),
    hits AS MATERIALIZED (
      SELECT * FROM (SELECT l.id, ${joinSql(
        hits.flatMap(({ subject, body }) => [subject, body]),
        ', ',
      )} FROM lowered l) x WHERE ${any}),
    f AS (SELECT count(*) AS total, ${joinSql(counts, ', ')} FROM hits h),
    best AS (SELECT h.*, f.total, ARRAY[${joinSql(
      words.map((_, index) => sql`f.${column('n', index)}`),
      ', ',
    )}] AS frequencies, ${joinSql(score, ' + ')} AS score FROM hits h CROSS JOIN f ORDER BY score DESC, h.id DESC LIMIT ${limit})
    SELECT c.oid AS sha, c.subject, p.name AS author, p.email, c.authored_at_s AS "atS",
      c.authored_offset_minutes AS "offsetMinutes", h.score, h.total, h.frequencies, ARRAY[${joinSql(
        words.map((_, index) => has(index)),
        ', ',
      )}] AS matched
    FROM best h JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = h.id
    JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
    JOIN people p ON p.repository_id = ${repositoryId} AND p.id = i.person_id
    ORDER BY h.score DESC, h.id DESC`
}

/** The text, in lower case, has a word that begins with `word`; a plain search goes before the pattern. */
function beginsWord(text: Sql, word: string): Sql {
  const start = `(^|[^[:alnum:]])${word.replaceAll(/[^\p{L}\p{N}]/gu, '\\$&')}`
  return sql`(strpos(${text}, ${word}) > 0 AND ${text} ~ ${start})`
}

function column(letter: 's' | 'b' | 'n', index: number): Sql {
  return { texts: [`${letter}${index}`], values: [] }
}
