// Kinds of question with a false premise: things that never were, and true things with a false detail.
import { type Answer, commandLine, type Kind } from './kind.ts'
import { coAuthorsOf, revertPairs } from './kinds-commits.ts'
import { folders, ofAuthor, people } from './kinds-people.ts'
import { isOfYear, wholeYears } from './periods.ts'
import type { World } from './world.ts'

const short = (sha: string) => sha.slice(0, 9)
const EXPECT = ['not', 'no ', 'never', 'cannot', "n't", 'unable']
/** Many ids may stand beside a "no": the revision that was searched, and those of the true thing that the question got wrong. */
const none = (world: World, ignore: readonly string[] = []): Answer => ({
  type: 'none',
  value: null,
  expect: EXPECT,
  ignore: [...new Set([world.head, ...ignore])],
})
const plain = (world: World) => world.commits.filter(({ parents }) => parents.length === 1)
const ofPath = (world: World, path: unknown) => (world.byPath.get(String(path)) ?? []).map(({ sha }) => sha)
const shasOf = (world: World, name: unknown) => ofAuthor(world, name).map(({ sha }) => sha)

const FIRST_NAMES = ['Ottilie', 'Bartholomew', 'Xiomara', 'Thaddeus', 'Ingeborg', 'Caspian']
const LAST_NAMES = ['Quillfeather', 'Vandersloot', 'Brimblecombe', 'Okonkwo-Reyes', 'Thistlewood', 'Zabriskie']
const INVENTED = [
  'flux_capacitor',
  'legacyTurboMode',
  'quantum_retry_policy',
  'shadowRouterCache',
  'hyper_scan_budget',
  'ghostPaneWidget',
]

export const FALSE_KINDS: readonly Kind[] = [
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
        .shuffled(plain(world))
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
      random.shuffled(plain(world).filter(({ body }) => body.trim() === '')).map(({ sha }) => ({ sha: short(sha) })),
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
    subjects: (world, random) => random.shuffled(plain(world)).map(({ sha }) => ({ sha: short(sha) })),
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
