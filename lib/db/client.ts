// Opens the database of this process: the embedded one, or the Postgres server that the configuration names.
import type { Database } from './database.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

/**
 * Opens the database and brings its tables up to date.
 *
 * @param o.databaseUrl  A Postgres server; without it the embedded database in `dataFolder` is opened.
 * @param o.rootFolder  Folder of the installed product: the database's thread and the migrations are found below it.
 * @throws SparkyError `db/locked` (naming the pid) when another process uses the data folder; `db/unreachable`, `db/disk-full`,
 * `db/migration-failed`, `db/failed`.
 */
export async function openDatabase(o: {
  readonly databaseUrl: string | undefined
  readonly dataFolder: string
  readonly rootFolder: string
  readonly signal?: AbortSignal | undefined
}): Promise<Database> {
  const { databaseUrl, dataFolder, rootFolder, signal } = o
  if (databaseUrl === undefined) return openPglite({ dataFolder, rootFolder, signal })
  return openPostgres({ databaseUrl, rootFolder, signal })
}
