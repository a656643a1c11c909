// The rows of a commit query in plain sentences.
import type { Row } from '#lib/events.ts'
import type { Found } from './operation.ts'
import type { CommitsInput } from './query-commits.ts'
import { code, commitLine, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

/** The same count by another common meaning. */
export interface OtherCounts {
  readonly withoutMerges?: number
  readonly byCommitDate?: number
}

export interface WordedRows {
  readonly input: CommitsInput
  readonly rows: readonly Row[]
  readonly total: number
  /** As `describeFilters` words them. */
  readonly filters: string
  readonly others: OtherCounts
}

type Wording = Pick<Found, 'summary' | 'rows' | 'total' | 'sources' | 'text' | 'keys' | 'provesAbsence'>

export function wordRows(worded: WordedRows): Wording {
  switch (worded.input.result) {
    case 'count':
      return wordCount(worded)
    case 'list':
    case 'first':
    case 'last':
    case 'largest':
      return wordCommits(worded)
    case 'count_authors':
      return wordAuthorCount(worded)
    case 'top_authors':
      return wordAuthors(worded)
    case 'first_time_authors':
      return wordNewAuthors(worded)
    case 'group':
      return wordGroups(worded)
  }
}

function wordCount({ rows, filters, others }: WordedRows): Wording {
  const count = Number(rows[0]?.commits ?? 0)
  const summary = plural(count, 'commit')
  if (count === 0) return { ...nothing(filters), summary, rows }
  const remarks = [
    ...(others.withoutMerges !== undefined && others.withoutMerges !== count
      ? [`merges included; ${others.withoutMerges.toLocaleString('en-US')} without them`]
      : []),
    ...(others.byCommitDate !== undefined && others.byCommitDate !== count
      ? [`by the day of writing; ${others.byCommitDate.toLocaleString('en-US')} by the day of committing`]
      : []),
  ]
  const remark = remarks.length > 0 ? ` (${remarks.join('; ')})` : ''
  return {
    summary,
    rows,
    total: count,
    sources: [],
    text: `**${plural(count, 'commit')}**${after(filters)}${remark}.`,
    keys: [String(count)],
  }
}

function wordCommits({ input, rows, total, filters }: WordedRows): Wording {
  const summary = plural(total, 'commit')
  const sources = rows.map(commitSource)
  const first = rows[0]
  if (first === undefined) return { ...nothing(filters), summary }
  const keys = rows.map((row) => shortOid(String(row.sha)))
  const which =
    input.result === 'largest' ? 'largest' : input.result === 'first' || input.order === 'oldest' ? 'first' : 'last'
  const size = (row: Row) =>
    input.result === 'largest'
      ? ` (+${Number(row.additions ?? 0).toLocaleString('en-US')} −${Number(row.deletions ?? 0).toLocaleString('en-US')} lines)`
      : ''
  if (rows.length === 1) {
    const text =
      `The ${total === 1 ? 'only' : which} commit${after(filters)} is ${code(shortOid(String(first.sha)))}, ` +
      `“${inline(first.subject)}”, by ${inline(first.author)} on ${dayOf(first.authoredAt)}${size(first)} {0}.`
    return { summary, rows, total, sources, text, keys }
  }
  const head =
    rows.length < total
      ? `The ${which} ${rows.length} of ${plural(total, 'commit')}${after(filters)}:`
      : `${plural(total, 'commit')}${after(filters)}:`
  const lines = rows.map((row, index) => `${index + 1}. ${commitLine(row, `{${index}}`)}${size(row)}`)
  return { summary, rows, total, sources, text: `${head}\n\n${lines.join('\n')}`, keys }
}

function wordAuthorCount({ rows, total, filters }: WordedRows): Wording {
  const summary = plural(total, 'author')
  if (rows.length === 0) return { ...nothing(filters), summary }
  const names = rows.map((row) => `${inline(row.author)} (${Number(row.commits).toLocaleString('en-US')})`).join(', ')
  return {
    summary,
    rows,
    total,
    sources: [],
    text: `**${plural(total, 'author')}** made commits${after(filters)}${rows.length < total ? `; most of them ${names}` : `: ${names}`}.`,
    keys: [String(total)],
  }
}

function wordAuthors({ input, rows, total, filters }: WordedRows): Wording {
  const summary = plural(total, 'author')
  const first = rows[0]
  if (first === undefined) return { ...nothing(filters), summary }
  const measure = (row: Row) =>
    input.rankBy === 'lines'
      ? `+${Number(row.additions ?? 0).toLocaleString('en-US')} −${Number(row.deletions ?? 0).toLocaleString('en-US')} lines in ${plural(Number(row.commits), 'commit')}`
      : plural(Number(row.commits), 'commit')
  if (total === 1) {
    const only = input.authors?.length === 1 ? withoutAuthor(filters) : filters
    return {
      summary,
      rows,
      total,
      sources: [],
      text:
        input.rankBy === 'lines'
          ? `**${inline(first.author)}** added ${plural(Number(first.additions ?? 0), 'line')} and removed ${Number(first.deletions ?? 0).toLocaleString('en-US')} in ${plural(Number(first.commits), 'commit')}${after(only)}.`
          : `**${inline(first.author)}** made ${measure(first)}${after(only)}, from ${dayOf(first.firstAt)} to ${dayOf(first.lastAt)}.`,
      keys: [String(first.author)],
    }
  }
  const rest = rows.slice(1).map((row, index) => `${index + 2}. ${inline(row.author)} — ${measure(row)}`)
  const text = [
    `Most active${after(filters)}: **${inline(first.author)}** with ${measure(first)}.`,
    ...(rest.length > 0 ? [`Next of ${plural(total, 'author')}:`, rest.join('\n')] : []),
  ].join('\n\n')
  return { summary, rows, total, sources: [], text, keys: [String(first.author)] }
}

/** The one author is named by the sentence itself. */
function withoutAuthor(filters: string): string {
  return filters.replace(/^by \S+(?: \p{Lu}\S*)*\s*/u, '')
}

function wordNewAuthors({ rows, total, filters }: WordedRows): Wording {
  const summary = plural(total, 'new author')
  if (rows.length === 0)
    return {
      ...nothing(filters),
      summary,
      text: `Nobody contributed for the first time${after(filters)}.`,
    }
  const lines = rows.map(
    (row, index) =>
      `${index + 1}. ${inline(row.author)} — first on ${dayOf(row.firstAt)}, ${plural(Number(row.commits), 'commit')}`,
  )
  const shown = rows.length < total ? `, the first ${rows.length}` : ''
  return {
    summary,
    rows,
    total,
    sources: [],
    text: `**${plural(total, 'person', 'people')}** contributed for the first time${after(filters)}${shown}:\n\n${lines.join('\n')}`,
    keys: [String(total)],
  }
}

const GROUP_WORDS = {
  author: ['author', 'authors'],
  year: ['year', 'years'],
  month: ['month', 'months'],
  day: ['day', 'days'],
  weekday: ['day of the week', 'days of the week'],
  path: ['file', 'files'],
  folder: ['folder', 'folders'],
} as const

function wordGroups({ input, rows, total, filters }: WordedRows): Wording {
  const by = input.groupBy ?? 'month'
  const [one, many] = GROUP_WORDS[by]
  const summary = plural(total, one, many)
  if (rows.length === 0) return { ...nothing(filters), summary }
  const most = rows.reduce((best, row) => (Number(row.commits) > Number(best.commits) ? row : best))
  const head =
    by === 'path' || by === 'folder'
      ? `**${plural(total, one, many)}** changed${after(filters)}; most often ${groupLabel(by, most)} with ${plural(Number(most.commits), 'commit')}:`
      : rows.length < total && input.rankBy !== 'commits'
        ? `Commits${after(filters)} by ${one}:`
        : `Commits${after(filters)} by ${one}; most of them, ${Number(most.commits).toLocaleString('en-US')}, ${by === 'author' ? 'by' : by === 'day' || by === 'weekday' ? 'on' : 'in'} **${groupLabel(by, most)}**:`
  const shown = rows.length < total ? `\n\n${rows.length} of ${plural(total, one, many)} are shown.` : ''
  const lines = rows.map((row) => `- ${groupLabel(by, row)} — ${plural(Number(row.commits), 'commit')}`)
  return { summary, rows, total, sources: [], text: `${head}\n\n${lines.join('\n')}${shown}`, keys: [] }
}

function groupLabel(by: NonNullable<CommitsInput['groupBy']>, row: Row): string {
  const value = row[by]
  return by === 'path' || by === 'folder' ? code(value) : inline(value)
}

/** No rows over a complete index is itself the answer. */
function nothing(filters: string): Wording {
  return {
    summary: '',
    rows: [],
    total: 0,
    sources: [],
    text: `There are no commits${after(filters)} in the indexed history.`,
    keys: [],
    provesAbsence: true,
  }
}

function after(filters: string): string {
  return filters === '' ? '' : ` ${filters}`
}
