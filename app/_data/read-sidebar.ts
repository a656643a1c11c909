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
  const all = await Promise.all(
    (await repositories.list()).map(async ({ id, name, state }) => {
      if (state === 'removing') return []
      const conversations = await chats.list(id)
      return [{ id, name, state, chats: conversations.map((chat) => ({ id: chat.id, title: chat.title })) }]
    }),
  )
  return { repositories: all.flat() }
}
