// Nearest vectors in the store that is embedded: how many of the true ones are found, and how fast.
import type { Workspace } from '#agents/workspace.ts'
import { createSample } from '#tests/history/sample.ts'
import { atLeast, atMost, percentile, printFigure, printRow, timed } from './measure.ts'

const DIMENSIONS = 384
const QUERIES = 50
const NEAREST = 10
const BATCH = 1_000
const BUDGETS = { recall: 0.99, p95Ms: 10 }
const PLACE = { collection: 'bench_random', repositoryId: 1 }

/** @param count  How many vectors are in the store. */
export async function measureVectors(
  { vectors: store }: Workspace,
  { count, signal }: { readonly count: number; readonly signal: AbortSignal },
): Promise<void> {
  if (store === undefined) {
    printRow('vector search', 'there is no store')
    return
  }
  const draw = createUnitVectors()
  const all = Array.from({ length: count }, draw)
  await store.prepare(PLACE, DIMENSIONS)
  const [seconds] = await timed(async () => {
    for (let at = 0; at < all.length; at += BATCH)
      await store.upsert(
        PLACE,
        all.slice(at, at + BATCH).map((vector, index) => ({ id: at + index, vector })),
      )
  })
  printRow(`${count} vectors stored`, `after ${seconds.toFixed(1)} s`)
  const times: number[] = []
  const floors: number[] = []
  let found = 0
  for (let query = 0; query < QUERIES; query += 1) {
    const vector = draw()
    const [floor, nearest] = await timed(async () => exactNearest(all, vector))
    const [ours, hits] = await timed(() => store.search(PLACE, { vector, limit: NEAREST, signal }))
    floors.push(1000 * floor)
    times.push(1000 * ours)
    found += hits.filter(({ id }) => nearest.has(id)).length
  }
  const recall = found / (QUERIES * NEAREST)
  printFigure({ work: `vector search, recall at ${NEAREST}`, ours: recall, unit: '×', budget: atLeast(BUDGETS.recall) })
  printFigure({
    work: `vector search over ${count}, p95`,
    ours: percentile(times, 0.95),
    unit: 'ms',
    floor: percentile(floors, 0.95),
    budget: atMost(BUDGETS.p95Ms),
  })
}

/** Normal deviates, so that no direction is likelier than another. */
function createUnitVectors(): () => Float32Array {
  const sample = createSample({ size: DIMENSIONS, seed: 7 })
  const uniform = () => (sample.one(2 ** 32 - 1) + 1) / 2 ** 32
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return () => {
    const vector = Float32Array.from({ length: DIMENSIONS }, normal)
    const length = Math.hypot(...vector)
    return vector.map((value) => value / length)
  }
}

/** By looking at every one: the floor. */
function exactNearest(all: readonly Float32Array[], wanted: Float32Array): ReadonlySet<number> {
  const scores = all.map((vector) => {
    let score = 0
    for (let at = 0; at < DIMENSIONS; at += 1) score += (vector[at] ?? 0) * (wanted[at] ?? 0)
    return score
  })
  const order = scores.map((_, id) => id).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  return new Set(order.slice(0, NEAREST))
}
