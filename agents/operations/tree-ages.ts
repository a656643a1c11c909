// The ages of the files at a revision: the oldest, the newest, and those that nobody touched again.
import type { LinkedEntity, Row } from '#lib/events.ts'
import { type FileOrigin, fileOrigins, touchedPaths } from '#lib/history/file-origins.ts'
import { commitRows } from '#lib/history/link-query.ts'
import { type Found, nothingSuch, type OperationContext } from './operation.ts'
import { absenceReceipt, dateToSeconds, revisionOrMissing } from './scope-input.ts'
import { filesOf, LISTED, type TreeScope } from './tree-scope.ts'
import { code, commitSource, dayOf, inline, joinWords, plural, shortOid } from './wording.ts'

/** A file that lives at the revision, with its beginning. */
interface Aged {
  readonly path: string
  readonly origin: FileOrigin
}

async function agedFiles(context: OperationContext, { oid, entries }: TreeScope) {
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

export async function wordAges(context: OperationContext, scope: TreeScope): Promise<Found> {
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

export async function wordUntouched(context: OperationContext, scope: TreeScope): Promise<Found> {
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

export async function wordUntouchedSince(context: OperationContext, scope: TreeScope, since: string): Promise<Found> {
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
