// GET: every part and how it is, with a remedy for what does not work.
import { checkHealth } from '#agents/check-health.ts'
import { json, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

export const GET = route(async () => json(await checkHealth(await getWorkspace())))
