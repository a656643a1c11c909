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

/** Each store: its name says why it is skipped when `start` is absent. */
export const STORES: readonly { readonly name: string; readonly start?: () => Promise<StorePlace> }[] = [
  { name: 'pgvector in PGlite', start: async () => placeIn(await openTestDatabase()) },
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
): (typeof STORES)[number] {
  const address = inject('servers')[server]
  if (address === undefined) return { name: `${name} (skipped: no server; ./sparky test --servers starts one)` }
  return { name, start: () => start(address) }
}

function placeIn(db: Database): StorePlace {
  return { open: () => createPgvectorStore(db), stop: () => db.close() }
}
