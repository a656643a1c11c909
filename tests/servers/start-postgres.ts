// A real Postgres with pgvector in an empty folder. By hand: `node tests/servers/start-postgres.ts`.
import { findPostgres, startPostgres } from '#tests/db/postgres-server.ts'
import { installPgvector } from './install-pgvector.ts'
import { runByHand } from './run-by-hand.ts'
import type { RunningServer } from './server-process.ts'

/** Listens on a socket in a temporary folder. `address` is the URL of an empty database. */
export async function startPostgresWithVectors(): Promise<RunningServer> {
  const found = findPostgres()
  if ('missing' in found) throw new Error(`Postgres cannot be started: ${found.missing}.`)
  const server = await startPostgres(found.bin, await installPgvector())
  return { address: await server.createDatabase(), stop: () => server.stop() }
}

if (import.meta.main) await runByHand(startPostgresWithVectors, 'DATABASE_URL')
