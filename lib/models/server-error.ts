// Failures of model servers in our words: what was asked of whom, and what the user can do.
import { SparkyError } from '#lib/errors.ts'

export interface ModelPlace {
  readonly server: string
  readonly model: string
}

/** Statuses of a server that would answer later: request timeout, too many requests. */
const OVERLOADED: readonly number[] = [408, 429]

/** An HTTP answer that is no success. `body` is the text of the answer. */
export function errorOfStatus({ server, model }: ModelPlace, status: number, body: string): SparkyError {
  const detail = messageIn(body)
  if (status === 404)
    return new SparkyError({
      code: 'model/not-found',
      message: `The server ${server} has no model ${model}: ${detail}`,
      remedy: 'Name a model that the server lists, or load it there.',
    })
  if (/context length|context size|maximum context|too long|input_tokens|exceeds? the available context/i.test(body))
    return tooLong({ server, model }, detail)
  if (status >= 500 || OVERLOADED.includes(status))
    return new SparkyError({
      code: 'model/unreachable',
      message: `The server ${server} of ${model} failed with status ${status}: ${detail}`,
      remedy: 'Look into the log of the model server.',
      retryable: true,
    })
  return new SparkyError({
    code: 'model/refused',
    message: `The server ${server} refused the request for ${model} with status ${status}: ${detail}`,
    remedy: 'Check the model name and SPARKY_MODEL_KEY.',
  })
}

export function tooLong({ server, model }: ModelPlace, detail: string): SparkyError {
  return new SparkyError({
    code: 'model/too-long',
    message: `The prompt is too long for ${model} on ${server}: ${detail}`,
    remedy: 'Start the server with a larger context window, or ask about less at once.',
  })
}

export function unreachable({ server, model }: ModelPlace, cause: unknown): SparkyError {
  return new SparkyError({
    code: 'model/unreachable',
    message: `The server ${server} of ${model} cannot be reached or broke off.`,
    remedy: 'Start the model server, or set SPARKY_MODEL to one that runs.',
    retryable: true,
    cause,
  })
}

export function timedOut({ server, model }: ModelPlace, what: string, afterMs: number): SparkyError {
  return new SparkyError({
    code: 'model/timeout',
    message: `${model} on ${server} gave no ${what} within ${Math.round(afterMs / 1000)} s.`,
    remedy: 'The server may be overloaded or still loading: try again, or use a smaller model.',
    retryable: true,
  })
}

export function aborted({ server, model }: ModelPlace, cause: unknown): SparkyError {
  return new SparkyError({
    code: 'model/aborted',
    message: `The request to ${model} on ${server} was stopped.`,
    remedy: 'Ask again.',
    retryable: true,
    cause,
  })
}

/** The server's own words: OpenAI's `error.message`, FastAPI's `detail`, or the start of the text. */
function messageIn(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    const found = findText(parsed)
    if (found) return found.slice(0, 300)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return body.slice(0, 300) || 'no explanation'
}

function findText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return undefined
  for (const key of ['error', 'message', 'detail']) {
    if (key in value) return findText(Reflect.get(value, key))
  }
  return undefined
}
