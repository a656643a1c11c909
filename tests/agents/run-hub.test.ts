// Runs live on without a reader, replay without loss or doubling, and stop when told.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRunHub, type RunHub } from '#agents/run-hub.ts'
import type { Database } from '#lib/db/database.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { createRunStore, type RunStore } from '#lib/db/runs.ts'
import { SparkyError } from '#lib/errors.ts'
import type { Answer, RunEvent, RunEventBody } from '#lib/events.ts'
import { createLog } from '#lib/log.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'

let db: Database
let runs: RunStore
let hub: RunHub
let repositoryId: number
let otherId: number
const observed: RunEvent[] = []

beforeAll(async () => {
  db = await openTestDatabase()
  runs = createRunStore(db)
  const repositories = createRepositoryStore(db)
  repositoryId = (await repositories.add({ name: 'r', address: '/r', kind: 'folder' })).id
  otherId = (await repositories.add({ name: 'o', address: '/o', kind: 'folder' })).id
  hub = createRunHub({ runs, log: createLog('silent'), observe: (event) => observed.push(event) })
})
afterAll(async () => {
  await hub.close()
  await db.close()
})

const answer = (runId: string, error?: Answer['error']): Answer => ({
  runId,
  answer: 'done',
  status: 'answered',
  verification: 'verified',
  citations: [],
  facts: [],
  route: { agent: 'git-reader', operation: 'query_commits', by: 'rules' },
  repository: 'r',
  revision: 'x',
  notices: [],
  models: {},
  elapsedMs: 1,
  ...(error && { error }),
})

/** A run that emits `count` words, each when `next` is called, then ends. */
function scripted(runId: string, count: number) {
  const gates = Array.from({ length: count }, () => Promise.withResolvers<void>())
  const work = async (emit: (event: RunEventBody) => void, signal: AbortSignal): Promise<Answer> => {
    const stopped = new Promise<'stopped'>((resolve) =>
      signal.addEventListener('abort', () => resolve('stopped'), { once: true }),
    )
    for (const [index, gate] of gates.entries()) {
      if ((await Promise.race([gate.promise, stopped])) === 'stopped') {
        const ended = answer(runId, { code: 'run/aborted', message: 'stopped', remedy: 'again', retryable: true })
        emit({ type: 'run-end', outcome: 'stopped', answer: ended })
        return ended
      }
      emit({ type: 'text-delta', text: `word${index} ` })
    }
    const ended = answer(runId)
    emit({ type: 'run-end', outcome: 'finished', answer: ended })
    return ended
  }
  return {
    start: (owner = repositoryId) => hub.start({ runId, chatId: null, repositoryId: owner, question: 'q', work }),
    next: (index: number) => gates[index]?.resolve(),
  }
}

