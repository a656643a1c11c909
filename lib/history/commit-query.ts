// The commit query: reach × filters × result, run on the tables and given back with its receipt.
import { createStageStore } from '#lib/db/jobs.ts'
import type { Row } from '#lib/events.ts'
import { type CommitQuestion, coChangeSql, commitSql, countsLines } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { gitReceipt } from './git-receipt.ts'
import { CHANGED_LINES_STAGE } from './ingest-state.ts'
import { isoTime } from './iso-time.ts'
import type { ReachIndex } from './reach.ts'
import { pathSpans } from './renames.ts'
import { toReceipt, toStatement } from './sql.ts'

/** What is wanted of the commits. Limits are 1 to 500. */
export type CommitResult =
  | { readonly kind: 'list'; readonly limit: number; readonly order?: 'newest' | 'oldest' | 'largest' }
  | { readonly kind: 'count' }
  | { readonly kind: 'top'; readonly by: 'commits' | 'lines'; readonly limit: number }
  | {
      readonly kind: 'group'
      readonly by: 'author' | 'year' | 'month' | 'day' | 'weekday' | 'path' | 'folder'
      readonly limit: number
      /** Of times: the latest groups in their order (default), or those with most commits first. */
      readonly order?: 'time' | 'commits'
    }
  | { readonly kind: 'first-time-authors'; readonly limit: number }

/** A question about commits; all filters must hold. */
export interface CommitQuery {
  /** Full object ids: everything reachable from `to`, without `from` and its ancestors. */
  readonly reach: { readonly to: string; readonly from?: string }
  /** Files, or folders ending with `/`; '' and '/' are the whole repository. Any of them. Merges have no files. */
  readonly paths?: readonly string[]
  /** A file counts under its former names too, as of `reach.to`. */
  readonly followRenames?: boolean
  /** Authors; any of them. None at all when empty. */
  readonly personIds?: readonly number[]
  /** Authors whose commits are left out. */
  readonly excludedPersonIds?: readonly number[]
  /** Unix time in seconds, inclusive. */
  readonly sinceS?: number
  /** Unix time in seconds, exclusive. */
  readonly untilS?: number
  /** Which date the period and the groups mean; default authored, days in UTC. */
  readonly dateField?: 'authored' | 'committed'
  /** Texts that the message must all contain, in any case. */
  readonly messageWords?: readonly string[]
  readonly merges?: 'include' | 'exclude' | 'only'
  readonly result: CommitResult
}

export interface CommitAnswer {
  /**
   * list: sha, subject, author, email, authoredAt, parents, filesChanged, additions, deletions (null before line
   * counts are there, and for merges; and body, when words of messages were asked for), ordered by committer date, newest first unless asked otherwise; `largest`
   * orders by changed lines, of the paths asked about where there are any.
   * count: commits. top, group by author, first-time authors: author, email, commits, firstAt, lastAt (UTC); top by lines
   * also additions and deletions, of the paths asked about.
   * Other groups: the key under its own name (`year`, `path` …) and commits; times in their order, weekdays from Monday, paths by commits.
   */
  readonly rows: readonly Row[]
  /** Rows before the limit; of a count, the count. Always exact. */
  readonly total: number
  /** The executed statement with its values written in. */
  readonly sql: string
  /** The same question to git, where git can answer it. */
  readonly git?: string
  readonly notices: readonly string[]
  readonly elapsedMs: number
}

const LIMIT = 500

/**
 * Answers a question about commits.
 *
 * @throws SparkyError `git/bad-revision` when an end of the reach is not indexed; `db/…`.
 */
export async function runCommitQuery(
  context: HistoryContext,
  reach: ReachIndex,
  query: CommitQuery,
): Promise<CommitAnswer> {
  const startedMs = performance.now()
  const question = await resolve(context, reach, limited(query))
  const statement = commitSql(question)
  const { text, parameters } = toStatement(statement)
  const found = await context.db.query<Record<string, string | number | null>>(text, parameters)
  const first = found[0]
  const git = gitReceipt(query, {
    isFollowed: question.spans?.some((span) => span.ranges !== undefined) ?? false,
    ...(query.personIds && { emails: await emailsOf(context, query.personIds) }),
  })
  return {
    rows: found.map((row) => toRow(row, query.result)),
    total: typeof first?.total === 'number' ? first.total : 0,
    sql: toReceipt(statement),
    ...(git !== undefined && { git }),
    notices: await noticesOf(context, query.result),
    elapsedMs: performance.now() - startedMs,
  }
}

/** Every address of the people, as commits have it. */
async function emailsOf(
  { db, repositoryId }: HistoryContext,
  personIds: readonly number[],
): Promise<readonly string[]> {
  const rows = await db.query<{ email: string }>(
    'SELECT DISTINCT email FROM identities WHERE repository_id = $1 AND person_id = ANY($2::int[]) ORDER BY email',
    [repositoryId, personIds],
  )
  return rows.map((row) => row.email)
}

