// What is asked of one partition of Milvus: which numbers it holds, and to forget some or all of them.
import { requireWholeNumber } from './check-input.ts'
import type { MilvusConnection } from './milvus-connection.ts'
import { inBatches } from './store.ts'

/** A partition of a collection, by their names on the server. */
export interface MilvusPlace {
  readonly name: string
  readonly partition: string
}

type Call = MilvusConnection['call']

export const ROWS_PER_CALL = 1_000
/** Most that one query may return on every version. */
const QUERY_LIMIT = 16_384

export async function countIn(call: Call, { name, partition }: MilvusPlace): Promise<number> {
  const { data } = await call('count', (milvus) =>
    milvus.query({
      collection_name: name,
      partition_names: [partition],
      filter: 'id >= 0',
      output_fields: ['count(*)'],
    }),
  )
  return Number(data[0]?.['count(*)'] ?? 0)
}

/** All numbers of the partition, in no order. */
export async function idsIn(call: Call, place: MilvusPlace): Promise<readonly number[]> {
  const total = await countIn(call, place)
  const ids: number[] = []
  // Numbers are given from 1 on, so that the first ranges hold nearly all of them.
  for (let low = 0, high = QUERY_LIMIT; ids.length < total && low < Number.MAX_SAFE_INTEGER; ) {
    ids.push(...(await idsBetween(call, place, [low, high])))
    low = high
    high = Math.min(high * 2, Number.MAX_SAFE_INTEGER)
  }
  return ids
}

/** Numbers from `low` up to `high`, exclusive; a range that has more than one query may return is halved. */
async function idsBetween(
  call: Call,
  place: MilvusPlace,
  [low, high]: readonly [low: number, high: number],
): Promise<readonly number[]> {
  const { data } = await call('read', (milvus) =>
    milvus.query({
      collection_name: place.name,
      partition_names: [place.partition],
      filter: `id >= ${requireWholeNumber(low)} and id < ${requireWholeNumber(high)}`,
      output_fields: ['id'],
      limit: QUERY_LIMIT,
    }),
  )
  if (data.length < QUERY_LIMIT || high - low < 2) return data.map((row) => Number(row.id))
  const middle = Math.floor((low + high) / 2)
  return [...(await idsBetween(call, place, [low, middle])), ...(await idsBetween(call, place, [middle, high]))]
}

/** A partition that is in memory cannot be dropped. */
export async function dropPartition(call: Call, { name, partition }: MilvusPlace): Promise<void> {
  const where = { collection_name: name }
  await call('release', (milvus) => milvus.releasePartitions({ ...where, partition_names: [partition] }))
  await call('drop', (milvus) => milvus.dropPartition({ ...where, partition_name: partition }))
}

/** @param numbers  Whole numbers, checked. */
export async function removeNumbers(
  call: Call,
  { name, partition }: MilvusPlace,
  numbers: readonly number[],
): Promise<void> {
  for (const batch of inBatches(numbers, ROWS_PER_CALL))
    await call('remove from', (milvus) =>
      milvus.deleteEntities({ collection_name: name, partition_name: partition, filter: `id in [${batch}]` }),
    )
}
