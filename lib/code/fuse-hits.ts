// Joins what words and what meaning found into one list of places, each with its reasons.
import { roleOfFile } from './file-role.ts'
import type { RankedChunk } from './lexical-index.ts'
import { readQuestion, weightOfRole } from './question-words.ts'

export type FoundPlace = Omit<RankedChunk, 'score' | 'words' | 'names'>

export interface MeaningHit {
  readonly chunk: FoundPlace
  /** Cosine, -1 to 1. */
  readonly similarity: number
}

export interface Candidate {
  readonly chunk: FoundPlace
  readonly score: number
  readonly why: readonly string[]
  readonly similarity?: number
}

/** Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (2009): their constant. */
const RRF_K = 60
/** Most pieces of one file among the results, so that one long file cannot fill the list. */
const PER_FILE = 3
/** Words of a reason; more are not read. */
const WORDS_SHOWN = 8

/**
 * Reciprocal rank fusion of the two lists; then the best place of each file, best first, and after those the further ones.
 *
 * Either list may be empty; places are told apart by path and line.
 */
export function fuseHits({
  query,
  words,
  meaning,
}: {
  readonly query: string
  readonly words: readonly RankedChunk[]
  readonly meaning: readonly MeaningHit[]
}): readonly Candidate[] {
  const question = readQuestion(query)
  const found = new Map<string, Candidate>()
  const add = (chunk: FoundPlace, more: Omit<Candidate, 'chunk'>) => {
    const key = `${chunk.path}:${chunk.startLine}`
    const known = found.get(key)
    found.set(key, {
      ...known,
      ...more,
      chunk,
      score: (known?.score ?? 0) + more.score,
      why: [...(known?.why ?? []), ...more.why],
    })
  }
  for (const [rank, hit] of words.entries()) add(hit, { score: 1 / (RRF_K + rank), why: reasonsOf(hit) })
  const inOrder = meaning
    .map((hit) => ({ ...hit, weighed: hit.similarity * weightOfRole(roleOfFile(hit.chunk.path), question) }))
    .sort((a, b) => b.weighed - a.weighed)
  for (const [rank, { chunk, similarity }] of inOrder.entries())
    add(chunk, { score: 1 / (RRF_K + rank), why: [`meaning ${similarity.toFixed(2)}`], similarity })
  return filesFirst([...found.values()].sort((a, b) => b.score - a.score))
}

function reasonsOf({ words, names }: RankedChunk): readonly string[] {
  return [
    ...(words.length > 0 ? [`words: ${words.slice(0, WORDS_SHOWN).join(', ')}`] : []),
    ...(names.length > 0 ? [`name: ${names.join(', ')}`] : []),
  ]
}

/** Stable within each round: the first places of all files, then the second ones, up to PER_FILE. */
function filesFirst(candidates: readonly Candidate[]): readonly Candidate[] {
  const rounds: Candidate[][] = Array.from({ length: PER_FILE }, () => [])
  const counts = new Map<string, number>()
  for (const candidate of candidates) {
    const { path } = candidate.chunk
    const count = counts.get(path) ?? 0
    counts.set(path, count + 1)
    rounds[count]?.push(candidate)
  }
  return rounds.flat()
}
