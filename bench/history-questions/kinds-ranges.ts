// Kinds of question about what lies between two releases, and what a release holds.
import { commandLine, type Kind, number, ranked, spellings } from './kind.ts'
import { diverged, NO_MERGES, neighbours } from './releases.ts'

export const RANGE_KINDS: readonly Kind[] = [
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
]
