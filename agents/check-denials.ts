// Checks what a sentence denies: a negation needs one in the findings, and what they deny may not be said to be so.
import { ownWords, type Said, type Told } from './said.ts'
import { stemsOf } from './words.ts'

const NEGATION = /\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without|hardly)\b|n['’]t\b/i
/** A denial of the whole, not only of a part such as "without merges". */
const DENIAL = /\b(?:not|never|nobody|none|no)\b|n['’]t\b/i
const HARMLESS =
  /\b(?:not only|no other|no others|no more|no further|nothing else|nobody else|no one else|no longer|whether or not)\b/gi
/** Share of a sentence's words that make another one speak of the same. */
const SAME_MATTER = 0.6

/** Why the denial, or the lack of one, is wrong; undefined when it is not. `isFirst`: the sentence that answers yes or no. */
export function wrongDenial(said: Said, isFirst: boolean): string | undefined {
  const { words, told } = said
  const denies = NEGATION.test(ownWords(words).replace(HARMLESS, ' '))
  const [isYes, isNo] = [told.some(({ line }) => /^yes\b/.test(line)), told.some(({ line }) => /^no,/.test(line))]
  if (isFirst && isYes && !isNo && denies) return 'the findings say yes'
  if (isFirst && isNo && !isYes && !denies) return 'the findings say no'
  return denies ? ungrounded(said) : contradicted(said)
}

/** What code denies in the same words. */
function contradicted({ words, told }: Said): string | undefined {
  const stems = stemsOf(words)
  const overlap = (other: Told) =>
    other.stems.size === 0 ? 0 : [...other.stems].filter((stem) => stems.has(stem)).length / other.stems.size
  const denied = told.filter((one) => DENIAL.test(one.line) && one.stems.size > 1 && overlap(one) >= SAME_MATTER)
  if (denied.length === 0) return undefined
  const best = Math.max(0, ...told.filter(({ line }) => !DENIAL.test(line)).map(overlap))
  return denied.some((one) => overlap(one) > best) ? 'the findings deny it' : undefined
}

function ungrounded({ words, claims, told, material, evidence }: Said): string | undefined {
  const isOfAbsence = evidence.findings.some(
    (finding) => finding.total === 0 || finding.provesAbsence || (finding.missing ?? []).length > 0,
  )
  if (isOfAbsence || claims.length === 0) return undefined
  const stems = stemsOf(words)
  const isTold = [...told, ...material].some(
    (one) =>
      NEGATION.test(one.line) && [...one.stems].filter((stem) => stems.has(stem)).length >= Math.min(2, stems.size),
  )
  return isTold ? undefined : 'no finding denies it'
}
