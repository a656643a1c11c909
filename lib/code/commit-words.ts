// Commits by the words of their diffs: from the word index, in the spellings that the words of a question have in code.
import type { HistoryContext } from '#lib/history/context.ts'
import { isWithin } from '#lib/history/word-index.ts'
import { decodeBucket } from '#lib/history/word-postings.ts'
import { WORD_ADDED } from '#lib/history/word-tally.ts'
import { queryTerms, termsOfWord } from './code-tokens.ts'

export interface DiffMatch {
  readonly commitId: number
  /** Comparable within one search only. */
  readonly score: number
  /** The word that the commit touched, by the term of the question that it stands for. */
  readonly words: ReadonlyMap<string, { readonly word: string; readonly isAdded: boolean }>
}

export interface DiffSearch {
  /** The words of the question that carry matter. */
  readonly words: readonly string[]
  /** Half-open ranges of the commits that may be found, ascending. */
  readonly bounds: Int32Array
  readonly limit: number
}

/** Shorter ones stand in too many words. */
const TERM_CHARACTERS = 3
const TERMS_LIMIT = 8
/** Candidates whose size is looked up. */
const CANDIDATES = 400
/** Robertson's BM25: how much a large commit counts less. */
const B = 0.6

/** Best first; rare words count more, whole names more than parts, and commits that change little else more. */
export async function searchDiffs(
  { db, repositoryId }: HistoryContext,
  { words, bounds, limit }: DiffSearch,
): Promise<{ readonly matches: readonly DiffMatch[]; readonly terms: readonly string[] }> {
  const terms = queryTerms(words.join(' '))
    .filter((term) => term.length >= TERM_CHARACTERS)
    .slice(0, TERMS_LIMIT)
  if (terms.length === 0) return { matches: [], terms }
  const roots = terms.map(rootOf)
  const rows = await db.query<{ words: string; postings: Uint8Array }>(
    'SELECT words, postings FROM word_postings WHERE repository_id = $1 AND words ~* $2',
    [repositoryId, roots.join('|')],
  )
  const anyRoot = new RegExp(roots.join('|'), 'i')
  const found = new Map<number, Map<string, { word: string; isAdded: boolean; weight: number }>>()
  const frequencies = new Map<string, number>()
  for (const row of rows)
    for (const [word, { commitIds, flags }] of decodeBucket(row, (candidate) => anyRoot.test(candidate))) {
      const parts = termsOfWord(word)
      for (const term of terms) {
        if (!parts.includes(term)) continue
        const share = parts[0] === term ? 1 : 0.7
        commitIds.forEach((commitId, index) => {
          if (!isWithin(bounds, commitId)) return
          const isAdded = ((flags[index] ?? 0) & WORD_ADDED) !== 0
          const matched = found.get(commitId) ?? new Map()
          found.set(commitId, matched)
          const known = matched.get(term)
          if (known === undefined) frequencies.set(term, (frequencies.get(term) ?? 0) + 1)
          const weight = share * (isAdded ? 1 : 0.6)
          if (known === undefined || known.weight < weight) matched.set(term, { word, isAdded, weight })
        })
      }
    }
  const total = bounds.reduce((sum, bound, index) => sum + (index % 2 === 0 ? -bound : bound), 0)
  const weightOf = (term: string) => Math.log(1 + total / (1 + (frequencies.get(term) ?? 0)))
  const ranked = [...found]
    .map(([commitId, matched]) => ({
      commitId,
      words: matched,
      score: [...matched].reduce((sum, [term, { weight }]) => sum + weight * weightOf(term), 0),
    }))
    .sort((a, b) => b.score - a.score || b.commitId - a.commitId)
    .slice(0, CANDIDATES)
  const sizes = await sizesOf(
    { db, repositoryId },
    ranked.map(({ commitId }) => commitId),
  )
  const matches = ranked
    .map((match) => ({
      ...match,
      score: match.score / (1 + B * Math.log10(1 + (sizes.get(match.commitId) ?? 0) / 10)),
    }))
    .sort((a, b) => b.score - a.score || b.commitId - a.commitId)
    .slice(0, limit)
  return { matches, terms }
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
