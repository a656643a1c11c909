// A word of an operation's input as the commits that changed how often it occurs.
import { rangesOfIds } from '#lib/history/graph.ts'
import { findWordChanges, WHOLE_WORD } from '#lib/history/word-index.ts'
import type { OperationContext } from './operation.ts'

export interface ResolvedWord {
  readonly text: string
  /** False where it occurs only as a part of longer words, or is no word. */
  readonly wholeWord: boolean
  /** Ids of the commits, as an int4multirange. */
  readonly within: string
  /** True when it is proven that the text never occurred. */
  readonly isMissing: boolean
  readonly notices: readonly string[]
}

/** As a whole word where it can be one and ever was one, else as a part of the text. `to` is the tip asked about. */
export async function resolveWord(
  { history, reach, revision, signal }: OperationContext,
  text: string,
  to: string | undefined,
): Promise<ResolvedWord> {
  const read = (wholeWord: boolean) =>
    findWordChanges(history, reach, { text, wholeWord, revision: to ?? revision, signal })
  const isWord = WHOLE_WORD.test(text)
  const first = await read(isWord)
  const isPart = isWord && first.commitIds.length === 0 && first.complete
  const changes = isPart ? await read(false) : first
  return {
    text,
    wholeWord: isWord && !isPart,
    within: rangesOfIds(changes.commitIds),
    isMissing: changes.commitIds.length === 0 && changes.complete,
    notices: changes.complete
      ? []
      : [`The search for commits that changed “${text}” was stopped at its time limit; older ones may be missing.`],
  }
}
