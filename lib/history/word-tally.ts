// Which words the changed lines of commits touch, tallied while the lines pass: the raw material of the word index.
import type { LineVisitor } from '#lib/git/log-stream.ts'

/** In some file the word occurs more often after the commit. */
export const WORD_ADDED = 1
/** In some file the word occurs less often after the commit. */
export const WORD_REMOVED = 2

/** Longest word that is kept; what is longer is data, not a name. */
export const WORD_LIMIT_BYTES = 512
const SHORTEST_WORD = 2

/** The buckets that words are spread over by their hash. */
export const BUCKETS = 1024

export interface WordTally extends LineVisitor {
  /** Words of the commits that ended, by bucket; empties the tally. The commits of a word ascend when those read do. */
  take(): ReadonlyMap<number, readonly TalliedWord[]>
  /** Commits with a hash of what they changed, without white space and line numbers; those that changed no line are left out. */
  takePatches(): readonly { readonly commitId: number; readonly patchId: number }[]
}

export interface TalliedWord {
  readonly word: string
  readonly commitIds: readonly number[]
  /** WORD_ADDED and WORD_REMOVED of each commit; 0 when lines with the word changed but not how often it occurs. */
  readonly flags: readonly number[]
}

/** 1 for the bytes of words: ASCII letters, digits and `_`, as `\b` of a regular expression in the C locale has it. */
const IS_WORD = Uint8Array.from({ length: 256 }, (_, byte) =>
  /\w/.test(String.fromCharCode(byte)) && byte < 128 ? 1 : 0,
)
const SPACE = 0x20

const HASH_START = 0x811c9dc5 | 0
const HASH_FACTOR = 0x01000193
const SECOND_FACTOR = 0x5bd1e995

/** The bucket of a word; FNV-1a of its bytes. */
export function bucketOf(word: string): number {
  let hash = HASH_START
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), HASH_FACTOR)
  return mixed(hash) % BUCKETS
}

function mixed(hash: number): number {
  return (hash ^ (hash >>> 15)) >>> 0
}

/**
 * @param idOf  The id of a commit; commits without one are not tallied.
 */
