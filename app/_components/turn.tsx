// One question with its answer: trace, text, badge, notices, sources.
'use client'
import { memo, useCallback } from 'react'
import type { EvidenceTarget } from '#app/_view/evidence.ts'
import { type RunView, toolCalls } from '#app/_view/run-view.ts'
import type { Citation } from '#lib/events.ts'
import { Badge } from './badge.tsx'
import { BasisDetails, BasisRemarks } from './basis.tsx'
import { CitationList } from './citation-list.tsx'
import { CopyButton } from './copy-button.tsx'
import { ErrorNote } from './error-note.tsx'
import { Markdown } from './markdown.tsx'
import { Trace } from './trace.tsx'

interface TurnProps {
  readonly run: RunView
  readonly repositoryId: number
  readonly onOpen: (target: EvidenceTarget) => void
  /** Absent while another answer is being made. */
  readonly onRetry?: (() => void) | undefined
}

export const Turn = memo(function Turn({ run, onOpen, onRetry }: TurnProps) {
  const { question, text, citations, notices, outcome, answer, revision } = run
  const lastCall = toolCalls(run).at(-1)
  const openCitation = useCallback((citation: Citation) => onOpen(targetOf(citation, revision)), [onOpen, revision])
  const { runId } = run
  const openFigure = useCallback(
    () => lastCall && onOpen({ kind: 'query', runId, callId: lastCall.callId }),
    [onOpen, runId, lastCall],
  )
  return (
    <article data-run={runId} data-outcome={outcome} className="space-y-3">
      <h2 className="whitespace-pre-wrap break-words text-base font-semibold">{question}</h2>
      <Trace run={run} onOpen={onOpen} />
      {text !== '' && (
        <Markdown
          text={text}
          citations={citations}
          streaming={outcome === 'running'}
          onCitation={openCitation}
          onFigure={lastCall ? openFigure : undefined}
        />
      )}
      {outcome === 'stopped' && <p className="text-sm text-warn">Stopped: the answer is not complete.</p>}
      {outcome === 'failed' && answer?.error && <ErrorNote error={answer.error} />}
      {notices.length > 0 && (
        <ul className="space-y-1 text-sm text-warn">
          {notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
      {answer?.basis && <BasisRemarks basis={answer.basis} />}
      <CitationList citations={citations} onOpen={openCitation} />
      {outcome === 'running' && text !== '' && <p className="text-xs text-muted">Not checked yet</p>}
      {outcome !== 'running' && (
        <footer className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
          {answer && outcome === 'finished' && <Badge answer={answer} />}
          {revision && (
            <button
              type="button"
              className="hover:text-text"
              onClick={() => onOpen({ kind: 'commit', sha: revision })}
              title="The commit that this answer is about"
            >
              as of {revision.slice(0, 9)}
            </button>
          )}
          {answer?.basis && <BasisDetails basis={answer.basis} />}
          {text !== '' && <CopyButton text={text} label="Copy answer" />}
          {onRetry && (
            <button type="button" onClick={onRetry} className="hover:text-text">
              Ask again
            </button>
          )}
        </footer>
      )}
    </article>
  )
})

/** Where a citation leads; a tag leads to its commit. */
function targetOf({ kind, sha, path, line, endLine, repository }: Citation, revision: string): EvidenceTarget {
  const place = repository && { repositoryId: repository.id }
  if (kind === 'file' && path !== undefined)
    return {
      kind: 'file',
      revision: sha ?? revision,
      path,
      ...place,
      ...(line !== undefined && { line }),
      ...(endLine !== undefined && { endLine }),
    }
  return { kind: 'commit', sha: sha ?? revision, ...place }
}
