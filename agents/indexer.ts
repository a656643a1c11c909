// Brings repositories from an address to fully indexed, stage by stage, resuming whatever a dead process left.
import { setTimeout as delay } from 'node:timers/promises'
import type { StageStore } from '#lib/db/jobs.ts'
import type { Repository, RepositoryStore } from '#lib/db/repositories.ts'
import { reportError, SparkyError, toSparkyError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import { createProgress } from './stage-progress.ts'

/** What a stage may do; `progress` is cheap and may be called at any rate. */
export interface StageRun {
  readonly repository: Repository
  readonly signal: AbortSignal
  readonly progress: (done: number, total: number | undefined) => void
}

/** One step of indexing. */
export interface IndexStage {
  readonly name: string
  /** What its progress counts. */
  readonly unit: string
  /** `first`: the repository cannot be asked before; `later`: done in the background, one repository at a time. */
  readonly when: 'first' | 'later'
  /** Returns false when a part that it needs is not there. */
  readonly run: (run: StageRun) => Promise<boolean>
  /**
   * Waits for that part; false when it will not come in this process. A stage that has it is also tried again, ever more
   * seldom, after a failure that may pass; a stage without it is not tried again before the next pass.
   */
  readonly untilPossible?: () => Promise<boolean>
}

export type IndexPhase = 'first' | 'later' | 'idle'

export interface Indexer {
  /** Indexes or refreshes; calls for a repository at work are served by one more pass. */
  schedule(repositoryId: number): void
  /** Does one stage again that was done: what it made is lost. */
  repeat(repositoryId: number, stage: string): Promise<void>
  /** Resolves when the first stages are through: the repository can be asked. @throws the error of a failed stage */
  untilReady(repositoryId: number, signal: AbortSignal): Promise<void>
  /** Resolves when nothing is left to do now. */
  untilIdle(repositoryId: number, signal: AbortSignal): Promise<void>
  /** `first`: not askable before it ends, or looking for new commits; `later`: in the background; `idle`: nothing to do now. */
  phase(repositoryId: number): IndexPhase
  /** Ends the work on one repository and waits for it. */
  cancel(repositoryId: number): Promise<void>
  close(): Promise<void>
}

export interface IndexerOptions {
  readonly repositories: RepositoryStore
  readonly stages: StageStore
  readonly pipeline: readonly IndexStage[]
  readonly log: Log
  /** Replaced by tests; default FIRST_RETRY_MS. */
  readonly firstRetryMs?: number
}

/** The wait before a stage that failed is tried again; it doubles up to the longest. */
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 5 * 60_000

/** `unfinished`: only what could not run before, without looking at the address again. */
type Extent = 'all' | 'unfinished'

interface Work {
  readonly abort: AbortController
  again: Extent | undefined
  phase: 'first' | 'later'
  readonly ready: Promise<void>
  done: Promise<void>
}

export function createIndexer({
  repositories,
  stages,
  pipeline,
  log,
  firstRetryMs = FIRST_RETRY_MS,
}: IndexerOptions): Indexer {
  const working = new Map<number, Work>()
  /** Stages that wait for a part, as `repository/stage`. */
  const waiting = new Set<string>()
  /** How often in a row a stage has failed, by the same key. */
  const failures = new Map<string, number>()
  const closing = new AbortController()
  let background: Promise<unknown> = Promise.resolve()
  let closed = false

  function schedule(repositoryId: number, extent: Extent = 'all'): void {
    if (closed) return
    const current = working.get(repositoryId)
    if (current) {
      current.again = current.again === 'all' ? 'all' : extent
      return
    }
    const ready = Promise.withResolvers<void>()
    ready.promise.catch(() => undefined) // A failure is stored with its stage; nobody may be waiting here.
    const work: Work = {
      abort: new AbortController(),
      again: undefined,
      phase: extent === 'all' ? 'first' : 'later',
      ready: ready.promise,
      done: Promise.resolve(),
    }
    working.set(repositoryId, work)
    const pass = extent === 'all' ? fullPass(repositoryId, work, ready) : laterPass(repositoryId, work, extent)
    if (extent === 'unfinished') ready.resolve()
    work.done = pass
      // Nobody may be waiting: what is thrown here would end the process.
      .catch((error: unknown) => log.error('indexing broke off', { repositoryId, error: reportError(error) }))
      .finally(() => {
        working.delete(repositoryId)
        if (work.again && !work.abort.signal.aborted) schedule(repositoryId, work.again)
      })
  }

  async function fullPass(repositoryId: number, work: Work, ready: PromiseWithResolvers<void>): Promise<void> {
    const { signal } = work.abort
    try {
      const repository = await repositories.byId(repositoryId)
      if (repository === undefined)
        throw new SparkyError({
          code: 'repository/unknown',
          message: `There is no repository ${repositoryId}.`,
          remedy: 'List them with `./sparky repos`.',
        })
      for (const stage of pipeline.filter((candidate) => candidate.when === 'first'))
        await runStage(stage, repositoryId, signal)
      await repositories.update(repositoryId, { state: 'ready', error: null, refreshedAtMs: Date.now() })
      work.phase = 'later'
      ready.resolve()
    } catch (error) {
      ready.reject(error)
      if (signal.aborted || !(await markFailed(repositoryId, error))) return
      // What was read before can be asked, so what a dead process left of it is finished.
      work.phase = 'later'
      return laterPass(repositoryId, work, 'unfinished')
    }
    await laterPass(repositoryId, work, 'all')
  }

  /** One repository at a time, in the order in which they became askable. */
  async function laterPass(repositoryId: number, { abort }: Work, extent: Extent): Promise<void> {
    const turn = background.then(() => runLater(repositoryId, abort.signal, extent))
    background = turn.catch(() => undefined) // The next repository must not wait for this one's error, which is stored with its stage.
    await turn
  }

  async function runLater(repositoryId: number, signal: AbortSignal, extent: Extent): Promise<void> {
    for (const stage of pipeline.filter((candidate) => candidate.when === 'later')) {
      if (signal.aborted) return
      try {
        if (extent === 'unfinished' && (await stages.get(repositoryId, stage.name))?.status === 'done') continue
        if (!(await runStage(stage, repositoryId, signal))) goOnWhenPossible(stage, repositoryId)
        failures.delete(keyOf(stage, repositoryId))
      } catch (error) {
        if (signal.aborted) return
        log.warn('a stage of indexing failed', { repositoryId, stage: stage.name, error: reportError(error) })
        if (!toSparkyError(error).retryable) continue
        const key = keyOf(stage, repositoryId)
        const failed = failures.get(key) ?? 0
        failures.set(key, failed + 1)
        goOnWhenPossible(stage, repositoryId, Math.min(LONGEST_RETRY_MS, firstRetryMs * 2 ** failed))
      }
    }
  }

  async function runStage(stage: IndexStage, repositoryId: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted()
    const repository = await repositories.byId(repositoryId)
    if (repository === undefined) return true
    await stages.begin(repositoryId, stage.name, { unit: stage.unit })
    const progress = createProgress(
      (done, total) => stages.progress(repositoryId, stage.name, { done, ...(total !== undefined && { total }) }),
      log,
    )
    try {
      const ran = await stage.run({ repository, signal, progress: progress.report })
      await progress.close()
      if (ran) await stages.finish(repositoryId, stage.name)
      else await stages.postpone(repositoryId, stage.name)
      return ran
    } catch (error) {
      await progress.close()
      if (!signal.aborted)
        await stages.fail(repositoryId, stage.name, reportError(error)).catch((cause: unknown) =>
          // The database may be gone, perhaps even the reason of the failure, which is the error to tell.
          log.warn('a failed stage could not be stored', { stage: stage.name, error: reportError(cause) }),
        )
      throw error
    }
  }

  /** True when the repository can still be asked. */
  async function markFailed(repositoryId: number, error: unknown): Promise<boolean> {
    log.warn('a repository could not be indexed', { repositoryId, error: reportError(error) })
    const repository = await repositories.byId(repositoryId)
    if (repository === undefined) return false
    const isAskable = repository.state === 'ready'
    await repositories.update(repositoryId, { state: isAskable ? 'ready' : 'failed', error: reportError(error) })
    return isAskable
  }

  function goOnWhenPossible(stage: IndexStage, repositoryId: number, waitMs = 0): void {
    const key = keyOf(stage, repositoryId)
    const { untilPossible } = stage
    if (untilPossible === undefined || waiting.has(key)) return
    waiting.add(key)
    delay(waitMs, undefined, { ref: false, signal: closing.signal })
      .then(() => untilPossible())
      .then((isPossible) => isPossible && schedule(repositoryId, 'unfinished'))
      .catch((error: unknown) => {
        if (!closed) log.warn('a part did not come', { stage: stage.name, error: reportError(error) })
      })
      .finally(() => waiting.delete(key))
  }

  return {
    schedule,
    async repeat(repositoryId, stage) {
      await stages.postpone(repositoryId, stage)
      schedule(repositoryId, 'unfinished')
    },
    untilReady: async (repositoryId, signal) =>
      abortable(working.get(repositoryId)?.ready ?? Promise.resolve(), signal),
    async untilIdle(repositoryId, signal) {
      for (let work = working.get(repositoryId); work; work = working.get(repositoryId))
        await abortable(work.done, signal)
    },
    phase(repositoryId) {
      const work = working.get(repositoryId)
      return work === undefined ? 'idle' : work.again === 'all' ? 'first' : work.phase
    },
    async cancel(repositoryId) {
      const work = working.get(repositoryId)
      work?.abort.abort(
        new SparkyError({
          code: 'repository/busy',
          message: 'Indexing was cancelled.',
          remedy: 'Add the repository again.',
        }),
      )
      await work?.done
    },
    async close() {
      closed = true
      closing.abort()
      const all = [...working.values()]
      for (const work of all)
        work.abort.abort(
          new SparkyError({
            code: 'run/aborted',
            message: 'Sparky is shutting down.',
            remedy: 'Indexing goes on with the next start.',
            retryable: true,
          }),
        )
      await Promise.allSettled(all.map((work) => work.done))
    },
  }
}

function keyOf({ name }: IndexStage, repositoryId: number): string {
  return `${repositoryId}/${name}`
}

async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
