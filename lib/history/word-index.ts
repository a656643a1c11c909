// Which commits changed a word or any text, over the whole history: from the word index, and from git where it does not reach.
import { pickaxe } from '#lib/git/pickaxe.ts'
import { readCoverage } from './changed-lines.ts'
import type { HistoryContext } from './context.ts'
import { boundsOf, subtractRanges } from './graph.ts'
import type { ReachIndex } from './reach.ts'
import { decodeBucket, type Postings } from './word-postings.ts'
import { bucketOf } from './word-table.ts'
import { WORD_ADDED, WORD_LIMIT_BYTES, WORD_REMOVED } from './word-tally.ts'

export interface WordQuestion {
  readonly text: string
  /**
   * True: the text as a whole word (it must fit WHOLE_WORD), as `git log --pickaxe-regex -S'\btext\b'` finds it.
   * False: the text anywhere, as `git log -S'text'` finds it.
   */
  readonly wholeWord: boolean
  /** Full object id: commits reachable from it. */
  readonly revision: string
  readonly signal: AbortSignal
}

export interface WordChanges {
  /** Ascending ids of the commits that changed how often the text occurs in a file. */
  readonly commitIds: readonly number[]
  /** WORD_ADDED, WORD_REMOVED or both for each of them; both too when git was asked, which does not tell. */
  readonly flags: readonly number[]
  /** False when git ran out of time: more commits may have changed it, and an empty result proves nothing. */
  readonly complete: boolean
}

/** What can be asked for as a whole word. */
export const WHOLE_WORD = new RegExp(`^\\w{2,${WORD_LIMIT_BYTES}}$`)

/** So long git may search where the index does not reach; 80,000 commits take it about 10 s, 10,000 about 1 s. */
const SEARCH_TIMEOUT_MS = 5_000

const CHANGED = WORD_ADDED | WORD_REMOVED

/**
 * The commits reachable from a revision that changed how often a text occurs.
 *
 * A whole word is read from the index alone. For other texts the index names the commits whose changed lines hold all
 * words of the text, and git decides among those. Commits that are not indexed yet are always put to git.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed; `git/failed`, `git/aborted`, `db/…`.
 */
export async function findWordChanges(
  context: HistoryContext,
  reach: ReachIndex,
  question: WordQuestion,
): Promise<WordChanges> {
  const [{ ranges }, coverage, { certain, candidates }] = await Promise.all([
    reach.of(question.revision),
    readCoverage(context),
    readIndex(context, question),
  ])
  const reachable = boundsOf(ranges)
  const covered = boundsOf(coverage)
  const flags = new Map<number, number>()
  certain.commitIds.forEach((id, index) => {
    const flag = certain.flags[index] ?? 0
    if (flag !== 0 && isWithin(reachable, id)) flags.set(id, flag)
  })
  const unread = idsOf(subtractRanges(reachable, covered))
  const open = candidates === 'all' ? idsOf(reachable) : [...unread, ...withinOnly(candidates, reachable, covered)]
  const { ids, complete } = await askGit(context, question, open)
  for (const id of ids) flags.set(id, CHANGED)
  const commitIds = [...flags.keys()].sort((a, b) => a - b)
  return { commitIds, flags: commitIds.map((id) => flags.get(id) ?? 0), complete }
}

interface Read {
  /** What needs no further look. */
  readonly certain: Postings
  /** Indexed commits that git has to look at; `all` when the index cannot tell them apart. */
  readonly candidates: ReadonlySet<number> | 'all'
}

const NONE: Postings = { commitIds: [], flags: [] }

async function readIndex(context: HistoryContext, { text, wholeWord }: WordQuestion): Promise<Read> {
  if (wholeWord) return { certain: await postingsOf(context, text), candidates: new Set() }
  return { certain: NONE, candidates: await commitsWithParts(context, text) }
}

