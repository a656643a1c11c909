// POST: looks for new commits, in the background.
import { json, readId, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

export const POST = route<{ readonly repositoryId: string }>(async (_, { repositoryId }) => {
  const workspace = await getWorkspace()
  await workspace.refresh(readId(repositoryId))
  return json({ scheduled: true }, 202)
})
