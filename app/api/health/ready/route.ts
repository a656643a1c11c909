// GET: everything is open and questions can be asked; else 503 with the reason.
import { errorResponse, json } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'
import { reportError } from '#lib/errors.ts'

export const dynamic = 'force-dynamic'

export async function GET(): Promise<Response> {
  try {
    const { db } = await getWorkspace()
    await db.query('SELECT 1')
    return json({ status: 'ready' })
  } catch (error) {
    return reportError(error).code === 'internal' ? errorResponse(error) : json({ error: reportError(error) }, 503)
  }
}
