// The thread of the code index as seen from the main thread.
import { join } from 'node:path'
import { openAskedThread } from './asked-thread.ts'
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

export function openCodeThread({ rootFolder }: { readonly rootFolder: string }): CodeThread {
  const thread = openAskedThread<CodeRequest, CodeReply>({
    file: join(rootFolder, 'lib', 'code', 'code-worker.ts'),
    name: 'sparky-code',
    title: 'The code index',
    timeoutMs: ANSWER_TIMEOUT_MS,
  })
  return {
    // The thread answers each kind of request with the same kind of reply.
    ask: async <K extends CodeRequest['kind']>(request: RequestOf<K>, signal: AbortSignal) =>
      (await thread.ask(request, signal)) as ReplyTo<K>,
    close: thread.close,
  }
}
