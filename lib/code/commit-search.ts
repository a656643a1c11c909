// Commits by what they did: the words of messages, the words of diffs and nearness of meaning, fused; each says why it ranks.
import type { Row } from '#lib/events.ts'
import { readCoverage } from '#lib/history/changed-lines.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { boundsOf, subtractRanges } from '#lib/history/graph.ts'
import { isoTime } from '#lib/history/iso-time.ts'
import type { ReachIndex } from '#lib/history/reach.ts'
import { searchMessages } from '#lib/history/search-messages.ts'
import { NO_MEANING, searchCommitMeaning } from './commit-meaning.ts'
import { type DiffMatch, searchDiffs } from './commit-words.ts'
import type { MeaningSearchOptions } from './meaning-search.ts'

export interface CommitSearch {
  readonly query: string
  /** The words of the question that carry matter, in lower case. */
  readonly words: readonly string[]
  /** Full id of a commit; only what it reaches is searched. */
  readonly revision: string
  readonly reach: ReachIndex
  /** 1 to 100. */
  readonly limit: number
  readonly signal: AbortSignal
}

/** One kind of evidence: `message`, `diff` or `meaning`. */
export type CommitSignal = 'message' | 'diff' | 'meaning'

export interface FoundCommits {
  /** {sha, subject, author, email, authoredAt, score, words, why}, best first; `words` are those of the question that message or diff have. */
  readonly rows: readonly Row[]
  /** Commits that have at least one of the words, as far as they were counted. */
  readonly total: number
  /** True when no row has most of the words or is near in meaning. */
  readonly isFarFetched: boolean
  /** The words that stand in no message at all. */
  readonly absent: readonly string[]
  readonly notices: readonly string[]
}

export interface CommitSearchOptions extends MeaningSearchOptions {
  /** Which kinds of evidence count; absent: all. Measurements leave some out. */
  readonly signals?: readonly CommitSignal[]
}

const CANDIDATES = 100
/** Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (2009): their constant. */
const RRF_K = 60
/** What a place in each list counts. */
const WEIGHTS: Readonly<Record<CommitSignal, number>> = { message: 1, diff: 1, meaning: 1 }
/** Share of the words that a commit must have to be an answer, and the cosine from which meaning alone makes it one. */
const FITTING_SHARE = 0.6
const FITTING_MEANING = 0.5
/** Rows whose evidence is weighed. */
const ROWS_JUDGED = 3
/** Names of a diff that a reason lists. */
const WORDS_SHOWN = 4

interface Evidence {
  readonly score: number
  readonly messageWords: readonly string[]
  readonly diff?: DiffMatch
  readonly similarity?: number
}

/** A failing store or a missing index costs its kind of evidence, not the search; `notices` say so. */
export async function searchCommits(options: CommitSearchOptions, search: CommitSearch): Promise<FoundCommits> {
  const { db, gitFolder, repositoryId, signals = ['message', 'diff', 'meaning'] } = options
  const history = { db, gitFolder, repositoryId }
  const bounds = boundsOf((await search.reach.of(search.revision)).ranges)
  const wordsFor = (signal: CommitSignal) => (signals.includes(signal) ? search.words : [])
  const [messages, diffs, meaning, coverage] = await Promise.all([
    searchMessages(history, search.reach, { ...search, words: wordsFor('message'), limit: CANDIDATES }),
    searchDiffs(history, { words: wordsFor('diff'), bounds, limit: CANDIDATES }),
    signals.includes('meaning') ? searchCommitMeaning(options, { ...search, bounds }) : NO_MEANING,
    readCoverage(history),
  ])
  const idOf = await readIds(
    history,
    messages.rows.map(({ sha }) => String(sha)),
  )
  const found = new Map<number, Evidence>()
  const add = (signal: CommitSignal, id: number | undefined, rank: number, more: Partial<Evidence>) => {
    if (id === undefined) return
    const known = found.get(id) ?? { score: 0, messageWords: [] }
    found.set(id, { ...known, ...more, score: known.score + WEIGHTS[signal] / (RRF_K + rank) })
  }
  for (const [rank, { sha, words }] of messages.rows.entries())
    add('message', idOf.get(String(sha)), rank, { messageWords: Array.isArray(words) ? words.map(String) : [] })
  for (const [rank, diff] of diffs.matches.entries()) add('diff', diff.commitId, rank, { diff })
  for (const [rank, { id, score }] of meaning.hits.entries()) add('meaning', id, rank, { similarity: score })
  const best = [...found].sort((a, b) => b[1].score - a[1].score || b[0] - a[0]).slice(0, search.limit)
  const isFitting = ({ similarity = 0, messageWords, diff }: Evidence) =>
    similarity >= FITTING_MEANING ||
    (messageWords.length > 0 && messageWords.length >= search.words.length * FITTING_SHARE) ||
    (diff !== undefined && diff.words.size >= diffs.terms.length * FITTING_SHARE)
  return {
    rows: await readRows(history, best),
    total: Math.max(messages.total, found.size),
    isFarFetched: !best.slice(0, ROWS_JUDGED).some(([, evidence]) => isFitting(evidence)),
    absent: messages.absent,
    notices: [...meaning.notices, ...noticeOfCoverage(bounds, boundsOf(coverage))],
  }
}

