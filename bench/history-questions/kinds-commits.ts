// Kinds of question about commits: merges, reverts, sizes, trailers, issues and words of messages.
import { type Answer, clearWinner, commandLine, type Kind, ranked, spellings } from './kind.ts'
import { folders, ofAuthor, people } from './kinds-people.ts'
import { authorDates, isClearYear, isOfYear, utcDay, wholeYears } from './periods.ts'
import type { Commit, World } from './world.ts'

const number = (value: number): Answer => ({ type: 'number', value })
const short = (sha: string) => sha.slice(0, 9)
const CO_AUTHOR = /^co-authored-by:\s*(.+?)\s*<([^>]*)>\s*$/gim
const REVERTS = /This reverts commit ([0-9a-f]{7,40})/g

const plain = (world: World) => world.commits.filter((commit) => commit.parents.length < 2)
const sizeOf = (commit: Commit) => commit.changes.reduce((sum, { added, deleted }) => sum + added + deleted, 0)

export function coAuthorsOf(commit: Commit): readonly string[] {
  return [...new Set([...commit.body.matchAll(CO_AUTHOR)].map((match) => match[1] ?? ''))]
}

/** Pairs of a revert and what it names, where each side is in only one pair. */
export function revertPairs(world: World): readonly { revert: Commit; reverted: Commit }[] {
  const pairs = world.commits.flatMap((revert) => {
    const named = [...revert.body.matchAll(REVERTS)].map((match) => match[1] ?? '')
    const reverted = named.length === 1 ? world.commits.find((one) => one.sha.startsWith(named[0] ?? '-')) : undefined
    return reverted === undefined ? [] : [{ revert, reverted }]
  })
  const uses = ranked(pairs.flatMap(({ revert, reverted }) => [revert.sha, reverted.sha]))
  const once = new Set(uses.filter(([, count]) => count === 1).map(([sha]) => sha))
  return pairs.filter(({ revert, reverted }) => once.has(revert.sha) && once.has(reverted.sha))
}

export const COMMIT_KINDS: readonly Kind[] = [
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
      const args = [
        'log',
        '--no-merges',
        '--full-history',
        '--use-mailmap',
        '--format=%aN',
        'HEAD',
        '--',
        String(folder),
      ]
      const winner = clearWinner(ranked(await world.git(args)))
      if (winner === undefined || !world.plainNames.has(winner)) return undefined
      return {
        answer: { type: 'author', value: [winner] },
        truth_cmd: commandLine(args, 'sort | uniq -c | sort -rn | head -1'),
      }
    },
  },
]
