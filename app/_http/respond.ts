// The border of every route: answers are JSON, a failure is its report with the status that fits.
import { type ErrorCode, type ErrorReport, reportError, SparkyError } from '#lib/errors.ts'
import { createLog } from '#lib/log.ts'

/** What Next hands to a route; `P` names the parts of its path. */
export interface RouteContext<P> {
  readonly params: Promise<P>
}

type Handler<P> = (request: Request, parts: P) => Promise<Response>

/** A route that never throws. */
export function route<P>(handle: Handler<P>): (request: Request, context: RouteContext<P>) => Promise<Response> {
  return async (request, context) => {
    try {
      return await handle(request, await context.params)
    } catch (error) {
      return errorResponse(error)
    }
  }
}

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}

/** The report of a failure; one that was not understood is logged with its stack. */
export function reportFailure(error: unknown): ErrorReport {
  const report = reportError(error)
  if (report.code === 'internal')
    createLog('error').error('a request failed', { error: report, stack: error instanceof Error ? error.stack : null })
  return report
}

/** `{error: {code, message, remedy, retryable}}`. */
export function errorResponse(error: unknown): Response {
  const report = reportFailure(error)
  return json({ error: report }, statusOf(report.code))
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  'repository/unknown': 404,
  'run/unknown': 404,
  'operation/unknown': 404,
  'http/not-found': 404,
  'http/bad-request': 400,
  'operation/bad-input': 400,
  'git/bad-revision': 400,
  'git/unsafe-address': 400,
  'git/unsafe-repository': 400,
  'git/not-a-repository': 400,
  'repository/ambiguous': 400,
  'repository/duplicate': 409,
  'repository/busy': 409,
  'db/locked': 503,
  'db/unreachable': 503,
  'http/too-large': 413,
  'git/too-large': 413,
  'git/timeout': 504,
}

export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 500
}

/** A number in a path. @throws SparkyError `repository/unknown` for anything else */
export function readId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new SparkyError({
    code: 'repository/unknown',
    message: `“${text}” is not the number of a repository.`,
    remedy: 'GET /api/repositories lists them.',
  })
}
