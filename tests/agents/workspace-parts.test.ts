// What a workspace lets go of: its parts when it cannot open, its runs when what they belong to is removed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorkspace, type Workspace } from '#agents/workspace.ts'
import { loadConfig } from '#lib/config.ts'
import { openDatabase } from '#lib/db/client.ts'
import type { RunEvent } from '#lib/events.ts'
import { makeRepository } from '#tests/git/make-repository.ts'

const dataFolder = mkdtempSync(join(tmpdir(), 'sparky-parts-'))
const config = loadConfig({
  PATH: process.env.PATH,
  SPARKY_DATA: dataFolder,
  SPARKY_MODEL: 'none',
  SPARKY_EMBEDDER: 'none',
  SPARKY_LOG_LEVEL: 'silent',
})
const { signal } = new AbortController()
let workspace: Workspace
const repositories = [makeRepository(), makeRepository()]

beforeAll(async () => {
  for (const repository of repositories) repository.commit({ files: { a: '1' }, message: 'Start' })
  workspace = await openWorkspace(config)
})
afterAll(async () => {
  await workspace?.close()
  rmSync(dataFolder, { recursive: true, force: true })
})

async function add(index: number): Promise<number> {
  const { id } = await workspace.add(repositories[index]?.folder ?? '', { name: `r${index}` })
  await workspace.untilIdle(id, signal)
  return id
}

async function collect(events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> {
  const all: RunEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

const STOPPED = { type: 'run-end', outcome: 'stopped', answer: { error: { code: 'run/aborted' } } }

test('a question that is given up before it has started is stopped', async () => {
  const repositoryId = await add(0)
  const events = await collect(workspace.ask({ question: 'how many commits?', repositoryId }, AbortSignal.abort()))
  expect(events.at(-1)).toMatchObject(STOPPED)
})

test('removing a chat stops its runs first, and no other run', async () => {
  const repositoryId = await add(0)
  const chat = await workspace.chats.create({ repositoryId, title: 'one' })
  const { runId } = await workspace.start({ question: 'how many commits?', repositoryId, chatId: chat.id })
  const other = await workspace.start({ question: 'how many commits?', repositoryId })
  const followed = collect(workspace.follow(runId, 0, signal))
  expect(await workspace.removeChat(chat.id)).toBe(true)
  expect(workspace.stop(runId)).toBe(false)
  expect((await followed).at(-1)).toMatchObject(STOPPED)
  expect(await workspace.runs.get(runId)).toBeUndefined()
  const kept = await collect(workspace.follow(other.runId, 0, signal))
  expect(kept.at(-1)).toMatchObject({ type: 'run-end', outcome: 'finished' })
  expect(await workspace.removeChat(chat.id)).toBe(false)
})

test('removing a repository stops its runs first', async () => {
  const repositoryId = await add(1)
  const { runId } = await workspace.start({ question: 'how many commits?', repositoryId })
  const followed = collect(workspace.follow(runId, 0, signal))
  await workspace.remove(repositoryId)
  expect((await followed).at(-1)).toMatchObject(STOPPED)
  await expect(workspace.progress(repositoryId)).rejects.toMatchObject({ code: 'repository/unknown' })
})

test('a repository that cannot be removed at a start does not keep the others from being asked', async () => {
  const [kept, stuck] = [await add(0), await add(1)]
  await workspace.repositories.update(stuck, { state: 'removing' })
  await workspace.db.query(
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; END'",
  )
  await workspace.db.query('CREATE TRIGGER refuse BEFORE DELETE ON repositories FOR EACH ROW EXECUTE FUNCTION refuse()')
  await workspace.close()
  workspace = await openWorkspace(config)
  expect((await workspace.repositories.byId(stuck))?.state).toBe('removing')
  const events = await collect(workspace.ask({ question: 'how many commits?', repositoryId: kept }, signal))
  expect(events.at(-1)).toMatchObject({ type: 'run-end', outcome: 'finished' })
  await workspace.db.query('DROP TRIGGER refuse ON repositories')
  await workspace.close()
  workspace = await openWorkspace(config)
  expect(await workspace.repositories.byId(stuck)).toBeUndefined()
})

test('a workspace that cannot open lets go of its database', async () => {
  await workspace.close()
  const breakRow = async (error: string | null) => {
    const db = await openDatabase(config)
    await db.query('UPDATE repositories SET error = $1::jsonb', [error])
    await db.close()
  }
  await breakRow('{"code": 5}')
  await expect(openWorkspace(config)).rejects.toThrow()
  await breakRow(null)
  workspace = await openWorkspace(config)
  expect(await workspace.repositories.list()).toHaveLength(1)
})
