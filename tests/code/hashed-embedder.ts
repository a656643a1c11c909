// An embedder with a real one's shape over hashes of words: near texts share words.
import { createHash } from 'node:crypto'
import type { Embedder } from '#lib/models/embedder.ts'

const DIMENSIONS = 64

/** `seen` collects every text that was embedded. */
export function createHashedEmbedder(): Embedder & { readonly seen: string[] } {
  const seen: string[] = []
  return {
    id: 'hashed-words',
    dimensions: DIMENSIONS,
    seen,
    async embed(texts) {
      seen.push(...texts)
      return texts.map(embedText)
    },
    close: async () => undefined,
  }
}

function embedText(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    const at = (createHash('md5').update(word).digest()[0] ?? 0) % DIMENSIONS
    vector[at] = (vector[at] ?? 0) + 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}
