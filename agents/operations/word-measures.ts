// Groups of commits and what is measured of them in plain sentences: distributions, averages, shares and gaps.
import type { Row } from '#lib/events.ts'
import { type FoundRows, filtersOf, nothing, type Wording } from './found-rows.ts'
import type { CommitsInput } from './query-commits.ts'
import { averageUnit, foremost, hasThreshold, measured, superlative, threshold } from './word-ranking.ts'
import { code, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

type GroupBy = NonNullable<CommitsInput['groupBy']>

const GROUP_WORDS: Readonly<Record<GroupBy, readonly [one: string, many: string]>> = {
  author: ['author', 'authors'],
  committer: ['committer', 'committers'],
  co_author: ['co-author', 'co-authors'],
  trailer: ['person named', 'people named'],
  email_domain: ['mail domain of the author', 'mail domains'],
  year: ['year', 'years'],
  quarter: ['quarter', 'quarters'],
  month: ['month', 'months'],
  week: ['week', 'weeks'],
  day: ['day', 'days'],
  weekday: ['day of the week', 'days of the week'],
  hour: ['hour of the day', 'hours of the day'],
  path: ['file', 'files'],
  folder: ['folder', 'folders'],
  extension: ['kind of file', 'kinds of files'],
}

const TRAILER_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'reviewed-by': ['reviewer', 'reviewers'],
  'signed-off-by': ['signer', 'signers'],
  'tested-by': ['tester', 'testers'],
  'reported-by': ['reporter', 'reporters'],
  'acked-by': ['person who acknowledged', 'people who acknowledged'],
}

function groupWords({
  groupBy = 'month',
  trailer = 'signed-off-by',
}: CommitsInput): readonly [one: string, many: string] {
  if (groupBy !== 'trailer') return GROUP_WORDS[groupBy]
  const token = trailer.toLowerCase()
  return TRAILER_WORDS[token] ?? [`person named by ${inline(token)}`, `people named by ${inline(token)}`]
}

function isOfFiles(by: GroupBy): boolean {
  return by === 'path' || by === 'folder' || by === 'extension'
}

export function wordGroups(found: FoundRows): Wording {
  const { input, rows, total } = found
  const by = input.groupBy ?? 'month'
  const [one, many] = groupWords(input)
  const filters = filtersOf(found)
  const summary = plural(total, one, many)
  if (hasThreshold(input)) return wordGroupThreshold(found)
  const [firstRow] = rows
  if (firstRow === undefined) return noGroups(found, by)
  if (input.limit === 1) return wordForemost(found, by, firstRow)
  const { rankBy = 'commits' } = input
  const measure = (row: Row) => measured(row, rankBy)
  const isOther = input.order === 'fewest' || (rankBy !== 'commits' && rankBy !== 'lines')
  const most =
    isOther || rankBy === 'lines'
      ? firstRow
      : rows.reduce((best, row) => (Number(row.commits) > Number(best.commits) ? row : best))
  const isWhole = rows.length === total || input.rankBy !== undefined || !isTime(by)
  const head = isOther
    ? `${superlative(input)}${filters}: ${one} ${foremost(rows, input, (row) => groupLabel(by, row))} with ${measure(firstRow)}. Per ${one}:`
    : isOfFiles(by)
      ? `**${plural(total, one, many)}** ${total === 1 ? 'was' : 'were'} changed${filters && ` by the commits${filters}`}; most often ${groupLabel(by, most)} with ${measure(most)}:`
      : isWhole && !input.offset
        ? `Commits per ${one}${filters}; most of them, ${measure(most)}, ${prepositionOf(by)} **${groupLabel(by, most)}**:`
        : `Commits per ${one}${filters}:`
  const shown = rows.length < total ? `\n\n${rows.length} of ${plural(total, one, many)} are shown.` : ''
  const lines = rows.map((row) => `- ${groupLabel(by, row)} — ${measure(row)}`)
  return { summary, rows, total, sources: [], text: `${head}\n\n${lines.join('\n')}${shown}`, keys: [] }
}

/** "**3 months** in 2018 had no commits". */
function wordGroupThreshold(found: FoundRows): Wording {
  const { input, rows, total } = found
  const by = input.groupBy ?? 'month'
  const [one, many] = groupWords(input)
  const have = `${threshold(input)}${filtersOf(found)}`
  const summary = plural(total, one, many)
  if (total === 0)
    return {
      ...{ ...nothing(found), summary },
      text:
        input.maxCommits === 0
          ? `There is no ${one} without commits${filtersOf(found)} in the indexed history.`
          : `No ${one} of the indexed history has ${have}.`,
    }
  const lines = rows.map((row) => `- ${groupLabel(by, row)} — ${measured(row, input.rankBy)}`)
  const shown = rows.length < total ? `; ${rows.length} of them:` : ':'
  return {
    ...{ summary, rows, total, sources: [] },
    text: `**${summary}** ${total === 1 ? 'has' : 'have'} ${have}${shown}\n\n${lines.join('\n')}`,
    keys: [String(total)],
  }
}

