// A BM25 index over the pieces of one snapshot: built in memory from blobs, answers in milliseconds.
import { queryTerms } from './code-tokens.ts'

/** The analysed text of one blob; independent of path and revision, so it is shared between snapshots. */
export interface BlobTerms {
  readonly chunks: readonly ChunkTerms[]
}

export interface ChunkTerms {
  readonly startLine: number
  readonly endLine: number
  readonly kind: string
  readonly symbol: string | undefined
  /** Pairs of term number and frequency. */
  readonly terms: Uint32Array
  /** Number of terms, for the length norm. */
  readonly length: number
}

/** One file of a snapshot. */
export interface SnapshotFile {
  readonly path: string
  readonly blobOid: string
  /** Term numbers of the path. */
  readonly pathTerms: readonly number[]
  readonly blob: BlobTerms
}

export interface RankedChunk {
  readonly path: string
  readonly blobOid: string
  readonly ordinal: number
  readonly startLine: number
  readonly endLine: number
  readonly kind: string
  readonly symbol: string | undefined
  readonly score: number
  /** Terms of the query that the piece or its path has. */
  readonly terms: readonly string[]
}

/** Numbers for terms, shared by all snapshots of a thread. */
export interface Dictionary {
  numberOf(term: string): number
  find(term: string): number | undefined
  readonly size: number
}

export function createDictionary(): Dictionary {
  const numbers = new Map<string, number>()
  return {
    numberOf(term) {
      const known = numbers.get(term)
      if (known !== undefined) return known
      numbers.set(term, numbers.size)
      return numbers.size - 1
    },
    find: (term) => numbers.get(term),
    get size() {
      return numbers.size
    },
  }
}

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009): usual values. */
const K1 = 1.2
const B = 0.75
/** A term of the path counts as if it stood so often in each piece of the file. */
const PATH_WEIGHT = 2
const SYMBOL_WEIGHT = 3

interface Postings {
  /** Where the list of each term begins; one longer than the dictionary. */
  readonly offsets: Uint32Array
  readonly documents: Uint32Array
  readonly frequencies: Float32Array
  readonly lengths: Float32Array
  readonly meanLength: number
  readonly count: number
}

export interface LexicalIndex {
  /** Best first; the score joins the piece's own with its file's. */
  search(query: string, limit: number): readonly RankedChunk[]
  readonly fileCount: number
  readonly chunkCount: number
}

export function createLexicalIndex(files: readonly SnapshotFile[], dictionary: Dictionary): LexicalIndex {
  const chunks: { readonly file: number; readonly ordinal: number; readonly chunk: ChunkTerms }[] = []
  for (const [file, { blob }] of files.entries())
    for (const [ordinal, chunk] of blob.chunks.entries()) chunks.push({ file, ordinal, chunk })
  const symbolTerms = chunks.map(({ chunk }) =>
    chunk.symbol === undefined ? [] : queryTerms(chunk.symbol).flatMap((term) => dictionary.find(term) ?? []),
  )
  const byChunk = buildPostings(chunks.length, dictionary.size, function* (document) {
    const entry = chunks[document]
    if (!entry) return
    yield* pairsOf(entry.chunk.terms)
    for (const term of files[entry.file]?.pathTerms ?? []) yield [term, PATH_WEIGHT]
    for (const term of symbolTerms[document] ?? []) yield [term, SYMBOL_WEIGHT]
  })
  const byFile = buildPostings(files.length, dictionary.size, function* (document) {
    const file = files[document]
    if (!file) return
    for (const chunk of file.blob.chunks) yield* pairsOf(chunk.terms)
    for (const term of file.pathTerms) yield [term, PATH_WEIGHT * 3]
  })

  return {
    fileCount: files.length,
    chunkCount: chunks.length,
    search(query, limit) {
      const terms = queryTerms(query).flatMap((term) => {
        const number = dictionary.find(term)
        return number === undefined ? [] : [{ term, number }]
      })
      const numbers = terms.map(({ number }) => number)
      const chunkScores = score(byChunk, numbers)
      const fileScores = score(byFile, numbers)
      const bestChunk = maximum(chunkScores) || 1
      const bestFile = maximum(fileScores) || 1
      const joint = new Float32Array(chunks.length)
      for (const [document, { file }] of chunks.entries()) {
        const own = chunkScores[document] ?? 0
        if (own > 0) joint[document] = own / bestChunk + (fileScores[file] ?? 0) / bestFile
      }
      return topOf(joint, limit).flatMap((document) => {
        const entry = chunks[document]
        const file = entry && files[entry.file]
        if (!entry || !file) return []
        const has = new Set([...pairsOf(entry.chunk.terms)].map(([term]) => term))
        for (const term of file.pathTerms) has.add(term)
        return {
          path: file.path,
          blobOid: file.blobOid,
          ordinal: entry.ordinal,
          startLine: entry.chunk.startLine,
          endLine: entry.chunk.endLine,
          kind: entry.chunk.kind,
          symbol: entry.chunk.symbol,
          score: joint[document] ?? 0,
          terms: terms.filter(({ number }) => has.has(number)).map(({ term }) => term),
        }
      })
    },
  }
}

