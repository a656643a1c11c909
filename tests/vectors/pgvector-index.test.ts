// The index of a place in Postgres, which larger repositories are searched by: it finds what looking at each vector finds.
import { expect, it } from 'vitest'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'
import { createNumbers, nearestOf, unit } from './random-vectors.ts'

const NUMBERS = 384
const CLUSTERS = 20
const signal = new AbortController().signal

/** Vectors with neighbours, as pieces of code have them: each lies about the middle of a cluster. */
function makeClusters(count: number) {
  const next = createNumbers(5)
  const middles = Array.from({ length: CLUSTERS }, () => next(NUMBERS))
  return Array.from({ length: count }, (_, id) => {
    const noise = next(NUMBERS)
    const middle = middles[id % CLUSTERS] ?? noise
    return { id, vector: unit(Array.from(middle, (value, at) => value + 0.9 * (noise[at] ?? 0))) }
  })
}

it('finds at least 95 of the 100 nearest, and none that were removed', async () => {
  const db = await openTestDatabase()
  try {
    const store = createPgvectorStore(db, { exactBytes: 0 })
    const place = { collection: 'code_indexed', repositoryId: 1 }
    await store.prepare(place, NUMBERS)
    const all = makeClusters(810)
    const [rows, asked] = [all.slice(0, 800), all.slice(800)]
    await store.upsert(place, rows)
    const gone = rows.filter(({ id }) => id % 4 === 0).map(({ id }) => id)
    await store.remove(place, gone)
    const kept = rows.filter(({ id }) => id % 4 !== 0)
    let found = 0
    for (const { vector } of asked) {
      const hits = (await store.search(place, { vector, limit: 10, signal })).map(({ id }) => id)
      expect(hits.filter((id) => gone.includes(id))).toEqual([])
      const nearest = nearestOf(kept, vector, 10)
      found += hits.filter((id) => nearest.includes(id)).length
    }
    expect(found).toBeGreaterThanOrEqual(95)
  } finally {
    await db.close()
  }
})
