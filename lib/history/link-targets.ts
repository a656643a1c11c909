// Finds the commits that messages mean: by an abbreviated id, by the subject that a revert quotes, by a request's number.
import type { HistoryContext } from './context.ts'
import { isShaLike } from './link-commits.ts'
import { openReach } from './reach.ts'

const NAMING = ['reverts', 'fixes-commit', 'cherry-picked-from', 'backported-from']
const UPDATE_ROWS = 2_000
/** Subjects compared in one statement: some 30 ms. */
const STEP_COMMITS = 20_000
/** The number that a forge puts behind the subject of a squashed request. */
const REQUEST_SUFFIX = / \(#\d+\)$/

/** Ids of the commits by their whole or abbreviated object ids; what is unknown or fits several is left out. */
export async function commitsByPrefix(
  { db, repositoryId }: Pick<HistoryContext, 'db' | 'repositoryId'>,
  prefixes: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (prefixes.length === 0) return new Map()
  const rows = await db.query<{ prefix: string; id: number }>(
    `SELECT u.prefix, found.id FROM unnest($2::text[]) AS u(prefix)
     CROSS JOIN LATERAL (SELECT min(x.id) AS id, count(*) AS count FROM (
       SELECT c.id FROM commits c WHERE c.repository_id = $1 AND c.oid >= u.prefix AND c.oid < u.prefix || 'g' LIMIT 2) x) found
     WHERE found.count = 1`,
    [repositoryId, [...new Set(prefixes)]],
  )
  return new Map(rows.map((row) => [row.prefix, row.id]))
}

interface OpenLink {
  readonly commitId: number
  readonly ordinal: number
  readonly key: string
  readonly value: string
}

/** Finds what the links without a target mean now; what is still unknown stays open for the next refresh. */
export async function resolveTargets(context: HistoryContext): Promise<void> {
  const { db, repositoryId } = context
  const open = await db.query<OpenLink>(
    `SELECT commit_id AS "commitId", ordinal, key, value FROM commit_links
     WHERE repository_id = $1 AND kind = ANY($2::text[]) AND target_commit_id IS NULL`,
    [repositoryId, NAMING],
  )
  const byId = await commitsByPrefix(
    context,
    open.map(({ key }) => key).filter((key) => isShaLike(key)),
  )
  const bySubject = await commitsBySubjects(
    context,
    open.map(({ value }) => value).filter((value) => !isShaLike(value)),
  )
  const byRequest = await commitsByRequests(
    context,
    open.map(({ key }) => key).filter((key) => /^[#!]\d+$/.test(key)),
  )
  const nearest = await openNearest(context)
  const found: { readonly link: OpenLink; readonly target: number }[] = []
  for (const link of open) {
    const named = byId.get(link.key)
    const target =
      named !== undefined && named !== link.commitId
        ? named
        : await nearest(link.commitId, byRequest.get(link.key) ?? bySubject.get(link.value) ?? [])
    if (target !== undefined) found.push({ link, target })
  }
  for (let at = 0; at < found.length; at += UPDATE_ROWS) {
    const rows = found.slice(at, at + UPDATE_ROWS)
    await db.query(
      `UPDATE commit_links l SET target_commit_id = u.target
       FROM unnest($2::int[], $3::int[], $4::int[]) AS u(commit_id, ordinal, target)
       WHERE l.repository_id = $1 AND l.commit_id = u.commit_id AND l.ordinal = u.ordinal`,
      [
        repositoryId,
        rows.map(({ link }) => link.commitId),
        rows.map(({ link }) => link.ordinal),
        rows.map(({ target }) => target),
      ],
    )
  }
}

/** Commits by subject, with or without the number of their request, in ascending order; one pass over all subjects. */
async function commitsBySubjects(
  context: HistoryContext,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>()
  if (subjects.length === 0) return found
  const { db, repositoryId } = context
  const wanted = new Set(subjects)
  const highest = await highestCommit(context)
  for (let low = 1; low <= highest; low += STEP_COMMITS) {
    const rows = await db.query<{ id: number; subject: string }>(
      `SELECT id, subject FROM commits WHERE repository_id = $1 AND id BETWEEN $3 AND $4
       AND (subject = ANY($2::text[])
         OR (subject LIKE '% (#%)' AND regexp_replace(subject, ' \\(#\\d+\\)$', '') = ANY($2::text[])))
       ORDER BY id`,
      [repositoryId, [...wanted], low, low + STEP_COMMITS - 1],
    )
    for (const { id, subject } of rows) {
      const name = wanted.has(subject) ? subject : subject.replace(REQUEST_SUFFIX, '')
      const ids = found.get(name)
      if (ids === undefined) found.set(name, [id])
      else ids.push(id)
    }
  }
  return found
}

/** Ids count from 1 to this. */
export async function highestCommit({ db, repositoryId }: HistoryContext): Promise<number> {
  const [row] = await db.query<{ highest: number | null }>(
    'SELECT max(id) AS highest FROM commits WHERE repository_id = $1',
    [repositoryId],
  )
  return row?.highest ?? 0
}

/** Commits by the request that brought them in, in ascending order. */
async function commitsByRequests(
  { db, repositoryId }: HistoryContext,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (keys.length === 0) return new Map()
  const rows = await db.query<{ key: string; ids: readonly number[] }>(
    `SELECT key, array_agg(commit_id ORDER BY commit_id) AS ids FROM commit_links
     WHERE repository_id = $1 AND kind = 'pull-request' AND key = ANY($2::text[]) GROUP BY key`,
    [repositoryId, [...new Set(keys)]],
  )
  return new Map(rows.map(({ key, ids }) => [key, ids]))
}

/**
 * The nearest earlier of some commits: the last that the given one descends from, so that a twin on another branch is
 * not meant, else the last that is older.
 */
async function openNearest(context: HistoryContext) {
  const reach = openReach(context)
  let isLoaded = false
  return async (commitId: number, candidates: readonly number[]): Promise<number | undefined> => {
    const earlier = candidates.filter((candidate) => candidate < commitId)
    if (earlier.length < 2) return earlier[0]
    if (!isLoaded) await loadGraph(context, reach)
    isLoaded = true
    const marks = (await reach.graph()).ancestorsOf([commitId])
    return earlier.findLast((candidate) => marks[candidate] === 1) ?? earlier.at(-1)
  }
}

/** The graph holds what was asked for: the newest commit stands for all. */
async function loadGraph({ db, repositoryId }: HistoryContext, reach: ReturnType<typeof openReach>): Promise<void> {
  const [newest] = await db.query<{ oid: string }>(
    'SELECT oid FROM commits WHERE repository_id = $1 ORDER BY id DESC LIMIT 1',
    [repositoryId],
  )
  if (newest) await reach.idOf(newest.oid)
}
