// Vectors in Milvus: the subset of its interface that holds on all versions; every answer's status is checked.
import { DataType, MilvusClient } from '@zilliz/milvus2-sdk-node'
import { SparkyError, toSparkyError } from '#lib/errors.ts'
import { requireCollectionName } from './collection-name.ts'
import type { VectorStore } from './store.ts'

export interface MilvusOptions {
  /** `host:port` */
  readonly address: string
  readonly token?: string | undefined
  /** Put before each collection name, so that several products share a server. */
  readonly prefix?: string
}

const TIMEOUT_MS = 10_000
/** Loading a large collection after a restart of the server. */
const LOAD_TIMEOUT_MS = 60_000
const ROWS_PER_CALL = 1_000
/** Most that one query may return on every version. */
const QUERY_LIMIT = 16_384
/** Malkov and Yashunin (2016), "HNSW": usual values. */
const INDEX = { index_type: 'HNSW', metric_type: 'COSINE', params: { M: 16, efConstruction: 200 } } as const

/** Connects on first use. */
export function createMilvusStore({ address, token, prefix = 'sparky_' }: MilvusOptions): VectorStore {
  const loaded = new Set<string>()
  let client: MilvusClient | undefined

  const open = () => {
    client ??= new MilvusClient({
      address,
      timeout: TIMEOUT_MS,
      telemetry: { enabled: false },
      ...(token && { token }),
    })
    return client
  }
  const nameOf = (collection: string) => `${prefix}${requireCollectionName(collection)}`
  const call = async <T>(what: string, work: (open: MilvusClient) => Promise<T>): Promise<T> => {
    try {
      const answer = await work(open())
      requireSuccess(what, answer)
      return answer
    } catch (error) {
      throw asStoreError(what, address, error)
    }
  }
  const load = async (name: string): Promise<void> => {
    if (loaded.has(name)) return
    await call('load', (milvus) => milvus.loadCollectionSync({ collection_name: name, timeout: LOAD_TIMEOUT_MS }))
    loaded.add(name)
  }
  const exists = async (name: string): Promise<boolean> =>
    (await call('look for', (milvus) => milvus.hasCollection({ collection_name: name }))).value === true

  const store: VectorStore = {
    kind: 'milvus',
    async prepare({ collection, dimensions }) {
      const name = nameOf(collection)
      if (await exists(name)) {
        const { schema } = await call('describe', (milvus) => milvus.describeCollection({ collection_name: name }))
        const size = Number(
          schema.fields
            .find((field) => field.name === 'vector')
            ?.type_params.find((parameter) => parameter.key === 'dim')?.value,
        )
        if (size !== dimensions) throw mismatch(collection, size, dimensions)
      } else {
        await call('create', (milvus) =>
          milvus.createCollection({
            collection_name: name,
            consistency_level: 'Strong',
            fields: [
              { name: 'id', data_type: DataType.Int64, is_primary_key: true, autoID: false },
              { name: 'repository_id', data_type: DataType.Int64 },
              { name: 'vector', data_type: DataType.FloatVector, dim: dimensions },
            ],
          }),
        )
        await call('index', (milvus) => milvus.createIndex({ collection_name: name, field_name: 'vector', ...INDEX }))
      }
      await load(name)
    },
    async upsert(collection, rows) {
      const name = nameOf(collection)
      for (let at = 0; at < rows.length; at += ROWS_PER_CALL) {
        const batch = rows.slice(at, at + ROWS_PER_CALL)
        await call('replace in', (milvus) =>
          milvus.deleteEntities({
            collection_name: name,
            filter: `id in [${batch.map((row) => wholeNumber(row.id)).join(',')}]`,
          }),
        )
        await call('insert into', (milvus) =>
          milvus.insert({
            collection_name: name,
            data: batch.map((row) => ({ id: row.id, repository_id: row.repositoryId, vector: Array.from(row.vector) })),
          }),
        )
      }
    },
    async search(collection, { vector, repositoryId, limit, signal }) {
      signal.throwIfAborted()
      const name = nameOf(collection)
      await load(name)
      const { results } = await call('search', (milvus) =>
        milvus.search({
          collection_name: name,
          data: [Array.from(vector)],
          anns_field: 'vector',
          filter: `repository_id == ${wholeNumber(repositoryId)}`,
          limit,
          output_fields: ['id'],
          params: { ef: Math.max(limit, 128) },
        }),
      )
      return hitsOf(results)
    },
    async remove(collection, { repositoryId, ids }) {
      const of = `repository_id == ${wholeNumber(repositoryId)}`
      const filter = ids === undefined ? of : `${of} and id in [${ids.map(wholeNumber).join(',')}]`
      if (ids?.length !== 0)
        await call('remove from', (milvus) => milvus.deleteEntities({ collection_name: nameOf(collection), filter }))
    },
    async count(collection, { repositoryId }) {
      const name = nameOf(collection)
      await load(name)
      const { data } = await call('count', (milvus) =>
        milvus.query({
          collection_name: name,
          filter: `repository_id == ${wholeNumber(repositoryId)}`,
          output_fields: ['count(*)'],
        }),
      )
      return Number(data[0]?.['count(*)'] ?? 0)
    },
    async collections() {
      const { data } = await call('list', (milvus) => milvus.showCollections())
      return data
        .map(({ name }) => name)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length))
        .slice(0, QUERY_LIMIT)
    },
    async close() {
      await client?.closeConnection()
      client = undefined
      loaded.clear()
    },
  }
  return store
}

