// One contract of vector stores: what every caller may rely on, on each of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { VectorRow, VectorStore } from '#lib/vectors/store.ts'
import { createNumbers, nearestOf, unit } from './random-vectors.ts'
import { STORES, type StorePlace } from './stores.ts'

const SIZE = 8
const signal = new AbortController().signal

for (const { name, manyVectors, start } of STORES) {
  describe.skipIf(!start)(`vectors in ${name}`, () => {
    let place: StorePlace
    let store: VectorStore
    let collections = 0

    const newCollection = async (dimensions = SIZE) => {
      collections += 1
      const collection = `code_model_${collections}`
      for (const repositoryId of [1, 2]) await store.prepare({ collection, repositoryId }, dimensions)
      return collection
    }
    const search = async (collection: string, vector: Float32Array, repositoryId = 1, limit = 10) =>
      store.search({ collection, repositoryId }, { vector, limit, signal })
    const upsert = (collection: string, rows: readonly VectorRow[], repositoryId = 1) =>
      store.upsert({ collection, repositoryId }, rows)
    const count = (collection: string, repositoryId = 1) => store.count({ collection, repositoryId })
    const remove = (collection: string, ids?: readonly number[], repositoryId = 1) =>
      store.remove({ collection, repositoryId }, ids)
    const idsOf = async (...of: Parameters<typeof search>) => (await search(...of)).map(({ id }) => id)

    beforeAll(async () => {
      place = (await start?.()) as StorePlace
      store = place.open()
    })
    afterAll(() => place?.stop())

    it('come back nearest first, with their cosine, at most as many as asked for', async () => {
      const collection = await newCollection()
      await upsert(collection, [row(1, [1, 0]), row(2, [1, 1]), row(3, [0, 1]), row(4, [-1, 0])])
      const hits = await search(collection, axis([1, 0]))
      expect(hits.map(({ id }) => id)).toEqual([1, 2, 3, 4])
      for (const [at, score] of [1, Math.SQRT1_2, 0, -1].entries()) expect(hits[at]?.score).toBeCloseTo(score, 5)
      expect(await idsOf(collection, axis([0, 1]), 1, 2)).toEqual([3, 2])
    })

    it('of one repository are invisible to another, also under the same number', async () => {
      const collection = await newCollection()
      await upsert(collection, [row(1, [1, 0]), row(2, [0, 1])])
      await upsert(collection, [row(1, [0, 1])], 2)
      expect(await idsOf(collection, axis([1, 0]), 1)).toEqual([1, 2])
      expect(await search(collection, axis([0, 1]), 2)).toEqual([{ id: 1, score: expect.closeTo(1, 5) }])
      expect(await idsOf(collection, axis([1, 0]), 3)).toEqual([])
      expect([await count(collection, 1), await count(collection, 2), await count(collection, 3)]).toEqual([2, 1, 0])
      await remove(collection, [1], 2)
      expect(await idsOf(collection, axis([1, 0]), 1)).toEqual([1, 2])
    })

    it('are replaced under the same number', async () => {
      const collection = await newCollection()
      await upsert(collection, [row(1, [1, 0])])
      await upsert(collection, [row(1, [0, 1])])
      expect(await search(collection, axis([0, 1]))).toEqual([{ id: 1, score: expect.closeTo(1, 5) }])
      expect(await count(collection)).toBe(1)
    })

    it('given twice under one number in one call count once, as the last one says', async () => {
      const collection = await newCollection()
      await upsert(collection, [row(1, [1, 0]), row(1, [0, 1])])
      expect(await count(collection)).toBe(1)
      expect((await search(collection, axis([0, 1])))[0]?.score).toBeCloseTo(1, 5)
    })

    it('are removed by number, only in the repository that is named', async () => {
      const collection = await newCollection()
      await upsert(collection, [row(1, [1, 0]), row(2, [1, 1])])
      await upsert(collection, [row(3, [1, 0])], 2)
      await remove(collection, [1, 3, 99])
      await remove(collection, [])
      expect(await idsOf(collection, axis([1, 0]), 1)).toEqual([2])
      expect(await idsOf(collection, axis([1, 0]), 2)).toEqual([3])
    })

    it('are removed with their repository, and with no other; it may come back', async () => {
      const collection = await newCollection()
      await upsert(collection, [row(1, [1, 0]), row(2, [1, 1])])
      await upsert(collection, [row(3, [1, 0])], 2)
      await remove(collection)
      await remove(collection)
      expect(await count(collection)).toBe(0)
      expect(await idsOf(collection, axis([1, 0]), 1)).toEqual([])
      expect(await idsOf(collection, axis([1, 0]), 2)).toEqual([3])
      await store.prepare({ collection, repositoryId: 1 }, SIZE)
      await upsert(collection, [row(1, [1, 0])])
      expect(await idsOf(collection, axis([1, 0]), 1)).toEqual([1])
    })

    it('come and go by the thousand in one call', async () => {
      const collection = await newCollection()
      const next = createNumbers(1)
      const rows = Array.from({ length: 2_500 }, (_, id): VectorRow => ({ id, vector: next(SIZE) }))
      await upsert(collection, rows)
      await upsert(collection, rows)
      expect(await count(collection)).toBe(2_500)
      const removed = rows.slice(0, 2_400).map(({ id }) => id)
      await remove(collection, removed)
      expect(await count(collection)).toBe(100)
      expect((await search(collection, next(SIZE), 1, 200)).length).toBe(100)
    })

    it('are all listed, though they are more than one query may return', { timeout: 60_000 }, async () => {
      const collection = 'code_many'
      await store.prepare({ collection, repositoryId: 1 }, 2)
      const ids = [...Array.from({ length: manyVectors }, (_, at) => at + 1), 2 ** 33, 2 ** 40 + 1]
      await upsert(
        collection,
        ids.map((id) => ({ id, vector: unit([id, 1]) })),
      )
      const listed = await store.ids({ collection, repositoryId: 1 })
      expect(listed.toSorted((a, b) => a - b)).toEqual(ids)
      expect(await store.ids({ collection, repositoryId: 2 })).toEqual([])
    })

    it('carry numbers beyond 32 bits unharmed', async () => {
      const collection = await newCollection()
      const id = 2 ** 40 + 1
      await upsert(collection, [row(id, [1, 0])])
      expect(await idsOf(collection, axis([1, 0]))).toEqual([id])
      await remove(collection, [id])
      expect(await count(collection)).toBe(0)
    })

    it('are found as by looking at each: 95 of the 100 nearest of 1,000 at 128 dimensions', async () => {
      const collection = await newCollection(128)
      const next = createNumbers(2)
      const rows = Array.from({ length: 1_000 }, (_, id): VectorRow => ({ id, vector: next(128) }))
      await upsert(collection, rows)
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
      await upsert(collection, [row(1, [1, 0])])
      const other = place.open()
      const at = { collection, repositoryId: 1 }
      expect((await other.search(at, { vector: axis([1, 0]), limit: 5, signal }))[0]?.id).toBe(1)
      expect(await other.prepare(at, SIZE)).toBeUndefined()
      expect(await other.count(at)).toBe(1)
      await other.close()
    })

    it('written and removed by one store are seen at once by another', async () => {
      const collection = await newCollection()
      const at = { collection, repositoryId: 1 }
      const other = place.open()
      expect(await other.count(at)).toBe(0)
      await upsert(collection, [row(1, [1, 0])])
      expect(await other.count(at)).toBe(1)
      await remove(collection)
      expect(await other.count(at)).toBe(0)
      expect(await other.search(at, { vector: axis([1, 0]), limit: 5, signal })).toEqual([])
      await expect(other.upsert(at, [row(1, [1, 0])])).rejects.toMatchObject({ code: 'vectors/failed' })
      await other.close()
    })

    it('of another size are refused when writing and searching', async () => {
      const collection = await newCollection()
      const mismatch = { code: 'vectors/dimension-mismatch', remedy: expect.stringContaining('Refresh') }
      const wrong = new Float32Array(SIZE + 1).fill(0.1)
      await expect(upsert(collection, [{ id: 1, vector: wrong }])).rejects.toMatchObject({
        ...mismatch,
        message: expect.stringContaining(`${SIZE} numbers, not ${SIZE + 1}`),
      })
      await expect(search(collection, wrong)).rejects.toMatchObject(mismatch)
      expect(await count(collection)).toBe(0)
      for (const dimensions of [0, -1, 1.5, 2_001, Number.NaN])
        await expect(store.prepare({ collection: 'code_never', repositoryId: 1 }, dimensions)).rejects.toMatchObject(
          mismatch,
        )
    })

    it('are forgotten, and it is said, when the place is prepared for another size', async () => {
      const collection = await newCollection()
      await upsert(collection, [row(1, [1, 0])])
      const other = place.open()
      expect(await other.count({ collection, repositoryId: 1 })).toBe(1)
      const said = await store.prepare({ collection, repositoryId: 1 }, SIZE + 1)
      expect(said).toContain(`${SIZE} numbers, not ${SIZE + 1}`)
      expect(await store.prepare({ collection, repositoryId: 1 }, SIZE + 1)).toBeUndefined()
      expect(await count(collection)).toBe(0)
      const vector = unit([1, ...new Array<number>(SIZE).fill(0)])
      await upsert(collection, [{ id: 1, vector }])
      expect(await idsOf(collection, vector)).toEqual([1])
      // Whoever remembers the former size is told once, then knows.
      await other.search({ collection, repositoryId: 1 }, { vector, limit: 1, signal }).catch(() => undefined)
      expect((await other.search({ collection, repositoryId: 1 }, { vector, limit: 1, signal })).length).toBe(1)
      await other.close()
    })

    it('that hold no number are refused, and nothing of the call is kept', async () => {
      const collection = await newCollection()
      const broken = axis([Number.NaN, 1])
      const failed = { code: 'vectors/failed' }
      await expect(upsert(collection, [row(1, [1, 0]), { id: 2, vector: broken }])).rejects.toMatchObject(failed)
      await expect(search(collection, broken)).rejects.toMatchObject(failed)
      expect(await count(collection)).toBe(0)
    })

    it('of a collection that was never prepared are none; writing there is a failure', async () => {
      expect(await search('code_unknown', axis([1, 0]))).toEqual([])
      expect(await count('code_unknown')).toBe(0)
      await remove('code_unknown')
      await remove('code_unknown', [1])
      await upsert('code_unknown', [])
      await expect(upsert('code_unknown', [row(1, [1, 0])])).rejects.toMatchObject({
        code: 'vectors/failed',
        retryable: true,
      })
    })

    it('lie in places that can be listed', async () => {
      const collection = await newCollection()
      const places = await store.places()
      expect(places).toContainEqual({ collection, repositoryId: 1 })
      expect(places).toContainEqual({ collection, repositoryId: 2 })
      expect(places.map((one) => one.collection)).not.toContain('code_unknown')
    })

    it('of two models with long names keep apart, each with its size', async () => {
      const long = 'code_sentence_transformers_paraphrase_mu'
      for (const [at, collection] of [`${long}`, `${long.slice(0, -1)}x`].entries()) {
        await store.prepare({ collection, repositoryId: 2_147_483_647 }, SIZE + at)
        expect(await store.prepare({ collection, repositoryId: 2_147_483_647 }, SIZE + at)).toBeUndefined()
        expect(await store.places()).toContainEqual({ collection, repositoryId: 2_147_483_647 })
      }
    })

    it.each(['x; DROP TABLE chunks', '../x', 'x"', "x'", 'Großes', '', '1x', 'a'.repeat(41), 'x x', 'x\0'])(
      'cannot be reached under the name %j',
      async (collection) => {
        const failed = { code: 'vectors/failed', message: expect.stringContaining('no name of a collection') }
        await expect(store.prepare({ collection, repositoryId: 1 }, SIZE)).rejects.toMatchObject(failed)
        await expect(search(collection, axis([1, 0]))).rejects.toMatchObject(failed)
        await expect(count(collection)).rejects.toMatchObject(failed)
        await expect(store.ids({ collection, repositoryId: 1 })).rejects.toMatchObject(failed)
        await expect(remove(collection)).rejects.toMatchObject(failed)
        await expect(upsert(collection, [row(1, [1, 0])])).rejects.toMatchObject(failed)
      },
    )

    it.each(['1 or 1 == 1', '1) or (1 == 1', '"a/b.ts"', 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
      'cannot be reached under the number %j',
      async (number) => {
        const collection = 'code_numbers'
        await store.prepare({ collection, repositoryId: 1 }, SIZE)
        await upsert(collection, [row(1, [1, 0])])
        // What a caller without types could send.
        const hostile = number as number
        const failed = { code: 'vectors/failed', message: expect.stringContaining('no whole number') }
        await expect(store.prepare({ collection, repositoryId: hostile }, SIZE)).rejects.toMatchObject(failed)
        await expect(search(collection, axis([1, 0]), hostile)).rejects.toMatchObject(failed)
        await expect(search(collection, axis([1, 0]), 1, hostile)).rejects.toMatchObject(failed)
        await expect(count(collection, hostile)).rejects.toMatchObject(failed)
        await expect(remove(collection, undefined, hostile)).rejects.toMatchObject(failed)
        await expect(remove(collection, [hostile])).rejects.toMatchObject(failed)
        await expect(upsert(collection, [row(hostile, [1, 0])])).rejects.toMatchObject(failed)
        expect(await count(collection)).toBe(1)
      },
    )

    it('are not searched for somebody who has left', async () => {
      const collection = await newCollection()
      const at = { collection, repositoryId: 1 }
      const request = { vector: axis([1, 0]), limit: 1 }
      await expect(store.search(at, { ...request, signal: AbortSignal.abort('left') })).rejects.toBe('left')
      const leaving = new AbortController()
      const searched = store.search(at, { ...request, signal: leaving.signal })
      leaving.abort('left')
      await expect(searched).rejects.toBe('left')
    })

    it('are prepared once by several that start at once', async () => {
      const others = Array.from({ length: 3 }, () => place.open())
      const at = { collection: 'code_at_once', repositoryId: 1 }
      await Promise.all(others.map((other) => other.prepare(at, SIZE)))
      await store.upsert(at, [row(1, [1, 0])])
      expect(await idsOf('code_at_once', axis([1, 0]))).toEqual([1])
      await Promise.all(others.map((other) => other.close()))
    })
  })
}

function row(id: number, start: readonly number[]): VectorRow {
  return { id, vector: axis(start) }
}

/** A vector of length 1 that begins with these numbers. */
function axis(start: readonly number[]): Float32Array {
  return unit([...start, ...new Array<number>(SIZE - start.length).fill(0)])
}
