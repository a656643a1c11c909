// Whether a word was ever in the code: the commits that changed how often it occurs, asked of git within a time limit.
import { SparkyError } from '#lib/errors.ts'
import type { Row } from '#lib/events.ts'
import { requireOid } from '#lib/git/revisions.ts'
import { streamGit } from '#lib/git/run.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'

export interface WordHistory {
  /** {sha, subject, author, email, authoredAt}, newest first. */
  readonly commits: readonly Row[]
  /** True when the whole history was searched: an empty list then proves that the word never was there. */
  readonly complete: boolean
}

/** So long git may search; 80,000 commits take it about 10 s, 10,000 about 1 s. */
const SEARCH_TIMEOUT_MS = 5_000
const COMMITS_LIMIT = 500

/**
 * Commits reachable from `revision` that added or removed `word` (a fixed text, in the case given).
 *
 * @throws SparkyError `git/bad-object` when `revision` is no object id; `git/failed`, `git/aborted`.
 * @see https://git-scm.com/docs/gitdiffcore#_diffcore_pickaxe_for_detecting_additiondeletion_of_specified_string
 */
export async function wordEver(
  context: HistoryContext,
  o: { readonly word: string; readonly revision: string; readonly signal: AbortSignal },
): Promise<WordHistory> {
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

async function search(
  { gitFolder }: HistoryContext,
  { word, revision, signal }: { readonly word: string; readonly revision: string; readonly signal: AbortSignal },
): Promise<{ readonly oids: readonly string[]; readonly complete: boolean }> {
  let text = ''
  const found = () => text.split('\n').slice(0, -1)
  try {
    const output = streamGit({
      args: [
        'log',
        '--topo-order',
        '--format=%H',
        '--no-renames',
        '--no-ext-diff',
        '--no-textconv',
        `-S${word}`,
        requireOid(revision),
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
