// Searching finds what is in the asked revision, nothing else, and lines that exist.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CodeThread, openCodeThread } from '#lib/code/code-thread.ts'
import { chunkBlobs, embedChunks } from '#lib/code/meaning/code-stages.ts'
import { type CodeIndex, openCodeIndex } from '#lib/code/search.ts'
import type { Database } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { type ObjectReader, openObjectReader } from '#lib/git/objects.ts'
import { createLog } from '#lib/log.ts'
import { createPgvectorStore } from '#lib/vectors/pgvector.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import { openTestDatabase } from '#tests/db/open-test-database.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { createHashedEmbedder } from './hashed-embedder.ts'

const repository = makeRepository()
const old = repository.commit({
  files: {
    'src/session.py': `def sign_cookie(value, key):\n    """Signs the session cookie."""\n${'    value = mix(value)\n'.repeat(10)}    return value\n`,
    'src/router.py': `def match_route(path):\n${'    path = path.strip()\n'.repeat(10)}    return path\n`,
    'README.md': '# Toy\n\nA toy that signs cookies.\n',
    'package-lock.json': '{"lock": "cookie cookie cookie"}',
    'logo.png': Buffer.from([0x89, 0x50, 0, 1, 2]),
    'weird "name\t.py': 'def odd_name():\n    return "cookie jar"\n',
  },
})
const head = repository.commit({
  files: {
    'src/upload.py': `def retry_upload(file):\n${'    file.seek(0)\n'.repeat(10)}    return file\n`,
    'src/router.py': null,
  },
})
const gitFolder = `${repository.folder}/.git`
const signal = new AbortController().signal

const embedder = createHashedEmbedder()

let db: Database
let thread: CodeThread
let objects: ObjectReader
let code: CodeIndex
let repositoryId: number

beforeAll(async () => {
  db = await openTestDatabase()
  repositoryId = (await createRepositoryStore(db).add({ name: 'toy', address: '/toy', kind: 'folder' })).id
  thread = openCodeThread({ rootFolder: process.cwd() })
  objects = openObjectReader(gitFolder)
  code = openCodeIndex({
    db,
    gitFolder,
    repositoryId,
    thread,
    objects,
    vectors: createPgvectorStore(db),
    embedder: async () => embedder,
    log: createLog('silent'),
  })
})
afterAll(async () => {
  await objects.close()
  await thread.close()
  await db.close()
  repository.dispose()
})

const stage = (revision: string) => ({
  db,
  stages: createStageStore(db),
  gitFolder,
  repositoryId,
  thread,
  revision,
  signal,
  onProgress: () => undefined,
})
const chunkCount = async () => (await db.query<{ count: number }>('SELECT count(*) AS count FROM chunks'))[0]?.count
const paths = async (query: string, revision: string) =>
  (await code.search({ query, revision, limit: 10, signal })).hits.map((hit) => hit.path)

describe('search by words', () => {
  test('the place that does it comes first, with lines that exist and a reason', async () => {
    const { hits } = await code.search({ query: 'where are cookies signed?', revision: head, limit: 5, signal })
    expect(hits[0]).toMatchObject({ path: 'src/session.py', startLine: 1, symbol: 'sign_cookie' })
    expect(hits[0]?.why[0]).toContain('words')
    for (const hit of hits) {
      const lines = repository.git('show', `${head}:${hit.path}`).split('\n')
      expect(hit.endLine).toBeLessThanOrEqual(lines.length + 1)
      expect(hit.text).toBe(lines.slice(hit.startLine - 1, hit.endLine).join('\n'))
    }
  })
  test('an older revision shows its own files and no newer ones', async () => {
    expect(await paths('match route path', old)).toContain('src/router.py')
    expect(await paths('match route path', head)).not.toContain('src/router.py')
    expect(await paths('retry upload', old)).not.toContain('src/upload.py')
  })
  test('lock files and binaries are left out', async () => {
    const found = await paths('cookie', head)
    expect(found).not.toContain('package-lock.json')
    expect(found).not.toContain('logo.png')
  })
  test('a file with an awkward name is found under its name', async () => {
    expect(await paths('odd_name jar', head)).toContain('weird "name\t.py')
  })
  test('a definition is found by its name, in any case', async () => {
    const find = (name: string, revision: string) => code.findSymbol({ name, revision, limit: 5, signal })
    const found = { name: 'retry_upload', kind: 'function', path: 'src/upload.py', line: 1, endLine: 12 }
    expect((await find('retry_upload', head)).symbols).toMatchObject([found])
    expect((await find('RETRY_UPLOAD', head)).symbols).toMatchObject([found])
    expect(await find('retry_upload', old)).toMatchObject({ symbols: [], total: 0 })
    expect((await find('retryUplaod', head)).near).toEqual(['retry_upload'])
  })
  test('exact text equals git grep', async () => {
    const { matches, cut } = await code.findText({ pattern: 'strip()', fixed: true, revision: old, limit: 100, signal })
    expect(matches.map(({ path, line }) => `${path}:${line}`)).toEqual(
      repository
        .git('grep', '-n', '-F', 'strip()', old)
        .split('\n')
        .map((row) => row.split(':').slice(1, 3).join(':')),
    )
    expect(cut).toBe(false)
    expect((await code.findText({ pattern: 'strip()', fixed: true, revision: old, limit: 3, signal })).cut).toBe(true)
    expect((await code.findText({ pattern: '--help', fixed: true, revision: old, limit: 3, signal })).matches).toEqual(
      [],
    )
  })
})

