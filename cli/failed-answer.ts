// The `--json` object of a question that never became a run: its repository or revision is unknown, or Sparky is gone.
import { reportError } from '#lib/errors.ts'
import type { Answer } from '#lib/events.ts'

interface Failed {
  /** As it was asked for. */
  readonly repository?: string | undefined
  readonly revision?: string | undefined
  readonly elapsedMs: number
}

/** An answer that says nothing but why; the same shape as every other, so that a script need not care. */
export function failedAnswer(error: unknown, { repository = '', revision = '', elapsedMs }: Failed): Answer {
  return {
    runId: '',
    answer: '',
    status: 'error',
    verification: 'unverified',
    citations: [],
    facts: [],
    route: { agent: 'supervisor', operation: 'none', by: 'rules' },
    repository,
    revision,
    notices: [],
    models: {},
    elapsedMs: Math.round(elapsedMs),
    error: reportError(error),
  }
}
