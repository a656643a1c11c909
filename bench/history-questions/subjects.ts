// What questions are about: people, months, folders and commits that are what they are in every reading.
import { commandLine, ranked } from './kind.ts'
import { isOfYear, utcDay, wholeYears } from './periods.ts'
import type { Random } from './random.ts'
import type { Commit, World } from './world.ts'

export const NAMES = ['log', '--no-merges', '--use-mailmap', '--format=%aN', 'HEAD']

/** People with at least so many commits whose name is theirs alone. */
export function people(world: World, random: Random, least: number, most = 100_000): readonly string[] {
  const names = [...world.byAuthor].filter(
    ([name, own]) => own.length >= least && own.length <= most && isPlain(world, name),
  )
  return random.shuffled(names.map(([name]) => name))
}

/** At least two words, so that a name is recognised as one. */
export function isPlain(world: World, name: string): boolean {
  return world.plainNames.has(name) && /^[\p{L}.'-]+( [\p{L}.'-]+)+$/u.test(name)
}

export function peopleAndYears(world: World, random: Random): readonly { name: string; year: number }[] {
  const pairs = people(world, random, 12).flatMap((name) => wholeYears(world).map((year) => ({ name, year })))
  return random.shuffled(
    pairs.filter(({ name, year }) => (world.byAuthor.get(name) ?? []).filter(isOfYear(year)).length >= 4),
  )
}

export function ofAuthor(world: World, name: unknown): readonly Commit[] {
  return world.byAuthor.get(String(name)) ?? []
}

export const byTime = (a: Commit, b: Commit) => a.authorS - b.authorS

/** The oldest or newest commit of a list, when author and commit dates agree on it. */
export function outermost(commits: readonly Commit[], sign: 1 | -1): Commit | undefined {
  const [byAuthorDate] = commits.toSorted((a, b) => sign * (a.authorS - b.authorS))
  const [byCommitDate] = commits.toSorted((a, b) => sign * (a.commitS - b.commitS))
  const ties = commits.filter((one) => one.commitS === byCommitDate?.commitS)
  return byAuthorDate === byCommitDate && ties.length === 1 ? byAuthorDate : undefined
}

export function isSameDay(commit: Commit): boolean {
  return utcDay(commit.authorS) === utcDay(commit.commitS) && utcDay(commit.authorS) === commit.authorLocal.slice(0, 10)
}

export function outermostAnswer(world: World, name: string, sign: 1 | -1) {
  const commit = outermost(ofAuthor(world, name), sign)
  if (
    commit === undefined ||
    world.commits.filter((one) => one.author === name).length !== ofAuthor(world, name).length
  )
    return undefined
  const args = ['log', '--no-merges', '--use-mailmap', ...(sign === 1 ? ['--reverse'] : []), '--format=%H|%aN', 'HEAD']
  const also = { author: [name], date: [utcDay(commit.authorS)] }
  return {
    answer: { type: 'sha' as const, value: commit.sha, also },
    truth_cmd: commandLine(args, `grep -F '|${name}' | head -1`),
  }
}

/** Months with commits, as 2019-04. */
export function months(world: World): readonly string[] {
  return [...new Set(world.commits.map((commit) => utcDay(commit.authorS).slice(0, 7)))]
}

/** Folders at head with at least so many commits, with a slash at the end. */
export function folders(world: World, least: number): readonly string[] {
  const counts = new Map<string, number>()
  for (const { changes } of world.commits) {
    const own = new Set(changes.flatMap(({ path }) => foldersAbove(path)))
    for (const folder of own) counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  const present = new Set(world.paths.flatMap(foldersAbove))
  return [...counts].filter(([folder, count]) => count >= least && present.has(folder)).map(([folder]) => folder)
}

export function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => `${parts.slice(0, index + 1).join('/')}/`)
}

export const short = (sha: string) => sha.slice(0, 9)
export const CO_AUTHOR = /^co-authored-by:\s*(.+?)\s*<([^>]*)>\s*$/gim
export const REVERTS = /This reverts commit ([0-9a-f]{7,40})/g

export const plain = (world: World) => world.commits.filter((commit) => commit.parents.length < 2)
export const sizeOf = (commit: Commit) => commit.changes.reduce((sum, { added, deleted }) => sum + added + deleted, 0)

export function coAuthorsOf(commit: Commit): readonly string[] {
  return [...new Set([...commit.body.matchAll(CO_AUTHOR)].map((match) => match[1] ?? ''))]
}

/** Pairs of a revert and what it names, where each side is in only one pair. */
export function revertPairs(world: World): readonly { revert: Commit; reverted: Commit }[] {
  const pairs = world.commits.flatMap((revert) => {
    const named = [...revert.body.matchAll(REVERTS)].map((match) => match[1] ?? '')
    const reverted = named.length === 1 ? world.commits.find((one) => one.sha.startsWith(named[0] ?? '-')) : undefined
    return reverted === undefined ? [] : [{ revert, reverted }]
  })
  const uses = ranked(pairs.flatMap(({ revert, reverted }) => [revert.sha, reverted.sha]))
  const once = new Set(uses.filter(([, count]) => count === 1).map(([sha]) => sha))
  return pairs.filter(({ revert, reverted }) => once.has(revert.sha) && once.has(reverted.sha))
}
