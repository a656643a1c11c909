// Kinds of question about commits: sizes, issues, words of messages, filters combined.
import { clearWinner, commandLine, type Kind, number, ranked } from './kind.ts'
import { authorsOf } from './paths.ts'
import { authorDates, isClearYear, isOfYear, utcDay, wholeYears } from './periods.ts'
import { folders, ofAuthor, people, plain, short, sizeOf } from './subjects.ts'

export const COMMIT_KINDS: readonly Kind[] = [
  {
    name: 'largest_commit_year',
    wordings: [
      'biggest non-merge commit of {year} by changed lines?',
      'Which single commit (no merge) changed the most lines in {year}, insertions and deletions added up?',
      '{year} largest commit lines +/-, no merges',
      'Welcher Commit hat {year} die meisten Zeilen geändert? Merges zählen nicht.',
    ],
    subjects: (world, random) => random.shuffled(wholeYears(world)).map((year) => ({ year })),
    async answer(world, { year }) {
      const own = plain(world).filter(isOfYear(Number(year)))
      const [first, second] = own.toSorted((a, b) => sizeOf(b) - sizeOf(a))
      if (first === undefined || second === undefined || !isClearYear([first, second], Number(year))) return undefined
      const renamed = await world.git(['show', '--format=', '--numstat', '-M', first.sha])
      const size = renamed.reduce(
        (sum, line) => sum + (Number(line.split('\t')[0]) || 0) + (Number(line.split('\t')[1]) || 0),
        0,
      )
      // Lock files and generated files may be left out by some: the rest has to be the largest all the same.
      if (size < sizeOf(second) * 1.2 || first.changes.some(({ path }) => /lock|vendor|\.min\.|svg|json$/i.test(path)))
        return undefined
      const args = ['log', '--no-merges', '--numstat', '--date=format-local:%Y', '--format=%H %ad', 'HEAD']
      return {
        answer: { type: 'sha', value: first.sha },
        truth_cmd: commandLine(args, `largest sum of lines in ${year}`),
      }
    },
  },
  {
    name: 'lines_of_commit',
    wordings: [
      'how many lines did {sha} add?',
      'Commit {sha}: number of inserted lines over all files?',
      '{sha} insertions',
    ],
    subjects(world, random) {
      const fit = plain(world).filter((commit) => sizeOf(commit) > 12 && sizeOf(commit) < 3000)
      return random.shuffled(fit).map(({ sha }) => ({ sha: short(sha) }))
    },
    async answer(world, { sha }) {
      const added = async (flag: string) =>
        (await world.git(['show', '--format=', '--numstat', flag, String(sha)])).reduce(
          (sum, line) => sum + (Number(line.split('\t')[0]) || 0),
          0,
        )
      const [count, other] = [await added('-M'), await added('--no-renames')]
      if (count !== other || count < 3) return undefined
      const truth_cmd = commandLine(['show', '--format=', '--numstat', '-M', String(sha)], 'sum of the first column')
      return { answer: number(count), truth_cmd }
    },
  },
  {
    name: 'issue_of_commit',
    wordings: [
      'which issue does {sha} close?',
      'I am looking at {sha}. Its message says that it fixes something: what is the number of that issue?',
      '{sha} fixes #?',
    ],
    subjects: (world, random) => random.shuffled(plain(world)).map(({ sha }) => ({ sha: short(sha) })),
    async answer(world, { sha }) {
      const args = ['log', '-1', '--format=%B', String(sha)]
      const text = (await world.git(args)).join('\n')
      const closed = [...text.matchAll(/\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?):? #(\d+)/gi)].map(
        (match) => match[1] ?? '',
      )
      const named = new Set([...text.matchAll(/#(\d+)/g)].map((match) => match[1]))
      if (closed.length !== 1 || named.size !== 1) return undefined
      return {
        answer: { type: 'author', value: closed },
        truth_cmd: commandLine(args, "grep -iE '(fix|close|resolve)'"),
      }
    },
  },
  {
    name: 'commits_naming_issue',
    wordings: [
      'all commits that mention #{issue}',
      'Which commits refer to issue or pull request #{issue} in their message? Merges too.',
      '#{issue} commits?',
      'Quels commits parlent de #{issue} ?',
    ],
    subjects(world, random) {
      const counts = ranked(
        world.commits.flatMap((one) => [
          ...new Set([...`${one.subject}\n${one.body}`.matchAll(/(?<![\w/])#(\d+)\b/g)].map((match) => match[1] ?? '')),
        ]),
      )
      return random
        .shuffled(counts.filter(([issue, count]) => count >= 2 && count <= 4 && issue.length >= 2))
        .map(([issue]) => ({ issue }))
    },
    async answer(world, { issue }) {
      const args = ['log', '-P', `--grep=#${issue}(?!\\d)`, '--format=%H', 'HEAD']
      const value = await world.git(args)
      const urls = await world.git(['log', '-P', `--grep=(issues|pull|pulls)/${issue}(?!\\d)`, '--format=%H', 'HEAD'])
      const others = await world.git(['log', '-P', `--grep=\\w#${issue}(?!\\d)`, '--format=%H', 'HEAD'])
      if (value.length < 2 || urls.length > 0 || others.length > 0) return undefined
      return { answer: { type: 'sha_list', value }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'message_count',
    wordings: [
      'how many commit messages contain the word "{word}"? merges included',
      "Ignoring case, in how many commits does '{word}' occur in the message (subject or body, merges too)?",
      'count commits w/ "{word}" in message',
    ],
    subjects: (_, random) =>
      random
        .shuffled([
          'regression',
          'windows',
          'deprecated',
          'benchmark',
          'changelog',
          'unicode',
          'timeout',
          'encoding',
          'cookie',
          'middleware',
          'regex',
          'tmux',
        ])
        .map((word) => ({ word })),
    async answer(world, { word }) {
      const find = (pattern: string) => ['log', '-i', '-P', `--grep=${pattern}`, '--format=%H', 'HEAD']
      const [inside, whole] = [await world.git(find(String(word))), await world.git(find(`\\b${word}\\b`))]
      if (inside.length < 2 || inside.length !== whole.length) return undefined
      return { answer: number(inside.length), truth_cmd: commandLine(find(String(word)), 'wc -l') }
    },
  },
  {
    name: 'person_message_commits',
    wordings: [
      "{name}'s commits with '{word}' in the message",
      'Find every commit by {name} whose message mentions "{word}" (no merges).',
      'author {name}, message contains {word}: shas',
    ],
    subjects: (world, random) =>
      people(world, random, 10).flatMap((name) =>
        random
          .shuffled(['readme', 'typo', 'version', 'docs', 'test', 'release', 'error', 'config', 'windows', 'script'])
          .slice(0, 3)
          .map((word) => ({ name, word })),
      ),
    async answer(world, { name, word }) {
      const args = ['log', '--no-merges', '--use-mailmap', '-i', '-F', `--grep=${word}`, '--format=%H|%aN', 'HEAD']
      const found = (await world.git(args)).filter((line) => line.endsWith(`|${name}`)).map((line) => line.slice(0, 40))
      const isWhole = (sha: string) => {
        const { subject, body } = world.bySha.get(sha) ?? { subject: '', body: '' }
        return new RegExp(`\\b${word}\\b`, 'i').test(`${subject}\n${body}`)
      }
      if (found.length < 2 || found.length > 6 || !found.every(isWhole)) return undefined
      return { answer: { type: 'sha_list', value: found }, truth_cmd: commandLine(args, `grep -F '|${name}'`) }
    },
  },
  {
    name: 'person_folder_year_count',
    wordings: [
      'how many commits did {name} make under {folder} in {year}? (no merges)',
      'Restricting ourselves to {folder} and to {year}: number of non-merge commits by {name}?',
      '{name} / {folder} / {year} / no merges → count',
      'Wie viele Commits (ohne Merges) hat {name} {year} in {folder} gemacht?',
    ],
    subjects: (world, random) =>
      random.shuffled(
        people(world, random, 15)
          .slice(0, 8)
          .flatMap((name) =>
            folders(world, 20)
              .slice(0, 8)
              .flatMap((folder) => wholeYears(world).map((year) => ({ name, folder, year }))),
          ),
      ),
    async answer(world, { name, folder, year }) {
      const args = [
        'log',
        '--no-merges',
        '--full-history',
        '--use-mailmap',
        ...authorDates('%Y'),
        'HEAD',
        '--',
        String(folder),
      ]
      const count = (await world.git(args)).filter((line) => line === `${year}|${name}`).length
      if (count < 2 || !isClearYear(ofAuthor(world, name), Number(year))) return undefined
      return { answer: number(count), truth_cmd: commandLine(args, `grep -cxF '${year}|${name}'`) }
    },
  },
  {
    name: 'widest_commit_person',
    isHeldOut: true,
    wordings: [
      'which commit of {name} touched the most files? not a merge',
      'Among the non-merge commits of {name}, which one changed the largest number of files?',
      '{name}: commit w/ most files (no merges)',
    ],
    subjects: (world, random) => people(world, random, 10).map((name) => ({ name })),
    async answer(world, { name }) {
      const [first, second] = ofAuthor(world, name).toSorted((a, b) => b.changes.length - a.changes.length)
      if (first === undefined || second === undefined || first.changes.length < 4) return undefined
      const renamed = (await world.git(['show', '--format=', '--name-only', '-M', first.sha])).length
      if (renamed < second.changes.length * 1.2) return undefined
      const args = ['log', '--no-merges', '--use-mailmap', '--name-only', '--format=%H|%aN', 'HEAD']
      const also = { author: [name], date: [utcDay(first.authorS)] }
      return {
        answer: { type: 'sha', value: first.sha, also },
        truth_cmd: commandLine(args, `most names under one commit of '${name}'`),
      }
    },
  },
  {
    name: 'folder_top_committer',
    wordings: [
      'who knows {folder} best? judge by non-merge commits',
      'Whom should I ask about {folder}, i.e. who made the most commits there (merges aside)?',
      'top commiter in {folder}',
      'Wer hat in {folder} die meisten Commits (ohne Merges)?',
    ],
    subjects: (world, random) => random.shuffled(folders(world, 15)).map((folder) => ({ folder })),
    async answer(world, { folder }) {
      const args = authorsOf(folder)
      const winner = clearWinner(ranked(await world.git(args)))
      if (winner === undefined || !world.plainNames.has(winner)) return undefined
      return {
        answer: { type: 'author', value: [winner] },
        truth_cmd: commandLine(args, 'sort | uniq -c | sort -rn | head -1'),
      }
    },
  },
]
