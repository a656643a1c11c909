// Earlier commits vote for what they changed: under today's names, of the past of the revision only, narrow and recent ones more.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCodeThread } from '#lib/code/code-thread.ts'
import { type CodeIndexOptions, openCodeIndex } from '#lib/code/search.ts'
import { countVotes, type HistoryVotes, openHistoryVotes } from '#lib/code/words/history-votes.ts'
import { createMessageIndex } from '#lib/code/words/history-votes-messages.ts'
import type { Database } from '#lib/db/database.ts'
import { openObjectReader } from '#lib/git/objects.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { createLog } from '#lib/log.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { openHistory } from '#tests/history/open-history.ts'

const repository = makeRepository()
const content = (name: string) => Array.from({ length: 20 }, (_, line) => `${name} ${line}`).join('\n')
const start = repository.commit({ files: { 'jar.py': content('jar'), 'other.py': content('other') }, message: 'Start' })
const signed = repository.commit({
  files: { 'jar.py': `${content('jar')}\nsigned` },
  message: 'Sign the cookies\n\nSigned-off-by: Rotating Person <r@example.org>',
})
repository.rename('jar.py', 'src/cookies.py', { message: 'Move the jar' })
const rotated = repository.commit({
  files: { 'src/cookies.py': `${content('jar')}\nrotated`, 'gone.py': 'gone' },
  message: 'Rotate keys',
})
const head = repository.commit({
  files: { 'gone.py': null, 'other.py': 'rotation of the log' },
  message: 'Trim the log',
})

const gitFolder = `${repository.folder}/.git`
let db: Database
let votes: HistoryVotes
let context: HistoryContext
const signal = new AbortController().signal

beforeAll(async () => {
  db = await openTestDatabase()
  const history = await openHistory(db, gitFolder)
  context = history.context
  votes = openHistoryVotes(context, history.reach)
})
afterAll(async () => {
  await db.close()
  repository.dispose()
})

const of = (words: readonly string[], revision: string) =>
  votes.of({ terms: new Map(words.map((word) => [word, 1])), revision, signal })

describe('the votes of a history', () => {
  test('a commit votes for its file under the name that it has at the revision', async () => {
    const atHead = await of(['cooki', 'sign'], head)
    expect([...atHead.keys()]).toEqual(['src/cookies.py'])
    expect(atHead.get('src/cookies.py')).toMatchObject({
      commitCount: 1,
      best: { oid: signed, subject: 'Sign the cookies' },
    })
    expect([...(await of(['cooki', 'sign'], signed)).keys()]).toEqual(['jar.py'])
  })
  test('what comes after the revision has no vote', async () => {
    expect((await of(['rotat'], signed)).size).toBe(0)
    expect((await of(['rotat'], rotated)).has('src/cookies.py')).toBe(true)
    expect((await of(['cooki'], start)).size).toBe(0)
  })
  test('no word, an unknown word and an unknown revision give nothing', async () => {
    expect((await of([], head)).size).toBe(0)
    expect((await of(['nowhere'], head)).size).toBe(0)
    expect((await of(['cooki'], '0'.repeat(40))).size).toBe(0)
  })
  test('who signed a commit off says nothing of it', async () => {
    expect((await of(['person'], head)).size).toBe(0)
  })
})

test('a search finds a file by what was said when it was changed, and says which commit', async () => {
  await using parts = new AsyncDisposableStack()
  const thread = openCodeThread({ rootFolder: process.cwd() })
  parts.defer(() => thread.close())
  const objects = openObjectReader(gitFolder)
  parts.defer(() => objects.close())
  const found = async (history: Partial<CodeIndexOptions>) => {
    const log = createLog('silent')
    const code = openCodeIndex({
      ...context,
      log,
      thread,
      objects,
      vectors: undefined,
      embedder: async () => undefined,
      ...history,
    })
    return (await code.search({ query: 'lose no cookies', revision: signed, limit: 5, signal })).hits
  }
  expect(await found({})).toEqual([])
  expect(await found({ history: votes })).toMatchObject([
    { path: 'jar.py', startLine: 1, why: [`earlier commits: 1 like ${signed.slice(0, 9)} “Sign the cookies”`] },
  ])
})

describe('what a vote counts', () => {
  const change = (commitId: number, path: string) => ({
    commitId,
    path,
    oid: `oid${commitId}`,
    subject: `s${commitId}`,
  })
  const voted = (
    voters: readonly { commitId: number; score: number }[],
    changes: readonly ReturnType<typeof change>[],
  ) => countVotes({ voters, changes, nowId: 1000 })
  test('a commit of many files gives each of them less', () => {
    const files = voted(
      [1, 2].map((commitId) => ({ commitId, score: 5 })),
      [change(1, 'alone'), change(2, 'one'), change(2, 'two'), change(2, 'three'), change(2, 'four')],
    )
    expect((files.get('alone')?.votes ?? 0) / (files.get('one')?.votes ?? 0)).toBeCloseTo(2, 1)
  })
  test('of two that say the same, the later counts more', () => {
    const files = voted(
      [900, 100].map((commitId) => ({ commitId, score: 5 })),
      [change(900, 'late'), change(100, 'early')],
    )
    expect(files.get('late')?.votes).toBeGreaterThan(files.get('early')?.votes ?? 0)
  })
  test('a message half as near counts an eighth; votes add up, and the strongest is named', () => {
    const voters = [3, 2, 1].map((commitId, at) => ({ commitId, score: at === 0 ? 4 : 2 }))
    const files = voted(voters, [change(3, 'a'), change(2, 'b'), change(1, 'b')])
    expect((files.get('a')?.votes ?? 0) / (files.get('b')?.votes ?? 0)).toBeCloseTo(4, 1)
    expect(files.get('b')).toMatchObject({ commitCount: 2, best: { oid: 'oid2', subject: 's2' } })
  })
})

describe('messages', () => {
  const index = createMessageIndex()
  const messages = ['Fix the parser', 'Parse headers twice', 'Log more', `Log\n\n${'parser '.repeat(40)}`]
  for (const [at, text] of messages.entries()) {
    const [subject = '', body = ''] = text.split('\n\n')
    index.add({ id: at + 1, subject, body })
  }
  const found = (terms: Record<string, number>, reached = [1, 2, 3, 4]) =>
    index
      .search({
        terms: new Map(Object.entries(terms)),
        isReached: Uint8Array.from({ length: 5 }, (_, id) => Number(reached.includes(id))),
        limit: 10,
      })
      .map(({ commitId }) => commitId)
  test('all forms of a word are found, in subjects and bodies, and only among what is reached', () => {
    expect(found({ pars: 1 }).toSorted()).toEqual([1, 2, 4])
    expect(found({ pars: 1 }, [2])).toEqual([2])
  })
  test('a commit with both words comes before those with one', () => {
    expect(found({ pars: 1, head: 1 })[0]).toBe(2)
  })
  test('a word that is worth nothing decides nothing', () => {
    expect(found({ log: 1, pars: 0.01 })[0]).not.toBe(1)
  })
})
