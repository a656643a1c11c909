// How a commit came into the main line: by which merge, and so by which pull request.
import { z } from 'zod'
import { type CommitDescription, describeCommit } from '#lib/history/explain.ts'
import { issueLinks } from '#lib/history/link-issues.ts'
import { entryOf } from '#lib/history/merge-of.ts'
import { findCommit } from './explain-commit.ts'
import { nothingSuch, type Operation } from './operation.ts'
import { code, commitLine, commitSource, dayOf, inline, shortOid } from './wording.ts'

const Input = z.object({ commit: z.string().min(1).max(500).describe('sha, tag or the subject line of a commit') })

export const mergeOf: Operation<z.infer<typeof Input>> = {
  name: 'merge_of',
  title: 'The merge that brought a commit in',
  kind: 'fact',
  description:
    'The merge by which a commit came into the main line, with the pull request that its message names. Use it for "which pull request brought this in".',
  example: { commit: 'a1b2c3d' },
  input: Input,
  async execute(context, input) {
    const oid = await findCommit(context, input.commit)
    const receipt = {
      kind: 'git',
      command: `git log --first-parent --merges --ancestry-path --reverse ${oid ?? input.commit}..${shortOid(context.revision)} | head`,
    } as const
    const commit = oid && (await describeCommit(context.history, oid))
    if (!oid || !commit)
      return nothingSuch([{ kind: 'commit', text: input.commit, status: 'missing' }], receipt, 'the indexed history')
    const entry = await entryOf(context.history, context.reach, { oid, revision: context.revision })
    const own = { sha: oid, subject: commit.subject, author: commit.author, authoredAt: commit.authoredAt }
    const named = requestIn(commit)
    const alone = named ? ` Its own message names ${named}.` : ' Its message names no pull request.'
    if (entry.kind !== 'merged')
      return {
        summary: 'no merge',
        rows: [own],
        total: 0,
        sources: [commitSource(own)],
        receipt,
        keys: [],
        text:
          entry.kind === 'direct' && commit.parents.length > 1
            ? `${code(shortOid(oid))} “${inline(commit.subject)}” {0} is itself a merge on the main line, made by **${inline(commit.author)}** on ${dayOf(commit.authoredAt)}.${alone}`
            : entry.kind === 'direct'
              ? `${code(shortOid(oid))} “${inline(commit.subject)}” was committed straight to the main line, by no merge {0}.${alone}`
              : `${code(shortOid(oid))} “${inline(commit.subject)}” is not part of ${code(shortOid(context.revision))} {0}.`,
      }
    const merge = await describeCommit(context.history, entry.mergeOid)
    const row = {
      sha: entry.mergeOid,
      subject: merge?.subject ?? '',
      author: merge?.author ?? '',
      authoredAt: merge?.authoredAt ?? '',
      pullRequest: (merge && requestIn(merge)) ?? named ?? null,
    }
    return {
      summary: row.pullRequest ?? '1 merge',
      rows: [row],
      total: 1,
      sources: [commitSource(row), commitSource(own)],
      receipt,
      keys: [shortOid(entry.mergeOid)],
      text: `${code(shortOid(oid))} “${inline(commit.subject)}” {1} came in with ${row.pullRequest === null ? 'the merge' : `**${row.pullRequest}**, merged in`} ${commitLine(row, '{0}')}.`,
    }
  },
}

/** The request by which a message says that it came in: `#12`, `group/project!12`. */
function requestIn({ subject, body }: Pick<CommitDescription, 'subject' | 'body'>): string | undefined {
  return issueLinks({ subject, body }).find((link) => link.kind === 'pull-request')?.key
}
