// Vectors in Milvus: the subset of its interface that holds on all versions; every answer's status is checked.
import { setTimeout as delay } from 'node:timers/promises'
import { ConsistencyLevelEnum, DataType, MilvusClient } from '@zilliz/milvus2-sdk-node'
import {
  dimensionMismatch,
  noCollection,
  requireCollectionName,
  requireDimensions,
  requireVector,
  requireWholeNumber,
} from './check-input.ts'
import { asStoreError, requireSuccess, timedOut } from './milvus-error.ts'
import { lastOfEach, type VectorHit, type VectorStore } from './store.ts'

export interface MilvusOptions {
  /** `host:port` */
  readonly address: string
  readonly token?: string | undefined
  /** Put before each collection name, so that several products share a server. */
  readonly prefix?: string
  /** Replaced by tests. */
  readonly now?: () => number
}

const TIMEOUT_MS = 10_000
/** Loading a large collection after a restart of the server. */
const LOAD_TIMEOUT_MS = 60_000
const LOAD_POLL_MS = 100
const ROWS_PER_CALL = 1_000
/** Most that one query may return on every version. */
const QUERY_LIMIT = 16_384
/** Malkov and Yashunin (2016), "HNSW": usual values. */
const INDEX = { index_type: 'HNSW', metric_type: 'COSINE', params: { M: 16, efConstruction: 200 } } as const
/** Candidates looked at in the graph: fewer cost recall. */
const EF_MINIMUM = 128

/** A search that must see the last write waits 200 ms for the server's clock; later than this a bounded one sees it as well, in 5 ms. */
const SETTLED_AFTER_MS = 10_000

