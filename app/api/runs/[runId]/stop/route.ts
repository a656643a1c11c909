// POST: stops a run; git and the model stop with it. What was written so far stays.
import { json, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

export const POST = route<{ readonly runId: string }>(async (_, { runId }) => {
  const workspace = await getWorkspace()
  return json({ stopped: workspace.stop(runId) })
})
