// What happened between two dates or two releases: counts, people, areas and the commits themselves.
import type { z } from 'zod'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { describeFilters } from './describe-filters.ts'
import type { Operation } from './operation.ts'
import { CommitFilters, missingNames, resolveFilters } from './scope-input.ts'
import { code, commitLine, commitSource, inline, plural } from './wording.ts'

const Input = CommitFilters.omit({ message: true })

/** Commits handed to the writer; the count is always exact. */
const COMMITS_LISTED = 200
/** Commits named in an answer made by code. */
const COMMITS_NAMED = 30

export const summarizePeriod: Operation<z.infer<typeof Input>> = {
  name: 'summarize_period',
  title: 'Period summarised',
  kind: 'explain',
  description:
    'What happened in a period or between two tags: number of commits, who contributed, which folders changed, the commits. ' +
    'Use it for "what changed last week", "what is new in 2.0", "report on March". For a bare count use query_commits.',
  example: { since: '2024-11-18', until: '2024-11-25' },
  input: Input,
  async execute(context, input) {
    const filters = { ...input, merges: input.merges ?? 'exclude' } as const
    const resolved = await resolveFilters(context, filters)
    if (resolved.missing.length > 0) return missingNames(context, resolved.missing)
    const ask = (result: Parameters<typeof runCommitQuery>[2]['result']) =>
      runCommitQuery(context.history, context.reach, { ...resolved.query, dateField: 'committed', result })
    const [list, authors, folders] = await Promise.all([
      ask({ kind: 'list', limit: COMMITS_LISTED }),
      ask({ kind: 'top', by: 'commits', limit: 20 }),
      ask({ kind: 'group', by: 'folder', limit: 8 }),
    ])
    const words = describeFilters(filters, resolved).replace(/, without merges$|^without merges$/, '')
    const receipt = list.git
      ? ({ kind: 'git', command: list.git } as const)
      : ({ kind: 'sql', command: list.sql } as const)
    const summary = plural(list.total, 'commit')
    if (list.total === 0)
      return {
        summary,
        rows: [],
        total: 0,
        sources: [],
        receipt,
        keys: [],
        text: `Nothing happened ${words}: there are no commits${filters.merges === 'exclude' ? ' apart from merges' : ''}.`,
        provesAbsence: true,
      }
    const named = list.rows.slice(0, COMMITS_NAMED)
    const who = authors.rows.map((row) => `${inline(row.author)} (${row.commits})`).join(', ')
    const where = folders.rows.map((row) => `${code(row.folder)} (${row.commits})`).join(', ')
    const text = [
      `**${plural(list.total, 'commit')}** ${words}${filters.merges === 'exclude' ? ' (merges not counted)' : ''}, by ${plural(authors.total, 'author')}: ${who}.`,
      ...(where ? [`Most changed: ${where}.`] : []),
      named.map((row, index) => `- ${commitLine(row, `{${index}}`)}`).join('\n'),
      ...(list.total > named.length ? [`and ${plural(list.total - named.length, 'more commit')}.`] : []),
    ].join('\n\n')
    return {
      summary,
      rows: list.rows,
      total: list.total,
      sources: list.rows.map(commitSource),
      receipt,
      text,
      keys: [String(list.total)],
      notices: [
        ...resolved.notices,
        ...(list.total > list.rows.length
          ? [`Only the newest ${list.rows.length} of ${list.total} commits were read.`]
          : []),
      ],
    }
  },
}
