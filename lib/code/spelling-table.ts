// Words of UTF-8 text looked up by their bytes: most were seen before, and making a string of each costs more than the rest.

export interface SpellingTable {
  /** Adds what is known of each run of letters of the stretch to `out`, in order. */
  read(content: Buffer, from: number, to: number, out: number[]): void
}

/** Different spellings kept: more than those of a large repository; then it starts anew. */
const SPELLINGS_KEPT = 1 << 19
/** FNV-1a, the hash of Fowler, Noll and Vo for 32 bits. */
const FNV_OFFSET = 0x811c9dc5 | 0
const FNV_PRIME = 0x01000193
/** A longer run is a text without blanks, seldom seen twice. */
const RUN_LIMIT_BYTES = 128

/** Every byte beyond ASCII belongs to a run: what of it are letters is told when the run is first seen. */
const IS_WORD = Uint8Array.from({ length: 256 }, (_, code) =>
  code > 127 || /[\w$]/.test(String.fromCharCode(code)) ? 1 : 0,
)

/** @param numbersOf  Asked once for each spelling. */
export function createSpellingTable(numbersOf: (word: string) => readonly number[]): SpellingTable {
  // Open addressing at most half full; 0 is an empty place, else the number of the spelling plus 1.
  const places = new Int32Array(2 * SPELLINGS_KEPT)
  const hashes = new Int32Array(SPELLINGS_KEPT)
  /** Where the bytes of each spelling begin in `bytes`, and those of the next one. */
  const starts = new Uint32Array(SPELLINGS_KEPT + 1)
  const numbers: (readonly number[])[] = []
  let bytes = new Uint8Array(1 << 16)

  function isSame(spelling: number, content: Buffer, from: number, to: number): boolean {
    const start = starts[spelling] ?? 0
    if ((starts[spelling + 1] ?? 0) - start !== to - from) return false
    for (let at = from; at < to; at += 1) if (bytes[start + at - from] !== content[at]) return false
    return true
  }

  function look(content: Buffer, from: number, to: number, hash: number): readonly number[] {
    let place = (hash ^ (hash >>> 15)) & (places.length - 1)
    for (let entry = places[place] ?? 0; entry !== 0; entry = places[place] ?? 0) {
      if (hashes[entry - 1] === hash && isSame(entry - 1, content, from, to)) return numbers[entry - 1] ?? []
      place = (place + 1) & (places.length - 1)
    }
    const found = numbersOf(content.toString('utf8', from, to))
    if (to - from > RUN_LIMIT_BYTES) return found
    if (numbers.length === SPELLINGS_KEPT) {
      numbers.length = 0
      places.fill(0)
      return found
    }
    add(content, from, to, hash, found)
    places[place] = numbers.length
    return found
  }

  function add(content: Buffer, from: number, to: number, hash: number, found: readonly number[]): void {
    const start = starts[numbers.length] ?? 0
    const end = start + to - from
    if (end > bytes.length) {
      const larger = new Uint8Array(2 * bytes.length)
      larger.set(bytes)
      bytes = larger
    }
    bytes.set(content.subarray(from, to), start)
    hashes[numbers.length] = hash
    numbers.push(found)
    starts[numbers.length] = end
  }

  return {
    read(content, from, to, out) {
      let start = -1
      let hash = FNV_OFFSET
      for (let at = from; at <= to; at += 1) {
        const code = at < to ? (content[at] ?? 0) : 0
        if (IS_WORD[code] === 1) {
          if (start < 0) start = at
          hash = Math.imul(hash ^ code, FNV_PRIME)
        } else if (start >= 0) {
          if (at - start > 1) {
            const found = look(content, start, at, hash)
            for (let index = 0; index < found.length; index += 1) out.push(found[index] ?? 0)
          }
          start = -1
          hash = FNV_OFFSET
        }
      }
    },
  }
}
