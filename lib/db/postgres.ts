// The configured database: a Postgres server, reached through a pool of connections.
import { once } from 'node:events'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { SparkyError } from '#lib/errors.ts'
import { copyStatement, encodeCopyRows } from './copy-text.ts'
import type { CopyValue, Database, Queryable } from './database.ts'
import { migrateDatabase } from './migrate.ts'
import {
  createQueryable,
  createTransactionScope,
  runTransaction,
  type SqlResult,
  type SqlSession,
  type TransactionConnection,
} from './session.ts'
import { refusalOf, sqlFailure, sqlStateOf } from './sql-error.ts'
import { parserOf } from './values.ts'

/** Enough for one web process and its background work; a server allows 100 by default, shared by all processes. */
const POOL_SIZE = 10
const CONNECT_TIMEOUT_MS = 10_000
/** Longer than any statement of ours, an index over millions of rows included. */
const STATEMENT_TIMEOUT_MS = 15 * 60_000
/** A transaction may wait for its caller between two statements; after this its process counts as dead. */
const IDLE_TRANSACTION_TIMEOUT_MS = 10 * 60_000
/** Another process may be migrating: longer than a migration takes. */
const MIGRATION_LOCK_TIMEOUT_MS = 120_000
/** Any number that nobody else uses as an advisory lock: "sparky" in ASCII. */
const MIGRATION_LOCK = 0x737061726b79
const CLOSE_TIMEOUT_MS = 10_000

/**
 * Opens the database of a server and brings its tables up to date.
 *
 * @throws SparkyError `db/unreachable`, `db/migration-failed`, `db/failed`.
 */
export async function openPostgres(o: {
  readonly databaseUrl: string
  readonly rootFolder: string
  readonly signal?: AbortSignal | undefined
}): Promise<Database> {
  o.signal?.throwIfAborted()
  const pool = new pg.Pool({
    connectionString: o.databaseUrl,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'sparky',
    types: { getTypeParser: parserOf },
  })
  // A connection that breaks while nobody uses it: the pool drops it, and the next caller gets a new one or the error.
  pool.on('error', () => undefined)
  const abort = () => void pool.end()
  o.signal?.addEventListener('abort', abort, { once: true })
  try {
    const extensions = await prepare(pool, o.rootFolder).catch((error: unknown) => {
      o.signal?.throwIfAborted()
      throw unreachable(error, o.databaseUrl)
    })
    return createPostgresDatabase(pool, extensions)
  } catch (error) {
    if (!pool.ended) await pool.end()
    throw error
  } finally {
    o.signal?.removeEventListener('abort', abort)
  }
}

interface Extensions {
  readonly hasVectors: boolean
  readonly hasTrigrams: boolean
}

