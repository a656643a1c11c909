// Mends a checked text: repairs and marks claims where they stand, and takes out the sentences that claim what is not so.
import type { CheckedClaim } from './check-claims.ts'
import { contains, sentencesOf } from './statements.ts'

/** A text after its check. */
export interface Mended {
  readonly text: string
  /** The claims whose sentences are still there. */
  readonly kept: readonly CheckedClaim[]
  /** True when a sentence was taken out. */
  readonly isShortened: boolean
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

/** At most one empty line in a row, none at the ends. */
function withoutGaps(text: string): string {
  return text
    .split('\n')
    .filter((line, index, lines) => line.trim() !== '' || (lines[index - 1] ?? '').trim() !== '')
    .join('\n')
    .trim()
}