function limited(query: CommitQuery): CommitQuery {
  if (query.result.kind === 'count') return query
  return { ...query, result: { ...query.result, limit: Math.min(LIMIT, Math.max(1, Math.trunc(query.result.limit))) } }
}

async function resolve(context: HistoryContext, reach: ReachIndex, query: CommitQuery): Promise<CommitQuestion> {
  const { reach: ends, paths, followRenames = false, ...filters } = query
  const asked = ends.from === undefined ? await reach.of(ends.to) : await reach.between(ends.from, ends.to)
  const isEverywhere = paths === undefined || paths.length === 0 || paths.some((path) => path === '' || path === '/')
  const spans = isEverywhere ? undefined : await pathSpans(context, reach, { paths, revision: ends.to, followRenames })
  const question = { ...filters, repositoryId: context.repositoryId, ranges: asked.ranges, ...(spans && { spans }) }
  if (query.result.kind !== 'first-time-authors') return question
  const before = ends.from === undefined ? '{}' : (await reach.of(ends.from)).ranges
  return { ...question, whole: { ranges: (await reach.of(ends.to)).ranges, before } }
}

function toRow(found: Readonly<Record<string, string | number | null>>, result: CommitResult): Row {
  switch (result.kind) {
    case 'count':
      return { commits: found.commits ?? 0 }
    case 'list':
      return commitRow(found)
    case 'top':
    case 'first-time-authors':
      return authorRow(found)
    case 'group': {
      if (result.by === 'author') return authorRow(found)
      const counts =
        'additions' in found ? { additions: found.additions ?? null, deletions: found.deletions ?? null } : {}
      return { [result.by]: found.key ?? null, commits: found.commits ?? 0, ...counts }
    }
  }
}

function commitRow(found: Readonly<Record<string, string | number | null>>): Row {
  return {
    sha: found.sha ?? null,
    subject: found.subject ?? null,
    author: found.author ?? null,
    email: found.email ?? null,
    authoredAt: isoTime(Number(found.authored_at_s), Number(found.authored_offset_minutes)),
    parents: found.parents ?? 0,
    filesChanged: found.files_changed ?? null,
    additions: found.additions ?? null,
    deletions: found.deletions ?? null,
    ...('body' in found && { body: found.body ?? '' }),
  }
}

function authorRow(found: Readonly<Record<string, string | number | null>>): Row {
  return {
    author: found.author ?? null,
    email: found.email ?? null,
    commits: found.commits ?? 0,
    ...('additions' in found && { additions: found.additions ?? 0, deletions: found.deletions ?? 0 }),
    firstAt: isoTime(Number(found.first_at_s), 0),
    lastAt: isoTime(Number(found.last_at_s), 0),
  }
}

/** Line counts come in the background: an answer that rests on them says how far they are. */
async function noticesOf({ db, repositoryId }: HistoryContext, result: CommitResult): Promise<readonly string[]> {
  if (!countsLines(result)) return []
  const stage = await createStageStore(db).get(repositoryId, CHANGED_LINES_STAGE)
  const skipped = (stage?.skipped ?? [])
    .filter(({ reason }) => reason.endsWith('file'))
    .reduce((sum, { count }) => sum + count, 0)
  const left = skipped === 0 ? [] : [`Lines of ${skipped} changes to generated and lock files are not counted.`]
  if (stage?.status === 'done') return left
  const progress = stage?.total ? `: ${stage.done} of ${stage.total} commits so far` : ''
  return [`Line counts are not complete${progress}.`, ...left]
}

/**
 * Files that were changed in the same commits as a file, most often first: {path, commits}; `total` before the limit.
 *
 * Of the name given alone, as git counts: what was changed beside a former name counts only with `followRenames`.
 */
export async function coChangedPaths(
  context: HistoryContext,
  reach: ReachIndex,
  o: { readonly path: string; readonly revision: string; readonly followRenames?: boolean; readonly limit: number },
): Promise<{ readonly rows: readonly Row[]; readonly total: number; readonly sql: string }> {
  const { repositoryId } = context
  const spans = await pathSpans(context, reach, {
    paths: [o.path],
    revision: o.revision,
    followRenames: o.followRenames ?? false,
  })
  const { ranges } = await reach.of(o.revision)
  const statement = coChangeSql({ repositoryId, spans, ranges, limit: Math.min(LIMIT, Math.max(1, o.limit)) })
  const { text, parameters } = toStatement(statement)
  const found = await context.db.query<{ path: string; commits: number; total: number }>(text, parameters)
  return {
    rows: found.map(({ path, commits }) => ({ path, commits })),
    total: found[0]?.total ?? 0,
    sql: toReceipt(statement),
  }
}
