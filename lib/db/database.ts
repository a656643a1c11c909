// The contract of the database: the same rows from the embedded engine and from a Postgres server.
import type { PgDatabase } from 'drizzle-orm/pg-core'
import type { PgliteQueryResultHKT } from 'drizzle-orm/pglite'
import type * as schema from '#drizzle/schema.ts'

/** Typed queries over the tables of drizzle/schema.ts; one driver on both engines, so rows have one shape. */
export type Orm = PgDatabase<PgliteQueryResultHKT, typeof schema>

/** One value of a bulk row; a list of numbers becomes a Postgres array. NUL characters are dropped from text. */
export type CopyValue = string | number | boolean | null | readonly number[]

/** What can be asked, inside and outside a transaction. */
export interface Queryable {
  readonly orm: Orm
  /**
   * Rows of one statement with `$1`, `$2` … as parameters; empty for statements without rows.
   *
   * int8 and numeric come back as numbers (rounded beyond 2^53), dates and times as the text that Postgres prints, json parsed,
   * bytea as Uint8Array, arrays as arrays; every other type as text. An array parameter becomes a Postgres array,
   * an object becomes JSON; give a JSON array as JSON text.
   *
   * @throws SparkyError `db/failed` (its cause is a SqlError with the SQLSTATE), `db/disk-full`, `db/unreachable`, `db/closed`.
   */
  query<R extends object>(sql: string, parameters?: readonly unknown[]): Promise<readonly R[]>
  /**
   * Adds many rows fast (COPY), all or none; resolves to their number.
   *
   * `rows` is read lazily, about half a MiB of text at a time, and the event loop gets its turn in between.
   *
   * @param table  Name of the table, as in the database.
   * @param columns  Names of the columns, in the order of the values.
   * @throws SparkyError as `query` does.
   */
  copyRows(table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>): Promise<number>
}

/** One open database. */
export interface Database extends Queryable {
  readonly kind: 'pglite' | 'postgres'
  /** True when the type `vector` of pgvector can be used. */
  readonly hasVectors: boolean
  /** True when the functions and operators of pg_trgm can be used. */
  readonly hasTrigrams: boolean
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects or when a statement in it failed.
   *
   * The embedded engine has one connection: everything else waits until the transaction ends, so a background job must keep its
   * transactions short (well under 100 ms of statements each) and must not wait for anything slow inside. Statements outside a
   * transaction go ahead of waiting transactions. Using the database itself instead of `tx` inside `work` is refused.
   *
   * @throws SparkyError as `query` does; what `work` throws is passed on unchanged.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  /** Waits for what is under way (at most ten seconds), then closes; later calls are refused with `db/closed`. */
  close(): Promise<void>
}
