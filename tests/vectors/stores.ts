// All vector stores behind one name each, so that one suite runs on each; a store whose server is absent is skipped by name.
import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { openPostgres } from '#lib/db/postgres.ts'
import { createMilvusStore } from '#lib/vectors/milvus.ts'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import { openTestDatabase, ROOT_FOLDER } from '#tests/db/open-test-database.ts'

/** A place for vectors that no other test uses. */
export interface StorePlace {
  /** Each call gives another store over the same vectors. */
  open(): VectorStore
  stop(): Promise<void>
}

export interface TestedStore {
  /** Says why it is skipped when `start` is absent. */
  readonly name: string
  /** More vectors than one answer of the server may list; where there is no such limit, a few. */
  readonly manyVectors: number
  readonly start?: () => Promise<StorePlace>
}

const MANY_VECTORS = { postgres: 300, milvus: 17_000 } as const

export const STORES: readonly TestedStore[] = [
  {
    name: 'pgvector in PGlite',
    manyVectors: MANY_VECTORS.postgres,
    start: async () => placeIn(await openTestDatabase()),
  },
  onServer('postgres', 'pgvector in Postgres', async (databaseUrl) =>
    placeIn(await openPostgres({ databaseUrl, rootFolder: ROOT_FOLDER })),
  ),
  onServer('milvus', 'Milvus', async (address) => {
    const prefix = `test_${randomUUID().slice(0, 8)}_`
    const opened: VectorStore[] = []
    return {
      open() {
        const store = createMilvusStore({ address, prefix })
        opened.push(store)
        return store
      },
      stop: async () => {
        await Promise.all(opened.map((store) => store.close()))
      },
    }
  }),
]

function onServer(
  server: 'milvus' | 'postgres',
  name: string,
  start: (address: string) => Promise<StorePlace>,
): TestedStore {
  const manyVectors = MANY_VECTORS[server]
  const address = inject('servers')[server]
  if (address === undefined)
    return { name: `${name} (skipped: no server; ./sparky test --servers starts one)`, manyVectors }
  return { name, manyVectors, start: () => start(address) }
}

function placeIn(db: Database): StorePlace {
  return { open: () => createPgvectorStore(db), stop: () => db.close() }
}
