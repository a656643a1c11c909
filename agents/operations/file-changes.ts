// Which files came, went or moved in a period or range.
import { z } from 'zod'
import { fileChanges as readChanges } from '#lib/history/file-changes.ts'
import { describeFilters } from './describe-filters.ts'
import type { Operation } from './operation.ts'
import { CommitFilters, missingNames, resolveFilters } from './scope-input.ts'
import { code, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

const Input = CommitFilters.pick({ from: true, to: true, paths: true, authors: true, since: true, until: true }).extend(
  {
    kind: z.enum(['added', 'deleted', 'renamed']),
    limit: z.number().int().min(1).max(200).optional(),
  },
)

export const fileChanges: Operation<z.infer<typeof Input>> = {
  name: 'file_changes',
  title: 'Files added, deleted or renamed',
  kind: 'fact',
  description:
    'The files that were added, deleted or renamed in a period, a range of releases or by somebody. Use it for "which files were removed in 2020". ' +
    'For the life of one file use file_history.',
  example: { kind: 'deleted', since: '2020-01-01', until: '2021-01-01' },
  input: Input,
  async execute(context, { kind, limit = 20, ...filters }) {
    const resolved = await resolveFilters(context, filters)
    if (resolved.missing.length > 0) return missingNames(context, resolved.missing)
    const { reach, paths, personIds, sinceS, untilS } = resolved.query
    const { rows, total, sql } = await readChanges(context.history, context.reach, {
      kind,
      limit,
      reach,
      ...(paths && { paths }),
      ...(personIds && { personIds }),
      ...(sinceS !== undefined && { sinceS }),
      ...(untilS !== undefined && { untilS }),
    })
    const words = describeFilters(filters, resolved)
    const when = words === '' ? '' : ` ${words}`
    const lines = rows.map(
      (row, index) =>
        `- ${row.oldPath === null ? '' : `${code(row.oldPath)} → `}${code(row.path)} — ${inline(row.author)}, ${dayOf(row.authoredAt)} in ${code(shortOid(String(row.sha)))} {${index}}`,
    )
    const shown = rows.length < total ? `, the latest ${rows.length}` : ''
    return {
      summary: plural(total, 'file'),
      rows,
      total,
      sources: rows.map(commitSource),
      receipt: { kind: 'sql', command: sql },
      text:
        rows.length === 0
          ? `No file was ${kind}${when}.`
          : `**${plural(total, 'file')}** ${total === 1 ? 'was' : 'were'} ${kind}${when}${shown}:\n\n${lines.join('\n')}`,
      keys: total > 0 ? [String(total)] : [],
      provesAbsence: true,
      notices: resolved.notices,
    }
  },
}
