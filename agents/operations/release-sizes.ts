// What each release holds against the one before it on the same line: its commits and the people who made them.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import type { GitRef } from '#lib/git/revisions.ts'
import { releaseSpans } from '#lib/history/release-spans.ts'
import { type Found, nothingSuch, type Operation } from './operation.ts'
import { stableTags } from './release-gaps.ts'
import { dayOfSeconds, tagName, tagSource } from './releases.ts'
import { dateToSeconds } from './scope-input.ts'
import { code, describePeriodOf, plural } from './wording.ts'

const Input = z.object({
  by: z.enum(['commits', 'authors']).optional().describe('default: commits, merges included'),
  order: z.enum(['most', 'fewest', 'newest', 'oldest']).optional().describe('default: newest'),
  average: z.boolean().optional().describe('only how many a release has on average'),
  since: z.string().max(40).optional().describe('ISO date, inclusive; when the release was tagged'),
  until: z.string().max(40).optional().describe('ISO date, exclusive'),
  limit: z.number().int().min(1).max(500).optional(),
})
type Input = z.infer<typeof Input>

/** Releases listed behind the first of a ranking, and in a list. */
const [RANKED, LISTED] = [5, 30]

export const releaseSizes: Operation<Input> = {
  name: 'release_sizes',
  title: 'Sizes of releases',
  kind: 'fact',
  description:
    'How many commits, or how many people, each release has beyond the release before it on the same line; the most or the fewest first. ' +
    'Use it for "which release contained the most commits", "which release had the most contributors", "commits per release". For one release use query_commits with from and to.',
  example: { by: 'commits', order: 'most' },
  input: Input,
  async execute(context, input) {
    const receipt = { kind: 'git', command: 'git for-each-ref --sort=creatordate refs/tags' } as const
    const { tags, notices } = await stableTags(context)
    const sinceS = dateToSeconds(input.since)
    const untilS = dateToSeconds(input.until)
    const spans = await releaseSpans(context.history, context.reach, tags)
    const sized = spans
      .filter(
        ({ tag }) =>
          (sinceS === undefined || tag.createdAtS >= sinceS) && (untilS === undefined || tag.createdAtS < untilS),
      )
      .map(({ tag, before, commits, authors }) => ({ tag, row: rowOf(tag, before, commits, authors) }))
    const by = input.by ?? 'commits'
    const order = input.order ?? 'newest'
    const sorted = sized.toSorted((a, b) => compare(a, b, { by, order }))
    const [first] = sorted
    const period = describePeriodOf(input.since, input.until)
    if (first === undefined)
      return nothingSuch(
        [{ kind: 'tag', text: period === '' ? 'any release' : `any release ${period}`, status: 'missing' }],
        receipt,
        'the tags of this repository',
      )
    if (input.average) return { ...wordAverage(sized, { by, when: period }), receipt, notices }
    const isRanked = order === 'most' || order === 'fewest'
    const shown = sorted.slice(0, input.limit ?? (isRanked ? RANKED : LISTED))
    const measure = (row: Row) => plural(Number(row[by]), by === 'commits' ? 'commit' : 'author')
    const lines = shown.map(
      ({ row }, index) =>
        `- ${code(row.tag)} — ${measure(row)} since ${row.before === null ? 'the beginning' : code(row.before)} {${index}}`,
    )
    const since =
      first.row.before === null
        ? 'from the beginning of the history'
        : `since ${code(first.row.before)}, the release before it on its line`
    const when = period === '' ? '' : ` ${period}`
    return {
      summary: plural(sized.length, 'release'),
      rows: shown.map(({ row }) => row),
      total: sized.length,
      sources: shown.map(({ tag }) => tagSource(tag)),
      receipt: {
        kind: 'git',
        command: `git rev-list --count ${first.row.before === null ? '' : `'${first.row.before}..`}${first.row.tag}${first.row.before === null ? '' : "'"}`,
      },
      text: isRanked
        ? `${code(first.row.tag)} is the release${when} with the ${order} ${by}: **${measure(first.row)}** ${since} {0}.${lines.length > 1 ? `\n\nThen:\n\n${lines.slice(1).join('\n')}` : ''}`
        : `${by === 'commits' ? 'Commits' : 'Authors'} of each release${when} since the release before it on its line${shown.length < sized.length ? `, the ${order} first` : ''}:\n\n${lines.join('\n')}`,
      keys: [String(first.row.tag)],
      notices,
    }
  },
}

function wordAverage(
  sized: readonly Sized[],
  { by, when }: { readonly by: 'commits' | 'authors'; readonly when: string },
): Omit<Found, 'receipt' | 'notices'> {
  const average = Math.round((10 * sized.reduce((sum, { row }) => sum + row[by], 0)) / sized.length) / 10
  return {
    summary: `${average} ${by} a release`,
    rows: [{ average, unit: by, releases: sized.length }],
    total: sized.length,
    sources: [],
    text: `On average a release${when === '' ? '' : ` ${when}`} has **${average} ${by}** beyond the release before it on its line.`,
    keys: [String(average)],
  }
}

function rowOf(tag: GitRef, before: GitRef | undefined, commits: number, authors: number) {
  return {
    tag: tagName(tag),
    date: dayOfSeconds(tag.createdAtS),
    before: before === undefined ? null : tagName(before),
    commits,
    authors,
  }
}

interface Sized {
  readonly tag: GitRef
  readonly row: ReturnType<typeof rowOf>
}

function compare(
  a: Sized,
  b: Sized,
  { by, order }: { readonly by: 'commits' | 'authors'; readonly order: NonNullable<Input['order']> },
): number {
  const byTime = b.tag.createdAtS - a.tag.createdAtS
  switch (order) {
    case 'most':
      return b.row[by] - a.row[by] || byTime
    case 'fewest':
      return a.row[by] - b.row[by] || byTime
    case 'newest':
      return byTime
    case 'oldest':
      return -byTime
  }
}
