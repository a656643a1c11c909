// Kinds of question about time: days, weekdays, hours, months, pauses and averages.
import { type Answer, clearWinner, commandLine, type Kind, number, ranked } from './kind.ts'
import { authorDates, isClear, isClearYear, isOfYear, utcDay, wholeYears } from './periods.ts'
import { months, ofAuthor, people } from './subjects.ts'

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DATES = (format: string) => ['log', '--no-merges', ...authorDates(format), 'HEAD']
const LOCAL = (format: string) => [
  'log',
  '--no-merges',
  '--use-mailmap',
  `--date=format:${format}`,
  '--format=%ad|%aN',
  'HEAD',
]

/** Words as the scorer finds a name: any of the spellings. */
const words = (value: readonly string[]): Answer => ({ type: 'author', value })

export const TIME_KINDS: readonly Kind[] = [
  {
    name: 'busiest_weekday',
    wordings: [
      'on which weekday do people commit the most here? no merges',
      'Looking at the whole history without merges: what day of the week sees the highest number of commits?',
      'busiest day of the week (non-merge)?',
      'An welchem Wochentag wird hier am meisten committet (ohne Merges)?',
    ],
    subjects: () => [{}],
    async answer(world) {
      const [local, utc] = [await world.git(LOCAL('%A')), await world.git(DATES('%A'))]
      const day = clearWinner(ranked(local.map((line) => line.split('|')[0] ?? '')))
      if (day === undefined || day !== ranked(utc.map((line) => line.split('|')[0] ?? ''))[0]?.[0]) return undefined
      return {
        answer: words([day, `${day}s`]),
        truth_cmd: commandLine(LOCAL('%A'), "cut -d'|' -f1 | sort | uniq -c | sort -rn"),
      }
    },
  },
  {
    name: 'weekday_of_person',
    isHeldOut: true,
    wordings: [
      "what's the favourite weekday of {name} for committing? merges don't count",
      "Going by the author's own clock and without merges, on which weekday did {name} commit most often?",
      '{name} mostly commits on which day of the week (no merges)?',
    ],
    subjects: (world, random) => people(world, random, 30).map((name) => ({ name })),
    async answer(world, { name }) {
      const daysOf = async (args: readonly string[]) =>
        ranked(
          (await world.git(args)).filter((line) => line.endsWith(`|${name}`)).map((line) => line.split('|')[0] ?? ''),
        )
      const local = await daysOf(LOCAL('%A'))
      const day = clearWinner(local)
      const utc = (await daysOf(['log', '--no-merges', '--use-mailmap', ...authorDates('%A'), 'HEAD']))[0]?.[0]
      if (day === undefined || day !== utc) return undefined
      return {
        answer: words([day, `${day}s`]),
        truth_cmd: commandLine(LOCAL('%A'), `grep -F '|${name}' | sort | uniq -c`),
      }
    },
  },
  {
    name: 'weekday_count',
    wordings: [
      'how many non-merge commits were made on a {weekday} in {year}?',
      'Do people work on {weekday}s? Count the commits of {year} that fell on one, merges excluded.',
      '{weekday} commits {year} w/o merges, count',
    ],
    subjects: (world, random) =>
      random.shuffled(wholeYears(world).flatMap((year) => WEEKDAYS.map((weekday) => ({ year, weekday })))),
    async answer(world, { year, weekday }) {
      const line = `${year} ${weekday}`
      const count = (lines: readonly string[]) => lines.filter((one) => one.startsWith(`${line}|`)).length
      const committed = ['log', '--no-merges', '--date=format-local:%Y %A', '--format=%cd|', 'HEAD']
      const local = count(await world.git(LOCAL('%Y %A')))
      const all = [local, count(await world.git(DATES('%Y %A'))), count(await world.git(committed))]
      if (local < 3 || new Set(all).size > 1) return undefined
      return { answer: number(local), truth_cmd: commandLine(LOCAL('%Y %A'), `grep -c '^${line}|'`) }
    },
  },
  {
    name: 'busiest_hour',
    isHeldOut: true,
    wordings: [
      "at which hour of the day (author's local time) do most non-merge commits happen? answer like 14:00",
      "What's the peak hour for commits here, by each author's own clock, merges aside? Say it on the 24 hour clock.",
      'peak commit hour, local time of author, 24h, no merges',
    ],
    subjects: () => [{}],
    async answer(world) {
      const hour = clearWinner(ranked((await world.git(LOCAL('%H'))).map((line) => line.split('|')[0] ?? '')))
      if (hour === undefined) return undefined
      const value = [`${hour}:00`, `${hour}h`, `${Number(hour)}h`, `${hour}`]
      return { answer: words(value), truth_cmd: commandLine(LOCAL('%H'), "cut -d'|' -f1 | sort | uniq -c | sort -rn") }
    },
  },
  {
    name: 'busiest_month',
    wordings: [
      'which month of {year} had the most commits (merges left out)?',
      'When was the project at its busiest in {year}? I need the month, going by non-merge commits.',
      '{year}: month w/ most non-merge commits?',
      'In welchem Monat des Jahres {year} gab es die meisten Commits ohne Merges?',
    ],
    subjects: (world, random) => random.shuffled(wholeYears(world)).map((year) => ({ year })),
    async answer(world, { year }) {
      const isThen = (line: string) => line.startsWith(`${year}-`)
      const args = ['log', '--no-merges', '--date=format-local:%Y-%m', '--format=%ad', 'HEAD']
      const month = clearWinner(ranked((await world.git(args)).filter(isThen)))
      const committed = ['log', '--no-merges', '--date=format-local:%Y-%m', '--format=%cd', 'HEAD']
      if (month === undefined || month !== ranked((await world.git(committed)).filter(isThen))[0]?.[0]) return undefined
      const name = MONTHS[Number(month.slice(5)) - 1] ?? ''
      return {
        answer: words([month, name]),
        truth_cmd: commandLine(args, `grep '^${year}-' | sort | uniq -c | sort -rn | head -1`),
      }
    },
  },
  {
    name: 'busiest_day',
    wordings: [
      'the single day with the most non-merge commits ever?',
      'Which calendar day saw the highest number of commits in {year}, not counting merges?',
      'record day {year} (commits, no merges)',
    ],
    subjects: (world, random) => random.shuffled(wholeYears(world)).map((year) => ({ year })),
    async answer(world, { year }) {
      const days = (commitsOf: (line: number) => boolean, field: 'authorS' | 'commitS') =>
        ranked(
          world.commits
            .filter((one) => one.parents.length < 2 && commitsOf(one[field]))
            .map((one) => utcDay(one[field])),
        )
      const isThen = (seconds: number) => utcDay(seconds).startsWith(`${year}-`)
      const day = clearWinner(days(isThen, 'authorS'))
      // The first wording asks of all years: both readings have to have this answer.
      if (
        day === undefined ||
        day !== days(isThen, 'commitS')[0]?.[0] ||
        day !== clearWinner(days(() => true, 'authorS'))
      )
        return undefined
      const args = ['log', '--no-merges', '--date=format-local:%Y-%m-%d', '--format=%ad', 'HEAD']
      return {
        answer: { type: 'date', value: [day] },
        truth_cmd: commandLine(args, 'sort | uniq -c | sort -rn | head -1'),
      }
    },
  },
  {
    name: 'average_per_month',
    wordings: [
      'average number of commits per month in {year}, no merges, rounded',
      'On average, how many non-merge commits per month were there in {year} (all twelve months count)? A whole number will do.',
      'commits/month in {year} on avg (no merges, round it)',
      'Combien de commits par mois en moyenne en {year}, sans les merges, arrondi à l’entier ?',
    ],
    subjects: (world, random) => random.shuffled(wholeYears(world)).map((year) => ({ year })),
    async answer(world, { year }) {
      if (!isClearYear(world.commits, Number(year))) return undefined
      const args = ['log', '--no-merges', '--date=format-local:%Y', '--format=%ad', 'HEAD']
      const lines = (await world.git(args)).filter((line) => line === String(year)).length
      const average = lines / 12
      if (average < 2 || Math.abs((average % 1) - 0.5) < 0.09) return undefined
      return { answer: number(Math.round(average)), truth_cmd: commandLine(args, `grep -c '^${year}$', ÷ 12`) }
    },
  },
  {
    name: 'longest_pause',
    wordings: [
      'longest stretch without any commit: from when to when?',
      'Was there ever a long silence in this project? Give me the two dates around the longest gap between commits.',
      'biggest gap between two consecutive commits, dates',
      'Wie lange war die längste Pause ohne Commit, und von wann bis wann?',
    ],
    subjects: () => [{}],
    async answer(world) {
      const gap = (times: readonly number[]) => {
        const sorted = times.toSorted((a, b) => a - b)
        const gaps = sorted
          .slice(1)
          .map((time, index) => [time - (sorted[index] ?? time), sorted[index] ?? time, time] as const)
        return gaps.toSorted(([a], [b]) => b - a)[0]
      }
      const best = gap(world.commits.map((commit) => commit.commitS))
      const other = gap(world.commits.map((commit) => commit.authorS))
      if (best === undefined || other === undefined) return undefined
      const value = [...new Set([best[1], best[2], other[1], other[2]].map(utcDay))]
      const args = ['log', '--date=format-local:%Y-%m-%d', '--format=%ct %cd', 'HEAD']
      return {
        answer: { type: 'date', value },
        truth_cmd: commandLine(args, 'sort -n, largest difference of neighbours'),
      }
    },
  },
  {
    name: 'commits_of_day',
    wordings: [
      'what was committed on {day}? shas please',
      'List the commits from {day}, merge commits left out.',
      '{day} commits (no merges)',
      'Welche Commits (ohne Merges) gab es am {day}?',
    ],
    subjects: (world, random) =>
      random.shuffled([...new Set(world.commits.map((one) => utcDay(one.authorS)))]).map((day) => ({ day })),
    async answer(world, { day }) {
      const all = world.commits.filter((commit) => utcDay(commit.commitS) === day)
      if (!isClear(world.commits, String(day), String(day)) || all.some((commit) => commit.parents.length > 1))
        return undefined
      const args = ['log', '--no-merges', '--date=format-local:%Y-%m-%d', '--format=%H %cd', 'HEAD']
      const value = (await world.git(args)).filter((line) => line.endsWith(` ${day}`)).map((line) => line.slice(0, 40))
      if (value.length < 2 || value.length > 6) return undefined
      return { answer: { type: 'sha_list', value }, truth_cmd: commandLine(args, `grep ' ${day}$'`) }
    },
  },
  {
    name: 'nth_commit',
    wordings: [
      'sha of commit number {n} counted from the very first one',
      'If the root commit is number 1, which commit is number {n} in this repository?',
      '{n}th commit ever made here?',
      'Welcher Commit war der {n}. überhaupt?',
    ],
    subjects: (_, random) => random.shuffled([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20]).map((n) => ({ n })),
    async answer(world, { n }) {
      const args = ['log', '--reverse', '--format=%H', 'HEAD']
      const value = (await world.git(args))[Number(n) - 1]
      const first = world.commits.toReversed().slice(0, Number(n))
      const isLine = first.every(
        (one, index) => (one.parents[0] ?? undefined) === first[index - 1]?.sha && one.parents.length < 2,
      )
      const byAuthorDate = world.commits.toSorted((a, b) => a.authorS - b.authorS)[Number(n) - 1]?.sha
      const byCommitDate = world.commits.toSorted((a, b) => a.commitS - b.commitS)[Number(n) - 1]?.sha
      if (value === undefined || !isLine || value !== byAuthorDate || value !== byCommitDate) return undefined
      return { answer: { type: 'sha', value }, truth_cmd: commandLine(args, `sed -n ${n}p`) }
    },
  },
  {
    name: 'quiet_year',
    isHeldOut: true,
    wordings: [
      'which year was the quietest, i.e. had the fewest non-merge commits (first and last year of the history aside)?',
      'In what year did the activity reach its low, judged by commits without merges? Ignore the first and the running year.',
      'year with the least commits, no merges, skip first and last year',
    ],
    subjects: () => [{}],
    async answer(world) {
      const counts = wholeYears(world).map(
        (year) => [year, world.commits.filter(isOfYear(year)).filter((one) => one.parents.length < 2).length] as const,
      )
      const [least, next] = counts.toSorted(([, a], [, b]) => a - b)
      if (least === undefined || next === undefined || next[1] < least[1] * 1.1 + 1) return undefined
      const args = ['log', '--no-merges', '--date=format-local:%Y', '--format=%ad', 'HEAD']
      return { answer: words([String(least[0])]), truth_cmd: commandLine(args, 'sort | uniq -c | sort -n') }
    },
  },
  {
    name: 'active_months_of_person',
    isHeldOut: true,
    wordings: [
      'in how many different months did {name} commit something? no merges',
      'Count the calendar months in which {name} has at least one non-merge commit.',
      '{name}: number of active months (no merges)',
    ],
    subjects: (world, random) => people(world, random, 10).map((name) => ({ name })),
    async answer(world, { name }) {
      const own = ofAuthor(world, name)
      const active = new Set(own.map((commit) => utcDay(commit.authorS).slice(0, 7)))
      const others = [
        new Set(own.map((one) => utcDay(one.commitS).slice(0, 7))),
        new Set(own.map((one) => one.authorLocal.slice(0, 7))),
      ]
      if (active.size < 3 || others.some((other) => other.size !== active.size) || months(world).length === active.size)
        return undefined
      const args = ['log', '--no-merges', '--use-mailmap', ...authorDates('%Y-%m'), 'HEAD']
      return { answer: number(active.size), truth_cmd: commandLine(args, `grep -F '|${name}' | sort -u | wc -l`) }
    },
  },
]
