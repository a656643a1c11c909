// Ends an answer that goes round in circles: small models do, and would until their last token.
import { SparkyError } from '#lib/errors.ts'
import type { ChatModel } from './chat-model.ts'

/** The longest sentence that is taken for a round. */
const ROUND_CHARACTERS_LIMIT = 150
/** Fewer rounds may be a refrain. */
const ROUNDS = 4
/** Shorter repetitions are rulers, tables and rows of numbers. */
const REPEATED_CHARACTERS = 160
/** All that needs to be kept of an answer. */
const TAIL_CHARACTERS = ROUND_CHARACTERS_LIMIT * ROUNDS
/** The tail is looked at after so many new characters. */
const LOOK_EVERY_CHARACTERS = 32

/** The same model; a text that repeats itself is left with `model/bad-output`. */
export function withLoopGuard(model: ChatModel): ChatModel {
  return {
    ...model,
    async *stream(request) {
      let tail = ''
      let unseen = 0
      for await (const delta of model.stream(request)) {
        yield delta
        if (delta.kind === 'usage') continue
        tail = (tail + delta.text).slice(-TAIL_CHARACTERS)
        unseen += delta.text.length
        if (unseen < LOOK_EVERY_CHARACTERS) continue
        unseen = 0
        if (endsInLoop(tail))
          throw new SparkyError({
            code: 'model/bad-output',
            message: `${model.id} repeats itself: “${tail.trim().slice(-40)}”.`,
            remedy: 'Use a larger model for this role, or none.',
          })
      }
    },
  }
}

/** True when the text ends in the same characters again and again. */
export function endsInLoop(text: string): boolean {
  for (let round = 1; round <= ROUND_CHARACTERS_LIMIT; round += 1) {
    const length = Math.max(REPEATED_CHARACTERS, round * ROUNDS)
    if (length > text.length) return false
    if (hasPeriod(text, text.length - length, round)) return true
  }
  return false
}

function hasPeriod(text: string, from: number, period: number): boolean {
  for (let at = text.length - 1; at >= from + period; at -= 1) if (text[at] !== text[at - period]) return false
  return true
}
