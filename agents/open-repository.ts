// One repository made ready for questions: its objects, its graph, its code index, and "now" for a revision.

import type { CodeThread } from '#lib/code/code-thread.ts'
import { openHistoryVotes } from '#lib/code/history-votes.ts'
import { type CodeIndex, openCodeIndex } from '#lib/code/search.ts'
import type { Config } from '#lib/config.ts'
import type { Database } from '#lib/db/database.ts'
import type { Repository } from '#lib/db/repositories.ts'
import { SparkyError } from '#lib/errors.ts'
import { type ObjectReader, openObjectReader } from '#lib/git/objects.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { commitAtDate, describeCommit } from '#lib/history/explain.ts'
import { openReach, type ReachIndex } from '#lib/history/reach.ts'
import type { Log } from '#lib/log.ts'
import type { Models } from '#lib/models/registry.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import type { OperationContext } from './operations/operation.ts'
import { findRevisionIn } from './operations/scope-input.ts'
import { gitFolderOf } from './pipeline.ts'

export interface OpenRepositoryOptions {
  readonly config: Config
  readonly log: Log
  readonly db: Database
  readonly models: Models
  readonly vectors: VectorStore | undefined
  readonly thread: CodeThread
}

export interface OpenRepository {
  readonly history: HistoryContext
  readonly objects: ObjectReader
  readonly reach: ReachIndex
  readonly code: CodeIndex
  /** What operations get, as of a revision: a ref, a sha or a date; absent means the head of the default branch. */
  context(o: {
    readonly repository: Repository
    readonly revision: string | undefined
    readonly signal: AbortSignal
  }): Promise<OperationContext>
  close(): Promise<void>
}

export function openRepository(
  id: number,
  { config, log, db, models, vectors, thread }: OpenRepositoryOptions,
): OpenRepository {
  const gitFolder = gitFolderOf(config, id)
  const history: HistoryContext = { db, gitFolder, repositoryId: id }
  const objects = openObjectReader(gitFolder)
  const reach = openReach(history)
  const code = openCodeIndex({
    db,
    gitFolder,
    repositoryId: id,
    thread,
    objects,
    history: openHistoryVotes(history, reach),
    vectors,
    embedder: async () => {
      await models.ready()
      return models.embedder()
    },
    log,
  })
  return {
    history,
    objects,
    reach,
    code,
    async context({ repository, revision, signal }) {
      const resolved = await resolveNow(history, repository, revision)
      return { history, reach, objects, code, repositoryName: repository.name, signal, ...resolved }
    },
    async close() {
      await objects.close()
    },
  }
}

/** The commit that is "now" and the time that "today" means there. */
async function resolveNow(
  history: HistoryContext,
  repository: Repository,
  revision: string | undefined,
): Promise<Pick<OperationContext, 'revision' | 'nowS'>> {
  if (repository.headOid === null && revision === undefined)
    throw new SparkyError({
      code: 'repository/failed',
      message: `${repository.name} has no commits yet.`,
      remedy: 'Commit something, then refresh the repository.',
    })
  const nowS = Math.floor(Date.now() / 1000)
  if (revision === undefined) return { revision: repository.headOid ?? '', nowS }
  const oid = (await findRevisionIn(history, revision)) ?? (await revisionAtDate(history, repository, revision))
  if (oid === undefined)
    throw new SparkyError({
      code: 'git/bad-revision',
      message: `${repository.name} has no revision called “${revision}”.`,
      remedy: 'Give a branch, a tag, a commit id or a date such as 2024-03-01.',
    })
  if (oid === repository.headOid) return { revision: oid, nowS }
  const commit = await describeCommit(history, oid)
  return { revision: oid, nowS: commit?.committedAtS ?? nowS }
}

/** The last commit of the default branch up to the end of a day in UTC. */
async function revisionAtDate(
  history: HistoryContext,
  repository: Repository,
  text: string,
): Promise<string | undefined> {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || repository.headOid === null) return undefined
  const atMs = Date.parse(text.length === 10 ? `${text}T23:59:59Z` : text)
  return Number.isNaN(atMs)
    ? undefined
    : commitAtDate(history, { head: repository.headOid, untilS: Math.floor(atMs / 1000) })
}
