// Runs the operations of history on sampled inputs beside plain git, and tells where the two differ.
import type { OperationContext } from '#agents/operations/operation.ts'
import { compareBlame, compareCoChange, compareMerges, compareReleases, compareRevisions } from './compare-graph.ts'
import { compareGroups } from './compare-groups.ts'
import { compareScopes } from './compare-scopes.ts'
import type { PlainHistory } from './plain-history.ts'
import type { Sample } from './sample.ts'

/** One comparison; where the texts differ, so do the operation and git. */
export interface Check {
  readonly name: string
  readonly input: unknown
  readonly expected: string
  readonly actual: string
}

export interface Compared {
  readonly context: OperationContext
  readonly history: PlainHistory
  readonly sample: Sample
}

/** Every operation that git can answer too. */
export async function* compareOperations(compared: Compared): AsyncGenerator<Check> {
  yield* compareScopes(compared)
  yield* compareGroups(compared)
  yield* compareReleases(compared)
  yield* compareMerges(compared)
  yield* compareRevisions(compared)
  yield* compareCoChange(compared)
  yield* compareBlame(compared)
}