function* pairsOf(terms: Uint32Array): Iterable<readonly [number, number]> {
  for (let at = 0; at < terms.length; at += 2) yield [terms[at] ?? 0, terms[at + 1] ?? 0]
}

/** Lists of documents by term, in compressed sparse rows. `termsOf` may name a term several times. */
function buildPostings(
  count: number,
  termCount: number,
  termsOf: (document: number) => Iterable<readonly [number, number]>,
): Postings {
  const offsets = new Uint32Array(termCount + 1)
  const seen = new Int32Array(termCount).fill(-1)
  for (let document = 0; document < count; document += 1) {
    for (const [term] of termsOf(document)) {
      if (seen[term] === document) continue
      seen[term] = document
      offsets[term + 1] = (offsets[term + 1] ?? 0) + 1
    }
  }
  for (let term = 0; term < termCount; term += 1) offsets[term + 1] = (offsets[term + 1] ?? 0) + (offsets[term] ?? 0)
  const total = offsets[termCount] ?? 0
  const documents = new Uint32Array(total)
  const frequencies = new Float32Array(total)
  const lengths = new Float32Array(count)
  const next = offsets.slice()
  const place = new Uint32Array(termCount)
  seen.fill(-1)
  let sum = 0
  for (let document = 0; document < count; document += 1) {
    let length = 0
    for (const [term, frequency] of termsOf(document)) {
      if (seen[term] !== document) {
        seen[term] = document
        place[term] = next[term] ?? 0
        next[term] = (next[term] ?? 0) + 1
        documents[place[term] ?? 0] = document
      }
      const at = place[term] ?? 0
      frequencies[at] = (frequencies[at] ?? 0) + frequency
      length += frequency
    }
    lengths[document] = length
    sum += length
  }
  return { offsets, documents, frequencies, lengths, meanLength: count === 0 ? 1 : sum / count || 1, count }
}

function score(
  { offsets, documents, frequencies, lengths, meanLength, count }: Postings,
  terms: readonly number[],
): Float32Array {
  const scores = new Float32Array(count)
  for (const term of terms) {
    const [from, to] = [offsets[term] ?? 0, offsets[term + 1] ?? 0]
    const rarity = Math.log(1 + (count - (to - from) + 0.5) / (to - from + 0.5))
    for (let at = from; at < to; at += 1) {
      const document = documents[at] ?? 0
      const frequency = frequencies[at] ?? 0
      const norm = K1 * (1 - B + (B * (lengths[document] ?? 0)) / meanLength)
      scores[document] = (scores[document] ?? 0) + (rarity * frequency * (K1 + 1)) / (frequency + norm)
    }
  }
  return scores
}

function maximum(scores: Float32Array): number {
  let best = 0
  for (const value of scores) if (value > best) best = value
  return best
}

function topOf(scores: Float32Array, limit: number): readonly number[] {
  const found: number[] = []
  for (const [document, value] of scores.entries()) if (value > 0) found.push(document)
  return found.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, limit)
}