/** Extensions and tables, by one process at a time. */
async function prepare(pool: pg.Pool, rootFolder: string): Promise<Extensions> {
  const connection = await connect(pool)
  try {
    await connection.run(`SET lock_timeout = ${MIGRATION_LOCK_TIMEOUT_MS}`, [])
    await connection.run(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`, [])
    const extensions = {
      hasVectors: await hasExtension(connection, 'vector'),
      hasTrigrams: await hasExtension(connection, 'pg_trgm'),
    }
    await migrateDatabase(
      {
        transaction: (work) => runTransaction(connection, (session) => work(createQueryable(session))),
      },
      rootFolder,
    )
    return extensions
  } finally {
    // The session ends with the connection, and with it the lock and the setting.
    connection.release(true)
  }
}

/** Creates the extension where the server has it and the user may; many servers offer neither. */
async function hasExtension(connection: TransactionConnection, name: string): Promise<boolean> {
  const known = await connection.run('SELECT 1 FROM pg_extension WHERE extname = $1', [name])
  if (known.arrays().length > 0) return true
  try {
    await connection.run(`CREATE EXTENSION IF NOT EXISTS ${name}`, [])
    return true
  } catch (error) {
    // Not installed on the server, not supported by it, or not allowed to this user.
    if (['58P01', '0A000', '42501', '42704'].includes(sqlStateOf(error) ?? '')) return false
    throw error
  }
}

function createPostgresDatabase(pool: pg.Pool, extensions: Extensions): Database {
  const scope = createTransactionScope()
  let closing: Promise<void> | undefined
  const enter = () => {
    if (closing) throw closed()
    scope.assertOutside()
  }
  const session: SqlSession = {
    async run(sql, parameters) {
      enter()
      return run(pool, sql, parameters)
    },
    copy: (table, columns, rows) => session.transaction((transaction) => transaction.copy(table, columns, rows)),
    async transaction(work) {
      enter()
      const connection = await connect(pool)
      try {
        const result = await scope.run(() => runTransaction(connection, work))
        connection.release(false)
        return result
      } catch (error) {
        // Whatever state it is in, nobody else shall get it.
        connection.release(true)
        throw error
      }
    },
  }
  const queryable: Queryable = createQueryable(session)
  return Object.assign(queryable, {
    kind: 'postgres',
    ...extensions,
    transaction: (work) => session.transaction((inner) => work(createQueryable(inner))),
    close() {
      closing ??= endPool(pool)
      return closing
    },
  } satisfies Omit<Database, keyof Queryable>)
}

/** Waits for what is under way, at most CLOSE_TIMEOUT_MS: what is left then ends with the process. */
async function endPool(pool: pg.Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)
  })
  await Promise.race([pool.end(), timeout])
  clearTimeout(timer)
}

interface Connection extends TransactionConnection {
  release(broken: boolean): void
}

async function connect(pool: pg.Pool): Promise<Connection> {
  const client = await pool.connect().catch((error: unknown) => {
    throw sqlFailure(connectRefusal(error), 'connect')
  })
  // While a client is out of the pool its errors are ours: the statement under way rejects, and the client is dropped at release.
  const ignore = () => undefined
  client.on('error', ignore)
  return {
    run: (sql, parameters) => run(client, sql, parameters),
    copy: (table, columns, rows) => copy(client, table, columns, rows),
    release(broken) {
      client.off('error', ignore)
      client.release(broken)
    },
  }
}

async function run(
  on: pg.Pool | pg.PoolClient,
  sql: string,
  parameters: readonly (string | null)[],
): Promise<SqlResult> {
  try {
    const result = await on.query<unknown[]>({ text: sql, values: [...parameters], rowMode: 'array' })
    const fields = result.fields.map((field) => field.name)
    return {
      fields,
      affectedRows: result.command === 'SELECT' ? 0 : (result.rowCount ?? 0),
      objects: () => result.rows.map((row) => Object.fromEntries(fields.map((name, column) => [name, row[column]]))),
      arrays: () => result.rows,
    }
  } catch (error) {
    throw sqlFailure(connectRefusal(error), sql)
  }
}

async function copy(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<number> {
  const sql = copyStatement(table, columns, 'STDIN')
  const stream = client.query(copyFrom(sql))
  let failure: SparkyError | undefined
  const ended = once(stream, 'finish').catch((error: unknown) => {
    failure = sqlFailure(connectRefusal(error), sql)
  })
  let rowCount = 0
  try {
    for (const chunk of encodeCopyRows(rows)) {
      if (!stream.write(chunk.bytes)) await Promise.race([drained(stream), ended])
      if (failure) break
      rowCount += chunk.rowCount
    }
  } catch (error) {
    // The rows could not be read to their end: the server must forget those that it has.
    if (!failure) stream.destroy(error instanceof Error ? error : new Error(String(error)))
    await ended
    throw error
  }
  if (!failure) stream.end()
  await ended
  if (failure) throw failure
  return rowCount
}

function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('drain', resolve)
  })
}

/** What pg throws without a code when a connection cannot be had or ends, as a refusal with one. */
function connectRefusal(error: unknown) {
  const refusal = refusalOf(error)
  if (refusal.code !== undefined) return refusal
  const lost =
    /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i
  return lost.test(refusal.message) ? { ...refusal, code: '08006' } : refusal
}

/** Names the server without its password. */
function unreachable(error: unknown, databaseUrl: string): unknown {
  if (!(error instanceof SparkyError) || error.code !== 'db/unreachable') return error
  return new SparkyError({
    code: 'db/unreachable',
    message: `The database server of DATABASE_URL (${shownAddress(databaseUrl)}) cannot be reached: ${error.cause instanceof Error ? error.cause.message : error.message}.`,
    remedy:
      'Check that it runs and that DATABASE_URL is right; without DATABASE_URL Sparky uses its embedded database.',
    retryable: true,
    cause: error,
  })
}

function shownAddress(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return 'not a URL'
  const { host, pathname } = new URL(databaseUrl)
  return `${host}${pathname}`
}

function closed(): SparkyError {
  return new SparkyError({ code: 'db/closed', message: 'The database is closed.', remedy: 'Start Sparky again.' })
}
