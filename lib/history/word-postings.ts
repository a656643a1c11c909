// One bucket of the word index as it is stored: its words as text, and beside them which commits touched each.
import type { TalliedWord } from './word-tally.ts'

/** A row of `word_postings`, without its place. */
export interface StoredBucket {
  /** Words in ascending order of bytes, each ended by a line feed. */
  readonly words: string
  /**
   * For each word in that order: the length of what follows in bytes, then for each commit, ascending, its distance from
   * the one before times 4 plus its flags; all as variable-length integers of 7 bits a byte, low bits first.
   */
  readonly postings: Uint8Array
}

/** Commits of one word, ascending, with WORD_ADDED and WORD_REMOVED of each. */
export interface Postings {
  readonly commitIds: readonly number[]
  readonly flags: readonly number[]
}

export function encodeBucket(words: readonly TalliedWord[]): StoredBucket {
  const sorted = [...words].sort((a, b) => (a.word < b.word ? -1 : 1))
  const bytes: number[] = []
  for (const { commitIds, flags } of sorted) {
    const own: number[] = []
    let former = 0
    commitIds.forEach((commitId, index) => {
      pushInteger(own, (commitId - former) * 4 + (flags[index] ?? 0))
      former = commitId
    })
    pushInteger(bytes, own.length)
    for (const byte of own) bytes.push(byte)
  }
  return { words: sorted.map(({ word }) => `${word}\n`).join(''), postings: Uint8Array.from(bytes) }
}

/** The postings of the words that `wanted` accepts, by word. */
export function decodeBucket(
  { words, postings }: StoredBucket,
  wanted: (word: string) => boolean,
): ReadonlyMap<string, Postings> {
  const found = new Map<string, Postings>()
  const reader = { bytes: postings, at: 0 }
  for (const word of words.split('\n').slice(0, -1)) {
    const length = readInteger(reader)
    const end = reader.at + length
    if (wanted(word)) found.set(word, decodePostings(reader, end))
    reader.at = end
  }
  return found
}

interface ByteReader {
  readonly bytes: Uint8Array
  at: number
}

function decodePostings(reader: ByteReader, end: number): Postings {
  const commitIds: number[] = []
  const flags: number[] = []
  let commitId = 0
  while (reader.at < end) {
    const value = readInteger(reader)
    commitId += Math.floor(value / 4)
    commitIds.push(commitId)
    flags.push(value % 4)
  }
  return { commitIds, flags }
}

function pushInteger(bytes: number[], value: number): void {
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}

function readInteger(reader: ByteReader): number {
  let value = 0
  let factor = 1
  for (;;) {
    const byte = reader.bytes[reader.at] ?? 0
    reader.at += 1
    value += (byte & 127) * factor
    if (byte < 128) return value
    factor *= 128
  }
}