/** Results of one query come flat or nested, depending on the version. */
function hitsOf(results: unknown): readonly { readonly id: number; readonly score: number }[] {
  const rows = Array.isArray(results) ? results.flat() : []
  return rows.map((row: { readonly id: string | number; readonly score: number }) => ({
    id: Number(row.id),
    score: row.score,
  }))
}

/** Many calls report a failure in their answer instead of throwing. */
function requireSuccess(what: string, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return
  const status = 'status' in answer ? answer.status : answer
  if (typeof status !== 'object' || status === null || !('error_code' in status)) return
  const { error_code: code } = status
  if (code === 'Success' || code === 0) return
  const reason = 'reason' in status ? String(status.reason) : String(code)
  throw new SparkyError({
    code: 'vectors/failed',
    message: `Milvus could not ${what} the collection: ${reason}.`,
    remedy: 'Look into the log of Milvus.',
    retryable: true,
  })
}

function asStoreError(what: string, address: string, error: unknown): SparkyError {
  if (error instanceof SparkyError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (/DEADLINE_EXCEEDED|timeout/i.test(message))
    return new SparkyError({
      code: 'vectors/timeout',
      message: `Milvus at ${address} did not ${what} in time.`,
      remedy: 'It may be starting or overloaded: try again.',
      retryable: true,
      cause: error,
    })
  if (/UNAVAILABLE|ECONNREFUSED|connect|closed/i.test(message))
    return new SparkyError({
      code: 'vectors/unreachable',
      message: `Milvus at ${address} cannot be reached.`,
      remedy: 'Start Milvus, or unset MILVUS_ADDRESS to use the embedded store.',
      retryable: true,
      cause: error,
    })
  return toSparkyError(
    new SparkyError({
      code: 'vectors/failed',
      message: `Milvus could not ${what} the collection: ${message}.`,
      remedy: 'Look into the log of Milvus.',
      retryable: true,
      cause: error,
    }),
  )
}

/** Numbers only, so that no filter can be injected. */
function wholeNumber(value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new SparkyError({
    code: 'vectors/failed',
    message: `${String(value)} is no whole number.`,
    remedy: 'This is a defect of Sparky: please report it.',
  })
}

function mismatch(collection: string, size: number, dimensions: number): SparkyError {
  return new SparkyError({
    code: 'vectors/dimension-mismatch',
    message: `The collection ${collection} holds vectors of ${size} numbers, not ${dimensions}.`,
    remedy: 'Remove the repository and add it again, so that its vectors are made anew.',
  })
}
