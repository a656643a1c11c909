// An embedder on a server that speaks the OpenAI protocol.
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import type { Embedder } from './embedder.ts'
import { aborted, errorOfStatus, timedOut, unreachable } from './server-error.ts'

const Answer = z.object({ data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })) })
const BATCH_TEXTS = 32
const TIMEOUT_MS = 60_000

/** Asks the server once for the size of its vectors. @throws SparkyError as `embed` */
export async function openHttpEmbedder(place: {
  readonly server: string
  readonly model: string
  readonly key?: string | undefined
  readonly signal: AbortSignal
}): Promise<Embedder> {
  const [probe] = await request(place, ['size'], place.signal)
  const dimensions = probe?.length ?? 0
  return {
    id: place.model,
    dimensions,
    async embed(texts, { signal }) {
      const vectors: Float32Array[] = []
      for (let at = 0; at < texts.length; at += BATCH_TEXTS)
        vectors.push(...(await request(place, texts.slice(at, at + BATCH_TEXTS), signal)))
      return vectors
    },
    close: async () => undefined,
  }
}

async function request(
  place: { readonly server: string; readonly model: string; readonly key?: string | undefined },
  input: readonly string[],
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
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
    return data.sort((a, b) => a.index - b.index).map(({ embedding }) => unit(embedding))
  } catch (error) {
    if (error instanceof SparkyError) throw error
    if (signal.aborted) throw aborted(place, error)
    if (timeout.aborted) throw timedOut(place, 'vectors', TIMEOUT_MS)
    if (error instanceof z.ZodError) throw badOutput(place, 'an unknown shape')
    throw unreachable(place, error)
  }
}

function badOutput({ server, model }: { readonly server: string; readonly model: string }, what: string): SparkyError {
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
