// GET: all operations with the JSON Schema of their input and an example; with `?as=tools` as the tool list of a model.
import { describeOperations } from '#agents/operations/registry.ts'
import { listTools } from '#agents/operations/tools.ts'
import { json, route } from '#app/_http/respond.ts'

export const dynamic = 'force-dynamic'

export const GET = route(async (request) =>
  new URL(request.url).searchParams.get('as') === 'tools'
    ? json({ tools: listTools() })
    : json({ operations: describeOperations() }),
)
