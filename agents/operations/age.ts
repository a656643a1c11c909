// How old something is: the repository, a file or folder, or the work of somebody, in years, months and days.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import type { Operation } from './operation.ts'
import { missingNames, resolveFilters } from './scope-input.ts'
import { code, commitSource, dayOf, inline, joinWords, plural, shortOid } from './wording.ts'

const Input = z.object({
  path: z.string().max(1024).optional().describe("a file, or a folder ending with '/'; default: the whole repository"),
  author: z.string().max(200).optional().describe('only the commits of this person'),
  until: z
    .enum(['now', 'last'])
    .optional()
    .describe('`now` (default): the age; `last`: from the first commit to the last, how long it was active'),
})
type Input = z.infer<typeof Input>

export const age: Operation<Input> = {
  name: 'age',
  title: 'Age',
  kind: 'fact',
  description:
    'How old the repository, a file or a folder is, or how long it or a person has been active: from the first commit to now or to the last. ' +
    'Use it for "how old is this project", "how long has X existed", "how many years has Ada contributed".',
  example: {},
  input: Input,
  async execute(context, input) {
    const resolved = await resolveFilters(context, {
      ...(input.path !== undefined && { paths: [input.path] }),
      ...(input.author !== undefined && { authors: [input.author] }),
    })
    if (resolved.missing.length > 0) return missingNames(context, resolved.missing)
    const ask = (order: 'oldest' | 'newest') =>
      runCommitQuery(context.history, context.reach, { ...resolved.query, result: { kind: 'list', limit: 1, order } })
    const [earliest, latest] = await Promise.all([ask('oldest'), ask('newest')])
    const [first, last] = [earliest.rows[0], latest.rows[0]]
    const [path = ''] = resolved.query.paths ?? []
    const subject =
      input.author !== undefined
        ? inline(resolved.people[0]?.name ?? input.author)
        : path === ''
          ? inline(context.repositoryName)
          : code(path)
    const receipt =
      earliest.git === undefined
        ? ({ kind: 'sql', command: earliest.sql } as const)
        : ({ kind: 'git', command: earliest.git } as const)
    if (first === undefined || last === undefined)
      return {
        summary: '',
        rows: [],
        total: 0,
        sources: [],
        receipt,
        text: `${subject} has no commit.`,
        keys: [],
        provesAbsence: true,
      }
    const isGone =
      path !== '' && (await context.objects.info(`${context.revision}:${path.replace(/\/$/, '')}`)) === undefined
    const toLast = input.until === 'last' || isGone
    const duration = durationOf(
      dayOf(first.authoredAt),
      toLast ? dayOf(last.authoredAt) : new Date(context.nowS * 1000).toISOString().slice(0, 10),
    )
    return {
      summary: duration,
      rows: [{ ...first, event: 'first' }, ...(first.sha === last.sha ? [] : [{ ...last, event: 'last' }])],
      total: latest.total,
      sources: [commitSource(first), ...(toLast && first.sha !== last.sha ? [commitSource(last)] : [])],
      receipt,
      text: wordAge({ subject, duration, first, last, toLast, isGone, isPerson: input.author !== undefined }),
      keys: [duration],
      notices: resolved.notices,
    }
  },
}

function wordAge(o: {
  readonly subject: string
  readonly duration: string
  readonly first: Row
  readonly last: Row
  readonly toLast: boolean
  readonly isGone: boolean
  readonly isPerson: boolean
}): string {
  const start = `${code(shortOid(String(o.first.sha)))} on ${dayOf(o.first.authoredAt)} {0}`
  if (!o.toLast && !o.isPerson) return `${o.subject} is **${o.duration}** old: its first commit is ${start}.`
  if (!o.toLast) return `${o.subject} made the first commit **${o.duration}** ago: ${start}.`
  const end =
    o.first.sha === o.last.sha
      ? 'the only commit'
      : `${code(shortOid(String(o.last.sha)))} on ${dayOf(o.last.authoredAt)} {1}`
  const verb = o.isGone ? 'existed for' : 'has been active for'
  return `${o.subject} ${verb} **${o.duration}**, from ${start} to ${end}.`
}

/** "12 years, 5 months and 3 days" between two calendar days. */
export function durationOf(from: string, to: string): string {
  const [start, end] = [from, to].map((day) => new Date(`${day}T00:00:00Z`))
  if (start === undefined || end === undefined || !(end >= start)) return plural(0, 'day')
  let months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth()
  if (addMonths(start, months) > end) months -= 1
  const days = Math.round((end.getTime() - addMonths(start, months).getTime()) / 86_400_000)
  const parts = [
    ...(months >= 12 ? [plural(Math.floor(months / 12), 'year')] : []),
    ...(months % 12 > 0 ? [plural(months % 12, 'month')] : []),
    ...(days > 0 || months === 0 ? [plural(days, 'day')] : []),
  ]
  return joinWords(parts)
}

/** The same day of a later month, or its last day where it has no such day. */
function addMonths(day: Date, months: number): Date {
  const month = day.getUTCMonth() + months
  const lastDay = new Date(Date.UTC(day.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(day.getUTCFullYear(), month, Math.min(day.getUTCDate(), lastDay)))
}
