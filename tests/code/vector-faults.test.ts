// Vector stores that are stopped, killed or emptied while they are searched and filled: words answer, and the rest heals by itself.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { createMilvusStore } from '#lib/vectors/milvus.ts'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'
import { type MilvusServer, openMilvus } from '#tests/servers/start-milvus.ts'
import { createHashedEmbedder } from './hashed-embedder.ts'
import { HEAL, openSearchedRepository } from './searched-repository.ts'

let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const TABLE = 'code_hashed_words'

describe('the embedded store', () => {
  const open = (embedder = createHashedEmbedder()) =>
    openSearchedRepository({ db, vectors: createPgvectorStore(db), embedder: () => embedder })

  it.each([
    ['whose table is dropped', (id: number) => `DROP TABLE vectors_r${id}_${TABLE}`],
    ['whose rows are deleted', (id: number) => `DELETE FROM vectors_r${id}_${TABLE}`],
  ])('%s makes its vectors anew when a search notices', async (_, statement) => {
    const repository = await open()
    repository.indexer.schedule(repository.repositoryId)
    await repository.expectHealed()
    expect(repository.embedded()).toBe(repository.pieces)
    await db.query(statement(repository.repositoryId))
    await repository.expectWordsAlone()
    await repository.expectHealed()
    expect(repository.embedded()).toBe(2 * repository.pieces)
    await repository.close()
  })

  it('that lost some rows makes those anew and no others, at the next pass', async () => {
    const repository = await open()
    const { repositoryId, indexer } = repository
    indexer.schedule(repositoryId)
    await repository.expectHealed()
    await db.query(`DELETE FROM vectors_r${repositoryId}_${TABLE} WHERE id % 2 = 0`)
    indexer.schedule(repositoryId)
    await indexer.untilIdle(repositoryId, AbortSignal.timeout(30_000))
    await repository.expectHealed()
    expect(repository.embedded()).toBe(repository.pieces + repository.pieces / 2)
    await repository.close()
  })

  it('forgets vectors of which the database knows nothing, and of repositories that are gone', async () => {
    const repository = await open()
    const { repositoryId, indexer } = repository
    const vectors = createPgvectorStore(db)
    const place = { collection: TABLE, repositoryId }
    const orphan = { collection: TABLE, repositoryId: 999_999 }
    indexer.schedule(repositoryId)
    await repository.expectHealed()
    const stray = [{ id: 777_777, vector: new Float32Array(64).fill(0.125) }]
    await vectors.upsert(place, stray)
    await vectors.prepare(orphan, 64)
    await vectors.upsert(orphan, stray)
    indexer.schedule(repositoryId)
    await indexer.untilIdle(repositoryId, AbortSignal.timeout(30_000))
    expect(await vectors.ids(place)).not.toContain(777_777)
    expect(await vectors.places()).not.toContainEqual(orphan)
    expect(await vectors.count(place)).toBe(repository.pieces)
    expect(repository.embedded()).toBe(repository.pieces)
    await repository.close()
  })

  it('whose model gives vectors of another size by now heals when a search notices', async () => {
    let embedder = createHashedEmbedder()
    const repository = await openSearchedRepository({
      db,
      vectors: createPgvectorStore(db),
      embedder: () => embedder,
    })
    repository.indexer.schedule(repository.repositoryId)
    await repository.expectHealed()
    embedder = { ...embedder, dimensions: 32, embed: halved(embedder.embed) }
    await repository.expectWordsAlone()
    await repository.expectHealed()
    expect(repository.embedded()).toBe(2 * repository.pieces)
    await repository.close()
  })

  it('keeps two models apart, each with all its vectors', async () => {
    const first = createHashedEmbedder()
    const second = {
      ...createHashedEmbedder(),
      id: 'other',
      dimensions: 32,
      embed: halved(createHashedEmbedder().embed),
    }
    const vectors = createPgvectorStore(db)
    const repository = await openSearchedRepository({ db, vectors, embedder: () => first })
    const { repositoryId, indexer } = repository
    indexer.schedule(repositoryId)
    await repository.expectHealed()
    const other = await openSearchedRepository({ db, vectors, embedder: () => second })
    other.indexer.schedule(other.repositoryId)
    await other.expectHealed()
    await repository.expectHealed()
    expect(repository.embedded()).toBe(repository.pieces)
    await Promise.all([repository.close(), other.close()])
  })
})

function halved(embed: VectorEmbed): VectorEmbed {
  return async (texts, options) => {
    const whole = await embed(texts, options)
    return whole.map((vector) => {
      const half = vector.subarray(0, 32)
      const length = Math.hypot(...half) || 1
      return half.map((value) => value / length)
    })
  }
}
type VectorEmbed = ReturnType<typeof createHashedEmbedder>['embed']

const hasMilvus = inject('servers').milvus !== undefined

describe.skipIf(!hasMilvus)(
  `a Milvus of its own${hasMilvus ? '' : ' (skipped: no server; ./sparky test --servers starts one)'}`,
  { timeout: 400_000 },
  () => {
    let server: MilvusServer
    let vectors: VectorStore
    beforeAll(async () => {
      server = await openMilvus()
      await server.start()
      vectors = createMilvusStore({ address: server.address })
    }, 200_000)
    afterAll(async () => {
      await vectors?.close()
      await server?.dispose()
    })
    beforeEach(async () => {
      await expect.poll(() => vectors.places().catch(() => undefined), HEAL).toBeDefined()
    }, 200_000)

    const FAULTS: readonly (readonly [string, (milvus: MilvusServer) => Promise<void>, boolean])[] = [
      ['stopped', (milvus) => milvus.stop(), false],
      ['killed', (milvus) => milvus.kill(), false],
      ['wiped', (milvus) => milvus.kill().then(() => milvus.wipe()), true],
    ]

    it.each(FAULTS)('%s while it is searched: words answer, then meaning again', async (_, fault, isLost) => {
      const embedder = createHashedEmbedder()
      const repository = await openSearchedRepository({ db, vectors, embedder: () => embedder })
      repository.indexer.schedule(repository.repositoryId)
      await repository.expectHealed()
      const asked = repository.search()
      await fault(server)
      await asked
      await repository.expectWordsAlone()
      await server.start()
      await repository.expectHealed()
      expect(repository.embedded()).toBe(isLost ? 2 * repository.pieces : repository.pieces)
      await repository.close()
    })

    it.each(FAULTS)('%s while it is filled: the rest is made when it is back', async (_, fault, isLost) => {
      let batches = 0
      const embedder = createHashedEmbedder()
      const repository = await openSearchedRepository({
        db,
        vectors,
        embedder: () => embedder,
        beforeBatch: async () => {
          batches += 1
          if (batches === 3) await fault(server)
        },
      })
      repository.indexer.schedule(repository.repositoryId)
      await expect.poll(repository.status, HEAL).toBe('failed')
      await repository.expectWordsAlone()
      await server.start()
      await expect.poll(repository.status, HEAL).toBe('done')
      await repository.expectHealed()
      const { repositoryId, pieces } = repository
      expect(await vectors.count({ collection: TABLE, repositoryId })).toBe(pieces)
      // Two batches of two were in, and lost only with the data; the batch under way is embedded again.
      expect(repository.embedded()).toBeLessThanOrEqual(isLost ? pieces + 6 + 2 : pieces + 2 + 2)
      await repository.close()
    })
  },
)
