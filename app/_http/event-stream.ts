// A run as a stream of server-sent events or of JSON lines; the number of an event is its place to resume from.
import type { RunEvent } from '#lib/events.ts'

/** Proxies close what is silent; a comment keeps the stream open. */
const PING_EVERY_MS = 15_000

const HEADERS = { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' }

/** `id: sequence`, `data: event`. See https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function serverSentEvents(events: AsyncIterable<RunEvent>, leave: () => void): Response {
  const write = (event: RunEvent) => `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`
  return new Response(streamText({ events, write, leave, ping: ': still here\n\n' }), {
    headers: { ...HEADERS, 'content-type': 'text/event-stream; charset=utf-8' },
  })
}

/** One event a line. */
export function jsonLines(events: AsyncIterable<RunEvent>, leave: () => void): Response {
  const write = (event: RunEvent) => `${JSON.stringify(event)}\n`
  return new Response(streamText({ events, write, leave, ping: '\n' }), {
    headers: { ...HEADERS, 'content-type': 'application/x-ndjson; charset=utf-8' },
  })
}

interface TextStream {
  readonly events: AsyncIterable<RunEvent>
  readonly write: (event: RunEvent) => string
  /** The reader has gone. */
  readonly leave: () => void
  readonly ping: string
}

function streamText({ events, write, leave, ping }: TextStream): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  let pings: NodeJS.Timeout | undefined
  return new ReadableStream<Uint8Array>({
    start(controller) {
      pings = setInterval(() => controller.enqueue(encoder.encode(ping)), PING_EVERY_MS)
    },
    async pull(controller) {
      const { done, value } = await iterator.next().catch((error: unknown) => {
        clearInterval(pings)
        throw error
      })
      if (!done) return controller.enqueue(encoder.encode(write(value)))
      clearInterval(pings)
      controller.close()
    },
    async cancel() {
      clearInterval(pings)
      leave()
      await iterator.return?.()
    },
  })
}
