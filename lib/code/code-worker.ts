// The thread that analyses and searches code, so that the web process never stalls.
import { answerQuestions } from './asked-thread.ts'
import type { ChunkRecord, CodeReply, CodeRequest } from './code-protocol.ts'
import { createSnapshots, type Snapshot } from './snapshots.ts'
import { findSymbols } from './symbols.ts'

function createCodeWorker() {
  const snapshots = createSnapshots()

  return {
    async answer(request: CodeRequest): Promise<CodeReply> {
      const { gitFolder, revision } = request
      switch (request.kind) {
        case 'search': {
          const { index, cut } = await snapshots.open(gitFolder, revision)
          return { kind: 'search', hits: index.search(request.query, request.limit), cut }
        }
        case 'symbol': {
          const { question } = request
          const { files } = await (question.isQuick ? snapshots.open : snapshots.openParsed)(gitFolder, revision)
          return { kind: 'symbol', ...findSymbols(files, question) }
        }
        case 'structures':
          return { kind: 'structures', structures: await snapshots.structuresOf(gitFolder, request.blobs) }
        case 'chunks':
          return listChunks(await snapshots.openParsed(gitFolder, revision), new Set(request.knownBlobs))
        case 'files': {
          const { files } = await snapshots.open(gitFolder, revision)
          return { kind: 'files', files: files.map(({ path, blobOid }) => ({ path, blobOid })) }
        }
      }
    },
  }
}

function listChunks({ files, skipped }: Snapshot, known: ReadonlySet<string>): CodeReply {
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

answerQuestions(createCodeWorker().answer)
