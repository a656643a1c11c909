// The contract of an operation: one typed, read-only question that code answers exactly.
import type { z } from 'zod'
import type { CodeIndex } from '#lib/code/search.ts'
import type { Citation, LinkedEntity, Receipt, Row } from '#lib/events.ts'
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
  /** Every repository that can be asked, this one among them; by name. */
  readonly repositories: () => Promise<readonly AskableRepository[]>
  /** Object id of the commit that is "now" for this question. */
  readonly revision: string
  /** Unix time in seconds that "today" means: now, or the revision's own time when an older one was asked for. */
  readonly nowS: number
  readonly signal: AbortSignal
}

/** One of all repositories, with what operations need of it. */
export interface AskableRepository {
  readonly id: number
  readonly name: string
  /** As of the head of its default branch. @throws SparkyError `repository/…` when it cannot be asked now */
  readonly open: (signal: AbortSignal) => Promise<OperationContext>
}

/** A source before it is numbered for an answer. */
export type Source = Omit<Citation, 'id'>

/** What `execute` gives back: typed rows with everything needed to cite and to repeat them. */
export interface Found {
  /** "68 commits", "3 files": what the rows are, with their full number. */
  readonly summary: string
  readonly rows: readonly Row[]
  /** Number of rows before the limit cut. */
  readonly total: number
  readonly sources: readonly Source[]
  readonly receipt: Receipt
  /** The answer in plain markdown, made by code; `{0}` stands for the marker of source 0. */
  readonly text: string
  /** What every right answer must contain: the number, the name, the abbreviated sha. Empty for explanations. */
  readonly keys: readonly string[]
  /** Longer text for the writer, beyond the rows: a message, a diff, code. */
  readonly material?: string
  /** Pieces of code for the writer, best first: as many as its window holds; the others are told of. */
  readonly excerpts?: readonly string[]
  /** What was asked for and does not exist: then the answer is "there is no such thing". */
  readonly missing?: readonly LinkedEntity[]
  /** True when an empty result is the answer: nobody, never, none. */
  readonly provesAbsence?: boolean
  /** True when the rows are only the nearest there is: the answer is then that nothing fits. */
  readonly isFarFetched?: boolean
  /** What was cut, is not indexed yet or was read with an assumption: one sentence each. */
  readonly notices?: readonly string[]
}

/** A found answer with the question it belongs to. */
export interface Finding extends Found {
  readonly operation: string
  readonly input: unknown
  readonly elapsedMs: number
}

/** One operation as one value; tool schema, REST route, CLI command and documentation are derived from it. */
export interface Operation<Input> {
  /** snake_case, as models see it. */
  readonly name: string
  readonly title: string
  /** `fact`: the rows are the answer; `explain`: the rows are material from which an answer is written. */
  readonly kind: 'fact' | 'explain'
  /** For the model: when to use it, when not. */
  readonly description: string
  readonly example: Input
  readonly input: z.ZodType<Input>
  /** True for what looks at files: it then also takes `at`, another revision whose files are meant. */
  readonly travels?: true
  execute(context: OperationContext, input: Input): Promise<Found>
}

/** An operation whose input is checked when it is run. */
export interface RegisteredOperation extends Omit<Operation<unknown>, 'execute'> {
  /** @throws SparkyError `operation/bad-input` naming the field; whatever the operation throws. */
  run(context: OperationContext, input: unknown): Promise<Finding>
}

/** An empty finding that says which named things do not exist; `near` are names that may have been meant. */
export function nothingSuch(
  missing: readonly LinkedEntity[],
  receipt: Receipt,
  basis: string,
  near: readonly string[] = [],
): Found {
  const names = missing.map((entity) => `${KIND_WORD[entity.kind]} \`${entity.text}\``).join(' and no ')
  return {
    summary: 'nothing of that name',
    rows: [],
    total: 0,
    sources: [],
    receipt,
    text: `There is no ${names} in this repository: not found in ${basis}.${near.length > 0 ? ` Did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?` : ''}`,
    keys: [],
    missing,
  }
}

const KIND_WORD: Readonly<Record<LinkedEntity['kind'], string>> = {
  path: 'file',
  folder: 'folder',
  commit: 'commit',
  person: 'author',
  tag: 'tag',
  branch: 'branch',
  date: 'date',
  quote: 'text',
  symbol: 'symbol',
  number: 'number',
  issue: 'reference to issue',
}
