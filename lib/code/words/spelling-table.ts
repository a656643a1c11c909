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

/** What is known of a spelling lies together: its hash, where its bytes begin, how many they are, where its numbers begin, how many. */
const FIELDS = 5

/** @param numbersOf  Asked once for each spelling. */
export function createSpellingTable(numbersOf: (word: string) => readonly number[]): SpellingTable {
  // Open addressing at most half full; 0 is an empty place, else where the fields of a spelling begin, plus 1.
  const places = new Int32Array(2 * SPELLINGS_KEPT)
  const fields = new Int32Array(FIELDS * SPELLINGS_KEPT)
  let fieldsEnd = 0
  let bytes = new Uint8Array(1 << 16)
  let bytesEnd = 0
  let numbers = new Uint32Array(1 << 16)
  let numbersEnd = 0

  function isSame(at: number, content: Buffer, from: number, to: number): boolean {
    if (fields[at + 2] !== to - from) return false
    const start = (fields[at + 1] ?? 0) - from
    for (let byte = from; byte < to; byte += 1) if (bytes[start + byte] !== content[byte]) return false
    return true
  }

  function look(content: Buffer, from: number, to: number, hash: number, out: number[]): void {
    let place = (hash ^ (hash >>> 15)) & (places.length - 1)
    for (let entry = places[place] ?? 0; entry !== 0; entry = places[place] ?? 0) {
      const at = entry - 1
      if (fields[at] === hash && isSame(at, content, from, to)) {
        const start = fields[at + 3] ?? 0
        const end = start + (fields[at + 4] ?? 0)
        for (let index = start; index < end; index += 1) out.push(numbers[index] ?? 0)
        return
      }
      place = (place + 1) & (places.length - 1)
    }
    const found = numbersOf(content.toString('utf8', from, to))
    for (const number of found) out.push(number)
    if (to - from > RUN_LIMIT_BYTES) return
    if (fieldsEnd === fields.length) {
      fieldsEnd = bytesEnd = numbersEnd = 0
      places.fill(0)
      return
    }
    places[place] = fieldsEnd + 1
    add(content, from, to, hash, found)
  }

  function add(content: Buffer, from: number, to: number, hash: number, found: readonly number[]): void {
    bytes = withRoom(bytes, bytesEnd + to - from)
    numbers = withRoom(numbers, numbersEnd + found.length)
    bytes.set(content.subarray(from, to), bytesEnd)
    numbers.set(found, numbersEnd)
    fields.set([hash, bytesEnd, to - from, numbersEnd, found.length], fieldsEnd)
    fieldsEnd += FIELDS
    bytesEnd += to - from
    numbersEnd += found.length
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
          if (at - start > 1) look(content, start, at, hash, out)
          start = -1
          hash = FNV_OFFSET
        }
      }
    },
  }
}

/** The same, or a copy of twice its length when it is too short. */
function withRoom<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(array: T, length: number): T {
  if (length <= array.length) return array
  const larger = array instanceof Uint8Array ? new Uint8Array(2 * array.length) : new Uint32Array(2 * array.length)
  larger.set(array)
  // The same kind of array as was given.
  return larger as T
}
