// One commit explained: its message, people, place in history and diff, as material for a reason.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { readCommitDiff } from '#lib/git/diff.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { commitsBySubject, describeCommit } from '#lib/history/explain.ts'
import { maskSecrets } from '#lib/mask.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { CommitFilters, findRevision, resolveFilters } from './scope-input.ts'
import { code, dayOf, inline, plural, shortOid } from './wording.ts'

const Input = z
  .object({
    commit: z.string().min(1).max(500).optional().describe('sha, tag or the subject line of a commit'),
    which: z.enum(['first', 'last']).optional().describe('instead of `commit`: by its place among …'),
    of: CommitFilters.optional().describe('… the commits with these filters'),
  })
  .refine((input) => input.commit !== undefined || input.which !== undefined, 'give `commit` or `which`')

/** Diff text handed to the writer; the whole diff is one click away. */
const DIFF_LIMIT_BYTES = 64 * 1024
const FILES_NAMED = 8

export const explainCommit: Operation<z.infer<typeof Input>> = {
  name: 'explain_commit',
  title: 'Commit explained',
  kind: 'explain',
  description:
    'What one commit did and why: full message, author, date, files with line counts and the diff. ' +
    'Use it when the question names a sha or quotes a subject, or asks why a change was made.',
  example: { commit: 'a1b2c3d' },
  input: Input,
  async execute(context, input) {
    const name = input.commit ?? `the ${input.which ?? 'last'} commit`
    const oid = input.commit === undefined ? await findByPlace(context, input) : await findCommit(context, input.commit)
    const receipt = { kind: 'git', command: `git show --stat ${oid ?? name}` } as const
    if (oid === undefined)
      return nothingSuch([{ kind: 'commit', text: name, status: 'missing' }], receipt, 'the indexed history')
    const [commit, diff] = await Promise.all([
      describeCommit(context.history, oid),
      readCommitDiff({
        gitFolder: context.history.gitFolder,
        oid,
        limitBytes: DIFF_LIMIT_BYTES,
        signal: context.signal,
      }),
    ])
    if (commit === undefined)
      return nothingSuch([{ kind: 'commit', text: name, status: 'missing' }], receipt, 'the indexed history')
    const files: Row[] = diff.files.map((file) => ({
      path: file.path,
      status: file.status,
      additions: file.additions,
      deletions: file.deletions,
    }))
    const body = maskSecrets(commit.body.trim())
    const head =
      `${code(shortOid(oid))} “${inline(commit.subject, 300)}” by **${inline(commit.author)}** on ${dayOf(commit.authoredAt)}` +
      `${commit.parents.length > 1 ? ` (a merge of ${commit.parents.length} parents)` : ''} {0}.`
    return {
      summary: `${plural(files.length, 'file')} changed`,
      rows: [
        {
          sha: oid,
          subject: commit.subject,
          author: commit.author,
          authoredAt: commit.authoredAt,
          parents: commit.parents,
          tags: commit.tags,
        },
        ...files,
      ],
      total: files.length,
      sources: [{ kind: 'commit', sha: oid, label: `${shortOid(oid)} ${commit.subject}`, verified: false }],
      receipt,
      text: [head, ...(body ? [quote(body)] : []), wordFiles(files)].join('\n\n'),
      keys: [shortOid(oid)],
      material: `commit ${oid}\n${maskSecrets(commit.subject)}\n\n${body}\n\n${diff.files.map((file) => maskSecrets(file.patch)).join('\n')}`,
      notices: diff.cut ? [`The diff is longer than ${DIFF_LIMIT_BYTES / 1024} KiB; the rest was not read.`] : [],
    }
  },
}

/** The first or last commit of those that fit; undefined when none does. */
async function findByPlace(context: OperationContext, input: z.infer<typeof Input>): Promise<string | undefined> {
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

function wordFiles(files: readonly Row[]): string {
  if (files.length === 0) return 'It changes no files.'
  const named = files
    .slice(0, FILES_NAMED)
    .map((file) => `${code(file.path)} (+${file.additions ?? '?'} −${file.deletions ?? '?'})`)
  const rest = files.length > named.length ? ` and ${plural(files.length - named.length, 'more file')}` : ''
  return `It changes ${plural(files.length, 'file')}: ${named.join(', ')}${rest}.`
}

/** A message as a markdown quote; its own markup is escaped line by line. */
function quote(body: string): string {
  return body
    .split('\n')
    .slice(0, 40)
    .map((line) => `> ${inline(line, 400)}`)
    .join('\n')
}