export function createWordTally(idOf: (oid: string) => number | undefined): WordTally {
  const words = createWordTable()
  // By number of the word: what the open file and the open commit did to it.
  let delta = new Int32Array(4096)
  let fileOf = new Int32Array(4096)
  let commitOf = new Int32Array(4096)
  let flagsOf = new Uint8Array(4096)
  let fileWords: number[] = []
  let commitWords: number[] = []
  let fileNumber = 0
  let commitNumber = 0
  // One entry a word and commit that ended.
  let entryWord = new Int32Array(65_536)
  let entryCommit = new Int32Array(65_536)
  let entryFlags = new Uint8Array(65_536)
  let entries = 0
  let patches: { commitId: number; patchId: number }[] = []
  // The word being read; its beginning, when that came with an earlier chunk.
  let hash = HASH_START
  let length = 0
  const begun = new Uint8Array(WORD_LIMIT_BYTES)
  let begunLength = 0
  let patchLow = HASH_START
  let patchHigh = HASH_START
  let hasLines = false

  const note = (sign: number, bytes: Uint8Array, start: number): void => {
    if (length < SHORTEST_WORD || length > WORD_LIMIT_BYTES) return
    const word = words.numberOf({ hash, bytes, start, length })
    if (word >= delta.length) {
      delta = grown(delta)
      fileOf = grown(fileOf)
      commitOf = grown(commitOf)
      flagsOf = grown(flagsOf)
    }
    if (fileOf[word] !== fileNumber) {
      fileOf[word] = fileNumber
      delta[word] = 0
      fileWords.push(word)
    }
    delta[word] = (delta[word] ?? 0) + sign
  }
  const closeWord = (sign: number, bytes: Uint8Array, end: number): void => {
    if (begunLength === 0) note(sign, bytes, end - length)
    else if (length <= WORD_LIMIT_BYTES) {
      begun.set(bytes.subarray(end - (length - begunLength), end), begunLength)
      note(sign, begun, 0)
    }
    hash = HASH_START
    length = 0
    begunLength = 0
  }
  const mixPatch = (byte: number): void => {
    patchLow = Math.imul(patchLow ^ byte, HASH_FACTOR)
    patchHigh = Math.imul(patchHigh ^ byte, SECOND_FACTOR) ^ (patchHigh >>> 13)
  }
  const nothing = new Uint8Array(0)
  let lineSign: 1 | -1 | 0 = 0

  return {
    beginCommit() {
      commitNumber += 1
      fileNumber += 1
      fileWords = []
      commitWords = []
      hash = HASH_START
      length = 0
      begunLength = 0
      lineSign = 0
      patchLow = HASH_START
      patchHigh = HASH_START
      hasLines = false
    },
    beginFile(path) {
      fileNumber += 1
      fileWords = []
      for (const byte of path) mixPatch(byte)
    },
    text(sign, bytes, start, end) {
      if (lineSign === 0) mixPatch(sign === 1 ? 0x2b : 0x2d)
      lineSign = sign
      let low = patchLow
      let high = patchHigh
      for (let at = start; at < end; at += 1) {
        const byte = bytes[at] ?? 0
        if (byte > SPACE) {
          low = Math.imul(low ^ byte, HASH_FACTOR)
          high = Math.imul(high ^ byte, SECOND_FACTOR) ^ (high >>> 13)
        }
        if (IS_WORD[byte] === 1) {
          hash = Math.imul(hash ^ byte, HASH_FACTOR)
          length += 1
        } else if (length > 0) closeWord(sign, bytes, at)
      }
      patchLow = low
      patchHigh = high
      hasLines = true
      if (length === 0 || length > WORD_LIMIT_BYTES) return
      // The word may go on in the next chunk, whose bytes are others.
      const rest = length - begunLength
      begun.set(bytes.subarray(end - rest, end), begunLength)
      begunLength = length
    },
    endLine() {
      if (length > 0) closeWord(lineSign, nothing, 0)
      lineSign = 0
      mixPatch(0x0a)
    },
    endFile() {
      for (const word of fileWords) {
        const change = delta[word] ?? 0
        if (commitOf[word] !== commitNumber) {
          commitOf[word] = commitNumber
          flagsOf[word] = 0
          commitWords.push(word)
        }
        flagsOf[word] = (flagsOf[word] ?? 0) | (change > 0 ? WORD_ADDED : change < 0 ? WORD_REMOVED : 0)
      }
      fileWords = []
    },
    endCommit(oid) {
      const commitId = idOf(oid)
      if (commitId === undefined) return
      while (entries + commitWords.length > entryWord.length) {
        entryWord = grown(entryWord)
        entryCommit = grown(entryCommit)
        entryFlags = grown(entryFlags)
      }
      for (const word of commitWords) {
        entryWord[entries] = word
        entryCommit[entries] = commitId
        entryFlags[entries] = flagsOf[word] ?? 0
        entries += 1
      }
      commitWords = []
      if (hasLines) patches.push({ commitId, patchId: (patchLow >>> 0) * 2 ** 20 + (patchHigh >>> 12) })
    },
    take() {
      const tallied = Array.from({ length: words.count }, (_, word) => ({
        word: words.textOf(word),
        commitIds: [] as number[],
        flags: [] as number[],
      }))
      for (let entry = 0; entry < entries; entry += 1) {
        const word = tallied[entryWord[entry] ?? 0]
        word?.commitIds.push(entryCommit[entry] ?? 0)
        word?.flags.push(entryFlags[entry] ?? 0)
      }
      entries = 0
      commitNumber += 1
      fileNumber += 1
      const byBucket = Map.groupBy(
        tallied.filter(({ commitIds }) => commitIds.length > 0),
        ({ word }) => bucketOf(word),
      )
      words.clear()
      return byBucket
    },
    takePatches() {
      const taken = patches
      patches = []
      return taken
    },
  }
}

interface WordPlace {
  readonly hash: number
  readonly bytes: Uint8Array
  readonly start: number
  readonly length: number
}

/** Words by number, found by their bytes without making a string of them: 370 MB of diffs are mostly the same words. */
function createWordTable() {
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

function grown<A extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(array: A): A {
  const larger = (
    array instanceof Int32Array ? new Int32Array(array.length * 2) : new Uint8Array(array.length * 2)
  ) as A
  larger.set(array)
  return larger
}
