// Whether words that are neighbours in the question are neighbours in the code.
import type { WeightedTerms } from './postings.ts'

/** `tree of routers`, `routerTree`, `router.tree`: at most one term between them, in either order. */
const NEAR = 2

/** The share of neighbouring words, by rarity, that are near each other somewhere in the text; 0 to 1. */
export function shareOfPhrases(
  text: Uint32Array,
  words: readonly WeightedTerms[],
  rarities: readonly number[],
): number {
  if (words.length < 2) return 0
  const wordOf = new Map<number, number>()
  for (const [at, { terms }] of words.entries())
    for (const { number } of terms) if (!wordOf.has(number)) wordOf.set(number, at)
  const lastAt = new Array<number>(words.length).fill(Number.NEGATIVE_INFINITY)
  const isNear = new Array<boolean>(words.length - 1).fill(false)
  for (let position = 0; position < text.length; position += 1) {
    const word = wordOf.get(text[position] ?? 0)
    if (word === undefined) continue
    lastAt[word] = position
    if (position - (lastAt[word - 1] ?? Number.NEGATIVE_INFINITY) <= NEAR) isNear[word - 1] = true
    if (position - (lastAt[word + 1] ?? Number.NEGATIVE_INFINITY) <= NEAR) isNear[word] = true
  }
  let total = 0
  let near = 0
  for (const [pair, found] of isNear.entries()) {
    const weight = Math.min(rarities[pair] ?? 0, rarities[pair + 1] ?? 0)
    total += weight
    if (found) near += weight
  }
  return total === 0 ? 0 : near / total
}
