// The composition root: opens every part once per process and offers what the faces need.
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openCodeThread } from '#lib/code/code-thread.ts'
import type { VectorPurpose } from '#lib/code/meaning/vector-ledger.ts'
import { openTextThread } from '#lib/code/text/text-thread.ts'
import type { Config } from '#lib/config.ts'
import { type ChatStore, createChatStore } from '#lib/db/chats.ts'
import { openDatabase } from '#lib/db/client.ts'
import type { Database } from '#lib/db/database.ts'
import { createStageStore, type Stage } from '#lib/db/jobs.ts'
import { createRepositoryStore, type Repository, type RepositoryStore } from '#lib/db/repositories.ts'
import { createRunStore, type RunStore } from '#lib/db/runs.ts'
import { reportError, SparkyError } from '#lib/errors.ts'
import type { RunEvent } from '#lib/events.ts'
import { parseAddress, repositoryNameOf } from '#lib/git/address.ts'
import { createLog, type Log } from '#lib/log.ts'
import { createMetrics, type Metrics } from '#lib/metrics.ts'
import { type Models, openModels } from '#lib/models/registry.ts'
import { openVectorStore } from '#lib/vectors/open.ts'
import type { VectorStore } from '#lib/vectors/store.ts'
import { createIndexer, type IndexPhase } from './indexer.ts'
import { listStages } from './list-stages.ts'
import { type OpenRepository, openRepository } from './open-repository.ts'
import type { OperationContext } from './operations/operation.ts'
import { createPipeline, VECTOR_STAGES } from './pipeline.ts'
import { prepareRun } from './prepare-run.ts'
import { removeRepository } from './remove-repository.ts'
import { createRunHub } from './run-hub.ts'

export interface AskInput {
  readonly question: string
  readonly repositoryId: number
  /** Ref, sha or date; absent: the head of the default branch. */
  readonly revision?: string
  readonly chatId?: string
  readonly runId?: string
}

/** A repository with the state of its stages. */
export interface RepositoryProgress {
  readonly repository: Repository
  readonly stages: readonly Stage[]
  /** True when no stage is left to do. */
  readonly complete: boolean
  /** What is going on now; `idle` with stages left means that something is missing, such as an embedder. */
  readonly phase: IndexPhase
}

export interface Workspace {
  readonly config: Config
  readonly log: Log
  readonly db: Database
  readonly repositories: RepositoryStore
  readonly chats: ChatStore
  readonly runs: RunStore
  readonly models: Models
  readonly metrics: Metrics
  readonly vectors: VectorStore | undefined
  /** Adds or refreshes; resolves as soon as the work is scheduled. @throws `git/…`, `repository/…` for an unusable address */
  add(address: string, o?: { readonly name?: string }): Promise<Repository>
  /** Looks for new commits and indexes what is new. */
  refresh(repositoryId: number): Promise<void>
  /** Stops its work and its runs and removes it with everything Sparky knows about it; the original stays untouched. */
  remove(repositoryId: number): Promise<void>
  /** Stops the runs of a chat and removes it with them; false when there is none. */
  removeChat(chatId: string): Promise<boolean>
  progress(repositoryId: number): Promise<RepositoryProgress>
  /** Resolves when questions about it can be answered. @throws the error of the stage that failed */
  untilReady(repositoryId: number, signal: AbortSignal): Promise<void>
  /** Resolves when nothing is left to index now. */
  untilIdle(repositoryId: number, signal: AbortSignal): Promise<void>
  /** What operations and readers get for one revision of a repository. */
  context(o: {
    readonly repositoryId: number
    readonly revision?: string
    readonly signal: AbortSignal
  }): Promise<OperationContext>
  /** Starts a question in the background; watch it with `follow`. */
  start(input: AskInput): Promise<{ readonly runId: string }>
  /** Events after `afterSequence`: stored, then live until `run-end`. Leaving does not stop the run. */
  follow(runId: string, afterSequence: number, signal: AbortSignal): AsyncIterable<RunEvent>
  /** Starts a question and follows it; the signal stops the run. */
  ask(input: AskInput, signal: AbortSignal): AsyncIterable<RunEvent>
  /** False when no such run is going on. */
  stop(runId: string): boolean
  /** Stops runs and indexing, then closes every part. */
  close(): Promise<void>
}

/**
 * Opens everything that `config` names.
 *
 * @throws SparkyError `db/locked` when another process uses the data folder; what the parts throw.
 */
export async function openWorkspace(config: Config): Promise<Workspace> {
  const log = createLog(config.logLevel)
  const opened = new AsyncDisposableStack()
  try {
    return await openParts(config, log, opened)
  } catch (error) {
    // What stays open would hold the lock of the data folder against the next try.
    await opened.disposeAsync().catch((cause: unknown) => log.warn('closing failed', { error: reportError(cause) }))
    throw error
  }
}

