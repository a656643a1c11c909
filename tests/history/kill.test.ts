// kill -9 in the middle of an ingest, again and again: nothing is lost, nothing is there twice.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openPglite } from '#lib/db/pglite.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'
import { openTestDatabase, ROOT_FOLDER, readTemplate } from '#tests/db/open-test-database.ts'
import { runAndKill } from '#tests/run-and-kill.ts'
import { addHistory, snapshotHistory } from './open-history.ts'
import { makeRandomRepository } from './random-repository.ts'

const KILLS = 20

const dataFolder = mkdtempSync(join(tmpdir(), 'sparky-killed-'))
const repository = makeRandomRepository({ seed: 20, commits: 260 })
afterAll(() => {
  repository.dispose()
  rmSync(dataFolder, { recursive: true, force: true })
})

const run = (afterLines: number) =>
  runAndKill({
    script: 'tests/history/ingest-child.ts',
    args: [dataFolder, repository.gitFolder],
    afterLines,
  })

test(`killed ${KILLS} times, it resumes by itself with 0 lost and 0 duplicated`, { timeout: 180_000 }, async () => {
  const template = await readTemplate()
  const prepared = await openPglite({ dataFolder, rootFolder: ROOT_FOLDER, template }).catch(() =>
    openPglite({ dataFolder, rootFolder: ROOT_FOLDER }),
  )
  await prepared.close()
  for (let kill = 0; kill < KILLS; kill += 1) expect(await run(1 + (kill % 3))).toBe(false)
  expect(await run(Number.POSITIVE_INFINITY)).toBe(true)

  const db = await openPglite({ dataFolder, rootFolder: ROOT_FOLDER })
  const clean = await openTestDatabase()
  try {
    const killed = {
      db,
      gitFolder: repository.gitFolder,
      repositoryId: (await createRepositoryStore(db).byName('killed'))?.id ?? 0,
    }
    const whole = await addHistory(clean, repository.gitFolder)
    await ingestCommits(whole)
    await ingestChangedLines(whole)
    expect(await snapshotHistory(killed)).toEqual(await snapshotHistory(whole))
    const lineCounts = (context: HistoryContext) =>
      context.db.query(
        `SELECT c.oid, p.path, x.additions, x.deletions
         FROM commits c JOIN changes x ON x.repository_id = $1 AND x.commit_id = c.id
         JOIN paths p ON p.repository_id = $1 AND p.id = x.path_id
         WHERE c.repository_id = $1 ORDER BY c.oid COLLATE "C", p.path COLLATE "C"`,
        [context.repositoryId],
      )
    expect(await lineCounts(killed)).toEqual(await lineCounts(whole))
    expect(await ingestCommits(killed)).toMatchObject({ added: 0, refsChanged: 0 })
  } finally {
    await db.close()
    await clean.close()
  }
})
