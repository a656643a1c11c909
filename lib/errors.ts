// The one error class: what was tried on what, and what the user can do about it.

/** Room and kind of a failure; recognise errors by this, never by message text. */
export type ErrorCode =
  | `config/${'invalid' | 'unsafe-host'}`
  | `git/${'missing' | 'too-old' | 'timeout' | 'aborted' | 'output-limit' | 'failed' | 'bad-revision' | 'bad-object' | 'unsafe-address' | 'unsafe-repository' | 'unreachable' | 'not-a-repository' | 'too-large'}`
  | `db/${'locked' | 'unreachable' | 'failed' | 'disk-full' | 'migration-failed' | 'closed'}`
  | `model/${'unreachable' | 'timeout' | 'aborted' | 'refused' | 'too-long' | 'not-found' | 'bad-output' | 'no-weights'}`
  | `vectors/${'unreachable' | 'timeout' | 'failed' | 'dimension-mismatch'}`
  | `repository/${'unknown' | 'ambiguous' | 'busy' | 'failed' | 'duplicate'}`
  | `operation/${'unknown' | 'bad-input' | 'failed'}`
  | `run/${'aborted' | 'unknown' | 'failed'}`
  | `http/${'bad-request' | 'forbidden' | 'not-found' | 'too-large' | 'unauthorized' | 'unreachable'}`
  | `download/${'failed' | 'refused' | 'digest-mismatch' | 'disk-full'}`
  | 'internal'

/** The facts an error is made from. */
export interface SparkyErrorFacts {
  readonly code: ErrorCode
  /** What was tried, on what, and what happened: one sentence. */
  readonly message: string
  /** What the user can do now: one sentence. */
  readonly remedy: string
  /** True when the same call may succeed later without any change. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

/** The same for every copy of this module: a bundler may make several, and `instanceof` must know an error of each. */
const BRAND = Symbol.for('sparky.error')

/** A failure that was understood; an expected negative ("not found", "no commits yet") is a value instead. */
export class SparkyError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }

  override readonly name = 'SparkyError'
  readonly [BRAND] = true
  readonly code: ErrorCode
  readonly remedy: string
  readonly retryable: boolean

  constructor({ code, message, remedy, retryable = false, cause }: SparkyErrorFacts) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.remedy = remedy
    this.retryable = retryable
  }
}

/** The shape in which an error leaves the process: JSON of a route, an event or `--json`. */
export interface ErrorReport {
  readonly code: ErrorCode
  readonly message: string
  readonly remedy: string
  readonly retryable: boolean
}

/** Any thrown value as a report; what was not understood becomes `internal`. */
export function reportError(error: unknown): ErrorReport {
  const known = toSparkyError(error)
  return { code: known.code, message: known.message, remedy: known.remedy, retryable: known.retryable }
}

/** Any thrown value as a SparkyError; the original is kept as `cause`. */
export function toSparkyError(error: unknown): SparkyError {
  if (error instanceof SparkyError) return error
  // drizzle wraps what the database threw in an error of its own, which knows less.
  if (error instanceof Error && error.cause instanceof SparkyError) return error.cause
  return new SparkyError({
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    remedy: 'This is a defect of Sparky: please report it with the log of the server.',
    cause: error,
  })
}