const follow = (runId: string, after = 0, signal = new AbortController().signal) => hub.follow(runId, after, signal)
const collect = async (events: AsyncIterable<RunEvent>) => {
  const all: RunEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

test('a reader that comes late, leaves and comes back sees every event once', async () => {
  const run = scripted('late', 3)
  await run.start()
  run.next(0)
  const seen: RunEvent[] = []
  for await (const event of follow('late')) {
    seen.push(event)
    break
  }
  run.next(1)
  run.next(2)
  const rest = await collect(follow('late', seen.length))
  expect([...seen, ...rest].map((event) => event.sequence)).toEqual([1, 2, 3, 4])
})

test('the stored log replays what was seen live, to the letter', async () => {
  const run = scripted('stored', 2)
  await run.start()
  run.next(0)
  run.next(1)
  const seen = await collect(follow('stored'))
  while (hub.isLive('stored')) await new Promise((resolve) => setImmediate(resolve))
  expect(await collect(follow('stored'))).toEqual(seen)
  expect(await collect(follow('stored', 2))).toEqual(seen.slice(2))
  expect((await runs.get('stored'))?.status).toBe('finished')
})

test('two runs at once never mix', async () => {
  const [a, b] = [scripted('a', 2), scripted('b', 2)]
  await Promise.all([a.start(), b.start()])
  for (const index of [0, 1]) {
    a.next(index)
    b.next(index)
  }
  const [ofA, ofB] = await Promise.all([collect(follow('a')), collect(follow('b'))])
  expect(new Set(ofA.map((event) => event.runId))).toEqual(new Set(['a']))
  expect(new Set(ofB.map((event) => event.runId))).toEqual(new Set(['b']))
})

test('a stopped run ends as stopped, and stopping it twice is no error', async () => {
  const run = scripted('stop', 1)
  await run.start()
  expect(hub.stop('stop')).toBe(true)
  const events = await collect(follow('stop'))
  expect(events.at(-1)).toMatchObject({ type: 'run-end', outcome: 'stopped' })
  expect(hub.stop('stop')).toBe(false)
  expect(hub.stop('never')).toBe(false)
})

test('the runs of one owner are stopped and stored, those of others go on', async () => {
  const [mine, other] = [scripted('mine', 1), scripted('other', 1)]
  await mine.start(repositoryId)
  await other.start(otherId)
  await hub.stopOf({ repositoryId })
  expect((await runs.get('mine'))?.status).toBe('stopped')
  expect([hub.isLive('mine'), hub.isLive('other')]).toEqual([false, true])
  await hub.stopOf({ chatId: 'none' })
  expect(hub.isLive('other')).toBe(true)
  other.next(0)
  expect((await collect(follow('other'))).at(-1)).toMatchObject({ type: 'run-end', outcome: 'finished' })
})

test('a reader that leaves does not stop the run', async () => {
  const run = scripted('left', 1)
  await run.start()
  const leaving = new AbortController()
  const reading = collect(follow('left', 0, leaving.signal))
  leaving.abort()
  expect(await reading).toEqual([])
  run.next(0)
  expect((await collect(follow('left'))).at(-1)).toMatchObject({ type: 'run-end', outcome: 'finished' })
})

test('every event is counted exactly once', () => {
  const keys = observed.map((event) => `${event.runId} ${event.sequence}`)
  expect(new Set(keys).size).toBe(keys.length)
})

test('a run whose process died still ends, once, for whoever looks later', async () => {
  await runs.create({ id: 'dead', chatId: null, repositoryId, question: 'q' })
  const begun: RunEvent = { type: 'text-delta', agent: 'qa', text: 'half', runId: 'dead', sequence: 1, atMs: 1 }
  await runs.appendEvents([begun])
  expect(await collect(follow('dead'))).toEqual([begun])
  await runs.finish('dead', { status: 'failed', answer: null, revision: null })
  const events = await collect(follow('dead'))
  expect(events.map(({ type, sequence }) => [type, sequence])).toEqual([
    ['text-delta', 1],
    ['run-end', 2],
  ])
  expect(events.at(-1)).toMatchObject({ outcome: 'failed', answer: { error: { code: 'run/aborted' } } })
  expect((await collect(follow('dead', 1))).map(({ type }) => type)).toEqual(['run-end'])
})

/** A store whose database is away for so many calls of each kind. */
function awayFor(calls: number): RunStore {
  const error = () => new SparkyError({ code: 'db/unreachable', message: 'Away.', remedy: 'Wait.', retryable: true })
  const left = { append: calls, finish: calls }
  return {
    ...runs,
    appendEvents: (events) => (left.append-- > 0 ? Promise.reject(error()) : runs.appendEvents(events)),
    finish: (id, end) => (left.finish-- > 0 ? Promise.reject(error()) : runs.finish(id, end)),
  }
}

/** Runs to its end on a hub of its own over `store`. */
async function runOn(store: RunStore, runId: string): Promise<void> {
  const own = createRunHub({ runs: store, log: createLog('silent'), observe: () => undefined })
  await own.start({
    runId,
    chatId: null,
    repositoryId,
    question: 'q',
    work: async (emit) => {
      emit({ type: 'text-delta', text: 'done' })
      emit({ type: 'run-end', outcome: 'finished', answer: answer(runId) })
      return answer(runId)
    },
  })
  await own.close()
}

test('a database that is away when a run ends is asked again until it has all of it', async () => {
  await runOn(awayFor(2), 'away')
  expect((await runs.events('away', 0)).map(({ type }) => type)).toEqual(['text-delta', 'run-end'])
  expect(await runs.get('away')).toMatchObject({ status: 'finished', answer: { answer: 'done' } })
})

test('a run whose last events are lost is told as finished, with its answer', async () => {
  const lost = new Error('These events cannot be stored.')
  await runOn({ ...runs, appendEvents: () => Promise.reject(lost) }, 'lost')
  expect(await collect(follow('lost'))).toMatchObject([
    { type: 'run-end', outcome: 'finished', answer: { answer: 'done' }, sequence: 1 },
  ])
})
