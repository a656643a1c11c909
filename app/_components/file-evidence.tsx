// A file at a revision with the meant lines marked and in sight, or a folder with its entries.
'use client'
import { useEffect, useRef } from 'react'
import type { EvidenceTarget, FileView, FolderView } from '#app/_view/evidence.ts'
import { formatNumber, shortSha } from '#app/_view/format.ts'
import { FILE_WINDOW_LINES } from '#app/_view/limits.ts'
import { ReceiptLine } from './receipt.tsx'
import { TargetLink } from './target-link.tsx'

interface FileEvidenceProps {
  readonly file: FileView | FolderView
  /** First and last line to mark, counted from 1. */
  readonly line?: number | undefined
  readonly endLine?: number | undefined
  readonly onOpen?: ((target: EvidenceTarget) => void) | undefined
}

export function FileEvidence({ file, line, endLine, onOpen }: FileEvidenceProps) {
  return (
    <div className="space-y-4">
      <div>
        <h2 className="break-all font-mono text-sm font-semibold">
          <Breadcrumbs file={file} onOpen={onOpen} />
        </h2>
        <p className="mt-1 text-sm text-muted">
          at{' '}
          <TargetLink repositoryId={file.repositoryId} target={{ kind: 'commit', sha: file.revision }} onOpen={onOpen}>
            {shortSha(file.revision)}
          </TargetLink>
          {file.kind === 'file' && `, ${formatNumber(file.totalLines)} lines`}
        </p>
      </div>
      <ReceiptLine command={file.receipt} />
      {file.kind === 'file' ? (
        <Lines file={file} line={line} endLine={endLine ?? line} onOpen={onOpen} />
      ) : (
        <Entries folder={file} onOpen={onOpen} />
      )}
    </div>
  )
}

function Breadcrumbs({ file: { repositoryId, repositoryName, revision, path }, onOpen }: FileEvidenceProps) {
  const parts = path === '' ? [] : path.split('/')
  return (
    <>
      <TargetLink repositoryId={repositoryId} target={{ kind: 'file', revision, path: '' }} onOpen={onOpen}>
        {repositoryName}
      </TargetLink>
      {parts.map((part, index) => {
        const upTo = parts.slice(0, index + 1).join('/')
        return (
          <span key={upTo}>
            /
            {index === parts.length - 1 ? (
              part
            ) : (
              <TargetLink repositoryId={repositoryId} target={{ kind: 'file', revision, path: upTo }} onOpen={onOpen}>
                {part}
              </TargetLink>
            )}
          </span>
        )
      })}
    </>
  )
}

function Lines({
  file,
  line,
  endLine,
  onOpen,
}: {
  readonly file: FileView
  readonly line: number | undefined
  readonly endLine: number | undefined
  readonly onOpen?: ((target: EvidenceTarget) => void) | undefined
}) {
  const marked = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    // Newer browsers return a promise here, which React would call as the end of the effect.
    marked.current?.scrollIntoView({ block: 'center' })
  }, [])
  const { repositoryId, revision, path, startLine, totalLines, lines } = file
  const lastLine = startLine + lines.length - 1
  const more = (from: number, text: string) => (
    <p className="px-3 py-1 text-xs">
      <TargetLink repositoryId={repositoryId} target={{ kind: 'file', revision, path, line: from }} onOpen={onOpen}>
        {text}
      </TargetLink>
    </p>
  )
  return (
    <div className="overflow-hidden rounded-md border border-line">
      {startLine > 1 && more(Math.max(1, startLine - FILE_WINDOW_LINES / 2), 'Earlier lines')}
      <table className="code-lines">
        <tbody>
          {lines.map((text, index) => {
            const number = startLine + index
            const isMarked = line !== undefined && number >= line && number <= (endLine ?? line)
            return (
              <tr
                key={number}
                data-line={number}
                data-marked={isMarked || undefined}
                ref={number === line ? marked : undefined}
                className={isMarked ? 'bg-mark' : ''}
              >
                <td className="number">{number}</td>
                <td>{text}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {lastLine < totalLines && more(lastLine + 1, 'Later lines')}
    </div>
  )
}

function Entries({
  folder: { repositoryId, revision, entries, cut },
  onOpen,
}: {
  readonly folder: FolderView
  readonly onOpen?: ((target: EvidenceTarget) => void) | undefined
}) {
  return (
    <ul className="divide-y divide-line rounded-md border border-line text-sm">
      {entries.map(({ path, isFolder }) => (
        <li key={path} className="px-3 py-1">
          <TargetLink repositoryId={repositoryId} target={{ kind: 'file', revision, path }} onOpen={onOpen}>
            {path.split('/').at(-1)}
            {isFolder && '/'}
          </TargetLink>
        </li>
      ))}
      {cut && <li className="px-3 py-1 text-warn">There are more entries than can be listed.</li>}
    </ul>
  )
}
