// One contract of embedders: in this process with real weights, and on a server.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Embedder } from '#lib/models/embedder.ts'
import { openHttpEmbedder } from '#lib/models/embedder-http.ts'
import { openOnnxEmbedder } from '#lib/models/embedder-onnx.ts'
import { ROOT_FOLDER } from '#tests/db/open-test-database.ts'
import { startScriptedServer } from './scripted-server.ts'

interface EmbedderWay {
  readonly name: string
  readonly open?: () => Promise<{ readonly embedder: Embedder; close(): Promise<void> }>
}

const SIZE = 32
/** Characters that the scripted server reads. */
const TEXT_LIMIT = 2_000
const signal = new AbortController().signal

for (const { name, open } of [withWeights(), { name: 'a scripted server', open: openScripted }]) {
  describe.skipIf(!open)(`an embedder on ${name}`, () => {
    let embedder: Embedder
    let close: () => Promise<void>
    const embed = (...texts: readonly string[]) => embedder.embed(texts, { purpose: 'document', signal })

    beforeAll(async () => {
      const opened = await open?.()
      if (opened === undefined) return
      embedder = opened.embedder
      close = opened.close
    })
    afterAll(() => close?.())

    it('gives one vector of length 1 a text, in order, of the size that it states', async () => {
      const texts = Array.from({ length: 70 }, (_, at) => `text number ${at}: ${'river '.repeat(at % 7)}`)
      const vectors = await embed(...texts)
      expect(vectors).toHaveLength(70)
      for (const vector of vectors) {
        expect(vector).toHaveLength(embedder.dimensions)
        expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
      }
      const [alone = new Float32Array()] = await embed(texts[42] ?? '')
      expect(cosine(alone, vectors[42])).toBeGreaterThan(0.99)
      expect(cosine(alone, vectors[41])).toBeLessThan(0.9999)
    })

    it('takes no text, an empty one, and any characters', async () => {
      expect(await embed()).toEqual([])
      const vectors = await embed('', ' ', '\0\u{1f30a}\ud800', 'Straße 模型')
      for (const vector of vectors) expect(vector.every(Number.isFinite)).toBe(true)
    })

    it('cuts a text that is too long, and only that one', async () => {
      const long = 'commit '.repeat(20_000)
      const [cut, short] = await embed(long, 'a river')
      const [alone] = await embed('a river')
      expect(cut).toHaveLength(embedder.dimensions)
      expect(cosine(short, alone)).toBeGreaterThan(0.99)
    })

    it('does not work for somebody who has left', async () => {
      const aborted = { code: 'model/aborted', retryable: true }
      const options = { purpose: 'query', signal: AbortSignal.abort() } as const
      await expect(embedder.embed(['a'], options)).rejects.toMatchObject(aborted)
      const leaving = new AbortController()
      const texts = Array.from({ length: 200 }, (_, at) => `${at} ${'word '.repeat(100)}`)
      const embedded = embedder.embed(texts, { purpose: 'document', signal: leaving.signal })
      leaving.abort()
      await expect(embedded).rejects.toMatchObject(aborted)
      expect(await embed('and goes on')).toHaveLength(1)
    })
  })
}

const weights = inject('weights').embedder

