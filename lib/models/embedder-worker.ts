// The thread of the embedder: tokenizes, runs the ONNX model, pools and normalises.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { Tokenizer } from '@huggingface/tokenizers'
import { InferenceSession, Tensor } from 'onnxruntime-node'

/** What the thread is told at its start. */
export interface EmbedderStart {
  readonly folder: string
  readonly threads: number
}

export interface EmbedderRequest {
  readonly id: number
  readonly texts: readonly string[]
}

/** Asks the thread to end by itself. */
export const END_MESSAGE = 'end'

export type EmbedderReply =
  | { readonly id: number; readonly vectors: readonly Float32Array[] }
  | { readonly id: number; readonly error: string }

/** Half of what the model was trained on: the head of a piece (path, name, signature, first lines) says what it is, at half the time. */
const MAX_TOKENS = 128
/** Tokens (padding included) in one run: bounds memory; larger runs are no faster. */
const BATCH_TOKENS = 512

interface Encoded {
  readonly index: number
  readonly ids: readonly number[]
}

async function main(port: NonNullable<typeof parentPort>, { folder, threads }: EmbedderStart): Promise<void> {
  const tokenizer = new Tokenizer(JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')), {})
  const session = await InferenceSession.create(join(folder, 'model.onnx'), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // Threads that wait by spinning take the core from the one they wait for: 16 texts on two busy cores took 1.5 s with it, 0.9 s without.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    // The arena keeps what the widest batch took; without it a run is as fast and 160 MB are given back.
    enableCpuMemArena: false,
    enableMemPattern: false,
  })
  const answer = async ({ id, texts }: EmbedderRequest): Promise<EmbedderReply> => {
    try {
      return { id, vectors: await embed(texts) }
    } catch (error) {
      return { id, error: error instanceof Error ? error.message : String(error) }
    }
  }

  async function embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const encoded = texts
      .map((text, index): Encoded => ({ index, ids: cut(tokenizer.encode(text).ids) }))
      .sort((a, b) => a.ids.length - b.ids.length)
    const vectors: Float32Array[] = []
    for (let at = 0; at < encoded.length; ) {
      let size = 1
      while (at + size < encoded.length && (encoded[at + size]?.ids.length ?? 0) * (size + 1) <= BATCH_TOKENS) size += 1
      const batch = encoded.slice(at, at + size)
      const pooled = await runBatch(batch)
      for (const [row, { index }] of batch.entries()) vectors[index] = pooled[row] ?? new Float32Array()
      at += size
    }
    return vectors
  }

  async function runBatch(batch: readonly Encoded[]): Promise<readonly Float32Array[]> {
    const width = Math.max(...batch.map(({ ids }) => ids.length))
    const shape = [batch.length, width]
    const ids = new BigInt64Array(batch.length * width)
    const mask = new BigInt64Array(batch.length * width)
    for (const [row, encoded] of batch.entries()) {
      for (const [column, id] of encoded.ids.entries()) {
        ids[row * width + column] = BigInt(id)
        mask[row * width + column] = 1n
      }
    }
    const feeds: Record<string, Tensor> = {
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
    }
    const wanted = Object.fromEntries(session.inputNames.flatMap((name) => (feeds[name] ? [[name, feeds[name]]] : [])))
    const output = (await session.run(wanted))[session.outputNames[0] ?? '']
    if (!output) throw new Error('The model has no output.')
    // Token embeddings of an encoder are float32 [batch, tokens, dimensions].
    return batch.map(({ ids: own }, row) =>
      pool(output.data as Float32Array, row, width, own.length, output.dims[2] ?? 0),
    )
  }

  // One message after the other: the end comes when nothing runs any more.
  let last = Promise.resolve()
  port.on('message', (message: EmbedderRequest | typeof END_MESSAGE) => {
    last = last.then(async () => {
      if (message !== END_MESSAGE) return port.postMessage(await answer(message))
      await session.release()
      port.close()
    })
  })
  port.postMessage({ id: 0, vectors: [] } satisfies EmbedderReply)
}

/** Keeps the closing token when a text is too long. */
function cut(ids: readonly number[]): readonly number[] {
  const last = ids.at(-1)
  return ids.length <= MAX_TOKENS || last === undefined ? ids : [...ids.slice(0, MAX_TOKENS - 1), last]
}

/** Mean of the token vectors, scaled to length 1. */
function pool(data: Float32Array, row: number, width: number, tokens: number, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions)
  for (let token = 0; token < tokens; token += 1) {
    const offset = (row * width + token) * dimensions
    for (let at = 0; at < dimensions; at += 1) vector[at] = (vector[at] ?? 0) + (data[offset + at] ?? 0)
  }
  let square = 0
  for (const value of vector) square += value * value
  const length = Math.sqrt(square) || 1
  for (let at = 0; at < dimensions; at += 1) vector[at] = (vector[at] ?? 0) / length
  return vector
}

if (parentPort) await main(parentPort, workerData as EmbedderStart)
