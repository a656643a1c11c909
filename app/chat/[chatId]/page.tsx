// A conversation.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Chat } from '#app/_components/chat.tsx'
import { readRuns } from '#app/_data/read-runs.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

interface PageProps {
  readonly params: Promise<{ readonly chatId: string }>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const chat = await (await getWorkspace()).chats.get((await params).chatId)
  return { title: chat?.title ?? 'Conversation' }
}

export default async function ChatPage({ params }: PageProps) {
  const { chatId } = await params
  const workspace = await getWorkspace()
  const chat = await workspace.chats.get(chatId)
  const repository = chat && (await workspace.repositories.byId(chat.repositoryId))
  if (chat === undefined || repository === undefined) notFound()
  return (
    <Chat
      key={chat.id}
      chatId={chat.id}
      title={chat.title}
      repository={{ id: repository.id, name: repository.name }}
      initialRuns={await readRuns(workspace, chat.id)}
    />
  )
}
