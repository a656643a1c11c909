// A ranked index of words over the pieces of one snapshot: built in memory from blobs, answers in milliseconds.
import type { ChunkTerms } from './analyse-blob.ts'
import type { Dictionary } from './dictionary.ts'
import {
  type IndexedFile,
  indexChunks,
  indexFiles,
  postingsOfChunks,
  postingsOfFiles,
  postingsOfNames,
  type SnapshotFile,
} from './lexical-fields.ts'
import { readNames } from './name-terms.ts'
import { shareOfPhrases } from './phrases.ts'
import { rarityOf, scoreDocuments, shareOfQuestion } from './postings.ts'
import { readQuestion, weightOfRole } from './question-words.ts'
import { RANKING } from './ranking.ts'
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
}

export interface LexicalIndex {
  /** Best first; the score joins the piece's own with its file's. */
  search(query: string, limit: number): readonly RankedChunk[]
  readonly fileCount: number
  readonly chunkCount: number
}

export function createLexicalIndex(snapshot: readonly SnapshotFile[], dictionary: Dictionary): LexicalIndex {
  const files = indexFiles(snapshot, dictionary)
  const chunks = indexChunks(files)
  const fileOfChunk = Uint32Array.from(chunks, ({ file }) => file)
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

  return {
    fileCount: files.length,
    chunkCount: chunks.length,
    search(query, limit) {
      const question = readQuestion(query)
      const words = termsInIndex(question.terms, { dictionary, postings: byFile })
      if (words.length === 0) return []
      const rarities = words.map((word) => rarityOf(byFile, word) * (word.kind === 'part' ? RANKING.part : 1))
      const chunkScores = scoreDocuments(byChunk, { words, rarities })
      const fileScores = scoreDocuments(byFile, { words, rarities })
      const chunkNames = shareOfQuestion(byChunkName, { words, rarities })
      const fileNames = shareOfQuestion(byFileName, { words, rarities })
      const bestChunk = maximum(chunkScores) || 1
      const bestFile = maximum(fileScores) || 1
      const roleWeights = files.map(({ role }) => weightOfRole(role, question))
      const testWeight = weightOfRole('test', question)
      const joint = new Float32Array(chunks.length)
      for (let document = 0; document < joint.length; document += 1) {
        const own = chunkScores[document] ?? 0
        if (own === 0) continue
        const file = fileOfChunk[document] ?? 0
        const role = chunks[document]?.chunk.isTest ? testWeight : (roleWeights[file] ?? 1)
        joint[document] =
          role *
          (own / bestChunk +
            (RANKING.file * (fileScores[file] ?? 0)) / bestFile +
            RANKING.nameOfPiece * (chunkNames[document] ?? 0) +
            RANKING.nameOfFile * (fileNames[file] ?? 0))
      }
      const asked = words.flatMap(({ terms }) => terms.map(({ number }) => number))
      const candidates = topOf(joint, Math.max(limit, RANKING.rescored))
      for (const document of candidates) {
        const terms = chunks[document]?.chunk.terms
        if (terms)
          joint[document] = (joint[document] ?? 0) * (1 + RANKING.phrase * shareOfPhrases(terms, words, rarities))
      }
      return candidates
        .sort((a, b) => (joint[b] ?? 0) - (joint[a] ?? 0))
        .slice(0, limit)
        .flatMap((document) => {
          const entry = chunks[document]
          const file = entry && files[entry.file]
          if (!entry || !file) return []
          const { ordinal, chunk } = entry
          const { startLine, endLine, kind, symbol } = chunk
          const fields = [chunk.terms, chunk.imported, chunk.names.terms, file.name.terms, file.folders]
          const has = new Set(asked.filter((number) => fields.some((field) => field.includes(number))))
          return {
            ...{ path: file.path, blobOid: file.blobOid, ordinal, startLine, endLine, kind, symbol },
            score: joint[document] ?? 0,
            words: matchedWords(words, has),
            names: namesWith(words, { file, chunk, dictionary }),
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

function maximum(scores: Float32Array): number {
  let best = 0
  for (const value of scores) if (value > best) best = value
  return best
}

/** Documents of the best scores above 0, in no order; of equal ones the first. */
function topOf(scores: Float32Array, limit: number): number[] {
  let best: number[] = []
  let least = 0
  for (let document = 0; document < scores.length; document += 1) {
    if ((scores[document] ?? 0) <= least) continue
    best.push(document)
    if (best.length < SORTED_AT * limit) continue
    best = firstOf(best, scores, limit)
    least = scores[best.at(-1) ?? 0] ?? 0
  }
  return firstOf(best, scores, limit)
}

/** As many times the limit are gathered before they are sorted: sorting all that have a score takes longer than scoring. */
const SORTED_AT = 4

function firstOf(documents: readonly number[], scores: Float32Array, limit: number): number[] {
  return documents.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, limit)
}
