// One commit explained: its message, people, place in history and diff, as material for a reason.
import { z } from 'zod'
import { type CommitDiff, readCommitDiff } from '#lib/git/diff.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { type CommitDescription, commitsBySubject, describeCommit } from '#lib/history/explain.ts'
import { commitsAround } from '#lib/history/link-around.ts'
import { issueLinks } from '#lib/history/link-issues.ts'
import { linkNotices } from '#lib/history/link-query.ts'
import { maskSecrets } from '#lib/mask.ts'
import { cutNotices, fileRow, linesOf, materialOf, wordFiles } from './diff-words.ts'
import { type Around, linksTo, neighbourMaterial, wordAround } from './explain-around.ts'
import { linkedTexts, writtenTexts } from './linked-text.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { CommitFilters, findRevision, resolveFilters } from './scope-input.ts'
import { code, commitSource, dayOf, inline, plural, shortOid } from './wording.ts'

/** One commit, by its name or by its place. */
export const CommitChoice = {
  commit: z.string().min(1).max(500).optional().describe('sha, tag or the subject line of a commit'),
  which: z.enum(['first', 'last']).optional().describe('instead of `commit`: by its place among …'),
  of: CommitFilters.optional().describe('… the commits with these filters'),
}
export type CommitChoice = z.infer<z.ZodObject<typeof CommitChoice>>

export const isChosen = (input: CommitChoice) => input.commit !== undefined || input.which !== undefined
export const CHOOSE = 'give `commit` or `which`'

const Input = z.object(CommitChoice).refine(isChosen, CHOOSE)

/** Diff text handed to the writer, which may be condensed file by file; the whole diff is one click away. */
const DIFF_LIMIT_BYTES = 256 * 1024
/** Files whose neighbours in history are looked up: those with most changed lines. */
const FILES_FOLLOWED = 6

export const explainCommit: Operation<z.infer<typeof Input>> = {
  name: 'explain_commit',
  title: 'Commit explained',
  kind: 'explain',
  description:
    'What one commit did and why: full message, author, date, files with line counts and the diff, what changelog and documents say of it, ' +
    'and what came before and after on the same files. Use it when the question names a sha or quotes a subject, or asks why a change was made. Not for a single fact of it (commit_facts).',
  example: { commit: 'a1b2c3d' },
  input: Input,
  async execute(context, input) {
    const { name, oid } = await findChosen(context, input)
    const receipt = { kind: 'git', command: `git show --stat ${oid ?? name}` } as const
    const commit = oid === undefined ? undefined : await describeCommit(context.history, oid)
    if (oid === undefined || commit === undefined)
      return nothingSuch([{ kind: 'commit', text: name, status: 'missing' }], receipt, 'the indexed history')
    const { diff, around } = await readWhole(context, commit)
    const own = { sha: oid, subject: commit.subject, author: commit.author, authoredAt: commit.authoredAt }
    const body = maskSecrets(commit.body.trim())
    const head =
      `${code(shortOid(oid))} “${inline(commit.subject, 300)}” by **${inline(commit.author)}** on ${dayOf(commit.authoredAt)}` +
      `${commit.parents.length > 1 ? ` (a merge of ${commit.parents.length} parents)` : ''} {0}.`
    const written = wordAround(around, 1)
    return {
      summary: `${plural(diff.files.length, 'file')} changed`,
      rows: [{ ...own, parents: commit.parents, tags: commit.tags }, ...diff.files.map(fileRow), ...around.commits],
      total: diff.files.length,
      sources: [commitSource(own), ...written.sources],
      receipt,
      text: [head, ...(body ? [quote(body)] : []), wordFiles(diff), ...written.paragraphs].join('\n\n'),
      keys: [shortOid(oid)],
      material: [
        `commit ${oid}\n${maskSecrets(commit.subject)}\n\n${body}`,
        ...around.texts.map(({ path, text }) => `${path} says:\n${text}`),
        ...neighbourMaterial(around),
        materialOf(diff.files),
      ].join('\n\n'),
      notices: [...around.notices, ...cutNotices(diff)],
    }
  },
}

/** The diff and all that surrounds the commit, at the same time as far as one does not need the other. */
async function readWhole(
  context: OperationContext,
  commit: CommitDescription,
): Promise<{ readonly diff: CommitDiff; readonly around: Around }> {
  const { history, reach, revision, signal } = context
  const { oid } = commit
  const issues = issueLinks({ subject: commit.subject, body: commit.body }).map(({ key }) => key)
  const [diff, linked, links, notices] = await Promise.all([
    readCommitDiff({ gitFolder: history.gitFolder, oid, limitBytes: DIFF_LIMIT_BYTES, signal }),
    linkedTexts(context, { oid, issues }),
    linksTo(context, oid),
    linkNotices(history),
  ])
  const files = diff.files.toSorted((a, b) => linesOf(b) - linesOf(a)).slice(0, FILES_FOLLOWED)
  const neighbours = await commitsAround(history, reach, { oid, revision, files })
  // What the commit wrote and the revision still has is told once, where it stands now.
  const written = writtenTexts(diff.files).filter(({ path }) => !linked.texts.some((text) => text.path === path))
  return {
    diff,
    around: {
      commits: [...links, ...neighbours],
      texts: [...linked.texts, ...written],
      notices: [...linked.notices, ...notices],
    },
  }
}

/** The commit that is meant, with what to call it; without an id when there is no such commit. */
export async function findChosen(
  context: OperationContext,
  input: CommitChoice,
): Promise<{ readonly name: string; readonly oid: string | undefined }> {
  if (input.commit !== undefined) return { name: input.commit, oid: await findCommit(context, input.commit) }
  return { name: `the ${input.which ?? 'last'} commit`, oid: await findByPlace(context, input) }
}

/** The first or last commit of those that fit; undefined when none does. */
async function findByPlace(context: OperationContext, input: CommitChoice): Promise<string | undefined> {
  const { query, missing } = await resolveFilters(context, input.of ?? {})
  if (missing.length > 0) return undefined
  const order = input.which === 'first' ? 'oldest' : 'newest'
  const result = { kind: 'list', limit: 1, order } as const
  const { rows } = await runCommitQuery(context.history, context.reach, { ...query, dateField: 'committed', result })
  return rows[0] && String(rows[0].sha)
}

/** A commit by revision name or by its subject; a subject that several commits share means the newest. */
export async function findCommit(context: OperationContext, name: string): Promise<string | undefined> {
  const revision = /\s/.test(name.trim()) ? undefined : await findRevision(context, name.trim())
  if (revision !== undefined) return revision
  const [best] = await commitsBySubject(context.history, { subject: name, limit: 1 })
  return best?.oid
}

/** A message as a markdown quote; its own markup is escaped line by line. */
function quote(body: string): string {
  return body
    .split('\n')
    .slice(0, 40)
    .map((line) => `> ${inline(line, 400)}`)
    .join('\n')
}
