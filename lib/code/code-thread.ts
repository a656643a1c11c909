// The thread of the code index as seen from the main thread; started on first use, replaced when it dies.
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { type ErrorReport, SparkyError } from '#lib/errors.ts'
import { startWorker } from '#lib/start-worker.ts'
import type { CodeReply, CodeRequest } from './code-protocol.ts'

export type ReplyTo<K extends CodeRequest['kind']> = Extract<CodeReply, { kind: K }>
export type RequestOf<K extends CodeRequest['kind']> = Extract<CodeRequest, { kind: K }>

export interface CodeThread {
  /** @throws SparkyError of the git room, or `operation/failed` when the thread dies or does not answer in time. */
  ask<K extends CodeRequest['kind']>(request: RequestOf<K>, signal: AbortSignal): Promise<ReplyTo<K>>
  close(): Promise<void>
}

/** The first question about a large tree builds its index: some seconds for 50 MB of source. */
const ANSWER_TIMEOUT_MS = 120_000

interface Pending {
  readonly resolve: (reply: CodeReply) => void
  readonly reject: (error: unknown) => void
}

export function openCodeThread({ rootFolder }: { readonly rootFolder: string }): CodeThread {
  const pending = new Map<number, Pending>()
  let worker: Worker | undefined
  let lastId = 0

  function start(): Worker {
    const fresh = startWorker(join(rootFolder, 'lib', 'code', 'code-worker.ts'), { name: 'sparky-code' })
    fresh.unref()
    const die = (why: string) => {
      if (worker === fresh) worker = undefined
      for (const call of pending.values()) call.reject(failed(why))
      pending.clear()
    }
    fresh.on('error', (error) => die(error.message))
    fresh.on('exit', (code) => die(`its thread ended with exit code ${code}`))
    fresh.on(
      'message',
      (message: { readonly id: number; readonly reply?: CodeReply; readonly error?: ErrorReport }) => {
        const call = pending.get(message.id)
        pending.delete(message.id)
        if (message.reply) call?.resolve(message.reply)
        else if (message.error) call?.reject(new SparkyError(message.error))
      },
    )
    return fresh
  }

  return {
    async ask<K extends CodeRequest['kind']>(request: RequestOf<K>, signal: AbortSignal): Promise<ReplyTo<K>> {
      signal.throwIfAborted()
      worker ??= start()
      lastId += 1
      const id = lastId
      const answer = Promise.withResolvers<CodeReply>()
      pending.set(id, answer)
      const timer = setTimeout(
        () => answer.reject(failed(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`)),
        ANSWER_TIMEOUT_MS,
      )
      const abort = () => answer.reject(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
      worker.ref()
      worker.postMessage({ id, request })
      try {
        // The thread answers each kind of request with the same kind of reply.
        return (await answer.promise) as ReplyTo<K>
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        pending.delete(id)
        if (pending.size === 0) worker?.unref()
      }
    },
    async close() {
      await worker?.terminate()
    },
  }
}

function failed(why: string): SparkyError {
  return new SparkyError({
    code: 'operation/failed',
    message: `The code index failed: ${why}.`,
    remedy: 'Ask again; the index is built anew.',
    retryable: true,
  })
}