describe.skipIf(weights === undefined)(
  `the embedder in this process${weights === undefined ? ' (skipped: no weights on this machine)' : ''}`,
  () => {
    it('knows what is near in meaning, and lets a query go ahead of a long list', { timeout: 120_000 }, async () => {
      const embedder = await openOnnxEmbedder({ folder: weights ?? '', rootFolder: ROOT_FOLDER })
      const done: string[] = []
      const note = (name: string) => () => done.push(name)
      const many = Array.from({ length: 100 }, (_, at) => `function number ${at} opens a file and reads its lines`)
      const documents = embedder.embed(many, { purpose: 'document', signal }).then(note('documents'))
      const query = embedder.embed(['a dog runs', 'a puppy is running', 'the stock market fell'], {
        purpose: 'query',
        signal,
      })
      await Promise.all([documents, query.then(note('query'))])
      expect(done).toEqual(['query', 'documents'])
      const [dog, puppy, market] = await query
      expect(cosine(dog, puppy)).toBeGreaterThan(cosine(dog, market) + 0.3)
      expect(embedder).toMatchObject({ id: 'all-MiniLM-L6-v2', dimensions: 384 })
      await embedder.close()
      await expect(embedder.embed(['a'], { purpose: 'query', signal })).rejects.toMatchObject({
        message: expect.stringContaining('closed'),
      })
    })

    it('closes in the middle of its work without harm to the process', { timeout: 60_000 }, async () => {
      const embedder = await openOnnxEmbedder({ folder: weights ?? '', rootFolder: ROOT_FOLDER })
      const texts = Array.from({ length: 200 }, (_, at) => `${at} ${'word '.repeat(100)}`)
      const embedded = embedder.embed(texts, { purpose: 'document', signal })
      await Promise.all([expect(embedded).rejects.toMatchObject({ code: 'model/aborted' }), embedder.close()])
    })

    it('says which folder has no weights', async () => {
      const folder = join(weights ?? '', 'nothing-here')
      await expect(openOnnxEmbedder({ folder, rootFolder: ROOT_FOLDER })).rejects.toMatchObject({
        code: 'model/no-weights',
        message: expect.stringContaining(folder),
        remedy: expect.stringContaining('model.onnx'),
      })
    })
  },
)

describe('an embedder on a server', () => {
  it.each([
    ['has no such path', 404, 'model/not-found'],
    ['fails', 500, 'model/unreachable'],
    ['answers in another shape', { data: [{ embedding: 'AAAA' }] }, 'model/bad-output'],
    ['gives fewer vectors than texts', { data: [] }, 'model/bad-output'],
    ['gives empty vectors', { data: [{ index: 0, embedding: [] }] }, 'model/bad-output'],
  ])('that %s cannot be opened', async (_, answer, code) => {
    const server = await startScriptedServer({ routes: { '/v1/embeddings': answer } })
    const opened = openHttpEmbedder({ server: `${server.address}/v1`, model: 'bge', signal })
    await expect(opened).rejects.toMatchObject({ code, message: expect.stringContaining('bge') })
    await server.close()
  })

  const vllm = inject('servers').vllm
  it.skipIf(vllm === undefined)(
    `says that a vLLM that generates does not embed${vllm === undefined ? ' (skipped: no server)' : ''}`,
    async () => {
      const [server = '', model = ''] = vllm?.split('#') ?? []
      await expect(openHttpEmbedder({ server, model, signal })).rejects.toMatchObject({ code: 'model/not-found' })
    },
  )
})

function withWeights(): EmbedderWay {
  const name = 'ONNX in this process, all-MiniLM-L6-v2'
  const folder = inject('weights').embedder
  if (folder === undefined)
    return { name: `${name} (skipped: no weights on this machine; ./sparky test --servers fetches them)` }
  return {
    name,
    open: async () => {
      const embedder = await openOnnxEmbedder({ folder, rootFolder: ROOT_FOLDER })
      return { embedder, close: () => embedder.close() }
    },
  }
}

/** Counts letters; refuses long texts as vLLM does. */
async function openScripted() {
  const server = await startScriptedServer({
    routes: {
      '/v1/embeddings': ({ input }: { input: readonly string[] }) => ({
        data: input.map((text, index) => ({ index, embedding: countLetters(text) })).toReversed(),
      }),
    },
    refuses: ({ input }) =>
      Array.isArray(input) && input.some((text: string) => text.length > TEXT_LIMIT)
        ? { status: 400, message: "This model's maximum context length is 512 tokens." }
        : undefined,
  })
  const embedder = await openHttpEmbedder({ server: `${server.address}/v1`, model: 'bge-small', signal })
  return { embedder, close: () => server.close() }
}

function countLetters(text: string): readonly number[] {
  const counts = new Array<number>(SIZE).fill(0.01)
  for (const letter of text)
    counts[(letter.codePointAt(0) ?? 0) % SIZE] = (counts[(letter.codePointAt(0) ?? 0) % SIZE] ?? 0) + 1
  return counts
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return Array.from(a ?? []).reduce((sum, value, at) => sum + value * (b?.[at] ?? 0), 0)
}
