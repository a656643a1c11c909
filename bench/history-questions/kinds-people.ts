// Kinds of question about people: how much, since when, who first, who stopped.
import { type Answer, COUNT_UNIQUE, clearWinner, commandLine, type Kind, ranked, spellings } from './kind.ts'
import { authorDates, isClear, isClearYear, isOfYear, utcDay, wholeYears } from './periods.ts'
import type { Random } from './random.ts'
import type { Commit, World } from './world.ts'

const number = (value: number): Answer => ({ type: 'number', value })
export const NAMES = ['log', '--no-merges', '--use-mailmap', '--format=%aN', 'HEAD']

/** People with at least so many commits whose name is theirs alone. */
export function people(world: World, random: Random, least: number, most = 100_000): readonly string[] {
  const names = [...world.byAuthor].filter(
    ([name, own]) => own.length >= least && own.length <= most && isPlain(world, name),
  )
  return random.shuffled(names.map(([name]) => name))
}

/** At least two words, so that a name is recognised as one. */
function isPlain(world: World, name: string): boolean {
  return world.plainNames.has(name) && /^[\p{L}.'-]+( [\p{L}.'-]+)+$/u.test(name)
}

function peopleAndYears(world: World, random: Random): readonly { name: string; year: number }[] {
  const pairs = people(world, random, 12).flatMap((name) => wholeYears(world).map((year) => ({ name, year })))
  return random.shuffled(
    pairs.filter(({ name, year }) => (world.byAuthor.get(name) ?? []).filter(isOfYear(year)).length >= 4),
  )
}

export function ofAuthor(world: World, name: unknown): readonly Commit[] {
  return world.byAuthor.get(String(name)) ?? []
}

const byTime = (a: Commit, b: Commit) => a.authorS - b.authorS

/** The oldest or newest commit of a list, when author and commit dates agree on it. */
function outermost(commits: readonly Commit[], sign: 1 | -1): Commit | undefined {
  const [byAuthorDate] = commits.toSorted((a, b) => sign * (a.authorS - b.authorS))
  const [byCommitDate] = commits.toSorted((a, b) => sign * (a.commitS - b.commitS))
  const ties = commits.filter((one) => one.commitS === byCommitDate?.commitS)
  return byAuthorDate === byCommitDate && ties.length === 1 ? byAuthorDate : undefined
}

