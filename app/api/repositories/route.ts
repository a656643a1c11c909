// GET: all repositories, with `?progress` also how far each is; POST {address, name?}: adds or refreshes one.
import { z } from 'zod'
import { listProgress } from '#app/_data/list-progress.ts'
import { readBody } from '#app/_http/read-body.ts'
import { json, route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'

export const dynamic = 'force-dynamic'

export const GET = route(async (request) => {
  const workspace = await getWorkspace()
  const wantsProgress = new URL(request.url).searchParams.has('progress')
  if (wantsProgress) return json({ progress: await listProgress(workspace) })
  const repositories = await workspace.repositories.list()
  return json({ repositories: repositories.filter(({ state }) => state !== 'removing') })
})

const Body = z.object({
  address: z.string().trim().min(1).max(4_096),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]+$/u, 'no control characters')
    .optional(),
})

export const POST = route(async (request) => {
  const { address, name } = await readBody(request, Body)
  const workspace = await getWorkspace()
  return json({ repository: await workspace.add(address, name === undefined ? {} : { name }) }, 201)
})
