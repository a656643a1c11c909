// The commit query: reach × filters × result, run on the tables and given back with its receipt.
import { createStageStore } from '#lib/db/jobs.ts'
import type { Row } from '#lib/events.ts'
import type { Bots } from './bots.ts'
import { type FoundRow, toRow } from './commit-rows.ts'
import type { CommitQuestion } from './commit-sql.ts'
import { committedAt } from './commit-time.ts'
import type { HistoryContext } from './context.ts'
import { gitReceipt } from './git-receipt.ts'
import { lineNotices } from './line-notices.ts'
import type { LinkFilter } from './link-conditions.ts'
import { LINKS_STAGE } from './links.ts'
import { commitSql, countsLines, readsLinks } from './question-sql.ts'
import type { ReachIndex } from './reach.ts'
import { pathSpans } from './renames.ts'
import { toReceipt, toStatement } from './sql.ts'

export type GroupBy =
  | 'author'
  | 'committer'
  | 'co_author'
  /** People named by one kind of trailer. */
  | 'trailer'
  | 'email_domain'
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'weekday'
  | 'hour'
  | 'path'
  | 'folder'
  | 'extension'

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'

/** A piece of an ordered result. */
interface Page {
  /** 1 to 500. */
  readonly limit: number
  /** Rows left out before the first; default 0. */
  readonly offset?: number
}

/** What "most" means: lines are added and removed ones, files and authors different ones. */
export type Measure = 'commits' | 'lines' | 'additions' | 'deletions' | 'files' | 'authors'

/** Of groups and people, those with so many commits. */
interface Threshold {
  /** Inclusive. Below 1 only times have groups. */
  readonly minCommits?: number
  readonly maxCommits?: number
  /** Those with least first, times without a commit among them. */
  readonly fewest?: boolean
}

/** What is wanted of the commits. */
export type CommitResult =
  | ({
      readonly kind: 'list'
      readonly order?: 'newest' | 'oldest' | 'largest' | 'smallest'
      /** What makes a commit large: default lines. */
      readonly by?: 'lines' | 'additions' | 'deletions' | 'files'
    } & Page)
  | { readonly kind: 'count' }
  /** The people of the question out of all people; without people, the commits out of all. */
  | { readonly kind: 'share' }
  | ({ readonly kind: 'top'; readonly by: Exclude<Measure, 'authors'> } & Threshold & Page)
  | ({
      readonly kind: 'group'
      readonly by: GroupBy
      /** Of times: the latest groups in their order (default), or those with most first. */
      readonly order?: 'time' | 'commits'
      /** Default commits. */
      readonly measure?: Measure
      /** Of `trailer`: its token in lower case, `reviewed-by`. */
      readonly trailer?: string
    } & Threshold &
      Page)
  /** Commits or authors a group, or lines or files a commit. */
  | {
      readonly kind: 'average'
      readonly by: GroupBy | 'commit'
      readonly of?: 'commits' | 'lines' | 'files' | 'authors'
      readonly trailer?: string
    }
  | ({ readonly kind: 'first-time-authors' } & Page)
  | ({ readonly kind: 'stopped-authors'; readonly months?: number } & Page)
  | ({ readonly kind: 'longest-gap' } & Page)
  /** The places of `personIds` among all authors. */
  | { readonly kind: 'rank'; readonly by: Exclude<Measure, 'authors'> }

