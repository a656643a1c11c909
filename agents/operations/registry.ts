// All operations: tool lists, routes, commands and documentation are derived from this one list.
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import { acrossRepositories } from './across-repositories.ts'
import { age } from './age.ts'
import { callers } from './callers.ts'
import { coChangedFiles } from './co-changed-files.ts'
import { commitFacts } from './commit-facts.ts'
import { commitLinks } from './commit-links.ts'
import { compareRevisions } from './compare-revisions.ts'
import { definitionChanges } from './definition-changes.ts'
import { explainCommit } from './explain-commit.ts'
import { explainRange } from './explain-range.ts'
import { fileChanges } from './file-changes.ts'
import { fileHistory } from './file-history.ts'
import { findReferences } from './find-references.ts'
import { findSymbol } from './find-symbol.ts'
import { findText } from './find-text.ts'
import { hotspots } from './hotspots.ts'
import { lineOrigin } from './line-origin.ts'
import { issueReferences } from './links.ts'
import { listReverts } from './list-reverts.ts'
import { listTags } from './list-tags.ts'
import { listTree, repositoryOverview } from './list-tree.ts'
import { mergeOf } from './merge-of.ts'
import type { Finding, OperationContext, RegisteredOperation } from './operation.ts'
import { outline } from './outline.ts'
import { ownership } from './ownership.ts'
import { person } from './person.ts'
import { queryCommits } from './query-commits.ts'
import { readFile } from './read-file.ts'
import { register } from './register.ts'
import { releaseGaps } from './release-gaps.ts'
import { releaseSizes } from './release-sizes.ts'
import { releaseContaining } from './releases.ts'
import { removedCode } from './removed-code.ts'
import { repositoryMap } from './repository-map.ts'
import { searchCode } from './search-code.ts'
import { searchCommits } from './search-commits.ts'
import { summarizePeriod } from './summarize-period.ts'
import { symbolArrival } from './symbol-arrival.ts'
import { symbolHistory } from './symbol-history.ts'
import { symbolUses } from './symbol-uses.ts'
import { treeFacts } from './tree-facts.ts'

export const OPERATIONS: readonly RegisteredOperation[] = [
  register(queryCommits),
  register(compareRevisions),
  register(fileHistory),
  register(fileChanges),
  register(commitFacts),
  register(explainCommit),
  register(explainRange),
  register(summarizePeriod),
  register(symbolHistory),
  register(symbolArrival),
  register(definitionChanges),
  register(lineOrigin),
  register(removedCode),
  register(listTags),
  register(releaseContaining),
  register(releaseSizes),
  register(releaseGaps),
  register(age),
  register(mergeOf),
  register(commitLinks),
  register(listReverts),
  register(ownership),
  register(hotspots),
  register(person),
  register(coChangedFiles),
  register(issueReferences),
  register(searchCommits),
  register(searchCode),
  register(findText),
  register(findSymbol),
  register(findReferences),
  register(callers),
  register(symbolUses),
  register(outline),
  register(repositoryMap),
  register(readFile),
  register(listTree),
  register(treeFacts),
  register(repositoryOverview),
  register(acrossRepositories((name) => findOperation(name))),
]

/** What a face shows of an operation. */
export interface OperationDescription {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly example: unknown
  /** JSON Schema of the input. */
  readonly input: object
}

export function describeOperations(): readonly OperationDescription[] {
  return OPERATIONS.map(({ name, title, description, example, input }) => ({
    name,
    title,
    description,
    example,
    input: z.toJSONSchema(input, { io: 'input' }),
  }))
}

/**
 * Runs one operation by name.
 *
 * @throws SparkyError `operation/unknown`, `operation/bad-input`, or what the operation throws.
 */
export async function runOperation(context: OperationContext, name: string, input: unknown): Promise<Finding> {
  return findOperation(name).run(context, input)
}

/** @throws SparkyError `operation/unknown` */
export function findOperation(name: string): RegisteredOperation {
  const operation = OPERATIONS.find((candidate) => candidate.name === name)
  if (operation) return operation
  throw new SparkyError({
    code: 'operation/unknown',
    message: `There is no operation called ${name}.`,
    remedy: `Choose one of: ${OPERATIONS.map((candidate) => candidate.name).join(', ')}.`,
  })
}
