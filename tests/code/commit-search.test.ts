// Commits found by what they did, with and without an embedder, up to a revision.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCodeThread } from '#lib/code/code-thread.ts'
import { embedCommits } from '#lib/code/commits/commit-stage.ts'
import { type CodeIndex, openCodeIndex } from '#lib/code/search.ts'
import type { Database } from '#lib/db/database.ts'
import { openObjectReader } from '#lib/git/objects.ts'
import { ingestChangedLines } from '#lib/history/ingest.ts'
import { createLog } from '#lib/log.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import { openTestDatabase, ROOT_FOLDER } from '#tests/db/open-test-database.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { type OpenHistory, openHistory } from '#tests/history/open-history.ts'
import { createHashedEmbedder } from './hashed-embedder.ts'

const signal = new AbortController().signal
const SECRET = `ghp_${'a1B2c3D4'.repeat(5)}`
const repository = makeRepository()
const gitFolder = `${repository.folder}/.git`
const start = repository.commit({ message: 'Start', files: { 'main.py': 'print(1)\n' } })
const retry = repository.commit({
  message: 'wip',
  files: { 'upload.py': 'def upload_with_retries(path, retry_count=3):\n    return send(path)\n' },
})
const cache = repository.commit({
  message: 'Make caching optional\n\nSome sites must never keep pages.',
  files: { 'cache.py': 'def page_cache(enabled):\n    return store if enabled else None\n' },
})
repository.commit({ message: 'Lock', files: { 'package-lock.json': '{"telescope": "giraffe"}\n' } })
repository.commit({ message: 'Settings', files: { 'env.py': `token = "${SECRET}"\n` } })
repository.branch('side')
repository.commit({ message: 'Draw the logo', files: { 'logo.py': 'def draw_logo():\n    pass\n' } })
repository.checkout('main')
repository.merge('side')
const drop = repository.commit({ message: 'Less', files: { 'upload.py': null } })

let db: Database
let history: OpenHistory
beforeAll(async () => {
  db = await openTestDatabase()
  history = await openHistory(db, gitFolder)
  await ingestChangedLines(history.context)
})
const thread = openCodeThread({ rootFolder: ROOT_FOLDER })
const objects = openObjectReader(gitFolder)
afterAll(async () => {
  await objects.close()
  await thread.close()
  await db.close()
  repository.dispose()
})

const open = (embedder?: Embedder): CodeIndex =>
  openCodeIndex({
    ...{ db, gitFolder, thread, objects, repositoryId: history.context.repositoryId, log: createLog('silent') },
    vectors: embedder && createPgvectorStore(db),
    embedder: async () => embedder,
  })
const ask = (code: CodeIndex, words: readonly string[], revision = drop) =>
  code.searchCommits({ query: words.join(' '), words, revision, reach: history.reach, limit: 5, signal })

describe('without an embedder', () => {
  it('a commit whose message says nothing is found by the names of its diff, in any of their spellings', async () => {
    const { rows, isFarFetched, notices } = await ask(open(), ['retry', 'upload'])
    // The one that removed the file touched the same names, and counts less.
    expect(rows.map(({ sha }) => sha)).toEqual([retry, drop])
    expect(rows[0]?.why).toEqual(['diff: adds upload_with_retries in upload.py'])
    expect(rows[1]?.why).toEqual(['diff: removes upload_with_retries in upload.py'])
    expect([isFarFetched, notices]).toEqual([false, []])
  })

  it('message and diff count together', async () => {
    const { rows } = await ask(open(), ['cach', 'option', 'page'])
    expect(rows[0]).toMatchObject({
      sha: cache,
      why: ['message: cach, option, page', expect.stringContaining('page_cache')],
    })
  })

  it('only what the revision reaches is found', async () => {
    expect((await ask(open(), ['retry', 'upload'], start)).rows).toEqual([])
    expect((await ask(open(), ['retry', 'upload'], retry)).rows.map(({ sha }) => sha)).toEqual([retry])
  })

  it('what nobody did is far-fetched or nothing', async () => {
    expect((await ask(open(), ['quantum', 'telepathy'])).rows).toEqual([])
    const near = await ask(open(), ['quantum', 'telepathy', 'upload'])
    expect(near.isFarFetched).toBe(true)
    expect(near.absent).toEqual(['quantum', 'telepathy', 'upload'])
  })

  it('diffs that are not read yet are said', async () => {
    const other = await openHistory(db, gitFolder)
    const code = openCodeIndex({
      ...{ db, gitFolder, thread, objects, repositoryId: other.context.repositoryId, log: createLog('silent') },
      vectors: undefined,
      embedder: async () => undefined,
    })
    const found = await code.searchCommits({
      ...{ query: 'caching', words: ['cach'], revision: drop, reach: other.reach, limit: 5, signal },
    })
    expect(found.rows.map(({ sha }) => sha)).toEqual([cache])
    expect(found.notices.join(' ')).toContain('The diffs of 8 commits are not read yet')
  })
})

describe('with an embedder', () => {
  it('each commit but empty merges gets one vector, newest first, resumed where it was; lock files and secrets stay out', async () => {
    const embedder = createHashedEmbedder()
    const stage = { ...history.context, embedder, vectors: createPgvectorStore(db), signal, batchCommits: 2 }
    let left = 2
    const failing = {
      ...embedder,
      embed: (...of: Parameters<Embedder['embed']>) =>
        left-- > 0 ? embedder.embed(...of) : Promise.reject(new Error('killed')),
    }
    const onProgress = () => undefined
    await expect(embedCommits({ ...stage, embedder: failing, onProgress })).rejects.toThrow('killed')
    expect(embedder.seen.length).toBe(4)
    expect(embedder.seen[0]).toMatch(/^Less\nupload.py\n- def upload with retries/)
    const code = open(embedder)
    expect((await ask(code, ['cach'])).notices.join(' ')).toContain('4 of 7 commits have a vector')
    const steps: { done: number; total: number }[] = []
    await embedCommits({ ...stage, onProgress: (step) => steps.push(step) })
    expect([steps[0], steps.at(-1)]).toEqual([
      { done: 4, total: 7 },
      { done: 7, total: 7 },
    ])
    expect(embedder.seen.filter((text) => text.includes('\n')).length).toBeGreaterThan(4)
    const all = embedder.seen.join('\n')
    expect(all).not.toContain('giraffe')
    expect(all).not.toContain(SECRET)
    expect(all).not.toContain('Merge branch')
  })

  it('nearness of meaning joins the words and says so', async () => {
    const { rows, notices } = await ask(open(createHashedEmbedder()), ['optional', 'caching', 'pages'])
    expect(rows[0]?.sha).toBe(cache)
    expect(rows[0]?.why).toContainEqual(expect.stringMatching(/^meaning 0\.\d\d$/))
    expect(notices).toEqual([])
  })
})
