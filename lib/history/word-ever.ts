// Whether a word was ever in the code: the commits that changed how often it occurs, asked of git within a time limit.
import { SparkyError } from '#lib/errors.ts'
import type { Row } from '#lib/events.ts'
import { requireOid } from '#lib/git/revisions.ts'
import { streamGit } from '#lib/git/run.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'
import type { ReachIndex } from './reach.ts'

export interface WordHistory {
  /** {sha, subject, author, email, authoredAt}, newest first. */
  readonly commits: readonly Row[]
  /** True when the whole history was searched: an empty list then proves that the word never was there. */
  readonly complete: boolean
}

/** So long git may search; 80,000 commits take it about 10 s, 10,000 about 1 s. */
const SEARCH_TIMEOUT_MS = 5_000
const COMMITS_LIMIT = 500
/** Commits from which a second process pays for its start. */
const HALVED_FROM = 500
/** Later commits have larger files and take longer, so the newer part is the smaller one. */
const MIDDLE = 0.55

/**
 * An ancestor of `revision` with about as much work behind it as before it, for a search in two halves; undefined for a
 * history so short that one process is faster.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function middleOf(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  revision: string,
): Promise<string | undefined> {
  const head = await reach.idOf(revision)
  if (head === undefined || head < HALVED_FROM) return undefined
  const graph = await reach.graph()
  let id: number | undefined = head
  while (id !== undefined && id > head * MIDDLE) id = graph.parentsOf(id)[0]
  if (id === undefined) return undefined
  const [row] = await db.query<{ oid: string }>('SELECT oid FROM commits WHERE repository_id = $1 AND id = $2', [
    repositoryId,
    id,
  ])
  return row?.oid
}

/**
 * Commits reachable from `revision` that added or removed `word` (a fixed text, in the case given).
 *
 * With `middle`, an ancestor of `revision`, two processes search at once.
 *
 * @throws SparkyError `git/bad-object` when `revision` or `middle` is no object id; `git/failed`, `git/aborted`.
 * @see https://git-scm.com/docs/gitdiffcore#_diffcore_pickaxe_for_detecting_additiondeletion_of_specified_string
 */
export async function wordEver(context: HistoryContext, o: Search): Promise<WordHistory> {
  if (o.word === '' || o.word.includes('\0')) return { commits: [], complete: true }
  const { oids, complete } = await search(context, o)
  const rows = await context.db.query<{
    sha: string
    subject: string
    author: string
    email: string
    atS: number
    offsetMinutes: number
  }>(
    `SELECT c.oid AS sha, c.subject, p.name AS author, p.email, c.authored_at_s AS "atS",
       c.authored_offset_minutes AS "offsetMinutes"
     FROM unnest($2::text[]) WITH ORDINALITY AS u(oid, place)
     JOIN commits c ON c.repository_id = $1 AND c.oid = u.oid
     JOIN identities i ON i.repository_id = $1 AND i.id = c.author_identity_id
     JOIN people p ON p.repository_id = $1 AND p.id = i.person_id
     ORDER BY u.place`,
    [context.repositoryId, oids],
  )
  return {
    commits: rows.map(({ atS, offsetMinutes, ...row }) => ({ ...row, authoredAt: isoTime(atS, offsetMinutes) })),
    complete,
  }
}

/** Half of the history at a time: the newer half, then the older, each in a process of its own. */
async function search(context: HistoryContext, o: Search): Promise<Found> {
  const middle = o.middle
  if (middle === undefined) return searchRange(context, o, [o.revision])
  const [newer, older] = await Promise.all([
    searchRange(context, o, [o.revision, `^${requireOid(middle)}`]),
    searchRange(context, o, [middle]),
  ])
  const oids = [...newer.oids, ...older.oids]
  return {
    oids: oids.slice(0, COMMITS_LIMIT),
    complete: newer.complete && older.complete && oids.length < COMMITS_LIMIT,
  }
}

interface Search {
  readonly word: string
  readonly revision: string
  readonly middle?: string | undefined
  readonly signal: AbortSignal
}

interface Found {
  readonly oids: readonly string[]
  readonly complete: boolean
}

async function searchRange(
  { gitFolder }: HistoryContext,
  { word, revision, signal }: Search,
  range: readonly string[],
): Promise<Found> {
  requireOid(revision)
  let text = ''
  const found = () => text.split('\n').slice(0, -1)
  try {
    const output = streamGit({
      args: [
        'log',
        '--topo-order',
        '--format=%H',
        // A file that only moved neither gains nor loses a word.
        '--find-renames',
        '--no-ext-diff',
        '--no-textconv',
        `-S${word}`,
        ...range,
      ],
      gitFolder,
      timeoutMs: SEARCH_TIMEOUT_MS,
      priority: 'interactive',
      signal,
    })
    for await (const chunk of output) {
      text += chunk.toString('latin1')
      if (found().length >= COMMITS_LIMIT) return { oids: found().slice(0, COMMITS_LIMIT), complete: false }
    }
    return { oids: found(), complete: true }
  } catch (error) {
    // Running out of time is an answer here: what was found until then, and that more may be missing.
    if (error instanceof SparkyError && error.code === 'git/timeout') return { oids: found(), complete: false }
    throw error
  }
}
