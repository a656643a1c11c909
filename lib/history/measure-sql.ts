// What "most" and "fewest" mean in SQL: commits, lines, files or people, and the thresholds on them.
import type { Measure } from './commit-query.ts'
import { type CommitQuestion, touches } from './commit-sql.ts'
import type { Needs } from './matched-commits.ts'
import { type Sql, sql } from './sql.ts'

export type { Measure }

/** In which order people or groups stand, and which of them count. */
export interface Ranking {
  readonly measure: Measure
  readonly fewest?: boolean
  readonly minCommits?: number
  readonly maxCommits?: number
}

/** Whether line counts are needed. */
export function isOfLines(measure: Measure): boolean {
  return measure === 'lines' || measure === 'additions' || measure === 'deletions'
}

export function needsOf(measure: Measure): Needs {
  return { lines: isOfLines(measure) }
}

/** Sums over rows with the columns additions and deletions. */
export function sumLines(row: Sql): Sql {
  return sql`, coalesce(sum(${row}additions), 0) AS additions, coalesce(sum(${row}deletions), 0) AS deletions`
}

/** The columns beside commits that a measure has. */
export function columnsOf(row: Sql, measure: Measure): Sql {
  if (isOfLines(measure)) return sql`, ${row}.additions, ${row}.deletions`
  return measure === 'files' ? sql`, ${row}.files` : measure === 'authors' ? sql`, ${row}.authors` : sql``
}

/** Rows with most first, or with least; equal ones by their commits. */
export function rankedBy(row: Sql, { measure, fewest = false }: Pick<Ranking, 'measure' | 'fewest'>): Sql {
  const end = fewest ? sql`ASC` : sql`DESC`
  return measure === 'commits'
    ? sql`${row}.commits ${end}`
    : sql`${measured(row, measure)} ${end}, ${row}.commits ${end}`
}

function measured(row: Sql, measure: Exclude<Measure, 'commits'>): Sql {
  switch (measure) {
    case 'lines':
      return sql`${row}.additions + ${row}.deletions`
    case 'additions':
      return sql`${row}.additions`
    case 'deletions':
      return sql`${row}.deletions`
    case 'files':
      return sql`${row}.files`
    case 'authors':
      return sql`${row}.authors`
  }
}

/** The threshold on the column commits. */
export function within({ minCommits, maxCommits }: Pick<Ranking, 'minCommits' | 'maxCommits'>): Sql {
  if (minCommits === undefined && maxCommits === undefined) return sql`true`
  return sql`commits BETWEEN ${minCommits ?? 0} AND ${maxCommits ?? Number.MAX_SAFE_INTEGER}`
}

/** Rows of key and files: how many different files the commits m of `from` touched, of the paths asked about where there are any. */
export function filesTouched(
  { repositoryId, places }: CommitQuestion,
  { key, from }: { readonly key: Sql; readonly from: Sql },
): Sql {
  return sql`SELECT ${key} AS key, count(DISTINCT x.path_id) AS files FROM ${from}
    JOIN changes x ON x.repository_id = ${repositoryId} AND x.commit_id = m.id
    WHERE ${places === undefined ? sql`true` : touches(repositoryId, places.flat())} GROUP BY 1`
}
