// Makes questions from the history of any repository: the subject of a commit, asked at its parent, is answered by the files it changed.
// node bench/code-questions/from-commits.ts REPOSITORY --name OWNER/NAME [--count 40] [--seed 1] [--kind code|upkeep] > QUESTIONS.jsonl
// The same seed chooses the same commits. Nothing newer than the parent may be used to answer: the subject itself stands one commit later.
import { parseArgs } from 'node:util'
import { roleOfFile } from '#lib/code/file-role.ts'
import { createRandom } from '../history-questions/random.ts'
import { git, gitFolderOfArgument } from '../plain-git.ts'
import { type ChangedCommit, kindOfCommit, parseRawLog, presentBefore } from './changed-commits.ts'

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string', default: 'code' },
    name: { type: 'string', default: '' },
  },
})
/** The first commits of a repository have nothing before them to search in. */
const FIRST_SHARE = 0.1
/** A commit of more source files has no one place. */
const SOURCE_FILES = 6
const FILES = 12

const gitFolder = gitFolderOfArgument()
const log = git(gitFolder, [
  'log',
  '--no-merges',
  '--raw',
  '-z',
  '-M',
  '--no-abbrev',
  '--format=%x01%H%x02%P%x02%s',
  'HEAD',
])
const commits = parseRawLog(log).toReversed()
const asked = commits.slice(Math.floor(commits.length * FIRST_SHARE)).filter(isQuestion)
const chosen = createRandom(`${values.seed} ${values.name}`).shuffled(asked).slice(0, Number(values.count))
const place = new Map(asked.map(({ sha }, at) => [sha, at]))
// In the order of history: neighbouring revisions share most of their files.
for (const commit of chosen.toSorted((a, b) => (place.get(a.sha) ?? 0) - (place.get(b.sha) ?? 0))) {
  const question = {
    id: `${values.name || 'commit'}-${commit.sha.slice(0, 10)}`,
    repo: values.name || undefined,
    commit: commit.sha,
    at: commit.parent,
    query: commit.subject,
    gold: presentBefore(commit),
  }
  process.stdout.write(`${JSON.stringify(question)}\n`)
}

function isQuestion(commit: ChangedCommit): boolean {
  const present = presentBefore(commit)
  if (commit.parent === undefined || kindOfCommit(commit) !== values.kind || present.length > FILES) return false
  const sources = present.filter((path) => roleOfFile(path) === 'source').length
  return values.kind === 'code' ? sources >= 1 && sources <= SOURCE_FILES : present.length >= 1
}