/** A question about commits; all filters must hold. */
export interface CommitQuery {
  /** Full object ids: everything reachable from `to`, without `from` and its ancestors; or the first parents of `to` alone. */
  readonly reach: { readonly to: string; readonly from?: string; readonly firstParent?: boolean }
  /** Ids of the only commits that count, as an int4multirange in ascending order: what another index has found. */
  readonly within?: string
  /** The word or text whose commits `within` holds, for the receipt. */
  readonly word?: { readonly text: string; readonly wholeWord: boolean }
  /** Files, folders ending with `/`, or all files of an ending as `*.ts`; '' and '/' are the whole repository. Any of them. Merges have no files. */
  readonly paths?: readonly string[]
  /** A commit must touch all of `paths`. */
  readonly allPaths?: boolean
  /** A file counts under its former names too, as of `reach.to`. */
  readonly followRenames?: boolean
  /** Authors; any of them. None at all when empty. */
  readonly personIds?: readonly number[]
  /** Or authors with an address of these domains, in lower case. */
  readonly domains?: readonly string[]
  readonly excludedDomains?: readonly string[]
  /** Of authors that are programs. */
  readonly bots?: Bots
  /** Authors whose commits are left out. */
  readonly excludedPersonIds?: readonly number[]
  readonly committerIds?: readonly number[]
  /** People named by `Co-authored-by`; those who never committed by the key of the link. */
  readonly coAuthors?: { readonly personIds: readonly number[]; readonly keys: readonly string[] }
  /** Links that the commit has, all of them. */
  readonly has?: readonly LinkFilter[]
  /** Links that it does not have, none of them. */
  readonly lacks?: readonly LinkFilter[]
  /** Days of any year, `12-25`, on the author's own clock. */
  readonly monthDays?: readonly string[]
  /** Unix time in seconds, inclusive. */
  readonly sinceS?: number
  /** Unix time in seconds, exclusive. */
  readonly untilS?: number
  /** Which date the period and the groups of the calendar mean; default authored, days in UTC. */
  readonly dateField?: 'authored' | 'committed'
  /** On the author's own clock, as the two hours. */
  readonly weekdays?: readonly Weekday[]
  /** 0 to 24; the second is exclusive, and before the first when the hours go past midnight. */
  readonly sinceHour?: number
  readonly untilHour?: number
  /** Texts that the message must all contain, in any case. */
  readonly messageWords?: readonly string[]
  readonly merges?: 'include' | 'exclude' | 'only'
  /** As their messages have it. */
  readonly reverts?: 'only' | 'exclude'
  /** Added and removed lines of the whole commit, inclusive. Commits whose lines are not counted, as merges, have no size. */
  readonly minLines?: number
  readonly maxLines?: number
  /** Files of the whole commit, inclusive; commits without files, as merges, have no size. */
  readonly minFiles?: number
  readonly maxFiles?: number
  readonly result: CommitResult
}

export interface CommitAnswer {
  /**
   * list: sha, subject, author, email, authoredAt, parents, filesChanged, additions, deletions (null before line
   * counts are there, and for merges; and body, when words of messages were asked for), ordered by committer date, newest first unless asked otherwise; `largest`
   * and `smallest` order by changed lines, of the paths asked about where there are any.
   * count: commits. share: commits, of, percent. rank: author, email, rank (null without a commit), commits, authors.
   * top, group by people, first-time and stopped authors: author (committer, co_author), email, commits, firstAt, lastAt (UTC);
   * by lines also additions and deletions, of the paths asked about; by files also files.
   * Other groups: the key under its own name (`year`, `path` …), commits, and files or authors where they are measured; times in
   * their order, weekdays from Monday, the rest by what is measured.
   * average: unit, of, average, minimum, maximum, median, units, commits; times without a commit count as 0.
   * longest-gap: the commit before as in a list, nextSha, nextSubject, nextAuthor, nextAuthoredAt, seconds, days.
   */
  readonly rows: readonly Row[]
  /** Rows before the limit; of a count, a share or an average the commits. Always exact. */
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
  const [{ found, sql }, emails, committerEmails, notices] = await Promise.all([
    ask(context, question),
    emailsOf(context, query.personIds),
    emailsOf(context, query.committerIds),
    noticesOf(context, question),
  ])
  const git = gitReceipt(query, {
    isFollowed: question.places?.flat().some((span) => span.ranges !== undefined) ?? false,
    ...(emails && { emails }),
    ...(committerEmails && { committerEmails }),
  })
  return {
    rows: found.map((row) => toRow(row, query.result)),
    total: await totalOf(context, question, found),
    sql,
    ...(git !== undefined && { git }),
    notices,
    elapsedMs: performance.now() - startedMs,
  }
}

