// Vectors in Milvus: the subset of its interface that holds on all versions; every answer's status is checked.
import { setTimeout as delay } from 'node:timers/promises'
import { ConsistencyLevelEnum, DataType } from '@zilliz/milvus2-sdk-node'
import { toSparkyError } from '#lib/errors.ts'
import { noPlace, requireCollectionName, requireDimensions, requireVector, requireWholeNumber } from './check-input.ts'
import { createMilvusConnection } from './milvus-connection.ts'
import { timedOut } from './milvus-error.ts'
import { countIn, dropPartition, idsIn, type MilvusPlace, ROWS_PER_CALL, removeNumbers } from './milvus-place.ts'
import { inBatches, lastOfEach, SEARCH_LIMIT, type VectorHit, type VectorPlace, type VectorStore } from './store.ts'

export interface MilvusOptions {
  /** `host:port` */
  readonly address: string
  readonly token?: string | undefined
  /** Put before each collection name, so that several products share a server. */
  readonly prefix?: string
  /** Replaced by tests. */
  readonly now?: () => number
}

/** Loading a large collection after a restart of the server. */
const LOAD_TIMEOUT_MS = 60_000
const LOAD_POLL_MS = 100
/** Malkov and Yashunin (2016), "HNSW": usual values. */
const INDEX = { index_type: 'HNSW', metric_type: 'COSINE', params: { M: 16, efConstruction: 200 } } as const
/** A search that must see the last write waits 200 ms for the server's clock; later than this a bounded one sees it as well, in 5 ms. */
const SETTLED_AFTER_MS = 10_000
/** Each repository has a partition. Its name is made of a number, so that no text ever enters a filter or a name. */
const PARTITION = /^r_(\d+)$/
/** Said in the description of a collection: one without it held all repositories in one partition. */
const LAYOUT = 'sparky: a partition a repository'

interface Found {
  /** With the prefix. */
  readonly name: string
  /** Numbers of a vector. */
  readonly size: number
  readonly partitions: Set<string>
  /** Made by a former version. */
  readonly isFormer: boolean
}

type FoundPlace = Found & MilvusPlace

