// Periods of which every honest reading of a date gives the same commits.
import type { Commit, World } from './world.ts'

export const utcDay = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)

/** Years with commits, the first and the last left out because they are not whole. */
export function wholeYears(world: World): readonly number[] {
  const years = world.commits.map((commit) => Number(utcDay(commit.authorS).slice(0, 4)))
  const [first, last] = [Math.min(...years), Number(utcDay(world.commits[0]?.commitS ?? 0).slice(0, 4))]
  return Array.from({ length: Math.max(0, last - first - 1) }, (_, index) => first + 1 + index)
}

/** True when the commits of a period are the same by author date, commit date and on the author's own clock. */
export function isClear(commits: readonly Commit[], from: string, to: string): boolean {
  const isIn = (day: string) => day >= from && day <= to
  return commits.every(
    (commit) =>
      isIn(utcDay(commit.authorS)) === isIn(utcDay(commit.commitS)) &&
      isIn(utcDay(commit.authorS)) === isIn(commit.authorLocal.slice(0, 10)),
  )
}

export const isOfYear = (year: number) => (commit: Commit) => utcDay(commit.authorS).startsWith(`${year}-`)

export const isClearYear = (commits: readonly Commit[], year: number) =>
  isClear(commits, `${year}-01-01`, `${year}-12-31`)

/** Arguments that make `git log` print author dates as a format on the clock of UTC. */
export const authorDates = (format: string) => [`--date=format-local:${format}`, '--format=%ad|%aN']
