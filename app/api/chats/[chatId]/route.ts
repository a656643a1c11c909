// GET a conversation with its runs; PATCH {title}; DELETE it with everything said in it.
import { z } from 'zod'
import { findChat } from '#app/_data/find-chat.ts'
import { readRuns } from '#app/_data/read-runs.ts'
import { readBody } from '#app/_http/read-body.ts'
import { json, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

interface Parts {
  readonly chatId: string
}

export const GET = route<Parts>(async (_, { chatId }) => {
  const workspace = await getWorkspace()
  const chat = await findChat(workspace, { chatId })
  return json({ chat, runs: await readRuns(workspace, chatId) })
})

const Body = z.object({ title: z.string().trim().min(1).max(200) })

export const PATCH = route<Parts>(async (request, { chatId }) => {
  const { title } = await readBody(request, Body)
  const workspace = await getWorkspace()
  await findChat(workspace, { chatId })
  return json({ chat: await workspace.chats.rename(chatId, title) })
})

export const DELETE = route<Parts>(async (_, { chatId }) => {
  const workspace = await getWorkspace()
  await findChat(workspace, { chatId })
  await workspace.removeChat(chatId)
  return json({ removed: true })
})
