// The revisions of a thread, each with its files analysed and its index of words: large ones first by look, then parsed.
import { listTree, type TreeEntry } from '#lib/git/objects.ts'
import { type BlobAnalyses, createBlobAnalyses } from './blob-analyses.ts'
import type { SkippedFile, WantedBlob } from './code-protocol.ts'
import { INDEX_LIMIT_BYTES, skipReasonOfPath } from './file-kind.ts'
import { readLinguistAttributes } from './structure/linguist-attributes.ts'
import { type FileStructure, NOTHING } from './structure/structure.ts'
import { createDictionary, type Dictionary } from './words/dictionary.ts'
import type { SnapshotFile } from './words/lexical-fields.ts'
import { createLexicalIndex, type LexicalIndex } from './words/lexical-index.ts'

export interface Snapshot {
  readonly index: LexicalIndex
  readonly files: readonly SnapshotFile[]
  readonly skipped: readonly SkippedFile[]
  readonly cut: boolean
}

export interface Snapshots {
  /** For search: parsed if that is quick or done, else cut by the look of lines while parsing goes on behind it. */
  open(gitFolder: string, revision: string): Promise<Snapshot>
  /** For whatever names definitions and pieces: waits until every file is parsed. */
  openParsed(gitFolder: string, revision: string): Promise<Snapshot>
  /** Of single contents, whether a snapshot has them or not; in the order asked for. */
  structuresOf(gitFolder: string, blobs: readonly WantedBlob[]): Promise<readonly FileStructure[]>
  readonly dictionary: Dictionary
}

interface Kept {
  first: Promise<Snapshot>
  readonly parsed: Promise<Snapshot>
}

/** Snapshots kept; each is a few times smaller than its text. */
const SNAPSHOTS_KEPT = 4
/** Code that is parsed before the first answer: about a second. */
const PARSED_AT_ONCE_BYTES = 4 * 1024 * 1024

export function createSnapshots(): Snapshots {
  const dictionary = createDictionary()
  const analyses = createBlobAnalyses(dictionary)
  const snapshots = new Map<string, Kept>()

  /** Built on first use; a failed build may be tried again. */
  function keep(gitFolder: string, revision: string): Kept {
    const key = `${gitFolder} ${revision}`
    const kept = snapshots.get(key) ?? begin(gitFolder, revision)
    snapshots.delete(key)
    snapshots.set(key, kept)
    kept.parsed.catch(() => snapshots.get(key) === kept && snapshots.delete(key))
    for (const oldest of snapshots.keys()) {
      if (snapshots.size <= SNAPSHOTS_KEPT) break
      snapshots.delete(oldest)
    }
    return kept
  }

  function begin(gitFolder: string, revision: string): Kept {
    const tree = readTree(gitFolder, revision)
    const build = async (how: 'quick' | 'parsed') =>
      buildSnapshot(gitFolder, { ...(await tree), how, analyses, dictionary })
    const isLarge = tree.then(({ wanted }) => analyses.unparsedBytes(wanted) > PARSED_AT_ONCE_BYTES)
    const first = isLarge.then((large) => build(large ? 'quick' : 'parsed'))
    const parsed = first.then(async (snapshot) => ((await isLarge) ? build('parsed') : snapshot))
    const kept: Kept = { first, parsed }
    parsed.then(
      () => {
        kept.first = parsed
      },
      () => undefined,
    )
    return kept
  }

  return {
    dictionary,
    open: (gitFolder, revision) => keep(gitFolder, revision).first,
    openParsed: (gitFolder, revision) => keep(gitFolder, revision).parsed,
    async structuresOf(gitFolder, blobs) {
      const analysed = await analyses.analyse(gitFolder, blobs, 'parsed')
      return blobs.map(({ oid }) => analysed.get(oid)?.structure ?? NOTHING)
    },
  }
}

interface Tree {
  readonly wanted: readonly TreeEntry[]
  readonly skipped: readonly SkippedFile[]
  readonly cut: boolean
}

async function readTree(gitFolder: string, revision: string): Promise<Tree> {
  const { entries, cut } = await listTree({ gitFolder, revision, recursive: true })
  const saidOf = await readLinguistAttributes(gitFolder, entries)
  const skipped: SkippedFile[] = []
  const wanted = entries.filter((entry) => {
    const said = saidOf(entry.path)
    const reason = skipReasonOfEntry(entry) ?? (said === 'kept' ? undefined : (said ?? skipReasonOfPath(entry.path)))
    if (reason !== undefined) skipped.push({ path: entry.path, reason })
    return reason === undefined
  })
  return { wanted, skipped, cut }
}

function skipReasonOfEntry({ type, mode, sizeBytes }: TreeEntry): string | undefined {
  if (type !== 'blob') return 'submodule'
  if (mode === '120000') return 'symbolic link'
  return (sizeBytes ?? 0) > INDEX_LIMIT_BYTES ? 'larger than 1 MiB' : undefined
}

async function buildSnapshot(
  gitFolder: string,
  {
    wanted,
    skipped,
    cut,
    how,
    analyses,
    dictionary,
  }: Tree & { readonly how: 'quick' | 'parsed'; readonly analyses: BlobAnalyses; readonly dictionary: Dictionary },
): Promise<Snapshot> {
  const analysed = await analyses.analyse(gitFolder, wanted, how)
  const files: SnapshotFile[] = []
  const left: SkippedFile[] = [...skipped]
  for (const { path, oid } of wanted) {
    const blob = analysed.get(oid)
    if (blob?.skipReason !== undefined) left.push({ path, reason: blob.skipReason })
    else if (blob) files.push({ path, blobOid: oid, blob })
  }
  return { files, skipped: left, cut, index: createLexicalIndex(files, dictionary) }
}