/** One group asked for is one sentence; another that has as much is named with it. */
function wordForemost(found: FoundRows, by: GroupBy, first: Row): Wording {
  const { input, total } = found
  const { rankBy } = input
  const [one, many] = groupWords(input)
  const measure = measured(first, rankBy)
  const equal = found.rows.slice(1).filter((row) => measured(row, rankBy) === measure)
  const place = input.offset
    ? `number ${input.offset + 1} of the ${many} by ${rankBy ?? 'commits'}`
    : `the ${one} with the ${superlative(input).toLowerCase()}`
  const tie = equal.map((row) => `, as many as **${groupLabel(by, row)}**`).join('')
  return {
    summary: plural(total, one, many),
    rows: [first, ...equal],
    ...{ total, sources: [], keys: [String(first[by])] },
    text: `**${groupLabel(by, first)}** is ${place}${filtersOf(found)}: ${measure}${tie}.`,
  }
}

function isTime(by: GroupBy): boolean {
  return by === 'year' || by === 'quarter' || by === 'month' || by === 'week' || by === 'day'
}

/** Commits without such a group: merges touch no file, and few messages name a co-author. */
function noGroups(found: FoundRows, by: GroupBy): Wording {
  const { total } = found
  const [one, many] = groupWords(found.input)
  const filters = filtersOf(found)
  if (total > 0)
    return {
      ...{
        summary: plural(total, one, many),
        rows: [],
        total,
        sources: [],
        keys: [String(total)],
        provesAbsence: true,
      },
      text: `There are only ${plural(total, one, many)} of commits${filters}.`,
    }
  if (isOfFiles(by) || by === 'co_author' || by === 'trailer')
    return {
      ...nothing(found),
      summary: plural(0, one, many),
      text: `No commits${filters} ${isOfFiles(by) ? 'change a file' : `name a ${one.replace(/^person named/, 'person')}`}.`,
    }
  return { ...nothing(found), summary: plural(0, one, many) }
}

function prepositionOf(by: GroupBy): string {
  if (by === 'author' || by === 'committer') return 'by'
  if (by === 'co_author' || by === 'trailer') return 'with'
  if (by === 'email_domain') return 'from'
  return by === 'day' || by === 'weekday' ? 'on' : by === 'hour' ? 'at' : 'in'
}

function groupLabel(by: GroupBy, row: Row): string {
  const value = by === 'trailer' ? row.person : row[by]
  if (by === 'hour') return `${value}:00`
  return isOfFiles(by) ? code(value) : inline(value)
}

export function wordAverage(found: FoundRows): Wording {
  const { input, rows, total } = found
  if (averageUnit(input) === 'commit') return wordCommitSize(found)
  const by = input.groupBy ?? 'month'
  const [one, many] = groupWords(input)
  const [row] = rows
  if (row === undefined || row.average === null || total === 0) return noGroups({ ...found, total: 0 }, by)
  const units = Number(row.units)
  const average = numberOf(row.average, input.decimals)
  const spread =
    units > 1
      ? `, at least ${numberOf(row.minimum)} and at most ${numberOf(row.maximum)}, with a median of ${numberOf(row.median)}`
      : ''
  const { statistic = 'all' } = input
  const median = numberOf(row.median, input.decimals)
  if (statistic === 'median')
    return {
      summary: `${median} per ${one}`,
      ...{ rows, total, sources: [], keys: [median] },
      text: `The median is **${median} ${median === '1' ? 'commit' : 'commits'} per ${one}**${filtersOf(found)}.`,
    }
  const rest = statistic === 'mean' ? '' : `${spread}: ${plural(total, 'commit')} over ${plural(units, one, many)}`
  return {
    summary: `${average} per ${one}`,
    ...{ rows, total, sources: [] },
    text: `On average **${average} ${row.of === 'authors' ? 'author' : 'commit'}${average === '1' ? '' : 's'} per ${one}**${filtersOf(found)}${rest}.`,
    keys: [input.decimals === undefined ? String(row.average) : average],
  }
}

/** Lines or files of a commit: a few giants say that the median tells more. */
function wordCommitSize(found: FoundRows): Wording {
  const { input, rows, total } = found
  const [row] = rows
  if (row === undefined || row.average === null || total === 0)
    return {
      ...{ summary: 'no size', rows: [], total: 0, sources: [], keys: [] },
      text: `No commits${filtersOf(found)} have ${input.measure === 'files' ? 'files' : 'counted lines'}.`,
    }
  const what = input.measure === 'files' ? 'files' : 'changed lines'
  const average = `${numberOf(row.average)} ${what} per commit`
  return {
    summary: average,
    ...{ rows, total, sources: [] },
    text: `On average **${average}**${filtersOf(found)}, with a median of **${numberOf(row.median)}**, at least ${numberOf(row.minimum)} and at most ${numberOf(row.maximum)}: over ${plural(total, 'commit')} that change files.`,
    keys: [String(row.average)],
  }
}

