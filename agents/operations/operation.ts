// The contract of an operation: one typed, read-only question that code answers exactly.
import type { z } from 'zod'
import type { CodeIndex } from '#lib/code/search.ts'
import type { Citation, Receipt, Row } from '#lib/events.ts'
import type { ObjectReader } from '#lib/git/objects.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import type { ReachIndex } from '#lib/history/reach.ts'

/** What an operation may touch: one repository as of one revision, nothing else. */
export interface OperationContext {
  readonly history: HistoryContext
  readonly reach: ReachIndex
  readonly objects: ObjectReader
  readonly code: CodeIndex
  readonly repositoryName: string
  /** Object id of the commit that is "now" for this question. */
  readonly revision: string
  /** Unix time in seconds that "today" means: now, or the revision's own time when an older one was asked for. */
  readonly nowS: number
  readonly signal: AbortSignal
}

/** A source before it is numbered for an answer. */
export type Source = Omit<Citation, 'id'>

/** The typed rows of one operation with everything needed to cite and to repeat it. */
export interface Finding {
  readonly operation: string
  readonly input: unknown
  /** "68 commits", "3 files": what the rows are, with their full number. */
  readonly summary: string
  readonly rows: readonly Row[]
  /** Number of rows before the limit cut. */
  readonly total: number
  readonly sources: readonly Source[]
  readonly receipt: Receipt
  /** What was cut, is not indexed yet or was read with an assumption: one sentence each. */
  readonly notices: readonly string[]
  readonly elapsedMs: number
}

/** One operation as one value; tool schema, REST route, CLI command and documentation are derived from it. */
export interface Operation<Input> {
  /** snake_case, as models see it. */
  readonly name: string
  readonly title: string
  /** For the model: when to use it, when not. */
  readonly description: string
  readonly example: Input
  readonly input: z.ZodType<Input>
  execute(context: OperationContext, input: Input): Promise<Finding>
}
