// The thread that analyses and searches code, so that the web process never stalls.

import { streamBlobs } from '#lib/git/objects.ts'
import { answerQuestions } from './asked-thread.ts'
import type { ChunkRecord, CodeReply, CodeRequest, FoundUses } from './code-protocol.ts'
import { INDEX_LIMIT_BYTES } from './file-kind.ts'
import { createSnapshots, type Snapshot } from './snapshots.ts'
import { findReferences } from './structure/find-references.ts'
import { mapRepository } from './structure/repository-map.ts'
import { findUsedNames, symbolsByName } from './structure/symbol-uses.ts'
import { findSymbols, type SymbolQuestion } from './structure/symbols.ts'
import type { SnapshotFile } from './words/lexical-fields.ts'

function createCodeWorker() {
  const snapshots = createSnapshots()

  return {
    async answer(request: CodeRequest): Promise<CodeReply> {
      const { gitFolder, revision } = request
      switch (request.kind) {
        case 'open':
          await snapshots.open(gitFolder, revision)
          return { kind: 'open' }
        case 'search': {
          const { index, cut } = await snapshots.open(gitFolder, revision)
          return { kind: 'search', hits: index.search(request.query, request.limit, request), cut }
        }
        case 'symbol': {
          const { question } = request
          const { files } = await (question.isQuick ? snapshots.open : snapshots.openParsed)(gitFolder, revision)
          return { kind: 'symbol', ...findSymbols(files, question) }
        }
        case 'references': {
          const { files } = await snapshots.openParsed(gitFolder, revision)
          const { dictionary } = snapshots
          return { kind: 'references', ...(await findReferences({ files, gitFolder, dictionary }, request.question)) }
        }
        case 'uses': {
          const { files } = await snapshots.openParsed(gitFolder, revision)
          return { kind: 'uses', ...(await usesOf(files, gitFolder, request.question)) }
        }
        case 'map': {
          const { files } = await snapshots.openParsed(gitFolder, revision)
          const { dictionary } = snapshots
          const { path, limit } = request
          return { kind: 'map', files: mapRepository(files, { dictionary, path, limit }), fileCount: files.length }
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

async function usesOf(files: readonly SnapshotFile[], gitFolder: string, question: SymbolQuestion): Promise<FoundUses> {
  const found = findSymbols(files, question)
  const [definition] = found.symbols
  const file = definition && files.find(({ path }) => path === definition.path)
  if (!file) return { ...found, uses: [] }
  const oids = [file.blobOid]
  for await (const { content } of streamBlobs({ gitFolder, oids, limitBytes: INDEX_LIMIT_BYTES })) {
    const { path, blob } = file
    const source = { path, text: content?.toString('utf8') ?? '', structure: blob.structure, definition }
    return { ...found, uses: await findUsedNames(source, symbolsByName(files)) }
  }
  return { ...found, uses: [] }
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
