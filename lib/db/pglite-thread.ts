// The embedded database's thread as seen from the main thread: calls, answers, death.
import { join } from 'node:path'
import { SparkyError } from '#lib/errors.ts'
import { startWorker } from '#lib/start-worker.ts'
import {
  DEATH_ID,
  OPEN_ID,
  type PgliteCall,
  type PgliteReply,
  type PgliteRequest,
  type PgliteResult,
  type PgliteStart,
} from './pglite-protocol.ts'
import { diskFull, refusalOf, type SqlRefusal, sqlFailure } from './sql-error.ts'

/** A first start creates the data folder, which takes 2 to 3 s, and far longer on a busy machine. */
const OPEN_TIMEOUT_MS = 120_000
/** Longer than any statement of ours, an index over millions of rows included; after it the thread counts as stuck. */
export const STATEMENT_TIMEOUT_MS = 15 * 60_000

/** More than Postgres allows itself (max_stack_depth): a statement nested too deep is then refused by it, not killed by V8. */
const STACK_MIB = 32

/** A running thread. */
export interface PgliteThread {
  /**
   * One request and its answer; requests are answered in order.
   *
   * @throws SparkyError `db/failed`, `db/disk-full`; all pending calls reject when the thread dies.
   */
  call(request: PgliteCall): Promise<PgliteResult>
  /** True once the thread is gone: every later call rejects. */
  readonly dead: boolean
  /** Closes the database in it and ends it. */
  close(): Promise<void>
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
}

interface Pending {
  readonly sql: string
  readonly resolve: (result: PgliteResult) => void
  readonly reject: (error: SparkyError) => void
  readonly timer: NodeJS.Timeout
}

/**
 * Starts the thread and opens the database in it.
 *
 * @throws SparkyError `db/failed` or `db/disk-full` when it cannot be opened or `signal` aborts.
 */
export async function startPgliteThread(o: {
  readonly rootFolder: string
  readonly start: PgliteStart
  readonly signal?: AbortSignal | undefined
}): Promise<PgliteThread> {
  o.signal?.throwIfAborted()
  const file = join(o.rootFolder, 'lib', 'db', 'pglite-worker.ts')
  const worker = startWorker(file, {
    name: 'sparky-database',
    workerData: o.start,
    resourceLimits: { stackSizeMb: STACK_MIB },
  })
  const pending = new Map<number, Pending>()
  let lastId = OPEN_ID
  let death: SparkyError | undefined
  const die = (error: SparkyError) => {
    death ??= error
    for (const call of pending.values()) {
      clearTimeout(call.timer)
      call.reject(death)
    }
    pending.clear()
  }
  worker.on('error', (error) => die(crashed(refusalOf(error))))
  worker.on('exit', (exitCode) => die(crashed({ message: `its thread ended with exit code ${exitCode}` })))
  worker.on('message', (reply: PgliteReply) => {
    if (reply.id === DEATH_ID && !reply.ok) return die(crashed(reply.refusal))
    const call = pending.get(reply.id)
    if (!call) return
    pending.delete(reply.id)
    clearTimeout(call.timer)
    if (reply.ok) call.resolve(reply.result)
    else call.reject(reply.id === OPEN_ID ? crashed(reply.refusal) : sqlFailure(reply.refusal, call.sql))
  })
  const expect = (id: number, sql: string, timeoutMs: number) =>
    new Promise<PgliteResult>((resolve, reject) => {
      if (death) return reject(death)
      const timer = setTimeout(() => {
        die(crashed({ message: `no answer within ${timeoutMs / 1000} s to "${sql.slice(0, 100)}"` }))
        void worker.terminate()
      }, timeoutMs)
      pending.set(id, { sql, resolve, reject, timer })
    })
  const kill = async () => {
    await worker.terminate()
  }

  const abort = () => {
    die(new SparkyError({ code: 'db/closed', message: 'Opening the database was cancelled.', remedy: 'Start again.' }))
    void worker.terminate()
  }
  o.signal?.addEventListener('abort', abort, { once: true })
  try {
    await expect(OPEN_ID, 'open', OPEN_TIMEOUT_MS)
  } catch (error) {
    await kill()
    throw error
  } finally {
    o.signal?.removeEventListener('abort', abort)
  }

  const call = (request: PgliteCall) => {
    lastId += 1
    const message: PgliteRequest = { ...request, id: lastId }
    const answer = expect(lastId, 'sql' in request ? request.sql : request.kind, STATEMENT_TIMEOUT_MS)
    if (!death) worker.postMessage(message, message.kind === 'copy' ? [message.bytes.buffer] : [])
    return answer
  }
  return {
    call,
    get dead() {
      return death !== undefined
    },
    async close() {
      try {
        if (!death) await call({ kind: 'close' })
      } finally {
        await kill()
      }
    },
    kill,
  }
}

/** PGlite ends its process when Postgres panics, which is also how a full disk can show. */
function crashed(refusal: SqlRefusal): SparkyError {
  if (sqlFailure(refusal, '').code === 'db/disk-full') return diskFull(refusal)
  return new SparkyError({
    code: 'db/failed',
    message: `The embedded database stopped: ${refusal.message}.`,
    remedy:
      'Try again: it starts anew by itself and nothing that was stored is lost. If it stops again, check the space on the disk and report it.',
    retryable: true,
    cause: refusal,
  })
}
