// Which vector store is used: Milvus when configured, else pgvector where the database has it, else none.
import { createMilvusStore } from './milvus.ts'
import { createPgvectorStore, type SqlDoor } from './pgvector.ts'
import type { VectorStore } from './store.ts'

/** Characters of the id of an installation that stand in the names of its collections. */
const ID_CHARACTERS = 8

/** Undefined when there is no place for vectors: search works by words alone. */
export async function openVectorStore(o: {
  readonly milvusAddress: string | undefined
  readonly milvusToken: string | undefined
  readonly sql: SqlDoor & { readonly hasVectors: boolean }
}): Promise<VectorStore | undefined> {
  if (o.milvusAddress === undefined) return o.sql.hasVectors ? createPgvectorStore(o.sql) : undefined
  // Numbers of repositories mean something within one database only, and a server may serve several.
  const [row] = await o.sql.query<{ id: string }>('SELECT id FROM installation')
  const id = (row?.id ?? '').replace(/[^a-z0-9]/g, '').slice(0, ID_CHARACTERS)
  return createMilvusStore({ address: o.milvusAddress, token: o.milvusToken, prefix: `sparky_${id}_` })
}
