// Tags as releases: which there are, of a period, by year, and how far apart.
import { z } from 'zod'
import type { GitRef } from '#lib/git/revisions.ts'
import { listIndexedRefs } from '#lib/history/named-revisions.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { dayOfSeconds, STABLE, sameVersion, tagName, tagRow, tagSource } from './releases.ts'
import { dateToSeconds } from './scope-input.ts'
import { code, describePeriodOf, plural, shortOid } from './wording.ts'

const Tags = z.object({
  order: z.enum(['newest', 'oldest']).optional(),
  name: z.string().max(200).optional().describe('only this tag'),
  since: z.string().max(40).optional().describe('ISO date, inclusive'),
  until: z.string().max(40).optional().describe('ISO date, exclusive'),
  after: z.string().max(200).optional().describe('only tags made after this one'),
  before: z.string().max(200).optional().describe('only tags made before this one'),
  names: z.array(z.string().max(200)).min(2).max(2).optional().describe('two tags, and the days between them'),
  stable: z.boolean().optional().describe('without pre-releases'),
  aspect: z.enum(['count', 'all']).optional().describe('only how many, or the tags themselves'),
  groupBy: z.enum(['year']).optional(),
  limit: z.number().int().min(1).max(500).optional(),
})

export const listTags: Operation<z.infer<typeof Tags>> = {
  name: 'list_tags',
  title: 'Tags and releases',
  kind: 'fact',
  description:
    'The tags of the repository with their dates, newest first; those of a period; how many a year; or the date of one tag. Use it for "which releases are there", "when was 2.0 released".',
  example: { limit: 10 },
  input: Tags,
  async execute(context, input) {
    const receipt = { kind: 'git', command: 'git for-each-ref --sort=-creatordate refs/tags' } as const
    const all = await tagsUntilNow(context)
    if (input.names) return { ...wordDistance(all, input.names), receipt }
    const neighbour = input.after ?? input.before
    const bound = neighbour === undefined ? undefined : all.find((tag) => sameVersion(tagName(tag), neighbour))
    if (neighbour !== undefined && bound === undefined)
      return nothingSuch([{ kind: 'tag', text: neighbour, status: 'missing' }], receipt, 'the tags of this repository')
    const wanted = all.filter(
      (tag) => isWanted(tag, input) && (!bound || isBeside(tag, bound, input.after !== undefined)),
    )
    if (input.name !== undefined && wanted.length === 0)
      return nothingSuch(
        [{ kind: 'tag', text: input.name, status: 'missing' }],
        receipt,
        `the ${plural(all.length, 'tag')} of this repository`,
      )
    if (input.groupBy === 'year' && wanted.length > 0) return { ...wordYears(wanted, input), receipt }
    const sorted = [...wanted].sort((a, b) =>
      input.order === 'oldest' ? a.createdAtS - b.createdAtS : b.createdAtS - a.createdAtS,
    )
    const shown = sorted.slice(0, input.limit ?? 20)
    return {
      summary: plural(wanted.length, 'tag'),
      rows: shown.map(tagRow),
      total: wanted.length,
      sources: input.aspect === 'count' ? [] : shown.map(tagSource),
      receipt,
      text: wordTags(shown, wanted.length, input),
      keys:
        shown.length === 1 && input.aspect !== 'count'
          ? shown.map(tagName)
          : wanted.length > 0
            ? [String(wanted.length)]
            : [],
      provesAbsence: true,
    }
  },
}

function isWanted(tag: GitRef, { name, since, until, stable = false }: z.infer<typeof Tags>): boolean {
  const [sinceS, untilS] = [dateToSeconds(since), dateToSeconds(until)]
  return (
    (!stable || STABLE.test(tagName(tag))) &&
    (name === undefined || sameVersion(tagName(tag), name)) &&
    (sinceS === undefined || tag.createdAtS >= sinceS) &&
    (untilS === undefined || tag.createdAtS < untilS)
  )
}

