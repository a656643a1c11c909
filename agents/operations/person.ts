// Who somebody is in this history: names, roles, first and last commit, where and when they work.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { resolvePeople } from '#lib/history/people.ts'
import { type PersonFact, personProfile } from '#lib/history/person.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { absenceReceipt, dateToSeconds } from './scope-input.ts'
import { code, commitSource, dayOf, describePeriodOf, inline, joinWords, plural, shortOid } from './wording.ts'

const Input = z.object({
  name: z.string().min(1).max(200).describe('name, login or e-mail address'),
  since: z.string().max(40).optional().describe('ISO date or time, inclusive'),
  until: z.string().max(40).optional().describe('ISO date or time, exclusive'),
  by: z.enum(['year', 'month']).optional().describe('steps of the activity over time; default: year'),
})

/** Spellings and steps of activity put into words; the rows hold all. */
const ALIASES_NAMED = 8
const STEPS_NAMED = 24
/** Other people that a name fits as well, named in a notice. */
const OTHERS_NAMED = 3
/** A second reading worth a notice has at least this share of the best one's score. */
const NEAR_SCORE = 0.9

export const person: Operation<z.infer<typeof Input>> = {
  name: 'person',
  title: 'Profile of a person',
  kind: 'fact',
  description:
    'One author: other names and addresses, first and last commit, number of commits and active months, roles (author, committer, co-author, reviewer), main folders and kinds of files, usual weekday and hour, activity over time. ' +
    'Use it for "who is X", "when did X start", "what does X work on", "is X still active". For counts under other filters use query_commits.',
  example: { name: 'Ada Lovelace' },
  input: Input,
  async execute(context, input) {
    const missing: Parameters<typeof nothingSuch>[0][number][] = []
    const sinceS = dateToSeconds(input.since, missing)
    const untilS = dateToSeconds(input.until, missing)
    const [best, ...others] = await resolvePeople(context.history, input.name, { anyRole: true })
    if (best === undefined) missing.push({ kind: 'person', text: input.name, status: 'missing' })
    if (best === undefined || missing.length > 0)
      return nothingSuch(missing, absenceReceipt(missing), 'the whole indexed history')
    const { rows, knowsTrailers, sql } = await personProfile(context.history, context.reach, {
      personId: best.id,
      revision: context.revision,
      ...(sinceS !== undefined && { sinceS }),
      ...(untilS !== undefined && { untilS }),
      ...(input.by && { by: input.by }),
    })
    const facts = Map.groupBy(rows, (row) => row.fact as PersonFact) // The column holds nothing else.
    const commits = Number(facts.get('authored')?.[0]?.commits ?? 0)
    const ends = [...(facts.get('first commit') ?? []), ...(facts.get('last commit') ?? [])]
    const period = describePeriodOf(input.since, input.until)
    const near = others.filter((other) => other.score >= best.score * NEAR_SCORE)
    return {
      summary: plural(commits, 'commit'),
      rows,
      total: rows.length,
      sources: ends.map((row) => commitSource({ sha: row.key ?? '', subject: row.detail ?? '' })),
      receipt: { kind: 'sql', command: sql },
      text: wordProfile({ name: best.name, email: best.email, commits, period, facts, by: input.by ?? 'year' }),
      keys: [best.name, String(commits)],
      provesAbsence: commits === 0,
      notices: [
        ...(near.length > 0
          ? [
              `“${inline(input.name)}” was read as ${inline(best.name)}; ${joinWords(near.slice(0, OTHERS_NAMED).map((other) => inline(other.name)))} fit${near.length === 1 ? 's' : ''} too.`,
            ]
          : []),
        ...(knowsTrailers
          ? []
          : ['No trailers of messages are indexed, so work as co-author or reviewer is not known.']),
      ],
    }
  },
}

interface Profile {
  readonly name: string
  readonly email: string
  readonly commits: number
  readonly period: string
  readonly facts: ReadonlyMap<PersonFact, readonly Row[]>
  readonly by: 'year' | 'month'
}

