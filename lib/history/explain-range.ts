// The commits of a range with what each person and each commit did to each file: the material of an explanation.
import { createStageStore } from '#lib/db/jobs.ts'
import type { Row } from '#lib/events.ts'
import { type CommitQuery, runCommitQuery } from './commit-query.ts'
import { touches } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { commitAtDate } from './explain.ts'
import { CHANGED_LINES_STAGE } from './ingest-state.ts'
import type { ReachIndex } from './reach.ts'
import { pathSpans } from './renames.ts'
import { sql, toStatement } from './sql.ts'

export interface RangeDescription {
  /** {sha, subject, body, author, email, authoredAt, …} as a list of commits has them, newest first. */
  readonly commits: readonly Row[]
  /** Commits that fit, read or not. */
  readonly total: number
  /** {path, commits, additions, deletions, authors}, most changed lines first; of the paths asked about. */
  readonly files: readonly Row[]
  /** {author, commits, additions, deletions, files}, most commits first. */
  readonly people: readonly Row[]
  readonly git?: string
  readonly sql: string
  /** What is not counted yet or was left out. */
  readonly notices: readonly string[]
}

/** Commits read of one range; a year of a busy project has fewer. */
const COMMITS_LIMIT = 5_000
const PAGE_COMMITS = 500

/** @throws SparkyError `git/bad-revision` when an end of the reach is not indexed. */
export async function describeRange(
  context: HistoryContext,
  reach: ReachIndex,
  query: Omit<CommitQuery, 'result'>,
): Promise<RangeDescription> {
  const page = (offset: number) =>
    runCommitQuery(context, reach, { ...query, result: { kind: 'list', limit: PAGE_COMMITS, offset } })
  const first = await page(0)
  const commits = [...first.rows]
  while (commits.length < Math.min(first.total, COMMITS_LIMIT)) {
    const { rows } = await page(commits.length)
    if (rows.length === 0) break
    commits.push(...rows)
  }
  const shas = commits.map((row) => String(row.sha))
  const bodies = await bodiesOf(context, shas)
  const changes = await changesOf(context, reach, { query, shas })
  return {
    commits: commits.map((row) => ({ ...row, body: bodies.get(String(row.sha)) ?? '' })),
    total: first.total,
    ...summarise(commits, changes),
    sql: first.sql,
    notices: await noticesOf(context),
    ...(first.git !== undefined && { git: first.git }),
  }
}

/**
 * The two ends between which lies what a scope changed as a whole, `from` null for nothing; undefined when its filters
 * pick single commits, whose work no two trees tell apart.
 *
 * A period means the first-parent line of `reach.to`, a range starts where both ends last met.
 */
export async function endsOf(
  context: HistoryContext,
  reach: ReachIndex,
  query: Omit<CommitQuery, 'result'>,
): Promise<{ readonly from: string | null; readonly to: string } | undefined> {
  const { sinceS, untilS, merges } = query
  const { to: head, from: start } = query.reach
  if (merges === 'only' || Object.keys(query).some((key) => !WHOLE.has(key))) return undefined
  const atDate = (atS: number) => commitAtDate(context, { head, untilS: atS - 1 })
  const to = untilS === undefined ? head : await atDate(untilS)
  if (to === undefined) return undefined
  const began = sinceS === undefined ? undefined : await atDate(sinceS)
  const from = began ?? start
  return { from: from === undefined ? null : await lastCommon(context, reach, [from, to]), to }
}

/** The parts of a query that leave its commits a whole. */
const WHOLE = new Set(['reach', 'paths', 'followRenames', 'sinceS', 'untilS', 'dateField', 'merges'])

