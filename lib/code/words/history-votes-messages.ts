// The messages of commits as lists of terms in memory, and which commits speak like a question: BM25 over subjects and bodies.
import { termsOfWord, wordsIn } from './code-tokens.ts'
import { topOf } from './top-of.ts'

export interface SpokenCommit {
  readonly commitId: number
  /** BM25; comparable within one question only. */
  readonly score: number
}

/** Messages are added in the order of their ids, and never change. */
export interface MessageIndex {
  add(message: { readonly id: number; readonly subject: string; readonly body: string }): void
  /**
   * Commits whose message has words of the question, best first, then newest.
   *
   * @param o.terms  Each term of the question with what it is worth beside 1.
   * @param o.isReached  One byte an id; only commits marked 1 are counted and found.
   */
  search(o: {
    readonly terms: ReadonlyMap<string, number>
    readonly isReached: Uint8Array
    readonly limit: number
  }): readonly SpokenCommit[]
}

/** A subject says what a commit is about, a body also what it is not about. */
const SUBJECT_WEIGHT = 2
/** Beyond this a body is a log or a list. */
const BODY_CHARACTERS = 2000
/** Robertson and Zaragoza (2009): the usual value; messages are short, so their length is discounted by half. */
const K1 = 1.2
const B = 0.5
/** Who signed, and links: they say nothing of what was changed. */
const NOT_PROSE = /^[A-Z][\w-]*-by: .*$|^(?:git-svn-id|Change-Id): .*$|https?:\/\/\S+/gm
/** An entry of a list is the id of a commit and, in its lowest bits, how much its message has of the term. */
const WEIGHT_LIMIT = 16

export function createMessageIndex(): MessageIndex {
  const lists = new Map<string, number[]>()
  const lengths: number[] = []
  let totalLength = 0
  let count = 0

  return {
    add({ id, subject, body }) {
      const weightOf = new Map<string, number>()
      const take = (text: string, weight: number) => {
        for (const word of wordsIn(text))
          for (const term of termsOfWord(word)) weightOf.set(term, (weightOf.get(term) ?? 0) + weight)
      }
      take(subject, SUBJECT_WEIGHT)
      take(body.slice(0, BODY_CHARACTERS).replace(NOT_PROSE, ' '), 1)
      let length = 0
      for (const [term, weight] of weightOf) {
        length += weight
        const entry = id * WEIGHT_LIMIT + Math.min(weight, WEIGHT_LIMIT - 1)
        const list = lists.get(term)
        if (list) list.push(entry)
        else lists.set(term, [entry])
      }
      lengths[id] = length
      totalLength += length
      count += 1
    },
    search({ terms, isReached, limit }) {
      const scores = new Float32Array(isReached.length)
      const meanLength = totalLength / count || 1
      for (const [term, worth] of terms) {
        const reached = (lists.get(term) ?? []).filter((entry) => isReached[Math.floor(entry / WEIGHT_LIMIT)] === 1)
        const rarity = worth * Math.log(1 + (count - reached.length + 0.5) / (reached.length + 0.5))
        for (const entry of reached) {
          const id = Math.floor(entry / WEIGHT_LIMIT)
          const weight = entry % WEIGHT_LIMIT
          const norm = K1 * (1 - B + (B * (lengths[id] ?? 0)) / meanLength)
          scores[id] = (scores[id] ?? 0) + (rarity * weight * (K1 + 1)) / (weight + norm)
        }
      }
      return topOf(scores, limit)
        .map((commitId) => ({ commitId, score: scores[commitId] ?? 0 }))
        .sort((a, b) => b.score - a.score || b.commitId - a.commitId)
    },
  }
}
