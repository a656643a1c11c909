// kill -9 in the middle of the code stages, again and again: no piece and no vector is lost or there twice.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openPglite } from '#lib/db/pglite.ts'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import { ROOT_FOLDER, readTemplate } from '#tests/db/open-test-database.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { runAndKill } from '#tests/run-and-kill.ts'

const KILLS = 8
const FILES = 24

const folder = mkdtempSync(join(tmpdir(), 'sparky-killed-code-'))
const repository = makeRepository()
const body = (name: string) =>
  `def ${name}(value):\n${`    value = ${name}_step(value)\n`.repeat(20)}    return value\n\n`
const revision = repository.commit({
  files: Object.fromEntries(
    Array.from({ length: FILES }, (_, index) => [
      `src/part_${index}.py`,
      ['open', 'read', 'close'].map((verb) => body(`${verb}_${index}`)).join(''),
    ]),
  ),
})
afterAll(() => {
  repository.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** Everything that the two stages have stored, with nothing that depends on the order in which it was. */
async function snapshot(dataFolder: string) {
  const db = await openPglite({ dataFolder, rootFolder: ROOT_FOLDER })
  try {
    return {
      pieces: await db.query(
        'SELECT blob_oid, ordinal, start_line, end_line, kind, symbol, chunker_version FROM chunks ORDER BY blob_oid COLLATE "C", ordinal',
      ),
      vectors: await db.query(
        `SELECT c.blob_oid, c.ordinal, v.vector::text AS vector
         FROM chunks c JOIN vectors_r1_code_hashed_words v ON v.id = c.id ORDER BY c.blob_oid COLLATE "C", c.ordinal`,
      ),
      marks: await db.query(
        `SELECT c.blob_oid, c.ordinal FROM chunks c JOIN embeddings e ON e.item_id = c.id WHERE e.collection = 'pgvector/code_hashed_words'
         ORDER BY c.blob_oid COLLATE "C", c.ordinal`,
      ),
      count: await createPgvectorStore(db).count({ collection: 'code_hashed_words', repositoryId: 1 }),
    }
  } finally {
    await db.close()
  }
}

async function prepare(name: string): Promise<string> {
  const dataFolder = join(folder, name)
  await (await openPglite({ dataFolder, rootFolder: ROOT_FOLDER, template: await readTemplate() })).close()
  return dataFolder
}

const run = (dataFolder: string, afterLines: number) =>
  runAndKill({
    script: 'tests/code/index-child.ts',
    args: [dataFolder, join(repository.folder, '.git'), revision],
    afterLines,
  })

test(`killed ${KILLS} times, it resumes by itself with 0 lost and 0 duplicated`, { timeout: 240_000 }, async () => {
  const [killed, whole] = [await prepare('killed'), await prepare('whole')]
  for (let kill = 0; kill < KILLS; kill += 1) expect(await run(killed, 2 + (kill % 3))).toBe(false)
  expect(await run(killed, Number.POSITIVE_INFINITY)).toBe(true)
  expect(await run(whole, Number.POSITIVE_INFINITY)).toBe(true)
  const [after, expected] = [await snapshot(killed), await snapshot(whole)]
  expect(expected.pieces.length).toBeGreaterThan(FILES)
  expect(after).toEqual(expected)
  expect([after.count, after.marks.length]).toEqual([after.pieces.length, after.pieces.length])
})
