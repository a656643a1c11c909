// Which words the changed lines of commits touch, tallied while the lines pass: the raw material of the word index.
import type { LineVisitor } from '#lib/git/log-stream.ts'
import { bucketOf, createWordTable, grown, HASH_FACTOR, HASH_START } from './word-table.ts'

/** In some file the word occurs more often after the commit. */
export const WORD_ADDED = 1
/** In some file the word occurs less often after the commit. */
export const WORD_REMOVED = 2

/** Longest word that is kept; what is longer is data, not a name. */
export const WORD_LIMIT_BYTES = 512
const SHORTEST_WORD = 2

export interface WordTally extends LineVisitor {
  /** Words of the commits that ended, by bucket; empties the tally. The commits of a word ascend when those read do. */
  take(): ReadonlyMap<number, readonly TalliedWord[]>
  /** Binary files of the commits that ended, whose contents only the caller can read; see `addBlobs`. */
  takeBinaries(): readonly BinaryChange[]
  /** Tallies the words of a binary file by its contents before and after. */
  addBlobs(commitId: number, from: Uint8Array | undefined, to: Uint8Array | undefined): void
  /** Commits with a hash of what they changed, without white space and line numbers; those that changed no line are left out. */
  takePatches(): readonly { readonly commitId: number; readonly patchId: number }[]
}

export interface BinaryChange {
  readonly commitId: number
  /** Object ids; undefined for a side that does not exist. */
  readonly from: string | undefined
  readonly to: string | undefined
}

export interface TalliedWord {
  readonly word: string
  /** Ascending. */
  readonly commitIds: readonly number[]
  /** WORD_ADDED and WORD_REMOVED of each commit; 0 when lines with the word changed but not how often it occurs. */
  readonly flags: readonly number[]
}

/** 1 for the bytes of words: ASCII letters, digits and `_`, as `\b` of a regular expression in the C locale has it. */
const IS_WORD = Uint8Array.from({ length: 256 }, (_, byte) =>
  /\w/.test(String.fromCharCode(byte)) && byte < 128 ? 1 : 0,
)
const SPACE = 0x20
const SECOND_FACTOR = 0x5bd1e995

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
  let openBinaries: Omit<BinaryChange, 'commitId'>[] = []
  let binaries: BinaryChange[] = []
  let hasBinaries = false
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
  const closeFile = (): void => {
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
  }
  const keepWords = (commitId: number): void => {
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
  }

  const tally: WordTally = {
    beginCommit() {
      commitNumber += 1
      fileNumber += 1
      fileWords = []
      commitWords = []
      openBinaries = []
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
    binary(from, to) {
      openBinaries.push({ from, to })
    },
    endFile: closeFile,
    endCommit(oid) {
      const commitId = idOf(oid)
      if (commitId === undefined) return
      keepWords(commitId)
      for (const binary of openBinaries) binaries.push({ commitId, ...binary })
      if (hasLines) patches.push({ commitId, patchId: (patchLow >>> 0) * 2 ** 20 + (patchHigh >>> 12) })
    },
    takeBinaries() {
      const taken = binaries
      binaries = []
      return taken
    },
    addBlobs(commitId, from, to) {
      tally.beginCommit()
      for (const [sign, bytes] of [
        [-1, from],
        [1, to],
      ] as const) {
        if (bytes === undefined) continue
        tally.text(sign, bytes, 0, bytes.length)
        tally.endLine()
      }
      closeFile()
      keepWords(commitId)
      hasBinaries = true
    },
    take() {
      const tallied = Array.from({ length: words.count }, (_, word) => ({
        word: words.textOf(word),
        commitIds: [] as number[],
        flags: [] as number[],
      }))
      for (const entry of hasBinaries ? byCommit(entryCommit, entries) : Array(entries).keys())
        addEntry(tallied[entryWord[entry] ?? 0], entryCommit[entry] ?? 0, entryFlags[entry] ?? 0)
      entries = 0
      hasBinaries = false
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
  return tally
}

function addEntry(word: { commitIds: number[]; flags: number[] } | undefined, commitId: number, flags: number): void {
  if (word === undefined) return
  const last = word.commitIds.length - 1
  if (word.commitIds[last] === commitId) word.flags[last] = (word.flags[last] ?? 0) | flags
  else {
    word.commitIds.push(commitId)
    word.flags.push(flags)
  }
}

/** Entries in the order of their commits: binary files came after the lines of all commits. */
function byCommit(entryCommit: Int32Array, entries: number): readonly number[] {
  return Array.from({ length: entries }, (_, entry) => entry).sort(
    (a, b) => (entryCommit[a] ?? 0) - (entryCommit[b] ?? 0),
  )
}
