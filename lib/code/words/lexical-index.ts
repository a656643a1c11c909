// A ranked index of words over the pieces of one snapshot: built in memory from blobs, answers in milliseconds.
import type { ChunkTerms } from '../analyse-blob.ts'
import type { FileRole } from '../file-role.ts'
import type { Dictionary } from './dictionary.ts'
import {
  type IndexedFile,
  indexChunks,
  indexFiles,
  postingsOfChunks,
  postingsOfFiles,
  postingsOfNames,
  postingsOfPaths,
  type SnapshotFile,
} from './lexical-fields.ts'
import { readNames } from './name-terms.ts'
import { shareOfPhrases } from './phrases.ts'
import { scoreDocuments, shareOfQuestion } from './postings.ts'
import { type Question, readQuestion, weightsOfRoles } from './question-words.ts'
import { filesThatDefine, indexPaths, readMentions } from './rank-mentions.ts'
import { bestPieces, filesFirst, type Signals, type SignalValues, valuesAt } from './rank-pieces.ts'
import { type RankedWords, weighWords } from './rank-words.ts'
import { RANKING, SIGNAL_WEIGHTS, type SignalWeights } from './ranking.ts'
import { type IndexedWord, matchedWords, termsInIndex } from './terms-in-index.ts'

export interface RankedChunk {
  readonly path: string
  readonly blobOid: string
  readonly ordinal: number
  readonly startLine: number
  readonly endLine: number
  readonly kind: string
  readonly symbol: string | undefined
  readonly score: number
  /** Words of the question, as the reader spelt them, that the piece or the path of its file has. */
  readonly words: readonly string[]
  /** Names that bear such words: of the file, of what the piece defines. */
  readonly names: readonly string[]
  /** What is known of it: each signal 0 to 1, and what the kind of its file makes of their sum. */
  readonly signals: SignalValues
  readonly role: number
}

/** What is known of files and lines from elsewhere; what the snapshot does not have is passed over. */
export interface Evidence {
  /** Paths with the sum of their votes. */
  readonly votes: readonly (readonly [string, number])[]
  /** Lines whose meaning is near that of the question, 0 to 1. */
  readonly meaning: readonly { readonly path: string; readonly line: number; readonly nearness: number }[]
}

export interface SearchChoices {
  readonly evidence?: Evidence
  /** Other weights than those of ranking.ts, for a measurement. */
  readonly weights?: Partial<SignalWeights>
}

const NO_EVIDENCE: Evidence = { votes: [], meaning: [] }

export interface LexicalIndex {
  /** Best first: the best piece of each file, then further ones; a score joins all that is known of the piece and its file. */
  search(query: string, limit: number, o?: SearchChoices): readonly RankedChunk[]
  readonly fileCount: number
  readonly chunkCount: number
}

