// What the database knows of the vectors in one place: which should be there; and the mending when the store lost some.
import type { Database } from '#lib/db/database.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import { collectionNameOf } from '#lib/vectors/check-input.ts'
import { inBatches, type VectorPlace, type VectorRow, type VectorStore } from '#lib/vectors/store.ts'

/** `code`: pieces of files; `commits`: what commits did. */
export type VectorPurpose = 'code' | 'commits'

export interface VectorLedgerOptions {
  readonly db: Database
  readonly repositoryId: number
  readonly vectors: VectorStore
  readonly embedder: Pick<Embedder, 'id' | 'dimensions'>
  readonly purpose: VectorPurpose
}

export interface Mended {
  /** Vectors that were known and are not there: they have to be made anew. */
  readonly missing: number
  /** Vectors of which nothing is known; they were removed. */
  readonly strays: number
  /** Why everything has to be made anew, as half a sentence. */
  readonly why: string | undefined
}

export interface VectorLedger {
  readonly place: VectorPlace
  /** Kind of the store and name of the collection, as the table has it. */
  readonly collection: string
  /** Vectors that should be there. */
  count(): Promise<number>
  /** Those of the numbers that should be there; other vectors stand for something else. */
  among(ids: readonly number[]): Promise<ReadonlySet<number>>
  /** Stores vectors, then notes that they are there: a kill in between leaves strays, never gaps. */
  add(rows: readonly VectorRow[]): Promise<void>
  /**
   * Readies the place and makes table and store agree: what the store lost is forgotten, what it should not have is
   * removed. What both know is left alone, so that nothing is embedded twice.
   *
   * @throws SparkyError `vectors/…`, `db/…`
   */
  mend(): Promise<Mended>
}

/** The table whose numbers the vectors have. */
const ITEMS: Readonly<Record<VectorPurpose, string>> = { code: 'chunks', commits: 'commits' }
/** Numbers of one statement: some ten milliseconds on the embedded engine. */
const NUMBERS_PER_STATEMENT = 10_000

export function openVectorLedger({ db, repositoryId, vectors, embedder, purpose }: VectorLedgerOptions): VectorLedger {
  const name = collectionNameOf(purpose, embedder.id)
  const place = { collection: name, repositoryId }
  const collection = `${vectors.kind}/${name}`
  const own = 'repository_id = $1 AND collection = $2'

  const forget = async (ids: readonly number[]): Promise<void> => {
    for (const batch of inBatches(ids, NUMBERS_PER_STATEMENT))
      await db.query(`DELETE FROM embeddings WHERE ${own} AND item_id = ANY($3::bigint[])`, [
        repositoryId,
        collection,
        batch,
      ])
  }
  /** Numbers that should be in the store; those whose piece or commit is gone are forgotten first. */
  const wanted = async (): Promise<ReadonlySet<number>> => {
    await db.query(
      `DELETE FROM embeddings e WHERE ${own} AND NOT EXISTS (
         SELECT FROM ${ITEMS[purpose]} i WHERE i.repository_id = e.repository_id AND i.id = e.item_id)`,
      [repositoryId, collection],
    )
    const rows = await db.query<{ id: number }>(`SELECT item_id AS id FROM embeddings WHERE ${own}`, [
      repositoryId,
      collection,
    ])
    return new Set(rows.map(({ id }) => id))
  }

  return {
    place,
    collection,
    async count() {
      const [row] = await db.query<{ count: number }>(`SELECT count(*) AS count FROM embeddings WHERE ${own}`, [
        repositoryId,
        collection,
      ])
      return row?.count ?? 0
    },
    async among(ids) {
      const rows = await db.query<{ id: number }>(
        `SELECT item_id AS id FROM embeddings WHERE ${own} AND item_id = ANY($3::bigint[])`,
        [repositoryId, collection, ids],
      )
      return new Set(rows.map(({ id }) => id))
    },
    async add(rows) {
      await vectors.upsert(place, rows)
      await db.query(
        `INSERT INTO embeddings (repository_id, collection, item_id) SELECT $1, $2, id FROM unnest($3::bigint[]) AS row (id)
         ON CONFLICT DO NOTHING`,
        [repositoryId, collection, rows.map(({ id }) => id)],
      )
    },
    async mend() {
      const why = await vectors.prepare(place, embedder.dimensions)
      const [known, stored] = [await wanted(), new Set(await vectors.ids(place))]
      const missing = [...known].filter((id) => !stored.has(id))
      const strays = [...stored].filter((id) => !known.has(id))
      await forget(missing)
      if (strays.length > 0 && strays.length === stored.size) {
        // Nothing is worth keeping: a new place has no rests of the former rows.
        await vectors.remove(place)
        await vectors.prepare(place, embedder.dimensions)
      } else await vectors.remove(place, strays)
      return { missing: missing.length, strays: strays.length, why }
    },
  }
}

/** Removes the vectors of repositories that were removed while the store was away. */
export async function removeOrphans(db: Database, vectors: VectorStore): Promise<void> {
  const rows = await db.query<{ id: number }>('SELECT id FROM repositories')
  const known = new Set(rows.map(({ id }) => id))
  for (const place of await vectors.places()) if (!known.has(place.repositoryId)) await vectors.remove(place)
}

/** What a search by meaning has to say about its vectors. @param things  "pieces of code", "commits" */
export function noticesOfVectors(o: {
  readonly isLossy: boolean
  readonly known: number
  readonly total: number
  readonly things: string
}): readonly string[] {
  if (o.isLossy)
    return ['Search by meaning is not complete: vectors are missing from the store and are being made anew.']
  if (o.known >= o.total) return []
  return [
    `Search by meaning is not complete yet: ${o.known.toLocaleString('en-US')} of ${o.total.toLocaleString('en-US')} ${o.things} have a vector.`,
  ]
}
