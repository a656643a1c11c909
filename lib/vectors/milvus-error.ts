// Failures of Milvus in our words, whether its client throws them or hides them in an answer.
import { SparkyError } from '#lib/errors.ts'

/** Many calls report a failure in their answer instead of throwing. @throws SparkyError `vectors/failed` */
export function requireSuccess(what: string, answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return
  const status = 'status' in answer ? answer.status : answer
  if (typeof status !== 'object' || status === null || !('error_code' in status)) return
  const { error_code: code } = status
  if (code === 'Success' || code === 0) return
  throw failed(what, 'reason' in status ? String(status.reason) : String(code))
}

/** Status codes of gRPC. @see https://grpc.io/docs/guides/status-codes/ */
const DEADLINE_EXCEEDED = 4
const UNAVAILABLE = 14

/** Any thrown value of the client; what has no status code of gRPC is a failure of the call itself. */
export function asStoreError(what: string, address: string, error: unknown): SparkyError {
  if (error instanceof SparkyError) return error
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (code === DEADLINE_EXCEEDED) return timedOut(what, address, error)
  if (code === UNAVAILABLE)
    return new SparkyError({
      code: 'vectors/unreachable',
      message: `Milvus at ${address} cannot be reached.`,
      remedy: 'Start Milvus, or unset MILVUS_ADDRESS to use the embedded store.',
      retryable: true,
      cause: error,
    })
  return failed(what, error instanceof Error ? error.message : String(error), error)
}

/** The server works, but not fast enough. */
export function timedOut(what: string, address: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'vectors/timeout',
    message: `Milvus at ${address} did not ${what} in time.`,
    remedy: 'It may be starting or overloaded: try again.',
    retryable: true,
    ...(cause !== undefined && { cause }),
  })
}

function failed(what: string, reason: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'vectors/failed',
    message: `Milvus could not ${what} the collection: ${reason}.`,
    remedy: 'Look into the log of Milvus.',
    retryable: true,
    ...(cause !== undefined && { cause }),
  })
}
