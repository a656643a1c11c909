// The thread of exact search as seen from the main thread.
import { join } from 'node:path'
import { type AskedThread, openAskedThread } from '../asked-thread.ts'
import type { TextAnswer, TextQuestion } from './text-protocol.ts'

export type TextThread = AskedThread<TextQuestion, TextAnswer>

/** A scan of what is kept takes a tenth of a second at most. */
const ANSWER_TIMEOUT_MS = 30_000

export function openTextThread({ rootFolder }: { readonly rootFolder: string }): TextThread {
  return openAskedThread<TextQuestion, TextAnswer>({
    file: join(rootFolder, 'lib', 'code', 'text', 'text-worker.ts'),
    name: 'sparky-text',
    title: 'The search for exact text',
    timeoutMs: ANSWER_TIMEOUT_MS,
  })
}
