// Commits by the words of their diffs: from the word index, in the spellings that the words of a question have in code.
import type { HistoryContext } from '#lib/history/context.ts'
import { isWithin } from '#lib/history/word-index.ts'
import { decodeBucket, type Postings } from '#lib/history/word-postings.ts'
import { BUCKETS } from '#lib/history/word-table.ts'
import { WORD_ADDED } from '#lib/history/word-tally.ts'
import { queryTerms, termsOfWord } from './code-tokens.ts'

/** A word that a commit touched. */
export interface TouchedWord {
  readonly word: string
  readonly isAdded: boolean
  /** 0 to 1: a whole name that comes counts more than a part of one that goes, in a small change more than in a large one. */
  readonly weight: number
}

export interface DiffMatch {
  readonly commitId: number
  /** By the term of the question that the word stands for. */
  readonly words: ReadonlyMap<string, TouchedWord>
}

export interface DiffSearch {
  /** As `termOfQuestion` gives them. */
  readonly terms: readonly string[]
  /** Half-open ranges of the commits that may be found, ascending. */
  readonly bounds: Int32Array
}

export interface FoundDiffs {
  /** At most CANDIDATES, those with most of the rare terms. */
  readonly matches: readonly DiffMatch[]
  /** In how many commits each term was touched. */
  readonly frequencies: ReadonlyMap<string, number>
  /** False when time ran out before all words were seen. */
  readonly complete: boolean
}

/**
 * Buckets read by one statement: on a history of 80,000 commits it takes some tens of milliseconds, and whoever else asks
 * the database gets in between.
 */
const BUCKETS_PER_STATEMENT = 64
/** So long words of diffs are read at most; an answer says when they were not all seen. */
const READ_TIMEOUT_MS = 2_000
/** Shorter ones stand in too many words. */
const TERM_CHARACTERS = 3
/** Commits whose size is looked up. */
const CANDIDATES = 400
const PART_WEIGHT = 0.85
const REMOVED_WEIGHT = 0.6
/** How much a large commit counts less: a change of 100 lines a quarter. */
const SIZE_WEIGHT = 0.3

/** What stands for a word of a question in names of code; undefined for one that stands in too many. */
export function termOfQuestion(word: string): string | undefined {
  const [term] = queryTerms(word)
  return term !== undefined && term.length >= TERM_CHARACTERS && rootOf(term) !== '' ? term : undefined
}

/** Commits that touched words with the terms. */
export async function searchDiffs(context: HistoryContext, { terms, bounds }: DiffSearch): Promise<FoundDiffs> {
  const found = new Map<number, Map<string, TouchedWord>>()
  const note = (term: string, commitId: number, touched: TouchedWord) => {
    const matched = found.get(commitId) ?? new Map<string, TouchedWord>()
    found.set(commitId, matched)
    if ((matched.get(term)?.weight ?? 0) < touched.weight) matched.set(term, touched)
  }
  const deadlineMs = performance.now() + READ_TIMEOUT_MS
  let complete = true
  for (let bucket = 0; bucket < BUCKETS && terms.length > 0; bucket += BUCKETS_PER_STATEMENT) {
    if (performance.now() > deadlineMs) {
      complete = false
      break
    }
    for (const [word, { commitIds, flags }] of await readWords(context, terms, bucket)) {
      const parts = termsOfWord(word)
      for (const term of terms.filter((one) => parts.includes(one)))
        for (const [index, commitId] of commitIds.entries()) {
          if (!isWithin(bounds, commitId)) continue
          const isAdded = ((flags[index] ?? 0) & WORD_ADDED) !== 0
          const weight = (parts[0] === term ? 1 : PART_WEIGHT) * (isAdded ? 1 : REMOVED_WEIGHT)
          note(term, commitId, { word, isAdded, weight })
        }
    }
  }
  const frequencies = new Map(terms.map((term) => [term, [...found.values()].filter((one) => one.has(term)).length]))
  return { matches: await bestOf(context, found, frequencies), frequencies, complete }
}

/** The words of some buckets that look as if they had one of the terms. */
async function readWords(
  { db, repositoryId }: HistoryContext,
  terms: readonly string[],
  bucket: number,
): Promise<readonly (readonly [word: string, postings: Postings])[]> {
  const roots = terms.map(rootOf)
  const rows = await db.query<{ words: string; postings: Uint8Array }>(
    `SELECT words, postings FROM (
       SELECT words, postings, lower(words COLLATE "C") AS lowered FROM word_postings
       WHERE repository_id = $1 AND bucket >= $2 AND bucket < $3 OFFSET 0) w
     WHERE ${roots.map((_, index) => `strpos(lowered, $${index + 4}) > 0`).join(' OR ')}`,
    [repositoryId, bucket, bucket + BUCKETS_PER_STATEMENT, ...roots],
  )
  const anyRoot = new RegExp(roots.join('|'), 'i')
  return rows.flatMap((row) => [...decodeBucket(row, (word) => anyRoot.test(word))])
}

async function bestOf(
  context: HistoryContext,
  found: ReadonlyMap<number, ReadonlyMap<string, TouchedWord>>,
  frequencies: ReadonlyMap<string, number>,
): Promise<readonly DiffMatch[]> {
  const scoreOf = (words: ReadonlyMap<string, TouchedWord>) =>
    [...words].reduce((sum, [term, { weight }]) => sum + weight / Math.log(2 + (frequencies.get(term) ?? 0)), 0)
  const ranked = [...found]
    .map(([commitId, words]) => ({ commitId, words, score: scoreOf(words) }))
    .sort((a, b) => b.score - a.score || b.commitId - a.commitId)
    .slice(0, CANDIDATES)
  const sizes = await sizesOf(
    context,
    ranked.map(({ commitId }) => commitId),
  )
  return ranked.map(({ commitId, words }) => {
    const share = 1 / (1 + SIZE_WEIGHT * Math.log10(1 + (sizes.get(commitId) ?? 0) / 10))
    return {
      commitId,
      words: new Map([...words].map(([term, one]) => [term, { ...one, weight: one.weight * share }])),
    }
  })
}

/** What all words with the term begin with, as they stand in code: "retri" of retry and retries is "retr". */
function rootOf(term: string): string {
  return term.replace(/(?<=...)[iy]$/, '').replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Changed lines of each commit. */
async function sizesOf(
  { db, repositoryId }: Pick<HistoryContext, 'db' | 'repositoryId'>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await db.query<{ id: number; lines: number }>(
    `SELECT commit_id AS id, coalesce(sum(additions + deletions), 0)::int AS lines FROM changes
     WHERE repository_id = $1 AND commit_id = ANY($2::int[]) GROUP BY commit_id`,
    [repositoryId, ids],
  )
  return new Map(rows.map(({ id, lines }) => [id, lines]))
}
