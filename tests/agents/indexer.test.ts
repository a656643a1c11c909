// The order of indexing: what must come first, what waits for a part, what goes on after a failure.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIndexer, type IndexStage } from '#agents/indexer.ts'
import type { Database } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { SparkyError } from '#lib/errors.ts'
import { createLog } from '#lib/log.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'

let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const signal = new AbortController().signal
let count = 0

/** An indexer over stages that write down when they run. */
async function open(stages: readonly Pick<IndexStage, 'name' | 'when' | 'run' | 'untilPossible'>[], database = db) {
  const ran: string[] = []
  const repositories = createRepositoryStore(database)
  const stageStore = createStageStore(database)
  const pipeline = stages.map(
    (stage): IndexStage => ({
      unit: 'steps',
      ...stage,
      run: (run) => {
        ran.push(stage.name)
        return stage.run(run)
      },
    }),
  )
  const indexer = createIndexer({
    repositories,
    stages: stageStore,
    pipeline,
    log: createLog('silent'),
    firstRetryMs: 1,
  })
  count += 1
  const { id } = await repositories.add({ name: `r${count}`, address: `/r${count}`, kind: 'folder' })
  const statusOf = async (name: string) => (await stageStore.get(id, name))?.status
  return { indexer, ran, id, statusOf, repository: () => repositories.byId(id) }
}

