// GET ?path=&revision=&line=: a file at a revision, or the entries of a folder.
import { readFileView } from '#app/_data/read-file-view.ts'
import { json, readId, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

export const GET = route<{ readonly repositoryId: string }>(async (request, { repositoryId }) => {
  const { searchParams } = new URL(request.url)
  const workspace = await getWorkspace()
  return json(
    await readFileView(workspace, {
      repositoryId: readId(repositoryId),
      path: searchParams.get('path') ?? '',
      revision: searchParams.get('revision') ?? undefined,
      line: Number(searchParams.get('line') ?? 1),
      signal: request.signal,
    }),
  )
})
