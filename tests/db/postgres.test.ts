// What only a server can do to us: several processes at once, going away, never having been there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { openPostgres } from '#lib/db/postgres.ts'
import { ROOT_FOLDER } from './open-test-database.ts'
import { findPostgres, type PostgresServer, startPostgres } from './postgres-server.ts'

const found = findPostgres()

describe.skipIf('missing' in found)(
  `a Postgres server${'missing' in found ? ` (skipped: ${found.missing})` : ''}`,
  () => {
    let server: PostgresServer

    beforeAll(async () => {
      server = await startPostgres('bin' in found ? found.bin : '')
    })
    afterAll(() => server?.stop())

    it('is migrated once by many processes that start at once', async () => {
      const databaseUrl = await server.createDatabase()
      const opened = await Promise.all(
        Array.from({ length: 5 }, () =>
          openDatabase({ databaseUrl, dataFolder: '/nonexistent', rootFolder: ROOT_FOLDER }),
        ),
      )
      const [migrations] = await (opened[0]?.query<{ n: number; distinct: number }>(
        'SELECT count(*) AS n, count(DISTINCT hash) AS distinct FROM drizzle.__drizzle_migrations',
      ) ?? [])
      expect(migrations?.n).toBeGreaterThan(0)
      expect(migrations?.n).toBe(migrations?.distinct)
      for (const database of opened) await database.close()
    })

    it('is told to be unreachable, without its password, when it is not there', async () => {
      const databaseUrl = 'postgresql://me:secret-word@127.0.0.1:1/nothing'
      const error = await openPostgres({ databaseUrl, rootFolder: ROOT_FOLDER }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'db/unreachable',
        retryable: true,
        message: expect.stringContaining('127.0.0.1:1/nothing'),
      })
      expect(String(error)).not.toContain('secret-word')
    })

    it('that ends a connection costs only what was under way on it', async () => {
      const databaseUrl = await server.createDatabase()
      const db = await openPostgres({ databaseUrl, rootFolder: ROOT_FOLDER })
      const other = await openPostgres({ databaseUrl, rootFolder: ROOT_FOLDER })
      await db.query('CREATE TABLE kept (n int)')
      const lost = db.transaction(async (tx) => {
        const [own] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
        await tx.query('INSERT INTO kept VALUES (1)')
        await other.query('SELECT pg_terminate_backend($1)', [own?.pid])
        await tx.query('SELECT 1')
      })
      await expect(lost).rejects.toMatchObject({ code: 'db/unreachable', retryable: true })
      expect(await db.query('SELECT count(*) AS n FROM kept')).toEqual([{ n: 0 }])
      expect(await db.copyRows('kept', ['n'], [[1]])).toBe(1)
      await other.close()
      await db.close()
    })
  },
)
