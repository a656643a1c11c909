// GET: one commit with its files and patches.
import { readCommit } from '#app/_data/read-commit.ts'
import { json, readId, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

interface Parts {
  readonly repositoryId: string
  readonly sha: string
}

export const GET = route<Parts>(async (request, { repositoryId, sha }) => {
  const workspace = await getWorkspace()
  return json(await readCommit(workspace, { repositoryId: readId(repositoryId), sha, signal: request.signal }))
})
