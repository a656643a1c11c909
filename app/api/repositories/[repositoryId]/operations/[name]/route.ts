// POST {input?, revision?}: runs one operation of the registry.
import { z } from 'zod'
import { runOperation } from '#agents/operations/registry.ts'
import { readBody } from '#app/_http/read-body.ts'
import { json, readId, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

const Body = z.object({ input: z.unknown().optional(), revision: z.string().min(1).max(500).optional() })

interface Parts {
  readonly repositoryId: string
  readonly name: string
}

export const POST = route<Parts>(async (request, { repositoryId, name }) => {
  const { input, revision } = await readBody(request, Body)
  const workspace = await getWorkspace()
  const context = await workspace.context({
    repositoryId: readId(repositoryId),
    signal: request.signal,
    ...(revision !== undefined && { revision }),
  })
  return json(await runOperation(context, name, input ?? {}))
})
