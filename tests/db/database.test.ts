// One contract, two engines: what every caller may rely on.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chunks, repositories } from '#drizzle/schema.ts'
import type { CopyValue, Database } from '#lib/db/database.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { SqlError, sqlStateOf } from '#lib/db/sql-error.ts'
import { SparkyError } from '#lib/errors.ts'
import { ENGINES, type Engine } from './engines.ts'
import { ROOT_FOLDER } from './open-test-database.ts'

for (const { name, start } of ENGINES) {
  describe.skipIf(!start)(`a database on ${name}`, () => {
    let engine: Engine
    let db: Database
    let tables = 0
    const newTable = async (columns: string) => {
      tables += 1
      await db.query(`CREATE TABLE test_${tables} (${columns})`)
      return `test_${tables}`
    }
    const count = async (table: string) => (await db.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n

    beforeAll(async () => {
      engine = (await start?.()) as Engine
      db = await engine.open()
    })
    afterAll(async () => {
      await db?.close()
      await engine?.stop()
    })

    it('gives values of each type in the same shape', async () => {
      const rows = await db.query(
        `SELECT count(*) AS count, 9007199254740991::int8 AS int8, 1.25::numeric AS numeric, 0.1::float8 AS float8, true AS bool,
                '{"a":[1,null]}'::jsonb AS json, '\\x00ff'::bytea AS bytes, DATE '0044-03-15 BC' AS date,
                TIMESTAMP '2020-01-02 03:04:05' AS stamp, INTERVAL '1 day' AS span, NULL::text AS nothing, '{[1,3),[5,9)}'::int4multirange AS ranges,
                ARRAY[1,NULL,3] AS ints, ARRAY[[1,2],[3,4]] AS deep, ARRAY['a','b,c','d"e\\f','NULL',NULL,''] AS texts, ARRAY[true,false] AS bools,
                '{}'::int4[] AS empty, ARRAY[1::int8] AS longs, ARRAY['{"a":1}'::jsonb] AS jsons, '{9}'::float8[] AS floats`,
      )
      expect(rows).toEqual([
        {
          count: 1,
          int8: Number.MAX_SAFE_INTEGER,
          numeric: 1.25,
          float8: 0.1,
          bool: true,
          json: { a: [1, null] },
          bytes: Uint8Array.from([0, 255]),
          date: '0044-03-15 BC',
          stamp: '2020-01-02 03:04:05',
          span: '1 day',
          nothing: null,
          ranges: '{[1,3),[5,9)}',
          ints: [1, null, 3],
          deep: [
            [1, 2],
            [3, 4],
          ],
          texts: ['a', 'b,c', 'd"e\\f', 'NULL', null, ''],
          bools: [true, false],
          empty: [],
          longs: [1],
          jsons: [{ a: 1 }],
          floats: [9],
        },
      ])
    })

    it('takes parameters of each type', async () => {
      const texts = ['plain', 'a,b', 'q"\\', 'NULL', null, '', '{x}', 'línea\n']
      const rows = await db.query(
        `SELECT $1::int8 AS number, $2::text AS text, $3::bool AS bool, $4::int[] AS ints, $5::text[] AS texts, $6::jsonb AS json, $7::bytea AS bytes, $8::text AS nothing, $9::float8[] AS floats`,
        [
          2 ** 40,
          "it's \\ \0done",
          false,
          [1, 2],
          texts,
          { a: 'b"c\0' },
          Uint8Array.from([1, 2]),
          null,
          new Float32Array([0.5, -1]),
        ],
      )
      expect(rows).toEqual([
        {
          number: 2 ** 40,
          text: "it's \\ done",
          bool: false,
          ints: [1, 2],
          texts,
          json: { a: 'b"c' },
          bytes: Uint8Array.from([1, 2]),
          nothing: null,
          floats: [0.5, -1],
        },
      ])
    })

    it('takes and gives hundreds of thousands of numbers in one value', async () => {
      const numbers = Array.from({ length: 300_000 }, (_, index) => index)
      const [row] = await db.query<{ sum: number; all: number[] }>(
        'SELECT (SELECT sum(n) FROM unnest($1::int[]) AS n) AS sum, $1::int[] AS all',
        [numbers],
      )
      expect(row?.sum).toBe((300_000 * 299_999) / 2)
      expect(row?.all).toEqual(numbers)
    })

    it('gives the same rows through drizzle, arrays and int8 included', async () => {
      const [added] = await db.orm
        .insert(repositories)
        .values({ name: 'orm', address: '/orm', kind: 'folder', state: 'ready', addedAtMs: 1_700_000_000_000 })
        .returning()
      const rows = await db.orm
        .select({ at: repositories.addedAtMs, error: repositories.error })
        .from(repositories)
        .where(eq(repositories.name, 'orm'))
      expect(rows).toEqual([{ at: 1_700_000_000_000, error: null }])
      const raw = await db.orm.execute<{ n: number }>(
        sql`SELECT count(*) AS n FROM repositories WHERE id = ${added?.id}`,
      )
      expect(raw.rows).toEqual([{ n: 1 }])
      await db.orm.transaction(async (tx) => {
        await tx.delete(repositories)
        await expect(
          tx.transaction(async (inner) => {
            await inner
              .insert(chunks)
              .values({ repositoryId: 1, blobOid: 'a', ordinal: 0, startLine: 1, endLine: 1, kind: 'text' })
            throw new Error('back')
          }),
        ).rejects.toThrow('back')
      })
      expect(await count('repositories')).toBe(0)
      expect(await count('chunks')).toBe(0)
    })

    it('copies rows with every awkward character unchanged', async () => {
      const table = await newTable('n int, t text, b bool, a int[], f float8')
      const rows: CopyValue[][] = [
        [1, 'tab\tnewline\nreturn\rbackslash\\ \\N \\. quote" \'', true, [1, -2, 3], 0.1],
        [2, '\\N', false, [], 1e300],
        [3, '', null, null, -0],
        [4, '\\.', null, null, null],
        [5, 'ünïcode 👩‍👩‍👧 \u2028\u0001\u007f\b\f\v', null, null, null],
        [6, null, null, null, null],
        [7, 'N\0U\0L', null, null, null],
        [8, '{"json": "\\n"}', null, null, null],
        [9, '\ud800 half', null, null, null],
      ]
      expect(await db.copyRows(table, ['n', 't', 'b', 'a', 'f'], rows)).toBe(rows.length)
      const expected = rows.map(([n, t, b, a, f]) => ({
        n,
        t: typeof t === 'string' ? t.replaceAll('\0', '').toWellFormed() : t,
        b,
        a,
        f: f === null ? null : Number(f) + 0,
      }))
      expect(await db.query(`SELECT * FROM ${table} ORDER BY n`)).toEqual(expected)
    })

    it('copies more rows than one chunk holds, read lazily, and none at all', async () => {
      const table = await newTable('n int, "Odd ""name" text')
      function* rows() {
        for (let n = 0; n < 60_000; n += 1) yield [n, `row ${n} ${'x'.repeat(40)}`] as const
      }
      expect(await db.copyRows(table, ['n', 'Odd "name'], rows())).toBe(60_000)
      expect(await db.copyRows(table, ['n'], [])).toBe(0)
      expect(
        await db.query(`SELECT count(DISTINCT n) AS n, sum(length("Odd ""name")) > 0 AS text FROM ${table}`),
      ).toEqual([{ n: 60_000, text: true }])
    })

    it('copies all rows or none, whoever fails', async () => {
      const table = await newTable('n int')
      function* bad(value: number | string) {
        for (let n = 0; n < 400_000; n += 1) yield [n]
        yield [value]
      }
      await expect(db.copyRows(table, ['n'], bad('not a number'))).rejects.toMatchObject({ code: 'db/failed' })
      const failure = new Error('the rows broke')
      function* breaking() {
        yield* bad(1)
        throw failure
      }
      await expect(db.copyRows(table, ['n'], breaking())).rejects.toBe(failure)
      await expect(db.copyRows('no_such_table', ['n'], [[1]])).rejects.toMatchObject({ code: 'db/failed' })
      expect(await count(table)).toBe(0)
      expect(await db.copyRows(table, ['n'], [[1]])).toBe(1)
    })

    it('commits what a transaction did, copied rows included, or rolls all of it back', async () => {
      const table = await newTable('n int')
      const write = (failing: boolean) =>
        db.transaction(async (tx) => {
          await tx.query(`INSERT INTO ${table} VALUES ($1)`, [1])
          await tx.copyRows(table, ['n'], [[2], [3]])
          expect(await tx.query(`SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 3 }])
          if (failing) throw new RangeError('mine')
          return 'value'
        })
      await expect(write(true)).rejects.toThrow(RangeError)
      expect(await count(table)).toBe(0)
      expect(await write(false)).toBe('value')
      expect(await count(table)).toBe(3)
    })

    it('rolls back when a statement failed, even if the callback swallowed the error', async () => {
      const table = await newTable('n int PRIMARY KEY')
      const result = db.transaction(async (tx) => {
        await tx.query(`INSERT INTO ${table} VALUES (1)`)
        await tx.query(`INSERT INTO ${table} VALUES (1)`).catch(() => undefined)
      })
      await expect(result).rejects.toSatisfy((error) => sqlStateOf(error) === '23505')
      expect(await count(table)).toBe(0)
    })

    it('keeps statements of others out of an open transaction', async () => {
      const table = await newTable('n int')
      const opened = Promise.withResolvers<void>()
      const mayEnd = Promise.withResolvers<void>()
      const rolledBack = db.transaction(async (tx) => {
        await tx.query(`INSERT INTO ${table} VALUES (1)`)
        opened.resolve()
        await mayEnd.promise
        throw new Error('undo')
      })
      await opened.promise
      const outside = db.query(`INSERT INTO ${table} VALUES (2)`)
      const alsoOutside = db.transaction((tx) => tx.query(`INSERT INTO ${table} VALUES (3)`))
      mayEnd.resolve()
      await expect(rolledBack).rejects.toThrow('undo')
      await Promise.all([outside, alsoOutside])
      expect(await db.query(`SELECT n FROM ${table} ORDER BY n`)).toEqual([{ n: 2 }, { n: 3 }])
    })

    it('refuses the database itself inside a transaction, instead of waiting for ever', async () => {
      const refused = db.transaction(() => db.query('SELECT 1'))
      await expect(refused).rejects.toMatchObject({
        code: 'db/failed',
        message: expect.stringContaining('inside a transaction'),
      })
      await expect(db.transaction(() => db.transaction(async () => 1))).rejects.toMatchObject({ code: 'db/failed' })
      let later: Promise<unknown> | undefined
      const ended = Promise.withResolvers<void>()
      await db.transaction(async () => {
        later = ended.promise.then(() => db.query('SELECT 1 AS one'))
      })
      ended.resolve()
      expect(await later).toEqual([{ one: 1 }])
    })

    it('refuses a statement after its transaction has ended', async () => {
      const tx = await db.transaction(async (inner) => inner)
      await expect(tx.query('SELECT 1')).rejects.toMatchObject({ code: 'db/closed' })
    })

    it('answers many callers at once, each with its own rows', async () => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, async (_, n) =>
          n % 10 === 0
            ? db.transaction(async (tx) => (await tx.query<{ n: number }>('SELECT $1::int AS n', [n]))[0]?.n)
            : (await db.query<{ n: number }>('SELECT $1::int AS n', [n]))[0]?.n,
        ),
      )
      expect(answers).toEqual(Array.from({ length: 200 }, (_, n) => n))
    })

    it('tells a refused statement with its SQLSTATE, and goes on', async () => {
      const error = await db.query('SELECT * FROM no_such_table').catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(SparkyError)
      expect(error).toMatchObject({ code: 'db/failed', cause: expect.any(SqlError) })
      expect(sqlStateOf(error)).toBe('42P01')
      const wrapped = await db.orm.execute(sql`SELECT 1 / 0`).catch((thrown: unknown) => thrown)
      expect(sqlStateOf(wrapped)).toBe('22012')
      expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    })

    it('has vectors and trigrams where it says so', async () => {
      if (db.hasVectors) expect(await db.query(`SELECT '[1,2]'::vector AS v`)).toEqual([{ v: '[1,2]' }])
      if (db.hasTrigrams) expect(await db.query(`SELECT similarity('a', 'a') AS s`)).toEqual([{ s: 1 }])
      if (db.kind === 'pglite') expect([db.hasVectors, db.hasTrigrams]).toEqual([true, true])
    })

    it('migrates again without a change', async () => {
      const before = await db.query('SELECT * FROM drizzle.__drizzle_migrations')
      await migrateDatabase(db, ROOT_FOLDER)
      expect(await db.query('SELECT * FROM drizzle.__drizzle_migrations')).toEqual(before)
      expect(before.length).toBeGreaterThan(0)
    })

    it('applies nothing of a migration that fails, and refuses data of a newer version', async () => {
      const root = await mkdtemp(join(tmpdir(), 'sparky-migrations-'))
      try {
        await cp(join(ROOT_FOLDER, 'drizzle'), join(root, 'drizzle'), { recursive: true })
        await addMigration(
          root,
          'CREATE TABLE half_applied (n int);--> statement-breakpoint\nSELECT * FROM no_such_table',
        )
        await expect(migrateDatabase(db, root)).rejects.toMatchObject({ code: 'db/migration-failed' })
        expect(await db.query(`SELECT to_regclass('half_applied') AS t`)).toEqual([{ t: null }])
        await addMigration(root, 'CREATE TABLE from_the_future (n int)')
        await migrateDatabase(db, root)
        expect(await count('from_the_future')).toBe(0)
        await expect(migrateDatabase(db, ROOT_FOLDER)).rejects.toMatchObject({
          code: 'db/migration-failed',
          message: expect.stringContaining('newer version'),
        })
      } finally {
        await rm(root, { recursive: true })
      }
    })

    it('finishes what is under way when it is closed, and refuses what comes later', async () => {
      const own = await engine.open()
      const running = own.query('SELECT count(*) AS n FROM generate_series(1, 200000)')
      const closing = own.close()
      await expect(own.query('SELECT 1')).rejects.toMatchObject({ code: 'db/closed' })
      await expect(own.transaction(async () => 1)).rejects.toMatchObject({ code: 'db/closed' })
      expect(await running).toEqual([{ n: 200_000 }])
      await closing
      await own.close()
    })
  })
}

/** Puts one more migration, as the last, into the copy of the product at `root`. */
async function addMigration(root: string, statements: string): Promise<void> {
  const folder = join(root, 'drizzle', 'migrations')
  const journal = { version: '7', dialect: 'postgresql', entries: [] as object[] }
  const original = await import(join(ROOT_FOLDER, 'drizzle/migrations/meta/_journal.json'), { with: { type: 'json' } })
  journal.entries.push(...original.default.entries, {
    idx: 9_999,
    version: '7',
    when: Date.UTC(2100, 0),
    tag: '9999_test',
    breakpoints: true,
  })
  await writeFile(join(folder, '9999_test.sql'), statements)
  await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify(journal))
}
