// Facts of all files at a revision: how many there are, how many lines they have, which is oldest, newest, largest or untouched.
import type { LinkedEntity } from '#lib/events.ts'
import { listTree } from '#lib/git/objects.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { absenceReceipt } from './scope-input.ts'
import { wordAges, wordUntouched, wordUntouchedSince } from './tree-ages.ts'
import { wordCount, wordFolders, wordLines, wordLongest, wordSizes } from './tree-counts.ts'
import { describeTree, revisionOf, TreeInput, type TreeScope, treeReceipt } from './tree-scope.ts'

export const treeFacts: Operation<TreeInput> = {
  name: 'tree_facts',
  title: 'Files at a revision',
  kind: 'fact',
  description:
    'Facts of the files that exist at a revision: how many, how many lines they have, the largest, smallest, longest, oldest and newest, and those never changed since they were created; of a folder or file ending. ' +
    'Use it for "how many files existed at 1.3", "how many Go files", "lines of code", "how many lines had X at 1.5", "oldest file". For the contents of a folder use list_tree.',
  example: { result: 'count', revision: 'HEAD', extensions: ['ts'] },
  input: TreeInput,
  async execute(context, input) {
    const missing: LinkedEntity[] = []
    const oid = await revisionOf(context, input, missing)
    if (oid === undefined) return nothingSuch(missing, absenceReceipt(missing), 'the whole indexed history')
    const folder = (input.path ?? '').replace(/^\.?\/+|\/+$/g, '')
    const { entries, cut } = await listTree({
      ...{ gitFolder: context.history.gitFolder, revision: oid, signal: context.signal },
      ...(folder && { path: folder }),
    })
    const scope = describeTree({ input, oid, folder, entries })
    if (entries.length === 0)
      return nothingSuch(
        [{ kind: input.path?.endsWith('/') ? 'folder' : 'path', text: input.path ?? '/', status: 'missing' }],
        treeReceipt(scope),
        `the tree of ${scope.where}`,
      )
    const found = await FACTS[input.result](context, scope)
    return {
      ...found,
      notices: [
        ...(found.notices ?? []),
        ...(cut ? ['The tree is larger than the limit; not all files were looked at.'] : []),
      ],
    }
  },
}

const FACTS: Readonly<
  Record<TreeInput['result'], (context: OperationContext, scope: TreeScope) => Promise<Found> | Found>
> = {
  count: (_, scope) => wordCount(scope),
  folders: (_, scope) => wordFolders(scope),
  lines: wordLines,
  longest: wordLongest,
  largest: (_, scope) => wordSizes(scope),
  smallest: (_, scope) => wordSizes(scope),
  oldest: wordAges,
  newest: wordAges,
  untouched: (context, scope) =>
    scope.input.since === undefined
      ? wordUntouched(context, scope)
      : wordUntouchedSince(context, scope, scope.input.since),
}
