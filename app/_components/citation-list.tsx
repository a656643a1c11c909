// The sources of an answer as chips: each opens its commit or its lines; many are folded.
'use client'
import { useState } from 'react'
import type { Citation } from '#lib/events.ts'

interface CitationListProps {
  readonly citations: readonly Citation[]
  readonly onOpen: (citation: Citation) => void
}

/** More chips than this push the next question out of sight. */
const CHIPS_SHOWN = 12

export function CitationList({ citations, onOpen }: CitationListProps) {
  const [isOpen, setIsOpen] = useState(false)
  if (citations.length === 0) return null
  const shown = isOpen ? citations : citations.slice(0, CHIPS_SHOWN)
  return (
    <ul aria-label="Sources" className="flex flex-wrap gap-2">
      {shown.map((citation) => (
        <li key={citation.id} className="max-w-full">
          <button
            type="button"
            onClick={() => onOpen(citation)}
            title={citation.verified ? citation.label : `${citation.label} (could not be checked)`}
            className="flex max-w-full items-center gap-2 rounded-md border border-line bg-surface px-2 py-0.5 text-xs hover:border-accent"
          >
            <span className="font-medium text-accent">{citation.id}</span>
            <span className={`truncate ${citation.kind === 'file' ? 'font-mono' : ''}`}>{citation.label}</span>
            {!citation.verified && <span className="text-bad">?</span>}
          </button>
        </li>
      ))}
      {shown.length < citations.length && (
        <li>
          <button
            type="button"
            onClick={() => setIsOpen(true)}
            className="rounded-md px-2 py-0.5 text-xs text-muted hover:text-text"
          >
            and {citations.length - shown.length} more
          </button>
        </li>
      )}
    </ul>
  )
}
