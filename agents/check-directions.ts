// Checks which way round each sentence says things: order, opposites, ranges, denials.
import type { CheckedClaim } from './check-claims.ts'
import { wrongDenial } from './check-denials.ts'
import { wrongComparison, wrongExtreme } from './check-order.ts'
import type { Claim } from './claims.ts'
import type { Evidence } from './evidence.ts'
import { type EvidenceRow, fold, rowHas } from './evidence-rows.ts'
import { blank, type Fault, materialOf, type Said, toldBy } from './said.ts'
import { clausesOf, contains, type Range } from './statements.ts'

export interface DirectionCheck {
  readonly text: string
  readonly sentences: readonly Range[]
  readonly checked: readonly CheckedClaim[]
  readonly evidence: Evidence
}

/** At most one fault a sentence. */
export function checkDirections({ text, sentences, checked, evidence }: DirectionCheck): readonly Fault[] {
  const [told, material] = [toldBy(evidence), materialOf(evidence)]
  const saidIn = (range: Range): Said => {
    const claims = checked.flatMap(({ claim, outcome }) =>
      contains(range, claim.start) && outcome !== 'dropped' ? [claim] : [],
    )
    const words = blank(text.slice(range.start, range.end), claims, range.start)
    return { words, claims, start: range.start, evidence, told, material }
  }
  return sentences.flatMap((sentence, index) => {
    const whole = saidIn(sentence)
    const detail =
      clausesOf(text, sentence)
        .map(saidIn)
        .map((said) => wrongExtreme(said) ?? opposite(said) ?? wrongCount(said))
        .find((found) => found !== undefined) ??
      wrongComparison(whole) ??
      wrongRange(whole, text) ??
      wrongDenial(whole, index === 0)
    return detail === undefined ? [] : [{ sentence, detail }]
  })
}

/** What cannot both be meant of the same thing. */
const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
  [/\b(?:first|earliest|oldest)\b(?!-)/, /\b(?:last|latest|newest|most recent)\b/],
  [
    /\b(?:creat(?:ed|es?)|add(?:ed|s)?|introduc(?:ed|es?)|appear(?:ed|s))\b/,
    /\b(?:delet(?:ed|es?)|remov(?:ed|es?)|drop(?:ped|s)?|gone)\b/,
  ],
  [/\b(?:most|highest|top)\b(?! recent| likely)/, /\b(?:fewest|least|lowest)\b/],
  [/\b(?:largest|biggest)\b/, /\bsmallest\b/],
]

const APART = /(?:,|;|\band\b).*$/s
const UNTIL_APART = /^.*(?:,|;|\band\b)/s

/** What code says of the same thing, with the opposite word and without this one. */
function opposite({ words, claims, start, told, evidence }: Said): string | undefined {
  const kind = (['sha', 'tag', 'path', 'person'] as const).find((one) => claims.some((claim) => claim.kind === one))
  const named = claims.filter((claim) => claim.kind === kind)
  // Words of the message or the code may say it too.
  const material = evidence.findings.map((finding) => fold(finding.material ?? '')).join(' ')
  for (const [index, claim] of named.entries()) {
    // Each is spoken of by the words right before it; the first also by those behind it.
    const before = words.slice(index === 0 ? 0 : (named[index - 1]?.end ?? start) - start, claim.start - start)
    const behind = words.slice(claim.end - start, (named[1]?.start ?? Number.POSITIVE_INFINITY) - start)
    const lower = (
      index === 0 ? `${before} ${behind.replace(APART, '')}` : before.replace(UNTIL_APART, '')
    ).toLowerCase()
    const about = told.filter(({ line }) => line.includes(fold(claim.value).slice(0, 9)))
    for (const pair of OPPOSITES)
      for (const [mine, theirs] of [pair, [pair[1], pair[0]] as const]) {
        const word = mine.exec(lower)?.[0]
        if (word === undefined || theirs.test(lower) || mine.test(material)) continue
        if (about.some(({ line }) => theirs.test(line)) && !about.some(({ line }) => mine.test(line)))
          return `${word}: the findings say the opposite`
      }
  }
  return undefined
}

const MANY = '(?: (?:\\d+|two|three|four|five|six|seven|eight|nine|ten)\\b)'
const FIRST_MANY = new RegExp(`\\b(?:first|earliest|oldest)${MANY}`, 'i')
const LAST_MANY = new RegExp(`\\b(?:last|latest|newest|most recent)${MANY}`, 'i')

/** "The first four" where code says "the last 4". */
function wrongCount({ words, told }: Said): string | undefined {
  for (const [mine, theirs] of [
    [FIRST_MANY, LAST_MANY],
    [LAST_MANY, FIRST_MANY],
  ] as const)
    if (mine.test(words) && told.some(({ line }) => theirs.test(line)) && !told.some(({ line }) => mine.test(line)))
      return 'the findings are the other end of the list'
  return undefined
}

/** "from B to A": a period that ends before it begins, a rename told backwards. */
function wrongRange({ claims, words, start, evidence }: Said, text: string): string | undefined {
  for (const [index, a] of claims.entries()) {
    const b = claims[index + 1]
    if (b === undefined || a.kind !== b.kind) continue
    const between = text.slice(a.end, b.start)
    if (
      !/\b(?:from|between)\W*$/i.test(words.slice(0, a.start - start)) ||
      !/^\W*(?:to|and|until|through|–|-)\W*$/i.test(between)
    )
      continue
    if (a.days && b.days && a.days.from > b.days.from) return 'the period ends before it begins'
    if (a.kind === 'path' && isBackwards(a, b, evidence)) return 'the rename goes the other way'
  }
  return undefined
}

const FORMER = /old|from|before|former|previous/
const LATTER = /new|^to|after/

function isBackwards(a: Claim, b: Claim, { rows }: Evidence): boolean {
  const both = rows.filter((row) => rowHas(row, a) && rowHas(row, b))
  const stands = (row: EvidenceRow, claim: Claim, columns: RegExp) =>
    row.paths.some(
      ({ column, path }) => columns.test(column) && (path === claim.value || path.endsWith(`/${claim.value}`)),
    )
  return (
    both.length > 0 &&
    both.every(
      (row) =>
        (stands(row, b, FORMER) && !stands(row, a, FORMER)) || (stands(row, a, LATTER) && !stands(row, b, LATTER)),
    )
  )
}
