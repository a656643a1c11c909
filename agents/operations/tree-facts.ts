// Facts of all files at a revision: how many there are, how many lines they have, which is oldest, newest, largest or untouched.
import { z } from 'zod'
import { kindOfFile, TEST_PATH } from '#lib/code/file-kind.ts'
import type { LinkedEntity, Receipt, Row } from '#lib/events.ts'
import { countLines } from '#lib/git/count-lines.ts'
import { listTree, type TreeEntry } from '#lib/git/objects.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { type FileOrigin, fileOrigins, touchedPaths } from '#lib/history/file-origins.ts'
import { commitRows } from '#lib/history/link-query.ts'
import { endingsOf } from './file-endings.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { absenceReceipt, dateToSeconds, revisionOrMissing } from './scope-input.ts'
import { code, commitSource, dayOf, describePeriodOf, inline, joinWords, plural, shortOid } from './wording.ts'

const Input = z.object({
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
type Input = z.infer<typeof Input>

const ROWS_LIMIT = 500
const LISTED = 10

/** The files that are asked about. */
interface Scope {
  readonly input: Input
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

export const treeFacts: Operation<Input> = {
  name: 'tree_facts',
  title: 'Files at a revision',
  kind: 'fact',
  description:
    'Facts of the files that exist at a revision: how many, how many lines they have, the largest, smallest, longest, oldest and newest, and those never changed since they were created; of a folder or file ending. ' +
    'Use it for "how many files existed at 1.3", "how many Go files", "lines of code", "how many lines had X at 1.5", "oldest file". For the contents of a folder use list_tree.',
  example: { result: 'count', revision: 'HEAD', extensions: ['ts'] },
  input: Input,
  async execute(context, input) {
    const missing: LinkedEntity[] = []
    const oid = await revisionOf(context, input, missing)
    if (oid === undefined) return nothingSuch(missing, absenceReceipt(missing), 'the whole indexed history')
    const folder = (input.path ?? '').replace(/^\.?\/+|\/+$/g, '')
    const { entries, cut } = await listTree({
      ...{ gitFolder: context.history.gitFolder, revision: oid, signal: context.signal },
      ...(folder && { path: folder }),
    })
    const scope = describe({ input, oid, folder, entries })
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

/** The revision asked for, or the newest commit of its main line before a day; undefined when there is none. */
async function revisionOf(
  context: OperationContext,
  { revision, before }: Input,
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

function describe({ input, oid, folder, entries }: Pick<Scope, 'input' | 'oid' | 'folder' | 'entries'>): Scope {
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

const FACTS: Readonly<Record<Input['result'], (context: OperationContext, scope: Scope) => Promise<Found> | Found>> = {
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

function wordCount(scope: Scope): Found {
  const { entries, kind, where } = scope
  return {
    summary: plural(entries.length, 'file'),
    rows: entries.slice(0, ROWS_LIMIT).map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    total: entries.length,
    sources: [],
    receipt: treeReceipt(scope),
    text: `There ${entries.length === 1 ? 'is' : 'are'} **${filesOf(entries.length, kind)}** ${where}.`,
    keys: [String(entries.length)],
    provesAbsence: true,
  }
}

/** Folders at any depth that hold a file. */
function wordFolders(scope: Scope): Found {
  const prefix = scope.folder === '' ? '' : `${scope.folder}/`
  const folders = new Set<string>()
  for (const { path } of scope.entries)
    for (let end = path.lastIndexOf('/'); end > prefix.length; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end))
  const sorted = [...folders].toSorted()
  return {
    summary: plural(sorted.length, 'folder'),
    rows: sorted.slice(0, ROWS_LIMIT).map((path) => ({ path: `${path}/` })),
    total: sorted.length,
    sources: [],
    receipt: { kind: 'git', command: treeReceipt(scope).command.replace('--name-only', '-d --name-only') },
    text: `There ${sorted.length === 1 ? 'is' : 'are'} **${plural(sorted.length, 'folder')}** ${scope.where}, at any depth.`,
    keys: [String(sorted.length)],
    provesAbsence: true,
  }
}

async function wordLines(context: OperationContext, scope: Scope): Promise<Found> {
  const rows = await linesOf(context, scope)
  const lines = rows.reduce((sum, row) => sum + Number(row.lines), 0)
  const { entries, folder, kind, where } = scope
  const [only] = entries
  const subject =
    entries.length === 1 && only?.path === folder
      ? `${code(only.path)} has`
      : `The ${kind}${kind === '' ? 'text ' : ''}files ${where} have`
  return {
    summary: plural(lines, 'line'),
    rows: rows.slice(0, ROWS_LIMIT),
    total: rows.length,
    sources: [],
    receipt: linesReceipt(scope),
    text: `${subject} **${plural(lines, 'line')}**${subject.startsWith('The') ? '' : ` ${where}`}, blank ones and comments among them.`,
    keys: [String(lines)],
    provesAbsence: true,
  }
}

async function wordLongest(context: OperationContext, scope: Scope): Promise<Found> {
  const rows = await linesOf(context, scope)
  return ranking(scope, {
    ...{ rows, what: 'longest', receipt: linesReceipt(scope) },
    measure: (row) => plural(Number(row.lines), 'line'),
  })
}

async function linesOf(
  { history, signal }: OperationContext,
  { oid, folder, entries }: Scope,
): Promise<readonly Row[]> {
  const lines = await countLines({
    gitFolder: history.gitFolder,
    revision: oid,
    signal,
    ...(folder && { path: folder }),
  })
  return entries
    .flatMap(({ path }): Row[] => {
      const count = lines.get(path)
      return count === undefined ? [] : [{ path, lines: count }]
    })
    .toSorted((a, b) => Number(b.lines) - Number(a.lines))
}

function wordSizes(scope: Scope): Found {
  const isLargest = scope.input.result === 'largest'
  const rows = scope.entries
    .filter(({ sizeBytes }) => sizeBytes !== null)
    .map(({ path, sizeBytes }) => ({ path, sizeBytes: sizeBytes ?? 0 }))
    .toSorted((a, b) => (isLargest ? b.sizeBytes - a.sizeBytes : a.sizeBytes - b.sizeBytes))
  return ranking(scope, {
    rows,
    what: isLargest ? 'largest' : 'smallest',
    receipt: {
      kind: 'git',
      command: `${treeReceipt(scope).command.replace('--name-only', '-l')} | sort -k4 -n${isLargest ? ' -r' : ''}`,
    },
    measure: (row) => plural(Number(row.sizeBytes), 'byte'),
  })
}

function ranking(
  { entries, kind, where, input }: Scope,
  o: {
    readonly rows: readonly Row[]
    readonly what: string
    readonly receipt: Receipt
    readonly measure: (row: Row) => string
  },
): Found {
  const shown = o.rows.slice(0, input.limit ?? LISTED)
  const [first, ...rest] = shown
  const others = rest.map((row, index) => `${index + 2}. ${code(row.path)} — ${o.measure(row)}`)
  return {
    summary: plural(entries.length, 'file'),
    rows: shown,
    total: o.rows.length,
    sources: [],
    receipt: o.receipt,
    text:
      first === undefined
        ? `There is no ${kind}file ${where}.`
        : `The ${o.what} ${kind}file ${where} is ${code(first.path)} with **${o.measure(first)}**.${others.length > 0 ? `\n\nThen:\n\n${others.join('\n')}` : ''}`,
    keys: first === undefined ? [] : [String(first.path)],
    provesAbsence: true,
  }
}

/** A file that lives at the revision, with its beginning. */
interface Aged {
  readonly path: string
  readonly origin: FileOrigin
}

async function agedFiles(context: OperationContext, { oid, entries }: Scope) {
  const { origins, sql } = await fileOrigins(context.history, context.reach, oid)
  const aged = entries.flatMap(({ path }): Aged[] => {
    const origin = origins.get(path)
    return origin === undefined ? [] : [{ path, origin }]
  })
  const notices =
    aged.length < entries.length
      ? [
          `${plural(entries.length - aged.length, 'file')} came in by a merge alone and ${entries.length - aged.length === 1 ? 'is' : 'are'} left out.`,
        ]
      : []
  return { aged, notices, receipt: { kind: 'sql', command: sql } as const }
}

async function withCommits({ history }: OperationContext, aged: readonly Aged[]): Promise<readonly Row[]> {
  const commits = await commitRows(
    history,
    aged.map(({ origin }) => origin.commitId),
  )
  return aged.map(({ path, origin }) => ({ path, ...commits.get(origin.commitId) }))
}

async function wordAges(context: OperationContext, scope: Scope): Promise<Found> {
  const { aged, notices, receipt } = await agedFiles(context, scope)
  const sign = scope.input.result === 'oldest' ? 1 : -1
  const sorted = aged.toSorted(
    (a, b) =>
      sign * (a.origin.committedAtS - b.origin.committedAtS || a.origin.commitId - b.origin.commitId) ||
      (a.path < b.path ? -1 : 1),
  )
  const rows = await withCommits(context, sorted.slice(0, scope.input.limit ?? LISTED))
  const [first] = rows
  const base = { summary: plural(aged.length, 'file'), rows, total: aged.length, receipt, notices }
  if (first === undefined)
    return {
      ...base,
      sources: [],
      text: `There is no ${scope.kind}file ${scope.where}.`,
      keys: [],
      provesAbsence: true,
    }
  const equal = rows.filter((row) => row.sha === first.sha)
  const rest = rows.slice(equal.length)
  const lines = rest.map(
    (row, index) => `- ${code(row.path)} — ${dayOf(row.authoredAt)}, ${inline(row.author)} {${index + 1}}`,
  )
  const names = joinWords(equal.map((row) => code(row.path)))
  return {
    ...base,
    sources: [first, ...rest].map(commitSource),
    text:
      `The ${scope.input.result} ${scope.kind}file${equal.length > 1 ? 's' : ''} ${scope.where} ${equal.length > 1 ? 'are' : 'is'} ${names}, created on **${dayOf(first.authoredAt)}** by **${inline(first.author)}** in ${code(shortOid(String(first.sha)))}, “${inline(first.subject)}” {0}.` +
      (lines.length > 0 ? `\n\nThen:\n\n${lines.join('\n')}` : ''),
    keys: [String(first.path)],
  }
}

async function wordUntouched(context: OperationContext, scope: Scope): Promise<Found> {
  const { aged, notices, receipt } = await agedFiles(context, scope)
  const untouched = aged
    .filter(({ origin }) => origin.isUntouched)
    .toSorted((a, b) => a.origin.committedAtS - b.origin.committedAtS || (a.path < b.path ? -1 : 1))
  const shown = untouched.slice(0, scope.input.limit ?? 2 * LISTED)
  const rows = await withCommits(context, shown)
  const lines = rows.map(
    (row, index) => `- ${code(row.path)} — created ${dayOf(row.authoredAt)}, ${inline(row.author)} {${index}}`,
  )
  const which = shown.length < untouched.length ? ', the oldest first' : ''
  return {
    ...{ summary: plural(untouched.length, 'file'), rows, total: untouched.length, receipt, notices },
    sources: rows.map(commitSource),
    text:
      untouched.length === 0
        ? `Every ${scope.kind}file ${scope.where} was changed after it was created.`
        : `**${filesOf(untouched.length, scope.kind)}** ${scope.where} ${untouched.length === 1 ? 'was' : 'were'} never changed after the commit that created ${untouched.length === 1 ? 'it' : 'them'}${which}:\n\n${lines.join('\n')}`,
    keys: untouched.length === 0 ? [] : [String(untouched.length)],
    provesAbsence: true,
  }
}

async function wordUntouchedSince(context: OperationContext, scope: Scope, since: string): Promise<Found> {
  const isDay = /^\d{4}-\d{2}-\d{2}/.test(since)
  const missing: LinkedEntity[] = []
  const sinceS = isDay ? dateToSeconds(since, missing) : undefined
  const from = isDay ? undefined : await revisionOrMissing(context, since, missing)
  if (missing.length > 0) return nothingSuch(missing, absenceReceipt(missing), 'the whole indexed history')
  const { paths, sql } = await touchedPaths(context.history, context.reach, {
    to: scope.oid,
    ...(from !== undefined && { from }),
    ...(sinceS !== undefined && { sinceS }),
  })
  const rows = scope.entries.filter(({ path }) => !paths.has(path)).map(({ path }) => ({ path }))
  const shown = rows.slice(0, scope.input.limit ?? 2 * LISTED)
  const when = isDay ? since : code(since)
  return {
    summary: plural(rows.length, 'file'),
    rows: shown,
    total: rows.length,
    sources: [],
    receipt: { kind: 'sql', command: sql },
    text:
      rows.length === 0
        ? `Every ${scope.kind}file ${scope.where} was changed since ${when}.`
        : `**${filesOf(rows.length, scope.kind)}** ${scope.where} ${rows.length === 1 ? 'has' : 'have'} not been changed since ${when}:\n\n${shown.map(({ path }) => `- ${code(path)}`).join('\n')}`,
    keys: rows.length === 0 ? [] : [String(rows.length)],
    provesAbsence: true,
    notices: shown.length < rows.length ? [`${shown.length} of them are listed.`] : [],
  }
}

function filesOf(count: number, kind: string): string {
  return plural(count, `${kind}file`)
}

function treeReceipt({ oid, folder, endings, input }: Scope): {
  readonly kind: 'git'
  readonly command: string
} {
  return {
    kind: 'git',
    command: `git ls-tree -r --name-only ${shortOid(oid)}${placeOf(folder)}${onlyTests(input)}${onlyEndings(endings)}`,
  }
}

/** Prints the lines of each file. */
function linesReceipt({ oid, folder, endings, input }: Scope): Receipt {
  return {
    kind: 'git',
    command: `git grep -I -c -e '' ${shortOid(oid)} --${placeOf(folder)}${onlyTests(input, ':[0-9]+')}${onlyEndings(endings, ':[0-9]+')}`,
  }
}

function placeOf(folder: string): string {
  return folder === '' ? '' : ` '${folder.replaceAll("'", "'\\''")}'`
}

function onlyEndings(endings: readonly string[], behind = ''): string {
  if (endings.length === 0) return ''
  return ` | grep -iE '[.](${endings.map((ending) => ending.replace(/[^\w-]/g, '.')).join('|')})${behind}$'`
}

/** The pattern of paths as grep takes it; what grep prints before a path ends with a colon. */
function onlyTests({ kind }: Input, behind = ''): string {
  if (kind === undefined) return ''
  const pattern = TEST_PATH.source.replaceAll('(?:', '(').replaceAll('\\/', '/')
  return ` | grep -iE '${behind === '' ? pattern : pattern.replaceAll('(^|/)', '(:|/)').replaceAll('$', `${behind}$`)}'`
}
