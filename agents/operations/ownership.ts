// Who owns a path, how many people it rests on, and who of them is still there.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { isoTime } from '#lib/history/iso-time.ts'
import { type Ownership, ownership as readOwnership } from '#lib/history/ownership.ts'
import type { Operation } from './operation.ts'
import { PathScope, resolveScope } from './path-scope.ts'
import { dayOf, inline, joinWords, plural } from './wording.ts'

const Input = PathScope.extend({
  rankBy: z.enum(['commits', 'lines']).optional().describe('whose share counts; default: commits'),
  limit: z.number().int().min(1).max(500).optional(),
})

const DEFAULT_LIMIT = 10
/** People named as those on whom a path rests. */
const HOLDERS_NAMED = 5

export const ownership: Operation<z.infer<typeof Input>> = {
  name: 'ownership',
  title: 'Ownership and bus factor',
  kind: 'fact',
  description:
    'The share of each person in a file, folder or the whole repository by commits and by lines added, the bus factor (fewest people who together hold half), and who of them is still active. ' +
    'Use it for "who owns X", "who knows X best", "bus factor of X", "which owners have left". For who has most commits under other filters use query_commits.',
  example: { path: 'src/' },
  input: Input,
  async execute(context, input) {
    const scope = await resolveScope(context, input)
    if ('rows' in scope) return scope
    const { place, filters } = scope
    const orderBy = input.rankBy ?? 'commits'
    const found = await readOwnership(context.history, context.reach, {
      ...scope.query,
      revision: context.revision,
      orderBy,
      limit: input.limit ?? DEFAULT_LIMIT,
    })
    const [first] = found.rows
    const base = {
      summary: plural(found.total, 'person', 'people'),
      rows: found.rows,
      total: found.total,
      sources: [],
      receipt: { kind: 'sql', command: found.sql },
    } as const
    if (first === undefined)
      return { ...base, text: `Nobody has changed ${place}${filters}.`, keys: [], provesAbsence: true }
    const cut = found.total - found.rows.length
    return {
      ...base,
      text: [
        leadSentence({ place, filters, first, found, orderBy }),
        busSentence(found, orderBy),
        found.rows.map(personLine).join('\n'),
        ...(cut > 0 ? [`and ${plural(cut, 'more person', 'more people')}.`] : []),
      ].join('\n\n'),
      keys: [String(first.author)],
      notices: [...found.notices, 'Merge commits are not counted; former names of files are.'],
    }
  },
}

function leadSentence(o: {
  readonly place: string
  readonly filters: string
  readonly first: Row
  readonly found: Ownership
  readonly orderBy: 'commits' | 'lines'
}): string {
  const { place, filters, first, found, orderBy } = o
  const commits = `${percent(first.commitShare)} of ${plural(found.commits, 'commit')}`
  const lines = first.lineShare === null ? undefined : `${percent(first.lineShare)} of the lines added`
  const shares = orderBy === 'commits' ? [commits, lines] : [lines, commits]
  const said = shares.filter((share) => share !== undefined)
  return `**${inline(first.author)}** has the largest share of ${place}${filters}: ${joinWords(said)}.`
}

function busSentence({ busFactor, holders, active, activeSinceS, total }: Ownership, orderBy: 'commits' | 'lines') {
  const count = busFactor[orderBy]
  const what = orderBy === 'commits' ? 'commits' : 'lines added'
  if (count === 0) return 'No lines are counted, so the bus factor by lines is not known.'
  const named = holders.slice(0, HOLDERS_NAMED).map((name) => inline(name))
  const who = joinWords(count > named.length ? [...named, `${count - named.length} more`] : named)
  const other =
    orderBy === 'commits' && busFactor.lines > 0
      ? ` By lines added it is ${busFactor.lines}.`
      : orderBy === 'lines'
        ? ` By commits it is ${busFactor.commits}.`
        : ''
  const since = dayOf(isoTime(activeSinceS, 0))
  return (
    `The bus factor is **${count}**: ${who} ${count === 1 ? 'holds' : 'together hold'} at least half of the ${what}.${other} ` +
    `Still active (a commit since ${since}): ${active.holders} of ${count}, and ${active.people} of all ${plural(total, 'person', 'people')}.`
  )
}

function personLine(row: Row, index: number): string {
  const lines =
    row.lineShare === null ? '' : `, ${Number(row.additions).toLocaleString('en-US')} lines (${percent(row.lineShare)})`
  const state = row.isBot ? 'bot, ' : ''
  return (
    `${index + 1}. **${inline(row.author)}** — ${plural(Number(row.commits), 'commit')} (${percent(row.commitShare)})${lines}, ` +
    `${dayOf(row.firstAt)} to ${dayOf(row.lastAt)} (${state}${row.isActive ? 'active' : 'not active any more'})`
  )
}

function percent(share: unknown): string {
  return `${share} %`
}
