// The rows of a commit query in plain sentences.
import type { Row } from '#lib/events.ts'
import { type FoundRows, filtersOf, nothing, type Wording } from './found-rows.ts'
import type { CommitsInput } from './query-commits.ts'
import { wordAverage, wordGap, wordGroups, wordShare } from './word-measures.ts'
import { wordAuthorCount, wordAuthors, wordNewAuthors, wordRank, wordStoppedAuthors } from './word-people.ts'
import { code, commitLine, commitSource, dayOf, inline, linesOf, ordinal, plural, shortOid } from './wording.ts'

/** The same count by another common meaning. */
export interface OtherCounts {
  readonly withoutMerges?: number
  readonly byCommitDate?: number
}

export function wordRows(found: FoundRows): Wording {
  switch (found.input.result) {
    case 'count':
      return wordCount(found)
    case 'list':
    case 'first':
    case 'last':
    case 'largest':
    case 'smallest':
      return wordCommits(found)
    case 'count_authors':
      return wordAuthorCount(found)
    case 'top_authors':
      return wordAuthors(found)
    case 'rank':
      return found.input.authors?.length ? wordRank(found) : wordAuthors(found)
    case 'first_time_authors':
      return wordNewAuthors(found)
    case 'stopped_authors':
      return wordStoppedAuthors(found)
    case 'group':
      return wordGroups(found)
    case 'average':
      return wordAverage(found)
    case 'share':
      return wordShare(found)
    case 'longest_gap':
      return wordGap(found)
  }
}

/** The number that was asked for stands alone; what it would be by another meaning is said beside it. */
export function otherMeanings(count: number, { withoutMerges, byCommitDate }: OtherCounts): readonly string[] {
  return [
    ...(withoutMerges !== undefined && withoutMerges !== count
      ? [`Merges are included; there are ${withoutMerges.toLocaleString('en-US')} without them.`]
      : []),
    ...(byCommitDate !== undefined && byCommitDate !== count
      ? [`Counted by the day of writing; there are ${byCommitDate.toLocaleString('en-US')} by the day of committing.`]
      : []),
  ]
}

function wordCount(found: FoundRows): Wording {
  const { rows } = found
  const count = Number(rows[0]?.commits ?? 0)
  const summary = plural(count, 'commit')
  if (count === 0) return { ...nothing(found), summary, rows }
  return {
    summary,
    rows,
    total: count,
    sources: [],
    text: `**${plural(count, 'commit')}**${filtersOf(found)}.`,
    keys: [String(count)],
  }
}

function wordCommits(found: FoundRows): Wording {
  const { input, rows, total } = found
  const { offset = 0 } = input
  const summary = plural(total, 'commit')
  const sources = rows.map(commitSource)
  const filters = filtersOf(found)
  const [first] = rows
  if (first === undefined) return total > 0 ? beyond(found, summary) : { ...nothing(found), summary }
  const keys = rows.map((row) => shortOid(String(row.sha)))
  const isBySize = input.result === 'largest' || input.result === 'smallest'
  const files = (row: Row) => (input.rankBy === 'files' ? `${plural(Number(row.filesChanged), 'file')}, ` : '')
  const size = (row: Row) => (isBySize ? ` (${files(row)}${linesOf(row)}${sizedBy(input)})` : '')
  if (rows.length === 1) {
    const text =
      `The ${total === 1 ? 'only' : nameOfPlace(input, offset)} commit${filters} is ${code(shortOid(String(first.sha)))}, ` +
      `“${inline(first.subject)}”, by ${inline(first.author)} on ${dayOf(first.authoredAt)}${size(first)} {0}.`
    return { summary, rows, total, sources, text, keys }
  }
  const head =
    rows.length === total
      ? `${plural(total, 'commit')}${filters}:`
      : offset > 0
        ? `Commits ${offset + 1} to ${offset + rows.length} of ${plural(total, 'commit')}${filters}, from the ${nameOfPlace(input, 0)} on:`
        : `The ${nameOfPlace(input, 0)} ${rows.length} of ${plural(total, 'commit')}${filters}:`
  const lines = rows.map((row, index) => `${offset + index + 1}. ${commitLine(row, `{${index}}`)}${size(row)}`)
  return { summary, rows, total, sources, text: `${head}\n\n${lines.join('\n')}`, keys }
}

/** What is large about it, where it is not all of its lines. */
function sizedBy({ rankBy }: CommitsInput): string {
  if (rankBy === 'additions') return ', by added lines'
  if (rankBy === 'deletions') return ', by removed lines'
  return rankBy === 'files' ? ', by files' : ''
}

/** "first", "third", "last", "third last", "third largest". */
function nameOfPlace({ result, order }: CommitsInput, offset: number): string {
  const isFirst = result === 'first' || (result === 'list' && order === 'oldest')
  if (isFirst) return ordinal(offset + 1)
  const end = result === 'largest' || result === 'smallest' ? result : 'last'
  return offset === 0 ? end : `${ordinal(offset + 1)} ${end}`
}

/** The nth of fewer than n. */
function beyond(found: FoundRows, summary: string): Wording {
  const { input, total } = found
  return {
    ...{ summary, rows: [], total, sources: [] },
    text: `There is no ${ordinal((input.offset ?? 0) + 1)} one: there ${total === 1 ? 'is' : 'are'} only **${plural(total, 'commit')}**${filtersOf(found)}.`,
    keys: [String(total)],
    provesAbsence: true,
  }
}
