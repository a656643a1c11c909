// Calls our own server from the page; a failure is an ErrorReport, never an exception without words.
import type { ErrorReport } from '#lib/errors.ts'

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorReport }

interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** A server that is silent this long hangs. */
const TIMEOUT_MS = 120_000

/** The server and the page are one version: an answer has the shape that its route states. */
export async function callApi<T>(path: string, { method = 'GET', body, signal }: Call = {}): Promise<Outcome<T>> {
  const limits = [AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]
  try {
    const response = await fetch(path, {
      method,
      signal: AbortSignal.any(limits),
      ...(method !== 'GET' && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
    })
    const answer: unknown = await response.json()
    if (response.ok) return { ok: true, value: answer as T }
    return { ok: false, error: readError(answer) ?? unknownFailure(response.status) }
  } catch {
    return { ok: false, error: UNREACHABLE }
  }
}

const UNREACHABLE: ErrorReport = {
  code: 'http/unreachable',
  message: 'Sparky does not answer.',
  remedy: 'Check that it still runs in its terminal, then try again.',
  retryable: true,
}

function readError(answer: unknown): ErrorReport | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined
  return answer.error as ErrorReport
}

function unknownFailure(status: number): ErrorReport {
  return {
    code: 'internal',
    message: `The server answered with status ${status}.`,
    remedy: 'Its log says more.',
    retryable: false,
  }
}
