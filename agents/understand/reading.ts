// One way to read a question: which operation, with which input, and how sure.
import type { LinkedEntity } from '#lib/events.ts'

export interface Reading {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** 0 to 1. */
  readonly score: number
  readonly by: 'rules' | 'meaning'
  /** In words for the trace. */
  readonly reason: string
  readonly entities: readonly LinkedEntity[]
  /** Named things that never existed and on which this reading depends. */
  readonly missing: readonly LinkedEntity[]
  /** What the reader should know about how the question was read: one sentence each. */
  readonly notices?: readonly string[]
}
