// Kinds of question about releases and tags: dates, order, what shipped when.
import { commandLine, type Kind, number, ranked } from './kind.ts'
import { utcDay } from './periods.ts'
import { compare, daysOf, neighbours, partsOf } from './releases.ts'
import { short } from './subjects.ts'
import type { Tag } from './world.ts'

export const RELEASE_KINDS: readonly Kind[] = [
  {
    name: 'tag_date',
    wordings: [
      'when was {tag} tagged?',
      'On which date did {tag} come out, according to git?',
      '{tag} release date',
      'Wann ist {tag} erschienen?',
    ],
    subjects: (world, random) => random.shuffled(world.releases).map(({ name }) => ({ tag: name })),
    async answer(world, { tag }) {
      const value = await daysOf(world, tag)
      if (value.length > 2) return undefined
      const truth_cmd = commandLine(['for-each-ref', '--format=%(creatordate:short)', `refs/tags/${tag}`])
      return { answer: { type: 'date', value }, truth_cmd }
    },
  },
  {
    name: 'next_release',
    wordings: [
      'which version came right after {a}?',
      'What was the next stable release following {a}?',
      '{a} -> next release?',
      'Quelle version est sortie juste après {a} ?',
    ],
    subjects: neighbours,
    async answer(world, { a, b }) {
      const [before, after] = [partsOf(a), partsOf(b)]
      const isNext = !world.releases.some(
        ({ name }) => compare(partsOf(name), before) > 0 && compare(partsOf(name), after) < 0,
      )
      const families = world.tags.filter(({ name }) => /^[a-z]{2,}/i.test(name)).length
      if (compare(before, after) >= 0 || !isNext || families > 5) return undefined
      const args = ['for-each-ref', '--sort=creatordate', '--format=%(refname:strip=2)', 'refs/tags']
      return {
        answer: { type: 'tag', value: b },
        truth_cmd: commandLine(args, `grep -E '^v?[0-9.]+$' | grep -xFA1 '${a}'`),
      }
    },
  },
  {
    name: 'release_before_day',
    wordings: [
      'latest stable version as of {day}?',
      'On {day}, which release was the newest one that users could get? (final releases only)',
      'newest tag on {day}, no pre-releases',
    ],
    async subjects(world, random) {
      const pairs = world.releases.slice(1).map((tag, index) => [world.releases[index] as Tag, tag] as const)
      const fit = pairs.filter(([a, b]) => b.createdS - a.createdS > 12 * 86_400)
      return random.shuffled(fit).map(([a, b]) => ({ day: utcDay((a.createdS + b.createdS) / 2), tag: a.name }))
    },
    async answer(world, { tag, day }) {
      const families = world.tags.filter(({ name }) => /^[a-z]{2,}/i.test(name)).length
      const all = await world.git([
        'for-each-ref',
        '--sort=-creatordate',
        '--format=%(refname:strip=2) %(creatordate:unix)',
        'refs/tags',
      ])
      const limitS = Date.parse(`${day}T00:00:00Z`) / 1000
      const earlier = all.filter((line) => /^v?\d+(\.\d+)+ /.test(line) && Number(line.split(' ')[1]) < limitS)
      const highest = earlier
        .map((line) => line.split(' ')[0] ?? '')
        .toSorted((a, b) => compare(partsOf(b), partsOf(a)))[0]
      if (families > 5 || earlier[0]?.split(' ')[0] !== tag || highest !== tag) return undefined
      const args = [
        'for-each-ref',
        '--sort=-creatordate',
        '--format=%(refname:strip=2) %(creatordate:short)',
        'refs/tags',
      ]
      return {
        answer: { type: 'tag', value: tag },
        truth_cmd: commandLine(args, `final releases before ${day}, the first`),
      }
    },
  },
  {
    name: 'days_between_releases',
    wordings: [
      'how many days between {a} and {b}?',
      'How long did it take from {a} to {b}? In days, by the dates of the tags.',
      'days {a} → {b}',
    ],
    subjects: neighbours,
    async answer(world, { a, b }) {
      const [from, to] = [await daysOf(world, a), await daysOf(world, b)]
      if (from.length !== 1 || to.length !== 1) return undefined
      const days = Math.round((Date.parse(to[0] ?? '') - Date.parse(from[0] ?? '')) / 86_400_000)
      if (days < 3) return undefined
      const truth_cmd = commandLine(
        ['for-each-ref', '--format=%(creatordate:short)', `refs/tags/${a}`, `refs/tags/${b}`],
        'difference',
      )
      return { answer: number(days), truth_cmd }
    },
  },
  {
    name: 'release_count_year',
    wordings: [
      'how many tags were created in {year}?',
      'Number of tags dated {year}, pre-releases and everything else included?',
      'tags in {year}: count',
    ],
    subjects(world, random) {
      const years = ranked(world.tags.map(({ createdS }) => utcDay(createdS).slice(0, 4)))
      return random.shuffled(years.filter(([, count]) => count >= 3)).map(([year]) => ({ year }))
    },
    async answer(world, { year }) {
      const args = ['for-each-ref', '--format=%(creatordate:format-local:%Y)', 'refs/tags']
      const count = (await world.git(args)).filter((line) => line === year).length
      const reachable = world.tags.filter(({ createdS }) => utcDay(createdS).startsWith(String(year))).length
      if (count !== reachable) return undefined
      return { answer: number(count), truth_cmd: commandLine(args, `grep -c '^${year}$'`) }
    },
  },
  {
    name: 'pre_release_containing',
    isHeldOut: true,
    wordings: [
      'which pre-release was the first to include {sha}? (alpha, beta, rc, dev …)',
      '{sha} was tried out in a pre-release before it became final. In which one first?',
      'first alpha/beta/rc with {sha}',
    ],
    subjects: (world, random) =>
      random
        .shuffled(world.commits.filter(({ parents }) => parents.length === 1))
        .map(({ sha }) => ({ sha: short(sha) })),
    async answer(world, { sha }) {
      const args = ['tag', '--contains', String(sha), '--sort=creatordate']
      const holding = await world.git(args)
      const [first] = holding.filter((tag) => /\d[-.]?(alpha|beta|rc|dev)/i.test(tag))
      if (first === undefined || holding[0] !== first) return undefined
      return {
        answer: { type: 'tag', value: first },
        truth_cmd: commandLine(args, "grep -E '(alpha|beta|rc|dev)' | head -1"),
      }
    },
  },
  {
    name: 'subject_release',
    wordings: [
      'since which version do we have "{subject}"?',
      'The commit titled "{subject}": which stable release shipped it first?',
      '"{subject}" first released in?',
      'Ab welcher Version ist "{subject}" enthalten?',
    ],
    subjects(world, random) {
      const once = new Set(
        ranked(world.commits.map(({ subject }) => subject))
          .filter(([, count]) => count === 1)
          .map(([subject]) => subject),
      )
      const fit = world.commits.filter(
        ({ subject, parents }) => parents.length === 1 && once.has(subject) && /^[^"#]{20,70}$/.test(subject),
      )
      return random.shuffled(fit).map(({ subject }) => ({ subject }))
    },
    async answer(world, { subject }) {
      const commit = world.commits.find((one) => one.subject === subject)
      const args = ['tag', '--contains', commit?.sha ?? '', '--sort=creatordate']
      const stable = (await world.git(args)).filter((tag) => /^v?\d+(\.\d+)+$/.test(tag))
      const lowest = stable.toSorted((a, b) => compare(partsOf(a), partsOf(b)))[0]
      const families = world.tags.filter(({ name }) => /^[a-z]{2,}/i.test(name)).length
      if (stable.length === 0 || stable[0] !== lowest || families > 5 || /\d+\.\d+/.test(String(subject)))
        return undefined
      const ignore = [commit?.sha ?? '']
      return {
        answer: { type: 'tag', value: stable[0], ignore },
        truth_cmd: commandLine(args, "grep -E '^v?[0-9.]+$' | head -1"),
      }
    },
  },
  {
    name: 'longest_wait_for_release',
    isHeldOut: true,
    wordings: [
      'after which stable release did users wait longest for the next one?',
      'Between which two consecutive stable releases is the biggest gap in time? Name the earlier one first.',
      'longest time between releases: version before the gap?',
    ],
    subjects: () => [{}],
    async answer(world) {
      const gaps = world.releases.slice(1).map((tag, index) => ({
        a: world.releases[index] as Tag,
        s: tag.createdS - (world.releases[index]?.createdS ?? 0),
      }))
      const [first, second] = gaps.toSorted((a, b) => b.s - a.s)
      const families = world.tags.filter(({ name }) => /^[a-z]{2,}/i.test(name)).length
      if (first === undefined || first.s < (second?.s ?? 0) * 1.1 || families > 5) return undefined
      const args = [
        'for-each-ref',
        '--sort=creatordate',
        '--format=%(creatordate:unix) %(refname:strip=2)',
        'refs/tags',
      ]
      return {
        answer: { type: 'tag', value: first.a.name },
        truth_cmd: commandLine(args, 'largest difference of final releases'),
      }
    },
  },
]
