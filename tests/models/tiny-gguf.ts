// A language model of half a megabyte that says nothing of sense: enough to load, stream, constrain and stop for real.
import { writeFile } from 'node:fs/promises'
import { createNumbers } from '#tests/vectors/random-vectors.ts'

/** Prompt and answer together, in tokens. */
export const TINY_CONTEXT_TOKENS = 512

const WIDTH = 64
const HEADS = 4
const FEED_FORWARD = 128
const ALIGNMENT = 32
/** Words that it may say. */
const WORDS = ['▁the', '▁commit', '▁file', '▁of', '▁and', '▁fix', '▁test', '▁in', '▁a', '▁to']

type Value = number | string | readonly string[] | readonly number[]
/** Type numbers of the format. */
const TYPE = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 }

interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/**
 * Writes a llama with one layer and random numbers. It never ends by itself, so each answer is as long as it may be.
 *
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export async function writeTinyGguf(file: string): Promise<void> {
  const bytes = Array.from({ length: 256 }, (_, value) => `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`)
  const letters = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))
  const tokens = ['<unk>', '<s>', '</s>', ...bytes, '▁', ...letters, ...WORDS]
  const types = tokens.map((_, at) => (at === 0 ? 2 : at < 3 ? 3 : at < 3 + bytes.length ? 6 : 1))
  const metadata: readonly (readonly [string, Value, number])[] = [
    ['general.architecture', 'llama', TYPE.string],
    ['general.name', 'tiny', TYPE.string],
    ['llama.context_length', TINY_CONTEXT_TOKENS, TYPE.uint32],
    ['llama.embedding_length', WIDTH, TYPE.uint32],
    ['llama.block_count', 1, TYPE.uint32],
    ['llama.feed_forward_length', FEED_FORWARD, TYPE.uint32],
    ['llama.attention.head_count', HEADS, TYPE.uint32],
    ['llama.attention.head_count_kv', HEADS, TYPE.uint32],
    ['llama.rope.dimension_count', WIDTH / HEADS, TYPE.uint32],
    ['llama.attention.layer_norm_rms_epsilon', 1e-5, TYPE.float32],
    ['tokenizer.ggml.model', 'llama', TYPE.string],
    ['tokenizer.ggml.tokens', tokens, TYPE.string],
    ['tokenizer.ggml.scores', tokens.map((_, at) => -at), TYPE.float32],
    ['tokenizer.ggml.token_type', types, TYPE.int32],
    ['tokenizer.ggml.bos_token_id', 1, TYPE.uint32],
    ['tokenizer.ggml.eos_token_id', 2, TYPE.uint32],
    ['tokenizer.ggml.unknown_token_id', 0, TYPE.uint32],
  ]
  await writeFile(file, encode(metadata, createTensors(tokens.length)))
}

function createTensors(vocabulary: number): readonly Tensor[] {
  const next = createNumbers(7)
  const matrix = (name: string, columns: number, rows: number): Tensor => {
    const data = new Float32Array(columns * rows)
    for (let row = 0; row < rows; row += 1) data.set(next(columns), row * columns)
    return { name, shape: [columns, rows], data }
  }
  const ones = (name: string): Tensor => ({ name, shape: [WIDTH], data: new Float32Array(WIDTH).fill(1) })
  const output = matrix('output.weight', WIDTH, vocabulary)
  // Only words can win: each other row is zero, and of several random rows one is above.
  output.data.fill(0, 0, (vocabulary - WORDS.length) * WIDTH)
  return [
    matrix('token_embd.weight', WIDTH, vocabulary),
    ones('output_norm.weight'),
    output,
    ones('blk.0.attn_norm.weight'),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name) => matrix(`blk.0.${name}.weight`, WIDTH, WIDTH)),
    ones('blk.0.ffn_norm.weight'),
    matrix('blk.0.ffn_gate.weight', WIDTH, FEED_FORWARD),
    matrix('blk.0.ffn_up.weight', WIDTH, FEED_FORWARD),
    matrix('blk.0.ffn_down.weight', FEED_FORWARD, WIDTH),
  ]
}

function encode(metadata: readonly (readonly [string, Value, number])[], tensors: readonly Tensor[]): Buffer {
  const head: Buffer[] = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(metadata.length)]
  for (const [key, value, type] of metadata) {
    head.push(text(key))
    if (Array.isArray(value)) head.push(uint32(TYPE.array), uint32(type), uint64(value.length))
    else head.push(uint32(type))
    for (const item of [value].flat()) head.push(encodeValue(item as string | number, type))
  }
  let offset = 0
  for (const { name, shape, data } of tensors) {
    head.push(text(name), uint32(shape.length), ...shape.map(uint64), uint32(0), uint64(offset))
    offset += aligned(data.byteLength)
  }
  const start = Buffer.concat(head)
  const body = tensors.map(({ data }) => padded(Buffer.from(data.buffer)))
  return Buffer.concat([padded(start), ...body])
}

function encodeValue(value: string | number, type: number): Buffer {
  if (typeof value === 'string') return text(value)
  const bytes = Buffer.alloc(4)
  if (type === TYPE.float32) bytes.writeFloatLE(value)
  else bytes.writeUInt32LE(value)
  return bytes
}

const aligned = (size: number) => Math.ceil(size / ALIGNMENT) * ALIGNMENT
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)])

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([uint64(bytes.length), bytes])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
