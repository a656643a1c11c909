// The time between releases: on average, the longest, the shortest, the last, and how long the first one took.
import { z } from 'zod'
import type { GitRef } from '#lib/git/revisions.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { listIndexedRefs } from '#lib/history/named-revisions.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { dayOfSeconds, STABLE, sameVersion, tagName, tagSource } from './releases.ts'
import { dateToSeconds } from './scope-input.ts'
import { code, commitSource, dayOf, describePeriodOf, inline, plural, shortOid } from './wording.ts'

const Input = z.object({
  result: z
    .enum(['average', 'longest', 'shortest', 'last', 'to_first', 'since'])
    .describe(
      '`last`: between the last two; `to_first`: from the first commit to the first release; `since`: from the last release to now',
    ),
  per: z
    .enum(['year', 'month'])
    .optional()
    .describe('of `average`: releases a year or month instead of days between them'),
  release: z.string().max(200).optional().describe('of `since`: from this release instead of the last'),
  since: z.string().max(40).optional().describe('ISO date, inclusive'),
  until: z.string().max(40).optional().describe('ISO date, exclusive'),
})
type Input = z.infer<typeof Input>

const DAY_S = 86_400
const DAYS = { year: 365.2425, month: 365.2425 / 12 } as const
const RECEIPT = { kind: 'git', command: 'git for-each-ref --sort=creatordate refs/tags' } as const

export const releaseGaps: Operation<Input> = {
  name: 'release_gaps',
  title: 'Time between releases',
  kind: 'fact',
  description:
    'The days between successive releases: on average, the longest, the shortest, between the last two, since the last, and from the first commit to the first release. ' +
    'Use it for "how often is a release made", "longest time between two releases". For two named releases use list_tags with names.',
  example: { result: 'average' },
  input: Input,
  async execute(context, input) {
    const { tags: all, notices } = await stableTags(context)
    const [sinceS, untilS] = [dateToSeconds(input.since), dateToSeconds(input.until)]
    const tags = all.filter(
      ({ createdAtS }) =>
        (sinceS === undefined || createdAtS >= sinceS) && (untilS === undefined || createdAtS < untilS),
    )
    const wanted = input.result === 'to_first' || input.result === 'since' ? 1 : 2
    const when = describePeriodOf(input.since, input.until)
    if (tags.length < wanted)
      return {
        ...{
          summary: plural(tags.length, 'release'),
          rows: [],
          total: tags.length,
          sources: [],
          receipt: RECEIPT,
          keys: [],
        },
        text: `${tags.length === 0 ? 'No release was' : 'Only one release was'} made${when === '' ? '' : ` ${when}`}, so there is no time between two.`,
        provesAbsence: true,
      }
    const found =
      input.result === 'to_first'
        ? await toFirst(context, tags)
        : input.result === 'since'
          ? await sinceRelease(context, tags, input.release)
          : between(tags, { ...input, when })
    // One release named is not one of those counted.
    return { ...found, ...(input.release === undefined && { notices }) }
  },
}

/** Releases that were there at the time asked about, oldest first; pre-releases only where there is nothing else. */
export async function stableTags({ history, nowS }: Pick<OperationContext, 'history' | 'nowS'>): Promise<{
  readonly tags: readonly GitRef[]
  readonly notices: readonly string[]
}> {
  const refs = await listIndexedRefs(history)
  const tags = refs
    .filter((ref) => ref.kind === 'tag' && ref.createdAtS <= nowS)
    .toSorted((a, b) => a.createdAtS - b.createdAtS)
  const stable = tags.filter((tag) => STABLE.test(tagName(tag)))
  if (stable.length === 0 || stable.length === tags.length) return { tags, notices: [] }
  return {
    tags: stable,
    notices: [`Pre-releases and other tags are not counted: ${tags.length - stable.length} of ${tags.length} tags.`],
  }
}

interface Gap {
  readonly from: GitRef
  readonly to: GitRef
  readonly days: number
}

function between(tags: readonly GitRef[], { result, per, when }: Input & { readonly when: string }): Found {
  const gaps = tags.slice(1).flatMap((to, index): Gap[] => {
    const from = tags[index]
    return from === undefined ? [] : [{ from, to, days: (to.createdAtS - from.createdAtS) / DAY_S }]
  })
  const chosen = gaps.reduce((best, gap) => (isBetter(gap, best, result) ? gap : best))
  if (result === 'average') return average(tags, { per, when })
  const days = Math.round(chosen.days)
  const which = { longest: 'The longest time', shortest: 'The shortest time', last: 'The time' }[
    result as 'longest' | 'shortest' | 'last'
  ]
  const pair = result === 'last' ? 'the last two releases' : 'two successive releases'
  return {
    summary: plural(days, 'day'),
    rows: [rowOf(chosen)],
    total: gaps.length,
    sources: [tagSource(chosen.from), tagSource(chosen.to)],
    receipt: RECEIPT,
    text: `${which} between ${pair}${when === '' ? '' : ` ${when}`} is **${plural(days, 'day')}**, from ${code(tagName(chosen.from))} on ${dayOfSeconds(chosen.from.createdAtS)} {0} to ${code(tagName(chosen.to))} on ${dayOfSeconds(chosen.to.createdAtS)} {1}.`,
    keys: [String(days)],
  }
}

