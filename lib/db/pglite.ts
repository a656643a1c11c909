// The embedded database: Postgres in WebAssembly, in a thread of its own, on one folder that only this process uses.

import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SparkyError } from '#lib/errors.ts'
import { copyStatement, encodeCopyRows } from './copy-text.ts'
import { lockDataFolder } from './data-lock.ts'
import type { CopyValue, Database } from './database.ts'
import { limitCompiler, makeCluster } from './make-cluster.ts'
import { migrateDatabase } from './migrate.ts'
import type { PgliteResult } from './pglite-protocol.ts'
import { type PgliteThread, startPgliteThread } from './pglite-thread.ts'
import {
  createQueryable,
  createTransactionScope,
  runTransaction,
  type SqlResult,
  type SqlSession,
  type TransactionConnection,
} from './session.ts'
import { createTurns } from './turns.ts'

/** What is under way may take this long to end when the database is closed. */
const CLOSE_TIMEOUT_MS = 10_000

/** A data folder as tar, made by `dump`. */
export type Template = Uint8Array<ArrayBuffer>

export interface PgliteOptions {
  /** The database lies in `database` below it; null keeps it in memory. */
  readonly dataFolder: string | null
  readonly rootFolder: string
  readonly signal?: AbortSignal | undefined
  /** What a new database starts from instead of an empty one. */
  readonly template?: Template | undefined
  /** Told of each thread that runs the database: the first, and one more after each crash. */
  readonly onThread?: ((thread: PgliteThread) => void) | undefined
}

/** An embedded database with its extra: the whole as one file. */
export interface PgliteDatabase extends Database {
  /** The data folder as tar, for the option `template`. */
  dump(): Promise<Template>
}

/**
 * Opens the embedded database and brings its tables up to date.
 *
 * @throws SparkyError `db/locked`, `db/failed`, `db/disk-full`, `db/migration-failed`.
 */
export async function openPglite(o: PgliteOptions): Promise<PgliteDatabase> {
  const lock = o.dataFolder === null ? undefined : await lockDataFolder(o.dataFolder)
  try {
    const folder = o.dataFolder === null ? undefined : await prepareFolder(o.dataFolder)
    const start = async (template: Template | undefined, signal?: AbortSignal) => {
      const data = { databaseFolder: folder?.databaseFolder ?? null, template: template ?? null }
      const thread = await startPgliteThread({ rootFolder: o.rootFolder, start: data, signal })
      o.onThread?.(thread)
      return thread
    }
    limitCompiler()
    if (folder?.isNew && o.template === undefined) await makeCluster({ ...o, databaseFolder: folder.databaseFolder })
    const first = await start(folder?.isNew === false ? undefined : o.template, o.signal)
    const database = createPgliteDatabase(first, folder && (() => start(undefined)), () => lock?.release())
    try {
      await database.query('CREATE EXTENSION IF NOT EXISTS vector')
      await database.query('CREATE EXTENSION IF NOT EXISTS pg_trgm')
      await migrateDatabase(database, o.rootFolder)
      if (folder) await rm(folder.unfinished, { force: true })
      return database
    } catch (error) {
      await database.close()
      throw error
    }
  } catch (error) {
    lock?.release()
    throw error
  }
}

interface Folder {
  readonly databaseFolder: string
  /** A file that stands beside the folder until the very first start has succeeded. */
  readonly unfinished: string
  readonly isNew: boolean
}

/** Readies the folder; what a first start that was killed in the middle left cannot be opened, and is made anew. */
async function prepareFolder(dataFolder: string): Promise<Folder> {
  const databaseFolder = join(dataFolder, 'database')
  const unfinished = join(dataFolder, 'database.unfinished')
  if (existsSync(unfinished)) await rm(databaseFolder, { recursive: true, force: true })
  const isNew = !existsSync(databaseFolder)
  if (isNew) {
    await writeFile(unfinished, '')
    await mkdir(databaseFolder, { mode: 0o700 })
  }
  return { databaseFolder, unfinished, isNew }
}

function createPgliteDatabase(
  first: PgliteThread,
  /** Starts a new thread after a crash; absent where a crash loses the data. */
  restart: (() => Promise<PgliteThread>) | undefined,
  onClosed: () => void,
): PgliteDatabase {
  const turns = createTurns()
  const scope = createTransactionScope()
  let thread = first
  let closing: Promise<void> | undefined

  /** The thread for the next turn; turns are taken one at a time, so only one caller can restart it. */
  const live = async () => {
    if (thread.dead && restart) thread = await restart()
    return thread
  }
  const enter = () => {
    if (closing) throw closed()
    scope.assertOutside()
  }
  const session: SqlSession = {
    async run(sql, parameters) {
      enter()
      const result = await turns.take('statement', async () => (await live()).call({ kind: 'run', sql, parameters }))
      return toSqlResult(result)
    },
    copy: (table, columns, rows) => session.transaction((transaction) => transaction.copy(table, columns, rows)),
    async transaction(work) {
      enter()
      return turns.take('transaction', async () => {
        const connection = connectionOf(await live())
        return scope.run(() => runTransaction(connection, work))
      })
    },
  }
  const close = async () => {
    await within(turns.idle(), CLOSE_TIMEOUT_MS)
    try {
      await thread.close()
    } finally {
      onClosed()
    }
  }
  return Object.assign(createQueryable(session), {
    kind: 'pglite',
    hasVectors: true,
    hasTrigrams: true,
    transaction: (work) => session.transaction((inner) => work(createQueryable(inner))),
    close() {
      closing ??= close()
      return closing
    },
    async dump() {
      enter()
      const { dump } = await turns.take('statement', async () => (await live()).call({ kind: 'dump' }))
      return dump ?? new Uint8Array()
    },
  } satisfies Omit<PgliteDatabase, 'orm' | 'query' | 'copyRows'>)
}

function connectionOf(thread: PgliteThread): TransactionConnection {
  return {
    run: async (sql, parameters) => toSqlResult(await thread.call({ kind: 'run', sql, parameters })),
    async copy(table: string, columns: readonly string[], rows: Iterable<readonly CopyValue[]>) {
      const sql = copyStatement(table, columns, `'/dev/blob'`)
      let rowCount = 0
      for (const chunk of encodeCopyRows(rows)) {
        await thread.call({ kind: 'copy', sql, bytes: chunk.bytes })
        rowCount += chunk.rowCount
      }
      return rowCount
    },
  }
}

function toSqlResult({ fields, columns, rowCount, affectedRows }: PgliteResult): SqlResult {
  const rows = <R>(make: (index: number) => R) => Array.from({ length: rowCount }, (_, index) => make(index))
  return {
    fields,
    affectedRows,
    objects: () =>
      rows((index) => {
        const row: Record<string, unknown> = {}
        for (let column = 0; column < fields.length; column += 1) row[fields[column] ?? ''] = columns[column]?.[index]
        return row
      }),
    arrays: () => rows((index) => columns.map((column) => column[index])),
  }
}

async function within(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([work, timeout])
  clearTimeout(timer)
}

function closed(): SparkyError {
  return new SparkyError({
    code: 'db/closed',
    message: 'The database is closed.',
    remedy: 'Start Sparky again.',
  })
}
