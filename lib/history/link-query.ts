// What is linked to a commit: what its message names, and which other commits name it or make the same change.
import { createStageStore } from '#lib/db/jobs.ts'
import type { Row } from '#lib/events.ts'
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { CHANGED_LINES_STAGE, readCommitsState } from './ingest-state.ts'
import { isoTime } from './iso-time.ts'
import { LINKS_STAGE } from './links.ts'
import type { ReachIndex } from './reach.ts'
import { sql, toReceipt, toStatement } from './sql.ts'
import { onlyReachable } from './unreachable.ts'

/** One row of what a message names. */
export interface CommitLink {
  readonly commitId: number
  /** See MessageLink. */
  readonly kind: string
  readonly key: string
  readonly value: string
  /** The commit that is named, when it is indexed. */
  readonly targetId: number | null
  /** The person that is named, under the name of the index. */
  readonly person: string | null
}

/** Links read of one commit: the first commit of a long history is named by hundreds. */
export const LINKS_LIMIT = 500

/** What is not known yet, one sentence each; empty when everything is. */
export async function linkNotices({ db, repositoryId }: HistoryContext): Promise<readonly string[]> {
  const stage = await createStageStore(db).get(repositoryId, LINKS_STAGE)
  if (stage?.status === 'done') return []
  return [`Links between commits are not complete: ${stage?.done ?? 0} messages have been read.`]
}

/** Whether equal changes are known; without, a cherry-pick is known by its trailer only. */
export async function patchNotices({ db, repositoryId }: HistoryContext): Promise<readonly string[]> {
  const stage = await createStageStore(db).get(repositoryId, CHANGED_LINES_STAGE)
  if (stage?.status === 'done') return []
  return ['Cherry-picks are known by their trailers only: the contents of the commits are still being compared.']
}

/** What the message of a commit names, and what names it, in this order; the statement gives the same. */
export async function linksOf(
  context: HistoryContext,
  commitId: number,
): Promise<{ readonly links: readonly CommitLink[]; readonly sql: string }> {
  const { db, repositoryId } = context
  const state = await readCommitsState(db, repositoryId)
  const statement = sql`
    SELECT l.commit_id AS "commitId", l.kind, l.key, l.value, l.target_commit_id AS "targetId", p.name AS person
    FROM commit_links l
    LEFT JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = l.identity_id
    LEFT JOIN people p ON p.repository_id = ${repositoryId} AND p.id = i.person_id
    WHERE l.repository_id = ${repositoryId} AND (l.commit_id = ${commitId}
      OR (l.target_commit_id = ${commitId} AND ${onlyReachable(sql`l.commit_id`, state)}))
    ORDER BY l.commit_id, l.ordinal LIMIT ${LINKS_LIMIT}`
  const { text, parameters } = toStatement(statement)
  return { links: await db.query<CommitLink>(text, parameters), sql: toReceipt(statement) }
}

/** Of the links to a commit those that a revision knows: by what it reaches, and picks to any other branch. */
export async function knownLinks(
  reach: ReachIndex,
  { links, id, revision }: { readonly links: readonly CommitLink[]; readonly id: number; readonly revision: string },
): Promise<readonly CommitLink[]> {
  const head = await reach.idOf(revision)
  const seen = (await reach.graph()).ancestorsOf(head === undefined ? [] : [head])
  return links.filter(
    ({ commitId, kind }) =>
      commitId !== id && (seen[commitId] === 1 || kind === 'cherry-picked-from' || kind === 'backported-from'),
  )
}

/** Ids of other commits with the same change, ascending; only those that a branch or tag still leads to. */
export async function samePatch(context: HistoryContext, commitId: number): Promise<readonly number[]> {
  const { db, repositoryId } = context
  const state = await readCommitsState(db, repositoryId)
  const { text, parameters } = toStatement(sql`
    SELECT q.commit_id AS id FROM patches p
    JOIN patches q ON q.repository_id = ${repositoryId} AND q.patch_id = p.patch_id AND q.commit_id <> p.commit_id
    WHERE p.repository_id = ${repositoryId} AND p.commit_id = ${commitId} AND ${onlyReachable(sql`q.commit_id`, state)}
    ORDER BY q.commit_id LIMIT ${LINKS_LIMIT}`)
  const rows = await db.query<{ id: number }>(text, parameters)
  return rows.map(({ id }) => id)
}

/** Commits by their ids as rows {sha, subject, author, email, authoredAt}. */
export async function commitRows(
  { db, repositoryId }: HistoryContext,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Row>> {
  if (ids.length === 0) return new Map()
  const rows = await db.query<{
    id: number
    sha: string
    subject: string
    author: string
    email: string
    atS: number
    offsetMinutes: number
  }>(
    `SELECT c.id, c.oid AS sha, c.subject, p.name AS author, p.email, c.authored_at_s AS "atS",
       c.authored_offset_minutes AS "offsetMinutes"
     FROM commits c
     JOIN identities i ON i.repository_id = $1 AND i.id = c.author_identity_id
     JOIN people p ON p.repository_id = $1 AND p.id = i.person_id
     WHERE c.repository_id = $1 AND c.id = ANY($2::int[])`,
    [repositoryId, [...new Set(ids)]],
  )
  return new Map(
    rows.map(({ id, atS, offsetMinutes, ...row }) => [id, { ...row, authoredAt: isoTime(atS, offsetMinutes) }]),
  )
}

/** A commit that names an issue. */
export interface IssueCommit {
  readonly commitId: number
  readonly kind: string
  readonly value: string
}

/** Trailers that may name an issue by its number alone or by its address. */
const ISSUE_TRAILERS = [
  ...['message-id', 'link', 'change-id', 'bug', 'issue', 'issues', 'closes', 'fixes', 'resolves', 'refs', 'see-also'],
  ...['references', 'jira', 'gerrit', 'reviewed-on', 'discussion', 'buglink', 'upstream-commit'],
]

/**
 * Commits that name any of `keys`, each once: those that close it first, then the requests themselves, then by age.
 *
 * @param o.keys   As MessageLink has them; any of them.
 * @param o.alias  The end of a key: `/name#12` finds what is written as `owner/name#12`.
 * @param o.ranges Commits that may be meant, as an int4multirange.
 */
export async function commitsNaming(
  { db, repositoryId }: HistoryContext,
  o: { readonly keys: readonly string[]; readonly alias?: string; readonly ranges: string },
): Promise<{ readonly commits: readonly IssueCommit[]; readonly sql: string }> {
  const kinds = ['fixes-issue', 'pull-request', 'issue', ...ISSUE_TRAILERS]
  const alias = o.alias === undefined ? sql`` : sql` OR l.key LIKE ${`%${o.alias.replaceAll(/[\\%_]/g, '\\$&')}`}`
  const statement = sql`
    SELECT "commitId", kind, value FROM (
      SELECT DISTINCT ON (l.commit_id) l.commit_id AS "commitId", l.kind, l.value,
        array_position(${kinds}::text[], l.kind) AS place
      FROM commit_links l
      WHERE l.repository_id = ${repositoryId} AND l.kind = ANY(${kinds}::text[])
        AND (l.key = ANY(${o.keys}::text[])${alias}) AND ${inRanges(sql`l.commit_id`, o.ranges)}
      ORDER BY l.commit_id, array_position(${kinds}::text[], l.kind)) x
    ORDER BY least(place, 3), "commitId"`
  const { text, parameters } = toStatement(statement)
  return { commits: await db.query<IssueCommit>(text, parameters), sql: toReceipt(statement) }
}
