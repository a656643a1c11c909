// One commit, one date or one period described in rows: the material of explanations.
import type { Row } from '#lib/events.ts'
import { readCommitDiff } from '#lib/git/diff.ts'
import { runCommitQuery } from './commit-query.ts'
import type { HistoryContext } from './context.ts'
import { readCommitsState } from './ingest-state.ts'
import { isoTime } from './iso-time.ts'
import { plainWords } from './nearness.ts'
import type { ReachIndex } from './reach.ts'
import { sql, toStatement } from './sql.ts'
import { onlyReachable } from './unreachable.ts'

export interface CommitDescription {
  readonly oid: string
  readonly subject: string
  /** The message without its subject. */
  readonly body: string
  /** As the mailmap or, without one, most of the person's recent commits have it. */
  readonly author: string
  readonly authorEmail: string
  readonly committer: string
  readonly committerEmail: string
  /** ISO 8601 with the author's offset. */
  readonly authoredAt: string
  /** Unix time in seconds. */
  readonly authoredAtS: number
  readonly committedAtS: number
  /** Object ids in order; two or more for a merge. */
  readonly parents: readonly string[]
  /** Short names of tags and branches on this very commit. */
  readonly tags: readonly string[]
  readonly branches: readonly string[]
  /** 0 for a merge: its files are those of the commits that it joins. */
  readonly filesChanged: number
  /** Null before line counts are there, and for merges. */
  readonly additions: number | null
  readonly deletions: number | null
}

/** One commit with its people and refs; undefined when it is not indexed. */
export async function describeCommit(
  { db, repositoryId }: HistoryContext,
  oid: string,
): Promise<CommitDescription | undefined> {
  const [row] = await db.query<Omit<CommitDescription, 'authoredAt'> & { offsetMinutes: number }>(
    `SELECT c.oid, c.subject, c.body, p.name AS author, p.email AS "authorEmail", q.name AS committer, q.email AS "committerEmail",
       c.authored_at_s AS "authoredAtS", c.authored_offset_minutes AS "offsetMinutes", c.committed_at_s AS "committedAtS",
       ARRAY(SELECT o.oid FROM unnest(c.parents) WITH ORDINALITY AS u(id, place)
         JOIN commits o ON o.repository_id = $1 AND o.id = u.id ORDER BY u.place) AS parents,
       ARRAY(SELECT substr(r.name, 11) FROM refs r WHERE r.repository_id = $1 AND r.commit_oid = c.oid AND r.kind = 'tag'
         ORDER BY r.created_at_s, r.name) AS tags,
       ARRAY(SELECT substr(r.name, 12) FROM refs r WHERE r.repository_id = $1 AND r.commit_oid = c.oid AND r.kind = 'branch'
         ORDER BY r.name) AS branches,
       c.files_changed AS "filesChanged", l.additions, l.deletions
     FROM commits c
     CROSS JOIN LATERAL (SELECT sum(x.additions) AS additions, sum(x.deletions) AS deletions
       FROM changes x WHERE x.repository_id = $1 AND x.commit_id = c.id) l
     JOIN identities i ON i.repository_id = $1 AND i.id = c.author_identity_id
     JOIN people p ON p.repository_id = $1 AND p.id = i.person_id
     JOIN identities j ON j.repository_id = $1 AND j.id = c.committer_identity_id
     JOIN people q ON q.repository_id = $1 AND q.id = j.person_id
     WHERE c.repository_id = $1 AND c.oid = $2`,
    [repositoryId, oid],
  )
  if (row === undefined) return undefined
  const { offsetMinutes, ...commit } = row
  return { ...commit, authoredAt: isoTime(row.authoredAtS, offsetMinutes) }
}

/** The files of a commit with line counts; of a merge, what it brought in: the difference from its first parent. */
export async function describeFiles(
  { gitFolder }: HistoryContext,
  o: { readonly oid: string; readonly limitBytes: number; readonly signal: AbortSignal },
): Promise<{ readonly rows: readonly Row[]; readonly cut: boolean }> {
  const { files, cut } = await readCommitDiff({ gitFolder, ...o })
  const rows = files.map(
    ({ path, oldPath, status, additions, deletions }): Row => ({
      path,
      ...(oldPath !== undefined && { oldPath }),
      status,
      additions,
      deletions,
    }),
  )
  return { rows, cut }
}

/** Subjects compared for one look-up when none is equal. */
const LIKE_LIMIT = 50

/**
 * Commits with this subject, newest first: equal, else equal but for case and punctuation, else those that contain it.
 *
 * Empty when none fits.
 */
