// GET: the events of a run as they happen, from the beginning or after the last one that the reader has.
import { serverSentEvents } from '#app/_http/event-stream.ts'
import { route } from '#app/_http/respond.ts'
import { getWorkspace } from '#app/_http/workspace.ts'
import { SparkyError } from '#lib/errors.ts'

export const dynamic = 'force-dynamic'

export const GET = route<{ readonly runId: string }>(async (request, { runId }) => {
  const workspace = await getWorkspace()
  const run = await workspace.runs.get(runId)
  if (run === undefined)
    throw new SparkyError({
      code: 'run/unknown',
      message: `There is no run ${runId}.`,
      remedy: 'It may have been removed with its conversation.',
    })
  const after = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('after')
  const gone = new AbortController()
  const signal = AbortSignal.any([request.signal, gone.signal])
  return serverSentEvents(workspace.follow(runId, readSequence(after), signal), () => gone.abort())
})

function readSequence(text: string | null): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : 0
}
