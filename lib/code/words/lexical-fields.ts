// The fields of files and pieces that words are looked for in, and the lists of documents made of them.
import type { AnalysedBlob, ChunkTerms } from '../analyse-blob.ts'
import { type FileRole, partsOfPath, roleOfFile } from '../file-role.ts'
import type { Dictionary } from './dictionary.ts'
import { type NameTerms, readNames } from './name-terms.ts'
import { buildPostings, type Postings } from './postings.ts'
import { RANKING } from './ranking.ts'

/** One file of a snapshot. */
export interface SnapshotFile {
  readonly path: string
  readonly blobOid: string
  readonly blob: AnalysedBlob
}

export interface IndexedFile extends SnapshotFile {
  readonly name: NameTerms
  readonly folders: Uint32Array
  readonly role: FileRole
}

export interface IndexedChunk {
  readonly file: number
  readonly ordinal: number
  readonly chunk: ChunkTerms
}

export function indexFiles(snapshot: readonly SnapshotFile[], dictionary: Dictionary): readonly IndexedFile[] {
  return snapshot.map((file) => {
    const { name, folders } = partsOfPath(file.path)
    return {
      ...file,
      name: readNames([name], dictionary),
      folders: readNames([folders], dictionary).terms,
      role: roleOfFile(file.path),
    }
  })
}

export function indexChunks(files: readonly IndexedFile[]): readonly IndexedChunk[] {
  return files.flatMap(({ blob }, file) => blob.chunks.map((chunk, ordinal) => ({ file, ordinal, chunk })))
}

export function postingsOfChunks(
  files: readonly IndexedFile[],
  chunks: readonly IndexedChunk[],
  dictionary: Dictionary,
): Postings {
  const meanLength = chunks.reduce((sum, { chunk }) => sum + chunk.terms.length, 0) / chunks.length || 1
  return buildPostings({
    count: chunks.length,
    termCount: dictionary.size,
    termsOf(document, emit) {
      const entry = chunks[document]
      const file = entry && files[entry.file]
      if (!entry || !file) return
      const { chunk } = entry
      const unit = 1 / (1 - RANKING.length + (RANKING.length * chunk.terms.length) / meanLength)
      for (const term of chunk.terms) emit(term, unit)
      for (const term of chunk.imported) emit(term, RANKING.imported * unit)
      emitNames(chunk.names, RANKING.chunkName, emit)
      emitNames(file.name, RANKING.chunkFileName, emit)
      for (const term of file.folders) emit(term, RANKING.folder)
    },
  })
}

export function postingsOfFiles(files: readonly IndexedFile[], dictionary: Dictionary): Postings {
  const lengths = files.map(({ blob }) => blob.chunks.reduce((sum, { terms }) => sum + terms.length, 0))
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / files.length || 1
  return buildPostings({
    count: files.length,
    termCount: dictionary.size,
    termsOf(document, emit) {
      const file = files[document]
      if (!file) return
      const unit = 1 / (1 - RANKING.length + (RANKING.length * (lengths[document] ?? 0)) / meanLength)
      for (const { terms, imported } of file.blob.chunks) {
        for (const term of terms) emit(term, unit)
        for (const term of imported) emit(term, RANKING.imported * unit)
      }
      emitNames(file.name, RANKING.fileName, emit)
      for (const term of file.folders) emit(term, RANKING.folder)
    },
  })
}

export function postingsOfNames(names: readonly NameTerms[], dictionary: Dictionary): Postings {
  return buildPostings({
    count: names.length,
    termCount: dictionary.size,
    termsOf(document, emit) {
      const name = names[document]
      if (name) emitNames(name, 1, emit)
    },
  })
}

/** Every word of the path of a file, once. */
export function postingsOfPaths(files: readonly IndexedFile[], dictionary: Dictionary): Postings {
  return buildPostings({
    count: files.length,
    termCount: dictionary.size,
    termsOf(document, emit) {
      const file = files[document]
      if (file) for (const term of new Set([...file.name.terms, ...file.folders])) emit(term, 1)
    },
  })
}

function emitNames(names: NameTerms, weight: number, emit: (term: number, weight: number) => void): void {
  for (let at = 0; at < names.terms.length; at += 1) emit(names.terms[at] ?? 0, weight * (names.shares[at] ?? 0))
}
