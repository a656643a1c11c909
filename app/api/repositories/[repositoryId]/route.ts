// GET how far a repository is indexed; DELETE it with everything known about it: its own folder stays untouched.
import { json, readId, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

interface Parts {
  readonly repositoryId: string
}

export const GET = route<Parts>(async (_, { repositoryId }) => {
  const workspace = await getWorkspace()
  return json({ progress: await workspace.progress(readId(repositoryId)) })
})

export const DELETE = route<Parts>(async (_, { repositoryId }) => {
  const workspace = await getWorkspace()
  await workspace.remove(readId(repositoryId))
  return json({ removed: true })
})
