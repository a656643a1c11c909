// A repository whose vectors are made by a real indexer and searched while their store is broken.
import { join } from 'node:path'
import { expect } from 'vitest'
import { createIndexer } from '#agents/indexer.ts'
import { openCodeThread } from '#lib/code/code-thread.ts'
import { chunkBlobs, embedChunks } from '#lib/code/meaning/code-stages.ts'
import { removeOrphans } from '#lib/code/meaning/vector-ledger.ts'
import { openCodeIndex } from '#lib/code/search.ts'
import type { Database } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { createRepositoryStore } from '#lib/db/repositories.ts'
import { openObjectReader } from '#lib/git/objects.ts'
import { createLog } from '#lib/log.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import { ROOT_FOLDER } from '#tests/db/open-test-database.ts'
import { makeRepository } from '#tests/git/make-repository.ts'

/** Ten files with one function each. */
const FILES = 10
const VERBS = ['open', 'read', 'close', 'parse', 'retry', 'upload', 'cache', 'sign', 'render', 'delete']

export const QUERY = 'retry the upload'
/** The store may take a minute to be ready after it was started. */
export const HEAL = { timeout: 120_000, interval: 250 }

export async function openSearchedRepository(o: {
  readonly db: Database
  readonly vectors: VectorStore
  /** Asked each time: a model may be exchanged. */
  readonly embedder: () => Embedder & { readonly seen: string[] }
  /** Awaited before each batch of pieces is embedded. */
  readonly beforeBatch?: () => Promise<void>
}) {
  const { db, vectors } = o
  const made = makeRepository()
  const revision = made.commit({
    files: Object.fromEntries(
      Array.from({ length: FILES }, (_, at) => [
        `src/${VERBS[at]}.py`,
        `def ${VERBS[at]}_upload(value):\n${`    value = ${VERBS[at]}_step(value)\n`.repeat(5)}    return value\n`,
      ]),
    ),
  })
  const gitFolder = join(made.folder, '.git')
  const repositories = createRepositoryStore(db)
  const { id: repositoryId } = await repositories.add({ name: made.folder, address: made.folder, kind: 'folder' })
  const stages = createStageStore(db)
  const thread = openCodeThread({ rootFolder: ROOT_FOLDER })
  const objects = openObjectReader(gitFolder)
  const log = createLog('silent')
  const embedder = (): Embedder => ({
    ...o.embedder(),
    async embed(texts, options) {
      if (options.purpose === 'document') await o.beforeBatch?.()
      return o.embedder().embed(texts, options)
    },
  })
  const context = { db, stages, gitFolder, repositoryId, thread, revision, batchRows: 2 }
  const indexer = createIndexer({
    repositories,
    stages,
    log,
    firstRetryMs: 200,
    pipeline: [
      {
        name: 'embeddings',
        unit: 'chunks',
        when: 'later',
        async run({ signal, progress }) {
          const onProgress = (step: { done: number; total: number }) => progress(step.done, step.total)
          await chunkBlobs({ ...context, signal, onProgress })
          await removeOrphans(db, vectors)
          await embedChunks({ ...context, embedder: embedder(), vectors, signal, onProgress })
          return true
        },
        untilPossible: async () => true,
      },
    ],
  })
  const code = openCodeIndex({
    ...{ db, gitFolder, repositoryId, thread, objects, vectors, log },
    embedder: async () => embedder(),
    onLoss: () => void indexer.repeat(repositoryId, 'embeddings'),
  })
  const search = () => code.search({ query: QUERY, revision, limit: 5, signal: AbortSignal.timeout(30_000) })
  return {
    repositoryId,
    pieces: FILES,
    indexer,
    search,
    status: async () => (await stages.get(repositoryId, 'embeddings'))?.status,
    /** How often pieces were embedded, not questions. */
    embedded: () => o.embedder().seen.filter((text) => text !== QUERY).length,
    /** Words answer, and a notice says what is missing. */
    async expectWordsAlone() {
      const { hits, notices } = await search()
      expect(hits.map(({ path }) => path)).toContain('src/retry.py')
      expect(notices.join(' ')).toMatch(/search by meaning (failed|is not complete)/i)
    },
    /** Meaning answers again, by itself, with all vectors. */
    async expectHealed() {
      await expect
        .poll(async () => {
          const { hits, notices } = await search()
          return { notices, byMeaning: hits.some(({ why }) => why.some((reason) => reason.startsWith('meaning'))) }
        }, HEAL)
        .toEqual({ notices: [], byMeaning: true })
      await indexer.untilIdle(repositoryId, AbortSignal.timeout(60_000))
    },
    async close() {
      await indexer.close()
      await objects.close()
      await thread.close()
      made.dispose()
    },
  }
}
