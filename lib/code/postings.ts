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

/** Compressed sparse rows, in two passes over the documents. */
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
  const seen = new Int32Array(termCount).fill(-1)
  for (let document = 0; document < count; document += 1) {
    termsOf(document, (term) => {
      if (seen[term] === document) return
      seen[term] = document
      offsets[term + 1] = (offsets[term + 1] ?? 0) + 1
    })
  }
  for (let term = 0; term < termCount; term += 1) offsets[term + 1] = (offsets[term + 1] ?? 0) + (offsets[term] ?? 0)
  const total = offsets[termCount] ?? 0
  const documents = new Uint32Array(total)
  const frequencies = new Float32Array(total)
  const next = offsets.slice()
  seen.fill(-1)
  for (let document = 0; document < count; document += 1) {
    termsOf(document, (term, weight) => {
      if (seen[term] !== document) {
        seen[term] = document
        documents[next[term] ?? 0] = document
        next[term] = (next[term] ?? 0) + 1
      }
      const at = (next[term] ?? 1) - 1
      frequencies[at] = (frequencies[at] ?? 0) + weight
    })
  }
  return { offsets, documents, frequencies, count }
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
