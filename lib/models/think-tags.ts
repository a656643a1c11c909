// Splits `<think>…</think>` off the beginning of streamed text: some servers leave the reasoning inside the content.
import type { ChatDelta } from './chat-model.ts'

const OPEN = '<think>'
const CLOSE = '</think>'

/** Before the tag only blanks may come; a tag further on is what the answer is about. */
type Stage = 'start' | 'thinking' | 'answer'

/** Feeds text in any pieces; gives text and reasoning apart, holding back only what may still become a tag. */
export function createThinkSplitter() {
  let waiting = ''
  let stage: Stage = 'start'

  function* drain(isEnd: boolean): Iterable<ChatDelta> {
    if (stage === 'start') {
      const begun = waiting.trimStart()
      if (begun.startsWith(OPEN)) {
        waiting = begun.slice(OPEN.length)
        stage = 'thinking'
      } else if (isEnd || !OPEN.startsWith(begun)) stage = 'answer'
      else return
    }
    if (stage === 'thinking') {
      const at = waiting.indexOf(CLOSE)
      const keep = isEnd ? 0 : partialTagLength(waiting, CLOSE)
      const ready = at < 0 ? waiting.slice(0, waiting.length - keep) : waiting.slice(0, at)
      waiting = at < 0 ? waiting.slice(waiting.length - keep) : waiting.slice(at + CLOSE.length)
      if (ready !== '') yield { kind: 'reasoning', text: ready }
      if (at < 0) return
      stage = 'answer'
    }
    if (waiting !== '') yield { kind: 'text', text: waiting }
    waiting = ''
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
