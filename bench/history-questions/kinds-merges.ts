// Kinds of question about merges, reverts and twins of a commit.
import { commandLine, type Kind, number } from './kind.ts'
import { isClearYear, wholeYears } from './periods.ts'
import { plain, revertPairs, short } from './subjects.ts'

export const MERGE_KINDS: readonly Kind[] = [
  {
    name: 'merge_count_year',
    wordings: [
      'number of merge commits in {year}',
      'How many merges did we have during {year}? I mean real merge commits, with two or more parents.',
      'merges {year} how many',
      'Wie viele Merge-Commits gab es {year}?',
    ],
    subjects: (world, random) => random.shuffled(wholeYears(world)).map((year) => ({ year })),
    async answer(world, { year }) {
      const args = ['log', '--merges', '--date=format-local:%Y', '--format=%ad', 'HEAD']
      const count = (await world.git(args)).filter((line) => line === String(year)).length
      const merges = world.commits.filter((commit) => commit.parents.length > 1)
      if (count < 2 || !isClearYear(merges, Number(year))) return undefined
      return { answer: number(count), truth_cmd: commandLine(args, `grep -c '^${year}$'`) }
    },
  },
  {
    name: 'merge_bringing_commit',
    wordings: [
      'which merge commit brought {sha} into the main line?',
      '{sha} was written on a side branch. With which merge did it arrive on the default branch?',
      'merge that contains {sha} first?',
    ],
    subjects: (world, random) => random.shuffled(plain(world)).map(({ sha }) => ({ sha: short(sha) })),
    async answer(world, { sha }) {
      const firstParents = new Set(await world.git(['rev-list', '--first-parent', 'HEAD']))
      const full = world.commits.find((commit) => short(commit.sha) === sha)?.sha ?? ''
      if (firstParents.has(full)) return undefined
      const args = ['log', '--merges', '--first-parent', '--ancestry-path', '--reverse', '--format=%H', `${sha}..HEAD`]
      const value = (await world.git(args))[0]
      const path = await world.git(['log', '--merges', '--ancestry-path', '--reverse', '--format=%H', `${sha}..HEAD`])
      // A commit that was merged into a side branch first has two honest answers.
      if (value === undefined || world.bySha.get(value)?.parents.length !== 2 || path[0] !== value) return undefined
      return { answer: { type: 'sha', value }, truth_cmd: commandLine(args, 'head -1') }
    },
  },
  {
    name: 'merge_parents',
    wordings: [
      'what are the two parents of merge {sha}?',
      'Merge commit {sha}: please name both parent commits.',
      'parents of {sha}',
      'Von welchen beiden Commits stammt der Merge {sha} ab?',
    ],
    subjects: (world, random) =>
      random
        .shuffled(world.commits.filter((commit) => commit.parents.length === 2))
        .map(({ sha }) => ({ sha: short(sha) })),
    async answer(world, { sha }) {
      const args = ['log', '-1', '--format=%P', String(sha)]
      const value = ((await world.git(args))[0] ?? '').split(' ')
      return { answer: { type: 'sha_list', value }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'reverted_by',
    wordings: [
      'was {sha} ever reverted? by which commit?',
      'We applied "{subject}" ({sha}) at some point and I believe it was taken back. Which commit undid it?',
      '{sha} got reverted in …?',
      'Welcher Commit hat {sha} rückgängig gemacht?',
    ],
    subjects: (world, random) =>
      random
        .shuffled(revertPairs(world))
        .map(({ reverted }) => ({ sha: short(reverted.sha), subject: reverted.subject })),
    async answer(world, { sha }) {
      const pair = revertPairs(world).find(({ reverted }) => short(reverted.sha) === sha)
      if (pair === undefined) return undefined
      const args = ['log', '--format=%H', '-F', `--grep=This reverts commit ${pair.reverted.sha}`, 'HEAD']
      const value = (await world.git(args))[0]
      if (value !== pair.revert.sha) return undefined
      return { answer: { type: 'sha', value }, truth_cmd: commandLine(args) }
    },
  },
  {
    name: 'what_was_reverted',
    wordings: [
      'which commit does {sha} revert?',
      '{sha} is a revert. Of what? I need the id of the original commit.',
      'orig commit undone by {sha}?',
    ],
    subjects: (world, random) => random.shuffled(revertPairs(world)).map(({ revert }) => ({ sha: short(revert.sha) })),
    async answer(world, { sha }) {
      const pair = revertPairs(world).find(({ revert }) => short(revert.sha) === sha)
      const args = ['log', '-1', '--format=%B', String(sha)]
      const text = (await world.git(args)).join('\n')
      if (pair === undefined || !text.includes(pair.reverted.sha.slice(0, 7))) return undefined
      return {
        answer: { type: 'sha', value: pair.reverted.sha },
        truth_cmd: commandLine(args, "grep 'This reverts commit'"),
      }
    },
  },
  {
    name: 'revert_count',
    wordings: [
      'how many commits say "This reverts commit"?',
      'Count all commits whose message contains the sentence that git revert writes, "This reverts commit …".',
      '# of commits with "This reverts commit" in the message',
    ],
    subjects: () => [{}],
    async answer(world) {
      const args = ['log', '-i', '-F', '--grep=This reverts commit', '--format=%H', 'HEAD']
      const count = (await world.git(args)).length
      return count === 0 ? undefined : { answer: number(count), truth_cmd: commandLine(args, 'wc -l') }
    },
  },
  {
    name: 'same_change_elsewhere',
    isHeldOut: true,
    wordings: [
      '{sha} was also applied on another line of development. Which other commit carries the same change?',
      'Is there a backport or cherry-pick of {sha} ("{subject}")? Give me the id of its twin.',
      'twin commit (same patch) of {sha}?',
    ],
    async subjects(world, random) {
      const all = await world.git(['log', '--all', '--no-merges', '--format=%H%x09%at%x09%s'])
      const twins = new Map<string, string[]>()
      for (const line of all) {
        const [sha = '', ...rest] = line.split('\t')
        twins.set(rest.join('\t'), [...(twins.get(rest.join('\t')) ?? []), sha])
      }
      const pairs = [...twins].filter(([, shas]) => shas.length === 2)
      return random.shuffled(pairs).map(([key, [sha = '', other = '']]) => ({
        sha: short(sha),
        other,
        subject: key.slice(key.indexOf('\t') + 1),
      }))
    },
    async answer(world, { sha, other }) {
      const patchOf = async (one: unknown) => {
        const shown = await world.git(['show', '--format=', '-U0', String(one)])
        return shown.filter((line) => !/^(index|@@)/.test(line)).join('\n')
      }
      const patch = await patchOf(sha)
      if (patch === '' || patch !== (await patchOf(other))) return undefined
      const truth_cmd = commandLine(['log', '-p', '--all'], 'git patch-id --stable, the other commit of the same patch')
      return { answer: { type: 'sha', value: other }, truth_cmd }
    },
  },
]
