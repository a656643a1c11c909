// The conversation that a request means, or a new one.
import type { Workspace } from '#agents/workspace.ts'
import type { Chat } from '#lib/db/chats.ts'
import { SparkyError } from '#lib/errors.ts'
import { findRepository } from './find-repository.ts'

export interface WantedChat {
  readonly chatId?: string | undefined
  /** Where to begin a new one when no `chatId` is given. */
  readonly repositoryId?: number | undefined
  readonly title?: string
}

/** @throws SparkyError `http/not-found` for a chat that is not there; what `findRepository` throws. */
export async function findChat(
  workspace: Pick<Workspace, 'chats' | 'repositories'>,
  { chatId, repositoryId, title = 'New conversation' }: WantedChat,
): Promise<Chat> {
  if (chatId === undefined) {
    const { id } = await findRepository(workspace, repositoryId)
    return workspace.chats.create({ repositoryId: id, title })
  }
  const chat = await workspace.chats.get(chatId)
  if (chat) return chat
  throw new SparkyError({
    code: 'http/not-found',
    message: 'This conversation is not there any more.',
    remedy: 'It was removed, or its repository was; begin a new one.',
  })
}
