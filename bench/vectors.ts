// Measures the vector stores: rows a second in, time and recall of a search, what is left of both while rows come in.
// node bench/vectors.ts [--rows 100000] [--dimensions 384] [--milvus HOST:PORT] [--postgres URL]
// The vectors lie in clusters, as those of code do. The floor is a scan of all of them in memory by plain JavaScript.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Database } from '#lib/db/database.ts'
import { openPglite } from '#lib/db/pglite.ts'
import { openPostgres } from '#lib/db/postgres.ts'
import { createMilvusStore } from '#lib/vectors/milvus.ts'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import { inBatches, SEARCH_LIMIT, type VectorRow, type VectorStore } from '#lib/vectors/store.ts'
import { createNumbers, nearestOf, unit } from '#tests/vectors/random-vectors.ts'
import { atLeast, atMost, percentile, printFigure, printMachine, printRow, timed } from './measure.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    dimensions: { type: 'string', default: '384' },
    milvus: { type: 'string' },
    postgres: { type: 'string' },
  },
})
const ROWS = Number(values.rows)
const DIMENSIONS = Number(values.dimensions)
const QUESTIONS = 100
/** As many as the pipeline embeds together. */
const BATCH = 64
/** Rows of one cluster, and how far they lie from its middle: cosines of 0.3 to 0.9 within one, as pieces of one repository have. */
const CLUSTER_ROWS = 50
const SPREAD = 0.9

const rootFolder = resolve(import.meta.dirname, '..')
const signal = new AbortController().signal
const place = { collection: 'bench_vectors', repositoryId: 1 }

const next = createNumbers(7)
const clusters = Array.from({ length: Math.ceil(ROWS / CLUSTER_ROWS) }, () => next(DIMENSIONS))
function near(at: number): Float32Array {
  const middle = clusters[at % clusters.length] ?? next(DIMENSIONS)
  const noise = next(DIMENSIONS)
  return unit(Array.from(middle, (value, index) => value + SPREAD * (noise[index] ?? 0)))
}
const rows: readonly VectorRow[] = Array.from({ length: ROWS }, (_, id) => ({ id: id + 1, vector: near(id) }))
const questions = Array.from({ length: QUESTIONS }, (_, at) => near(at * 37))

async function search(
  store: VectorStore,
): Promise<{ readonly times: readonly number[]; readonly found: readonly (readonly number[])[] }> {
  const times: number[] = []
  const found: (readonly number[])[] = []
  for (const vector of questions) {
    const startedMs = performance.now()
    const hits = await store.search(place, { vector, limit: SEARCH_LIMIT, signal })
    times.push(performance.now() - startedMs)
    found.push(hits.map(({ id }) => id))
  }
  return { times, found }
}

async function measure(name: string, store: VectorStore): Promise<void> {
  await store.remove(place)
  await store.prepare(place, DIMENSIONS)
  const [seconds] = await timed(async () => {
    for (const batch of inBatches(rows, BATCH)) await store.upsert(place, batch)
  })
  printRow(`${name}: rows in`, `${ROWS} in ${seconds.toFixed(0)} s, ${(ROWS / seconds).toFixed(0)} a second`)
  await search(store)
  const { times, found } = await search(store)
  const [floorSeconds, nearest] = await timed(async () => questions.map((vector) => nearestOf(rows, vector, 10)))
  const recall =
    nearest.flatMap((ids, at) => ids.filter((id) => found[at]?.slice(0, 10).includes(id))).length / (10 * QUESTIONS)
  const floor = (floorSeconds / QUESTIONS) * 1000
  printFigure({ work: `${name}: search p50`, ours: percentile(times, 0.5), unit: 'ms', floor })
  printFigure({ work: `${name}: search p95`, ours: percentile(times, 0.95), unit: 'ms', floor, budget: atMost(10) })
  printFigure({ work: `${name}: recall@10`, ours: recall, unit: '×', budget: atLeast(0.99) })
  // As the embedder gives them on two cores: some 40 rows a second, replaced so that their number stays.
  const busy = { done: false }
  const filling = (async () => {
    for (const batch of inBatches(rows, BATCH)) {
      if (busy.done) return
      await store.upsert(place, batch)
      await new Promise((wake) => setTimeout(wake, 1_000))
    }
  })()
  const during = await search(store)
  busy.done = true
  await filling
  printFigure({ work: `${name}: p95 while rows come in`, ours: percentile(during.times, 0.95), unit: 'ms' })
  await store.remove(place)
}

async function withDatabase(db: Database, name: string): Promise<void> {
  await measure(name, createPgvectorStore(db))
  await db.close()
}

printMachine()
const dataFolder = await mkdtemp(join(tmpdir(), 'sparky-bench-'))
try {
  if (values.milvus) {
    const store = createMilvusStore({ address: values.milvus, prefix: 'bench_' })
    await measure('Milvus', store)
    await store.close()
  } else if (values.postgres)
    await withDatabase(await openPostgres({ databaseUrl: values.postgres, rootFolder }), 'Postgres')
  else await withDatabase(await openPglite({ dataFolder, rootFolder }), 'embedded')
} finally {
  await rm(dataFolder, { recursive: true, force: true })
}
printMachine()
