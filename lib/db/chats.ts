// The conversations about a repository.
import { randomUUID } from 'node:crypto'
import { desc, eq } from 'drizzle-orm'
import { chats } from '#drizzle/schema.ts'
import type { Queryable } from './database.ts'

/** One conversation; the columns of the table `chats`. */
export type Chat = Readonly<typeof chats.$inferSelect>

/** So many conversations are listed, the newest. */
export const CHAT_LIMIT = 200
/** A title is one line of a list. */
const TITLE_LIMIT_CHARACTERS = 200

export interface ChatStore {
  /** `id` is made up when absent. */
  create(chat: { readonly id?: string; readonly repositoryId: number; readonly title: string }): Promise<Chat>
  get(id: string): Promise<Chat | undefined>
  /** Of one repository or of all, the last used first, at most CHAT_LIMIT. */
  list(repositoryId?: number): Promise<readonly Chat[]>
  /** The chat with its new title; undefined when there is none. */
  rename(id: string, title: string): Promise<Chat | undefined>
  /** Removes it with its runs and their events; false when there is none. */
  remove(id: string): Promise<boolean>
  /** Marks it as used now. */
  touch(id: string): Promise<void>
}

export function createChatStore(db: Queryable): ChatStore {
  return {
    async create({ id = randomUUID(), repositoryId, title }) {
      const now = Date.now()
      const [chat] = await db.orm
        .insert(chats)
        .values({ id, repositoryId, title: oneLine(title), createdAtMs: now, updatedAtMs: now })
        .returning()
      if (!chat) throw new Error('An insert returned no row.')
      return chat
    },
    async get(id) {
      const [chat] = await db.orm.select().from(chats).where(eq(chats.id, id))
      return chat
    },
    async list(repositoryId) {
      return db.orm
        .select()
        .from(chats)
        .where(repositoryId === undefined ? undefined : eq(chats.repositoryId, repositoryId))
        .orderBy(desc(chats.updatedAtMs), chats.id)
        .limit(CHAT_LIMIT)
    },
    async rename(id, title) {
      const [chat] = await db.orm
        .update(chats)
        .set({ title: oneLine(title) })
        .where(eq(chats.id, id))
        .returning()
      return chat
    },
    async remove(id) {
      return (await db.orm.delete(chats).where(eq(chats.id, id)).returning({ id: chats.id })).length > 0
    },
    async touch(id) {
      await db.orm.update(chats).set({ updatedAtMs: Date.now() }).where(eq(chats.id, id))
    },
  }
}

function oneLine(title: string): string {
  return title.replaceAll(/\s+/g, ' ').trim().slice(0, TITLE_LIMIT_CHARACTERS)
}