export function createLexicalIndex(snapshot: readonly SnapshotFile[], dictionary: Dictionary): LexicalIndex {
  const files = indexFiles(snapshot, dictionary)
  const chunks = indexChunks(files)
  const fileOfChunk = Uint32Array.from(chunks, ({ file }) => file)
  const firstPieces = new Uint32Array(files.length)
  for (const [piece, { file, ordinal }] of chunks.entries()) if (ordinal === 0) firstPieces[file] = piece
  const byChunk = postingsOfChunks(files, chunks, dictionary)
  const byFile = postingsOfFiles(files, dictionary)
  const byChunkName = postingsOfNames(
    chunks.map(({ chunk }) => chunk.names),
    dictionary,
  )
  const byFileName = postingsOfNames(
    files.map(({ name }) => name),
    dictionary,
  )

  const byPath = postingsOfPaths(files, dictionary)
  const paths = indexPaths(files.map(({ path }) => path))
  const numberOf = new Map(files.map(({ path }, file) => [path, file]))
  /** The piece that holds a line. */
  const pieceAt = (file: number, line: number) => {
    const last = (files[file]?.blob.chunks ?? []).findLastIndex(({ startLine }) => startLine <= line)
    return last < 0 ? undefined : (firstPieces[file] ?? 0) + last
  }

  const kinds = chunks.map(({ file, chunk }): FileRole => (chunk.isTest ? 'test' : (files[file]?.role ?? 'source')))
  /** What the kind of its file makes of each piece. */
  const rolesOf = (question: Pick<Question, 'wanted' | 'named'>) => {
    const weights = weightsOfRoles(question)
    const roles = new Float32Array(kinds.length)
    for (let piece = 0; piece < kinds.length; piece += 1) roles[piece] = weights[kinds[piece] ?? 'source']
    return roles
  }

  /** Everything that is known of pieces and files, each signal beside the best one. */
  const signalsOf = (query: string, ranked: RankedWords, { votes, meaning }: Evidence): Signals => {
    const { names, identifiers } = readMentions(query)
    const byNumber = votes.flatMap(([path, value]) => {
      const file = numberOf.get(path)
      return file === undefined ? [] : [[file, value] as const]
    })
    const byPiece = meaning.flatMap(({ path, line, nearness }) => {
      const file = numberOf.get(path)
      const piece = file === undefined ? undefined : pieceAt(file, line)
      return piece === undefined ? [] : [[piece, nearness] as const]
    })
    return {
      piece: besideBest(scoreDocuments(byChunk, ranked)),
      nameOfPiece: shareOfQuestion(byChunkName, ranked),
      meaning: valuesOf(byPiece, chunks.length),
      file: besideBest(scoreDocuments(byFile, ranked)),
      nameOfFile: shareOfQuestion(byFileName, ranked),
      path: shareOfQuestion(byPath, ranked),
      mentioned: valuesOf(paths.mentioned(names), files.length),
      defined: valuesOf(filesThatDefine(identifiers, { dictionary, names: byChunkName, fileOfChunk }), files.length),
      votes: besideBest(valuesOf(byNumber, files.length)),
    }
  }

  return {
    fileCount: files.length,
    chunkCount: chunks.length,
    search(query, limit, { evidence = NO_EVIDENCE, weights = {} } = {}) {
      const question = readQuestion(query)
      const ranked = weighWords(termsInIndex(question.terms, { dictionary, postings: byFile }), byFile)
      const { words, rarities } = ranked
      const signals = signalsOf(query, ranked, evidence)
      const roleOfPiece = rolesOf(question)
      const best = bestPieces(
        signals,
        { fileOfPiece: fileOfChunk, roleOfPiece },
        { weights: { ...SIGNAL_WEIGHTS[question.kind], ...weights }, limit: Math.max(limit, RANKING.rescored) },
      )
      const rescored = best.map(({ piece, score }) => {
        const terms = chunks[piece]?.chunk.terms
        return { piece, score: score * (1 + RANKING.phrase * (terms ? shareOfPhrases(terms, words, rarities) : 0)) }
      })
      const asked = words.flatMap(({ terms }) => terms.map(({ number }) => number))
      return filesFirst(rescored, ({ piece }) => fileOfChunk[piece] ?? 0)
        .slice(0, limit)
        .flatMap(({ piece, score }) => {
          const entry = chunks[piece]
          const file = entry && files[entry.file]
          if (!entry || !file) return []
          const { ordinal, chunk } = entry
          const { startLine, endLine, kind, symbol } = chunk
          const fields = [chunk.terms, chunk.imported, chunk.names.terms, file.name.terms, file.folders]
          const has = new Set(asked.filter((number) => fields.some((field) => field.includes(number))))
          return {
            ...{ path: file.path, blobOid: file.blobOid, ordinal, startLine, endLine, kind, symbol, score },
            words: matchedWords(words, has),
            names: namesWith(words, { file, chunk, dictionary }),
            signals: valuesAt(signals, { piece, file: entry.file }),
            role: roleOfPiece[piece] ?? 1,
          }
        })
    },
  }
}

/** The name of the file and that of the definition, each if it bears a word of the question. */
function namesWith(
  words: readonly IndexedWord[],
  {
    file,
    chunk,
    dictionary,
  }: { readonly file: IndexedFile; readonly chunk: ChunkTerms; readonly dictionary: Dictionary },
): readonly string[] {
  const isIn = (terms: Uint32Array) => words.some((word) => word.terms.some(({ number }) => terms.includes(number)))
  return [
    ...(isIn(file.name.terms) ? [file.path.slice(file.path.lastIndexOf('/') + 1)] : []),
    ...(chunk.symbol !== undefined && chunk.kind !== 'section' && isIn(readNames([chunk.symbol], dictionary).terms)
      ? [chunk.symbol]
      : []),
  ]
}

/** Each value beside the largest one: 0 to 1. Changes the values. */
function besideBest(values: Float32Array): Float32Array {
  let best = 0
  for (const value of values) if (value > best) best = value
  if (best > 0) for (let at = 0; at < values.length; at += 1) values[at] = (values[at] ?? 0) / best
  return values
}

function valuesOf(entries: Iterable<readonly [number, number]>, count: number): Float32Array {
  const values = new Float32Array(count)
  for (const [at, value] of entries) values[at] = Math.max(values[at] ?? 0, value)
  return values
}
