// The people of a commit query in plain sentences: how many, who most, who is new, who stopped, and the place of one.
import type { Row } from '#lib/events.ts'
import { type FoundRows, filtersOf, nothing, type Wording } from './found-rows.ts'
import { dayOf, inline, joinWords, linesOf, ordinal, plural } from './wording.ts'

export function wordAuthorCount(found: FoundRows): Wording {
  const { rows, total } = found
  const summary = plural(total, 'author')
  if (total === 0) return { ...nothing(found), summary }
  const names = joinWords(rows.map((row) => inline(row.author)))
  const who = rows.length === 0 ? '' : rows.length < total ? `, most of them by ${names}` : `: ${names}`
  return {
    ...{ summary, rows, total, sources: [] },
    text: `**${plural(total, 'author')}** made commits${filtersOf(found)}${who}.`,
    keys: [String(total)],
  }
}

export function wordAuthors(found: FoundRows): Wording {
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
  const isByLines = input.rankBy === 'lines'
  const measure = (row: Row) =>
    isByLines ? `${linesOf(row)} in ${plural(Number(row.commits), 'commit')}` : plural(Number(row.commits), 'commit')
  if (total === 1) {
    // The one author is named by the sentence itself.
    const rest = filtersOf({ input, named: { ...named, people: [] } })
    const text = isByLines
      ? `**${inline(first.author)}** added ${plural(Number(first.additions ?? 0), 'line')} and removed ${Number(first.deletions ?? 0).toLocaleString('en-US')} in ${plural(Number(first.commits), 'commit')}${rest}.`
      : `**${inline(first.author)}** made ${measure(first)}${rest}, from ${dayOf(first.firstAt)} to ${dayOf(first.lastAt)}.`
    return { summary, rows, total, sources: [], text, keys: [String(first.author)] }
  }
  const next = rows.slice(1).map((row, index) => `${offset + index + 2}. ${inline(row.author)} — ${measure(row)}`)
  const text = [
    `${offset === 0 ? 'Most active' : `The ${ordinal(offset + 1)} most active`}${filters}: **${inline(first.author)}** with ${measure(first)}.`,
    ...(next.length > 0 ? [`Next of ${plural(total, 'author')}:`, next.join('\n')] : []),
  ].join('\n\n')
  return { summary, rows, total, sources: [], text, keys: [String(first.author)] }
}

export function wordNewAuthors(found: FoundRows): Wording {
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
    const measure = input.rankBy === 'lines' ? `by changed lines, with ${linesOf(row)} in` : 'with'
    return `${who} is number **${row.rank}** of ${of}, ${measure} ${plural(Number(row.commits), 'commit')}.`
  })
  const places = rows.flatMap((row) => (row.rank === null ? [] : [String(row.rank)]))
  return {
    summary: plural(authors, 'author'),
    ...{ rows, total: authors, sources: [], keys: places },
    text: sentences.join('\n\n'),
    ...(places.length === 0 && { provesAbsence: true }),
  }
}
