// An embedder on a server that speaks the OpenAI protocol.
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import type { Embedder } from './embedder.ts'
import { aborted, errorOfStatus, type ModelPlace, timedOut, unreachable } from './server-error.ts'

const Answer = z.object({ data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })) })
const BATCH_TEXTS = 32
const TIMEOUT_MS = 60_000
/** Every model reads this much. */
const SHORTEST_TEXT_CHARACTERS = 100

interface Place extends ModelPlace {
  readonly key?: string | undefined
}

/** Asks the server once for the size of its vectors. @throws SparkyError as `embed` */
export async function openHttpEmbedder({
  signal: opening,
  ...place
}: Place & { readonly signal: AbortSignal }): Promise<Embedder> {
  const [probe] = await request(place, ['size'], opening)
  const dimensions = probe?.length ?? 0
  if (dimensions === 0) throw badOutput(place, 'empty vectors')
  return {
    id: place.model,
    dimensions,
    async embed(texts, { signal }) {
      const vectors: Float32Array[] = []
      for (let at = 0; at < texts.length; at += BATCH_TEXTS)
        vectors.push(...(await requestCut(place, texts.slice(at, at + BATCH_TEXTS), signal)))
      if (vectors.some((vector) => vector.length !== dimensions)) throw badOutput(place, 'vectors of several sizes')
      return vectors
    },
    close: async () => undefined,
  }
}

/** Some servers refuse a text that is too long instead of cutting it: the text is halved until it fits. */
async function requestCut(place: Place, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
  try {
    return await request(place, texts, signal)
  } catch (error) {
    if (!(error instanceof SparkyError) || error.code !== 'model/too-long') throw error
    const [only] = texts
    if (texts.length === 1 && only !== undefined && only.length > SHORTEST_TEXT_CHARACTERS)
      return requestCut(place, [only.slice(0, Math.floor(only.length / 2))], signal)
    if (texts.length === 1) throw error
    const vectors: Float32Array[] = []
    for (const text of texts) vectors.push(...(await requestCut(place, [text], signal)))
    return vectors
  }
}

async function request(place: Place, input: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(`${place.server}/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(place.key && { authorization: `Bearer ${place.key}` }) },
      body: JSON.stringify({ model: place.model, input }),
      signal: AbortSignal.any([signal, timeout]),
    })
    if (!response.ok) throw errorOfStatus(place, response.status, await response.text())
    const { data } = Answer.parse(await response.json())
    if (data.length !== input.length) throw badOutput(place, `${data.length} vectors for ${input.length} texts`)
    return data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => unit(embedding))
  } catch (error) {
    if (error instanceof SparkyError) throw error
    if (signal.aborted) throw aborted(place, error)
    if (timeout.aborted) throw timedOut(place, 'vectors', TIMEOUT_MS)
    if (error instanceof z.ZodError || error instanceof SyntaxError) throw badOutput(place, 'an unknown shape')
    throw unreachable(place, error)
  }
}

function badOutput({ server, model }: ModelPlace, what: string): SparkyError {
  return new SparkyError({
    code: 'model/bad-output',
    message: `${model} on ${server} answered with ${what}.`,
    remedy: 'Use a server with an OpenAI-compatible /v1/embeddings.',
  })
}

function unit(values: readonly number[]): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1
  return Float32Array.from(values, (value) => value / length)
}
