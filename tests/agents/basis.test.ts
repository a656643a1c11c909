// Every answer says what it rests on: how far the source has moved on, how far back it reaches, what is missing.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorkspace, type Workspace } from '#agents/workspace.ts'
import { loadConfig } from '#lib/config.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import type { Basis } from '#lib/events.ts'
import { peekHead } from '#lib/git/peek-head.ts'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'

let repository: TestRepository
let dataFolder: string
let workspace: Workspace
const { signal } = new AbortController()

beforeAll(async () => {
  repository = makeRepository()
  repository.commit({ files: { 'a.txt': 'one\n' }, message: 'One', date: '2001-02-03T04:05:06+00:00' })
  repository.commit({ files: { 'a.txt': 'two\n' }, message: 'Two', date: '2011-02-03T04:05:06+00:00' })
  dataFolder = mkdtempSync(join(tmpdir(), 'sparky-basis-'))
  const settings = {
    SPARKY_DATA: dataFolder,
    SPARKY_MODEL: 'none',
    SPARKY_EMBEDDER: 'none',
    SPARKY_LOG_LEVEL: 'silent',
  }
  workspace = await openWorkspace(loadConfig({ PATH: process.env.PATH, ...settings }))
})
afterAll(async () => {
  await workspace?.close()
  repository?.dispose()
  if (dataFolder) rmSync(dataFolder, { recursive: true, force: true })
})

const add = async (folder: string) => {
  const { id } = await workspace.add(folder)
  await workspace.untilReady(id, signal)
  await workspace.untilIdle(id, signal)
  return id
}

async function basisOf(repositoryId: number): Promise<Basis> {
  for await (const event of workspace.ask({ question: 'how many commits are there?', repositoryId }, signal))
    if (event.type === 'run-end' && event.answer.basis) return event.answer.basis
  throw new Error('The answer has no basis.')
}

test('an answer over the whole of an unchanged source has nothing to remark', async () => {
  const head = repository.git('rev-parse', 'HEAD')
  const id = await add(repository.folder)
  expect(await basisOf(id)).toEqual({
    indexedCommit: head,
    indexedAt: new Date((await workspace.repositories.byId(id))?.refreshedAtMs ?? 0).toISOString(),
    liveCommit: head,
    isBehind: false,
    firstCommitAt: '2001-02-03T04:05:06+00:00',
    commits: Number(repository.git('rev-list', '--all', '--count')),
    isShallow: false,
    pending: [],
    remarks: [],
  })
})

test('a source that moved on is said to be ahead, until it is looked at again', async () => {
  const id = await add(repository.folder)
  const before = repository.git('rev-parse', 'HEAD')
  const after = repository.commit({ files: { 'a.txt': 'three\n' }, message: 'Three' })
  expect(await basisOf(id)).toMatchObject({
    indexedCommit: before,
    liveCommit: after,
    isBehind: true,
    commits: 2,
    remarks: [`The source has moved on to ${after.slice(0, 9)}; this answer is about ${before.slice(0, 9)}.`],
  })
  await workspace.refresh(id)
  await workspace.untilIdle(id, signal)
  expect(await basisOf(id)).toMatchObject({ indexedCommit: after, isBehind: false, commits: 3, remarks: [] })
})

test('commits that no branch leads to any more do not count', async () => {
  const id = await add(repository.folder)
  repository.git('reset', '--quiet', '--hard', 'HEAD~1')
  await workspace.refresh(id)
  await workspace.untilIdle(id, signal)
  expect((await basisOf(id)).commits).toBe(Number(repository.git('rev-list', '--all', '--count')))
})

test('a shallow clone says where its history begins', async () => {
  const shallow = mkdtempSync(join(tmpdir(), 'sparky-shallow-'))
  try {
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${repository.folder}`, join(shallow, 'clone')])
    const basis = await basisOf(await add(join(shallow, 'clone')))
    expect(basis).toMatchObject({ commits: 1, isShallow: true })
    expect(basis.remarks.join(' ')).toContain('shallow clone: its history begins on 2011-02-03')
  } finally {
    rmSync(shallow, { recursive: true, force: true })
  }
})

test('what is being indexed, or could not be, is named', async () => {
  const id = await add(repository.folder)
  const stages = createStageStore(workspace.db)
  await stages.begin(id, 'changed lines', { unit: 'commits', total: 12 })
  await stages.progress(id, 'changed lines', { done: 5, total: 12, cursor: null })
  expect((await basisOf(id)).pending).toEqual(['changed lines (5 of 12 commits)'])
  await stages.fail(id, 'changed lines', { code: 'internal', message: 'x', remedy: 'y', retryable: false })
  expect((await basisOf(id)).remarks).toEqual(['Not indexed yet: changed lines (failed).'])
  await stages.finish(id, 'changed lines')
})

test.each([
  ['loose', () => undefined],
  ['packed', () => repository.git('pack-refs', '--all')],
  ['detached', () => repository.git('checkout', '--quiet', '--detach')],
])('the live commit is that of git: %s', async (_, prepare) => {
  prepare()
  expect(await peekHead(join(repository.folder, '.git'))).toBe(repository.git('rev-parse', 'HEAD'))
})

test('a branch without commits and a folder without HEAD have no live commit', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'sparky-empty-'))
  try {
    expect(await peekHead(empty)).toBeUndefined()
    execFileSync('git', ['init', '--quiet', empty])
    expect(await peekHead(join(empty, '.git'))).toBeUndefined()
  } finally {
    rmSync(empty, { recursive: true, force: true })
  }
})
