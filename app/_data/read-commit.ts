// One commit as the evidence pane shows it: message, people, place in history, files with their patches.
import type { Workspace } from '#agents/workspace.ts'
import type { CommitView } from '#app/_view/evidence.ts'
import { parsePatch } from '#app/_view/patch.ts'
import { SparkyError } from '#lib/errors.ts'
import { readCommitDiff } from '#lib/git/diff.ts'
import { describeCommit } from '#lib/history/explain.ts'
import { maskSecrets } from '#lib/mask.ts'
import { revealHidden } from '#lib/plain-text.ts'

/** Patches on one page; the receipt shows the rest. */
const PATCHES_LIMIT_BYTES = 512 * 1024

/** @throws SparkyError `git/bad-revision` for a commit that is not indexed; what git throws. */
export async function readCommit(
  workspace: Pick<Workspace, 'context'>,
  o: { readonly repositoryId: number; readonly sha: string; readonly signal: AbortSignal },
): Promise<CommitView> {
  const { repositoryId, sha, signal } = o
  const { history, revision, repositoryName } = await workspace.context({ repositoryId, revision: sha, signal })
  const [commit, { files, cut }] = await Promise.all([
    describeCommit(history, revision),
    readCommitDiff({ gitFolder: history.gitFolder, oid: revision, limitBytes: PATCHES_LIMIT_BYTES, signal }),
  ])
  if (commit === undefined)
    throw new SparkyError({
      code: 'git/bad-revision',
      message: `${repositoryName} has no indexed commit ${sha}.`,
      remedy: 'Refresh the repository when the commit is new.',
    })
  return {
    kind: 'commit',
    repositoryId,
    repositoryName,
    sha: commit.oid,
    subject: safe(commit.subject),
    body: safe(commit.body.trim()),
    author: safe(commit.author),
    authoredAt: commit.authoredAt,
    committer: safe(commit.committer),
    parents: commit.parents,
    refs: [...commit.tags, ...commit.branches].map(safe),
    files: files.map(({ path, oldPath, status, additions, deletions, patch, cut: isCut }) => ({
      path,
      ...(oldPath !== undefined && { oldPath }),
      status,
      additions,
      deletions,
      hunks: parsePatch(safe(patch)),
      cut: isCut,
    })),
    cut,
    receipt: `git show ${commit.oid.slice(0, 12)}`,
  }
}

function safe(text: string): string {
  return revealHidden(maskSecrets(text))
}
