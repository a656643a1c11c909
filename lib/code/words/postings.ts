// Lists of documents by term, with how much each document has of the term, and their BM25 scores.

export interface Postings {
  /** Where the list of each term begins; one longer than the dictionary. */
  readonly offsets: Uint32Array
  readonly documents: Uint32Array
  /** Of a term in a document: all its fields, weighted and normed by length. */
  readonly frequencies: Float32Array
  readonly count: number
}

/** Gives every term of a document its weight; a term may come several times, and its weights add up. */
export type EmitTerms = (document: number, emit: (term: number, weight: number) => void) => void

/** Compressed sparse rows: the terms of each document are gathered once, then put in the order of the terms. */
export function buildPostings({
  count,
  termCount,
  termsOf,
}: {
  readonly count: number
  readonly termCount: number
  readonly termsOf: EmitTerms
}): Postings {
  const offsets = new Uint32Array(termCount + 1)
  /** Where the term stands among those of the document that had it last. */
  const lastAt = new Int32Array(termCount).fill(-1)
  const starts = new Uint32Array(count + 1)
  let terms = new Uint32Array(PAIRS_AT_FIRST)
  let weights = new Float32Array(PAIRS_AT_FIRST)
  let end = 0
  let start = 0
  const emit = (term: number, weight: number) => {
    let at = lastAt[term] ?? -1
    if (at < start) {
      at = end
      if (end === terms.length) [terms, weights] = [doubled(terms, Uint32Array), doubled(weights, Float32Array)]
      terms[at] = term
      lastAt[term] = at
      offsets[term + 1] = (offsets[term + 1] ?? 0) + 1
      end += 1
    }
    weights[at] = (weights[at] ?? 0) + weight
  }
  for (let document = 0; document < count; document += 1) {
    start = end
    starts[document] = start
    termsOf(document, emit)
  }
  starts[count] = end
  for (let term = 0; term < termCount; term += 1) offsets[term + 1] = (offsets[term + 1] ?? 0) + (offsets[term] ?? 0)
  const documents = new Uint32Array(end)
  const frequencies = new Float32Array(end)
  const next = offsets.slice()
  for (let document = 0; document < count; document += 1)
    for (let at = starts[document] ?? 0; at < (starts[document + 1] ?? 0); at += 1) {
      const term = terms[at] ?? 0
      const place = next[term] ?? 0
      next[term] = place + 1
      documents[place] = document
      frequencies[place] = weights[at] ?? 0
    }
  return { offsets, documents, frequencies, count }
}

const PAIRS_AT_FIRST = 1 << 16

function doubled<T extends Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>>(
  array: T,
  kind: new (length: number) => T,
): T {
  const larger = new kind(2 * array.length)
  larger.set(array)
  return larger
}

/** A word of a question as the numbers of its terms, the most faithful first, with what each is worth. */
export interface WeightedTerms {
  readonly terms: readonly { readonly number: number; readonly weight: number }[]
}

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009): the usual value. */
const K1 = 1.2

/** How rare a word is: that of its most frequent spelling. */
export function rarityOf({ offsets, count }: Postings, { terms }: WeightedTerms): number {
  const frequency = Math.max(0, ...terms.map(({ number }) => (offsets[number + 1] ?? 0) - (offsets[number] ?? 0)))
  return Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
}

/** What the scoring of a question needs: its words, and how rare each of them is. */
export interface WeightedQuestion {
  readonly words: readonly WeightedTerms[]
  readonly rarities: readonly number[]
}

/** BM25 of each document; the spellings of one word count as one term. */
export function scoreDocuments(
  { offsets, documents, frequencies, count }: Postings,
  { words, rarities }: WeightedQuestion,
): Float32Array {
  const scores = new Float32Array(count)
  const own = new Float32Array(count)
  for (const [index, { terms }] of words.entries()) {
    for (const { number, weight } of terms)
      for (let at = offsets[number] ?? 0; at < (offsets[number + 1] ?? 0); at += 1) {
        const document = documents[at] ?? 0
        own[document] = (own[document] ?? 0) + weight * (frequencies[at] ?? 0)
      }
    const rarity = rarities[index] ?? 0
    for (const { number } of terms)
      for (let at = offsets[number] ?? 0; at < (offsets[number + 1] ?? 0); at += 1) {
        const document = documents[at] ?? 0
        const frequency = own[document] ?? 0
        own[document] = 0
        scores[document] = (scores[document] ?? 0) + (rarity * frequency * (K1 + 1)) / (frequency + K1)
      }
  }
  return scores
}

/** The share of the question, by rarity, that each document has; a term of which it has less than 1 counts for less. */
export function shareOfQuestion(
  { offsets, documents, frequencies, count }: Postings,
  { words, rarities }: WeightedQuestion,
): Float32Array {
  const shares = new Float32Array(count)
  const total = rarities.reduce((sum, rarity) => sum + rarity, 0) || 1
  for (const [at, { terms }] of words.entries())
    for (const { number, weight } of terms)
      for (let entry = offsets[number] ?? 0; entry < (offsets[number + 1] ?? 0); entry += 1) {
        const document = documents[entry] ?? 0
        shares[document] = (shares[document] ?? 0) + ((rarities[at] ?? 0) / total) * weight * (frequencies[entry] ?? 0)
      }
  return shares
}
