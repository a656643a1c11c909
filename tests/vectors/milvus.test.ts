// What a Milvus that is not there, or that refuses, looks like to the user.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, expect, inject, it } from 'vitest'
import { createMilvusStore } from '#lib/vectors/milvus.ts'
import { asStoreError } from '#lib/vectors/milvus-error.ts'
import { findFreePort } from '#tests/servers/server-process.ts'

describe('a Milvus that is not there', () => {
  it('is told to be unreachable, with its address and a remedy, within seconds', { timeout: 15_000 }, async () => {
    const address = `127.0.0.1:${await findFreePort()}`
    const store = createMilvusStore({ address })
    const unreachable = {
      code: 'vectors/unreachable',
      message: expect.stringContaining(address),
      remedy: expect.stringContaining('MILVUS_ADDRESS'),
      retryable: true,
    }
    const place = { collection: 'code_x', repositoryId: 1 }
    const request = { vector: new Float32Array([1]), limit: 1, signal: AbortSignal.timeout(60_000) }
    await expect(store.search(place, request)).rejects.toMatchObject(unreachable)
    await expect(store.prepare(place, 1)).rejects.toMatchObject(unreachable)
    await store.close()
  })
})

describe('an error of the client', () => {
  const codeOf = (code: number | undefined, message: string) =>
    asStoreError('search', '127.0.0.1:1', Object.assign(new Error(message), code !== undefined && { code })).code

  it('is known by its status code, whatever its words', () => {
    expect(codeOf(4, 'zu spät')).toBe('vectors/timeout')
    expect(codeOf(14, 'niemand da')).toBe('vectors/unreachable')
    expect(codeOf(3, 'field "timeout" is not connected: collection closed')).toBe('vectors/failed')
    expect(codeOf(undefined, 'cannot connect field names, timeout of 5')).toBe('vectors/failed')
  })
})

const address = inject('servers').milvus

describe.skipIf(address === undefined)(
  `a Milvus that comes back${address === undefined ? ' (skipped: no server; ./sparky test --servers starts one)' : ''}`,
  () => {
    it('is used again by the store that missed it', { timeout: 60_000 }, async () => {
      const port = await findFreePort()
      const store = createMilvusStore({ address: `127.0.0.1:${port}`, prefix: `test_back_${port}_` })
      await expect(store.places()).rejects.toMatchObject({ code: 'vectors/unreachable' })
      const [host, milvusPort] = (address ?? '').split(':')
      const door = createServer((socket) => {
        const inside = connect(Number(milvusPort), host)
        socket.on('error', () => inside.destroy()).pipe(inside)
        inside.on('error', () => socket.destroy()).pipe(socket)
      })
      door.listen(port, '127.0.0.1')
      await once(door, 'listening')
      await expect.poll(() => store.places().catch(() => undefined), { timeout: 30_000 }).toEqual([])
      await store.close()
      door.close()
    })
  },
)

describe.skipIf(address === undefined)(
  `a search in Milvus${address === undefined ? ' (skipped: no server; ./sparky test --servers starts one)' : ''}`,
  () => {
    it('finds what was written just now, and what was written long ago', { timeout: 60_000 }, async () => {
      let nowMs = Date.now()
      const prefix = `test_clock_${nowMs}_`
      const store = createMilvusStore({ address: address ?? '', prefix, now: () => nowMs })
      const place = { collection: 'a', repositoryId: 1 }
      await store.prepare(place, 2)
      await store.upsert(place, [{ id: 1, vector: new Float32Array([1, 0]) }])
      const search = () =>
        store.search(place, { vector: new Float32Array([1, 0]), limit: 5, signal: AbortSignal.timeout(30_000) })
      const row = [{ id: 1, score: expect.closeTo(1, 5) }]
      expect(await search()).toEqual(row)
      nowMs += 60_000
      // The clock of the server runs at its own pace.
      await expect.poll(search, { timeout: 30_000 }).toEqual(row)
      await store.close()
    })
  },
)
