// Vectors in Postgres through pgvector: the embedded default, and a Postgres server that has the extension.
import {
  dimensionMismatch,
  noCollection,
  requireCollectionName,
  requireDimensions,
  requireVector,
  requireWholeNumber,
} from './check-input.ts'
import { lastOfEach, type VectorStore } from './store.ts'

/** What the store needs of a database. */
interface SqlDoor {
  query<R extends object>(sql: string, parameters?: readonly unknown[]): Promise<readonly R[]>
}

/** Tables of ours among the others. A repository is scanned exactly: 100,000 × 384 numbers take 80 to 90 ms, an approximate index costs 0.5 ms a row. */
const PREFIX = 'vectors_'

/** Beside the errors of the contract its calls throw what the database throws (`db/…`). */
export function createPgvectorStore(sql: SqlDoor): VectorStore {
  const sizes = new Map<string, number>()
  const tableOf = (collection: string) => `${PREFIX}${requireCollectionName(collection)}`

  /** Numbers a vector of the collection has; undefined when there is no such collection. */
  const sizeOf = async (collection: string): Promise<number | undefined> => {
    const table = tableOf(collection)
    const known = sizes.get(collection)
    if (known !== undefined) return known
    const [column] = await sql.query<{ size: number }>(
      `SELECT atttypmod AS size FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'vector'`,
      [table],
    )
    if (column) sizes.set(collection, column.size)
    return column?.size
  }

  return {
    kind: 'pgvector',
    async prepare({ collection, dimensions }) {
      const table = tableOf(collection)
      requireDimensions(collection, dimensions)
      // IF NOT EXISTS alone lets two processes collide.
      await sql.query(
        `DO $$ BEGIN
           PERFORM pg_advisory_xact_lock(hashtext('${table}'));
           CREATE TABLE IF NOT EXISTS ${table} (id bigint PRIMARY KEY, repository_id integer NOT NULL, vector vector(${dimensions}) NOT NULL);
           CREATE INDEX IF NOT EXISTS v_repository_${collection} ON ${table} (repository_id);
         END $$`,
      )
      const size = await sizeOf(collection)
      if (size !== dimensions) throw dimensionMismatch(collection, dimensions, size)
    },
    async upsert(collection, rows) {
      const last = lastOfEach(rows)
      if (last.length === 0) return
      const size = await sizeOf(collection)
      if (size === undefined) throw noCollection(collection)
      for (const { vector } of last) requireVector(collection, vector, size)
      await sql.query(
        `INSERT INTO ${tableOf(collection)} (id, repository_id, vector) SELECT id, repository, vector::vector FROM unnest($1::bigint[], $2::int[], $3::text[]) AS row (id, repository, vector)
         ON CONFLICT (id) DO UPDATE SET repository_id = excluded.repository_id, vector = excluded.vector`,
        [
          last.map((row) => requireWholeNumber(row.id)),
          last.map((row) => requireWholeNumber(row.repositoryId)),
          last.map((row) => literal(row.vector)),
        ],
      )
    },
    async search(collection, { vector, repositoryId, limit, signal }) {
      signal.throwIfAborted()
      const size = await sizeOf(collection)
      if (size === undefined) return []
      requireVector(collection, vector, size)
      const hits = await sql.query<{ id: number; score: number }>(
        `SELECT id, (1 - (vector <=> $1::vector))::float8 AS score FROM ${tableOf(collection)} WHERE repository_id = $2 ORDER BY vector <=> $1::vector LIMIT $3`,
        [literal(vector), requireWholeNumber(repositoryId), requireWholeNumber(limit)],
      )
      signal.throwIfAborted()
      return hits
    },
    async remove(collection, { repositoryId, ids }) {
      if ((await sizeOf(collection)) === undefined) return
      const of = `DELETE FROM ${tableOf(collection)} WHERE repository_id = $1`
      if (ids === undefined) await sql.query(of, [requireWholeNumber(repositoryId)])
      else
        await sql.query(`${of} AND id = ANY($2::bigint[])`, [
          requireWholeNumber(repositoryId),
          ids.map(requireWholeNumber),
        ])
    },
    async count(collection, { repositoryId }) {
      if ((await sizeOf(collection)) === undefined) return 0
      const [row] = await sql.query<{ count: number }>(
        `SELECT count(*) AS count FROM ${tableOf(collection)} WHERE repository_id = $1`,
        [requireWholeNumber(repositoryId)],
      )
      return row?.count ?? 0
    },
    async collections() {
      const rows = await sql.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND starts_with(tablename, $1) ORDER BY 1`,
        [PREFIX],
      )
      return rows.map((row) => row.name.slice(PREFIX.length))
    },
    close: async () => undefined,
  }
}

function literal(vector: Float32Array): string {
  return `[${Array.from(vector).join(',')}]`
}