/** Puts each part on `opened`, in the order in which they build on each other: they are closed from the last to the first. */
async function openParts(config: Config, log: Log, opened: AsyncDisposableStack): Promise<Workspace> {
  await mkdir(join(config.dataFolder, 'repositories'), { recursive: true })
  const db = await openDatabase(config)
  opened.defer(() => db.close())
  const repositories = createRepositoryStore(db)
  const stages = createStageStore(db)
  const chats = createChatStore(db)
  const runs = createRunStore(db)
  const models = openModels({ config, log })
  opened.defer(() => models.close())
  const vectors = await openVectorStore({
    milvusAddress: config.milvusAddress,
    milvusToken: config.milvusToken,
    sql: db,
  })
  opened.defer(async () => vectors?.close())
  const metrics = createMetrics()
  const thread = openCodeThread(config)
  opened.defer(() => thread.close())
  const texts = openTextThread(config)
  opened.defer(() => texts.close())
  const pipeline = createPipeline({ config, db, repositories, stages, models, vectors, thread, log })
  const askable = new Map<number, OpenRepository>()
  opened.defer(async () => {
    await Promise.allSettled([...askable.values()].map((repository) => repository.close()))
  })
  const indexer = createIndexer({ repositories, stages, pipeline, log })
  opened.defer(() => indexer.close())
  const hub = createRunHub({ runs, log, observe: metrics.observe })
  opened.defer(() => hub.close())
  const onLoss = (repositoryId: number, purpose: VectorPurpose) =>
    indexer
      .repeat(repositoryId, VECTOR_STAGES[purpose])
      .catch((error: unknown) =>
        log.warn('vectors could not be made anew', { repositoryId, error: reportError(error) }),
      )
  const parts = { config, log, db, models, vectors, thread, texts, onLoss }
  const finishRemoval = (repositoryId: number) =>
    removeRepository({ repositoryId, config, log, hub, indexer, askable, vectors, repositories })

  const find = async (repositoryId: number): Promise<Repository> => {
    const repository = await repositories.byId(repositoryId)
    if (repository && repository.state !== 'removing') return repository
    throw new SparkyError({
      code: 'repository/unknown',
      message: `There is no repository ${repositoryId}.`,
      remedy: 'List them with `./sparky repos`.',
    })
  }
  const open = (repositoryId: number): OpenRepository => {
    const known = askable.get(repositoryId) ?? openRepository(repositoryId, parts)
    askable.set(repositoryId, known)
    return known
  }

  const askableRepositories = async () =>
    (await repositories.list())
      .filter(({ state }) => state === 'ready')
      .map(({ id, name }) => ({
        id,
        name,
        open: (signal: AbortSignal) => workspace.context({ repositoryId: id, signal }),
      }))

  const workspace: Workspace = {
    config,
    log,
    db,
    repositories,
    chats,
    runs,
    models,
    metrics,
    vectors,
    async add(text, { name } = {}) {
      const address = await parseAddress(text, config)
      const place = address.kind === 'folder' ? address.path : address.url
      const known = await repositories.byAddress(place)
      if (known?.state === 'removing')
        throw new SparkyError({
          code: 'repository/busy',
          message: `${known.name} is being removed.`,
          remedy: 'Add it again in a moment.',
          retryable: true,
        })
      const repository =
        known ??
        (await repositories.add({ name: name ?? repositoryNameOf(address), address: place, kind: address.kind }))
      indexer.schedule(repository.id)
      return repository
    },
    async refresh(repositoryId) {
      indexer.schedule((await find(repositoryId)).id)
    },
    async remove(repositoryId) {
      await find(repositoryId)
      await repositories.update(repositoryId, { state: 'removing' })
      await finishRemoval(repositoryId)
    },
    async removeChat(chatId) {
      await hub.stopOf({ chatId })
      return chats.remove(chatId)
    },
    async progress(repositoryId) {
      const repository = await find(repositoryId)
      const all = await listStages({ repositoryId, stages, pipeline })
      return {
        repository,
        stages: all,
        complete: all.every((stage) => stage.status === 'done'),
        phase: indexer.phase(repositoryId),
      }
    },
    untilReady: indexer.untilReady,
    untilIdle: indexer.untilIdle,
    async context({ repositoryId, revision, signal }) {
      const repository = await find(repositoryId)
      if (repository.state === 'adding')
        throw new SparkyError({
          code: 'repository/busy',
          message: `${repository.name} is still being read.`,
          remedy: 'Ask again in a few seconds.',
          retryable: true,
        })
      if (repository.state === 'failed')
        throw new SparkyError({
          code: 'repository/failed',
          message: `${repository.name} could not be read: ${repository.error?.message ?? 'unknown reason'}`,
          remedy: repository.error?.remedy ?? 'Refresh it or add it again.',
        })
      return open(repositoryId).context({ repository, revision, signal, repositories: askableRepositories })
    },
    async start({ question, repositoryId, revision, chatId, runId = randomUUID() }) {
      const repository = await find(repositoryId)
      await hub.start({
        runId,
        chatId: chatId ?? null,
        repositoryId,
        question,
        work: (emit, signal) =>
          prepareRun({
            workspace,
            repository,
            question,
            runId,
            signal,
            emit,
            ...(revision !== undefined && { revision }),
            ...(chatId !== undefined && { chatId }),
          }),
      })
      return { runId }
    },
    follow: (runId, afterSequence, signal) => hub.follow(runId, afterSequence, signal),
    async *ask(input, signal) {
      const { runId } = await workspace.start(input)
      const stop = () => hub.stop(runId)
      signal.addEventListener('abort', stop, { once: true })
      // Aborted while the run was being started: nobody would tell the listener.
      if (signal.aborted) stop()
      try {
        yield* hub.follow(runId, 0, AbortSignal.any([]))
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
    stop: hub.stop,
    close: () => opened.disposeAsync(),
  }

  /** Takes up what a dead process left: half-removed, half-indexed, half-answered. */
  async function resume(): Promise<void> {
    await runs.markInterrupted()
    for (const repository of await repositories.list()) {
      if (repository.state === 'removing')
        await finishRemoval(repository.id).catch((error: unknown) =>
          // The others can be asked all the same; the next start tries again.
          log.warn('a repository could not be removed', { repositoryId: repository.id, error: reportError(error) }),
        )
      else if (repository.state !== 'failed' && !(await workspace.progress(repository.id)).complete)
        indexer.schedule(repository.id)
    }
  }

  await resume()
  return workspace
}
