// Kinds of question about files: what changes together, what changes most, how often and when.
import { commandLine, type Kind, number, ranked } from './kind.ts'
import { renames, steadyPaths } from './paths.ts'
import { isClearYear, isOfYear, utcDay, wholeYears } from './periods.ts'
import { folders, short } from './subjects.ts'

export const FILE_KINDS: readonly Kind[] = [
  {
    name: 'files_of_commit',
    wordings: [
      'which files does {sha} change?',
      'Give me the list of all paths touched by commit {sha}.',
      'files in {sha}',
      'Welche Dateien ändert {sha}?',
    ],
    subjects(world, random) {
      const fit = world.commits.filter(({ changes }) => changes.length >= 2 && changes.length <= 6)
      return random.shuffled(fit).map(({ sha }) => ({ sha: short(sha) }))
    },
    async answer(world, { sha }) {
      const args = ['show', '--format=', '--name-only', '-M', String(sha)]
      const value = await world.git(args)
      const plain = await world.git(['show', '--format=', '--name-only', '--no-renames', String(sha)])
      if (plain.length !== value.length || value.length < 2) return undefined
      return { answer: { type: 'path_set', value }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'pair_count',
    wordings: [
      'how often were {a} and {b} changed in the same commit? no merges',
      'Are {a} and {b} coupled? Tell me the number of non-merge commits that touched both.',
      '# commits touching both {a} and {b} (no merges)',
    ],
    async subjects(world, random) {
      const steady = new Set(await steadyPaths(world, random, 8))
      const counts = ranked(
        world.commits
          .filter(({ changes }) => changes.length <= 20)
          .flatMap(({ changes }) => {
            const own = changes
              .map(({ path }) => path)
              .filter((path) => steady.has(path))
              .toSorted()
            return own.flatMap((a, index) => own.slice(index + 1).map((b) => `${a}\n${b}`))
          }),
      )
      const fit = counts.filter(([, count]) => count >= 2)
      return random.shuffled(fit).map(([pair]) => ({ a: pair.split('\n')[0] ?? '', b: pair.split('\n')[1] ?? '' }))
    },
    async answer(world, { a, b }) {
      const of = async (path: unknown) =>
        world.git(['log', '--no-merges', '--full-history', '--format=%H', 'HEAD', '--', String(path)])
      const other = new Set(await of(b))
      const count = (await of(a)).filter((sha) => other.has(sha)).length
      const truth_cmd = commandLine(
        ['log', '--no-merges', '--full-history', '--format=%H', 'HEAD', '--', String(a)],
        `comm -12 with those of ${b}`,
      )
      return { answer: number(count), truth_cmd }
    },
  },
  {
    name: 'closest_companion',
    wordings: [
      'which file changes most often together with {file}?',
      'If I edit {file}, which one other file is most likely to need a change as well, going by shared non-merge commits?',
      '{file}: no. 1 co-changed file',
      'Welche Datei wird am häufigsten zusammen mit {file} geändert?',
    ],
    subjects: async (world, random) => (await steadyPaths(world, random, 10)).map((file) => ({ file })),
    async answer(world, { file }) {
      const args = [
        'log',
        '--no-merges',
        '--full-history',
        '--full-diff',
        '--no-renames',
        '--name-only',
        '--format=',
        'HEAD',
        '--',
        String(file),
      ]
      const [first, second] = ranked(await world.git(args)).filter(([path]) => path !== file)
      if (first === undefined || first[1] < 4 || first[1] < (second?.[1] ?? 0) * 1.3) return undefined
      return {
        answer: { type: 'path_set', value: [first[0]] },
        truth_cmd: commandLine(args, 'sort | uniq -c | sort -rn | head -2'),
      }
    },
  },
  {
    name: 'hotspots_year',
    wordings: [
      'the 3 most frequently changed files of {year}, no merges',
      'Where was the action in {year}? Name the three files with the most non-merge commits.',
      'top 3 files by commits {year}',
    ],
    subjects: (world, random) => random.shuffled(wholeYears(world)).map((year) => ({ year })),
    async answer(world, { year }) {
      const own = world.commits.filter(({ parents }) => parents.length < 2)
      const inYear = own.filter(isOfYear(Number(year)))
      const counts = ranked(inYear.flatMap(({ changes }) => changes.map(({ path }) => path)))
      const [third, fourth] = [counts[2]?.[1] ?? 0, counts[3]?.[1] ?? 0]
      if (!isClearYear(own, Number(year)) || third < 4 || third < fourth * 1.2) return undefined
      const args = [
        'log',
        '--no-merges',
        '--no-renames',
        '--name-only',
        '--date=format-local:%Y',
        '--format=%ad',
        'HEAD',
      ]
      const value = counts.slice(0, 3).map(([path]) => path)
      return {
        answer: { type: 'path_set', value },
        truth_cmd: commandLine(args, `names of ${year} | sort | uniq -c | sort -rn | head -3`),
      }
    },
  },
  {
    name: 'extension_count',
    wordings: [
      'how many non-merge commits changed at least one .{extension} file?',
      'Count commits (merges excluded) in which some file ending in .{extension} was touched.',
      '*.{extension} commits, no merges, count',
    ],
    subjects(world, random) {
      const counts = ranked(world.paths.map((path) => /\.(\w+)$/.exec(path)?.[1] ?? ''))
      return random
        .shuffled(counts.filter(([extension, count]) => extension !== '' && count >= 2))
        .map(([extension]) => ({ extension }))
    },
    async answer(world, { extension }) {
      const args = ['log', '--no-merges', '--no-renames', '--name-only', '--format=%x01', 'HEAD']
      const blocks = (await world.git(args)).join('\n').split('\x01')
      const count = blocks.filter((block) => block.split('\n').some((path) => path.endsWith(`.${extension}`))).length
      if (count < 3) return undefined
      return { answer: number(count), truth_cmd: commandLine(args, `blocks with a name ending in .${extension}`) }
    },
  },
  {
    name: 'file_commit_count',
    wordings: [
      'number of non-merge commits that touched {file}',
      "How often has {file} been changed since it exists? Merges don't count.",
      '{file} # of commits (no merges)',
      'Wie oft wurde {file} geändert (Merges zählen nicht)?',
    ],
    subjects: async (world, random) => (await steadyPaths(world, random, 4)).map((file) => ({ file })),
    async answer(world, { file }) {
      const args = ['log', '--no-merges', '--full-history', '--format=%H', 'HEAD', '--', String(file)]
      const simple = (await world.git(['log', '--no-merges', '--follow', '--format=%H', 'HEAD', '--', String(file)]))
        .length
      const count = (await world.git(args)).length
      if (count !== simple) return undefined
      return { answer: number(count), truth_cmd: commandLine(args, 'wc -l') }
    },
  },
  {
    name: 'file_last_change',
    wordings: [
      'when was {file} last modified?',
      'Is {file} still maintained? On what date did the most recent (non-merge) change to it happen?',
      '{file} last touched on?',
      'Wann wurde {file} zuletzt geändert?',
    ],
    subjects: async (world, random) => (await steadyPaths(world, random, 2)).map((file) => ({ file })),
    async answer(world, { file }) {
      const args = [
        'log',
        '-1',
        '--no-merges',
        '--full-history',
        '--date=format-local:%Y-%m-%d',
        '--format=%ad %cd',
        'HEAD',
        '--',
        String(file),
      ]
      const days = ((await world.git(args))[0] ?? '').split(' ')
      const [newest] = (world.byPath.get(String(file)) ?? []).toSorted((a, b) => b.authorS - a.authorS)
      if (newest === undefined || utcDay(newest.authorS) !== days[0]) return undefined
      return { answer: { type: 'date', value: [...new Set(days)] }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'folder_newest_file',
    isHeldOut: true,
    wordings: [
      'which of the files now in {folder} was added last?',
      'Looking at the files that exist today directly or deeper under {folder}: which one is the youngest, by the commit that added it?',
      'most recently created file in {folder}',
    ],
    subjects: (world, random) => random.shuffled(folders(world, 5)).map((folder) => ({ folder })),
    async answer(world, { folder }) {
      const args = [
        'log',
        '--no-merges',
        '-M',
        '--diff-filter=A',
        '--name-only',
        '--date=short',
        '--format=%x01%H',
        'HEAD',
        '--',
        String(folder),
      ]
      const present = new Set(world.paths)
      const blocks = (await world.git(args))
        .join('\n')
        .split('\x01')
        .slice(1)
        .map((block) => block.split('\n').slice(1).filter(Boolean))
      const first =
        blocks.find((block) => block.some((path) => present.has(path)))?.filter((path) => present.has(path)) ?? []
      const renamed = await world.git([
        'log',
        '--no-merges',
        '-M',
        '--diff-filter=R',
        '--format=%H',
        'HEAD',
        '--',
        String(folder),
      ])
      if (first.length !== 1 || renamed.length > 0) return undefined
      return {
        answer: { type: 'path_set', value: first },
        truth_cmd: commandLine(args, 'first name that exists at HEAD'),
      }
    },
  },
  {
    name: 'person_only_files',
    isHeldOut: true,
    wordings: [
      'which file has {name} changed most often (no merges)?',
      "What is {name}'s favourite file, i.e. the path with most of their non-merge commits?",
      '{name} most edited path',
    ],
    subjects: (world, random) =>
      random
        .shuffled(
          [...world.byAuthor].filter(([name, own]) => own.length >= 8 && world.plainNames.has(name) && / /.test(name)),
        )
        .map(([name]) => ({ name })),
    async answer(world, { name }) {
      const [first, second] = ranked(
        (world.byAuthor.get(String(name)) ?? []).flatMap(({ changes }) => changes.map(({ path }) => path)),
      )
      if (first === undefined || first[1] < 4 || first[1] < (second?.[1] ?? 0) * 1.2) return undefined
      if ((await renames(world)).some(({ from, to }) => from === first[0] || to === first[0])) return undefined
      const args = ['log', '--no-merges', '--no-renames', '--use-mailmap', '--name-only', '--format=%x01%aN', 'HEAD']
      return {
        answer: { type: 'path_set', value: [first[0]] },
        truth_cmd: commandLine(args, `names under '${name}' | sort | uniq -c | sort -rn`),
      }
    },
  },
]
