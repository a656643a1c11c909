// Kinds of question about what never was: people, files, tags, ids, words, branches, issues, years.
import { commandLine, type Kind } from './kind.ts'
import { FIRST_NAMES, INVENTED, LAST_NAMES, none, ofPath, shasOf } from './nothing.ts'
import { isOfYear } from './periods.ts'
import { folders, people } from './subjects.ts'

export const NEVER_KINDS: readonly Kind[] = [
  {
    name: 'false_person',
    isFalsePremise: true,
    wordings: [
      'how many commits did {name} make last year?',
      "{name} told me they rewrote the core of this project. What was {name}'s biggest commit?",
      'latest commit by {name}',
      'Wann hat {name} angefangen, hier mitzuarbeiten?',
    ],
    subjects: (_, random) =>
      random.shuffled(FIRST_NAMES.flatMap((first) => LAST_NAMES.map((last) => ({ name: `${first} ${last}` })))),
    async answer(world, { name }) {
      const args = ['log', '-i', '-1', '--all', `--author=${name}`, '--format=%H']
      return (await world.git(args)).length > 0 ? undefined : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_file',
    isFalsePremise: true,
    wordings: [
      'who created {file}?',
      'I cannot remember why we split {file} in two. Which commit changed it last?',
      'last 3 commits to {file}',
      'Warum wurde {file} umbenannt?',
    ],
    subjects: (world, random) =>
      random.shuffled(world.paths.filter((path) => /\/\w+\.(rs|py|js|go|rb)$/.test(path))).map((path) => ({
        file: path.replace(/\/(\w+)\.(\w+)$/, `/${random.shuffled(['turbo', 'legacy', 'shadow', 'quantum'])[0]}_$1.$2`),
      })),
    async answer(world, { file }) {
      const args = ['log', '-1', '--all', '--format=%H', '--', String(file)]
      return (await world.git(args)).length > 0 ? undefined : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_folder',
    isFalsePremise: true,
    isHeldOut: true,
    wordings: [
      'top contributor of {folder}?',
      'We have to hand over {folder} next week. Who has worked most on that directory?',
      'commits in {folder} since the beginning, count',
    ],
    subjects: (world, random) =>
      random.shuffled(folders(world, 3)).map((folder) => ({ folder: `${folder}telemetry-bridge/` })),
    async answer(world, { folder }) {
      const args = ['log', '-1', '--all', '--format=%H', '--', String(folder)]
      return (await world.git(args)).length > 0 ? undefined : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_tag',
    isFalsePremise: true,
    wordings: [
      'when was {tag} released?',
      "We're stuck on {tag}. How many commits went into that release?",
      'authors of {tag}?',
      'Was hat sich mit {tag} geändert?',
    ],
    subjects: (world, random) =>
      random
        .shuffled(world.releases)
        .map(({ name }) => ({ tag: name.replace(/\d+$/, (last) => String(Number(last) + 71)) })),
    async answer(world, { tag }) {
      const args = ['for-each-ref', '--format=%(refname)', `refs/tags/${tag}`]
      const isMentioned = world.commits.some(({ subject, body }) => `${subject} ${body}`.includes(String(tag)))
      if (isMentioned || (await world.git(args)).length > 0) return undefined
      return { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_sha',
    isFalsePremise: true,
    wordings: [
      'what does commit {sha} do?',
      'Somebody pasted {sha} into our chat. Who wrote that commit and which files did it touch?',
      '{sha} first release?',
      'Warum wurde {sha} gemacht?',
    ],
    subjects: (_, random) =>
      Array.from({ length: 40 }, () => ({
        sha: `${Array.from({ length: 8 }, () => '0123456789abcdef'[random.below(16)]).join('')}d7`,
      })),
    async answer(world, { sha }) {
      const args = ['rev-parse', '--verify', '--quiet', `${sha}^{commit}`]
      const found = await world.git(args).catch(() => [])
      return found.length > 0 || !/\d/.test(String(sha))
        ? undefined
        : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_identifier',
    isFalsePremise: true,
    wordings: [
      'when was {symbol} removed?',
      'Our plugin still calls `{symbol}`. Which commit took it out, and what replaced it?',
      'who added {symbol}',
      'Quel commit a introduit {symbol} ?',
    ],
    subjects: (_, random) => random.shuffled(INVENTED).map((symbol) => ({ symbol })),
    async answer(world, { symbol }) {
      const args = ['log', '-1', '--all', '--format=%H', `-S${symbol}`]
      return (await world.git(args)).length > 0 ? undefined : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_branch',
    isFalsePremise: true,
    isHeldOut: true,
    wordings: [
      'which commits are on branch {branch} but not on the default branch?',
      'How far is {branch} ahead of the main line? I mean the branch of that name.',
      'last commit on {branch} branch',
    ],
    subjects: (_, random) =>
      random
        .shuffled(['feature/warp-drive', 'topic/shadow-cache', 'release-99-lts', 'hotfix/ghost-pane'])
        .map((branch) => ({ branch })),
    async answer(world, { branch }) {
      const args = ['for-each-ref', '--format=%(refname)', `refs/heads/${branch}`]
      return (await world.git(args)).length > 0 ? undefined : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_issue',
    isFalsePremise: true,
    wordings: [
      'which commit fixed #{issue}?',
      'The ticket #{issue} is said to be closed. With which change?',
      '#{issue} fixed in?',
      'Welcher Commit hat #{issue} behoben?',
    ],
    subjects: (_, random) => Array.from({ length: 30 }, () => ({ issue: 70_000 + random.below(20_000) })),
    async answer(world, { issue }) {
      const args = ['log', '-1', '--all', '--format=%H', `--grep=${issue}`]
      return (await world.git(args)).length > 0 ? undefined : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_message',
    isFalsePremise: true,
    isHeldOut: true,
    wordings: [
      'which commit has the title "{subject}"?',
      'I am looking for the change "{subject}". Who made it?',
      'sha of "{subject}"',
    ],
    subjects: (_, random) =>
      random
        .shuffled([
          'Teach the parser to speak Klingon',
          'Drop support for punched cards',
          'Make the moon phase configurable',
          'Rewrite everything in COBOL',
        ])
        .map((subject) => ({ subject })),
    async answer(world, { subject }) {
      const args = ['log', '-1', '--all', '-i', '-F', `--grep=${subject}`, '--format=%H']
      return (await world.git(args)).length > 0 ? undefined : { answer: none(world), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_future',
    isFalsePremise: true,
    wordings: [
      'what was committed in {year}?',
      'Summarise the work of {year} and cite the commits.',
      'top author {year}',
      'Wie viele Commits gab es {year}?',
    ],
    subjects: (_, random) => random.shuffled([1987, 1994, 1999, 2041, 2055]).map((year) => ({ year })),
    async answer(world, { year }) {
      const found = world.commits.filter(isOfYear(Number(year)))
      const args = ['log', '--date=format-local:%Y', '--format=%ad', 'HEAD']
      const ends = [world.commits.at(-1)?.sha ?? '']
      return found.length > 0
        ? undefined
        : { answer: none(world, ends), truth_cmd: commandLine(args, `grep -c '^${year}$'`) }
    },
  },
  {
    name: 'false_line',
    isFalsePremise: true,
    isHeldOut: true,
    wordings: [
      'who added the line `{text}` to {file}?',
      'In {file} we have `{text}`. Which commit brought it in?',
      'blame {file}: `{text}`',
    ],
    subjects: (world, random) =>
      random.shuffled(world.paths.filter((path) => /\.(rs|py|js|go|rb)$/.test(path))).map((file) => ({
        file,
        text: `${random.shuffled(INVENTED)[0]} = enable_everything(${random.below(900)})`,
      })),
    async answer(world, { file, text }) {
      const args = ['log', '-1', '--all', '--format=%H', `-S${text}`]
      if ((await world.git(args)).length > 0) return undefined
      return { answer: none(world, [...ofPath(world, file)]), truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'false_most_of_word',
    isFalsePremise: true,
    isHeldOut: true,
    wordings: [
      'list the commits by {name} that mention "{word}"',
      '{name} kept complaining about "{word}" in commit messages. Show me these commits.',
      '{name} "{word}" commits',
    ],
    subjects: (world, random) =>
      people(world, random, 12).flatMap((name) =>
        random
          .shuffled(['spaghetti', 'kubernetes', 'blockchain', 'fortran', 'windmill'])
          .map((word) => ({ name, word })),
      ),
    async answer(world, { name, word }) {
      const args = ['log', '--all', '-1', '-i', '-F', `--grep=${word}`, '--format=%H']
      if ((await world.git(args)).length > 0) return undefined
      return { answer: none(world, shasOf(world, name)), truth_cmd: commandLine(args) }
    },
  },
]
