// Both engines behind one name each, so that one suite runs on both; an engine that cannot start is skipped by name.
import type { Database } from '#lib/db/database.ts'
import { openPostgres } from '#lib/db/postgres.ts'
import { openTestDatabase, ROOT_FOLDER } from './open-test-database.ts'
import { findPostgres, startPostgres } from './postgres-server.ts'

/** A started engine. */
export interface Engine {
  /** A database of its own with all tables; the caller closes it. */
  open(): Promise<Database>
  stop(): Promise<void>
}

/** Each engine: its name says why it is skipped when `start` is absent. */
export const ENGINES: readonly { readonly name: string; readonly start?: () => Promise<Engine> }[] = [
  { name: 'PGlite', start: async () => ({ open: openTestDatabase, stop: async () => undefined }) },
  postgresEngine(),
]

function postgresEngine() {
  const found = findPostgres()
  if ('missing' in found) return { name: `Postgres (skipped: ${found.missing})` }
  return {
    name: 'Postgres',
    async start(): Promise<Engine> {
      const server = await startPostgres(found.bin)
      return {
        open: async () => openPostgres({ databaseUrl: await server.createDatabase(), rootFolder: ROOT_FOLDER }),
        stop: () => server.stop(),
      }
    },
  }
}
