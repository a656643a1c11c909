// A workspace answers while it indexes, remembers a conversation, and keeps runs side by side apart.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorkspace, type Workspace } from '#agents/workspace.ts'
import { loadConfig } from '#lib/config.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import type { Answer, RunEvent } from '#lib/events.ts'
import { makeStory, type Story } from './story.ts'

let story: Story
let dataFolder: string
let workspace: Workspace
let repositoryId: number
const { signal } = new AbortController()

beforeAll(async () => {
  story = makeStory()
  dataFolder = mkdtempSync(join(tmpdir(), 'sparky-agents-'))
  workspace = await openWorkspace(
    loadConfig({
      PATH: process.env.PATH,
      SPARKY_DATA: dataFolder,
      SPARKY_MODEL: 'none',
      SPARKY_EMBEDDER: 'none',
      SPARKY_LOG_LEVEL: 'silent',
    }),
  )
  repositoryId = (await workspace.add(story.folder, { name: 'story' })).id
  await workspace.untilReady(repositoryId, signal)
  await workspace.untilIdle(repositoryId, signal)
})
afterAll(async () => {
  await workspace?.close()
  story?.dispose()
  if (dataFolder) rmSync(dataFolder, { recursive: true, force: true })
})

const ask = async (question: string, o: { readonly chatId?: string; readonly revision?: string } = {}) => {
  const events: RunEvent[] = []
  for await (const event of workspace.ask({ question, repositoryId, ...o }, signal)) events.push(event)
  const last = events.at(-1)
  if (last?.type !== 'run-end') throw new Error('The run has no end.')
  return { events, answer: last.answer satisfies Answer }
}

test('an answer says what is not indexed yet, and only while that is so', async () => {
  expect((await ask('who made the first commit?')).answer.notices).toEqual([])
  const stages = createStageStore(workspace.db)
  await stages.begin(repositoryId, 'changed lines', { unit: 'commits', total: 12 })
  await stages.progress(repositoryId, 'changed lines', { done: 5, total: 12, cursor: null })
  const { answer, events } = await ask('who made the first commit?')
  const notice = 'Changed lines are still being read, so numbers of lines are not complete (5 of 12 commits).'
  expect(answer.notices).toEqual([notice])
  expect(events.find((event) => event.type === 'notice')).toMatchObject({ text: notice })
  await stages.finish(repositoryId, 'changed lines')
  expect((await ask('who made the first commit?')).answer.notices).toEqual([])
})

test('a refresh that has found nothing new is no reason for a notice', async () => {
  const stages = createStageStore(workspace.db)
  await stages.begin(repositoryId, 'commits', { unit: 'commits' })
  expect((await ask('who made the first commit?')).answer.notices).toEqual([])
  await stages.finish(repositoryId, 'commits')
})

test('a follow-up goes on from the last question of its own chat, and of no other', async () => {
  const chat = await workspace.chats.create({ repositoryId, title: 'Ada' })
  const other = await workspace.chats.create({ repositoryId, title: 'Else' })
  await ask('How many commits did Ada Lovelace make in 2019?', { chatId: chat.id })
  await ask('who works most on docs/?', { chatId: other.id })
  const { answer } = await ask('and in 2020?', { chatId: chat.id })
  expect(answer.facts[0]).toMatchObject({
    operation: 'query_commits',
    input: { authors: ['Ada Lovelace'], since: '2020-01-01', result: 'count' },
  })
})

test('as of a tag, only what it reaches is there, and “today” is its own day', async () => {
  const at = { revision: 'v1.0.0' }
  expect((await ask('how many commits are there?', at)).answer.answer).toContain('**2 commits**')
  expect((await ask('last commit on docs/guide.md', at)).answer.answer).toContain('no commits')
  expect((await ask('what is the latest release?', at)).answer.answer).not.toContain('v2.0.0')
})

test('a revision that does not exist fails the run with a remedy', async () => {
  const { answer, events } = await ask('how many commits?', { revision: 'nowhere' })
  expect(answer).toMatchObject({ status: 'error', error: { code: 'git/bad-revision' } })
  expect(answer.error?.remedy).not.toBe('')
  expect(events.at(-1)).toMatchObject({ type: 'run-end', outcome: 'failed' })
})

test('runs at once keep their events apart, numbered without a gap, and stored as they were seen', async () => {
  const questions = [
    'last commit on src/app.ts',
    'who introduced signCookie?',
    'when was v1.1.0 released?',
    'what changed in 2019?',
  ]
  const runs = await Promise.all(questions.map((question) => ask(question)))
  for (const [index, { events, answer }] of runs.entries()) {
    expect(new Set(events.map((event) => event.runId))).toEqual(new Set([answer.runId]))
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, place) => place + 1))
    expect(events.find((event) => event.type === 'run-start')).toMatchObject({ question: questions[index] })
    const replayed: RunEvent[] = []
    for await (const event of workspace.follow(answer.runId, 0, signal)) replayed.push(event)
    expect(replayed).toEqual(events)
  }
})

test('stopping a run that waits for its turn ends it as stopped', async () => {
  const { runId } = await workspace.start({ question: 'who introduced neverEverThere?', repositoryId })
  expect(workspace.stop(runId)).toBe(true)
  const events: RunEvent[] = []
  for await (const event of workspace.follow(runId, 0, signal)) events.push(event)
  expect(events.at(-1)).toMatchObject({
    type: 'run-end',
    outcome: 'stopped',
    answer: { error: { code: 'run/aborted' } },
  })
  expect(workspace.stop(runId)).toBe(false)
})