describe('indexing', () => {
  it('is askable after the first stages, while the later ones go on', async () => {
    const gate = Promise.withResolvers<boolean>()
    const { indexer, id, ran, repository } = await open([
      { name: 'mirror', when: 'first', run: async () => true },
      { name: 'chunks', when: 'later', run: () => gate.promise },
    ])
    indexer.schedule(id)
    expect(indexer.phase(id)).toBe('first')
    await indexer.untilReady(id, signal)
    expect((await repository())?.state).toBe('ready')
    expect(indexer.phase(id)).toBe('later')
    gate.resolve(true)
    await indexer.untilIdle(id, signal)
    expect([ran, indexer.phase(id)]).toEqual([['mirror', 'chunks'], 'idle'])
  })

  it('a stage that waits for a part runs alone when it comes: the address is not asked again', async () => {
    const part = Promise.withResolvers<boolean>()
    let isThere = false
    const { indexer, id, ran, statusOf } = await open([
      { name: 'mirror', when: 'first', run: async () => true },
      { name: 'chunks', when: 'later', run: async () => true },
      { name: 'embeddings', when: 'later', run: async () => isThere, untilPossible: () => part.promise },
    ])
    indexer.schedule(id)
    await indexer.untilIdle(id, signal)
    expect(await statusOf('embeddings')).toBe('waiting')
    isThere = true
    part.resolve(true)
    await expect.poll(() => statusOf('embeddings')).toBe('done')
    await indexer.untilIdle(id, signal)
    expect(ran).toEqual(['mirror', 'chunks', 'embeddings', 'embeddings'])
  })

  it('a stage whose part never comes is left, and nothing runs again for it', async () => {
    const asked = Promise.withResolvers<void>()
    const { indexer, id, ran, statusOf } = await open([
      { name: 'mirror', when: 'first', run: async () => true },
      {
        name: 'embeddings',
        when: 'later',
        run: async () => false,
        untilPossible: async () => {
          asked.resolve()
          return false
        },
      },
    ])
    indexer.schedule(id)
    await asked.promise
    await indexer.untilIdle(id, signal)
    expect([ran, await statusOf('embeddings')]).toEqual([['mirror', 'embeddings'], 'waiting'])
  })

  it('a call during the work is served by one more whole pass', async () => {
    const gate = Promise.withResolvers<boolean>()
    const { indexer, id, ran } = await open([{ name: 'mirror', when: 'first', run: () => gate.promise }])
    indexer.schedule(id)
    indexer.schedule(id)
    indexer.schedule(id)
    gate.resolve(true)
    await indexer.untilIdle(id, signal)
    expect(ran).toEqual(['mirror', 'mirror'])
  })

  it('a first stage that fails is told to whoever waits; a later one does not keep the next from running', async () => {
    const error = new SparkyError({ code: 'git/unreachable', message: 'No answer.', remedy: 'Try again.' })
    const broken = await open([{ name: 'mirror', when: 'first', run: () => Promise.reject(error) }])
    broken.indexer.schedule(broken.id)
    await expect(broken.indexer.untilReady(broken.id, signal)).rejects.toBe(error)
    await broken.indexer.untilIdle(broken.id, signal)
    expect(await broken.repository()).toMatchObject({ state: 'failed', error: { code: 'git/unreachable' } })
    const later = await open([
      { name: 'chunks', when: 'later', run: () => Promise.reject(error) },
      { name: 'changed lines', when: 'later', run: async () => true },
    ])
    later.indexer.schedule(later.id)
    await later.indexer.untilIdle(later.id, signal)
    expect([await later.statusOf('chunks'), await later.statusOf('changed lines')]).toEqual(['failed', 'done'])
  })

  it('a failure that may pass is tried again until it has; one that will not is left', async () => {
    const passing = new SparkyError({ code: 'vectors/unreachable', message: 'Away.', remedy: 'Wait.', retryable: true })
    const lasting = new SparkyError({ code: 'vectors/failed', message: 'Broken.', remedy: 'Mend it.' })
    let tries = 0
    const { indexer, id, ran, statusOf } = await open([
      { name: 'mirror', when: 'first', run: async () => true },
      {
        name: 'embeddings',
        when: 'later',
        run: async () => {
          tries += 1
          return tries > 3 || Promise.reject(passing)
        },
        untilPossible: async () => true,
      },
    ])
    indexer.schedule(id)
    await expect.poll(() => statusOf('embeddings')).toBe('done')
    await indexer.untilIdle(id, signal)
    expect(ran).toEqual(['mirror', 'embeddings', 'embeddings', 'embeddings', 'embeddings'])
    const broken = await open([
      { name: 'embeddings', when: 'later', run: () => Promise.reject(lasting), untilPossible: async () => true },
    ])
    broken.indexer.schedule(broken.id)
    await broken.indexer.untilIdle(broken.id, signal)
    expect([broken.ran, await broken.statusOf('embeddings')]).toEqual([['embeddings'], 'failed'])
  })

  it('a stage whose work was lost is done again, alone', async () => {
    const { indexer, id, ran, statusOf } = await open([
      { name: 'mirror', when: 'first', run: async () => true },
      { name: 'chunks', when: 'later', run: async () => true },
      { name: 'embeddings', when: 'later', run: async () => true },
    ])
    indexer.schedule(id)
    await indexer.untilIdle(id, signal)
    await indexer.repeat(id, 'embeddings')
    await indexer.untilIdle(id, signal)
    expect([ran, await statusOf('embeddings')]).toEqual([['mirror', 'chunks', 'embeddings', 'embeddings'], 'done'])
  })

  it('cancelling ends the work of a stage and waits for it', async () => {
    const begun = Promise.withResolvers<void>()
    const { indexer, id } = await open([
      {
        name: 'mirror',
        when: 'first',
        run: async ({ signal: stop }) => {
          begun.resolve()
          const aborted = Promise.withResolvers<boolean>()
          stop.addEventListener('abort', () => aborted.reject(stop.reason))
          return aborted.promise
        },
      },
    ])
    indexer.schedule(id)
    await begun.promise
    await indexer.cancel(id)
    expect(indexer.phase(id)).toBe('idle')
  })

  it('a repository that was askable is finished although its address does not answer any more', async () => {
    const unreachable = new SparkyError({ code: 'git/unreachable', message: 'No answer.', remedy: 'Try again.' })
    let isReachable = true
    let isThere = false
    const { indexer, id, ran, repository, statusOf } = await open([
      { name: 'mirror', when: 'first', run: async () => isReachable || Promise.reject(unreachable) },
      { name: 'chunks', when: 'later', run: async () => true },
      { name: 'embeddings', when: 'later', run: async () => isThere },
    ])
    indexer.schedule(id)
    await indexer.untilIdle(id, signal)
    isReachable = false
    isThere = true
    indexer.schedule(id)
    await indexer.untilIdle(id, signal)
    expect(ran).toEqual(['mirror', 'chunks', 'embeddings', 'mirror', 'embeddings'])
    expect(await statusOf('embeddings')).toBe('done')
    expect(await repository()).toMatchObject({ state: 'ready', error: { code: 'git/unreachable' } })
  })

  it('a database that goes away ends the work, not the process', async () => {
    const own = await openTestDatabase()
    const error = new SparkyError({ code: 'git/failed', message: 'Broken.', remedy: 'Mend it.' })
    const { indexer, id } = await open(
      [
        {
          name: 'mirror',
          when: 'first',
          run: async () => {
            await own.close()
            throw error
          },
        },
      ],
      own,
    )
    indexer.schedule(id)
    await expect(indexer.untilReady(id, signal)).rejects.toBe(error)
    await indexer.cancel(id)
    expect(indexer.phase(id)).toBe('idle')
  })

  it('shutting down is told to a stage as what it is', async () => {
    const begun = Promise.withResolvers<void>()
    const { indexer, id } = await open([
      {
        name: 'mirror',
        when: 'first',
        run: async ({ signal: stop }) => {
          const aborted = Promise.withResolvers<boolean>()
          stop.addEventListener('abort', () => aborted.reject(stop.reason))
          begun.resolve()
          return aborted.promise
        },
      },
    ])
    indexer.schedule(id)
    await begun.promise
    const ready = indexer.untilReady(id, signal)
    await Promise.all([indexer.close(), expect(ready).rejects.toMatchObject({ code: 'run/aborted' })])
  })
})
