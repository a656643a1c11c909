// The analysed contents of a thread, kept by blob: no revision parses or cuts one twice.
import { setImmediate } from 'node:timers/promises'
import { streamBlobs, type TreeEntry } from '#lib/git/objects.ts'
import { type AnalysedBlob, analyseBlob } from './analyse-blob.ts'
import type { WantedBlob } from './code-protocol.ts'
import { INDEX_LIMIT_BYTES, skipReasonOfContent } from './file-kind.ts'
import { grammarOf } from './structure/languages.ts'
import { readStructure } from './structure/read-structure.ts'
import { NOTHING } from './structure/structure.ts'
import { structureByLook } from './structure/structure-look.ts'
import type { Dictionary } from './words/dictionary.ts'

export interface BlobAnalyses {
  /** Bytes of the files that are code and not parsed yet. */
  unparsedBytes(entries: readonly TreeEntry[]): number
  /** By blob. `quick`: code that is not parsed yet is told by its look, several times faster. Else between two files other work of the thread has its turn. */
  analyse(
    gitFolder: string,
    entries: readonly WantedBlob[],
    how: 'quick' | 'parsed',
  ): Promise<ReadonlyMap<string, AnalysedBlob>>
}

interface Kept {
  readonly blob: AnalysedBlob
  readonly sizeBytes: number
  readonly isParsed: boolean
}

/** Bytes of source whose analysis is kept for the next snapshot. */
const BLOBS_KEPT_BYTES = 256 * 1024 * 1024

export function createBlobAnalyses(dictionary: Dictionary): BlobAnalyses {
  const blobs = new Map<string, Kept>()
  let keptBytes = 0

  function keep(oid: string, kept: Kept): void {
    keptBytes += kept.sizeBytes - (blobs.get(oid)?.sizeBytes ?? 0)
    blobs.delete(oid)
    blobs.set(oid, kept)
    for (const [oldest, { sizeBytes }] of blobs) {
      if (keptBytes <= BLOBS_KEPT_BYTES) break
      blobs.delete(oldest)
      keptBytes -= sizeBytes
    }
  }

  async function analyseOne(path: string, content: Buffer, how: 'quick' | 'parsed'): Promise<Omit<Kept, 'sizeBytes'>> {
    const skipReason = skipReasonOfContent(content)
    if (skipReason !== undefined) return { blob: { chunks: [], structure: NOTHING, skipReason }, isParsed: true }
    const text = content.toString('utf8')
    const isParsed = how === 'parsed' || grammarOf(path, text.slice(0, 200)) === undefined
    const structure = isParsed ? await readStructure(path, text) : structureByLook(path, text)
    return { blob: analyseBlob({ path, content, text, structure, dictionary }), isParsed }
  }

  return {
    unparsedBytes: (entries) =>
      entries.reduce(
        (sum, { oid, path, sizeBytes }) =>
          sum + (blobs.get(oid)?.isParsed === true || grammarOf(path, '') === undefined ? 0 : (sizeBytes ?? 0)),
        0,
      ),
    async analyse(gitFolder, entries, how) {
      const pathOf = new Map(entries.map(({ oid, path }) => [oid, path]))
      const result = new Map<string, AnalysedBlob>()
      for (const oid of pathOf.keys()) {
        const known = blobs.get(oid)
        if (known && (known.isParsed || how === 'quick')) result.set(oid, known.blob)
      }
      const oids = [...pathOf.keys()].filter((oid) => !result.has(oid))
      for await (const { oid, content, sizeBytes } of streamBlobs({ gitFolder, oids, limitBytes: INDEX_LIMIT_BYTES })) {
        const analysed =
          content === null
            ? { blob: { chunks: [], structure: NOTHING, skipReason: 'unreadable' }, isParsed: true }
            : await analyseOne(pathOf.get(oid) ?? '', content, how)
        result.set(oid, analysed.blob)
        keep(oid, { ...analysed, sizeBytes })
        if (how === 'parsed') await setImmediate()
      }
      return result
    },
  }
}
