// POST {question, repositoryId, chatId?, revision?}: asks in a conversation, a new one when none is named; answers at once with the run to follow.
import { z } from 'zod'
import { findChat } from '#app/_data/find-chat.ts'
import { readBody } from '#app/_http/read-body.ts'
import { json, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'
import { QUESTION_LIMIT_CHARACTERS } from '#app/_view/limits.ts'

export const dynamic = 'force-dynamic'

const Body = z.object({
  question: z.string().trim().min(1).max(QUESTION_LIMIT_CHARACTERS),
  repositoryId: z.number().int().optional(),
  chatId: z.string().min(1).max(100).optional(),
  revision: z.string().trim().min(1).max(500).optional(),
})

export const POST = route(async (request) => {
  const { question, repositoryId, chatId, revision } = await readBody(request, Body)
  const workspace = await getWorkspace()
  const chat = await findChat(workspace, { chatId, repositoryId, title: question })
  const { runId } = await workspace.start({
    question,
    repositoryId: chat.repositoryId,
    chatId: chat.id,
    ...(revision !== undefined && { revision }),
  })
  await workspace.chats.touch(chat.id)
  return json({ chatId: chat.id, runId }, 201)
})