function wordProfile(profile: Profile): string {
  const { name, commits, period, facts, by } = profile
  if (commits === 0)
    return [`**${inline(name)}** authored no commits${period ? ` ${period}` : ' in this history'}.`, roles(facts)]
      .filter((part) => part !== '')
      .join('\n\n')
  const steps = facts.get(by) ?? []
  const latest = steps.slice(-STEPS_NAMED)
  const cut = latest.length < steps.length ? ` (the latest ${latest.length} of ${steps.length})` : ''
  const activity = latest.map((row) => `${row.key}: ${row.commits}`).join(', ')
  return [
    leadSentence(profile),
    aliases(profile),
    roles(facts),
    `Mostly in ${listed(facts.get('folder'), code)}; kinds of files: ${listed(facts.get('file kind'), inline)}.`,
    rhythm(facts, commits),
    `Commits by ${by}${cut}: ${activity}.`,
  ]
    .filter((part) => part !== '' && !part.startsWith('Mostly in ;'))
    .join('\n\n')
}

function leadSentence({ name, email, commits, period, facts }: Profile): string {
  const merges = Number(facts.get('authored')?.[1]?.commits ?? 0)
  const months = Number(facts.get('active months')?.[0]?.commits ?? 0)
  const [first] = facts.get('first commit') ?? []
  const [last] = facts.get('last commit') ?? []
  const ends =
    commits === 1
      ? `on ${dayOf(first?.firstAt)}: ${code(shortOid(String(first?.key)))}, “${inline(first?.detail)}” {0}`
      : `in ${plural(months, 'month')} from ${dayOf(first?.firstAt)} (${code(shortOid(String(first?.key)))}, “${inline(first?.detail)}” {0}) ` +
        `to ${dayOf(last?.lastAt)} (${code(shortOid(String(last?.key)))}, “${inline(last?.detail)}” {1})`
  const ofMerges = merges === 0 ? '' : ` (${plural(merges, 'merge')} among them)`
  return `**${inline(name)}** (${code(email)}) authored **${plural(commits, 'commit')}**${ofMerges}${period ? ` ${period}` : ''}, ${ends}.`
}

function aliases({ name, email, facts }: Profile): string {
  const others = (facts.get('identity') ?? []).filter((row) => row.key !== name || row.detail !== email)
  if (others.length === 0) return ''
  const named = others
    .slice(0, ALIASES_NAMED)
    .map((row) => `${inline(row.key)} ${code(`<${row.detail}>`)} (${row.commits})`)
  const rest = others.length - named.length
  return `Also as ${joinWords(rest > 0 ? [...named, `${plural(rest, 'more spelling')}`] : named)}.`
}

function roles(facts: Profile['facts']): string {
  const said = (facts.get('role') ?? [])
    .filter((row) => Number(row.commits) > 0)
    .map((row) =>
      row.key === 'committer'
        ? `committer of ${plural(Number(row.commits), 'commit')} of others`
        : `${code(row.key)} in ${plural(Number(row.commits), 'commit')}`,
    )
  return said.length === 0 ? '' : `Other roles: ${joinWords(said)}.`
}

function listed(rows: readonly Row[] | undefined, word: (text: unknown) => string): string {
  return (rows ?? []).map((row) => `${word(row.key)} (${row.commits})`).join(', ')
}

function rhythm(facts: Profile['facts'], commits: number): string {
  const most = (fact: PersonFact) =>
    (facts.get(fact) ?? []).reduce<Row | undefined>(
      (best, row) => (Number(row.commits) > Number(best?.commits ?? 0) ? row : best),
      undefined,
    )
  const [day, hour] = [most('weekday'), most('hour')]
  const share = (row: Row | undefined) => `${Math.round((100 * Number(row?.commits ?? 0)) / commits)} %`
  const start = Number(hour?.key ?? 0)
  const two = (value: number) => String(value).padStart(2, '0')
  return `Most often on ${day?.key}s (${share(day)}), and between ${two(start)}:00 and ${two((start + 1) % 24)}:00 (${share(hour)}), on their own clock.`
}
