// One connection as both engines offer it, and what is built on top: queries, bulk rows, drizzle, transactions.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import * as schema from '#drizzle/schema.ts'
import { SparkyError } from '#lib/errors.ts'
import type { CopyValue, Orm, Queryable } from './database.ts'
import { parameterText } from './values.ts'

/** The rows of a statement. */
export interface SqlResult {
  readonly fields: readonly string[]
  readonly affectedRows: number
  /** As objects by column name; of two columns with one name the last counts. */
  objects(): Record<string, unknown>[]
  /** Each in the order of `fields`. */
  arrays(): unknown[][]
}

/** Where statements go: the database (each on its own) or one transaction. */
export interface SqlSession {
  run(sql: string, parameters: readonly (string | null)[]): Promise<SqlResult>
  copy(table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>): Promise<number>
  transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T>
}

/** The public face of a session. */
export function createQueryable(session: SqlSession): Queryable {
  let orm: Orm | undefined
  return {
    get orm() {
      orm ??= createOrm(session)
      return orm
    },
    async query<R extends object>(sql: string, parameters: readonly unknown[] = []) {
      const result = await session.run(sql, parameters.map(parameterText))
      // The caller names the row type of its own statement.
      return result.objects() as readonly object[] as readonly R[]
    },
    copyRows: (table, columns, rows) => session.copy(table, columns, rows),
  }
}

/** The part of PGlite that drizzle's driver calls; see drizzle-orm/pglite/session.js. */
interface DrizzleClient {
  query(sql: string, parameters: readonly unknown[], options: { rowMode: 'array' | 'object' }): Promise<object>
  transaction<T>(work: (client: DrizzleClient) => Promise<T>): Promise<T>
}

/** Drizzle over any session, also over Postgres: one driver, so that both engines give the same rows. */
function createOrm(session: SqlSession): Orm {
  // The driver calls `query` and `transaction` and nothing else, so the rest of PGlite is not needed.
  return drizzle({ client: createDrizzleClient(session) as unknown as PGlite, schema })
}

function createDrizzleClient(session: SqlSession): DrizzleClient {
  return {
    async query(sql, parameters, { rowMode }) {
      const result = await session.run(sql, parameters.map(parameterText))
      return {
        rows: rowMode === 'array' ? result.arrays() : result.objects(),
        fields: result.fields.map((name) => ({ name })),
        affectedRows: result.affectedRows,
      }
    },
    transaction: (work) => session.transaction((inner) => work(createDrizzleClient(inner))),
  }
}

/** Knows which code runs inside a transaction, so that a statement that would wait for its own transaction is refused. */
export interface TransactionScope {
  run<T>(work: () => Promise<T>): Promise<T>
  assertOutside(): void
}

export function createTransactionScope(): TransactionScope {
  const scope = new AsyncLocalStorage<{ ended: boolean }>()
  return {
    async run(work) {
      const state = { ended: false }
      try {
        return await scope.run(state, work)
      } finally {
        state.ended = true
      }
    },
    assertOutside() {
      if (scope.getStore()?.ended !== false) return
      throw new SparkyError({
        code: 'db/failed',
        message: 'The database was used inside a transaction without going through it, which would wait for itself.',
        remedy: 'This is a defect of Sparky: use the transaction that the callback receives.',
      })
    },
  }
}

/** How a transaction talks to its connection. */
export interface TransactionConnection {
  run(sql: string, parameters: readonly (string | null)[]): Promise<SqlResult>
  copy(table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>): Promise<number>
}

/**
 * Runs `work` between BEGIN and COMMIT on a connection that nobody else uses meanwhile; nested transactions are savepoints.
 *
 * A statement that failed rolls everything back even when `work` swallowed its error: Postgres would do so silently at COMMIT.
 */
export async function runTransaction<T>(
  connection: TransactionConnection,
  work: (session: SqlSession) => Promise<T>,
): Promise<T> {
  let ended = false
  let depth = 0
  let failure: unknown
  const watch = async <R>(call: () => Promise<R>): Promise<R> => {
    if (ended) throw transactionEnded()
    try {
      return await call()
    } catch (error) {
      failure ??= error
      throw error
    }
  }
  const session: SqlSession = {
    run: (sql, parameters) => watch(() => connection.run(sql, parameters)),
    copy: (table, columns, rows) => watch(() => connection.copy(table, columns, rows)),
    async transaction(inner) {
      depth += 1
      const savepoint = `savepoint_${depth}`
      await session.run(`SAVEPOINT ${savepoint}`, [])
      const before = failure
      try {
        const result = await inner(session)
        await session.run(`RELEASE SAVEPOINT ${savepoint}`, [])
        return result
      } catch (error) {
        await session.run(`ROLLBACK TO SAVEPOINT ${savepoint}`, [])
        failure = before
        throw error
      }
    },
  }
  await connection.run('BEGIN', [])
  try {
    const result = await work(session)
    ended = true
    if (failure !== undefined) throw failure
    await connection.run('COMMIT', [])
    return result
  } catch (error) {
    ended = true
    // A connection that is gone has rolled back by itself; the first error is the one to tell.
    await connection.run('ROLLBACK', []).catch((rollbackError: unknown) => attachRollback(error, rollbackError))
    throw error
  }
}

function attachRollback(error: unknown, rollbackError: unknown): void {
  if (error instanceof Error && error.cause === undefined) error.cause = rollbackError
}

function transactionEnded(): SparkyError {
  return new SparkyError({
    code: 'db/closed',
    message: 'A statement came after its transaction had ended.',
    remedy: 'This is a defect of Sparky: await every statement inside the transaction.',
  })
}
