// Who owns a path, how many people it rests on, and who of them is still there.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { isoTime } from '#lib/history/iso-time.ts'
import { type Ownership, ownership as readOwnership } from '#lib/history/ownership.ts'
import type { Found, Operation } from './operation.ts'
import { PathScope, resolveScope } from './path-scope.ts'
import { dayOf, inline, joinWords, plural } from './wording.ts'

const Input = PathScope.extend({
  rankBy: z.enum(['commits', 'lines']).optional().describe('whose share counts; default: commits'),
  aspect: z
    .enum(['owner', 'bus_factor', 'active', 'all'])
    .optional()
    .describe('what alone is asked for: who has most, on how few people it rests, who of them is still there'),
  limit: z.number().int().min(1).max(500).optional(),
})
type Input = z.infer<typeof Input>

const DEFAULT_LIMIT = 10
/** Rows looked through for those who are still active. */
const ALL_LIMIT = 500
/** People named as those on whom a path rests. */
const HOLDERS_NAMED = 5

export const ownership: Operation<Input> = {
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
      limit: input.limit ?? (input.aspect === 'active' ? ALL_LIMIT : DEFAULT_LIMIT),
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
    return {
      ...base,
      ...wordAspect({ aspect: input.aspect ?? 'all', place, filters, first, found, orderBy }),
      notices: [...found.notices, 'Merge commits are not counted; former names of files are.'],
    }
  },
}

interface Asked {
  readonly place: string
  readonly filters: string
  readonly first: Row
  readonly found: Ownership
  readonly orderBy: 'commits' | 'lines'
}

/** One thing asked for is one sentence; the rows hold the rest. */
function wordAspect(o: Asked & { readonly aspect: NonNullable<Input['aspect']> }): Pick<Found, 'text' | 'keys'> {
  const { aspect, first, found, orderBy } = o
  const cut = found.total - found.rows.length
  switch (aspect) {
    case 'owner':
      return { text: leadSentence(o), keys: [String(first.author)] }
    case 'bus_factor':
      return { text: factorSentence(o), keys: [String(found.busFactor[orderBy])] }
    case 'active':
      return { text: activeSentence(o), keys: [String(found.active.people)] }
    case 'all':
      return {
        text: [
          leadSentence(o),
          busSentence(found, orderBy),
          found.rows.map(personLine).join('\n'),
          ...(cut > 0 ? [`and ${plural(cut, 'more person', 'more people')}.`] : []),
        ].join('\n\n'),
        keys: [String(first.author)],
      }
  }
}

function factorSentence({ place, filters, found, orderBy }: Asked): string {
  const count = found.busFactor[orderBy]
  if (count === 0) return NO_LINES
  return `The bus factor of ${place}${filters} is **${count}**: ${holdersOf(found, orderBy)}.`
}

function activeSentence({ place, filters, found }: Asked): string {
  const { people } = found.active
  const named = found.rows.filter((row) => row.isActive).slice(0, HOLDERS_NAMED)
  const more = people - named.length
  const names = joinWords([...named.map((row) => inline(row.author)), ...(more > 0 ? [`${more} more`] : [])])
  const since = `a commit anywhere since ${dayOf(isoTime(found.activeSinceS, 0))}`
  return (
    `**${people} of the ${plural(found.total, 'person', 'people')}** who changed ${place}${filters} ` +
    `${people === 1 ? 'is' : 'are'} still active (${since})${people === 0 ? '' : `: ${names}`}.`
  )
}

function leadSentence(o: Asked): string {
  const { place, filters, first, found, orderBy } = o
  const commits = `${percent(first.commitShare)} of ${plural(found.commits, 'commit')}`
  const lines = first.lineShare === null ? undefined : `${percent(first.lineShare)} of the lines added`
  const shares = orderBy === 'commits' ? [commits, lines] : [lines, commits]
  const said = shares.filter((share) => share !== undefined)
  return `**${inline(first.author)}** has the largest share of ${place}${filters}: ${joinWords(said)}.`
}

const NO_LINES = 'No lines are counted, so the bus factor by lines is not known.'

/** Who holds at least half. */
function holdersOf({ busFactor, holders }: Ownership, orderBy: 'commits' | 'lines'): string {
  const count = busFactor[orderBy]
  const named = holders.slice(0, HOLDERS_NAMED).map((name) => inline(name))
  const who = joinWords(count > named.length ? [...named, `${count - named.length} more`] : named)
  const what = orderBy === 'commits' ? 'commits' : 'lines added'
  return `${who} ${count === 1 ? 'holds' : 'together hold'} at least half of the ${what}`
}

function busSentence(found: Ownership, orderBy: 'commits' | 'lines'): string {
  const { busFactor, active, activeSinceS, total } = found
  const count = busFactor[orderBy]
  if (count === 0) return NO_LINES
  const other =
    orderBy === 'commits' && busFactor.lines > 0
      ? ` By lines added it is ${busFactor.lines}.`
      : orderBy === 'lines'
        ? ` By commits it is ${busFactor.commits}.`
        : ''
  const since = dayOf(isoTime(activeSinceS, 0))
  return (
    `The bus factor is **${count}**: ${holdersOf(found, orderBy)}.${other} ` +
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
