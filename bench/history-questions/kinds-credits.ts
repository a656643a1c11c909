// Kinds of question about who else had a part in a commit: co-authors, committers, signatures.
import { commandLine, type Kind, number, ranked, spellings } from './kind.ts'
import { coAuthorsOf, plain, short } from './subjects.ts'

export const CREDIT_KINDS: readonly Kind[] = [
  {
    name: 'co_authors_of_commit',
    wordings: [
      'who co-authored {sha} by {author}?',
      'Besides {author}, who wrote it, which people are credited as co-authors of commit {sha}?',
      '{sha} ({author}) coauthors?',
      'Wer steht bei {sha} von {author} als Co-Autor in der Nachricht?',
    ],
    subjects(world, random) {
      const fit = plain(world).filter((commit) => coAuthorsOf(commit).length >= 1 && coAuthorsOf(commit).length <= 4)
      return random.shuffled(fit).map(({ sha, author }) => ({ sha: short(sha), author }))
    },
    async answer(world, { sha }) {
      const commit = world.commits.find((one) => short(one.sha) === sha)
      const args = ['log', '-1', '--format=%(trailers:key=Co-authored-by,valueonly)', String(sha)]
      const names = (await world.git(args)).map((line) => line.replace(/\s*<.*$/, ''))
      if (commit === undefined || names.length === 0 || names.includes(commit.author)) return undefined
      if (new Set(names).size !== coAuthorsOf(commit).length || !names.every((name) => / /.test(name))) return undefined
      return { answer: { type: 'author_set', value: spellings([...new Set(names)]) }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'co_authored_count',
    wordings: [
      'in how many commits is {name} named as co-author?',
      'How often does {name} appear in a Co-authored-by line?',
      'co-authored-by {name}: how many',
    ],
    subjects(world, random) {
      const counts = ranked(world.commits.flatMap(coAuthorsOf))
      return random.shuffled(counts.filter(([name, count]) => count >= 2 && / /.test(name))).map(([name]) => ({ name }))
    },
    async answer(world, { name }) {
      const args = ['log', '-i', '-E', `--grep=^co-authored-by: *${name} *<`, '--format=%H', 'HEAD']
      const count = (await world.git(args)).length
      if (count !== world.commits.filter((commit) => coAuthorsOf(commit).includes(String(name))).length)
        return undefined
      return { answer: number(count), truth_cmd: commandLine(args, 'wc -l') }
    },
  },
  {
    name: 'committer_of_commit',
    wordings: [
      'who committed {sha}? not the author ({author}), the committer',
      'Commit {sha} was written by {author} but applied by another person. By whom?',
      'committer (not author {author}) of {sha}',
    ],
    subjects(world, random) {
      const fit = plain(world).filter(
        ({ author, committer }) => author !== committer && committer !== 'GitHub' && / /.test(committer),
      )
      return random.shuffled(fit).map(({ sha, author }) => ({ sha: short(sha), author }))
    },
    async answer(world, { sha }) {
      const args = ['log', '-1', '--use-mailmap', '--format=%cN', String(sha)]
      return { answer: { type: 'author', value: await world.git(args) }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'committed_for_others',
    isHeldOut: true,
    wordings: [
      'how many commits by other authors did {name} commit?',
      'I want to know how much {name} did as an integrator: in how many commits is {name} the committer but somebody else the author?',
      'committer = {name}, author != {name}: count',
    ],
    subjects(world, random) {
      const counts = ranked(
        world.commits.filter(({ author, committer }) => author !== committer).map((one) => one.committer),
      )
      const fit = counts.filter(([name, count]) => count >= 3 && / /.test(name) && world.plainNames.has(name))
      return random.shuffled(fit).map(([name]) => ({ name }))
    },
    async answer(world, { name }) {
      const args = ['log', '--use-mailmap', '--format=%cN|%aN', 'HEAD']
      const lines = (await world.git(args)).filter((line) => line.startsWith(`${name}|`))
      const count = lines.filter((line) => line !== `${name}|${name}`).length
      return { answer: number(count), truth_cmd: commandLine(args, `grep '^${name}|' | grep -vc '|${name}$'`) }
    },
  },
  {
    name: 'signed_off_count',
    isHeldOut: true,
    wordings: [
      'how many commits carry a Signed-off-by trailer from {name}?',
      'Count the commits that {name} signed off (Signed-off-by line in the message).',
      'signed-off-by {name} count',
    ],
    subjects(world, random) {
      const signers = world.commits.flatMap(({ body }) =>
        [...body.matchAll(/^signed-off-by:\s*(.+?)\s*</gim)].map((match) => match[1] ?? ''),
      )
      return random
        .shuffled(ranked(signers).filter(([name, count]) => count >= 2 && / /.test(name)))
        .map(([name]) => ({ name }))
    },
    async answer(world, { name }) {
      const args = ['log', '-i', '-E', `--grep=^signed-off-by: *${name} *<`, '--format=%H', 'HEAD']
      return { answer: number((await world.git(args)).length), truth_cmd: commandLine(args, 'wc -l') }
    },
  },
]