export const PEOPLE_KINDS: readonly Kind[] = [
  {
    name: 'person_commit_count',
    wordings: [
      'how many commits does {name} have in total? skip merges',
      "I'm writing the credits page. Could you tell me how many non-merge commits {name} made over the whole history?",
      '{name}: total commits w/o merges?',
      'Wie viele Commits (ohne Merges) stammen insgesamt von {name}?',
    ],
    subjects: (world, random) => people(world, random, 5).map((name) => ({ name })),
    async answer(world, { name }) {
      const count = (await world.git(NAMES)).filter((line) => line === name).length
      return { answer: number(count), truth_cmd: commandLine(NAMES, `grep -cxF '${name}'`) }
    },
  },
  {
    name: 'person_year_count',
    wordings: [
      '{name} in {year}, number of commits without merges',
      'For a retrospective: how much did {name} commit during {year}? Just the count, merge commits left out.',
      'in {year} how many (non merge) commits were authord by {name}',
      '¿Cuántos commits hizo {name} en {year}, sin contar los merges?',
    ],
    subjects: peopleAndYears,
    async answer(world, { name, year }) {
      if (!isClearYear(ofAuthor(world, name), Number(year))) return undefined
      const args = ['log', '--no-merges', '--use-mailmap', ...authorDates('%Y'), 'HEAD']
      const count = (await world.git(args)).filter((line) => line === `${year}|${name}`).length
      return { answer: number(count), truth_cmd: commandLine(args, `grep -cxF '${year}|${name}'`) }
    },
  },
  {
    name: 'person_first_commit',
    wordings: [
      "what was {name}'s very first commit here?",
      'When {name} joined the project, what was the first thing they committed? A sha is enough.',
      'first commit by {name} pls',
      'Quel est le tout premier commit de {name} ?',
    ],
    subjects: (world, random) => people(world, random, 4).map((name) => ({ name })),
    answer: async (world, { name }) => outermostAnswer(world, String(name), 1),
  },
  {
    name: 'person_last_commit',
    wordings: [
      'latest commit of {name} that is not a merge',
      "Haven't heard of {name} in a while. What was the last (non-merge) commit they made, and when?",
      '{name} - most recent non merge commit?',
      'Welcher ist der jüngste Commit von {name}, Merges nicht mitgezählt?',
    ],
    subjects: (world, random) => people(world, random, 4).map((name) => ({ name })),
    answer: async (world, { name }) => outermostAnswer(world, String(name), -1),
  },
  {
    name: 'person_rank',
    wordings: [
      'where does {name} rank among all authors by number of non-merge commits?',
      "If you sort everybody by commit count (no merges), which place does {name} get? I don't need the whole list.",
      '{name} = nth most active author? (no merges)',
    ],
    subjects: (world, random) => people(world, random, 12).map((name) => ({ name })),
    async answer(world, { name }) {
      const counts = ranked(await world.git(NAMES))
      const place = counts.findIndex(([one]) => one === name)
      const near = counts.slice(Math.max(0, place - 1), place + 2).map(([, count]) => count)
      // Grouped people above would shift the place.
      const above = counts.slice(0, place + 1).every(([one]) => world.plainNames.has(one))
      if (place < 1 || new Set(near).size < 3 || !above) return undefined
      return { answer: number(place + 1), truth_cmd: commandLine(NAMES, `${COUNT_UNIQUE} | grep -nF '${name}'`) }
    },
  },
  {
    name: 'person_share',
    wordings: [
      "what percentage of all non-merge commits is {name}'s? whole number",
      'Out of everything ever committed here (merges aside), what share did {name} contribute? Round to a whole percent.',
      'share of {name} in %, rounded, no merges',
      'Welchen Anteil in ganzen Prozent hat {name} an allen Commits ohne Merges?',
    ],
    subjects: (world, random) => people(world, random, 40).map((name) => ({ name })),
    async answer(world, { name }) {
      const all = await world.git(NAMES)
      const share = (100 * all.filter((line) => line === name).length) / all.length
      if (share < 2 || Math.abs((share % 1) - 0.5) < 0.05) return undefined
      return {
        answer: number(Math.round(share)),
        truth_cmd: commandLine(NAMES, `${COUNT_UNIQUE}, 100 × '${name}' ÷ all`),
      }
    },
  },
  {
    name: 'person_active_span',
    wordings: [
      'from when until when did {name} commit? dates please',
      'I found the name {name} in the log. Between which two days was that person active in this repository?',
      '{name}: first and last day with a commit',
      'Desde qué día y hasta qué día estuvo activo {name}?',
    ],
    subjects: (world, random) => people(world, random, 5, 400).map((name) => ({ name })),
    async answer(world, { name }) {
      const own = world.commits.filter((commit) => commit.author === name)
      const [first, last] = [outermost(own, 1), outermost(own, -1)]
      if (first === undefined || last === undefined || !isSameDay(first) || !isSameDay(last)) return undefined
      const value = [utcDay(first.authorS), utcDay(last.authorS)]
      const args = ['log', '--use-mailmap', '--date=format-local:%Y-%m-%d', '--format=%ad|%aN', 'HEAD']
      return {
        answer: { type: 'date', value },
        truth_cmd: commandLine(args, `grep -F '|${name}' | sort | sed -n '1p;$p'`),
      }
    },
  },
  {
    name: 'first_time_contributors',
    wordings: [
      'who committed for the first time in {month}?',
      'List the newcomers of {month}: people who had no commit before that month and made their first one then.',
      'new contributors {month}',
      'Which people show up in the history for the very first time during {month}?',
    ],
    subjects: (world, random) => random.shuffled(months(world)).map((month) => ({ month })),
    async answer(world, { month }) {
      const first = new Map<string, Commit>()
      for (const commit of world.commits.toSorted(byTime))
        if (!first.has(commit.author)) first.set(commit.author, commit)
      const isNew = ([, { authorS }]: readonly [string, Commit]) => utcDay(authorS).startsWith(String(month))
      const fresh = [...first].filter(isNew)
      const [from, to] = [`${month}-01`, `${month}-31`]
      const own = world.commits.filter(({ author }) => fresh.some(([name]) => name === author))
      if (fresh.length < 1 || fresh.length > 6 || !isClear(world.commits, from, to)) return undefined
      if (!fresh.every(([name]) => isPlain(world, name)) || own.length === 0) return undefined
      const args = ['log', '--reverse', '--use-mailmap', '--date=format-local:%Y-%m', '--format=%ad|%aN', 'HEAD']
      const truth_cmd = commandLine(args, `sort | awk -F'|' '!seen[$2]++' | grep '^${month}'`)
      return { answer: { type: 'author_set', value: spellings(fresh.map(([name]) => name)) }, truth_cmd }
    },
  },
  {
    name: 'stopped_people',
    isHeldOut: true,
    wordings: [
      'which people made {least} or more non-merge commits before {year} but not a single commit from {year} on?',
      "Who left? I mean: authors with at least {least} commits (no merges) up to the end of {before} who haven't committed anything since.",
      '>= {least} non-merge commits before {year}, zero afterwards: who?',
    ],
    subjects: (world, random) =>
      random
        .shuffled(wholeYears(world))
        .flatMap((year) => [100, 40, 20, 10].map((least) => ({ year, before: year - 1, least }))),
    async answer(world, { year, least }) {
      if (!isClear(world.commits, '0000', `${Number(year) - 1}-12-31`)) return undefined
      const isBefore = (commit: Commit) => utcDay(commit.authorS) < `${year}`
      const later = new Set(world.commits.filter((commit) => !isBefore(commit)).map((commit) => commit.author))
      const gone = [...world.byAuthor].filter(
        ([name, own]) => own.filter(isBefore).length >= Number(least) && !later.has(name),
      )
      if (gone.length < 1 || gone.length > 6 || !gone.every(([name]) => isPlain(world, name))) return undefined
      const args = ['log', '--no-merges', '--use-mailmap', ...authorDates('%Y'), 'HEAD']
      const truth_cmd = commandLine(args, `names with ${least} lines before ${year} and none from it on`)
      return { answer: { type: 'author_set', value: spellings(gone.map(([name]) => name)) }, truth_cmd }
    },
  },
  {
    name: 'people_year_count',
    wordings: [
      'number of different authors in {year}',
      'How many distinct people wrote at least one commit in {year}? Merges included.',
      'how many devs commited something in {year}?',
      'Wie viele verschiedene Personen haben {year} mindestens einen Commit geschrieben?',
    ],
    subjects: (world, random) => random.shuffled(wholeYears(world)).map((year) => ({ year })),
    async answer(world, { year }) {
      const own = world.commits.filter(isOfYear(Number(year)))
      const names = new Set(own.map((commit) => commit.author)).size
      if (!isClearYear(world.commits, Number(year)) || world.peopleAmong(own) !== names || names < 3) return undefined
      const args = ['log', '--use-mailmap', ...authorDates('%Y'), 'HEAD']
      return { answer: number(names), truth_cmd: commandLine(args, `grep '^${year}|' | sort -u | wc -l`) }
    },
  },
  {
    name: 'year_top_by_lines',
    wordings: [
      'who added the most lines in {year}? (no merges)',
      'Counting inserted lines rather than commits, who contributed most during {year}, merges excluded?',
      '{year}: biggest contributor by lines added, no merges',
    ],
    subjects: (world, random) => random.shuffled(wholeYears(world)).map((year) => ({ year })),
    async answer(world, { year }) {
      const sums = new Map<string, number>()
      for (const commit of world.commits.filter(isOfYear(Number(year))))
        for (const { added } of commit.changes) sums.set(commit.author, (sums.get(commit.author) ?? 0) + added)
      const [first, second] = [...sums].toSorted(([, a], [, b]) => b - a)
      if (first === undefined || first[1] < (second?.[1] ?? 0) * 1.5 || !world.plainNames.has(first[0]))
        return undefined
      const args = ['log', '--no-merges', '--no-renames', '--use-mailmap', '--numstat', ...authorDates('%Y'), 'HEAD']
      return {
        answer: { type: 'author', value: [first[0]] },
        truth_cmd: commandLine(args, `added lines of ${year} by name`),
      }
    },
  },
  {
    name: 'bus_factor',
    wordings: [
      'bus factor of {folder}: how few people account for half of its non-merge commits?',
      'What is the smallest number of people who together made at least 50 % of the commits (no merges) touching {folder}?',
      'min. number of authors covering half the commits in {folder} (no merges)',
    ],
    subjects: (world, random) => random.shuffled(folders(world, 40)).map((folder) => ({ folder })),
    async answer(world, { folder }) {
      const args = [
        'log',
        '--no-merges',
        '--full-history',
        '--use-mailmap',
        '--format=%aN',
        'HEAD',
        '--',
        String(folder),
      ]
      const lines = await world.git(args)
      const counts = ranked(lines)
      let [needed, covered] = [0, 0]
      while (covered * 2 < lines.length) covered += counts[needed++]?.[1] ?? lines.length
      if (needed < 2 || Math.abs(covered / lines.length - 0.5) < 0.005) return undefined
      if (!counts.slice(0, needed + 3).every(([name]) => world.plainNames.has(name))) return undefined
      return {
        answer: number(needed),
        truth_cmd: commandLine(args, `${COUNT_UNIQUE}, fewest names with half of the lines`),
      }
    },
  },
  {
    name: 'sole_author_of_file',
    wordings: [
      'only one person ever changed {file}, who?',
      '{file} seems to be the work of a single author. Whose?',
      'sole author of {file}?',
      'Es gibt genau eine Person, die {file} je angefasst hat. Wer ist das?',
    ],
    subjects: (world, random) => random.shuffled([...world.byPath.keys()]).map((file) => ({ file })),
    async answer(world, { file }) {
      const args = ['log', '--use-mailmap', '--full-history', '--format=%aN', 'HEAD', '--', String(file)]
      const lines = await world.git(args)
      if (lines.length < 3 || new Set(lines).size !== 1) return undefined
      return { answer: { type: 'author', value: [lines[0]] }, truth_cmd: commandLine(args, 'sort -u') }
    },
  },
  {
    name: 'authors_of_file',
    wordings: [
      'everyone who touched {file}',
      'Which people have edited {file} so far? All of them please, merge commits do not count.',
      'list all authors of {file}',
      'Qui a modifié {file} ? Donne-moi tous les noms.',
    ],
    subjects: (world, random) => random.shuffled([...world.byPath.keys()]).map((file) => ({ file })),
    async answer(world, { file }) {
      const args = ['log', '--use-mailmap', '--no-merges', '--full-history', '--format=%aN', 'HEAD', '--', String(file)]
      const names = [...new Set(await world.git(args))]
      const isRenamed = (await world.git(['log', '--follow', '--no-merges', '--format=%H', 'HEAD', '--', String(file)]))
        .length
      if (isRenamed !== (world.byPath.get(String(file)) ?? []).length) return undefined
      if (names.length < 2 || names.length > 5 || !names.every((name) => isPlain(world, name))) return undefined
      return { answer: { type: 'author_set', value: spellings(names) }, truth_cmd: commandLine(args, 'sort -u') }
    },
  },
  {
    name: 'email_domain_count',
    isHeldOut: true,
    wordings: [
      'how many commits come from {domain} addresses?',
      'Could you count the commits whose author used an e-mail address at {domain}? Merges included.',
      '# commits by people @{domain}',
    ],
    subjects(world, random) {
      const domains = ranked(world.commits.map((commit) => commit.email.split('@')[1] ?? ''))
      const fit = domains.filter(([domain, count]) => count >= 5 && /^[\w-]+\.(com|org|de|io|net|edu)$/.test(domain))
      return random.shuffled(fit).map(([domain]) => ({ domain }))
    },
    async answer(world, { domain }) {
      const args = ['log', '--use-mailmap', '--format=%aE', 'HEAD']
      const count = (await world.git(args)).filter((line) => line.toLowerCase().endsWith(`@${domain}`)).length
      return { answer: number(count), truth_cmd: commandLine(args, `grep -ci '@${domain}$'`) }
    },
  },
  {
    name: 'year_top_author_message',
    isHeldOut: true,
    wordings: [
      "who wrote most of the commits that mention '{word}' in their message? no merges",
      'Somebody keeps writing "{word}" into commit messages. Who does it the most, leaving merges aside?',
      'top author of messages with {word} (no merges)',
    ],
    subjects: (_, random) =>
      random.shuffled(['test', 'readme', 'typo', 'docs', 'release', 'changelog']).map((word) => ({ word })),
    async answer(world, { word }) {
      const args = ['log', '--no-merges', '--use-mailmap', '-i', '-F', `--grep=${word}`, '--format=%aN', 'HEAD']
      const winner = clearWinner(ranked(await world.git(args)))
      if (winner === undefined || !world.plainNames.has(winner)) return undefined
      return { answer: { type: 'author', value: [winner] }, truth_cmd: commandLine(args, COUNT_UNIQUE) }
    },
  },
]

function isSameDay(commit: Commit): boolean {
  return utcDay(commit.authorS) === utcDay(commit.commitS) && utcDay(commit.authorS) === commit.authorLocal.slice(0, 10)
}

function outermostAnswer(world: World, name: string, sign: 1 | -1) {
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

function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => `${parts.slice(0, index + 1).join('/')}/`)
}
