// What people and groups are ranked by, and how many commits they must have, in plain words.
import type { Row } from '#lib/events.ts'
import type { CommitsInput } from './query-commits.ts'
import { joinWords, linesOf, plural } from './wording.ts'

type RankBy = NonNullable<CommitsInput['rankBy']>

/** Lines and files are those of a commit, whatever else they are grouped by. */
export function averageUnit({
  measure = 'commits',
  groupBy,
}: CommitsInput): NonNullable<CommitsInput['groupBy']> | 'commit' {
  return measure === 'lines' || measure === 'files' ? 'commit' : (groupBy ?? 'month')
}

/** "12 commits", "310 added lines in 12 commits". */
export function measured(row: Row, rankBy: RankBy = 'commits'): string {
  const commits = plural(Number(row.commits), 'commit')
  switch (rankBy) {
    case 'commits':
      return commits
    case 'lines':
      return `${linesOf(row)} in ${commits}`
    case 'additions':
      return `${plural(Number(row.additions ?? 0), 'added line')} in ${commits}`
    case 'deletions':
      return `${plural(Number(row.deletions ?? 0), 'removed line')} in ${commits}`
    case 'files':
      return `${plural(Number(row.files ?? 0), 'file')} in ${commits}`
    case 'authors':
      return `${plural(Number(row.authors ?? 0), 'author')} in ${commits}`
  }
}

const THINGS: Readonly<Record<RankBy, string>> = {
  commits: 'commits',
  lines: 'changed lines',
  additions: 'added lines',
  deletions: 'removed lines',
  files: 'files',
  authors: 'authors',
}

/** "Most added lines", "Fewest commits". */
export function superlative({ rankBy = 'commits', order }: CommitsInput): string {
  return `${order === 'fewest' ? 'Fewest' : 'Most'} ${THINGS[rankBy]}`
}

/** Whether only people or groups with so many commits are meant. */
export function hasThreshold({ minCommits, maxCommits }: CommitsInput): boolean {
  return minCommits !== undefined || maxCommits !== undefined
}

/** "exactly 1 commit", "at least 50 commits", "no commits". */
export function threshold({ minCommits, maxCommits }: CommitsInput): string {
  if (maxCommits === 0) return 'no commits'
  if (minCommits !== undefined && minCommits === maxCommits) return `exactly ${plural(minCommits, 'commit')}`
  if (maxCommits === undefined) return `at least ${plural(minCommits ?? 0, 'commit')}`
  if (minCommits === undefined) return `at most ${plural(maxCommits, 'commit')}`
  return `${minCommits.toLocaleString('en-US')} to ${plural(maxCommits, 'commit')}`
}

/** "no removed lines", where a ranking by lines has none in any row: their counts may still be coming. */
export function noLines(rows: readonly Row[], { rankBy }: CommitsInput): string | undefined {
  const isOfLines = rankBy === 'lines' || rankBy === 'additions' || rankBy === 'deletions'
  const isCounted = rows.some((row) =>
    rankBy === 'lines' ? Number(row.additions) + Number(row.deletions) > 0 : rankBy && Number(row[rankBy]) > 0,
  )
  return isOfLines && !isCounted ? `no ${THINGS[rankBy]}` : undefined
}

const SHOWN_TIES = 5

/** The first rows as far as they are equal, each by `label`: "**a**", "**a** and **b**". */
export function foremost(
  rows: readonly Row[],
  { rankBy = 'commits' }: CommitsInput,
  label: (row: Row) => string,
): string {
  const [first] = rows
  const value = (row: Row) =>
    rankBy === 'lines' ? Number(row.additions) + Number(row.deletions) : Number(row[rankBy] ?? 0)
  const equal = rows.filter((row) => first !== undefined && value(row) === value(first))
  const names = equal.slice(0, SHOWN_TIES).map((row) => `**${label(row)}**`)
  return joinWords(equal.length > SHOWN_TIES ? [...names, `${equal.length - SHOWN_TIES} more`] : names)
}
