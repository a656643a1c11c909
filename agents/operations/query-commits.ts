// The commit query: reach × filters × result, the one operation that most history questions are.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { type CommitQuery, runCommitQuery } from '#lib/history/commit-query.ts'
import { type Found, nothingSuch, type Operation } from './operation.ts'
import { CommitFilters, resolveFilters } from './scope-input.ts'
import { code, commitLine, commitSource, dayOf, describeFilters, inline, plural, shortOid } from './wording.ts'

const Input = CommitFilters.extend({
  result: z.enum(['list', 'count', 'first', 'last', 'top_authors', 'first_time_authors', 'group']),
  groupBy: z.enum(['author', 'year', 'month', 'day', 'path', 'folder']).optional(),
  rankBy: z.enum(['commits', 'lines']).optional(),
  order: z.enum(['newest', 'oldest']).optional(),
  limit: z.number().int().min(1).max(500).optional(),
})
type Input = z.infer<typeof Input>

const DEFAULT_LIMIT = 10

export const queryCommits: Operation<Input> = {
  name: 'query_commits',
  title: 'Commit query',
  kind: 'fact',
  description:
    'Counts, lists, ranks or groups commits filtered by author, path, date, message and merges, over any range of history. ' +
    'Use it for how many, who most, the last or first commits, changes in a period. Not for what one commit did (explain_commit).',
  example: { authors: ['Ada'], since: '2019-01-01', until: '2020-01-01', result: 'count' },
  input: Input,
  async execute(context, input) {
    const resolved = await resolveFilters(context, input)
    if (resolved.missing.length > 0)
      return nothingSuch(resolved.missing, { kind: 'sql', command: '' }, 'the whole indexed history')
    const query: CommitQuery = { ...resolved.query, result: resultOf(input) }
    const { rows, total, sql, git, notices: cuts = [] } = await runCommitQuery(context.history, context.reach, query)
    const filters = describeFilters(input, resolved.people)
    const notices = [...resolved.notices, ...cuts]
    return {
      ...wordRows({ input, rows, total, filters }),
      receipt: git ? { kind: 'git', command: git } : { kind: 'sql', command: sql },
      notices,
    }
  },
}

function resultOf(input: Input): CommitQuery['result'] {
  const limit = input.limit ?? DEFAULT_LIMIT
  switch (input.result) {
    case 'count':
      return { kind: 'count' }
    case 'list':
      return { kind: 'list', limit, order: input.order ?? 'newest' }
    case 'first':
      return { kind: 'list', limit: input.limit ?? 1, order: 'oldest' }
    case 'last':
      return { kind: 'list', limit: input.limit ?? 1, order: 'newest' }
    case 'top_authors':
      return { kind: 'top', by: input.rankBy ?? 'commits', limit: input.limit ?? 3 }
    case 'first_time_authors':
      return { kind: 'first-time-authors', limit }
    case 'group':
      return { kind: 'group', by: input.groupBy ?? 'month', limit: input.limit ?? 24 }
  }
}

interface Worded {
  readonly input: Input
  readonly rows: readonly Row[]
  readonly total: number
  readonly filters: string
}

type Wording = Pick<Found, 'summary' | 'rows' | 'total' | 'sources' | 'text' | 'keys'>

function wordRows(worded: Worded): Wording {
  switch (worded.input.result) {
    case 'count':
      return wordCount(worded)
    case 'list':
    case 'first':
    case 'last':
      return wordCommits(worded)
    case 'top_authors':
      return wordAuthors(worded, 'Most active')
    case 'first_time_authors':
      return wordAuthors(worded, 'First commits')
    case 'group':
      return wordGroups(worded)
  }
}

function wordCount({ rows, filters }: Worded): Wording {
  const count = Number(rows[0]?.commits ?? 0)
  const text =
    count === 0
      ? `No commits${after(filters)}: there are none in the indexed history.`
      : `**${plural(count, 'commit')}**${after(filters)}.`
  return {
    summary: plural(count, 'commit'),
    rows,
    total: count,
    sources: [],
    text,
    keys: count === 0 ? [] : [String(count)],
  }
}

function wordCommits({ input, rows, total, filters }: Worded): Wording {
  const summary = plural(total, 'commit')
  const sources = rows.map(commitSource)
  const first = rows[0]
  if (first === undefined)
    return {
      summary,
      rows,
      total,
      sources,
      text: `No commits${after(filters)}: there are none in the indexed history.`,
      keys: [],
    }
  const keys = rows.map((row) => shortOid(String(row.sha)))
  if (rows.length === 1) {
    const which = input.result === 'first' || input.order === 'oldest' ? 'first' : 'last'
    const text =
      `The ${total === 1 ? 'only' : which} commit${after(filters)} is ${code(shortOid(String(first.sha)))}, ` +
      `“${inline(first.subject)}”, by ${inline(first.author)} on ${dayOf(first.authoredAt)} {0}.`
    return { summary, rows, total, sources, text, keys }
  }
  const which = input.result === 'first' || input.order === 'oldest' ? 'first' : 'last'
  const head =
    rows.length < total
      ? `The ${which} ${rows.length} of ${plural(total, 'commit')}${after(filters)}:`
      : `${plural(total, 'commit')}${after(filters)}:`
  const lines = rows.map((row, index) => `${index + 1}. ${commitLine(row, `{${index}}`)}`)
  return { summary, rows, total, sources, text: `${head}\n\n${lines.join('\n')}`, keys }
}

function wordAuthors({ input, rows, total, filters }: Worded, title: string): Wording {
  const summary = plural(total, 'author')
  const first = rows[0]
  if (first === undefined)
    return { summary, rows, total, sources: [], text: `No commits${after(filters)}, so no authors.`, keys: [] }
  const measure = (row: Row) =>
    input.rankBy === 'lines'
      ? `${plural(Number(row.additions ?? 0) + Number(row.deletions ?? 0), 'changed line')} in ${plural(Number(row.commits), 'commit')}`
      : plural(Number(row.commits), 'commit')
  const rest = rows.slice(1).map((row, index) => `${index + 2}. ${inline(row.author)} — ${measure(row)}`)
  const text = [
    `${title}${after(filters)}: **${inline(first.author)}** with ${measure(first)}.`,
    ...(rest.length > 0 ? [`Next of ${plural(total, 'author')}:`, rest.join('\n')] : []),
  ].join('\n\n')
  return { summary, rows, total, sources: [], text, keys: [String(first.author)] }
}

function wordGroups({ input, rows, total, filters }: Worded): Wording {
  const by = input.groupBy ?? 'month'
  const summary = plural(total, GROUP_WORD[by])
  if (rows.length === 0) return { summary, rows, total, sources: [], text: `No commits${after(filters)}.`, keys: [] }
  const head = `Commits${after(filters)} by ${by}${rows.length < total ? ` (${rows.length} of ${total} shown)` : ''}:`
  const lines = rows.map((row) => `- ${groupLabel(by, row)} — ${plural(Number(row.commits), 'commit')}`)
  return { summary, rows, total, sources: [], text: `${head}\n\n${lines.join('\n')}`, keys: [] }
}

const GROUP_WORD = {
  author: 'author',
  year: 'year',
  month: 'month',
  day: 'day',
  path: 'file',
  folder: 'folder',
} as const

function groupLabel(by: NonNullable<Input['groupBy']>, row: Row): string {
  const value = row[by]
  return by === 'path' || by === 'folder' ? code(value) : inline(value)
}

function after(filters: string): string {
  return filters === '' ? '' : ` ${filters}`
}