export async function commitsBySubject(
  context: HistoryContext,
  { subject, limit }: { readonly subject: string; readonly limit: number },
): Promise<readonly { readonly oid: string; readonly subject: string; readonly authoredAt: string }[]> {
  const { db, repositoryId } = context
  const wanted = subject.trim()
  const [longest = ''] = plainWords(wanted).toSorted((a, b) => b.length - a.length)
  if (wanted === '') return []
  const state = await readCommitsState(db, repositoryId)
  const pattern = `%${wanted.replaceAll(/[\\%_]/g, '\\$&')}%`
  const wordPattern = longest.length >= 4 ? `%${longest.replaceAll(/[\\%_]/g, '\\$&')}%` : pattern
  const { text, parameters } = toStatement(sql`
    SELECT oid, subject, authored_at_s AS "atS", authored_offset_minutes AS "offsetMinutes",
      CASE WHEN subject = ${wanted} THEN 0
        WHEN regexp_replace(lower(subject), '[^[:alnum:]]+', ' ', 'g') =
          regexp_replace(lower(${wanted}::text), '[^[:alnum:]]+', ' ', 'g') THEN 1
        WHEN subject ILIKE ${pattern} THEN 2 ELSE 3 END AS likeness
    FROM commits
    WHERE repository_id = ${repositoryId} AND (subject ILIKE ${pattern} OR subject ILIKE ${wordPattern})
      AND ${onlyReachable(sql`id`, state)}
    ORDER BY likeness, committed_at_s DESC, id DESC LIMIT ${Math.max(LIKE_LIMIT, limit)}`)
  const rows = await db.query<{ oid: string; subject: string; atS: number; offsetMinutes: number; likeness: number }>(
    text,
    parameters,
  )
  const best = rows[0]?.likeness ?? 3
  if (best === 3) return []
  return rows
    .filter((row) => row.likeness === best)
    .slice(0, limit)
    .map((row) => ({ oid: row.oid, subject: row.subject, authoredAt: isoTime(row.atS, row.offsetMinutes) }))
}

/** The last commit of the first-parent line of `head` that was committed before `untilS` (Unix time, inclusive). */
export async function commitAtDate(
  { db, repositoryId }: HistoryContext,
  { head, untilS }: { readonly head: string; readonly untilS: number },
): Promise<string | undefined> {
  const [row] = await db.query<{ oid: string }>(
    `WITH RECURSIVE line(id, oid, committed_at_s, parent) AS (
       SELECT id, oid, committed_at_s, parents[1] FROM commits WHERE repository_id = $1 AND oid = $2
       UNION ALL
       SELECT c.id, c.oid, c.committed_at_s, c.parents[1] FROM line l
       JOIN commits c ON c.repository_id = $1 AND c.id = l.parent
       WHERE l.committed_at_s > $3)
     SELECT oid FROM line WHERE committed_at_s <= $3 ORDER BY id DESC LIMIT 1`,
    [repositoryId, head, untilS],
  )
  return row?.oid
}

/** What happened in a period or range, in rows for the agents. */
export interface PeriodDescription {
  /** Without merges. */
  readonly commits: number
  readonly merges: number
  /** {author, email, commits, firstAt, lastAt}, most commits first. */
  readonly authors: readonly Row[]
  /** {folder, commits}, most commits first. */
  readonly folders: readonly Row[]
  /** {path, commits}, most commits first. */
  readonly files: readonly Row[]
  /** {tag, sha, createdAt} of tags made in the period on its commits, oldest first. */
  readonly tags: readonly Row[]
}

export interface Period {
  /** As in a commit query. */
  readonly reach: { readonly to: string; readonly from?: string }
  readonly sinceS?: number
  /** Exclusive. */
  readonly untilS?: number
  /** Most rows of each list. */
  readonly limit: number
}

/**
 * Counts, people, places and tags of a period.
 *
 * @throws SparkyError `git/bad-revision` when an end of the reach is not indexed.
 */
export async function describePeriod(
  context: HistoryContext,
  reach: ReachIndex,
  period: Period,
): Promise<PeriodDescription> {
  const { limit, ...range } = period
  const ask = (query: Pick<Parameters<typeof runCommitQuery>[2], 'merges' | 'result'>) =>
    runCommitQuery(context, reach, { ...range, ...query })
  const [commits, merges, authors, folders, files, tags] = await Promise.all([
    ask({ merges: 'exclude', result: { kind: 'count' } }),
    ask({ merges: 'only', result: { kind: 'count' } }),
    ask({ merges: 'exclude', result: { kind: 'top', by: 'commits', limit } }),
    ask({ merges: 'exclude', result: { kind: 'group', by: 'folder', limit } }),
    ask({ merges: 'exclude', result: { kind: 'group', by: 'path', limit } }),
    tagsOf(context, reach, period),
  ])
  return {
    commits: commits.total,
    merges: merges.total,
    authors: authors.rows,
    folders: folders.rows,
    files: files.rows,
    tags,
  }
}

async function tagsOf(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  period: Period,
): Promise<readonly Row[]> {
  const { to, from } = period.reach
  const { ranges } = from === undefined ? await reach.of(to) : await reach.between(from, to)
  const { text, parameters } = toStatement(sql`
    SELECT substr(r.name, 11) AS tag, r.commit_oid AS sha, r.created_at_s AS "atS" FROM refs r
    JOIN commits c ON c.repository_id = ${repositoryId} AND c.oid = r.commit_oid
    WHERE r.repository_id = ${repositoryId} AND r.kind = 'tag' AND c.id <@ ${ranges}::int4multirange
      ${period.sinceS === undefined ? sql`` : sql`AND r.created_at_s >= ${period.sinceS}`}
      ${period.untilS === undefined ? sql`` : sql`AND r.created_at_s < ${period.untilS}`}
    ORDER BY r.created_at_s, r.name LIMIT ${period.limit}`)
  const rows = await db.query<{ tag: string; sha: string; atS: number }>(text, parameters)
  return rows.map(({ tag, sha, atS }) => ({ tag, sha, createdAt: isoTime(atS, 0) }))
}
