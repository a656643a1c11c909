// The way of a repository: which stages bring it from an address to everything that can be asked.
import { join } from 'node:path'
import type { CodeThread } from '#lib/code/code-thread.ts'
import { embedCommits } from '#lib/code/commits/commit-stage.ts'
import { chunkBlobs, embedChunks } from '#lib/code/meaning/code-stages.ts'
import { type Mended, removeOrphans, type VectorPurpose } from '#lib/code/meaning/vector-ledger.ts'
import type { Config } from '#lib/config.ts'
import type { Database } from '#lib/db/database.ts'
import type { StageStore } from '#lib/db/jobs.ts'
import type { Repository, RepositoryStore } from '#lib/db/repositories.ts'
import { parseAddress } from '#lib/git/address.ts'
import { writeCommitGraph } from '#lib/git/commit-graph.ts'
import { mirrorRepository } from '#lib/git/mirror.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'
import { ingestLinks } from '#lib/history/links.ts'
import type { Log } from '#lib/log.ts'
import type { Models } from '#lib/models/registry.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import type { IndexStage } from './indexer.ts'

export interface PipelineOptions {
  readonly config: Config
  readonly db: Database
  readonly repositories: RepositoryStore
  readonly stages: StageStore
  readonly models: Models
  readonly vectors: VectorStore | undefined
  readonly thread: CodeThread
  readonly log: Log
}

/** The stages that make vectors. */
export const VECTOR_STAGES: Readonly<Record<VectorPurpose, string>> = {
  code: 'embeddings',
  commits: 'commit embeddings',
}

/** The bare store of a repository; one folder a repository, named by its number. */
export function gitFolderOf(config: Config, repositoryId: number): string {
  return join(config.dataFolder, 'repositories', `${repositoryId}.git`)
}

export function createPipeline(options: PipelineOptions): readonly IndexStage[] {
  const { config, db, repositories, stages, models, vectors, thread, log } = options
  const history = (repository: Repository) => ({
    db,
    gitFolder: gitFolderOf(config, repository.id),
    repositoryId: repository.id,
  })
  /** Undefined when there is no embedder now, or no place for vectors. */
  const vectorParts = async () => {
    await models.ready()
    const embedder = models.embedder()
    return embedder === undefined || vectors === undefined ? undefined : { embedder, vectors }
  }
  const untilPossible = async () => vectors !== undefined && (await models.embedderSettled()) !== undefined
  const sayMended = (repository: Repository) => (mended: Mended) => {
    if (mended.missing > 0 || mended.strays > 0 || mended.why !== undefined)
      log.info('the vector store was mended', { repositoryId: repository.id, ...mended })
  }
  return [
    {
      name: 'mirror',
      unit: 'percent',
      when: 'first',
      async run({ repository, signal, progress }) {
        const rules = {
          allowedRoots: config.allowedRoots,
          allowedSchemes: config.allowedSchemes,
          allowedPrivateHosts: config.allowedPrivateHosts,
        }
        const address = await parseAddress(repository.address, rules)
        const { defaultBranch, headOid } = await mirrorRepository({
          address,
          rules,
          gitFolder: gitFolderOf(config, repository.id),
          signal,
          onProgress: ({ percent }) => progress(Math.round(percent), 100),
        })
        await repositories.update(repository.id, { defaultBranch, headOid })
        progress(100, 100)
        return true
      },
    },
    {
      name: 'commits',
      unit: 'commits',
      when: 'first',
      async run({ repository, signal, progress }) {
        const { count } = await ingestCommits({
          ...history(repository),
          signal,
          onProgress: ({ done, total }) => progress(done, total),
        })
        // Reports are stored at a bounded rate: the last one must not be older than the end.
        progress(count, count)
        return true
      },
    },
    {
      name: 'links',
      unit: 'commits',
      when: 'later',
      async run({ repository, signal, progress }) {
        await ingestLinks({
          ...history(repository),
          signal,
          onProgress: ({ done, total }) => progress(done, total),
        })
        return true
      },
    },
    {
      name: 'commit graph',
      unit: 'graph',
      when: 'later',
      async run({ repository, signal, progress }) {
        progress(0, 1)
        await writeCommitGraph(gitFolderOf(config, repository.id), { signal })
        progress(1, 1)
        return true
      },
    },
    {
      name: 'chunks',
      unit: 'files',
      when: 'later',
      async run({ repository, signal, progress }) {
        if (repository.headOid !== null)
          await chunkBlobs({
            ...history(repository),
            stages,
            thread,
            revision: repository.headOid,
            signal,
            onProgress: ({ done, total }) => progress(done, total),
          })
        return true
      },
    },
    {
      name: 'changed lines',
      unit: 'commits',
      when: 'later',
      async run({ repository, signal, progress }) {
        await ingestChangedLines({
          ...history(repository),
          signal,
          onProgress: ({ done, total }) => progress(done, total),
        })
        return true
      },
    },
    {
      name: VECTOR_STAGES.code,
      unit: 'chunks',
      when: 'later',
      async run({ repository, signal, progress }) {
        const parts = await vectorParts()
        if (parts === undefined) return false
        await removeOrphans(db, parts.vectors)
        if (repository.headOid !== null)
          await embedChunks({
            ...history(repository),
            ...parts,
            thread,
            revision: repository.headOid,
            signal,
            onProgress: ({ done, total }) => progress(done, total),
            onMend: sayMended(repository),
          })
        return true
      },
      untilPossible,
    },
    {
      name: VECTOR_STAGES.commits,
      unit: 'commits',
      when: 'later',
      async run({ repository, signal, progress }) {
        const parts = await vectorParts()
        if (parts === undefined) return false
        await embedCommits({
          ...history(repository),
          ...parts,
          signal,
          onProgress: ({ done, total }) => progress(done, total),
          onMend: sayMended(repository),
        })
        return true
      },
      untilPossible,
    },
  ]
}
