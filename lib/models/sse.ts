// Server-sent events out of a byte stream: the `data` of each event.

/** A longer event is no chat delta. */
const EVENT_LIMIT_CHARACTERS = 1024 * 1024

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let waiting = ''
  let data: string[] = []
  for await (const bytes of stream) {
    waiting += decoder.decode(bytes, { stream: true })
    if (waiting.length > EVENT_LIMIT_CHARACTERS) throw new SyntaxError('An event of the stream is too long.')
    const lines = waiting.split(/\r\n|\n|\r(?!$)/)
    waiting = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5))
      else if (line === '' && data.length > 0) {
        yield data.join('\n')
        data = []
      }
    }
  }
  if (data.length > 0) yield data.join('\n')
}
