// A link to a commit or file: opens in the pane where there is one, else as a page; it can always be opened in a new tab.
'use client'
import type { MouseEvent, ReactNode } from 'react'
import { type EvidenceTarget, pageOf } from '#app/_view/evidence.ts'

interface TargetLinkProps {
  readonly repositoryId: number
  readonly target: Exclude<EvidenceTarget, { kind: 'query' }>
  readonly onOpen?: ((target: EvidenceTarget) => void) | undefined
  readonly children: ReactNode
}

export function TargetLink({ repositoryId, target, onOpen, children }: TargetLinkProps) {
  const open = (event: MouseEvent) => {
    if (onOpen === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    onOpen(target)
  }
  return (
    <a
      href={pageOf(repositoryId, target)}
      onClick={open}
      className="font-mono text-[0.92em] text-accent hover:underline"
    >
      {children}
    </a>
  )
}
