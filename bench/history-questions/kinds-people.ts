// Kinds of question about one person: how much, since when, in which place.
import { COUNT_UNIQUE, commandLine, type Kind, number, ranked } from './kind.ts'
import { authorDates, isClearYear, utcDay } from './periods.ts'
import { isSameDay, NAMES, ofAuthor, outermost, outermostAnswer, people, peopleAndYears } from './subjects.ts'

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
]
