// Finds sentences that say in words alone what no finding says: a reason, a judgement, a purpose.
import type { CheckedClaim } from './check-claims.ts'
import type { Evidence } from './evidence.ts'
import type { Fault } from './said.ts'
import { contains, type Range } from './statements.ts'
import { contentWords, stemOf, stemsOf } from './words.ts'

/** More than this share of a sentence's own words must stand in the findings; tuned in tests/agents/lies.test.ts. */
const SUPPORTED_SHARE = 0.5
/** One unknown word is a way of putting it. */
const FEWEST_STRANGE = 2
/** What follows gives a reason or a purpose, and needs words of its own in the findings. */
const REASON =
  /\b(?:because|since it|so that|in order to|due to|thanks to|for (?:the sake of |better |improved )?(?=\w+ reasons)|to (?=improve|avoid|prevent|reduce|speed|increase|support|allow|enable|fix|make|ensure|simplify|comply)|as a result of|caused by|motivated by|owing to)/i

export interface SupportCheck {
  readonly text: string
  readonly sentences: readonly Range[]
  readonly checked: readonly CheckedClaim[]
  readonly evidence: Evidence
}

/** Sentences of English prose that rest on nothing; of another language only those without claim and source. */
export function checkSupport({ text, sentences, checked, evidence }: SupportCheck): readonly Fault[] {
  const known = stemsOf(materialOf(evidence))
  // The words of the question prove no reason, but nobody made them up.
  const familiar = new Set([...known, ...stemsOf(evidence.asked.text)])
  const isEnglish = isWrittenInEnglish(text)
  return sentences.flatMap((sentence) => {
    const claims = checked.filter(({ claim }) => contains(sentence, claim.start))
    let words = text.slice(sentence.start, sentence.end)
    for (const { claim } of claims.toReversed())
      words = `${words.slice(0, claim.start - sentence.start)} ${words.slice(claim.end - sentence.start)}`
    const rests =
      claims.some(({ outcome }) => outcome === 'verified' || outcome === 'repaired') || /\[\d+\]/.test(words)
    if (!isEnglish)
      return rests || contentWords(words).length < FEWEST_STRANGE ? [] : [{ sentence, detail: 'rests on no finding' }]
    const detail = strangeReason(words, known) ?? strangeWords(words, familiar, rests)
    return detail === undefined ? [] : [{ sentence, detail }]
  })
}

/** Everything that was read: rows, messages, diffs, and what code says of them. */
function materialOf({ findings, rows }: Evidence): string {
  return [
    ...findings.flatMap(({ text, material = '', summary }) => [text, material, summary]),
    ...rows.map(({ words }) => words),
  ].join('\n')
}

function strangeReason(words: string, known: ReadonlySet<string>): string | undefined {
  const cue = REASON.exec(words)
  if (cue === null) return undefined
  const reason = contentWords(words.slice(cue.index + cue[0].length).replace(/[;,].*$/s, ''))
  const strange = reason.filter((word) => !known.has(stemOf(word)))
  return strange.length > 0 && strange.length * 2 >= reason.length
    ? `no finding gives this reason: ${strange.join(', ')}`
    : undefined
}

function strangeWords(words: string, known: ReadonlySet<string>, rests: boolean): string | undefined {
  const said = contentWords(words)
  const strange = said.filter((word) => !known.has(stemOf(word)))
  const isStrange = strange.length / said.length >= SUPPORTED_SHARE
  if (isStrange && (strange.length >= FEWEST_STRANGE || (!rests && strange.length > 0)))
    return `no finding speaks of ${[...new Set(strange)].slice(0, 5).join(', ')}`
  return undefined
}

const ENGLISH = /\b(?:the|of|and|was|is|in|by|to|were|with|on|it|are|this|that|at|made|from|commits?)\b/gi

/** True when enough of its words are the small ones of English. */
function isWrittenInEnglish(text: string): boolean {
  const words = text.match(/\p{L}+/gu)?.length ?? 0
  return words < 8 || (text.match(ENGLISH)?.length ?? 0) / words >= 0.12
}