/** The newest commit that both descend from: ids rise along history. */
async function lastCommon(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  oids: readonly [string, string],
): Promise<string | null> {
  const [one, other] = [await reach.idOf(oids[0]), await reach.idOf(oids[1])]
  if (one === undefined || other === undefined) return null
  const graph = await reach.graph()
  const [first, second] = [graph.ancestorsOf([one]), graph.ancestorsOf([other])]
  let id = Math.min(one, other)
  while (id > 0 && !(first[id] === 1 && second[id] === 1)) id -= 1
  const [row] = await db.query<{ oid: string }>('SELECT oid FROM commits WHERE repository_id = $1 AND id = $2', [
    repositoryId,
    id,
  ])
  return row?.oid ?? null
}

async function noticesOf({ db, repositoryId }: HistoryContext): Promise<readonly string[]> {
  const stage = await createStageStore(db).get(repositoryId, CHANGED_LINES_STAGE)
  return stage?.status === 'done' ? [] : ['Lines of single commits are not all counted yet.']
}

async function bodiesOf(
  { db, repositoryId }: HistoryContext,
  shas: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ sha: string; body: string }>(
    'SELECT oid AS sha, body FROM commits WHERE repository_id = $1 AND oid = ANY($2::text[])',
    [repositoryId, shas],
  )
  return new Map(rows.map(({ sha, body }) => [sha, body]))
}

/** What all commits of one person did to one file. */
interface Change {
  readonly path: string
  readonly author: string
  readonly commits: number
  readonly additions: number
  readonly deletions: number
}

async function changesOf(
  context: HistoryContext,
  reach: ReachIndex,
  { query, shas }: { readonly query: Omit<CommitQuery, 'result'>; readonly shas: readonly string[] },
): Promise<readonly Change[]> {
  const { db, repositoryId } = context
  const { paths = [], followRenames = false } = query
  const spans =
    paths.length === 0 ? undefined : await pathSpans(context, reach, { paths, revision: query.reach.to, followRenames })
  const { text, parameters } = toStatement(sql`
    SELECT q.path, p.name AS author, count(*) AS commits, coalesce(sum(x.additions), 0) AS additions,
      coalesce(sum(x.deletions), 0) AS deletions
    FROM commits c
    JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = c.id
    JOIN paths q ON q.repository_id = ${repositoryId} AND q.id = x.path_id
    JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
    JOIN people p ON p.repository_id = ${repositoryId} AND p.id = i.person_id
    WHERE c.repository_id = ${repositoryId} AND c.oid = ANY(${shas}::text[])
      ${spans === undefined ? sql`` : sql`AND ${touches(repositoryId, spans)}`}
    GROUP BY q.path, p.id, p.name`)
  return db.query<Change>(text, parameters)
}

function summarise(commits: readonly Row[], changes: readonly Change[]): Pick<RangeDescription, 'files' | 'people'> {
  const sum = (some: readonly Change[], of: 'commits' | 'additions' | 'deletions') =>
    some.reduce((total, change) => total + change[of], 0)
  const byAuthor = Map.groupBy(changes, ({ author }) => author)
  const files = [...Map.groupBy(changes, ({ path }) => path)].map(
    ([path, some]): Row => ({
      path,
      commits: sum(some, 'commits'),
      additions: sum(some, 'additions'),
      deletions: sum(some, 'deletions'),
      authors: some.toSorted((a, b) => b.commits - a.commits).map(({ author }) => author),
    }),
  )
  const people = [...Map.groupBy(commits, (row) => String(row.author))].map(([author, own]): Row => {
    const done = byAuthor.get(author) ?? []
    return {
      author,
      commits: own.length,
      additions: sum(done, 'additions'),
      deletions: sum(done, 'deletions'),
      files: done
        .toSorted((a, b) => b.additions + b.deletions - a.additions - a.deletions || b.commits - a.commits)
        .map(({ path }) => path),
    }
  })
  const lines = (row: Row) => Number(row.additions) + Number(row.deletions)
  return {
    files: files.toSorted((a, b) => lines(b) - lines(a) || (String(a.path) < String(b.path) ? -1 : 1)),
    people: people.toSorted((a, b) => Number(b.commits) - Number(a.commits) || lines(b) - lines(a)),
  }
}
