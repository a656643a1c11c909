// Mends a checked text: repairs and marks claims where they stand, and takes out the sentences that claim what is not so.
import type { CheckedClaim } from './check-claims.ts'

/** A text after its check. */
export interface Mended {
  readonly text: string
  /** The claims whose sentences are still there. */
  readonly kept: readonly CheckedClaim[]
  /** True when a sentence was taken out. */
  readonly isShortened: boolean
}

/** Part of a text, from `start` up to but not including `end`. */
interface Range {
  readonly start: number
  readonly end: number
}

/** Stands behind a claim that is real but that no finding supports. */
const UNPROVEN = ' (unproven)'

/** A sentence goes when a dropped claim starts in it; what is said elsewhere in the same words stays. */
export function mend(text: string, checked: readonly CheckedClaim[]): Mended {
  const dropped = checked.filter((one) => one.outcome === 'dropped')
  const gone = sentencesOf(text).filter((sentence) => dropped.some(({ claim }) => contains(sentence, claim.start)))
  const kept = checked.filter(({ claim }) => !gone.some((sentence) => contains(sentence, claim.start)))
  const edits = [
    ...gone.map((sentence) => ({ ...sentence, put: '' })),
    ...kept.flatMap(({ claim, outcome, replacement }) => {
      if (replacement !== undefined) return { start: claim.start, end: claim.end, put: replacement }
      if (outcome !== 'marked') return []
      // A quote may reach into a sentence that goes: then its mark stands where it now ends.
      const at = gone.find((sentence) => contains(sentence, claim.end - 1))?.start ?? claim.end
      return { start: at, end: at, put: UNPROVEN }
    }),
  ].sort((a, b) => a.start - b.start || a.end - b.end)
  let mended = ''
  let from = 0
  for (const { start, end, put } of edits) {
    mended += text.slice(from, start) + put
    from = end
  }
  mended += text.slice(from)
  return { text: gone.length > 0 ? withoutGaps(mended) : mended, kept, isShortened: gone.length > 0 }
}

const contains = ({ start, end }: Range, offset: number) => start <= offset && offset < end

const SENTENCE = /[^.!?]*(?:[.!?](?!\s|$)[^.!?]*)*(?:[.!?]+\s*|$)/g
/** The number of an item of a list, which is no sentence of its own. */
const ITEM_NUMBER = /^\s*\d+\.\s*$/

/** In order; none goes over the end of a line. */
function sentencesOf(text: string): readonly Range[] {
  const sentences: Range[] = []
  let lineStart = 0
  for (const line of text.split('\n')) {
    let start = lineStart
    for (const match of line.matchAll(SENTENCE)) {
      const end = lineStart + match.index + match[0].length
      if (end === start || ITEM_NUMBER.test(text.slice(start, end))) continue
      sentences.push({ start, end })
      start = end
    }
    lineStart += line.length + 1
  }
  return sentences
}

/** At most one empty line in a row, none at the ends. */
function withoutGaps(text: string): string {
  return text
    .split('\n')
    .filter((line, index, lines) => line.trim() !== '' || (lines[index - 1] ?? '').trim() !== '')
    .join('\n')
    .trim()
}
