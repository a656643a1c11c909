// The terms of names, each with its share of the name: "tree" is all of `tree` and less of `testTreeInsert`.
import { wordsIn } from './code-tokens.ts'
import type { Dictionary } from './dictionary.ts'

export interface NameTerms {
  /** Numbers of terms, each once. */
  readonly terms: Uint32Array
  /** The largest share of each in one of the names, 0 to 1. */
  readonly shares: Float32Array
}

export function readNames(names: readonly string[], dictionary: Dictionary): NameTerms {
  const shareOf = new Map<number, number>()
  for (const name of names) {
    const words = wordsIn(name).map((word) => new Set(dictionary.read(word)))
    // The first term of a compound is the whole of it.
    const parts = words.reduce((sum, { size }) => sum + Math.max(1, size > 1 ? size - 1 : size), 0)
    for (const terms of words) {
      for (const [at, term] of [...terms].entries()) {
        const isWhole = at === 0 && words.length === 1
        const share = isWhole ? 1 : 1 / Math.sqrt(parts)
        shareOf.set(term, Math.max(share, shareOf.get(term) ?? 0))
      }
    }
  }
  return { terms: Uint32Array.from(shareOf.keys()), shares: Float32Array.from(shareOf.values()) }
}
