// Likeness of words: the same but for case and accents, or but for a small typo.

/** The words of a text in lower case without accents; letters that have no plain form stay. */
export function plainWords(text: string): readonly string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łøđß]/g, (letter) => ({ ł: 'l', ø: 'o', đ: 'd', ß: 'ss' })[letter] ?? letter)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** 1 for equal words, less for each typo, 0 when they are different words. Words under four letters must be equal. */
export function nearness(word: string, other: string): number {
  if (word === other) return 1
  const length = Math.max(word.length, other.length)
  const allowed = length < 4 ? 0 : length < 8 ? 1 : 2
  if (Math.abs(word.length - other.length) > allowed) return 0
  const distance = typos(word, other, allowed)
  return distance > allowed ? 0 : 1 - distance / length
}

/**
 * Letters inserted, dropped, replaced or swapped with their neighbour; anything above `limit` comes back as limit + 1.
 *
 * @see https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance (optimal string alignment)
 */
function typos(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      const cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(isSwapped ? Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1) : cost)
    }
    if (Math.min(...current) > limit) return limit + 1
    beforePrevious = previous
    previous = current
  }
  return previous[b.length] ?? limit + 1
}
