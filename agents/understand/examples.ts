// Example questions, by the operation (and the result of a commit query) that answers them: what nearness of meaning is measured against.
import { COMMIT_EXAMPLES } from './examples-commits.ts'
import { FILE_EXAMPLES } from './examples-files.ts'
import { TIE_EXAMPLES } from './examples-ties.ts'

/** One question a line, lower case, with `⟨kind⟩` for each entity. */
export type Examples = Readonly<Record<string, string>>

export interface Example {
  /** As `kindOf` names a reading. */
  readonly kind: string
  readonly question: string
}

export const EXAMPLES: readonly Example[] = Object.entries({
  ...COMMIT_EXAMPLES,
  ...FILE_EXAMPLES,
  ...TIE_EXAMPLES,
}).flatMap(([kind, questions]) =>
  questions
    .trim()
    .split('\n')
    .map((question) => ({ kind, question })),
)

/** What examples and readings are compared by. */
export function kindOf({
  operation,
  input,
}: {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}): string {
  return typeof input.result === 'string' ? `${operation} ${input.result}` : operation
}