/** The commits of one word, from one small row of each piece. */
async function postingsOf({ db, repositoryId }: HistoryContext, word: string): Promise<Postings> {
  const rows = await db.query<{ words: string; postings: Uint8Array }>(
    `SELECT words, postings FROM word_postings WHERE repository_id = $1 AND bucket = $2 ORDER BY last_commit_id`,
    [repositoryId, bucketOf(word)],
  )
  const found = rows.map((row) => decodeBucket(row, (candidate) => candidate === word).get(word) ?? NONE)
  return { commitIds: found.flatMap(({ commitIds }) => commitIds), flags: found.flatMap(({ flags }) => flags) }
}

/**
 * Commits whose changed lines hold every word of a text. An occurrence that came or went stands in a changed line, and
 * so does each of its words; the first and the last may be the end and the beginning of longer ones.
 */
async function commitsWithParts(context: HistoryContext, text: string): Promise<ReadonlySet<number> | 'all'> {
  // The lines of a longer piece need not all have changed.
  if (text.includes('\n')) return 'all'
  const parts = [...text.matchAll(/\w+/g)]
    .map(({ 0: part, index }) => ({ part, opens: index === 0, closes: index + part.length === text.length }))
    .filter(({ part }) => part.length >= 2 && part.length <= WORD_LIMIT_BYTES)
  let common: Set<number> | undefined
  for (const { part, opens, closes } of parts) {
    const ids = new Set(
      opens || closes
        ? await commitsOfWordsLike(context, part, { opens, closes })
        : (await postingsOf(context, part)).commitIds,
    )
    common = common === undefined ? ids : new Set([...common].filter((id) => ids.has(id)))
    if (common.size === 0) break
  }
  return common ?? 'all'
}

/** Commits of all words that contain the part: at their end where it opens the text, at their beginning where it closes it. */
async function commitsOfWordsLike(
  { db, repositoryId }: HistoryContext,
  part: string,
  { opens, closes }: { readonly opens: boolean; readonly closes: boolean },
): Promise<readonly number[]> {
  const fits = (word: string) => (opens ? (closes ? word.includes(part) : word.endsWith(part)) : word.startsWith(part))
  const rows = await db.query<{ words: string; postings: Uint8Array }>(
    'SELECT words, postings FROM word_postings WHERE repository_id = $1 AND strpos(words, $2) > 0',
    [repositoryId, part],
  )
  return rows.flatMap((row) => [...decodeBucket(row, fits).values()].flatMap(({ commitIds }) => commitIds))
}

async function askGit(
  { db, gitFolder, repositoryId }: HistoryContext,
  { text, wholeWord, signal }: WordQuestion,
  ids: readonly number[],
): Promise<{ readonly ids: readonly number[]; readonly complete: boolean }> {
  if (ids.length === 0) return { ids: [], complete: true }
  // Newest first, so that what a lack of time leaves out is the oldest.
  const rows = await db.query<{ id: number; oid: string }>(
    'SELECT id, oid FROM commits WHERE repository_id = $1 AND id = ANY($2::int[]) AND cardinality(parents) < 2 ORDER BY id DESC',
    [repositoryId, ids],
  )
  const idOf = new Map(rows.map(({ id, oid }) => [oid, id]))
  const found = await pickaxe({
    ...{ gitFolder, text, wholeWord, signal, timeoutMs: SEARCH_TIMEOUT_MS },
    oids: rows.map(({ oid }) => oid),
  })
  return { ids: found.oids.flatMap((oid) => idOf.get(oid) ?? []), complete: found.complete }
}

/** True when half-open ranges in ascending order hold the id. */
export function isWithin(bounds: Int32Array, id: number): boolean {
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((bounds[middle] ?? 0) <= id) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}

/** Candidates that are reachable and were read; those that were not are open anyhow. */
function withinOnly(candidates: ReadonlySet<number>, reachable: Int32Array, covered: Int32Array): readonly number[] {
  return [...candidates].filter((id) => isWithin(reachable, id) && isWithin(covered, id))
}

function idsOf(bounds: Int32Array): readonly number[] {
  const ids: number[] = []
  for (let index = 0; index < bounds.length; index += 2)
    for (let id = bounds[index] ?? 0; id < (bounds[index + 1] ?? 0); id += 1) ids.push(id)
  return ids
}
