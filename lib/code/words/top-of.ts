// The documents of the best scores, without sorting all that have one.

/** Documents of the best scores above 0, in no order; of equal ones the first. */
export function topOf(scores: Float32Array, limit: number): number[] {
  let best: number[] = []
  let least = 0
  for (let document = 0; document < scores.length; document += 1) {
    if ((scores[document] ?? 0) <= least) continue
    best.push(document)
    if (best.length < SORTED_AT * limit) continue
    best = firstOf(best, scores, limit)
    least = scores[best.at(-1) ?? 0] ?? 0
  }
  return firstOf(best, scores, limit)
}

/** As many times the limit are gathered before they are sorted: sorting all that have a score takes longer than scoring. */
const SORTED_AT = 4

function firstOf(documents: readonly number[], scores: Float32Array, limit: number): number[] {
  return documents.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, limit)
}
