// Kinds of question about many people: who is new, who is gone, who works where, how many.
import { COUNT_UNIQUE, clearWinner, commandLine, type Kind, number, ranked, spellings } from './kind.ts'
import { authorsOf } from './paths.ts'
import { authorDates, isClear, isClearYear, isOfYear, utcDay, wholeYears } from './periods.ts'
import { byTime, folders, isPlain, months } from './subjects.ts'
import type { Commit } from './world.ts'

export const CREW_KINDS: readonly Kind[] = [
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
      const args = authorsOf(folder)
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
