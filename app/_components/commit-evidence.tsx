// A commit: message, people, place in history, then each file with its patch.
'use client'
import type { CommitView, EvidenceTarget, FilePatch } from '#app/_view/evidence.ts'
import { formatDay, formatNumber, shortSha } from '#app/_view/format.ts'
import { ReceiptLine } from './receipt.tsx'
import { TargetLink } from './target-link.tsx'

interface CommitEvidenceProps {
  readonly commit: CommitView
  readonly onOpen?: (target: EvidenceTarget) => void
}

/** With more files than this the patches start folded. */
const OPEN_FILES = 12

export function CommitEvidence({ commit, onOpen }: CommitEvidenceProps) {
  const { sha, subject, body, author, authoredAt, committer, parents, refs, files, cut, repositoryId } = commit
  return (
    <div className="space-y-4">
      <div>
        <p className="font-mono text-xs text-muted break-all">{sha}</p>
        <h2 className="mt-1 break-words font-semibold">{subject}</h2>
        <p className="mt-1 text-sm text-muted">
          {author} on {formatDay(authoredAt)}
          {committer !== author && `, committed by ${committer}`}
        </p>
        <p className="mt-1 flex flex-wrap gap-x-4 text-sm text-muted">
          {parents.length > 0 && (
            <span>
              {parents.length === 1 ? 'parent' : 'parents'}{' '}
              {parents.map((parent) => (
                <span key={parent} className="mr-2">
                  <TargetLink repositoryId={repositoryId} target={{ kind: 'commit', sha: parent }} onOpen={onOpen}>
                    {shortSha(parent)}
                  </TargetLink>
                </span>
              ))}
            </span>
          )}
          {refs.map((ref) => (
            <span key={ref} className="rounded bg-raised px-1.5">
              {ref}
            </span>
          ))}
        </p>
      </div>
      {body !== '' && <pre className="whitespace-pre-wrap break-words font-sans text-sm">{body}</pre>}
      <ReceiptLine command={commit.receipt} />
      <p className="text-sm text-muted">
        {formatNumber(files.length)} {files.length === 1 ? 'file' : 'files'} changed
        {cut && '; what is too long is not shown'}
      </p>
      {files.map((file) => (
        <PatchedFile
          key={file.path}
          file={file}
          commit={commit}
          startsOpen={files.length <= OPEN_FILES}
          onOpen={onOpen}
        />
      ))}
    </div>
  )
}

const STATUS_WORD: Readonly<Record<string, string>> = {
  A: 'added',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type changed',
}

function PatchedFile({
  file,
  commit,
  startsOpen,
  onOpen,
}: {
  readonly file: FilePatch
  readonly commit: CommitView
  readonly startsOpen: boolean
  readonly onOpen?: ((target: EvidenceTarget) => void) | undefined
}) {
  const { path, oldPath, status, additions, deletions, hunks, cut } = file
  const revision = status === 'D' ? (commit.parents[0] ?? commit.sha) : commit.sha
  return (
    <details open={startsOpen} className="rounded-md border border-line">
      <summary className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-3 py-1.5 text-sm">
        <TargetLink repositoryId={commit.repositoryId} target={{ kind: 'file', revision, path }} onOpen={onOpen}>
          {path}
        </TargetLink>
        <span className="text-xs text-muted">
          {STATUS_WORD[status] ?? ''} {oldPath === undefined ? '' : `from ${oldPath}`}
        </span>
        <span className="ml-auto font-mono text-xs text-muted">
          {additions === null ? 'binary' : `+${formatNumber(additions)} −${formatNumber(deletions ?? 0)}`}
        </span>
      </summary>
      <table className="code-lines">
        <tbody>
          {hunks.map((hunk, hunkIndex) => [
            // biome-ignore lint/suspicious/noArrayIndexKey: a patch does not change.
            <tr key={`${hunkIndex}`} className="bg-raised text-muted">
              <td className="number">⋯</td>
              <td className="number" />
              <td>{hunk.heading}</td>
            </tr>,
            ...hunk.lines.map((line, index) => (
              <tr
                // biome-ignore lint/suspicious/noArrayIndexKey: a patch does not change.
                key={`${hunkIndex}-${index}`}
                className={line.sign === '+' ? 'bg-added' : line.sign === '-' ? 'bg-removed' : ''}
              >
                <td className="number">{line.oldLine}</td>
                <td className="number">{line.newLine}</td>
                <td>
                  {line.sign}
                  {line.text}
                </td>
              </tr>
            )),
          ])}
        </tbody>
      </table>
      {cut && (
        <p className="px-3 py-1.5 text-xs text-warn">The rest of this patch is not shown; the receipt has it all.</p>
      )}
    </details>
  )
}