function isBetter(gap: Gap, best: Gap, result: Input['result']): boolean {
  return result === 'longest'
    ? gap.days > best.days
    : result === 'shortest'
      ? gap.days < best.days
      : gap.to.createdAtS >= best.to.createdAtS
}

function rowOf({ from, to, days }: Gap) {
  return {
    from: tagName(from),
    fromDate: dayOfSeconds(from.createdAtS),
    to: tagName(to),
    toDate: dayOfSeconds(to.createdAtS),
    days: Math.round(days),
  }
}

function average(tags: readonly GitRef[], { per, when }: { readonly per: Input['per']; readonly when: string }): Found {
  const [first, last] = [tags[0], tags.at(-1)]
  if (first === undefined || last === undefined)
    return nothingSuch([{ kind: 'tag', text: 'any', status: 'missing' }], RECEIPT, 'the tags')
  const days = (last.createdAtS - first.createdAtS) / DAY_S / (tags.length - 1)
  const value = per === undefined ? String(Math.round(days)) : (DAYS[per] / days).toFixed(1)
  const said =
    per === undefined
      ? `a release is made every **${plural(Math.round(days), 'day')}**`
      : `**${value} releases** are made a ${per}`
  return {
    summary: per === undefined ? `every ${plural(Math.round(days), 'day')}` : `${value} a ${per}`,
    rows: [{ from: tagName(first), to: tagName(last), releases: tags.length, averageDays: Math.round(days * 10) / 10 }],
    total: tags.length,
    sources: [tagSource(first), tagSource(last)],
    receipt: RECEIPT,
    text: `On average ${said}${when === '' ? '' : ` ${when}`}, from ${code(tagName(first))} on ${dayOfSeconds(first.createdAtS)} {0} to ${code(tagName(last))} on ${dayOfSeconds(last.createdAtS)} {1}.`,
    keys: [value],
  }
}

async function toFirst({ history, reach }: OperationContext, tags: readonly GitRef[]): Promise<Found> {
  const [first] = tags
  if (first === undefined) return nothingSuch([{ kind: 'tag', text: 'any', status: 'missing' }], RECEIPT, 'the tags')
  const { rows } = await runCommitQuery(history, reach, {
    reach: { to: first.commitOid },
    result: { kind: 'list', limit: 1, order: 'oldest' },
  })
  const [commit] = rows
  if (commit === undefined)
    return nothingSuch([{ kind: 'commit', text: first.commitOid, status: 'missing' }], RECEIPT, 'the indexed history')
  const days = Math.round((first.createdAtS - Date.parse(String(commit.authoredAt)) / 1000) / DAY_S)
  return {
    summary: plural(days, 'day'),
    rows: [{ ...commit, to: tagName(first), toDate: dayOfSeconds(first.createdAtS), days }],
    total: 1,
    sources: [commitSource(commit), tagSource(first)],
    receipt: RECEIPT,
    text: `It took **${plural(days, 'day')}** from the first commit, ${code(shortOid(String(commit.sha)))} by ${inline(commit.author)} on ${dayOf(commit.authoredAt)} {0}, to the first release, ${code(tagName(first))} on ${dayOfSeconds(first.createdAtS)} {1}.`,
    keys: [String(days)],
  }
}

async function sinceRelease(
  { history, nowS }: OperationContext,
  tags: readonly GitRef[],
  name: string | undefined,
): Promise<Found> {
  const isNamed = (tag: GitRef) => tag.kind === 'tag' && sameVersion(tagName(tag), name ?? '')
  const last = name === undefined ? tags.at(-1) : (await listIndexedRefs(history)).find(isNamed)
  if (last === undefined)
    return nothingSuch(
      [{ kind: 'tag', text: name ?? 'any', status: 'missing' }],
      RECEIPT,
      'the releases of this repository',
    )
  const days = Math.floor((nowS - last.createdAtS) / DAY_S)
  return {
    summary: plural(days, 'day'),
    rows: [{ from: tagName(last), fromDate: dayOfSeconds(last.createdAtS), days }],
    total: 1,
    sources: [tagSource(last)],
    receipt: RECEIPT,
    text: `**${plural(days, 'day')}** have passed since ${last.name === tags.at(-1)?.name ? 'the last release, ' : ''}${code(tagName(last))}, tagged on ${dayOfSeconds(last.createdAtS)} {0}.`,
    keys: [String(days)],
  }
}
