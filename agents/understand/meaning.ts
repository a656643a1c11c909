// Nearness of meaning: which kinds of question the example questions nearest to this one are of.
import type { Embedder } from '#lib/models/embedder.ts'
import { EXAMPLES } from './examples.ts'

/** Votes of 0 to 1 by kind of question; those of all kinds are together at most 1. */
export type Votes = ReadonlyMap<string, number>

export const NO_VOTES: Votes = new Map()

/** Neighbours that have a vote. */
const NEIGHBOURS = 10
/** Similarity by which a neighbour may be further than the nearest and still have a vote of 1/e. */
const TEMPERATURE = 0.06
/** Nearest similarities below the first say nothing, above the second everything. */
const [FAR, NEAR] = [0.3, 0.65]
/** An answer never waits longer than this for its question's vector. */
const PATIENCE_MS = 30
/** Examples embedded at once, so that a question of somebody else waits for one such batch at most. */
const BATCH = 16

/** Placeholders as words that a model of language knows. */
const WORDS: Readonly<Record<string, string>> = {
  path: 'the file',
  folder: 'the folder',
  person: 'Alice',
  tag: 'version 1.0',
  branch: 'the main branch',
  date: '2020',
  symbol: 'someFunction',
  quote: 'some text',
  commit: 'commit 1a2b3c4',
  issue: 'issue 12',
}

/** Vectors of the examples by embedder; a process has one embedder, rarely a second after a change of settings. */
const known = new WeakMap<
  Embedder,
  { readonly vectors: Promise<readonly Float32Array[]>; ready?: readonly Float32Array[] }
>()

/**
 * The votes of the examples nearest to a masked question.
 *
 * None while the examples are still being embedded (the first question starts that), or when the vector of the question is late.
 */
export async function votesFor(masked: string, embedder: Embedder): Promise<Votes> {
  const examples = exampleVectors(embedder)
  if (examples === undefined) return NO_VOTES
  const question = await inTime(
    embedder
      .embed([inWords(masked)], { purpose: 'query', signal: AbortSignal.timeout(1_000) })
      .then(([vector]) => vector),
  )
  return question === undefined ? NO_VOTES : vote(question, examples)
}

/** Resolves when the examples of this embedder have vectors; never rejects. */
export async function embedExamples(embedder: Embedder): Promise<void> {
  exampleVectors(embedder)
  await known.get(embedder)?.vectors.catch(() => undefined)
}

function exampleVectors(embedder: Embedder): readonly Float32Array[] | undefined {
  const entry = known.get(embedder)
  if (entry) return entry.ready
  const vectors = embedInBatches(embedder)
  const started: { readonly vectors: typeof vectors; ready?: readonly Float32Array[] } = { vectors }
  known.set(embedder, started)
  // An embedder that fails now is asked again with the next question.
  vectors.then(
    (all) => {
      started.ready = all
    },
    () => known.delete(embedder),
  )
  return undefined
}

async function embedInBatches(embedder: Embedder): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let first = 0; first < EXAMPLES.length; first += BATCH) {
    const texts = EXAMPLES.slice(first, first + BATCH).map(({ question }) => inWords(question))
    vectors.push(...(await embedder.embed(texts, { purpose: 'query', signal: AbortSignal.timeout(60_000) })))
  }
  return vectors
}

function inWords(masked: string): string {
  return masked.replace(/⟨(\w+)⟩/g, (_, kind: string) => WORDS[kind] ?? kind).trim()
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), PATIENCE_MS)
  const done = await Promise.race([work.catch(() => undefined), late])
  clearTimeout(timer)
  return done
}

/** The nearest examples vote for their kinds, the nearer the louder. */
export function vote(question: Float32Array, examples: readonly Float32Array[]): Votes {
  const nearest = examples
    .map((vector, index) => ({ kind: EXAMPLES[index]?.kind ?? '', similarity: dot(question, vector) }))
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, NEIGHBOURS)
  const best = nearest[0]?.similarity ?? 0
  const trust = Math.min(1, Math.max(0, (best - FAR) / (NEAR - FAR)))
  const weights = nearest.map(({ similarity }) => Math.exp((similarity - best) / TEMPERATURE))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const votes = new Map<string, number>()
  for (const [index, { kind }] of nearest.entries())
    votes.set(kind, (votes.get(kind) ?? 0) + (trust * (weights[index] ?? 0)) / total)
  return votes
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}
