// One contract of vector stores: what every caller may rely on, on each of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { VectorRow, VectorStore } from '#lib/vectors/store.ts'
import { createNumbers, nearestOf, unit } from './random-vectors.ts'
import { STORES, type StorePlace } from './stores.ts'

const SIZE = 8
const signal = new AbortController().signal

for (const { name, start } of STORES) {
  describe.skipIf(!start)(`vectors in ${name}`, () => {
    let place: StorePlace
    let store: VectorStore
    let collections = 0

    const newCollection = async (dimensions = SIZE) => {
      collections += 1
      const collection = `code_model_${collections}`
      await store.prepare({ collection, dimensions })
      return collection
    }
    const search = async (collection: string, vector: Float32Array, repositoryId = 1, limit = 10) =>
      store.search(collection, { vector, repositoryId, limit, signal })
    const idsOf = async (...of: Parameters<typeof search>) => (await search(...of)).map(({ id }) => id)

    beforeAll(async () => {
      place = (await start?.()) as StorePlace
      store = place.open()
    })
    afterAll(() => place?.stop())

    it('come back nearest first, with their cosine, at most as many as asked for', async () => {
      const collection = await newCollection()
      await store.upsert(collection, [row(1, 1, [1, 0]), row(2, 1, [1, 1]), row(3, 1, [0, 1]), row(4, 1, [-1, 0])])
      const hits = await search(collection, axis([1, 0]))
      expect(hits.map(({ id }) => id)).toEqual([1, 2, 3, 4])
      for (const [at, score] of [1, Math.SQRT1_2, 0, -1].entries()) expect(hits[at]?.score).toBeCloseTo(score, 5)
      expect(await idsOf(collection, axis([0, 1]), 1, 2)).toEqual([3, 2])
    })

    it('of one repository are invisible to a search in another', async () => {
      const collection = await newCollection()
      await store.upsert(collection, [row(1, 1, [1, 0]), row(2, 2, [1, 0])])
      expect(await idsOf(collection, axis([1, 0]), 1)).toEqual([1])
      expect(await idsOf(collection, axis([1, 0]), 2)).toEqual([2])
      expect(await idsOf(collection, axis([1, 0]), 3)).toEqual([])
    })

    it('are replaced under the same number, also by another repository', async () => {
      const collection = await newCollection()
      await store.upsert(collection, [row(1, 1, [1, 0]), row(2, 1, [0, 1])])
      await store.upsert(collection, [row(1, 1, [0, 1]), row(2, 7, [0, 1])])
      expect(await search(collection, axis([0, 1]))).toEqual([{ id: 1, score: expect.closeTo(1, 5) }])
      expect(await store.count(collection, { repositoryId: 1 })).toBe(1)
      expect(await store.count(collection, { repositoryId: 7 })).toBe(1)
    })

    it('given twice under one number in one call count once, as the last one says', async () => {
      const collection = await newCollection()
      await store.upsert(collection, [row(1, 1, [1, 0]), row(1, 1, [0, 1])])
      expect(await store.count(collection, { repositoryId: 1 })).toBe(1)
      expect((await search(collection, axis([0, 1])))[0]?.score).toBeCloseTo(1, 5)
    })

    it('are removed by number, only in the repository that is named', async () => {
      const collection = await newCollection()
      await store.upsert(collection, [row(1, 1, [1, 0]), row(2, 1, [1, 1]), row(3, 2, [1, 0])])
      await store.remove(collection, { repositoryId: 1, ids: [1, 3, 99] })
      await store.remove(collection, { repositoryId: 1, ids: [] })
      expect(await idsOf(collection, axis([1, 0]), 1)).toEqual([2])
      expect(await idsOf(collection, axis([1, 0]), 2)).toEqual([3])
    })

    it('are removed with their repository, and with no other', async () => {
      const collection = await newCollection()
      await store.upsert(collection, [row(1, 1, [1, 0]), row(2, 1, [1, 1]), row(3, 11, [1, 0])])
      await store.remove(collection, { repositoryId: 1 })
      expect(await store.count(collection, { repositoryId: 1 })).toBe(0)
      expect(await idsOf(collection, axis([1, 0]), 11)).toEqual([3])
      await store.upsert(collection, [row(1, 1, [1, 0])])
      expect(await idsOf(collection, axis([1, 0]), 1)).toEqual([1])
    })

    it('come and go by the thousand in one call', async () => {
      const collection = await newCollection()
      const next = createNumbers(1)
      const rows = Array.from({ length: 2_500 }, (_, id): VectorRow => ({ id, repositoryId: 1, vector: next(SIZE) }))
      await store.upsert(collection, rows)
      await store.upsert(collection, rows)
      expect(await store.count(collection, { repositoryId: 1 })).toBe(2_500)
      await store.remove(collection, { repositoryId: 1, ids: rows.slice(0, 2_400).map(({ id }) => id) })
      expect(await store.count(collection, { repositoryId: 1 })).toBe(100)
    })

    it('carry numbers beyond 32 bits unharmed', async () => {
      const collection = await newCollection()
      const id = 2 ** 40 + 1
      await store.upsert(collection, [row(id, 1, [1, 0])])
      expect(await idsOf(collection, axis([1, 0]))).toEqual([id])
      await store.remove(collection, { repositoryId: 1, ids: [id] })
      expect(await store.count(collection, { repositoryId: 1 })).toBe(0)
    })

    it('are found as by looking at each: 95 of the 100 nearest of 1,000 at 128 dimensions', async () => {
      const collection = await newCollection(128)
      const next = createNumbers(2)
      const rows = Array.from({ length: 1_000 }, (_, id): VectorRow => ({ id, repositoryId: 1, vector: next(128) }))
      await store.upsert(collection, rows)
      let found = 0
      for (let asked = 0; asked < 10; asked += 1) {
        const vector = next(128)
        const nearest = new Set(nearestOf(rows, vector, 10))
        for (const id of await idsOf(collection, vector, 1, 10)) if (nearest.has(id)) found += 1
      }
      expect(found).toBeGreaterThanOrEqual(95)
    })

    it('are there when the store is opened again, by a store that prepares nothing', async () => {
      const collection = await newCollection()
      await store.upsert(collection, [row(1, 1, [1, 0])])
      const other = place.open()
      expect((await other.search(collection, { vector: axis([1, 0]), repositoryId: 1, limit: 5, signal }))[0]?.id).toBe(
        1,
      )
      await other.prepare({ collection, dimensions: SIZE })
      expect(await other.count(collection, { repositoryId: 1 })).toBe(1)
      await other.close()
    })

    it('written by one store are seen at once by another', async () => {
      const collection = await newCollection()
      const other = place.open()
      expect(await other.count(collection, { repositoryId: 1 })).toBe(0)
      await store.upsert(collection, [row(1, 1, [1, 0])])
      expect(await other.count(collection, { repositoryId: 1 })).toBe(1)
      await other.close()
    })

    it('of another size are refused, in words, when preparing, writing and searching', async () => {
      const collection = await newCollection()
      const mismatch = { code: 'vectors/dimension-mismatch', remedy: expect.stringContaining('add it again') }
      await expect(store.prepare({ collection, dimensions: SIZE + 1 })).rejects.toMatchObject({
        ...mismatch,
        message: expect.stringContaining(`${SIZE} numbers, not ${SIZE + 1}`),
      })
      const wrong = new Float32Array(SIZE + 1).fill(0.1)
      await expect(store.upsert(collection, [{ id: 1, repositoryId: 1, vector: wrong }])).rejects.toMatchObject(
        mismatch,
      )
      await expect(search(collection, wrong)).rejects.toMatchObject(mismatch)
      expect(await store.count(collection, { repositoryId: 1 })).toBe(0)
      for (const dimensions of [0, -1, 1.5, 2_001, Number.NaN])
        await expect(store.prepare({ collection: 'code_never', dimensions })).rejects.toMatchObject(mismatch)
    })

    it('that hold no number are refused, and nothing of the call is kept', async () => {
      const collection = await newCollection()
      const broken = axis([Number.NaN, 1])
      const failed = { code: 'vectors/failed' }
      await expect(
        store.upsert(collection, [row(1, 1, [1, 0]), { id: 2, repositoryId: 1, vector: broken }]),
      ).rejects.toMatchObject(failed)
      await expect(search(collection, broken)).rejects.toMatchObject(failed)
      expect(await store.count(collection, { repositoryId: 1 })).toBe(0)
    })

    it('of a collection that was never prepared are none; writing there is a failure', async () => {
      expect(await search('code_unknown', axis([1, 0]))).toEqual([])
      expect(await store.count('code_unknown', { repositoryId: 1 })).toBe(0)
      await store.remove('code_unknown', { repositoryId: 1 })
      await store.upsert('code_unknown', [])
      await expect(store.upsert('code_unknown', [row(1, 1, [1, 0])])).rejects.toMatchObject({
        code: 'vectors/failed',
        retryable: true,
      })
    })

    it('lie in collections of which the names are known', async () => {
      const collection = await newCollection()
      expect(await store.collections()).toContain(collection)
      expect(await store.collections()).not.toContain('code_unknown')
    })

    it('two models with long names keep apart', async () => {
      const long = 'code_sentence_transformers_paraphrase_multilingual'
      for (const [at, collection] of [`${long}`, `${long.slice(0, -1)}x`].entries()) {
        await store.prepare({ collection, dimensions: SIZE + at })
        await store.prepare({ collection, dimensions: SIZE + at })
        expect(await store.collections()).toContain(collection)
      }
    })

    it.each(['x; DROP TABLE chunks', '../x', 'x"', "x'", 'Großes', '', '1x', 'a'.repeat(51), 'x x', 'x\0'])(
      'cannot be reached under the name %j',
      async (collection) => {
        const failed = { code: 'vectors/failed', message: expect.stringContaining('no name of a collection') }
        await expect(store.prepare({ collection, dimensions: SIZE })).rejects.toMatchObject(failed)
        await expect(search(collection, axis([1, 0]))).rejects.toMatchObject(failed)
        await expect(store.count(collection, { repositoryId: 1 })).rejects.toMatchObject(failed)
        await expect(store.remove(collection, { repositoryId: 1 })).rejects.toMatchObject(failed)
        await expect(store.upsert(collection, [row(1, 1, [1, 0])])).rejects.toMatchObject(failed)
      },
    )

    it.each(['1 or 1 == 1', '1) or (1 == 1', '"a/b.ts"', 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
      'cannot be reached under the number %j',
      async (number) => {
        const collection = 'code_numbers'
        await store.prepare({ collection, dimensions: SIZE })
        await store.upsert(collection, [row(1, 1, [1, 0])])
        // What a caller without types could send.
        const hostile = number as number
        const failed = { code: 'vectors/failed', message: expect.stringContaining('no whole number') }
        await expect(search(collection, axis([1, 0]), hostile)).rejects.toMatchObject(failed)
        await expect(store.count(collection, { repositoryId: hostile })).rejects.toMatchObject(failed)
        await expect(store.remove(collection, { repositoryId: hostile })).rejects.toMatchObject(failed)
        await expect(store.remove(collection, { repositoryId: 1, ids: [hostile] })).rejects.toMatchObject(failed)
        await expect(store.upsert(collection, [row(hostile, 1, [1, 0])])).rejects.toMatchObject(failed)
        expect(await store.count(collection, { repositoryId: 1 })).toBe(1)
      },
    )

    it('are not searched for somebody who has left', async () => {
      const collection = await newCollection()
      const request = { vector: axis([1, 0]), repositoryId: 1, limit: 1 }
      await expect(store.search(collection, { ...request, signal: AbortSignal.abort('left') })).rejects.toBe('left')
      const leaving = new AbortController()
      const searched = store.search(collection, { ...request, signal: leaving.signal })
      leaving.abort('left')
      await expect(searched).rejects.toBe('left')
    })

    it('are prepared once by several that start at once', async () => {
      const others = Array.from({ length: 3 }, () => place.open())
      await Promise.all(others.map((other) => other.prepare({ collection: 'code_at_once', dimensions: SIZE })))
      await store.upsert('code_at_once', [row(1, 1, [1, 0])])
      expect(await idsOf('code_at_once', axis([1, 0]))).toEqual([1])
      await Promise.all(others.map((other) => other.close()))
    })
  })
}

function row(id: number, repositoryId: number, start: readonly number[]): VectorRow {
  return { id, repositoryId, vector: axis(start) }
}

/** A vector of length 1 that begins with these numbers. */
function axis(start: readonly number[]): Float32Array {
  return unit([...start, ...new Array<number>(SIZE - start.length).fill(0)])
}
