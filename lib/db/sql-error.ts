// What a database said when it refused a statement, and what that means for the user.
import { SparkyError } from '#lib/errors.ts'

/** The facts of a refusal as Postgres gives them; a plain object, so that it can cross threads. */
export interface SqlRefusal {
  readonly message: string
  /** SQLSTATE, five characters, or a code of the operating system such as `ENOSPC`. */
  readonly code?: string | undefined
  readonly detail?: string | undefined
  readonly constraint?: string | undefined
}

/** The cause of a SparkyError of this room. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  readonly sqlState: string | undefined
  readonly constraint: string | undefined

  constructor(refusal: SqlRefusal) {
    super(refusal.detail ? `${refusal.message} (${refusal.detail})` : refusal.message)
    this.sqlState = refusal.code
    this.constraint = refusal.constraint
  }
}

/** The SQLSTATE behind any thrown value, looked for along its causes. */
export function sqlStateOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof SqlError) return current.sqlState
  }
  return undefined
}

/** Any thrown value as a plain refusal. */
export function refusalOf(error: unknown): SqlRefusal {
  if (!(error instanceof Error)) return { message: String(error) }
  const facts: Error & { code?: unknown; detail?: unknown; constraint?: unknown } = error
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  return {
    message: error.message || text(facts.code) || error.name,
    code: text(facts.code),
    detail: text(facts.detail),
    constraint: text(facts.constraint),
  }
}

/** The statement is part of the message up to here. */
const STATEMENT_LIMIT_CHARACTERS = 200

/** The SparkyError for a statement that was refused. */
export function sqlFailure(refusal: SqlRefusal, sql: string): SparkyError {
  const cause = new SqlError(refusal)
  const code = refusal.code ?? ''
  const shown = sql.replaceAll(/\s+/g, ' ').trim().slice(0, STATEMENT_LIMIT_CHARACTERS)
  if (code === '53100' || code === 'ENOSPC' || /no space left on device/i.test(refusal.message)) return diskFull(cause)
  if (isConnectionCode(code)) {
    return new SparkyError({
      code: 'db/unreachable',
      message: `The connection to the database was lost (${refusal.message}).`,
      remedy: 'Check that the database server runs and can be reached, then try again.',
      retryable: true,
      cause,
    })
  }
  return new SparkyError({
    code: 'db/failed',
    message: `The database refused "${shown}": ${cause.message}.`,
    remedy: 'Try again; if it happens again, report it with the log of the server.',
    // Serialization failure, deadlock, lock not available, statement cancelled by its time limit.
    retryable: ['40001', '40P01', '55P03', '57014'].includes(code),
    cause,
  })
}

/** The SparkyError for a full disk. */
export function diskFull(cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'db/disk-full',
    message: 'The database could not write because the disk is full.',
    remedy: 'Free some space on the disk of the data folder, then try again; nothing that was stored is lost.',
    retryable: true,
    cause,
  })
}

/** Class 08, the shutdown codes of class 57, too many connections, and what the operating system reports. */
function isConnectionCode(code: string): boolean {
  return (
    code.startsWith('08') ||
    ['57P01', '57P02', '57P03', '53300'].includes(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code)
  )
}
