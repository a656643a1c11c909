// The frame of a commit or file as a page: a way back, the evidence, or why it cannot be shown.
import type { ReactNode } from 'react'
import { reportFailure } from '#app/_http/respond.ts'
import { ErrorNote } from './error-note.tsx'

interface EvidencePageProps {
  readonly repositoryId: number
  readonly read: () => Promise<ReactNode>
}

export async function EvidencePage({ repositoryId, read }: EvidencePageProps) {
  const content = await read().catch((error: unknown) => <ErrorNote error={reportFailure(error)} />)
  return (
    <main className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-5xl px-4 py-6">
        <p className="mb-4 text-sm">
          <a href={`/repositories/${repositoryId}`} className="text-muted hover:text-text">
            Ask about this repository
          </a>
        </p>
        {content}
      </div>
    </main>
  )
}
