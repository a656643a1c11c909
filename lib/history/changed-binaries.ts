// Binary files among the changes: git shows no lines of them, so their words are counted from their contents.
import { setImmediate } from 'node:timers/promises'
import { streamBlobs } from '#lib/git/objects.ts'
import type { Skips } from './skips.ts'
import type { WordTally } from './word-tally.ts'

/** Larger binary files, and all beyond this much in a block, are not searched for words. */
const BINARY_LIMIT_BYTES = 1024 * 1024
const BINARIES_LIMIT_BYTES = 32 * 1024 * 1024

const NOTHING = Buffer.alloc(0)
/** Of all bytes so many must be printable ASCII: in compressed data 3 of 8 are, and what looks like a word there is noise. */
const TEXT_SHARE = 0.7

/** The words of files that are binary to git for a stray byte, which its pickaxe finds too. Images and archives have none. */
export async function readBinaries(
  { gitFolder, signal }: { readonly gitFolder: string; readonly signal?: AbortSignal },
  { tally, skipped }: { readonly tally: WordTally; readonly skipped: Skips },
): Promise<void> {
  const changes = tally.takeBinaries()
  const oids = new Set(changes.flatMap(({ from, to }) => [from, to].filter((oid) => oid !== undefined)))
  if (oids.size === 0) return
  const contents = new Map<string, Buffer>()
  let room = BINARIES_LIMIT_BYTES
  const limitBytes = BINARY_LIMIT_BYTES
  for await (const { oid, content } of streamBlobs({ gitFolder, oids, limitBytes, ...(signal && { signal }) })) {
    if (content === null || content.length > room) continue
    room -= content.length
    contents.set(oid, isMostlyText(content) ? Buffer.from(content) : NOTHING)
  }
  for (const { commitId, from, to } of changes) {
    const missing = [from, to].find((oid) => oid !== undefined && !contents.has(oid))
    if (missing !== undefined) skipped.add('large binary content, not searched for words', missing)
    else tally.addBlobs(commitId, contents.get(from ?? ''), contents.get(to ?? ''))
    await setImmediate()
  }
}

function isMostlyText(bytes: Uint8Array): boolean {
  let printable = 0
  for (const byte of bytes) if ((byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d)) printable += 1
  return printable >= bytes.length * TEXT_SHARE
}
