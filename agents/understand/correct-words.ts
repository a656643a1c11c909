// Small typos in the words that a question is put with: "befor 2015", "how many comits".
import { nearness } from '#lib/history/nearness.ts'
import { isAskingWord } from './features.ts'
import { isSmallWord } from './small-words.ts'

/** Words whose loss changes what is asked. */
const VOCABULARY =
  'before after since until between during commit commits change changes changed author authors contributor contributors committer committers release releases latest first which deleted removed renamed created introduced merges history together lines files often biggest largest smallest average weekends contributed committed yesterday month months'.split(
    ' ',
  )
const SHORTEST = 4

export interface Correction {
  readonly written: string
  readonly meant: string
}

/**
 * The question with such words put right; what is quoted, has a capital, or stands in a path stays as it is.
 *
 * Only a word that is nearly exactly one of the vocabulary, and is none itself, is touched.
 */
export function correctWords(question: string): {
  readonly question: string
  readonly corrections: readonly Correction[]
} {
  const corrections: Correction[] = []
  const corrected = question.replace(
    /(?<![\p{L}\p{N}_./\\`'"“@#-])\p{Ll}{4,14}(?![\p{L}\p{N}_./\\`'"”(-]|\.\p{L})/gu,
    (written) => {
      if (written.length < SHORTEST || isSmallWord(written) || isAskingWord(written) || VOCABULARY.includes(written))
        return written
      const near = VOCABULARY.filter((word) => nearness(written, word) > 0 && differsOnce(written, word))
      const [meant] = near
      if (meant === undefined || near.length > 1) return written
      corrections.push({ written, meant })
      return meant
    },
  )
  return { question: corrected, corrections }
}

/** One letter more, less, other or swapped, and the first letter right. */
function differsOnce(written: string, word: string): boolean {
  return (
    written[0] === word[0] &&
    Math.abs(written.length - word.length) <= 1 &&
    nearness(written, word) >= 1 - 1 / Math.max(written.length, word.length) - 1e-9
  )
}
