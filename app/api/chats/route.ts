// GET: the conversations, the last used first; `?repository=` limits them to one repository.
import { json, readId, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

export const GET = route(async (request) => {
  const { chats } = await getWorkspace()
  const repository = new URL(request.url).searchParams.get('repository')
  return json({ chats: await chats.list(repository === null ? undefined : readId(repository)) })
})
