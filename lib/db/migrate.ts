// Brings the tables up to date with drizzle/migrations, all or nothing.
import { join } from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { SparkyError } from '#lib/errors.ts'
import type { Queryable } from './database.ts'
import { SqlError } from './sql-error.ts'

/** Where drizzle keeps its books; its own default, so that drizzle-kit sees them too. */
const BOOKS = 'drizzle.__drizzle_migrations'

/** What is needed from a database here. */
export interface Migratable {
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
}

/**
 * Applies what is missing, in one transaction; does nothing when the tables are up to date.
 *
 * @throws SparkyError `db/migration-failed` when a migration cannot be applied, or when the data was written by a newer version.
 */
export async function migrateDatabase(database: Migratable, rootFolder: string): Promise<void> {
  const folder = join(rootFolder, 'drizzle', 'migrations')
  try {
    const migrations = readMigrationFiles({ migrationsFolder: folder })
    await database.transaction(async (tx) => {
      await tx.query('CREATE SCHEMA IF NOT EXISTS drizzle')
      await tx.query(
        `CREATE TABLE IF NOT EXISTS ${BOOKS} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`,
      )
      const [last] = await tx.query<{ at: number | null }>(`SELECT max(created_at) AS at FROM ${BOOKS}`)
      const appliedAt = last?.at ?? Number.NEGATIVE_INFINITY
      if (appliedAt > Math.max(...migrations.map((migration) => migration.folderMillis))) throw writtenByNewer()
      for (const migration of migrations) {
        if (migration.folderMillis <= appliedAt) continue
        for (const statement of migration.sql) await tx.query(statement)
        await tx.query(`INSERT INTO ${BOOKS} (hash, created_at) VALUES ($1, $2)`, [
          migration.hash,
          migration.folderMillis,
        ])
      }
    })
  } catch (cause) {
    if (cause instanceof SparkyError && !(cause.cause instanceof SqlError)) throw cause
    throw new SparkyError({
      code: 'db/migration-failed',
      message: `The tables could not be brought up to date: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy:
        'Nothing was changed. Report it with the log of the server; the former version still works with this data.',
      cause,
    })
  }
}

function writtenByNewer(): SparkyError {
  return new SparkyError({
    code: 'db/migration-failed',
    message: 'The data was written by a newer version of Sparky.',
    remedy: 'Start that version, or point SPARKY_DATA (or DATABASE_URL) at other data.',
  })
}
