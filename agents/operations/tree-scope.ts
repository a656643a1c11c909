// Which files a question about a tree means: the revision, the place, the endings, and the commands that list them.
import { z } from 'zod'
import { kindOfFile, TEST_PATH } from '#lib/code/file-kind.ts'
import type { LinkedEntity, Receipt } from '#lib/events.ts'
import type { TreeEntry } from '#lib/git/objects.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { endingsOf } from './file-endings.ts'
import type { OperationContext } from './operation.ts'
import { dateToSeconds, revisionOrMissing } from './scope-input.ts'
import { code, describePeriodOf, joinWords, plural, quoted, shortOid } from './wording.ts'

export const TreeInput = z.object({
  result: z.enum(['count', 'folders', 'lines', 'longest', 'largest', 'smallest', 'oldest', 'newest', 'untouched']),
  revision: z.string().max(200).optional().describe('tag, branch or sha; default: the revision asked about'),
  before: z.string().max(40).optional().describe('ISO date, exclusive: the tree as it was then'),
  path: z.string().max(1024).optional().describe('a file or folder; default: the whole repository'),
  extensions: z
    .array(z.string().max(20))
    .max(20)
    .optional()
    .describe('only files with one of these endings, or in one of these languages: `ts`, `python`'),
  kind: z.enum(['test']).optional().describe('only the files of tests, by their paths'),
  since: z
    .string()
    .max(200)
    .optional()
    .describe('of `untouched`: not changed since this tag, sha or ISO date; default: since they were created'),
  limit: z.number().int().min(1).max(500).optional(),
})
export type TreeInput = z.infer<typeof TreeInput>

/** Rows given, and those told of. */
export const ROWS_LIMIT = 500
export const LISTED = 10

/** The files that are asked about. */
export interface TreeScope {
  readonly input: TreeInput
  readonly oid: string
  readonly entries: readonly TreeEntry[]
  /** Without slashes at its ends; '' is the whole repository. */
  readonly folder: string
  /** Endings without their dot; none: any. */
  readonly endings: readonly string[]
  /** "`.go` files in `src/` at `v1.0`", behind a number. */
  readonly kind: string
  readonly where: string
}

/** The revision asked for, or the newest commit of its main line before a day; undefined when there is none. */
export async function revisionOf(
  context: OperationContext,
  { revision, before }: TreeInput,
  missing: LinkedEntity[],
): Promise<string | undefined> {
  const untilS = dateToSeconds(before, missing)
  const oid = await revisionOrMissing(context, revision === 'HEAD' ? undefined : revision, missing)
  if (missing.length > 0) return undefined
  const to = oid ?? context.revision
  if (untilS === undefined) return to
  const { rows } = await runCommitQuery(context.history, context.reach, {
    reach: { to, firstParent: true },
    ...{ untilS, dateField: 'committed', result: { kind: 'list', limit: 1 } },
  })
  const [newest] = rows
  if (newest === undefined) missing.push({ kind: 'commit', text: `before ${before}`, status: 'missing' })
  return newest && String(newest.sha)
}

export function describeTree({
  input,
  oid,
  folder,
  entries,
}: Pick<TreeScope, 'input' | 'oid' | 'folder' | 'entries'>): TreeScope {
  const endings = endingsOf(input.extensions ?? [])
  const fits = ({ path }: TreeEntry) =>
    (input.kind === undefined || kindOfFile(path) === input.kind) &&
    (endings.length === 0 || endings.some((ending) => path.toLowerCase().endsWith(`.${ending}`)))
  const isFile = entries.length === 1 && entries[0]?.path === folder
  const names = endings.map((ending) => code(`.${ending}`))
  return {
    ...{ input, oid, folder, endings },
    entries: entries.filter(fits),
    kind: `${names.length === 0 ? '' : `${joinWords(names, 'or')} `}${input.kind === undefined ? '' : `${input.kind} `}`,
    where: `${folder === '' || isFile ? '' : `in ${code(`${folder}/`)} `}${input.before === undefined ? `at ${code(input.revision ?? shortOid(oid))}` : `${describePeriodOf(undefined, input.before).replace('until', 'as of')} (${code(shortOid(oid))})`}`,
  }
}

export function filesOf(count: number, kind: string): string {
  return plural(count, `${kind}file`)
}

export function treeReceipt({ oid, folder, endings, input }: TreeScope): {
  readonly kind: 'git'
  readonly command: string
} {
  return {
    kind: 'git',
    command: `git ls-tree -r --name-only ${shortOid(oid)}${placeOf(folder)}${onlyTests(input)}${onlyEndings(endings)}`,
  }
}

/** Prints the lines of each file. */
export function linesReceipt({ oid, folder, endings, input }: TreeScope): Receipt {
  return {
    kind: 'git',
    command: `git grep -I -c -e '' ${shortOid(oid)} --${placeOf(folder)}${onlyTests(input, ':[0-9]+')}${onlyEndings(endings, ':[0-9]+')}`,
  }
}

function placeOf(folder: string): string {
  return folder === '' ? '' : ` ${quoted(folder)}`
}

function onlyEndings(endings: readonly string[], behind = ''): string {
  if (endings.length === 0) return ''
  return ` | grep -iE '[.](${endings.map((ending) => ending.replace(/[^\w-]/g, '.')).join('|')})${behind}$'`
}

/** The pattern of paths as grep takes it; what grep prints before a path ends with a colon. */
function onlyTests({ kind }: TreeInput, behind = ''): string {
  if (kind === undefined) return ''
  const pattern = TEST_PATH.source.replaceAll('(?:', '(').replaceAll('\\/', '/')
  return ` | grep -iE '${behind === '' ? pattern : pattern.replaceAll('(^|/)', '(:|/)').replaceAll('$', `${behind}$`)}'`
}
