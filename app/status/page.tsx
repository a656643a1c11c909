// How every part is: database, vectors, models, weights, and each repository's stages.
import type { Metadata } from 'next'
import { checkHealth } from '#agents/check-health.ts'
import { StatusBoard } from '#app/_components/status-board.tsx'
import { listProgress } from '#app/_data/list-progress.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Status' }

export default async function StatusPage() {
  const workspace = await getWorkspace()
  const [{ parts }, progress] = await Promise.all([checkHealth(workspace), listProgress(workspace)])
  return <StatusBoard initialParts={parts} initialProgress={progress} />
}
