// What stands at the left of every page: the repositories with their conversations.
import type { Workspace } from '#agents/workspace.ts'

export interface SidebarRepository {
  readonly id: number
  readonly name: string
  readonly state: 'adding' | 'ready' | 'failed'
  /** The last used first. */
  readonly chats: readonly { readonly id: string; readonly title: string }[]
}

export interface SidebarFacts {
  readonly repositories: readonly SidebarRepository[]
}

export async function readSidebar({
  repositories,
  chats,
}: Pick<Workspace, 'repositories' | 'chats'>): Promise<SidebarFacts> {
  const [all, conversations] = await Promise.all([repositories.list(), chats.list()])
  return {
    repositories: all.flatMap(({ id, name, state }) =>
      state === 'removing'
        ? []
        : [
            {
              id,
              name,
              state,
              chats: conversations
                .filter(({ repositoryId }) => repositoryId === id)
                .map((chat) => ({ id: chat.id, title: chat.title })),
            },
          ],
    ),
  }
}
