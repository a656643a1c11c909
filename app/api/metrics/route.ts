// GET: counts and times in the Prometheus text format.
import { route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

export const GET = route(async () => {
  const { metrics } = await getWorkspace()
  return new Response(await metrics.text(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } })
})
