// What came into a folder by renames, on a real history.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { movedInto } from '#lib/history/path-events.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import { type OpenHistory, openHistory } from './open-history.ts'

let repository: TestRepository
let db: Database
let history: OpenHistory
let first: string
let moved: string

beforeAll(async () => {
  repository = makeRepository()
  const text = (name: string) => Array.from({ length: 9 }, (_, index) => `${name} ${index}\n`).join('')
  const old = Object.fromEntries(['a', 'b', 'c'].map((name) => [`flask/${name}.py`, text(name)]))
  first = repository.commit({ files: { ...old, 'setup.py': text('setup'), 'src/own.py': text('own') } })
  moved = repository.commit({
    files: {
      ...Object.fromEntries(Object.keys(old).flatMap((path) => [[path, null]])),
      ...Object.fromEntries(Object.entries(old).map(([path, own]) => [`src/${path}`, own])),
      'setup.py': null,
      'src/setup.py': text('setup'),
      'src/own.py': null,
      'src/flask/own.py': text('own'),
    },
  })
  db = await openTestDatabase()
  history = await openHistory(db, `${repository.folder}/.git`)
})
afterAll(async () => {
  await db?.close()
  repository?.dispose()
})

test('files that were moved in are counted, and the place named that most of them came from', async () => {
  const renames = repository.git('show', '-M', '--diff-filter=R', '--name-status', '--format=', moved).split('\n')
  const intoSrc = renames.map((line) => line.split('\t')).filter(([, from = '']) => !from.startsWith('src/'))
  expect(await movedInto(history.reach, { folder: 'src/', revision: moved })).toEqual({
    files: intoSrc.length,
    from: 'flask/',
  })
  expect(intoSrc).toHaveLength(4)
})

test('a move inside of the folder, or after the revision, is none', async () => {
  expect(await movedInto(history.reach, { folder: 'src/', revision: first })).toBeUndefined()
  expect(await movedInto(history.reach, { folder: 'flask/', revision: moved })).toBeUndefined()
})
