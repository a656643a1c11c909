// Measures the vector stores: rows a second in, time and recall of a search, and what is left of both while rows come in.
// node bench/vector-search.ts [--rows 100000] [--milvus HOST:PORT | --postgres URL]; without a server the embedded store.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openPglite } from '#lib/db/pglite.ts'
import { openPostgres } from '#lib/db/postgres.ts'
import { createMilvusStore } from '#lib/vectors/milvus.ts'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import { inBatches, SEARCH_LIMIT, type VectorRow, type VectorStore } from '#lib/vectors/store.ts'
import { createNumbers, nearestOf, unit } from '#tests/vectors/random-vectors.ts'
import { atLeast, atMost, percentile, printFigure, printMachine, printRow, timed } from './measure.ts'

const VECTORS = 100_000
const DIMENSIONS = 384
const QUESTIONS = 50
const NEAREST = 10
/** As many as the pipeline embeds together. */
const BATCH = 64
/**
 * Vectors of one cluster, and how far they lie from its middle: as pieces of code they have neighbours. Without any, in
 * 384 dimensions all are equally far from each other, and no index finds the nearest.
 */
const CLUSTER_VECTORS = 50
const SPREAD = 0.9
const BUDGETS = { recall: 0.99, p95Ms: 10 }
const PLACE = { collection: 'bench_vectors', repositoryId: 1 }

/** @param o.vectors  Default VECTORS. */
export async function measureVectors(o: {
  readonly name: string
  readonly store: VectorStore | undefined
  readonly signal: AbortSignal
  readonly vectors?: number
}): Promise<void> {
  const { name, store, signal, vectors = VECTORS } = o
  if (store === undefined) {
    printRow('vector search', 'there is no store')
    return
  }
  const { rows, questions } = makeVectors(vectors)
  await store.remove(PLACE)
  await store.prepare(PLACE, DIMENSIONS)
  const [seconds] = await timed(() => fill(store, rows))
  printRow(
    `${name}: ${vectors} vectors stored`,
    `after ${seconds.toFixed(1)} s, ${(vectors / seconds).toFixed(0)} a second`,
  )
  const ask = () => searchAll(store, questions, signal)
  await ask()
  const { times, found } = await ask()
  const floors: number[] = []
  let hits = 0
  for (const [at, vector] of questions.entries()) {
    const [floor, nearest] = await timed(async () => nearestOf(rows, vector, NEAREST))
    floors.push(1000 * floor)
    hits += nearest.filter((id) => found[at]?.slice(0, NEAREST).includes(id)).length
  }
  const floor = percentile(floors, 0.5)
  const recall = hits / (NEAREST * QUESTIONS)
  printFigure({ work: `${name}: recall at ${NEAREST}`, ours: recall, unit: '×', budget: atLeast(BUDGETS.recall) })
  printFigure({ work: `${name}: search p50`, ours: percentile(times, 0.5), unit: 'ms', floor })
  printFigure({
    work: `${name}: search p95`,
    ours: percentile(times, 0.95),
    unit: 'ms',
    floor,
    budget: atMost(BUDGETS.p95Ms),
  })
  // As an embedder on two cores gives them, one batch a second; they replace what is there, so that the number stays.
  const stop = new AbortController()
  const filling = fill(store, rows, { pauseMs: 1_000, until: stop.signal })
  const during = await ask()
  stop.abort()
  await filling
  printFigure({ work: `${name}: search p95 while rows come in`, ours: percentile(during.times, 0.95), unit: 'ms' })
  await store.remove(PLACE)
}

function makeVectors(count: number): {
  readonly rows: readonly VectorRow[]
  readonly questions: readonly Float32Array[]
} {
  const next = createNumbers(7)
  const middles = Array.from({ length: Math.ceil(count / CLUSTER_VECTORS) }, () => next(DIMENSIONS))
  const near = (at: number) => {
    const noise = next(DIMENSIONS)
    return unit(Array.from(middles[at % middles.length] ?? [], (value, index) => value + SPREAD * (noise[index] ?? 0)))
  }
  const rows = Array.from({ length: count }, (_, at) => ({ id: at + 1, vector: near(at) }))
  return { rows, questions: Array.from({ length: QUESTIONS }, (_, at) => near(at * 37)) }
}

async function fill(
  store: VectorStore,
  rows: readonly VectorRow[],
  o: { readonly pauseMs?: number; readonly until?: AbortSignal } = {},
): Promise<void> {
  for (const batch of inBatches(rows, BATCH)) {
    if (o.until?.aborted) return
    await store.upsert(PLACE, batch)
    if (o.pauseMs !== undefined) await delay(o.pauseMs)
  }
}

async function searchAll(store: VectorStore, questions: readonly Float32Array[], signal: AbortSignal) {
  const times: number[] = []
  const found: (readonly number[])[] = []
  for (const vector of questions) {
    const [seconds, hits] = await timed(() => store.search(PLACE, { vector, limit: SEARCH_LIMIT, signal }))
    times.push(1000 * seconds)
    found.push(hits.map(({ id }) => id))
  }
  return { times, found }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rows: { type: 'string' }, milvus: { type: 'string' }, postgres: { type: 'string' } },
  })
  const rootFolder = resolve(import.meta.dirname, '..')
  const dataFolder = await mkdtemp(join(tmpdir(), 'sparky-bench-'))
  const { milvus, postgres: databaseUrl } = values
  const db =
    milvus === undefined
      ? await (databaseUrl === undefined
          ? openPglite({ dataFolder, rootFolder })
          : openPostgres({ databaseUrl, rootFolder }))
      : undefined
  const store = db ? createPgvectorStore(db) : createMilvusStore({ address: milvus ?? '', prefix: 'bench_' })
  printMachine()
  await measureVectors({
    name: db === undefined ? 'Milvus' : db.kind,
    store,
    signal: new AbortController().signal,
    ...(values.rows !== undefined && { vectors: Number(values.rows) }),
  })
  printMachine()
  await store.close()
  await db?.close()
  await rm(dataFolder, { recursive: true, force: true })
}