/** A release of the same kind as `bound`, on the side asked for. */
function isBeside(tag: GitRef, bound: GitRef, isAfter: boolean): boolean {
  if (STABLE.test(tagName(bound)) && !STABLE.test(tagName(tag))) return false
  return isAfter ? tag.createdAtS > bound.createdAtS : tag.createdAtS < bound.createdAtS
}

/** Two tags with their days and how many lie between. */
function wordDistance(all: readonly GitRef[], names: readonly string[]): Omit<Found, 'receipt'> {
  const found = names.map((name) => all.find((tag) => sameVersion(tagName(tag), name)))
  const missing = names.filter((_, index) => found[index] === undefined)
  const [first, second] = found
  if (!first || !second)
    return nothingSuch(
      missing.map((text) => ({ kind: 'tag', text, status: 'missing' })),
      { kind: 'git', command: 'git tag' },
      'the tags of this repository',
    )
  const days = Math.round(Math.abs(first.createdAtS - second.createdAtS) / 86_400)
  return {
    summary: plural(days, 'day'),
    rows: [first, second].map(tagRow),
    total: 2,
    sources: [first, second].map(tagSource),
    text: `**${plural(days, 'day')}** lie between ${code(tagName(first))}, tagged on ${dayOfSeconds(first.createdAtS)} {0}, and ${code(tagName(second))}, tagged on ${dayOfSeconds(second.createdAtS)} {1}.`,
    keys: [String(days)],
  }
}

function wordTags(shown: readonly GitRef[], total: number, input: z.infer<typeof Tags>): string {
  const period = describePeriodOf(input.since, input.until)
  const beside = input.after ? ` after ${code(input.after)}` : input.before ? ` before ${code(input.before)}` : ''
  const kind = input.stable ? ', pre-releases left out' : ''
  const when = `${beside}${period === '' ? '' : ` ${period}`}${kind}`
  const [only] = shown
  if (only === undefined) return when === '' ? 'This repository has no tags.' : `No tag was made${when}.`
  if (input.aspect === 'count') return `**${plural(total, 'tag')}**${when}.`
  if (shown.length === 1) {
    const which =
      total === 1 ? (period === '' ? '' : `The only tag${when}: `) : `The ${input.order ?? 'newest'} tag${when}: `
    return `${which}${code(tagName(only))} was tagged on **${dayOfSeconds(only.createdAtS)}** at commit ${code(shortOid(only.commitOid))} {0}.`
  }
  const lines = shown.map((tag, index) => `- ${code(tagName(tag))} — ${dayOfSeconds(tag.createdAtS)} {${index}}`)
  const part = shown.length < total ? `, the ${input.order ?? 'newest'} ${shown.length}` : ''
  return `**${plural(total, 'tag')}**${when}${part}:\n\n${lines.join('\n')}`
}

function wordYears(tags: readonly GitRef[], { since, until }: z.infer<typeof Tags>): Omit<Found, 'receipt'> {
  const years = Map.groupBy(tags, (tag) => dayOfSeconds(tag.createdAtS).slice(0, 4))
  const rows = [...years]
    .map(([year, made]) => ({ year, tags: made.length }))
    .sort((a, b) => (a.year < b.year ? -1 : 1))
  const period = describePeriodOf(since, until)
  return {
    summary: plural(tags.length, 'tag'),
    rows,
    total: rows.length,
    sources: [],
    text: `**${plural(tags.length, 'tag')}**${period === '' ? '' : ` ${period}`} by year:\n\n${rows.map((row) => `- ${row.year} — ${plural(row.tags, 'tag')}`).join('\n')}`,
    keys: [String(tags.length)],
  }
}

/** Tags that were there at the time asked about. */
async function tagsUntilNow({ history, nowS }: OperationContext): Promise<readonly GitRef[]> {
  const refs = await listIndexedRefs(history)
  return refs.filter((ref) => ref.kind === 'tag' && ref.createdAtS <= nowS)
}
