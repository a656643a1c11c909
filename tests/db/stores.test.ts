// What Sparky remembers of repositories, stages, chats and runs, on both engines.
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changes, commits, runs } from '#drizzle/schema.ts'
import { type ChatStore, createChatStore } from '#lib/db/chats.ts'
import type { Database } from '#lib/db/database.ts'
import { createStageStore, type StageStore } from '#lib/db/jobs.ts'
import { createRepositoryStore, type Repository, type RepositoryStore } from '#lib/db/repositories.ts'
import { createRunStore, type RunStore } from '#lib/db/runs.ts'
import type { Answer, RunEvent } from '#lib/events.ts'
import { ENGINES, type Engine } from './engines.ts'

for (const { name, start } of ENGINES) {
  describe.skipIf(!start)(`the stores on ${name}`, () => {
    let engine: Engine
    let db: Database
    let repositories: RepositoryStore
    let stages: StageStore
    let chats: ChatStore
    let runStore: RunStore
    let repository: Repository

    beforeAll(async () => {
      engine = (await start?.()) as Engine
      db = await engine.open()
      repositories = createRepositoryStore(db)
      stages = createStageStore(db)
      chats = createChatStore(db)
      runStore = createRunStore(db)
    })
    afterAll(async () => {
      await db?.close()
      await engine?.stop()
    })
    beforeEach(async () => {
      for (const { id } of await repositories.list()) await repositories.remove(id)
      repository = await repositories.add({
        name: 'pallets/flask',
        address: 'https://example.org/pallets/flask.git',
        kind: 'remote',
      })
    })

    describe('repositories', () => {
      it('are added once an address, with a number behind a taken name', async () => {
        expect(repository).toMatchObject({ state: 'adding', error: null, headOid: null, kind: 'remote' })
        const second = await repositories.add({ name: 'pallets/flask', address: '/elsewhere/flask', kind: 'folder' })
        expect(second.name).toBe('pallets/flask-2')
        await expect(
          repositories.add({ name: 'other', address: repository.address, kind: 'remote' }),
        ).rejects.toMatchObject({ code: 'repository/duplicate', message: expect.stringContaining('pallets/flask') })
        expect((await repositories.list()).map((each) => each.name)).toEqual(['pallets/flask', 'pallets/flask-2'])
      })

      it('are found by id, name, address, and by what a person types', async () => {
        const { id, name, address } = repository
        expect(await repositories.byId(id)).toEqual(repository)
        expect(await repositories.byName(name)).toEqual(repository)
        expect(await repositories.byAddress(address)).toEqual(repository)
        expect(await repositories.find('Flask')).toEqual(repository)
        expect(await repositories.find('nothing')).toBeUndefined()
        await repositories.update(id, { state: 'removing' })
        expect(await repositories.find('flask')).toBeUndefined()
      })

      it('are updated field by field, and an error keeps its remedy', async () => {
        const error = { code: 'git/unreachable', message: 'no\0 route', remedy: 'try later', retryable: true } as const
        const changed = await repositories.update(repository.id, { state: 'failed', error })
        expect(changed).toEqual({ ...repository, state: 'failed', error: { ...error, message: 'no route' } })
        expect((await repositories.update(repository.id, { error: null, headOid: 'a'.repeat(40) })).error).toBeNull()
        await expect(repositories.update(-1, { state: 'ready' })).rejects.toMatchObject({ code: 'repository/unknown' })
        await repositories.add({ name: 'second', address: '/second', kind: 'folder' })
        await expect(repositories.update(repository.id, { name: 'second' })).rejects.toMatchObject({
          code: 'repository/duplicate',
        })
      })

      it('are removed with every row of every table, tables of other rooms included, and nothing of their neighbours', async () => {
        const other = await repositories.add({ name: 'other', address: '/other', kind: 'folder' })
        await db.query('CREATE TABLE IF NOT EXISTS "Of another room" (repository_id int, n int)')
        for (const { id } of [repository, other]) {
          await fillHistory(db, id, 6_000)
          await db.copyRows('Of another room', ['repository_id', 'n'], [[id, 1]])
          await stages.begin(id, 'commits', { unit: 'commits' })
          const chat = await chats.create({ repositoryId: id, title: 'x' })
          await runStore.create({ id: `run-${id}`, chatId: chat.id, repositoryId: id, question: '?' })
          await runStore.appendEvents([textDelta(`run-${id}`, 1, 'x')])
        }
        await repositories.remove(repository.id)
        await repositories.remove(repository.id)
        expect((await repositories.list()).map((each) => each.id)).toEqual([other.id])
        for (const table of ['commits', 'changes', 'stages', 'chats', 'runs', '"Of another room"']) {
          const owners = await db.query(`SELECT DISTINCT repository_id AS id FROM ${table}`)
          expect([table, owners]).toEqual([table, [{ id: other.id }]])
        }
        expect(await db.query('SELECT DISTINCT run_id FROM run_events')).toEqual([{ run_id: `run-${other.id}` }])
        expect(await db.orm.$count(commits)).toBe(6_000)
      })

      it('go on being removed where a former removal was interrupted', async () => {
        await fillHistory(db, repository.id, 12_000)
        const stop = new AbortController()
        stop.abort()
        await expect(repositories.remove(repository.id, { signal: stop.signal })).rejects.toMatchObject({
          code: 'run/aborted',
        })
        expect(await db.orm.$count(changes)).toBeGreaterThan(0)
        expect(await repositories.list()).toMatchObject([{ id: repository.id, state: 'removing' }])
        await repositories.remove(repository.id)
        expect(await db.orm.$count(changes)).toBe(0)
        expect(await repositories.list()).toEqual([])
      })
    })

    describe('stages', () => {
      it('go on where they were when they had not ended, and count anew when they were done', async () => {
        const { id } = repository
        expect(await stages.begin(id, 'commits', { unit: 'commits', total: 100 })).toMatchObject({
          status: 'running',
          done: 0,
          total: 100,
          cursor: null,
          skipped: [],
        })
        await stages.progress(id, 'commits', { done: 40, cursor: { last: 'abc' } })
        await stages.skip(id, 'commits', { reason: 'too large', count: 2, example: 'a.bin' })
        expect(await stages.begin(id, 'commits', { unit: 'commits' })).toMatchObject({
          done: 40,
          total: 100,
          cursor: { last: 'abc' },
          skipped: [{ reason: 'too large', count: 2, examples: ['a.bin'] }],
        })
        await stages.finish(id, 'commits')
        expect(await stages.get(id, 'commits')).toMatchObject({ status: 'done', endedAtMs: expect.any(Number) })
        expect(await stages.begin(id, 'commits', { unit: 'commits' })).toMatchObject({
          status: 'running',
          done: 0,
          total: null,
          skipped: [],
          cursor: { last: 'abc' },
          endedAtMs: null,
        })
        await stages.reset(id, 'commits')
        expect(await stages.get(id, 'commits')).toBeUndefined()
      })

      it('keep what was skipped by reason, with five examples each', async () => {
        const { id } = repository
        await stages.begin(id, 'chunks', { unit: 'files' })
        for (let n = 0; n < 8; n += 1) await stages.skip(id, 'chunks', { reason: 'binary', count: 1, example: `${n}` })
        await Promise.all([
          stages.skip(id, 'chunks', { reason: 'generated', count: 10 }),
          stages.skip(id, 'chunks', { reason: 'generated', count: 5 }),
        ])
        expect((await stages.get(id, 'chunks'))?.skipped).toEqual([
          { reason: 'binary', count: 8, examples: ['0', '1', '2', '3', '4'] },
          { reason: 'generated', count: 15, examples: [] },
        ])
      })

      it('keep the error of a failure, and move forward only with the transaction that they are part of', async () => {
        const { id } = repository
        await stages.begin(id, 'commits', { unit: 'commits' })
        const failing = db.transaction(async (tx) => {
          await createStageStore(tx).progress(id, 'commits', { done: 7, cursor: 7 })
          throw new Error('back')
        })
        await expect(failing).rejects.toThrow('back')
        await stages.fail(id, 'commits', new Error('what went wrong'))
        expect(await stages.list(id)).toMatchObject([
          {
            stage: 'commits',
            status: 'failed',
            done: 0,
            cursor: null,
            error: { code: 'internal', message: 'what went wrong' },
          },
        ])
      })
    })

    describe('chats', () => {
      it('are listed by repository, the last used first, and removed with their runs', async () => {
        const [first, second] = [
          await chats.create({ repositoryId: repository.id, title: ' two\nlines ' }),
          await chats.create({ id: 'given', repositoryId: repository.id, title: 'second' }),
        ]
        expect(first.title).toBe('two lines')
        await db.query('UPDATE chats SET updated_at_ms = 0')
        await chats.touch(first.id)
        expect((await chats.list(repository.id)).map((chat) => chat.id)).toEqual([first.id, second.id])
        expect(await chats.list(-1)).toEqual([])
        expect(await chats.rename(second.id, 'renamed')).toMatchObject({ id: 'given', title: 'renamed' })
        expect(await chats.rename('none', 'x')).toBeUndefined()
        await runStore.create({ id: 'run', chatId: first.id, repositoryId: repository.id, question: '?' })
        expect(await chats.remove(first.id)).toBe(true)
        expect(await chats.remove(first.id)).toBe(false)
        expect(await runStore.get('run')).toBeUndefined()
        expect((await chats.list()).map((chat) => chat.id)).toEqual([second.id])
      })
    })

    describe('runs', () => {
      const create = (id: string, chatId: string | null = null) =>
        runStore.create({ id, chatId, repositoryId: repository.id, question: `question of ${id}` })

      it('keep their events in order and once each, awkward text included', async () => {
        await create('run')
        const events = Array.from({ length: 30 }, (_, n) => textDelta('run', n + 1, `text ${n} "\\ \n \u2028 ünïcode`))
        await runStore.appendEvents(events.slice(10, 20))
        await runStore.appendEvents(events.toReversed())
        await runStore.appendEvents([])
        expect(await runStore.events('run', 0)).toEqual(events)
        expect(await runStore.events('run', 28)).toEqual(events.slice(28))
        expect(await runStore.events('none', 0)).toEqual([])
        await runStore.appendEvents([textDelta('run', 31, 'a\0b\ud800')])
        expect(await runStore.events('run', 30)).toEqual([textDelta('run', 31, 'ab\ufffd')])
      })

      it('are closed once, with their answer', async () => {
        await create('run')
        const answer = { runId: 'run', answer: 'It is\0 so.', status: 'answered' } as Answer
        await runStore.finish('run', { status: 'finished', answer, revision: 'abc' })
        await runStore.finish('run', { status: 'stopped', answer: null, revision: null })
        expect(await runStore.get('run')).toMatchObject({
          status: 'finished',
          revision: 'abc',
          answer: { answer: 'It is so.', status: 'answered' },
          endedAtMs: expect.any(Number),
        })
      })

      it('are listed by chat in the order of the questions', async () => {
        const chat = await chats.create({ repositoryId: repository.id, title: 'x' })
        for (const [index, id] of ['c', 'a', 'b'].entries()) {
          await create(id, chat.id)
          await db.orm.update(runs).set({ startedAtMs: index }).where(eq(runs.id, id))
        }
        expect((await runStore.listByChat(chat.id)).map((run) => run.id)).toEqual(['c', 'a', 'b'])
      })

      it('that a dead process left running are closed as failed; those that may be alive elsewhere are not', async () => {
        await create('silent')
        await create('speaking')
        await create('ended')
        await runStore.finish('ended', { status: 'finished', answer: null, revision: null })
        await db.orm.update(runs).set({ startedAtMs: 1 })
        await runStore.appendEvents([{ ...textDelta('speaking', 1, 'x'), atMs: Date.now() }])
        const closed = (await runStore.markInterrupted()).map((run) => run.id).toSorted()
        expect(closed).toEqual(db.kind === 'pglite' ? ['silent', 'speaking'] : ['silent'])
        expect(await runStore.get('silent')).toMatchObject({ status: 'failed', endedAtMs: expect.any(Number) })
        expect(await runStore.get('ended')).toMatchObject({ status: 'finished' })
      })
    })
  })
}

function textDelta(runId: string, sequence: number, text: string): RunEvent {
  return {
    type: 'text-delta',
    agent: 'qa',
    text,
    runId,
    sequence,
    atMs: 1_700_000_000_000 + sequence,
  }
}

async function fillHistory(db: Database, repositoryId: number, count: number): Promise<void> {
  function* commitRows() {
    for (let id = 1; id <= count; id += 1) yield [repositoryId, id, `${id}`, [], 1, 1, 0, 0, 0, 's', ''] as const
  }
  function* changeRows() {
    for (let id = 1; id <= count; id += 1) yield [repositoryId, id, 1, 'M', 1, 0, 0] as const
  }
  const commitColumns =
    'repository_id id oid parents author_identity_id committer_identity_id authored_at_s authored_offset_minutes committed_at_s subject body'
  await db.copyRows('commits', commitColumns.split(' '), commitRows())
  const changeColumns = 'repository_id commit_id path_id status author_identity_id authored_at_s committed_at_s'
  await db.copyRows('changes', changeColumns.split(' '), changeRows())
}
