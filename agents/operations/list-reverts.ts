// The reverts of a scope: what each takes back, and whether that was applied again later.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { linkNotices, patchNotices } from '#lib/history/link-query.ts'
import { listReverts as readReverts } from '#lib/history/link-reverts.ts'
import { describeFilters } from './describe-filters.ts'
import type { Operation } from './operation.ts'
import { CommitFilters, missingNames, resolveFilters } from './scope-input.ts'
import { code, commitLine, commitSource, inline, plural, shortOid } from './wording.ts'

const Input = CommitFilters.extend({ limit: z.number().int().min(1).max(500).optional() })

const DEFAULT_LIMIT = 20

export const listReverts: Operation<z.infer<typeof Input>> = {
  name: 'list_reverts',
  title: 'Reverts',
  kind: 'fact',
  description:
    'The commits that revert others, in any scope of commits, with what they revert and whether it was re-applied later. ' +
    'Use it for "what was reverted in 2.0", "how often was something reverted". For one commit use commit_links.',
  example: { since: '2020-01-01', until: '2021-01-01' },
  input: Input,
  async execute(context, { limit = DEFAULT_LIMIT, ...filters }) {
    const resolved = await resolveFilters(context, filters)
    if (resolved.missing.length > 0) return missingNames(context, resolved.missing)
    const { rows, total, sql } = await readReverts(context.history, context.reach, {
      ...resolved.query,
      dateField: 'committed',
      limit,
    })
    const words = describeFilters(filters, resolved)
    const where = words === '' ? '' : ` ${words}`
    const reverted = rows.filter((row) => row.revertedSha !== null)
    const lines = rows.map((row, index) => `- ${commitLine(row, `{${index}}`)}${wordState(row, rows.length, reverted)}`)
    const part = rows.length < total ? `, the latest ${rows.length}` : ''
    return {
      summary: plural(total, 'revert'),
      rows,
      total,
      sources: [
        ...rows.map(commitSource),
        ...reverted.map((row) => commitSource({ sha: row.revertedSha ?? '', subject: row.revertedSubject ?? '' })),
      ],
      receipt: { kind: 'sql', command: sql },
      text:
        rows.length === 0
          ? `No commit${where} reverts another.`
          : `**${plural(total, 'revert')}**${where}${part}:\n\n${lines.join('\n')}`,
      keys: total > 0 ? [String(total)] : [],
      provesAbsence: true,
      notices: [
        ...resolved.notices,
        ...(await linkNotices(context.history)),
        ...(await patchNotices(context.history)).map(() => 'What was re-applied without saying so is not known yet.'),
      ],
    }
  },
}

function wordState(row: Row, offset: number, reverted: readonly Row[]): string {
  if (row.revertedSha === null) return ' — what it reverts is not in this history'
  const target = `${code(shortOid(String(row.revertedSha)))} “${inline(row.revertedSubject, 80)}” {${offset + reverted.indexOf(row)}}`
  if (row.state === 'reverted') return ` — reverts ${target}`
  const by = row.stateSha === null ? '' : ` by ${code(shortOid(String(row.stateSha)))}`
  return ` — reverts ${target}, which was re-applied${by}`
}
