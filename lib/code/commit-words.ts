// Commits by the words of their diffs: from the word index, in the spellings that the words of a question have in code.
import type { HistoryContext } from '#lib/history/context.ts'
import { isWithin } from '#lib/history/word-index.ts'
import { decodeBucket } from '#lib/history/word-postings.ts'
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
}

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
  if (terms.length === 0) return { matches: [], frequencies: new Map() }
  const { db, repositoryId } = context
  const roots = terms.map(rootOf).join('|')
  const rows = await db.query<{ words: string; postings: Uint8Array }>(
    'SELECT words, postings FROM word_postings WHERE repository_id = $1 AND words ~* $2',
    [repositoryId, roots],
  )
  const anyRoot = new RegExp(roots, 'i')
  const found = new Map<number, Map<string, TouchedWord>>()
  for (const row of rows)
    for (const [word, { commitIds, flags }] of decodeBucket(row, (candidate) => anyRoot.test(candidate))) {
      const parts = termsOfWord(word)
      for (const term of terms.filter((one) => parts.includes(one)))
        for (const [index, commitId] of commitIds.entries()) {
          if (!isWithin(bounds, commitId)) continue
          const isAdded = ((flags[index] ?? 0) & WORD_ADDED) !== 0
          const weight = (parts[0] === term ? 1 : PART_WEIGHT) * (isAdded ? 1 : REMOVED_WEIGHT)
          const matched = found.get(commitId) ?? new Map<string, TouchedWord>()
          found.set(commitId, matched)
          if ((matched.get(term)?.weight ?? 0) < weight) matched.set(term, { word, isAdded, weight })
        }
    }
  const frequencies = new Map(terms.map((term) => [term, [...found.values()].filter((one) => one.has(term)).length]))
  return { matches: await bestOf(context, found, frequencies), frequencies }
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
