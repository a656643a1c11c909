// The thread that analyses and searches code, so that the web process never stalls.
import { listTree, streamBlobs } from '#lib/git/objects.ts'
import { type AnalysedBlob, analyseBlob } from './analyse-blob.ts'
import { answerQuestions } from './asked-thread.ts'
import type { ChunkRecord, CodeReply, CodeRequest, FoundSymbol, SkippedFile } from './code-protocol.ts'
import { createDictionary } from './dictionary.ts'
import { INDEX_LIMIT_BYTES, skipReasonOfPath } from './file-kind.ts'
import type { SnapshotFile } from './lexical-fields.ts'
import { createLexicalIndex, type LexicalIndex } from './lexical-index.ts'

interface Snapshot {
  readonly index: LexicalIndex
  readonly files: readonly SnapshotFile[]
  readonly skipped: readonly SkippedFile[]
  readonly cut: boolean
}

/** Snapshots kept; each is a few times smaller than its text. */
const SNAPSHOTS_KEPT = 4
/** Bytes of source whose analysis is kept for the next snapshot. */
const BLOBS_KEPT_BYTES = 256 * 1024 * 1024
/** Definitions of one name that are worth listing. */
const SYMBOL_LIMIT = 100

function createCodeWorker() {
  const dictionary = createDictionary()
  const blobs = new Map<string, { readonly blob: AnalysedBlob; readonly sizeBytes: number }>()
  const snapshots = new Map<string, Promise<Snapshot>>()
  let blobBytes = 0

  /** The snapshot of a commit, built on first use; a failed build may be tried again. */
  function open(gitFolder: string, revision: string): Promise<Snapshot> {
    const key = `${gitFolder} ${revision}`
    const known = snapshots.get(key) ?? build(gitFolder, revision)
    snapshots.delete(key)
    snapshots.set(key, known)
    known.catch(() => snapshots.delete(key))
    for (const oldest of snapshots.keys()) {
      if (snapshots.size <= SNAPSHOTS_KEPT) break
      snapshots.delete(oldest)
    }
    return known
  }

  async function build(gitFolder: string, revision: string): Promise<Snapshot> {
    const { entries, cut } = await listTree({ gitFolder, revision, recursive: true })
    const skipped: SkippedFile[] = []
    const wanted = entries.filter((entry) => {
      const reason =
        entry.type !== 'blob'
          ? 'submodule'
          : entry.mode === '120000'
            ? 'symbolic link'
            : (entry.sizeBytes ?? 0) > INDEX_LIMIT_BYTES
              ? 'larger than 1 MiB'
              : skipReasonOfPath(entry.path)
      if (reason !== undefined) skipped.push({ path: entry.path, reason })
      return reason === undefined
    })
    const pathOf = new Map(wanted.map((entry) => [entry.oid, entry.path]))
    const analysed = await analyse(gitFolder, pathOf)
    const files: SnapshotFile[] = []
    for (const { path, oid } of wanted) {
      const blob = analysed.get(oid)
      if (blob?.skipReason !== undefined) skipped.push({ path, reason: blob.skipReason })
      else if (blob) files.push({ path, blobOid: oid, blob })
    }
    return { files, skipped, cut, index: createLexicalIndex(files, dictionary) }
  }

  /** The analysis of every blob; only those not seen before are read. */
  async function analyse(
    gitFolder: string,
    pathOf: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, AnalysedBlob>> {
    const result = new Map<string, AnalysedBlob>()
    const missing: string[] = []
    for (const oid of pathOf.keys()) {
      const known = blobs.get(oid)
      if (known) result.set(oid, known.blob)
      else missing.push(oid)
    }
    for await (const { oid, content, sizeBytes } of streamBlobs({
      gitFolder,
      oids: missing,
      limitBytes: INDEX_LIMIT_BYTES,
    })) {
      const blob =
        content === null
          ? { chunks: [], definitions: [], skipReason: 'unreadable' }
          : analyseBlob({ path: pathOf.get(oid) ?? '', content, dictionary })
      result.set(oid, blob)
      blobs.set(oid, { blob, sizeBytes })
      blobBytes += sizeBytes
    }
    for (const [oid, { sizeBytes }] of blobs) {
      if (blobBytes <= BLOBS_KEPT_BYTES) break
      blobs.delete(oid)
      blobBytes -= sizeBytes
    }
    return result
  }

  async function findSymbol(gitFolder: string, revision: string, name: string): Promise<readonly FoundSymbol[]> {
    const { files } = await open(gitFolder, revision)
    const [owner, member] = splitName(name)
    const exact: FoundSymbol[] = []
    const folded: FoundSymbol[] = []
    for (const file of files) {
      for (const definition of blobs.get(file.blobOid)?.blob.definitions ?? []) {
        if (definition.name === member) exact.push({ ...definition, path: file.path })
        else if (definition.name.toLowerCase() === member.toLowerCase()) folded.push({ ...definition, path: file.path })
      }
    }
    const found = exact.length > 0 ? exact : folded
    const near = owner === undefined ? [] : found.filter(({ path }) => path.toLowerCase().includes(owner.toLowerCase()))
    return [...near, ...found.filter((symbol) => !near.includes(symbol))].slice(0, SYMBOL_LIMIT)
  }

  return {
    async answer(request: CodeRequest): Promise<CodeReply> {
      switch (request.kind) {
        case 'open':
          await open(request.gitFolder, request.revision)
          return { kind: 'open' }
        case 'search': {
          const { index, cut } = await open(request.gitFolder, request.revision)
          return { kind: 'search', hits: index.search(request.query, request.limit, request), cut }
        }
        case 'symbol':
          return { kind: 'symbol', symbols: await findSymbol(request.gitFolder, request.revision, request.name) }
        case 'chunks': {
          const { files, skipped } = await open(request.gitFolder, request.revision)
          const known = new Set(request.knownBlobs)
          const seen = new Set<string>()
          const chunks: ChunkRecord[] = []
          for (const { path, blobOid, blob } of files) {
            if (known.has(blobOid) || seen.has(blobOid)) continue
            seen.add(blobOid)
            for (const [ordinal, { startLine, endLine, kind, symbol }] of blob.chunks.entries())
              chunks.push({ path, blobOid, ordinal, startLine, endLine, kind, symbol: symbol ?? null })
          }
          return { kind: 'chunks', chunks, skipped, blobCount: new Set(files.map(({ blobOid }) => blobOid)).size }
        }
        case 'files': {
          const { files } = await open(request.gitFolder, request.revision)
          return { kind: 'files', files: files.map(({ path, blobOid }) => ({ path, blobOid })) }
        }
      }
    },
  }
}

/** `module.Class.method` → its owner and its last part. */
function splitName(name: string): readonly [string | undefined, string] {
  const parts = name.replace(/\(\)$/, '').split(/\.|::|#/)
  return [parts.at(-2), parts.at(-1) ?? name]
}

answerQuestions(createCodeWorker().answer)
