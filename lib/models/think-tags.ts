// Splits `<think>…</think>` out of streamed text: some servers leave the reasoning inside the content.
import type { ChatDelta } from './chat-model.ts'

const OPEN = '<think>'
const CLOSE = '</think>'

/** Feeds text in any pieces; gives text and reasoning apart, holding back only what may still become a tag. */
export function createThinkSplitter() {
  let waiting = ''
  let thinking = false

  function* drain(isEnd: boolean): Iterable<ChatDelta> {
    for (;;) {
      const tag = thinking ? CLOSE : OPEN
      const at = waiting.indexOf(tag)
      const kind = thinking ? 'reasoning' : 'text'
      if (at < 0) {
        const keep = isEnd ? 0 : partialTagLength(waiting, tag)
        const ready = waiting.slice(0, waiting.length - keep)
        waiting = waiting.slice(waiting.length - keep)
        if (ready !== '') yield { kind, text: ready }
        return
      }
      if (at > 0) yield { kind, text: waiting.slice(0, at) }
      waiting = waiting.slice(at + tag.length)
      thinking = !thinking
    }
  }

  return {
    *push(text: string): Iterable<ChatDelta> {
      waiting += text
      yield* drain(false)
    },
    *end(): Iterable<ChatDelta> {
      yield* drain(true)
    },
  }
}

/** Length of the longest end of `text` that begins `tag`. */
function partialTagLength(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length
  }
  return 0
}
