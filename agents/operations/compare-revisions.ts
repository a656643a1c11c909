// Two revisions compared: where they part, what each has alone, and which files differ.
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import type { Row } from '#lib/events.ts'
import { type CommitAnswer, type CommitResult, runCommitQuery } from '#lib/history/commit-query.ts'
import { type DifferingFile, differingFiles, mergeBases } from '#lib/history/compare-revisions.ts'
import { describeCommit } from '#lib/history/explain.ts'
import { type Found, nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { absenceReceipt, revisionOrMissing } from './scope-input.ts'
import { code, commitLine, commitSource, dayOf, inline, joinWords, linesOf, plural, shortOid } from './wording.ts'

const Input = z.object({
  a: z.string().min(1).max(200).describe('tag, branch or sha'),
  b: z.string().min(1).max(200).describe('tag, branch or sha'),
  aspect: z.enum(['base', 'all']).optional().describe('only where the two part, or also what each has alone'),
})

/** Commits listed of each side, people of each side, and files: the counts are always exact. */
const COMMITS_LISTED = 20
const PEOPLE_NAMED = 3
const FILES_LISTED = 50
const FILES_NAMED = 8

export const compareRevisions: Operation<z.infer<typeof Input>> = {
  name: 'compare_revisions',
  title: 'Two revisions compared',
  kind: 'fact',
  description:
    'Two tags, branches or commits side by side: their merge base, how many commits only one of them has and by whom, and which files differ. ' +
    'Use it for "compare 1.0 and 2.0", "what does branch X have that Y has not", "where did X branch off". For the commits of one range alone use query_commits with from and to.',
  example: { a: 'v1.0.0', b: 'v2.0.0' },
  input: Input,
  async execute(context, input) {
    const missing: Parameters<typeof revisionOrMissing>[2] = []
    const a = await revisionOrMissing(context, input.a, missing)
    const b = await revisionOrMissing(context, input.b, missing)
    if (a === undefined || b === undefined)
      return nothingSuch(missing, absenceReceipt(missing), 'the whole indexed history')
    const [bases, onlyA, onlyB, files] = await Promise.all([
      mergeBases(context.history, context.reach, { a, b }),
      sideOf(context, { name: input.a, from: b, to: a }),
      sideOf(context, { name: input.b, from: a, to: b }),
      filesBetween(context, a, b),
    ])
    const compared = await toFound(context, {
      oids: [a, b],
      names: [input.a, input.b],
      bases,
      sides: [onlyA, onlyB],
      files,
    })
    return input.aspect === 'base' ? onlyBase(compared, bases.length) : compared
  },
}

/** Trees that have nothing in common can take longer than an answer may: the rest of it is worth having. */
async function filesBetween(
  { history: { gitFolder }, signal }: OperationContext,
  a: string,
  b: string,
): Promise<readonly DifferingFile[] | undefined> {
  try {
    return await differingFiles({ gitFolder, a, b, signal })
  } catch (error) {
    if (error instanceof SparkyError && error.code === 'git/timeout') return undefined
    throw error
  }
}

/** What one revision has and the other has not. */
interface Side {
  readonly name: string
  readonly commits: CommitAnswer
  readonly authors: CommitAnswer
}

async function sideOf(
  { history, reach }: OperationContext,
  { name, from, to }: { readonly name: string; readonly from: string; readonly to: string },
): Promise<Side> {
  const ask = (result: CommitResult) => runCommitQuery(history, reach, { reach: { from, to }, result })
  const [commits, authors] = await Promise.all([
    ask({ kind: 'list', limit: COMMITS_LISTED }),
    ask({ kind: 'top', by: 'commits', limit: PEOPLE_NAMED }),
  ])
  return { name, commits, authors }
}

interface Compared {
  readonly oids: readonly [string, string]
  readonly names: readonly [string, string]
  readonly bases: readonly string[]
  readonly sides: readonly [Side, Side]
  /** Absent when they could not be found in time. */
  readonly files: readonly DifferingFile[] | undefined
}

async function toFound({ history }: OperationContext, compared: Compared): Promise<Found> {
  const { oids, bases, sides, files = [] } = compared
  const baseRows = await Promise.all(bases.map(async (oid) => baseRow(oid, await describeCommit(history, oid))))
  const commits = sides.flatMap(({ name, commits: { rows } }) =>
    rows.map((row) => ({ relation: `only in ${name}`, ...row })),
  )
  const cited: readonly Row[] = [...baseRows, ...commits]
  const total = sides[0].commits.total + sides[1].commits.total
  const [a, b] = oids.map(shortOid)
  return {
    summary: `${plural(total, 'commit')} apart`,
    rows: [...cited, ...files.slice(0, FILES_LISTED).map(fileRow)],
    total: total + baseRows.length + files.length,
    sources: cited.map(commitSource),
    receipt: {
      kind: 'git',
      command: `git merge-base --all ${a} ${b}; git log --left-right --format='%m %H %an, %as, %s' ${a}...${b}; git diff --find-renames --stat ${a} ${b}`,
    },
    text: word(compared, baseRows),
    keys: sides.map((side) => String(side.commits.total)),
    notices: [
      ...sides.flatMap(({ name, commits: { rows, total: all } }) =>
        rows.length < all
          ? [`Only the newest ${rows.length} of ${all} commits that ${name} has alone are listed.`]
          : [],
      ),
      ...(compared.files === undefined ? ['The files of the two could not be compared in time.'] : []),
      ...(files.length > FILES_LISTED ? [`Only ${FILES_LISTED} of ${files.length} differing files are listed.`] : []),
    ],
  }
}

/** Where the two part is one sentence, and its commits are all that it rests on. */
function onlyBase(found: Found, bases: number): Found {
  const [sentence = ''] = found.text.split('\n\n')
  return {
    ...found,
    sources: found.sources.slice(0, bases),
    text: sentence,
    keys: found.sources.slice(0, bases).map(({ sha = '' }) => shortOid(sha)),
  }
}

function baseRow(oid: string, commit: Awaited<ReturnType<typeof describeCommit>>): Row {
  const { subject = '', author = '', authoredAt = '' } = commit ?? {}
  return { relation: 'merge base', sha: oid, subject, author, authoredAt }
}

function fileRow({ path, oldPath, additions, deletions }: DifferingFile): Row {
  return { relation: 'differing file', path, oldPath: oldPath ?? null, additions, deletions }
}

function word(compared: Compared, baseRows: readonly Row[]): string {
  const { oids, names, sides, files } = compared
  const [a, b] = names.map(code)
  if (oids[0] === oids[1]) return `${a} and ${b} are the same commit, ${code(shortOid(oids[0]))} {0}.`
  let marker = baseRows.length
  const lists = sides.flatMap(({ name, commits: { rows } }) => {
    if (rows.length === 0) return []
    const lines = rows.map((row, index) => `- ${commitLine(row, `{${marker + index}}`)}`)
    marker += rows.length
    return [`Only in ${code(name)}:\n\n${lines.join('\n')}`]
  })
  return [
    wordBase(compared, baseRows),
    sides.map(wordSide).join(' '),
    ...(files ? [wordFiles(files)] : []),
    ...lists,
  ].join('\n\n')
}

/** How the two are related, in one sentence. */
function wordBase({ names, sides }: Compared, baseRows: readonly Row[]): string {
  const [a, b] = names.map(code)
  const [base] = baseRows
  if (base === undefined) return `${a} and ${b} have no commit in common.`
  if (sides[0].commits.total === 0) return `${a} is an ancestor of ${b}, which holds everything that it has {0}.`
  if (sides[1].commits.total === 0) return `${b} is an ancestor of ${a}, which holds everything that it has {0}.`
  if (baseRows.length > 1)
    return `${a} and ${b} have ${baseRows.length} merge bases: ${joinWords(baseRows.map((row, index) => `${code(shortOid(String(row.sha)))} {${index}}`))}.`
  return `The merge base of ${a} and ${b} is ${code(shortOid(String(base.sha)))}, “${inline(base.subject)}”, by ${inline(base.author)} on ${dayOf(base.authoredAt)} {0}.`
}

function wordSide({ name, commits: { total }, authors }: Side): string {
  if (total === 0) return `No commits are only in ${code(name)}.`
  const who = authors.rows.map((row) => `${inline(row.author)} (${Number(row.commits).toLocaleString('en-US')})`)
  const more = authors.total - authors.rows.length
  const people = more > 0 ? `${who.join(', ')} and ${plural(more, 'other')}` : joinWords(who)
  return `**${plural(total, 'commit')}** ${total === 1 ? 'is' : 'are'} only in ${code(name)}, by ${people}.`
}

function wordFiles(files: readonly DifferingFile[]): string {
  if (files.length === 0) return 'No files differ.'
  const sum = (key: 'additions' | 'deletions') => files.reduce((all, file) => all + (file[key] ?? 0), 0)
  const size = (file: DifferingFile) => (file.additions ?? 0) + (file.deletions ?? 0)
  const largest = files.toSorted((x, y) => size(y) - size(x)).slice(0, FILES_NAMED)
  const named = largest.map((file) => code(file.path)).join(', ')
  const lines = linesOf({ additions: sum('additions'), deletions: sum('deletions') })
  return `**${plural(files.length, 'file')}** ${files.length === 1 ? 'differs' : 'differ'} (${lines}): ${named}${files.length > FILES_NAMED ? ' and others' : ''}.`
}
