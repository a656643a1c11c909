// The people of a commit query in plain sentences: how many, who most, who is new, who stopped, and the place of one.
import type { Row } from '#lib/events.ts'
import { type FoundRows, filtersOf, nothing, type Wording } from './found-rows.ts'
import { foremost, hasThreshold, measured, noLines, superlative, threshold } from './word-ranking.ts'
import { dayOf, inline, joinWords, ordinal, plural } from './wording.ts'

export function wordAuthorCount(found: FoundRows): Wording {
  const { rows, total } = found
  const summary = plural(total, 'author')
  if (hasThreshold(found.input)) return wordThreshold(found)
  if (total === 0) return { ...nothing(found), summary }
  const names = joinWords(rows.map((row) => inline(row.author)))
  const who = rows.length === 0 ? '' : rows.length < total ? `, most of them by ${names}` : `: ${names}`
  return {
    ...{ summary, rows, total, sources: [] },
    text: `**${plural(total, 'author')}** made commits${filtersOf(found)}${who}.`,
    keys: [String(total)],
  }
}

/** "**38 authors** have exactly 1 commit in 2018". */
function wordThreshold(found: FoundRows): Wording {
  const { input, rows, total } = found
  const summary = plural(total, 'author')
  const have = `${threshold(input)}${filtersOf(found)}`
  if (total === 0)
    return { ...nothing(found), summary, text: `No author has ${have} in the indexed history.`, keys: [] }
  const lines = rows.map(
    (row, index) => `${(input.offset ?? 0) + index + 1}. ${inline(row.author)} — ${measured(row, input.rankBy)}`,
  )
  const shown = rows.length < total ? `; ${rows.length} of them:` : ':'
  return {
    ...{ summary, rows, total, sources: [] },
    text: `**${summary}** ${total === 1 ? 'has' : 'have'} ${have}${shown}\n\n${lines.join('\n')}`,
    keys: [String(total)],
  }
}

export function wordAuthors(found: FoundRows): Wording {
  if (hasThreshold(found.input)) return wordThreshold(found)
  const { input, rows, total, named } = found
  const { offset = 0 } = input
  const summary = plural(total, 'author')
  const filters = filtersOf(found)
  const [first] = rows
  if (first === undefined && total > 0)
    return {
      ...{ summary, rows, total, sources: [], keys: [String(total)], provesAbsence: true },
      text: `There is no ${ordinal(offset + 1)} one: only **${plural(total, 'author')}** made commits${filters}.`,
    }
  if (first === undefined) return { ...nothing(found), summary }
  const none = input.order === 'fewest' ? undefined : noLines(rows, input)
  if (none !== undefined)
    return {
      ...{ summary, rows, total, sources: [], keys: [] },
      text: `The ${plural(total, 'author')} of commits${filters} have ${none} that are counted.`,
    }
  const isByLines = input.rankBy === 'lines'
  const measure = (row: Row) => measured(row, input.rankBy)
  const isOther = (input.rankBy !== undefined && input.rankBy !== 'commits' && !isByLines) || input.order === 'fewest'
  if (total === 1 && !isOther) {
    // The one author is named by the sentence itself.
    const rest = filtersOf({ input, named: { ...named, people: [] } })
    const text = isByLines
      ? `**${inline(first.author)}** added ${plural(Number(first.additions ?? 0), 'line')} and removed ${Number(first.deletions ?? 0).toLocaleString('en-US')} in ${plural(Number(first.commits), 'commit')}${rest}.`
      : `**${inline(first.author)}** made ${measure(first)}${rest}, from ${dayOf(first.firstAt)} to ${dayOf(first.lastAt)}.`
    return { summary, rows, total, sources: [], text, keys: [String(first.author)] }
  }
  const next = rows.slice(1).map((row, index) => `${offset + index + 2}. ${inline(row.author)} — ${measure(row)}`)
  const text = [
    isOther
      ? `${superlative(input)}${offset === 0 ? '' : `, number ${offset + 1}`}${filters}: ${foremost(rows, input, (row) => inline(row.author))} with ${measure(first)}.`
      : `${offset === 0 ? 'Most active' : `The ${ordinal(offset + 1)} most active`}${filters}: **${inline(first.author)}** with ${measure(first)}.`,
    ...(next.length > 0 ? [`Next of ${plural(total, 'author')}:`, next.join('\n')] : []),
  ].join('\n\n')
  return { summary, rows, total, sources: [], text, keys: [String(first.author)] }
}

