// Removes a repository with all that Sparky knows about it, after everything that is at work on it has ended.
import { rm } from 'node:fs/promises'
import type { Config } from '#lib/config.ts'
import type { RepositoryStore } from '#lib/db/repositories.ts'
import { reportError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import { removeRepositoryVectors, type VectorStore } from '#lib/vectors/store.ts'
import type { Indexer } from './indexer.ts'
import type { OpenRepository } from './open-repository.ts'
import { gitFolderOf } from './pipeline.ts'
import type { RunHub } from './run-hub.ts'

export interface RemoveRepositoryOptions {
  readonly repositoryId: number
  readonly config: Config
  readonly log: Log
  readonly hub: RunHub
  readonly indexer: Indexer
  /** What is open for questions; it is taken out. */
  readonly askable: Map<number, OpenRepository>
  readonly vectors: VectorStore | undefined
  readonly repositories: RepositoryStore
}

/** A kill in the middle leaves a repository that the same call removes. @throws what the folder or the database throws */
export async function removeRepository(options: RemoveRepositoryOptions): Promise<void> {
  const { repositoryId, config, log, hub, indexer, askable, vectors, repositories } = options
  await hub.stopOf({ repositoryId })
  await indexer.cancel(repositoryId)
  await askable.get(repositoryId)?.close()
  askable.delete(repositoryId)
  await rm(gitFolderOf(config, repositoryId), { recursive: true, force: true })
  if (vectors)
    await removeRepositoryVectors(vectors, repositoryId).catch((error: unknown) =>
      // Numbers of repositories are never given again: vectors that stay behind are found by nobody.
      log.warn('vectors of a removed repository stay behind', { repositoryId, error: reportError(error) }),
    )
  await repositories.remove(repositoryId)
}
