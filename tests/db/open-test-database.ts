// A fresh database for one test: embedded in memory, or a database of its own on a real Postgres server.
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '#lib/db/database.ts'
import { openPglite, type Template } from '#lib/db/pglite.ts'
import { openPostgres } from '#lib/db/postgres.ts'
import { startPostgres } from './postgres-server.ts'

/** Folder of the product: tests run from it. */
export const ROOT_FOLDER = process.cwd()

/**
 * An embedded database in memory with all tables, empty; the caller closes it.
 *
 * The first one after a change of the migrations takes about two seconds and leaves a template in the folder for temporary files;
 * later ones take about half a second.
 */
export async function openTestDatabase(): Promise<Database> {
  return openPglite({ dataFolder: null, rootFolder: ROOT_FOLDER, template: await readTemplate() })
}

/** What a new embedded database can start from: all tables, empty. */
export async function readTemplate(): Promise<Template> {
  const folder = join(tmpdir(), 'sparky-test-databases')
  const file = join(folder, `${templateKey()}.tar`)
  const known = await readFile(file).catch(() => undefined)
  if (known) return known
  const database = await openPglite({ dataFolder: null, rootFolder: ROOT_FOLDER })
  try {
    const template = await database.dump()
    await mkdir(folder, { recursive: true })
    // Several test processes may do this at once: each writes its own file and the name changes in one step.
    const unfinished = `${file}.${randomUUID()}`
    await writeFile(unfinished, template)
    await rename(unfinished, file)
    return template
  } finally {
    await database.close()
  }
}

/** Changes with the migrations and with the engine. */
function templateKey(): string {
  const hash = createHash('sha256')
  const folder = join(ROOT_FOLDER, 'drizzle', 'migrations')
  for (const name of readdirSync(folder).toSorted()) {
    if (name.endsWith('.sql')) hash.update(name).update(readFileSync(join(folder, name)))
  }
  const require = createRequire(join(ROOT_FOLDER, 'package.json'))
  hash.update(readFileSync(require.resolve('@electric-sql/pglite')).subarray(0, 65_536))
  return hash.digest('hex').slice(0, 16)
}

/**
 * A new database with all tables on a real Postgres server of its own; closing it stops the server. Takes a few seconds.
 *
 * Suites that need several should start one server themselves (postgres-server.ts).
 */
export async function openTestPostgres(bin: string): Promise<Database> {
  const server = await startPostgres(bin)
  try {
    const database = await openPostgres({ databaseUrl: await server.createDatabase(), rootFolder: ROOT_FOLDER })
    return Object.assign(Object.create(database) as Database, {
      async close() {
        await database.close()
        await server.stop()
      },
    })
  } catch (error) {
    await server.stop()
    throw error
  }
}
