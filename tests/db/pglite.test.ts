// What the embedded database survives: killed processes, crashed threads, interrupted starts; and that it never holds up the page.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPglite } from '#lib/db/pglite.ts'
import type { PgliteThread } from '#lib/db/pglite-thread.ts'
import { sqlStateOf } from '#lib/db/sql-error.ts'
import { startChild } from './children/start-child.ts'
import { openTestDatabase, ROOT_FOLDER, readTemplate } from './open-test-database.ts'

describe('the embedded database', () => {
  let dataFolder: string

  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'sparky-pglite-'))
  })
  afterEach(async () => {
    await rm(dataFolder, { recursive: true, force: true })
  })

  const open = async (onThread?: (thread: PgliteThread) => void, signal?: AbortSignal) =>
    openPglite({ dataFolder, rootFolder: ROOT_FOLDER, template: await readTemplate(), onThread, signal })

  it('keeps every acknowledged batch whole when its process is killed while writing, again and again', async () => {
    await (await open()).close()
    let acknowledged = 0
    for (let round = 0; round < 2; round += 1) {
      const child = startChild('write-rows', dataFolder)
      for (let batch = 0; batch < 25; batch += 1) acknowledged = Number(await child.line())
      const unread = await child.kill()
      acknowledged = Number(unread.at(-1) ?? acknowledged)
    }
    const db = await open()
    const rows = await db.query<{ batch: number; n: number }>(
      'SELECT batch, count(DISTINCT n) AS n FROM written GROUP BY batch HAVING count(*) <> 200 OR count(DISTINCT n) <> 200',
    )
    expect(rows).toEqual([])
    const [whole] = await db.query<{ first: number; last: number; batches: number }>(
      'SELECT min(batch) AS first, max(batch) AS last, count(DISTINCT batch) AS batches FROM written',
    )
    expect(whole?.first).toBe(1)
    expect(whole?.batches).toBe(whole?.last)
    expect(whole?.last).toBeGreaterThanOrEqual(acknowledged)
    await db.close()
  })

  it('rejects what waits when its thread dies, then starts anew with everything that was stored', async () => {
    const threads: PgliteThread[] = []
    const db = await open((thread) => threads.push(thread))
    await db.query('CREATE TABLE kept (n int)')
    await db.query('INSERT INTO kept VALUES (1)')
    const began = Promise.withResolvers<void>()
    const inTransaction = db.transaction(async (tx) => {
      await tx.query('INSERT INTO kept VALUES (2)')
      began.resolve()
      await tx.query('SELECT count(*) FROM generate_series(1, 50000000)')
    })
    const waiting = db.query('SELECT n FROM kept')
    await began.promise
    await threads[0]?.kill()
    await expect(inTransaction).rejects.toMatchObject({
      code: 'db/failed',
      retryable: true,
      remedy: expect.stringContaining('starts anew'),
    })
    expect(await waiting).toEqual([{ n: 1 }])
    expect(threads).toHaveLength(2)
    expect(await db.copyRows('kept', ['n'], [[3]])).toBe(1)
    await db.close()
  })

  it('tells at once when it panics, instead of never answering', async () => {
    const db = await open()
    await db.query('CREATE TABLE kept (n int)')
    await rm(join(dataFolder, 'database', 'pg_wal'), { recursive: true })
    const writes = async () => {
      for (;;) {
        await db.query('INSERT INTO kept VALUES (1)')
        await db.query('SELECT pg_switch_wal()')
      }
    }
    await expect(writes()).rejects.toMatchObject({ code: 'db/failed', message: expect.stringContaining('pg_wal') })
    await expect(db.query('SELECT 1')).rejects.toMatchObject({ code: 'db/failed' })
    await db.close()
  })

  it('refuses a statement that is nested too deep, and goes on', async () => {
    const db = await openTestDatabase()
    const nested = db.query(`SELECT ${'1+'.repeat(30_000)}1`)
    await expect(nested).rejects.toSatisfy((error) => sqlStateOf(error) === '54001')
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await db.close()
  })

  it('leaves the event loop free while a statement runs', async () => {
    const db = await openTestDatabase()
    let finished = false
    const statement = db.query('SELECT count(*) AS n FROM generate_series(1, 500000)').finally(() => {
      finished = true
    })
    let turns = 0
    while (!finished) {
      await new Promise((resolve) => setImmediate(resolve))
      turns += 1
    }
    expect(await statement).toEqual([{ n: 500_000 }])
    // On one thread there would be none between the question and the answer.
    expect(turns).toBeGreaterThan(100)
    await db.close()
  })

  it('starts afresh where the very first start was killed in the middle', async () => {
    await mkdir(join(dataFolder, 'database'))
    await writeFile(join(dataFolder, 'database', 'PG_VERSION'), '18')
    await writeFile(join(dataFolder, 'database.unfinished'), '')
    const db = await open()
    expect(await db.query('SELECT count(*) AS n FROM commits')).toEqual([{ n: 0 }])
    expect(existsSync(join(dataFolder, 'database.unfinished'))).toBe(false)
    await db.query('CREATE TABLE kept (n int)')
    await db.close()
    const again = await open()
    expect(await again.query('SELECT count(*) AS n FROM kept')).toEqual([{ n: 0 }])
    await again.close()
  })

  it('gives its lock back when it is closed, cannot be opened, or its opening is cancelled', async () => {
    const first = await open()
    await first.close()
    await expect(open(undefined, AbortSignal.abort(new Error('changed my mind')))).rejects.toThrow('changed my mind')
    const stop = new AbortController()
    const cancelled = open(() => undefined, stop.signal)
    setImmediate(() => stop.abort(new Error('stopped')))
    await expect(cancelled).rejects.toBeInstanceOf(Error)
    await expect(openPglite({ dataFolder, rootFolder: '/nonexistent' })).rejects.toMatchObject({ code: 'db/failed' })
    await (await open()).close()
  })

  it('says what is wrong when its data cannot be used', async () => {
    await mkdir(join(dataFolder, 'database'))
    await writeFile(join(dataFolder, 'database', 'PG_VERSION'), '9.6')
    await expect(open()).rejects.toMatchObject({ code: 'db/failed', message: expect.stringContaining('stopped') })
  })
})
