// GET: the process is there; says which one, so that nobody takes another server for it.
import { json } from '#app/_http/respond.ts'

export const dynamic = 'force-dynamic'

export function GET(): Response {
  return json({ status: 'live', pid: process.pid })
}