export function wordNewAuthors(found: FoundRows): Wording {
  const { input, rows, total } = found
  const [first] = rows
  const { offset = 0 } = input
  if (input.limit === 1 && total > 0)
    return {
      ...{ summary: plural(total, 'new author'), rows, total, sources: [] },
      text:
        first === undefined
          ? `There is no ${ordinal(offset + 1)} one: only **${plural(total, 'person', 'people')}** made their first commits${filtersOf(found)}.`
          : `The ${ordinal(offset + 1)} of ${plural(total, 'person', 'people')} with commits${filtersOf(found)} is **${inline(first.author)}**, first on ${dayOf(first.firstAt)}, with ${plural(Number(first.commits), 'commit')} since.`,
      keys: [first === undefined ? String(total) : String(first.author)],
      ...(first === undefined && { provesAbsence: true }),
    }
  const happened = `contributed for the first time${filtersOf(found)}`
  return wordTurns(found, {
    summary: plural(found.total, 'new author'),
    ...{ happened, nobody: happened },
    when: (row) => `first on ${dayOf(row.firstAt)}`,
  })
}

export function wordStoppedAuthors(found: FoundRows): Wording {
  const { months, since } = found.input
  const filters = filtersOf(found)
  const quiet = `in the last ${plural(months ?? 12, 'month')}`
  const ended = `made the last of their commits${filters}`
  const inPeriod = since !== undefined && months === undefined
  return wordTurns(found, {
    summary: plural(found.total, 'author'),
    happened: inPeriod ? ended : `made commits${filters}, but none ${quiet}`,
    nobody: inPeriod ? ended : `who made commits${filters} was silent ${quiet}`,
    when: (row) => `last on ${dayOf(row.lastAt)}`,
  })
}

interface Turn {
  readonly summary: string
  /** What "3 people" did. */
  readonly happened: string
  /** What "Nobody" did. */
  readonly nobody: string
  readonly when: (row: Row) => string
}

function wordTurns(found: FoundRows, { summary, happened, nobody, when }: Turn): Wording {
  const { input, rows, total } = found
  if (total === 0) return { ...nothing(found), summary, text: `Nobody ${nobody}.` }
  const { offset = 0 } = input
  const lines = rows.map(
    (row, index) =>
      `${offset + index + 1}. ${inline(row.author)} — ${when(row)}, ${plural(Number(row.commits), 'commit')}`,
  )
  const list = `\n\n${lines.join('\n')}`
  const shown = rows.length < total ? ` ${rows.length} of them:` : ''
  return {
    ...{ summary, rows, total, sources: [] },
    text: `**${plural(total, 'person', 'people')}** ${happened}.${shown}${list}`,
    keys: [String(total)],
  }
}

export function wordRank(found: FoundRows): Wording {
  const { input, rows, named } = found
  const filters = filtersOf({ input, named: { ...named, people: [] } })
  const authors = Number(rows[0]?.authors ?? 0)
  const sentences = rows.map((row) => {
    const who = `**${inline(row.author)}**`
    if (row.rank === null) {
      const others =
        authors === 0 ? 'nor has anybody' : `${plural(authors, 'author')} ${authors === 1 ? 'has' : 'have'}`
      return `${who} has no commits${filters}; ${others}.`
    }
    const of = `${plural(authors, 'author')}${filters && ` of commits${filters}`}`
    const by = input.rankBy === 'lines' ? 'by changed lines, ' : ''
    return `${who} is number **${row.rank}** of ${of}, ${by}with ${measured(row, input.rankBy)}.`
  })
  const places = rows.flatMap((row) => (row.rank === null ? [] : [String(row.rank)]))
  return {
    summary: plural(authors, 'author'),
    ...{ rows, total: authors, sources: [], keys: places },
    text: sentences.join('\n\n'),
    ...(places.length === 0 && { provesAbsence: true }),
  }
}
