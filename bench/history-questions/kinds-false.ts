// Kinds of question about true things with a false detail.
import { commandLine, type Kind } from './kind.ts'
import { none, ofPath, ordinary, shasOf } from './nothing.ts'
import { wholeYears } from './periods.ts'
import { coAuthorsOf, people, revertPairs, short } from './subjects.ts'

export const FALSE_KINDS: readonly Kind[] = [
  {
    name: 'false_deletion',
    isFalsePremise: true,
    wordings: [
      'who deleted {file}?',
      'Why was {file} removed from the project, and in which commit?',
      'commit that removed {file}?',
      'Wann wurde {file} gelöscht?',
    ],
    subjects: (world, random) =>
      random
        .shuffled(world.paths.filter((path) => (world.byPath.get(path)?.length ?? 0) >= 3))
        .map((file) => ({ file })),
    async answer(world, { file }) {
      const args = ['log', '--all', '--full-history', '-m', '--diff-filter=D', '--format=%H', '--', String(file)]
      if ((await world.git(args)).length > 0) return undefined
      return { answer: none(world, [...ofPath(world, file)]), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_author_of_file',
    isFalsePremise: true,
    wordings: [
      'when did {name} last change {file}?',
      "What was {name}'s reasoning for the edits to {file}? Point me to the commit.",
      '{name} commits on {file}',
      'Wie viele Zeilen hat {name} in {file} geändert?',
    ],
    subjects: (world, random) =>
      people(world, random, 10)
        .slice(0, 10)
        .flatMap((name) =>
          random
            .shuffled(world.paths)
            .slice(0, 6)
            .map((file) => ({ name, file })),
        ),
    async answer(world, { name, file }) {
      const args = ['log', '--follow', '--use-mailmap', '--format=%aN', 'HEAD', '--', String(file)]
      const names = [
        ...(await world.git(args)),
        ...(await world.git(['log', '-m', '--use-mailmap', '--format=%aN%n%cN', '--all', '--', String(file)])),
      ]
      if (names.includes(String(name))) return undefined
      return {
        answer: none(world, [...ofPath(world, file), ...shasOf(world, name)]),
        truth_cmd: commandLine(args, `grep -xF '${name}'`),
      }
    },
  },
  {
    name: 'false_year_of_person',
    isFalsePremise: true,
    wordings: [
      "what was {name}'s most important commit in {year}?",
      'In {year} {name} must have done something on this repository. Which commits were those?',
      '{name} first commit of {year}',
      'Welche Commits hat {name} im Jahr {year} gemacht?',
    ],
    subjects: (world, random) =>
      random.shuffled(people(world, random, 6).flatMap((name) => wholeYears(world).map((year) => ({ name, year })))),
    async answer(world, { name, year }) {
      const own = world.commits.filter(
        (commit) => commit.author === name || commit.committer === name || coAuthorsOf(commit).includes(String(name)),
      )
      const spans = own.flatMap(({ authorS, commitS }) =>
        [authorS, commitS].map((seconds) => new Date(seconds * 1000).getUTCFullYear()),
      )
      if (spans.includes(Number(year))) return undefined
      const args = ['log', '--use-mailmap', '--date=format-local:%Y', '--format=%ad|%aN', 'HEAD']
      return {
        answer: none(
          world,
          own.map(({ sha }) => sha),
        ),
        truth_cmd: commandLine(args, `grep -xF '${year}|${name}'`),
      }
    },
  },
  {
    name: 'false_revert',
    isFalsePremise: true,
    wordings: [
      'who reverted {sha}?',
      '{sha} ("{subject}") was rolled back, wasn’t it? In which commit and why?',
      'revert of {sha}: which sha',
    ],
    subjects: (world, random) =>
      random
        .shuffled(ordinary(world))
        .map(({ sha, subject }) => ({ sha: short(sha), subject: subject.replaceAll('"', "'") })),
    async answer(world, { sha }) {
      const own = world.commits.find((commit) => short(commit.sha) === sha)
      const text = (commit: { subject: string; body: string }) => `${commit.subject}\n${commit.body}`
      const isNamed = world.commits.some(
        (commit) =>
          text(commit).includes(String(sha).slice(0, 7)) ||
          (/^revert/i.test(commit.subject) && text(commit).includes(own?.subject ?? '-')),
      )
      if (own === undefined || isNamed || revertPairs(world).some(({ reverted }) => reverted === own)) return undefined
      const args = ['log', '--all', '-F', `--grep=This reverts commit ${String(sha).slice(0, 7)}`, '--format=%H']
      return { answer: none(world, [own.sha, ...own.parents]), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_co_author',
    isFalsePremise: true,
    isHeldOut: true,
    wordings: [
      'who is credited as co-author of {sha}?',
      'Name the co-authors of commit {sha}, as given in its trailers.',
      '{sha} co-authored-by?',
    ],
    subjects: (world, random) =>
      random.shuffled(ordinary(world).filter(({ body }) => body.trim() === '')).map(({ sha }) => ({ sha: short(sha) })),
    async answer(world, { sha }) {
      const args = ['log', '-1', '--format=%(trailers:key=Co-authored-by,valueonly)', String(sha)]
      return (await world.git(args)).length > 0 ? undefined : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_merge',
    isFalsePremise: true,
    wordings: [
      'which two commits does the merge {sha} join?',
      '{sha} is a merge commit. What is its second parent?',
      'second parent of {sha}',
    ],
    subjects: (world, random) => random.shuffled(ordinary(world)).map(({ sha }) => ({ sha: short(sha) })),
    async answer(world, { sha }) {
      const args = ['log', '-1', '--format=%P', String(sha)]
      const parents = ((await world.git(args))[0] ?? '').split(' ')
      const merges = await world.git(['log', '--merges', '--ancestry-path', '--reverse', '--format=%H', `${sha}..HEAD`])
      return { answer: none(world, [...parents, ...merges.slice(0, 3)]), truth_cmd: commandLine(args, 'wc -w is 1') }
    },
  },
  {
    name: 'false_release_of_commit',
    isFalsePremise: true,
    isHeldOut: true,
    wordings: [
      'in which version was {sha} shipped?',
      'We want the change {sha}. Which release do we have to upgrade to?',
      'first tag with {sha}',
    ],
    async subjects(world, random) {
      const fresh = await world.git(['rev-list', '--no-merges', world.head, '--not', '--tags'])
      return random.shuffled(fresh).map((sha) => ({ sha: short(sha) }))
    },
    async answer(world, { sha }) {
      const args = ['tag', '--contains', String(sha)]
      if ((await world.git(args)).length > 0) return undefined
      return { answer: none(world, [...world.tags.map((tag) => tag.sha)]), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_pair',
    isFalsePremise: true,
    isHeldOut: true,
    wordings: [
      'which commit changed both {a} and {b}?',
      'List all commits in which {a} and {b} were edited together.',
      '{a} + {b} in one commit, sha',
    ],
    subjects(world, random) {
      const files = random.shuffled(world.paths.filter((path) => (world.byPath.get(path)?.length ?? 0) >= 3))
      return files.slice(1).map((b, index) => ({ a: files[index] ?? '', b }))
    },
    async answer(world, { a, b }) {
      const of = async (path: unknown) =>
        world.git(['log', '-m', '--follow', '--format=%H', 'HEAD', '--', String(path)])
      const [first, second] = [await of(a), await of(b)]
      const all = new Set(first)
      if (second.some((sha) => all.has(sha))) return undefined
      const truth_cmd = commandLine(['log', '--format=%H', 'HEAD', '--', String(a)], `comm -12 with those of ${b}`)
      return { answer: none(world, [...first, ...second]), truth_cmd }
    },
  },
  {
    name: 'false_rename',
    isFalsePremise: true,
    wordings: [
      'when was {a} renamed to {b}?',
      'I believe that {b} used to be {a}. In which commit did the rename happen?',
      'rename {a} => {b} sha?',
    ],
    subjects(world, random) {
      const files = random.shuffled(world.paths.filter((path) => (world.byPath.get(path)?.length ?? 0) >= 2))
      return files.slice(1).map((b, index) => ({ a: files[index] ?? '', b }))
    },
    async answer(world, { a, b }) {
      const args = ['log', '--all', '-M', '-C', '--diff-filter=RC', '--name-status', '--format=', '--']
      const names = new Set((await world.git(args)).flatMap((line) => line.split('\t').slice(1)))
      if (names.has(String(a)) || names.has(String(b))) return undefined
      return {
        answer: none(world, [...ofPath(world, a), ...ofPath(world, b)]),
        truth_cmd: commandLine(args, `grep '${a}.*${b}'`),
      }
    },
  },
  {
    name: 'false_first_release',
    isFalsePremise: true,
    wordings: [
      'which commits of {name} went into {b} after {a}?',
      "{name}'s part in {b}: what did they commit since {a}?",
      '{name} {a}..{b} shas',
    ],
    subjects: (world, random) =>
      random.shuffled(
        world.releases.slice(1).flatMap((tag, index) =>
          people(world, random, 12)
            .slice(0, 4)
            .map((name) => ({ a: world.releases[index]?.name ?? '', b: tag.name, name })),
        ),
      ),
    async answer(world, { a, b, name }) {
      const args = ['log', '--use-mailmap', '--format=%H|%aN|%cN', `${a}..${b}`]
      const lines = await world.git(args)
      if (lines.length === 0 || lines.some((line) => line.includes(`|${name}`))) return undefined
      const ends = world.tags.filter((tag) => tag.name === a || tag.name === b).map(({ sha }) => sha)
      return {
        answer: none(world, [...ends, ...shasOf(world, name), ...lines.map((line) => line.slice(0, 40))]),
        truth_cmd: commandLine(args, `grep -F '|${name}'`),
      }
    },
  },
]
