// Keeps running questions alive independent of who watches: numbers their events, stores them, replays them.

import type { RunStore } from '#lib/db/runs.ts'
import { reportError, SparkyError } from '#lib/errors.ts'
import type { Answer, RunEvent, RunEventBody } from '#lib/events.ts'
import type { Log } from '#lib/log.ts'
import { createEventWriter } from './event-writer.ts'
import { retry } from './retry.ts'
import { storedEvents } from './stored-events.ts'

export interface StartRun {
  readonly runId: string
  readonly chatId: string | null
  readonly repositoryId: number
  readonly question: string
  /** Does the work; must emit `run-end` last and never throw. */
  readonly work: (emit: (event: RunEventBody) => void, signal: AbortSignal) => Promise<Answer>
}

export type RunOwner = { readonly repositoryId: number } | { readonly chatId: string }

export interface RunHub {
  /** Stores the run, then starts it in the background. */
  start(run: StartRun): Promise<void>
  /** Events after `afterSequence`, stored ones first, then live until `run-end`; leaving the loop does not stop the run. */
  follow(runId: string, afterSequence: number, signal: AbortSignal): AsyncGenerator<RunEvent>
  /** False when no such run is going on. */
  stop(runId: string): boolean
  /** Stops the runs of a repository or of a chat and waits until their last events are stored. */
  stopOf(owner: RunOwner): Promise<void>
  isLive(runId: string): boolean
  /** Stops all runs and waits until their last events are stored. */
  close(): Promise<void>
}

interface LiveRun extends Pick<StartRun, 'repositoryId' | 'chatId'> {
  readonly events: RunEvent[]
  readonly abort: AbortController
  /** Woken at each new event. */
  wake: PromiseWithResolvers<void>
  ended: boolean
  finished: Promise<void>
}

export interface RunHubOptions {
  readonly runs: RunStore
  readonly log: Log
  /** Sees every event of every run, for counting. */
  readonly observe: (event: RunEvent) => void
}

export function createRunHub({ runs, log, observe }: RunHubOptions): RunHub {
  const live = new Map<string, LiveRun>()

  function open(run: StartRun): LiveRun {
    const state: LiveRun = {
      repositoryId: run.repositoryId,
      chatId: run.chatId,
      events: [],
      abort: new AbortController(),
      wake: Promise.withResolvers<void>(),
      ended: false,
      finished: Promise.resolve(),
    }
    const writer = createEventWriter(runs, log)
    const emit = (body: RunEventBody) => {
      const event: RunEvent = { ...body, runId: run.runId, sequence: state.events.length + 1, atMs: Date.now() }
      state.events.push(event)
      state.ended ||= event.type === 'run-end'
      writer.push(event)
      observe(event)
      state.wake.resolve()
      state.wake = Promise.withResolvers<void>()
    }
    state.finished = run
      .work(emit, state.abort.signal)
      .then(async (answer) => {
        await writer.close()
        const status =
          answer.error === undefined ? 'finished' : answer.error.code === 'run/aborted' ? 'stopped' : 'failed'
        await retry(() => runs.finish(run.runId, { status, answer, revision: answer.revision }))
      })
      .catch((error: unknown) =>
        log.error('a run could not be stored', { runId: run.runId, error: reportError(error) }),
      )
      .finally(() => live.delete(run.runId))
    return state
  }

  return {
    async start(run) {
      await runs.create({ id: run.runId, chatId: run.chatId, repositoryId: run.repositoryId, question: run.question })
      live.set(run.runId, open(run))
    },
    async *follow(runId, afterSequence, signal) {
      const state = live.get(runId)
      if (state === undefined) {
        yield* storedEvents(runs, runId, afterSequence)
        return
      }
      const left = Promise.withResolvers<void>()
      const leave = () => left.resolve()
      signal.addEventListener('abort', leave, { once: true })
      try {
        for (let index = afterSequence; !signal.aborted; ) {
          const event = state.events[index]
          if (event !== undefined) {
            index += 1
            yield event
          } else if (state.ended) return
          else await Promise.race([state.wake.promise, left.promise])
        }
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
    stop(runId) {
      const state = live.get(runId)
      if (state === undefined || state.ended) return false
      state.abort.abort(stopped('The run was stopped.'))
      return true
    },
    stopOf: (owner) =>
      end(
        [...live.values()].filter((state) =>
          'chatId' in owner ? state.chatId === owner.chatId : state.repositoryId === owner.repositoryId,
        ),
        stopped('The run was stopped: what it belongs to is being removed.'),
      ),
    isLive: (runId) => live.has(runId),
    close: () => end([...live.values()], stopped('Sparky is shutting down.')),
  }
}

async function end(states: readonly LiveRun[], reason: SparkyError): Promise<void> {
  for (const state of states) state.abort.abort(reason)
  await Promise.all(states.map((state) => state.finished))
}

function stopped(message: string): SparkyError {
  return new SparkyError({ code: 'run/aborted', message, remedy: 'Ask again.', retryable: true })
}