function numberOf(value: unknown, decimals = 2): string {
  return Number(value).toLocaleString('en-US', { maximumFractionDigits: decimals })
}

/** What a share is taken of, and what is taken; the same parting as that of the query. */
function partsOfShare({ input, named }: Pick<FoundRows, 'input' | 'named'>): {
  readonly whole: Pick<FoundRows, 'input' | 'named'>
  readonly part: Pick<FoundRows, 'input' | 'named'>
} {
  const { result, from, to, firstParent, since, until, dateField, merges, bots, ...narrow } = input
  const nobody = { people: [], excluded: [], committers: [], coAuthors: [] }
  const { people, excluded, committers, coAuthors } = named
  const { bots: _, ...anybody } = input
  if (bots !== undefined || [people, excluded, committers, coAuthors].some((some) => some.length > 0))
    return {
      whole: { input: anybody, named: nobody },
      part: { input: { result, ...(bots && { bots }) }, named: { people, excluded, committers, coAuthors } },
    }
  const reach = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(firstParent !== undefined && { firstParent }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(dateField !== undefined && { dateField }),
  }
  const only = merges === undefined ? {} : { merges }
  return {
    whole: { input: { result, ...reach, ...(merges === 'exclude' && only) }, named: nobody },
    part: { input: { result, ...narrow, ...(merges === 'only' && only) }, named: nobody },
  }
}

export function wordShare(found: FoundRows): Wording {
  const { rows } = found
  const [row] = rows
  const [count, of] = [Number(row?.commits ?? 0), Number(row?.of ?? 0)]
  const { whole, part } = partsOfShare(found)
  if (of === 0) return { ...nothing(whole), summary: plural(0, 'commit'), rows }
  const percent = `${numberOf(row?.percent, found.input.decimals)} %`
  const taken = filtersOf(part)
  return {
    summary: percent,
    ...{ rows, total: count, sources: [] },
    text:
      taken === ''
        ? `All ${plural(of, 'commit')}${filtersOf(whole)} are meant: **${percent}**.`
        : `**${percent}** of the ${plural(of, 'commit')}${filtersOf(whole)} are those${taken.replace(/^,/, '')}: ${plural(count, 'commit')}.`,
    keys: [found.input.decimals === undefined ? String(row?.percent) : percent.replace(' %', ''), String(count)],
    ...(count === 0 && { provesAbsence: true }),
  }
}

export function wordGap(found: FoundRows): Wording {
  const { rows, total } = found
  const filters = filtersOf(found)
  const [first] = rows
  if (first === undefined)
    return {
      ...nothing(found),
      summary: 'no gap',
      text: `There are fewer than two commits${filters} in the indexed history, so there is no time between them.`,
    }
  const next = (row: Row): Row => ({ sha: row.nextSha ?? null, subject: row.nextSubject ?? null })
  const between = (row: Row, index: number) =>
    `from ${code(shortOid(String(row.sha)))} by ${inline(row.author)} on ${dayOf(row.authoredAt)} {${2 * index}} ` +
    `to ${code(shortOid(String(row.nextSha)))} by ${inline(row.nextAuthor)} on ${dayOf(row.nextAuthoredAt)} {${2 * index + 1}}`
  const head = `The longest time between two commits${filters} is **${daysOf(first)}**, ${between(first, 0)}.`
  const rest = rows.slice(1).map((row, index) => `${index + 2}. ${daysOf(row)}, ${between(row, index + 1)}`)
  return {
    summary: daysOf(first),
    ...{ rows, total },
    sources: rows.flatMap((row) => [commitSource(row), commitSource(next(row))]),
    text: [head, ...(rest.length > 0 ? [`Next:\n\n${rest.join('\n')}`] : [])].join('\n\n'),
    keys: [String(first.days), shortOid(String(first.sha)), shortOid(String(first.nextSha))],
  }
}

const HOUR_S = 3_600

function daysOf(row: Row): string {
  const days = Number(row.days)
  if (days >= 1) return `${numberOf(days)} ${days === 1 ? 'day' : 'days'}`
  const hours = Math.round((Number(row.seconds) / HOUR_S) * 10) / 10
  return hours >= 1
    ? `${numberOf(hours)} ${hours === 1 ? 'hour' : 'hours'}`
    : plural(Math.round(Number(row.seconds) / 60), 'minute')
}
