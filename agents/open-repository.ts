// One repository made ready for questions: its objects, its graph, its code index, and "now" for a revision.

import type { CodeThread } from '#lib/code/code-thread.ts'
import type { VectorPurpose } from '#lib/code/meaning/vector-ledger.ts'
import { type CodeIndex, openCodeIndex } from '#lib/code/search.ts'
import type { TextThread } from '#lib/code/text/text-thread.ts'
import { openHistoryVotes } from '#lib/code/words/history-votes.ts'
import type { Config } from '#lib/config.ts'
import type { Database } from '#lib/db/database.ts'
import type { Repository } from '#lib/db/repositories.ts'
import { type ObjectReader, openObjectReader } from '#lib/git/objects.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { openReach, type ReachIndex } from '#lib/history/reach.ts'
import type { Log } from '#lib/log.ts'
import type { Models } from '#lib/models/registry.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import type { OperationContext } from './operations/operation.ts'
import { resolveNow } from './operations/resolve-now.ts'
import { gitFolderOf } from './pipeline.ts'

export interface OpenRepositoryOptions {
  readonly config: Config
  readonly log: Log
  readonly db: Database
  readonly models: Models
  readonly vectors: VectorStore | undefined
  readonly thread: CodeThread
  readonly texts: TextThread
  /** Told when the vector store has lost vectors of a repository. */
  readonly onLoss: (repositoryId: number, purpose: VectorPurpose) => void
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
    readonly repositories: OperationContext['repositories']
  }): Promise<OperationContext>
  close(): Promise<void>
}

/** What is going on for the search of exact text stops at once. */
const CLOSE_TIMEOUT_MS = 5_000

export function openRepository(
  id: number,
  { config, log, db, models, vectors, thread, texts, onLoss }: OpenRepositoryOptions,
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
    texts,
    objects,
    history: openHistoryVotes(history, reach),
    vectors,
    embedder: async () => {
      await models.ready()
      return models.embedder()
    },
    log,
    onLoss: (purpose) => onLoss(id, purpose),
  })
  return {
    history,
    objects,
    reach,
    code,
    async context({ repository: { name, headOid }, revision, signal, repositories }) {
      const now = await resolveNow(history, { name, headOid, revision })
      return { history, reach, objects, code, repositoryName: name, repositories, signal, ...now }
    },
    async close() {
      if (texts.isStarted) await texts.ask({ kind: 'forget', gitFolder }, AbortSignal.timeout(CLOSE_TIMEOUT_MS))
      await objects.close()
    },
  }
}
