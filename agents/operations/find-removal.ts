// The commit that took a name out of the code, and where the name last stood.
import { kindOfFile } from '#lib/code/file-kind.ts'
import { readFileLines } from '#lib/code/file-lines.ts'
import { seenDefinitions } from '#lib/code/structure/structure-look.ts'
import type { Row } from '#lib/events.ts'
import { type FileDiff, readCommitDiff } from '#lib/git/diff.ts'
import { describeCommit } from '#lib/history/explain.ts'
import { structureAt } from './file-structure.ts'
import type { OperationContext } from './operation.ts'

export interface Removal {
  readonly commit: Row
  /** The commit before, which still has it. */
  readonly parentOid: string
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly isDefinition: boolean
}

/** Commits looked at to find the one that removed it, newest first. */
const COMMITS_TRIED = 25
/** Diff read of each of them. */
const DIFF_LIMIT_BYTES = 512 * 1024
/** Lines around a text that is no definition. */
const CONTEXT_LINES = 4
/** Comments and decorators shown above a definition. */
const LEADING_LINES = 12

/** The newest commit that took away a definition of the name; else the newest that took it from a source file for good. */
export async function findRemoval(
  context: OperationContext,
  o: { readonly word: string; readonly path: string | undefined; readonly commits: readonly Row[] },
): Promise<Removal | undefined> {
  let mention: Removal | undefined
  for (const commit of o.commits.slice(0, COMMITS_TRIED)) {
    const { files } = await readCommitDiff({
      gitFolder: context.history.gitFolder,
      oid: String(commit.sha),
      limitBytes: DIFF_LIMIT_BYTES,
      signal: context.signal,
    })
    // What the same commit defines anew was moved.
    const isElsewhere = files.some((file) => sidesOf(file, o.word).defines.added)
    for (const file of files) {
      if (o.path !== undefined && file.path !== o.path && file.oldPath !== o.path) continue
      const { defines, mentions } = sidesOf(file, o.word)
      const isDefinition = defines.removed && !isElsewhere
      const isLast = mentions.removed && !mentions.added && kindOfFile(file.path) !== 'docs'
      if (!isDefinition && (mention !== undefined || !isLast)) continue
      const found = await locate(context, { commit, file, word: o.word })
      if (found === undefined || (await isBack(context, found, o.word))) continue
      if (isDefinition) return found
      mention ??= found
    }
  }
  return mention
}

interface Sides {
  readonly removed: boolean
  readonly added: boolean
}

/** Whether the patch takes away or brings a definition of the word, and the word at all. */
function sidesOf({ path, patch }: FileDiff, word: string): { readonly defines: Sides; readonly mentions: Sides } {
  const lines = patch.split('\n')
  const side = (sign: string, header: string) =>
    lines.filter((line) => line.startsWith(sign) && !line.startsWith(header)).map((line) => line.slice(1))
  const [removed, added] = [side('-', '--- '), side('+', '+++ ')]
  const defines = (side: readonly string[]) => seenDefinitions(path, side).some(({ name }) => name === word)
  const mentions = (side: readonly string[]) => side.some((line) => line.includes(word))
  return {
    defines: { removed: defines(removed), added: defines(added) },
    mentions: { removed: mentions(removed), added: mentions(added) },
  }
}

/** Where the word last stood in the file, just before the commit. */
async function locate(
  context: OperationContext,
  { commit, file, word }: { readonly commit: Row; readonly file: FileDiff; readonly word: string },
): Promise<Removal | undefined> {
  const { objects, history } = context
  const parentOid = (await describeCommit(history, String(commit.sha)))?.parents[0]
  const path = file.oldPath ?? file.path
  const lines = parentOid === undefined ? [] : await readFileLines(objects, `${parentOid}:${path}`)
  const structure = parentOid === undefined ? undefined : await structureAt(context, { revision: parentOid, path })
  const definition = structure?.definitions.find(({ name }) => name === word)
  const line = definition?.line ?? lines.findIndex((text) => text.includes(word)) + 1
  if (parentOid === undefined || line === 0) return undefined
  const [startLine, endLine] = definition
    ? [Math.max(definition.startLine, line - LEADING_LINES), definition.endLine]
    : [Math.max(1, line - CONTEXT_LINES), Math.min(lines.length, line + CONTEXT_LINES)]
  return { commit, parentOid, path, startLine, endLine, isDefinition: definition !== undefined }
}

/** True when the file has it again: the removal was undone. */
async function isBack(context: OperationContext, { path, isDefinition }: Removal, word: string): Promise<boolean> {
  const { objects, revision } = context
  if (isDefinition)
    return (await structureAt(context, { revision, path }))?.definitions.some(({ name }) => name === word) ?? false
  const lines = await readFileLines(objects, `${revision}:${path}`)
  return lines.some((line) => line.includes(word))
}
