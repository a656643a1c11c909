// A repository: how far it is, and the first question of a new conversation.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { NewChat } from '#app/_components/new-chat.tsx'
import { suggestQuestions } from '#app/_data/suggest-questions.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

interface PageProps {
  readonly params: Promise<{ readonly repositoryId: string }>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const repository = await (await getWorkspace()).repositories.byId(Number((await params).repositoryId) || 0)
  return { title: repository?.name ?? 'Repository' }
}

export default async function RepositoryPage({ params }: PageProps) {
  const workspace = await getWorkspace()
  const id = Number((await params).repositoryId) || 0
  const repository = await workspace.repositories.byId(id)
  if (repository === undefined || repository.state === 'removing') notFound()
  return <NewChat initial={await workspace.progress(id)} suggestions={await suggestQuestions(workspace, id)} />
}
