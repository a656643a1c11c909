// GET: all operations with the JSON Schema of their input and an example.
import { describeOperations } from '#agents/operations/registry.ts'
import { json, route } from '#app/_http/respond.ts'

export const dynamic = 'force-dynamic'

export const GET = route(async () => json({ operations: describeOperations() }))
