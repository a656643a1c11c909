// Kinds of question that ask for a report: a month, a release, a person, a folder in a year.
import { type Answer, commandLine, type Kind, spellings } from './kind.ts'
import { isClear, isClearYear, isOfYear, utcDay, wholeYears } from './periods.ts'
import { folders, months, ofAuthor, people } from './subjects.ts'
import type { Commit, World } from './world.ts'

/** The largest commits are those that a report must not leave out. */
const KEY_COMMITS = 5
const sizeOf = (commit: Commit) => commit.changes.reduce((sum, { added, deleted }) => sum + added + deleted, 0)

function summary(
  commits: readonly Commit[],
  key: readonly Commit[] = commits.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, KEY_COMMITS),
): Answer {
  const value = {
    commits: commits.map(({ sha }) => sha),
    count: commits.length,
    authors: spellings([...new Set(commits.map(({ author }) => author))]),
    key: key.map(({ sha }) => sha),
    subjects: Object.fromEntries(commits.map(({ sha, subject }) => [sha, subject])),
  }
  return { type: 'summary', value }
}

const plain = (world: World) => world.commits.filter(({ parents }) => parents.length < 2)
const isReportable = (commits: readonly Commit[]) => commits.length >= 3 && commits.length <= 14

export const SUMMARY_KINDS: readonly Kind[] = [
  {
    name: 'month_report',
    wordings: [
      'what happened in {month}? cite commits',
      'Please write a short report about {month}: how many non-merge commits, by whom, and the most important changes with their shas.',
      '{month} summary w/ shas',
      'Was ist im Monat {month} passiert? Bitte mit Commits belegen.',
    ],
    subjects: (world, random) => random.shuffled(months(world)).map((month) => ({ month })),
    async answer(world, { month }) {
      const own = plain(world).filter((commit) => utcDay(commit.authorS).startsWith(String(month)))
      if (!isReportable(own) || !isClear(world.commits, `${month}-01`, `${month}-31`)) return undefined
      const args = [
        'log',
        '--no-merges',
        '--use-mailmap',
        '--date=format-local:%Y-%m',
        '--format=%ad|%H|%aN|%s',
        'HEAD',
      ]
      return { answer: summary(own), truth_cmd: commandLine(args, `grep '^${month}|'`) }
    },
  },
  {
    name: 'release_report',
    wordings: [
      "what's new in {b} compared to {a}? with commit ids",
      'Draft release notes for {b} (previous release {a}): number of non-merge commits, contributors, and the changes with their shas.',
      'changelog {a}..{b} from git, cite shas',
    ],
    async subjects(world, random) {
      const pairs = world.releases.slice(1).map((tag, index) => ({ a: world.releases[index]?.name ?? '', b: tag.name }))
      return random.shuffled(pairs)
    },
    async answer(world, { a, b }) {
      const args = ['log', '--no-merges', '--format=%H', `${a}..${b}`]
      // Two lines of releases alternate in time: the one before is then of the other line.
      if ((await world.git(['rev-list', '-1', `${b}..${a}`])).length > 0) return undefined
      const own = (await world.git(args)).flatMap((sha) => world.bySha.get(sha) ?? [])
      return isReportable(own) ? { answer: summary(own), truth_cmd: commandLine(args) } : undefined
    },
  },
  {
    name: 'person_profile',
    wordings: [
      "tell me about {name}'s work here, with their first and last commit",
      "I'm going to meet {name}. What have they done in this project? Number of non-merge commits, first and latest one, with shas.",
      'profile {name}: commit count, first + last sha',
      'Wer ist {name} und was hat die Person hier gemacht? Bitte mit erstem und letztem Commit.',
    ],
    subjects: (world, random) => people(world, random, 4, 60).map((name) => ({ name })),
    async answer(world, { name }) {
      const own = ofAuthor(world, name).toSorted((a, b) => a.commitS - b.commitS)
      const [first, last] = [own[0], own.at(-1)]
      if (
        first === undefined ||
        last === undefined ||
        own.some(({ authorS }) => authorS < first.authorS || authorS > last.authorS)
      )
        return undefined
      const args = ['log', '--no-merges', '--use-mailmap', '--format=%H|%aN|%s', 'HEAD']
      return { answer: summary(own, [first, last]), truth_cmd: commandLine(args, `grep -F '|${name}|'`) }
    },
  },
  {
    name: 'folder_year_report',
    isHeldOut: true,
    wordings: [
      'what changed in {folder} during {year}? please give shas',
      'Summarise the work on {folder} in {year}: how many commits without merges, whose, and the biggest ones by id.',
      '{folder} {year} recap, cite commits',
    ],
    subjects: (world, random) =>
      random.shuffled(folders(world, 8).flatMap((folder) => wholeYears(world).map((year) => ({ folder, year })))),
    async answer(world, { folder, year }) {
      const args = ['log', '--no-merges', '--full-history', '--format=%H', 'HEAD', '--', String(folder)]
      const all = (await world.git(args)).flatMap((sha) => world.bySha.get(sha) ?? [])
      const own = all.filter(isOfYear(Number(year)))
      if (!isReportable(own) || !isClearYear(all, Number(year))) return undefined
      return { answer: summary(own), truth_cmd: commandLine(args, `those of ${year}`) }
    },
  },
]
