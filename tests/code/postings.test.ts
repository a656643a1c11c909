// Lists of documents by term hold every document once, in order, with all of its weights.
import { expect, test } from 'vitest'
import { buildPostings } from '#lib/code/words/postings.ts'

const DOCUMENTS = 400
const TERMS = 700

/** Three of each eight terms, some of them twice. */
function* termsOf(document: number): Generator<readonly [term: number, weight: number]> {
  for (let term = 0; term < TERMS; term += 1) {
    const kind = (document * 31 + term * 17) % 8
    if (kind < 3) yield [term, 1]
    if (kind === 1) yield [term, 0.5]
  }
}

test('as a plain table of all documents and terms has them', () => {
  const { offsets, documents, frequencies } = buildPostings({
    count: DOCUMENTS,
    termCount: TERMS,
    termsOf: (document, emit) => {
      for (const [term, weight] of termsOf(document)) emit(term, weight)
    },
  })
  // More pairs than are gathered before the first growth.
  expect(documents.length).toBeGreaterThan(100_000)
  for (let term = 0; term < TERMS; term += 50) {
    const expected = Array.from({ length: DOCUMENTS }, (_, document) => {
      const weights = [...termsOf(document)].filter(([one]) => one === term).map(([, weight]) => weight)
      return [document, weights.reduce((sum, weight) => sum + weight, 0)] as const
    }).filter(([, weight]) => weight > 0)
    const [from, to] = [offsets[term] ?? 0, offsets[term + 1] ?? 0]
    expect([...documents.slice(from, to)].map((document, at) => [document, frequencies[from + at]])).toEqual(expected)
  }
})