describe('pieces and vectors', () => {
  test('a second pass and a second revision cut only what is new', async () => {
    await chunkBlobs(stage(old))
    const first = await chunkCount()
    await chunkBlobs(stage(old))
    expect(await chunkCount()).toBe(first)
    await chunkBlobs(stage(head))
    expect(await chunkCount()).toBe((first ?? 0) + 1)
  })
  test('progress counts the files that are in, those from before too, up to all of them', async () => {
    const steps: { done: number; total: number }[] = []
    await chunkBlobs({ ...stage(head), onProgress: (step) => steps.push(step) })
    expect(steps.at(-1)).toEqual({ done: 4, total: 4 })
  })
  test('what was left out is recorded with its reason', async () => {
    const [chunks] = await createStageStore(db)
      .list(repositoryId)
      .then((all) => all.filter((one) => one.stage === 'chunks'))
    expect(chunks?.skipped ?? []).toEqual([])
    await createStageStore(db).begin(repositoryId, 'chunks', { unit: 'files' })
    await chunkBlobs(stage(head))
    const after = await createStageStore(db).get(repositoryId, 'chunks')
    expect(after?.skipped.map(({ reason, examples }) => [reason, examples[0]])).toEqual(
      expect.arrayContaining([
        ['lock file', 'package-lock.json'],
        ['binary', 'logo.png'],
      ]),
    )
  })
  test('an interrupted run goes on where it was; nothing is embedded twice', async () => {
    const stopping = new AbortController()
    const vectors = createPgvectorStore(db)
    const failing = {
      ...embedder,
      embed: async () => {
        stopping.abort()
        throw new Error('killed')
      },
    }
    await expect(embedChunks({ ...stage(head), signal: stopping.signal, embedder: failing, vectors })).rejects.toThrow(
      'killed',
    )
    embedder.seen.length = 0
    await embedChunks({ ...stage(head), embedder, vectors })
    const count = embedder.seen.length
    expect(count).toBeGreaterThan(2)
    const steps: { done: number; total: number }[] = []
    await embedChunks({ ...stage(head), embedder, vectors, onProgress: (step) => steps.push(step) })
    expect(steps).toEqual([{ done: count, total: count }])
    expect(embedder.seen.length).toBe(count)
    expect(await vectors.count({ collection: 'code_hashed_words', repositoryId })).toBe(count)
  })
  test('another store starts anew; the first keeps what it has', async () => {
    const vectors = createPgvectorStore(db)
    await embedChunks({ ...stage(head), embedder, vectors })
    const known = embedder.seen.length
    const other: VectorStore = { ...vectors, kind: 'milvus' }
    const steps: { done: number; total: number }[] = []
    // The same place of the same database, only under another name.
    await embedChunks({ ...stage(head), embedder, vectors: other, onProgress: (step) => steps.push(step) })
    expect(steps[0]?.done).toBe(0)
    expect(embedder.seen.length - known).toBe(steps.at(-1)?.total)
    const { notices } = await code.search({ query: 'retry the upload file', revision: head, limit: 3, signal })
    expect(notices.join(' ')).toContain(`${steps.at(-1)?.total} of `)
  })
  test('meaning joins the words, and partial vectors are said', async () => {
    const { hits, notices } = await code.search({ query: 'retry the upload file', revision: head, limit: 3, signal })
    expect(hits[0]?.path).toBe('src/upload.py')
    expect(hits[0]?.why.some((reason) => reason.startsWith('meaning'))).toBe(true)
    expect(notices.join(' ')).toContain('not complete')
  })
  test('what another version of the rules has cut is cut and embedded again, and its vectors are removed', async () => {
    const vectors = createPgvectorStore(db)
    const place = { collection: 'code_hashed_words', repositoryId }
    await embedChunks({ ...stage(head), embedder, vectors })
    const [ids, known] = [await vectors.ids(place), embedder.seen.length]
    const before = await chunkCount()
    await db.query('UPDATE chunks SET chunker_version = chunker_version - 1')
    await chunkBlobs(stage(head))
    await embedChunks({ ...stage(head), embedder, vectors })
    // The piece of the old revision is gone with its version: only the head is cut again.
    expect(await chunkCount()).toBe((before ?? 0) - 1)
    expect(embedder.seen.length - known).toBe(await chunkCount())
    const after = await vectors.ids(place)
    expect(after.length).toBe(await chunkCount())
    expect(after.filter((id) => ids.includes(id))).toEqual([])
  })
})
