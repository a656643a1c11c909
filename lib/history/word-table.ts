// Words by number, found by their bytes and hash, and the bucket that a word is stored in.

/** FNV-1a: start with HASH_START, for each byte take the exclusive or, then multiply by HASH_FACTOR with Math.imul. */
export const HASH_START = 0x811c9dc5 | 0
export const HASH_FACTOR = 0x01000193

/** The buckets that words are spread over by their hash. */
export const BUCKETS = 1024

/** The bucket of a word; FNV-1a of its bytes. */
export function bucketOf(word: string): number {
  let hash = HASH_START
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), HASH_FACTOR)
  return mixed(hash) % BUCKETS
}

function mixed(hash: number): number {
  return (hash ^ (hash >>> 15)) >>> 0
}

interface WordPlace {
  readonly hash: number
  readonly bytes: Uint8Array
  readonly start: number
  readonly length: number
}

/** Words by number, found by their bytes without making a string of them: 370 MB of diffs are mostly the same words. */
export function createWordTable() {
  let slots = new Int32Array(16_384).fill(-1)
  let hashes = new Int32Array(4096)
  /** The bytes of word `n` lie in `text` from `starts[n]` to `starts[n + 1]`. */
  let starts = new Int32Array(4097)
  let text = new Uint8Array(65_536)
  let count = 0

  const isAt = (word: number, { bytes, start, length }: WordPlace): boolean => {
    const from = starts[word] ?? 0
    if ((starts[word + 1] ?? 0) - from !== length) return false
    for (let at = 0; at < length; at += 1) if (text[from + at] !== bytes[start + at]) return false
    return true
  }
  const rehash = (): void => {
    slots = new Int32Array(slots.length * 2).fill(-1)
    for (let word = 0; word < count; word += 1) {
      let slot = mixed(hashes[word] ?? 0) & (slots.length - 1)
      while (slots[slot] !== -1) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = word
    }
  }
  return {
    get count() {
      return count
    },
    numberOf(place: WordPlace): number {
      const mask = slots.length - 1
      let slot = mixed(place.hash) & mask
      for (let word = slots[slot] ?? -1; word !== -1; word = slots[slot] ?? -1) {
        if (hashes[word] === place.hash && isAt(word, place)) return word
        slot = (slot + 1) & mask
      }
      const word = count
      count += 1
      if (count >= hashes.length) {
        hashes = grown(hashes)
        starts = grown(starts)
      }
      const from = starts[word] ?? 0
      while (from + place.length > text.length) text = grown(text)
      for (let at = 0; at < place.length; at += 1) text[from + at] = place.bytes[place.start + at] ?? 0
      starts[word + 1] = from + place.length
      hashes[word] = place.hash
      slots[slot] = word
      if (count * 2 > slots.length) rehash()
      return word
    },
    textOf(word: number): string {
      return Buffer.from(text.buffer, starts[word] ?? 0, (starts[word + 1] ?? 0) - (starts[word] ?? 0)).toString(
        'latin1',
      )
    },
    clear(): void {
      slots.fill(-1)
      count = 0
    },
  }
}

/** A copy of twice the length. */
export function grown<A extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(array: A): A {
  const larger = (
    array instanceof Int32Array ? new Int32Array(array.length * 2) : new Uint8Array(array.length * 2)
  ) as A
  larger.set(array)
  return larger
}
