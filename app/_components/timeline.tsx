// The history of some lines as a vertical line of commits, oldest at the top; a filled dot marks where the present lines come from.
'use client'
import type { EvidenceTarget } from '#app/_view/evidence.ts'
import { shortSha } from '#app/_view/format.ts'
import type { TimelineStep } from '#app/_view/timeline.ts'
import { TargetLink } from './target-link.tsx'

interface TimelineProps {
  readonly steps: readonly TimelineStep[]
  readonly repositoryId: number
  readonly onOpen: (target: EvidenceTarget) => void
}

export function Timeline({ steps, repositoryId, onOpen }: TimelineProps) {
  return (
    <ol aria-label="Timeline of the lines" className="space-y-5 border-l border-line pl-5 ml-1.5">
      {steps.map((step) => (
        <Step key={`${step.sha}-${step.path}`} step={step} repositoryId={repositoryId} onOpen={onOpen} />
      ))}
    </ol>
  )
}

function Step({ step, repositoryId, onOpen }: Omit<TimelineProps, 'steps'> & { readonly step: TimelineStep }) {
  const { sha, subject, author, day, what, notes, isOrigin, isCosmetic, isRemoval, path, line, endLine, text } = step
  return (
    <li className="relative min-w-0">
      <span
        aria-hidden
        className={`absolute -left-[27px] top-1.5 size-3 rounded-full border-2 ${isOrigin ? 'border-accent bg-accent' : isCosmetic ? 'border-line bg-surface' : 'border-muted bg-surface'}`}
      />
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs text-muted">
        <span className={`break-words ${isOrigin ? 'font-medium text-accent' : ''}`}>{what}</span>
        <time dateTime={day}>{day}</time>
        {notes.map((note) => (
          <span key={note} className="rounded bg-raised px-1.5">
            {note}
          </span>
        ))}
        {isOrigin && <span className="rounded bg-accent-soft px-1.5 text-accent">present lines</span>}
      </p>
      <p className={`break-words text-sm ${isCosmetic ? 'text-muted' : ''}`}>{subject}</p>
      <p className="flex flex-wrap items-baseline gap-x-3 text-xs text-muted">
        <TargetLink repositoryId={repositoryId} target={{ kind: 'commit', sha }} onOpen={onOpen}>
          {shortSha(sha)}
        </TargetLink>
        <span className="break-words">{author}</span>
        <span className="break-all">
          {isRemoval ? (
            path
          ) : (
            <TargetLink
              repositoryId={repositoryId}
              target={{ kind: 'file', revision: sha, path, ...(line && { line }), ...(endLine && { endLine }) }}
              onOpen={onOpen}
            >
              {line === undefined ? path : `${path}:${line}`}
            </TargetLink>
          )}
        </span>
      </p>
      {text !== undefined && (
        <pre className="mt-1.5 max-h-60 overflow-auto rounded-md border border-line bg-raised px-3 py-2 font-mono text-xs leading-5">
          {text}
        </pre>
      )}
    </li>
  )
}
