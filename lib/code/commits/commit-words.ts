// Commits by the words of their diffs: from the word index, in the spellings that the words of a question have in code.
import type { HistoryContext } from '#lib/history/context.ts'
import { decodeBucket, type Postings } from '#lib/history/word-postings.ts'
import { BUCKETS } from '#lib/history/word-table.ts'
import { WORD_ADDED } from '#lib/history/word-tally.ts'
import { queryTerms, termsOfWord } from '../words/code-tokens.ts'

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
const READ_TIMEOUT_MS = 3_000
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
  const found = createFound(terms, bounds)
  const deadlineMs = performance.now() + READ_TIMEOUT_MS
  let complete = true
  for (let bucket = 0; bucket < BUCKETS && terms.length > 0; bucket += BUCKETS_PER_STATEMENT) {
    complete = performance.now() <= deadlineMs
    if (!complete) break
    for (const [word, postings] of await readWords(context, terms, bucket)) found.note(word, postings)
  }
  const frequencies = found.frequencies()
  return { matches: await bestOf(context, found.matches(frequencies)), frequencies, complete }
}

/** What was found, in flat arrays by commit: a common word is touched by some ten thousand of them. */
function createFound(terms: readonly string[], bounds: Int32Array) {
  const size = bounds.at(-1) ?? 0
  const reachable = new Uint8Array(size)
  for (let at = 0; at < bounds.length; at += 2) reachable.fill(1, bounds[at], bounds[at + 1])
  const spellings: { readonly word: string; readonly isAdded: boolean }[] = []
  /** Of the best word of each term: its weight, and its place among the spellings. */
  const best = terms.map(() => ({ weights: new Float32Array(size), places: new Uint32Array(size) }))
  return {
    note(word: string, { commitIds, flags }: Postings): void {
      const parts = termsOfWord(word)
      const place = spellings.push({ word, isAdded: true }, { word, isAdded: false }) - 2
      for (const [index, term] of terms.entries()) {
        const slot = best[index]
        if (slot === undefined || !parts.includes(term)) continue
        const added = parts[0] === term ? 1 : PART_WEIGHT
        // As the array keeps them, so that equals are equal.
        const [ofAdded, ofRemoved] = [Math.fround(added), Math.fround(added * REMOVED_WEIGHT)]
        for (let at = 0; at < commitIds.length; at += 1) {
          const id = commitIds[at] ?? 0
          if (reachable[id] !== 1) continue
          const isAdded = ((flags[at] ?? 0) & WORD_ADDED) !== 0
          const weight = isAdded ? ofAdded : ofRemoved
          if (weight <= (slot.weights[id] ?? 0)) continue
          slot.weights[id] = weight
          slot.places[id] = isAdded ? place : place + 1
        }
      }
    },
    frequencies: (): ReadonlyMap<string, number> =>
      new Map(
        terms.map((term, index) => [
          term,
          best[index]?.weights.reduce((sum, weight) => (weight > 0 ? sum + 1 : sum), 0) ?? 0,
        ]),
      ),
    /** At most CANDIDATES, those with most of the rare terms first, the newest of equals first. */
    matches(frequencies: ReadonlyMap<string, number>): readonly DiffMatch[] {
      const scores = new Float32Array(size)
      for (const [index, term] of terms.entries()) {
        const rarity = 1 / Math.log(2 + (frequencies.get(term) ?? 0))
        best[index]?.weights.forEach((weight, id) => {
          if (weight > 0) scores[id] = (scores[id] ?? 0) + weight * rarity
        })
      }
      const ids: number[] = []
      scores.forEach((score, id) => {
        if (score > 0) ids.push(id)
      })
      ids.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || b - a)
      return ids.slice(0, CANDIDATES).map((commitId) => ({ commitId, words: wordsOf(commitId) }))
    },
  }
  function wordsOf(id: number): DiffMatch['words'] {
    return new Map(
      terms.flatMap((term, index) => {
        const [weight, spelling] = [best[index]?.weights[id] ?? 0, spellings[best[index]?.places[id] ?? 0]]
        return weight > 0 && spelling ? [[term, { ...spelling, weight }] as const] : []
      }),
    )
  }
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

/** The weights of a large commit are smaller. */
async function bestOf(context: HistoryContext, matches: readonly DiffMatch[]): Promise<readonly DiffMatch[]> {
  const sizes = await sizesOf(
    context,
    matches.map(({ commitId }) => commitId),
  )
  return matches.map(({ commitId, words }) => {
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
