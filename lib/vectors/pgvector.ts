// Vectors in Postgres through pgvector: the embedded default, and a Postgres server that has the extension.
import { SparkyError } from '#lib/errors.ts'
import { requireCollectionName } from './collection-name.ts'
import type { VectorStore } from './store.ts'

/** What the store needs of a database. */
interface SqlDoor {
  query<R extends object>(sql: string, parameters?: readonly unknown[]): Promise<readonly R[]>
}

/** Tables of ours among the others. A repository is scanned exactly: 100,000 × 384 numbers take 80 to 90 ms, an approximate index costs 0.5 ms a row. */
const PREFIX = 'vectors_'

export function createPgvectorStore(sql: SqlDoor): VectorStore {
  const tableOf = (collection: string) => `${PREFIX}${requireCollectionName(collection)}`
  return {
    kind: 'pgvector',
    async prepare({ collection, dimensions }) {
      const table = tableOf(collection)
      if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 2000) throw mismatch(collection, dimensions)
      await sql.query(
        `CREATE TABLE IF NOT EXISTS ${table} (id bigint PRIMARY KEY, repository_id integer NOT NULL, vector vector(${dimensions}) NOT NULL)`,
      )
      await sql.query(`CREATE INDEX IF NOT EXISTS ${table}_repository ON ${table} (repository_id)`)
      const [column] = await sql.query<{ size: number }>(
        `SELECT atttypmod AS size FROM pg_attribute WHERE attrelid = $1::regclass AND attname = 'vector'`,
        [table],
      )
      if (column?.size !== dimensions) throw mismatch(collection, dimensions)
    },
    async upsert(collection, rows) {
      if (rows.length === 0) return
      await sql.query(
        `INSERT INTO ${tableOf(collection)} (id, repository_id, vector) SELECT id, repository, vector::vector FROM unnest($1::bigint[], $2::int[], $3::text[]) AS row (id, repository, vector)
         ON CONFLICT (id) DO UPDATE SET repository_id = excluded.repository_id, vector = excluded.vector`,
        [rows.map((row) => row.id), rows.map((row) => row.repositoryId), rows.map((row) => literal(row.vector))],
      )
    },
    async search(collection, { vector, repositoryId, limit, signal }) {
      signal.throwIfAborted()
      return sql.query<{ id: number; score: number }>(
        `SELECT id, (1 - (vector <=> $1::vector))::float8 AS score FROM ${tableOf(collection)} WHERE repository_id = $2 ORDER BY vector <=> $1::vector LIMIT $3`,
        [literal(vector), repositoryId, limit],
      )
    },
    async remove(collection, { repositoryId, ids }) {
      if (ids === undefined)
        await sql.query(`DELETE FROM ${tableOf(collection)} WHERE repository_id = $1`, [repositoryId])
      else
        await sql.query(`DELETE FROM ${tableOf(collection)} WHERE repository_id = $1 AND id = ANY($2::bigint[])`, [
          repositoryId,
          ids,
        ])
    },
    async count(collection, { repositoryId }) {
      const [row] = await sql.query<{ count: number }>(
        `SELECT count(*) AS count FROM ${tableOf(collection)} WHERE repository_id = $1`,
        [repositoryId],
      )
      return row?.count ?? 0
    },
    async collections() {
      const rows = await sql.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE '${PREFIX}%' ORDER BY 1`,
      )
      return rows.map((row) => row.name.slice(PREFIX.length))
    },
    close: async () => undefined,
  }
}

function literal(vector: Float32Array): string {
  return `[${Array.from(vector).join(',')}]`
}

function mismatch(collection: string, dimensions: number): SparkyError {
  return new SparkyError({
    code: 'vectors/dimension-mismatch',
    message: `The collection ${collection} cannot hold vectors of ${dimensions} numbers.`,
    remedy: 'Remove the repository and add it again, so that its vectors are made anew.',
  })
}