async function ask(
  { db }: HistoryContext,
  question: CommitQuestion,
): Promise<{ readonly found: readonly FoundRow[]; readonly sql: string }> {
  const statement = commitSql(question)
  const { text, parameters } = toStatement(statement)
  return { found: await db.query<FoundRow>(text, parameters), sql: toReceipt(statement) }
}

/** Behind the last row there is none that could say how many there are. */
async function totalOf(context: HistoryContext, question: CommitQuestion, found: readonly FoundRow[]): Promise<number> {
  const { result } = question
  if (found.length > 0 || !('offset' in result) || !result.offset) return Number(found[0]?.total ?? 0)
  const first = await ask(context, { ...question, result: { ...result, offset: 0, limit: 1 } })
  return Number(first.found[0]?.total ?? 0)
}

/** Every address of the people, as commits have it. */
async function emailsOf(
  { db, repositoryId }: HistoryContext,
  personIds: readonly number[] | undefined,
): Promise<readonly string[] | undefined> {
  if (personIds === undefined) return undefined
  const rows = await db.query<{ email: string }>(
    'SELECT DISTINCT email FROM identities WHERE repository_id = $1 AND person_id = ANY($2::int[]) ORDER BY email',
    [repositoryId, personIds],
  )
  return rows.map((row) => row.email)
}

function limited(query: CommitQuery): CommitQuery {
  const { result } = query
  if (!('limit' in result)) return query
  const limit = Math.min(LIMIT, Math.max(1, Math.trunc(result.limit)))
  return { ...query, result: { ...result, limit, offset: Math.max(0, Math.trunc(result.offset ?? 0)) } }
}

async function resolve(context: HistoryContext, reach: ReachIndex, query: CommitQuery): Promise<CommitQuestion> {
  const { reach: ends, paths = [], followRenames = false, ...filters } = query
  const { ranges } = await reach.along(ends)
  const isWhole = (path: string) => path === '' || path === '/'
  // Of several paths any will do, or all: the whole repository among them decides the one, and says nothing to the other.
  const named = query.allPaths || !paths.some(isWhole) ? paths.filter((path) => !isWhole(path)) : []
  const places = await Promise.all(
    named.map((path) => pathSpans(context, reach, { paths: [path], revision: ends.to, followRenames })),
  )
  const { repositoryId } = context
  const tipS = query.result.kind === 'stopped-authors' ? await committedAt(context, ends.to) : 0
  const links = query.reverts && (await createStageStore(context.db).get(repositoryId, LINKS_STAGE))
  const hasLinks = links?.status === 'done'
  const question = { ...filters, repositoryId, ranges, tipS, hasLinks, ...(places.length > 0 && { places }) }
  if (query.result.kind !== 'first-time-authors') return question
  const before = ends.from === undefined ? '{}' : (await reach.of(ends.from)).ranges
  return { ...question, whole: { ranges: (await reach.of(ends.to)).ranges, before } }
}

/** Line counts and links come in the background: an answer that rests on them says how far they are. */
async function noticesOf(context: HistoryContext, question: CommitQuestion): Promise<readonly string[]> {
  return [
    ...(countsLines(question) ? await lineNotices(context) : []),
    ...(readsLinks(question) ? await trailerNotices(context, question) : []),
  ]
}

async function trailerNotices(
  { db, repositoryId }: HistoryContext,
  { has, lacks }: CommitQuestion,
): Promise<readonly string[]> {
  const stage = await createStageStore(db).get(repositoryId, LINKS_STAGE)
  if (stage?.status === 'done') return []
  const progress = stage?.total ? `: ${stage.done} of ${stage.total} commits so far` : ''
  const what = has === undefined && lacks === undefined ? 'Co-authors' : 'Links'
  return [`${what} are not all read out of the messages yet${progress}.`]
}