type Place = Pick<HistoryContext, 'db' | 'repositoryId'>

async function readIds({ db, repositoryId }: Place, oids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ id: number; oid: string }>(
    'SELECT id, oid FROM commits WHERE repository_id = $1 AND oid = ANY($2::text[])',
    [repositoryId, oids],
  )
  return new Map(rows.map(({ id, oid }) => [oid, id]))
}

async function readRows(
  { db, repositoryId }: Place,
  best: readonly (readonly [id: number, evidence: Evidence])[],
): Promise<readonly Row[]> {
  const rows = await db.query<{
    id: number
    sha: string
    subject: string
    author: string
    email: string
    atS: number
    offsetMinutes: number
    /** Of a commit that changed one file. */
    path: string | null
  }>(
    `SELECT c.id, c.oid AS sha, c.subject, p.name AS author, p.email, c.authored_at_s AS "atS", c.authored_offset_minutes AS "offsetMinutes",
       (SELECT f.path FROM changes x JOIN paths f ON f.repository_id = $1 AND f.id = x.path_id
        WHERE x.repository_id = $1 AND x.commit_id = c.id AND c.files_changed = 1 LIMIT 1) AS path
     FROM commits c JOIN identities i ON i.repository_id = $1 AND i.id = c.author_identity_id
     JOIN people p ON p.repository_id = $1 AND p.id = i.person_id
     WHERE c.repository_id = $1 AND c.id = ANY($2::int[])`,
    [repositoryId, best.map(([id]) => id)],
  )
  const rowOf = new Map(rows.map((row) => [row.id, row]))
  return best.flatMap(([id, evidence]): readonly Row[] => {
    const row = rowOf.get(id)
    if (row === undefined) return []
    const { sha, subject, author, email, atS, offsetMinutes, path } = row
    return [
      {
        ...{ sha, subject, author, email, authoredAt: isoTime(atS, offsetMinutes) },
        score: Math.round(evidence.score * 10_000) / 10_000,
        words: [...new Set([...evidence.messageWords, ...(evidence.diff?.words.keys() ?? [])])],
        why: reasonsOf(evidence, path),
      },
    ]
  })
}

/** "message: retry", "diff: adds retryUpload, maxAttempts in upload.py", "meaning 0.62". */
function reasonsOf({ messageWords, diff, similarity }: Evidence, path: string | null): readonly string[] {
  const touched = [...(diff?.words.values() ?? [])]
  const named = (isAdded: boolean) =>
    [...new Set(touched.filter((one) => one.isAdded === isAdded).map(({ word }) => word))].slice(0, WORDS_SHOWN)
  const changes = [
    ...(named(true).length > 0 ? [`adds ${named(true).join(', ')}`] : []),
    ...(named(false).length > 0 ? [`removes ${named(false).join(', ')}`] : []),
  ]
  return [
    ...(messageWords.length > 0 ? [`message: ${messageWords.join(', ')}`] : []),
    ...(changes.length > 0 ? [`diff: ${changes.join('; ')}${path === null ? '' : ` in ${path}`}`] : []),
    ...(similarity === undefined ? [] : [`meaning ${similarity.toFixed(2)}`]),
  ]
}

function noticeOfCoverage(reached: Int32Array, read: Int32Array): readonly string[] {
  const unread = countOf(subtractRanges(reached, read))
  if (unread === 0) return []
  return [
    `The diffs of ${unread.toLocaleString('en-US')} commits are not read yet: they are found by their messages alone.`,
  ]
}

function countOf(bounds: Int32Array): number {
  return bounds.reduce((sum, bound, index) => sum + (index % 2 === 0 ? -bound : bound), 0)
}