/** Connects on first use. What other processes wrote in the last seconds may be missing from a search. */
export function createMilvusStore({ address, token, prefix = 'sparky_', now = Date.now }: MilvusOptions): VectorStore {
  /** Sizes of the vectors of the collections that are loaded. */
  const loaded = new Map<string, number>()
  /** When each collection was last opened or written to. */
  const touchedMs = new Map<string, number>()
  let client: MilvusClient | undefined

  const open = () => {
    if (client) return client
    client = new MilvusClient({
      address,
      timeout: TIMEOUT_MS,
      telemetry: { enabled: false },
      // The client writes to standard output, which belongs to the answers of the terminal.
      logLevel: 'error',
      ...(token && { token }),
    })
    // Its first greeting fails beside the call that then fails as well: unhandled, it would end the process.
    client.connectPromise.catch(() => undefined)
    return client
  }
  const call = async <T>(what: string, work: (open: MilvusClient) => Promise<T>): Promise<T> => {
    try {
      const answer = await work(open())
      requireSuccess(what, answer)
      return answer
    } catch (error) {
      // The server may have been emptied or replaced: the next call looks anew.
      loaded.clear()
      throw asStoreError(what, address, error)
    }
  }
  /** The full name and the size of the vectors of a collection that is ready for use; undefined when there is none. */
  const find = async (collection: string): Promise<{ readonly name: string; readonly size: number } | undefined> => {
    const name = `${prefix}${requireCollectionName(collection)}`
    const known = loaded.get(name)
    if (known !== undefined) return { name, size: known }
    const { value } = await call('look for', (milvus) => milvus.hasCollection({ collection_name: name }))
    if (value !== true) return undefined
    const { schema } = await call('describe', (milvus) => milvus.describeCollection({ collection_name: name }))
    const vector = schema.fields.find((field) => field.name === 'vector')
    const size = Number(vector?.type_params.find((parameter) => parameter.key === 'dim')?.value)
    await makeReady(name)
    loaded.set(name, size)
    touchedMs.set(name, now())
    return { name, size }
  }
  /** Idempotent: whoever was ended between making a collection and its index is made good here. */
  const makeReady = async (name: string): Promise<void> => {
    await call('index', (milvus) => milvus.createIndex({ collection_name: name, field_name: 'vector', ...INDEX }))
    await call('load', (milvus) => milvus.loadCollectionAsync({ collection_name: name }))
    // The client's own waiting has no end.
    const deadlineMs = Date.now() + LOAD_TIMEOUT_MS
    for (;;) {
      const { progress } = await call('load', (milvus) => milvus.getLoadingProgress({ collection_name: name }))
      if (Number(progress) >= 100) return
      if (Date.now() > deadlineMs) throw timedOut('load', address)
      await delay(LOAD_POLL_MS)
    }
  }
  const create = (name: string, dimensions: number) =>
    call('create', (milvus) =>
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

  return {
    kind: 'milvus',
    async prepare({ collection, dimensions }) {
      requireDimensions(collection, dimensions)
      const found = await find(collection)
      if (found === undefined) {
        await create(`${prefix}${collection}`, dimensions)
        await find(collection)
      } else if (found.size !== dimensions) throw dimensionMismatch(collection, dimensions, found.size)
    },
    async upsert(collection, rows) {
      const last = lastOfEach(rows)
      if (last.length === 0) return
      const found = await find(collection)
      if (found === undefined) throw noCollection(collection)
      for (const { vector } of last) requireVector(collection, vector, found.size)
      // Milvus has an upsert, which misplaces rows on some versions.
      for (const batch of inBatches(last)) {
        const ids = batch.map((row) => requireWholeNumber(row.id)).join(',')
        const data = batch.map(({ id, repositoryId, vector }) => ({
          id,
          repository_id: requireWholeNumber(repositoryId),
          vector: Array.from(vector),
        }))
        await call('replace in', (milvus) =>
          milvus.deleteEntities({ collection_name: found.name, filter: `id in [${ids}]` }),
        )
        await call('insert into', (milvus) => milvus.insert({ collection_name: found.name, data }))
        touchedMs.set(found.name, now())
      }
    },
    async search(collection, { vector, repositoryId, limit, signal }) {
      signal.throwIfAborted()
      const found = await untilAborted(find(collection), signal)
      if (found === undefined) return []
      requireVector(collection, vector, found.size)
      const isSettled = now() - (touchedMs.get(found.name) ?? 0) > SETTLED_AFTER_MS
      const searched = call('search', (milvus) =>
        milvus.search({
          collection_name: found.name,
          data: [Array.from(vector)],
          anns_field: 'vector',
          filter: `repository_id == ${requireWholeNumber(repositoryId)}`,
          limit: Math.min(requireWholeNumber(limit), QUERY_LIMIT),
          output_fields: ['id'],
          params: { ef: Math.max(limit, EF_MINIMUM) },
          ...(isSettled && { consistency_level: ConsistencyLevelEnum.Bounded }),
        }),
      )
      return hitsOf((await untilAborted(searched, signal)).results)
    },
    async remove(collection, { repositoryId, ids }) {
      const found = await find(collection)
      if (found === undefined) return
      const of = `repository_id == ${requireWholeNumber(repositoryId)}`
      const filters =
        ids === undefined ? [of] : inBatches(ids.map(requireWholeNumber)).map((some) => `${of} and id in [${some}]`)
      for (const filter of filters)
        await call('remove from', (milvus) => milvus.deleteEntities({ collection_name: found.name, filter }))
      touchedMs.set(found.name, now())
    },
    async count(collection, { repositoryId }) {
      const found = await find(collection)
      if (found === undefined) return 0
      const { data } = await call('count', (milvus) =>
        milvus.query({
          collection_name: found.name,
          filter: `repository_id == ${requireWholeNumber(repositoryId)}`,
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
        .toSorted()
    },
    async close() {
      await client?.closeConnection()
      client = undefined
      loaded.clear()
    },
  }
}

/** Results of one query come flat or nested, depending on the version. */
function hitsOf(results: unknown): readonly VectorHit[] {
  const rows = Array.isArray(results) ? results.flat() : []
  return rows.map((row: { readonly id: string | number; readonly score: number }) => ({
    id: Number(row.id),
    score: row.score,
  }))
}

function inBatches<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / ROWS_PER_CALL)
  return Array.from({ length: count }, (_, at) => items.slice(at * ROWS_PER_CALL, (at + 1) * ROWS_PER_CALL))
}

/** The client knows no signals: whoever leaves does not wait for its answer. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const left = Promise.withResolvers<never>()
  const leave = () => left.reject(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([work, left.promise])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
