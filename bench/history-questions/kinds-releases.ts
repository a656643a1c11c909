// Kinds of question about releases and tags: dates, order, ranges, what is in one and not in another.
import { type Answer, commandLine, type Kind, ranked, spellings } from './kind.ts'
import { utcDay } from './periods.ts'
import type { Random } from './random.ts'
import type { Tag, World } from './world.ts'

const number = (value: number): Answer => ({ type: 'number', value })
const short = (sha: string) => sha.slice(0, 9)
const NO_MERGES = ['rev-list', '--no-merges', '--count']

/** Releases that follow one another in time and in history. */
async function neighbours(world: World, random: Random): Promise<readonly { a: string; b: string }[]> {
  const pairs = world.releases.slice(1).map((tag, index) => ({ a: world.releases[index] as Tag, b: tag }))
  const fit = pairs.filter(({ a, b }) => a.sha !== b.sha && a.createdS < b.createdS)
  return random.shuffled(fit).map(({ a, b }) => ({ a: a.name, b: b.name }))
}

/** Two releases of which neither holds the other. */
async function diverged(world: World, random: Random): Promise<readonly { a: string; b: string }[]> {
  const all = await world.git(['for-each-ref', '--format=%(refname:strip=2)', 'refs/tags'])
  const named = random.shuffled(all.filter((tag) => /^v?\d+(\.\d+)+$/.test(tag)))
  const pairs = named.slice(0, 60).flatMap((a, index) => named.slice(index + 1, index + 9).map((b) => ({ a, b })))
  const out: { a: string; b: string }[] = []
  for (const { a, b } of pairs.slice(0, 200)) {
    const [left, right] = ((await world.git(['rev-list', '--left-right', '--count', `${a}...${b}`]))[0] ?? '').split(
      '\t',
    )
    if (Number(left) > 0 && Number(right) > 0) out.push({ a, b })
  }
  return out
}

async function daysOf(world: World, tag: unknown): Promise<readonly string[]> {
  const tagged = await world.git(['for-each-ref', '--format=%(creatordate:unix)', `refs/tags/${tag}`])
  const times = ((await world.git(['log', '-1', '--format=%at %ct', `${tag}^{commit}`]))[0] ?? '').split(' ')
  return [...new Set([...tagged, ...times].map((seconds) => utcDay(Number(seconds))))]
}

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
    name: 'range_person_count',
    wordings: [
      'how many non-merge commits by {name} between {a} and {b}?',
      "Of the work that went into {b} since {a}, how many commits are {name}'s? Don't count merges.",
      '{a}..{b} {name} count, no merges',
    ],
    async subjects(world, random) {
      const names = [...world.byAuthor.keys()].filter((name) => world.plainNames.has(name) && / /.test(name))
      const pairs = (await neighbours(world, random)).slice(0, 25)
      return random.shuffled(
        pairs.flatMap((pair) =>
          random
            .shuffled(names)
            .slice(0, 3)
            .concat(
              ranked([...world.byAuthor].flatMap(([name, own]) => (own.length > 50 ? [name] : []))).map(
                ([name]) => name,
              ),
            )
            .map((name) => ({ ...pair, name })),
        ),
      )
    },
    async answer(world, { a, b, name }) {
      const args = ['log', '--no-merges', '--use-mailmap', '--format=%aN', `${a}..${b}`]
      const count = (await world.git(args)).filter((line) => line === name).length
      if (count < 2 || !world.plainNames.has(String(name))) return undefined
      return { answer: number(count), truth_cmd: commandLine(args, `grep -cxF '${name}'`) }
    },
  },
  {
    name: 'range_people',
    wordings: [
      'who contributed to {b} since {a}? (authors of non-merge commits)',
      "For the release notes: whose commits are in {b} but weren't in {a} yet? Leave merges aside.",
      'authors {a}..{b} no merges',
      'Wer hat zwischen {a} und {b} Commits (ohne Merges) beigetragen?',
    ],
    subjects: neighbours,
    async answer(world, { a, b }) {
      const args = ['log', '--no-merges', '--use-mailmap', '--format=%aN', `${a}..${b}`]
      const names = [...new Set(await world.git(args))]
      if (names.length < 2 || names.length > 6 || !names.every((name) => world.plainNames.has(name) && / /.test(name)))
        return undefined
      return { answer: { type: 'author_set', value: spellings(names) }, truth_cmd: commandLine(args, 'sort -u') }
    },
  },
  {
    name: 'range_files',
    wordings: [
      'which files differ between {a} and {b}?',
      'Compare the trees of {a} and {b}: name every file that is not the same.',
      'diff --name-only {a} {b}',
    ],
    subjects: neighbours,
    async answer(world, { a, b }) {
      const args = ['diff', '--name-only', '--no-renames', String(a), String(b)]
      const value = await world.git(args)
      const renamed = await world.git(['diff', '--name-only', '-M', String(a), String(b)])
      if (value.length < 2 || value.length > 8 || renamed.length !== value.length) return undefined
      return { answer: { type: 'path_set', value }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'only_in_one_release',
    wordings: [
      'how many commits (no merges) are in {a} but not in {b}?',
      '{a} and {b} come from different lines. Count the non-merge commits that only {a} has.',
      '{a} minus {b}: number of commits w/o merges',
    ],
    subjects: diverged,
    async answer(world, { a, b }) {
      const args = [...NO_MERGES, String(a), `^${b}`]
      const count = Number((await world.git(args))[0])
      return count < 1 ? undefined : { answer: number(count), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'fork_point',
    wordings: [
      'merge base of {a} and {b}?',
      'Where did {a} and {b} part ways? I need the last commit they have in common.',
      'common ancestor {a} / {b}',
      'Was ist der letzte gemeinsame Commit von {a} und {b}?',
    ],
    subjects: diverged,
    async answer(world, { a, b }) {
      const args = ['merge-base', '--all', String(a), String(b)]
      const bases = await world.git(args)
      return bases.length === 1 ? { answer: { type: 'sha', value: bases[0] }, truth_cmd: commandLine(args) } : undefined
    },
  },
  {
    name: 'first_parent_count',
    isHeldOut: true,
    wordings: [
      'following first parents only, how many commits are there from {a} to {b}?',
      'Number of commits on the main line (git --first-parent) in {a}..{b}?',
      '--first-parent count {a}..{b}',
    ],
    subjects: neighbours,
    async answer(world, { a, b }) {
      const args = ['rev-list', '--count', '--first-parent', `${a}..${b}`]
      const [count, all] = [
        Number((await world.git(args))[0]),
        Number((await world.git(['rev-list', '--count', `${a}..${b}`]))[0]),
      ]
      return count < 2 || count === all ? undefined : { answer: number(count), truth_cmd: commandLine(args) }
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
    name: 'files_at_release',
    isHeldOut: true,
    wordings: [
      'how many files did the repository contain at {tag}?',
      'Number of tracked files in the tree of {tag}?',
      '# files @ {tag}',
    ],
    subjects: (world, random) => random.shuffled(world.releases).map(({ name }) => ({ tag: name })),
    async answer(world, { tag }) {
      const args = ['ls-tree', '-r', '--name-only', String(tag)]
      return { answer: number((await world.git(args)).length), truth_cmd: commandLine(args, 'wc -l') }
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

const partsOf = (tag: unknown) => String(tag).replace(/^v/, '').split('.').map(Number)

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1)
    if ((a[index] ?? 0) !== (b[index] ?? 0)) return (a[index] ?? 0) - (b[index] ?? 0)
  return 0
}
