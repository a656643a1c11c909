// The evidence beside an answer: the commit, the lines or the query that a citation opens.
'use client'
import { useEffect, useRef, useState } from 'react'
import { callApi, type Outcome } from '#app/_view/call-api.ts'
import {
  type CommitView,
  type EvidenceTarget,
  type FileView,
  type FolderView,
  formatTarget,
  pageOf,
} from '#app/_view/evidence.ts'
import { type RunView, toolCalls } from '#app/_view/run-view.ts'
import { CommitEvidence } from './commit-evidence.tsx'
import { ErrorNote } from './error-note.tsx'
import { FileEvidence } from './file-evidence.tsx'
import { QueryEvidence } from './query-evidence.tsx'

interface EvidencePaneProps {
  readonly target: EvidenceTarget
  readonly repositoryId: number
  readonly runs: readonly RunView[]
  readonly onOpen: (target: EvidenceTarget) => void
  readonly onClose: () => void
}

export function EvidencePane({ target, repositoryId, runs, onOpen, onClose }: EvidencePaneProps) {
  useEscape(onClose)
  const placeId = (target.kind === 'query' ? undefined : target.repositoryId) ?? repositoryId
  const openBeside = (next: EvidenceTarget) =>
    // What is linked there lies there.
    onOpen(next.kind === 'query' || placeId === repositoryId ? next : { ...next, repositoryId: placeId })
  const heading = useFocusOnOpen(formatTarget(target))
  return (
    <aside
      aria-label="Evidence"
      className="absolute inset-0 z-10 flex min-w-0 flex-col border-l border-line bg-surface lg:static lg:w-[44%]"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line px-4 py-2 text-sm">
        <h2 ref={heading} tabIndex={-1} className="text-muted outline-none">
          Evidence
        </h2>
        <span className="flex gap-4">
          {target.kind !== 'query' && (
            <a href={pageOf(placeId, target)} className="text-muted hover:text-text">
              Open as page
            </a>
          )}
          <button type="button" onClick={onClose} className="text-muted hover:text-text">
            Close
          </button>
        </span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4" key={formatTarget(target)}>
        {target.kind === 'query' ? (
          <Query target={target} repositoryId={repositoryId} runs={runs} onOpen={onOpen} />
        ) : (
          <Loaded target={target} repositoryId={placeId} onOpen={openBeside} />
        )}
      </div>
    </aside>
  )
}

type QueryTarget = Extract<EvidenceTarget, { kind: 'query' }>

function Query({
  target,
  repositoryId,
  runs,
  onOpen,
}: Omit<EvidencePaneProps, 'target' | 'onClose'> & { readonly target: QueryTarget }) {
  const run = runs.find(({ runId }) => runId === target.runId)
  const call = run && toolCalls(run).find(({ callId }) => callId === target.callId)
  if (run === undefined || call?.result === undefined)
    return <p className="text-sm text-muted">This query is not part of the conversation.</p>
  const { operation, input, result } = call
  return (
    <QueryEvidence
      query={{ kind: 'query', operation, input, ...result }}
      repositoryId={repositoryId}
      revision={run.revision}
      onOpen={onOpen}
    />
  )
}

type Stored = CommitView | FileView | FolderView

function Loaded({
  target,
  repositoryId,
  onOpen,
}: {
  readonly target: Exclude<EvidenceTarget, QueryTarget>
  readonly repositoryId: number
  readonly onOpen: (target: EvidenceTarget) => void
}) {
  const [outcome, setOutcome] = useState<Outcome<Stored>>()
  const path = apiPath(repositoryId, target)
  useEffect(() => {
    const stop = new AbortController()
    callApi<Stored>(path, { signal: stop.signal }).then((next) => stop.signal.aborted || setOutcome(next))
    return () => stop.abort()
  }, [path])
  if (outcome === undefined) return <p className="working text-sm text-muted">Reading …</p>
  if (!outcome.ok) return <ErrorNote error={outcome.error} />
  if (outcome.value.kind === 'commit') return <CommitEvidence commit={outcome.value} onOpen={onOpen} />
  const marked = target.kind === 'file' ? { line: target.line, endLine: target.endLine } : {}
  return <FileEvidence file={outcome.value} {...marked} onOpen={onOpen} />
}

function apiPath(repositoryId: number, target: Exclude<EvidenceTarget, QueryTarget>): string {
  const base = `/api/repositories/${repositoryId}`
  if (target.kind === 'commit') return `${base}/commits/${target.sha}`
  const { path, revision, line } = target
  return `${base}/files?${new URLSearchParams({ path, revision, line: String(line ?? 1) })}`
}

/** The pane is read from its beginning whenever it shows something else; closing it gives the focus back. */
function useFocusOnOpen(shown: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: focus follows what is shown.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
  }, [shown])
  return heading
}

function useEscape(onClose: () => void): void {
  useEffect(() => {
    const close = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [onClose])
}
