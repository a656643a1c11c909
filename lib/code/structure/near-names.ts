// Names that are spelt nearly like one that does not exist.

/** More would be a list of unrelated names. */
const NEAR_LIMIT = 3

/** The nearest first: the same in another spelling (`get_user`, `getUser`), then with one or two letters different. */
export function nearestNames(wanted: string, names: Iterable<string>): readonly string[] {
  const plain = plainOf(wanted)
  const most = plain.length < 4 ? 0 : plain.length < 8 ? 1 : 2
  const found: { readonly name: string; readonly distance: number }[] = []
  for (const name of names) {
    const other = plainOf(name)
    if (Math.abs(other.length - plain.length) > most) continue
    const distance = distanceWithin(plain, other, most)
    if (distance !== undefined) found.push({ name, distance })
  }
  return found
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, NEAR_LIMIT)
    .map(({ name }) => name)
}

function plainOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** Letters to change, add or take away; undefined beyond `most`. */
function distanceWithin(a: string, b: string, most: number): number | undefined {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    let least = i
    for (let j = 1; j <= b.length; j += 1) {
      const cost = Math.min(
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
      )
      next.push(cost)
      if (cost < least) least = cost
    }
    if (least > most) return undefined
    row = next
  }
  const distance = row.at(-1) ?? 0
  return distance > most ? undefined : distance
}
