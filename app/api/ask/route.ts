// POST {question, repository, revision?}: one answer as JSON, or its events as JSON lines when those are accepted.
import { z } from 'zod'
import { findRepository } from '#app/_data/find-repository.ts'
import { jsonLines } from '#app/_http/event-stream.ts'
import { readBody } from '#app/_http/read-body.ts'
import { json, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'
import { QUESTION_LIMIT_CHARACTERS } from '#app/_view/limits.ts'
import type { Answer } from '#lib/events.ts'

export const dynamic = 'force-dynamic'

const Body = z.object({
  question: z.string().trim().min(1).max(QUESTION_LIMIT_CHARACTERS),
  /** Number, name, path or URL; may be left out when there is only one. */
  repository: z.union([z.number().int(), z.string().min(1)]).optional(),
  revision: z.string().min(1).max(500).optional(),
})

export const POST = route(async (request) => {
  const { question, repository, revision } = await readBody(request, Body)
  const workspace = await getWorkspace()
  const { id } = await findRepository(workspace, repository)
  const gone = new AbortController()
  const events = workspace.ask(
    { question, repositoryId: id, ...(revision !== undefined && { revision }) },
    AbortSignal.any([request.signal, gone.signal]),
  )
  if (request.headers.get('accept')?.includes('application/x-ndjson')) return jsonLines(events, () => gone.abort())
  let answer: Answer | undefined
  for await (const event of events) if (event.type === 'run-end') answer = event.answer
  return json(answer)
})
