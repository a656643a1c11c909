// The events of a run as they were stored, with an end for a run whose process died before it could write one.
import type { Run, RunStore } from '#lib/db/runs.ts'
import type { Answer, RunEvent } from '#lib/events.ts'

/** Those after `afterSequence`, in order. A run that no longer goes on always ends with `run-end`. */
export async function* storedEvents(
  runs: Pick<RunStore, 'get' | 'events'>,
  runId: string,
  afterSequence: number,
): AsyncGenerator<RunEvent> {
  let last: RunEvent | undefined
  for (let after = afterSequence; ; ) {
    const page = await runs.events(runId, after)
    yield* page
    last = page.at(-1) ?? last
    if (page.length === 0) break
    after = last?.sequence ?? after
  }
  last ??= (await runs.events(runId, afterSequence - 1))[0]
  if (last?.type === 'run-end') return
  const run = await runs.get(runId)
  if (run !== undefined && run.status !== 'running') yield closingEvent(run, last?.sequence ?? 0)
}

/** Its events may be lost where its answer is not. */
function closingEvent(run: Run, lastSequence: number): RunEvent {
  return {
    type: 'run-end',
    outcome: run.status === 'finished' || run.status === 'stopped' ? run.status : 'failed',
    answer: run.answer ?? interrupted(run),
    runId: run.id,
    sequence: lastSequence + 1,
    atMs: run.endedAtMs ?? run.startedAtMs,
  }
}

function interrupted({ id, revision, startedAtMs, endedAtMs }: Run): Answer {
  return {
    runId: id,
    answer: '',
    status: 'incomplete',
    verification: 'unverified',
    citations: [],
    facts: [],
    route: { agent: 'supervisor', operation: 'none', by: 'rules' },
    repository: '',
    revision: revision ?? '',
    notices: [],
    models: {},
    elapsedMs: (endedAtMs ?? startedAtMs) - startedAtMs,
    error: {
      code: 'run/aborted',
      message: 'Sparky ended while it was answering.',
      remedy: 'Ask again.',
      retryable: true,
    },
  }
}
