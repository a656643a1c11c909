// A commit as a page of its own.
import { CommitEvidence } from '#app/_components/commit-evidence.tsx'
import { EvidencePage } from '#app/_components/evidence-page.tsx'
import { readCommit } from '#app/_data/read-commit.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

interface PageProps {
  readonly params: Promise<{ readonly repositoryId: string; readonly sha: string }>
}

const TIMEOUT_MS = 60_000

export default async function CommitPage({ params }: PageProps) {
  const { repositoryId, sha } = await params
  return (
    <EvidencePage
      repositoryId={Number(repositoryId) || 0}
      read={async () => (
        <CommitEvidence
          commit={
            await readCommit(await getWorkspace(), {
              repositoryId: Number(repositoryId) || 0,
              sha: decodeURIComponent(sha),
              signal: AbortSignal.timeout(TIMEOUT_MS),
            })
          }
        />
      )}
    />
  )
}
