// Nearness of meaning: it decides where the words leave doubt, is never waited for, and without an embedder rules decide alone.
import { describe, expect, test } from 'vitest'
import { EXAMPLES, kindOf } from '#agents/understand/examples.ts'
import { embedExamples, vote, votesFor } from '#agents/understand/meaning.ts'
import { understand } from '#agents/understand/understand.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import { FRESH_WORDINGS } from './fresh-wordings.ts'
import { openStory } from './open-story.ts'

const opened = openStory()

const DIMENSIONS = 512

/** Bags of words as vectors of length 1: near means to share words. */
function bagEmbedder(delayMs: () => number = () => 0): Embedder & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    id: 'bag of words',
    dimensions: DIMENSIONS,
    asked,
    async embed(texts) {
      asked.push(...texts)
      await new Promise((resolve) => setTimeout(resolve, delayMs()))
      return texts.map(bag)
    },
    close: () => Promise.resolve(),
  }
}

function bag(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  for (const word of text.toLowerCase().match(/\p{L}+|\d+/gu) ?? []) {
    const place = [...word].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % DIMENSIONS, 7)
    vector[place] = (vector[place] ?? 0) + 1
  }
  const length = Math.hypot(...vector)
  return vector.map((value) => value / (length || 1))
}

const kindsOf = async (question: string, embedder?: Embedder) => {
  const context = opened.agents.context()
  const { readings } = await understand({
    question,
    context: openUnderstanding(context),
    signal: context.signal,
    ...(embedder && { embedder }),
  })
  return readings.map((reading) => ({ kind: kindOf(reading), by: reading.by }))
}

describe('examples', () => {
  test('there are at least six of each kind, none twice', () => {
    const kinds = Map.groupBy(EXAMPLES, ({ kind }) => kind)
    for (const [kind, examples] of kinds) expect(examples.length, kind).toBeGreaterThanOrEqual(6)
    expect(new Set(EXAMPLES.map(({ question }) => question)).size).toBe(EXAMPLES.length)
  })

  test('a question that is an example has the votes of its kind', async () => {
    const vectors = EXAMPLES.map(({ question }) => bag(question))
    const [example] = EXAMPLES
    const votes = [...vote(bag(example?.question ?? ''), vectors)].sort((a, b) => b[1] - a[1])
    expect(votes[0]?.[0]).toBe(example?.kind)
    expect(votes.reduce((sum, [, share]) => sum + share, 0)).toBeLessThanOrEqual(1.0001)
  })
})

describe('a question whose words leave doubt', () => {
  // Nothing in it asks for ownership by name.
  const question = 'how many people would have to leave before nobody knows docs/?'

  test('is read by its meaning once the examples are embedded', async () => {
    const embedder = bagEmbedder()
    const first = await kindsOf('is docs/ in the hands of one person?', embedder)
    expect(first.every(({ by }) => by === 'rules')).toBe(true)
    await embedExamples(embedder)
    expect((await kindsOf('is docs/ in the hands of one person?', embedder))[0]).toEqual({
      kind: 'ownership',
      by: 'meaning',
    })
    expect((await kindsOf(question, embedder))[0]?.kind).toBeDefined()
  })

  test('examples are embedded once per embedder, the question once', async () => {
    const embedder = bagEmbedder()
    await embedExamples(embedder)
    await kindsOf(question, embedder)
    await kindsOf(question, embedder)
    expect(embedder.asked.length).toBe(EXAMPLES.length + 2)
  })

  test('a late vector is not waited for', async () => {
    let delayMs = 0
    const embedder = bagEmbedder(() => delayMs)
    await embedExamples(embedder)
    delayMs = 500
    const startedMs = performance.now()
    expect((await votesFor('who is ⟨person⟩?', embedder)).size).toBe(0)
    expect(performance.now() - startedMs).toBeLessThan(300)
  })

  test('an embedder that fails costs nothing but the votes, and is asked again', async () => {
    let isBroken = true
    const whole = bagEmbedder()
    const embedder: Embedder = {
      ...whole,
      embed: (texts, options) => (isBroken ? Promise.reject(new Error('gone')) : whole.embed(texts, options)),
    }
    await embedExamples(embedder)
    expect((await votesFor('who is ⟨person⟩?', embedder)).size).toBe(0)
    await embedExamples(embedder)
    isBroken = false
    await embedExamples(embedder)
    expect((await votesFor('who is ⟨person⟩?', embedder)).size).toBeGreaterThan(0)
  })
})

test('words that leave no doubt are not overruled', async () => {
  const embedder = bagEmbedder()
  await embedExamples(embedder)
  expect((await kindsOf('how many commits did Ada Lovelace make in 2019?', embedder))[0]).toEqual({
    kind: 'query_commits count',
    by: 'rules',
  })
})

test('of wordings that nothing was written from, rules alone read most', async () => {
  let right = 0
  for (const [kind, question] of FRESH_WORDINGS) if ((await kindsOf(question))[0]?.kind === kind) right += 1
  expect(right / FRESH_WORDINGS.length).toBeGreaterThan(0.6)
})