/** Connects on first use. What other processes wrote in the last seconds may be missing from a search. */
export function createMilvusStore({ address, token, prefix = 'sparky_', now = Date.now }: MilvusOptions): VectorStore {
  /** Collections that are loaded. */
  const loaded = new Map<string, Found>()
  /** When each partition was last opened or written to. */
  const touchedMs = new Map<string, number>()
  const { call, close } = createMilvusConnection({ address, token, onFailure: () => loaded.clear() })

  /** A collection that is ready for use; undefined when there is none. */
  const find = async (collection: string): Promise<Found | undefined> => {
    const name = `${prefix}${requireCollectionName(collection)}`
    const known = loaded.get(name)
    if (known !== undefined) return known
    const { value } = await call('look for', (milvus) => milvus.hasCollection({ collection_name: name }))
    if (value !== true) return undefined
    const { schema } = await call('describe', (milvus) => milvus.describeCollection({ collection_name: name }))
    const vector = schema.fields.find((field) => field.name === 'vector')
    const size = Number(vector?.type_params.find((parameter) => parameter.key === 'dim')?.value)
    await makeReady(name)
    const found = { name, size, partitions: await partitionsOf(name), isFormer: schema.description !== LAYOUT }
    loaded.set(name, found)
    return found
  }
  const partitionsOf = async (name: string): Promise<Set<string>> => {
    const { partition_names: names } = await call('list', (milvus) => milvus.showPartitions({ collection_name: name }))
    return new Set(names)
  }
  /** The collection with the partition of a place; undefined when there is no such partition. Another process may have made it just now. */
  const findPlace = async (place: VectorPlace): Promise<FoundPlace | undefined> => {
    const partition = partitionOf(place)
    const found = await find(place.collection)
    if (found === undefined || found.isFormer) return undefined
    if (!found.partitions.has(partition)) {
      for (const name of await partitionsOf(found.name)) found.partitions.add(name)
      if (!found.partitions.has(partition)) return undefined
    }
    return { ...found, partition }
  }
  /** Whatever `work` gives, or `none` when the place is not there or went away since it was last seen. */
  const within = async <T>(place: VectorPlace, none: () => T, work: (found: FoundPlace) => Promise<T>): Promise<T> => {
    const found = await findPlace(place)
    if (found === undefined) return none()
    try {
      return await work(found)
    } catch (error) {
      loaded.delete(found.name)
      if (toSparkyError(error).code === 'vectors/failed' && (await findPlace(place)) === undefined) return none()
      throw error
    }
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
        description: LAYOUT,
        consistency_level: 'Strong',
        fields: [
          { name: 'id', data_type: DataType.Int64, is_primary_key: true, autoID: false },
          { name: 'vector', data_type: DataType.FloatVector, dim: dimensions },
        ],
      }),
    )
  const drop = async (name: string): Promise<void> => {
    await call('drop', (milvus) => milvus.dropCollection({ collection_name: name }))
    loaded.delete(name)
  }
  const touch = ({ name, partition }: MilvusPlace) => touchedMs.set(`${name}/${partition}`, now())
  return {
    kind: 'milvus',
    async prepare(place, dimensions) {
      requireDimensions(place.collection, dimensions)
      const partition = partitionOf(place)
      const former = await find(place.collection)
      const why =
        former === undefined
          ? undefined
          : former.isFormer
            ? 'its vectors were kept in the way of a former version'
            : former.size === dimensions
              ? undefined
              : `its vectors had ${former.size} numbers, not ${dimensions}`
      if (former !== undefined && why !== undefined) await drop(former.name)
      if (former === undefined || why !== undefined) await create(`${prefix}${place.collection}`, dimensions)
      const found = await find(place.collection)
      if (found === undefined) throw noPlace(place.collection)
      // What is there already is no error to Milvus.
      await call('partition', (milvus) =>
        milvus.createPartition({ collection_name: found.name, partition_name: partition }),
      )
      found.partitions.add(partition)
      touch({ name: found.name, partition })
      return why
    },
    async upsert(place, rows) {
      const last = lastOfEach(rows)
      for (const { id } of last) requireWholeNumber(id)
      if (last.length === 0) return
      const absent = () => {
        throw noPlace(place.collection)
      }
      await within(place, absent, async (found) => {
        for (const { vector } of last) requireVector(place.collection, vector, found.size)
        const where = { collection_name: found.name, partition_name: found.partition }
        // Milvus has an upsert, which misplaces rows on some versions.
        for (const batch of inBatches(last, ROWS_PER_CALL)) {
          const filter = `id in [${batch.map(({ id }) => requireWholeNumber(id))}]`
          const data = batch.map(({ id, vector }) => ({ id, vector: Array.from(vector) }))
          await call('replace in', (milvus) => milvus.deleteEntities({ ...where, filter }))
          await call('insert into', (milvus) => milvus.insert({ ...where, data }))
          touch(found)
        }
      })
    },
    async search(place, { vector, limit, signal }) {
      signal.throwIfAborted()
      requireWholeNumber(limit)
      const searched = within<readonly VectorHit[]>(
        place,
        () => [],
        async (found) => {
          requireVector(place.collection, vector, found.size)
          const touched = touchedMs.get(`${found.name}/${found.partition}`)
          // Opened just now: another process may have written a moment before.
          if (touched === undefined) touch(found)
          const isSettled = touched !== undefined && now() - touched > SETTLED_AFTER_MS
          const { results } = await call('search', (milvus) =>
            milvus.search({
              collection_name: found.name,
              partition_names: [found.partition],
              data: [Array.from(vector)],
              anns_field: 'vector',
              limit: Math.min(limit, SEARCH_LIMIT),
              output_fields: ['id'],
              params: { ef: SEARCH_LIMIT },
              ...(isSettled && { consistency_level: ConsistencyLevelEnum.Bounded }),
            }),
          )
          return hitsOf(results)
        },
      )
      return untilAborted(searched, signal)
    },
    async remove(place, ids) {
      const numbers = ids?.map(requireWholeNumber)
      await within(
        place,
        () => undefined,
        async (found) => {
          if (numbers === undefined) {
            await dropPartition(call, found)
            loaded.delete(found.name)
          } else {
            await removeNumbers(call, found, numbers)
            touch(found)
          }
        },
      )
    },
    async count(place) {
      return within(
        place,
        () => 0,
        (found) => countIn(call, found),
      )
    },
    async ids(place) {
      return within<readonly number[]>(
        place,
        () => [],
        (found) => idsIn(call, found),
      )
    },
    async places() {
      const { data } = await call('list', (milvus) => milvus.showCollections())
      const places: VectorPlace[] = []
      for (const { name } of data) {
        const collection = name.slice(prefix.length)
        if (!name.startsWith(prefix) || !/^\w+$/.test(collection)) continue
        for (const partition of await partitionsOf(name)) {
          const repository = PARTITION.exec(partition)?.[1]
          if (repository !== undefined) places.push({ collection, repositoryId: Number(repository) })
        }
      }
      return places
    },
    async close() {
      await close()
      loaded.clear()
    },
  }
}

function partitionOf({ repositoryId }: VectorPlace): string {
  return `r_${requireWholeNumber(repositoryId)}`
}

/** Results of one query come flat or nested, depending on the version. */
function hitsOf(results: unknown): readonly VectorHit[] {
  const rows = Array.isArray(results) ? results.flat() : []
  return rows.map((row: { readonly id: string | number; readonly score: number }) => ({
    id: Number(row.id),
    score: row.score,
  }))
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
