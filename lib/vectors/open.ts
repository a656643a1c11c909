// Which vector store is used: Milvus when configured, else pgvector where the database has it, else none.
import { createMilvusStore } from './milvus.ts'
import { createPgvectorStore } from './pgvector.ts'
import type { VectorStore } from './store.ts'

/** Undefined when there is no place for vectors: search works by words alone. */
export function openVectorStore(o: {
  readonly milvusAddress: string | undefined
  readonly milvusToken: string | undefined
  readonly sql: Parameters<typeof createPgvectorStore>[0] & { readonly hasVectors: boolean }
}): VectorStore | undefined {
  if (o.milvusAddress !== undefined) return createMilvusStore({ address: o.milvusAddress, token: o.milvusToken })
  return o.sql.hasVectors ? createPgvectorStore(o.sql) : undefined
}
