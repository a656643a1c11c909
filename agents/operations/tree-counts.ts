// How many files, folders and lines there are at a revision, and the order of files by their size.
import type { Receipt, Row } from '#lib/events.ts'
import { countLines } from '#lib/git/count-lines.ts'
import type { Found, OperationContext } from './operation.ts'
import { filesOf, LISTED, linesReceipt, ROWS_LIMIT, type TreeScope, treeReceipt } from './tree-scope.ts'
import { code, plural } from './wording.ts'

export function wordCount(scope: TreeScope): Found {
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
export function wordFolders(scope: TreeScope): Found {
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

export async function wordLines(context: OperationContext, scope: TreeScope): Promise<Found> {
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

export async function wordLongest(context: OperationContext, scope: TreeScope): Promise<Found> {
  const rows = await linesOf(context, scope)
  return ranking(scope, {
    ...{ rows, what: 'longest', receipt: linesReceipt(scope) },
    measure: (row) => plural(Number(row.lines), 'line'),
  })
}

async function linesOf(
  { history, signal }: OperationContext,
  { oid, folder, entries }: TreeScope,
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

export function wordSizes(scope: TreeScope): Found {
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
  { entries, kind, where, input }: TreeScope,
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
