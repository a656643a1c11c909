// Whether a number is proven: it stands in a finding for the same thing, or follows from numbers that do.
import { fits, type Unit } from './claim-numbers.ts'
import type { Claim } from './claims.ts'
import type { Evidence } from './evidence.ts'
import { type EvidenceRow, fold, isColumnOf, rowHas } from './evidence-rows.ts'
import { DAY_MS } from './understand/calendar.ts'

export type NumberVerdict =
  | { readonly outcome: 'verified'; readonly detail: string; readonly isComputed?: boolean }
  /** It is there, but counts something else; or it is not there at all. */
  | { readonly outcome: 'marked' | 'dropped'; readonly detail: string }

export interface NumberCheck {
  readonly claim: Claim
  /** The sentence that it stands in, and its claims. */
  readonly sentence: string
  /** Place of the claim in the sentence. */
  readonly offset: number
  readonly beside: readonly Claim[]
  readonly evidence: Evidence
}

export function checkNumber(check: NumberCheck): NumberVerdict {
  const { claim, evidence } = check
  const { amount } = claim
  if (amount === undefined) return { outcome: 'dropped', detail: 'no finding has this number' }
  const proof = computed(check)
  if (proof !== undefined && SUMS.test(check.sentence)) return { outcome: 'verified', detail: proof, isComputed: true }
  const says = (counts: Evidence['counts']) =>
    counts.some(({ unit, value }) => isSameUnit(amount.unit, unit) && fits(amount, value))
  if (evidence.rows.some((row) => rowHas(row, claim)) || says(evidence.totals) || says(evidence.counts))
    return { outcome: 'verified', detail: 'stands in a finding' }
  if (standsInWords(check)) return { outcome: 'verified', detail: 'stands in a finding word for word' }
  if (proof !== undefined) return { outcome: 'verified', detail: proof, isComputed: true }
  const isThere = evidence.numbers.has(String(amount.amount))
  if (!isThere) return { outcome: 'dropped', detail: 'no finding has this number' }
  return amount.unit === undefined
    ? { outcome: 'verified', detail: 'stands in a finding' }
    : { outcome: 'marked', detail: `stands in a finding, but not as a number of ${amount.unit}` }
}

/** What is said to be lines may be told as added or removed ones, not the other way round. */
function isSameUnit(wanted: Unit | undefined, given: Unit | undefined): boolean {
  if (wanted === undefined) return true
  return wanted === given || (wanted === 'lines' && (given === 'additions' || given === 'deletions'))
}

/** "12 new commits" as a finding has it. */
function standsInWords({ claim, sentence, offset: at, evidence }: NumberCheck): boolean {
  const phrase = fold(sentence.slice(at, at + claim.text.length + 24).replace(/[.;:].*/s, ''))
    .split(' ')
    .slice(0, 2)
  return phrase.length === 2 && /^\p{L}{3,}/u.test(phrase[1] ?? '') && evidence.text.includes(phrase.join(' '))
}

const COMPUTES =
  /\b(?:together|totals?|sum|combined|altogether|in all|overall|difference|more|fewer|less|rest|others?|remaining|increase|decrease|grew|fell|times|ratio|average|net|both)\b/i
const SUMS = /\b(?:together|totals?|sum|combined|altogether|in all|overall|both)\b/i

/** How the number follows from others; undefined when it does not. Only what is said to be computed may be. */
function computed({ claim, sentence, beside, evidence }: NumberCheck): string | undefined {
  const { amount } = claim
  if (amount === undefined) return undefined
  const rows = rowsOf(beside, claim, evidence)
  if (amount.unit === 'percent')
    return isShare({ claim, beside, evidence, rows }) ? 'a share of what the findings count' : undefined
  if (isDuration({ claim, beside, evidence, rows })) return 'the time between two dates of the findings'
  if (!COMPUTES.test(sentence) || !isCounted(amount.unit, evidence)) return undefined
  const operands = provenAmounts(beside, claim, evidence)
  for (const [index, a] of operands.entries())
    for (const b of operands.slice(index + 1))
      if ([a + b, Math.abs(a - b), ...(b ? [a / b] : []), ...(a ? [b / a] : [])].some((value) => fits(amount, value)))
        return 'follows from two numbers beside it'
  if (
    operands.length > 2 &&
    fits(
      amount,
      operands.reduce((sum, value) => sum + value, 0),
    )
  )
    return 'the sum of the numbers beside it'
  return SUMS.test(sentence) &&
    sumsOf(rows.length > 0 ? rows : evidence.rows, amount.unit).some((value) => fits(amount, value))
    ? 'a sum over rows of the findings'
    : undefined
}

/** True when the findings count such things at all. */
function isCounted(unit: Unit | undefined, { rows, counts, totals }: Evidence): boolean {
  return (
    rows.some(({ numbers }) => numbers.some(({ column }) => isColumnOf(unit, column))) ||
    counts.some((count) => count.unit === unit) ||
    totals.some((count) => count.unit === unit && count.value > 0)
  )
}

/** Other numbers of the sentence that the findings have. */
function provenAmounts(beside: readonly Claim[], claim: Claim, evidence: Evidence): readonly number[] {
  return beside.flatMap((other) =>
    other === claim || other.amount === undefined || !evidence.numbers.has(String(other.amount.amount))
      ? []
      : [other.amount.amount],
  )
}

/** Rows that the other claims of the sentence name. */
function rowsOf(beside: readonly Claim[], claim: Claim, evidence: Evidence): readonly EvidenceRow[] {
  const naming = beside.filter((other) => other !== claim && other.kind !== 'number')
  return evidence.rows.filter((row) => naming.some((other) => rowHas(row, other)))
}

/** Sums of each column that can be meant, over the rows of each finding. */
function sumsOf(rows: readonly EvidenceRow[], unit: Unit | undefined): readonly number[] {
  const sums = new Map<string, number>()
  for (const { finding, numbers } of rows)
    for (const { column, value } of numbers)
      if (isColumnOf(unit, column)) sums.set(`${finding}/${column}`, (sums.get(`${finding}/${column}`) ?? 0) + value)
  return [...sums.values()]
}

interface Shared extends Omit<NumberCheck, 'sentence' | 'offset'> {
  /** Rows that the other claims of the sentence name. */
  readonly rows: readonly EvidenceRow[]
}

function isShare({ claim, beside, evidence, rows }: Shared): boolean {
  const { amount } = claim
  if (amount === undefined) return false
  const holds = (part: number, whole: number) => whole > 0 && part <= whole && fits(amount, (100 * part) / whole)
  const operands = beside.flatMap((other) => (other === claim || !other.amount ? [] : [other.amount.amount]))
  if (operands.some((part) => operands.some((whole) => holds(part, whole)))) return true
  const named = rows.length > 0 ? rows : evidence.rows.slice(0, 1)
  return named.some(({ finding, numbers }) =>
    numbers.some(({ column, value }) => {
      const cells = evidence.rows.flatMap((row) =>
        row.finding === finding ? row.numbers.filter((cell) => cell.column === column).map((cell) => cell.value) : [],
      )
      const whole = cells.reduce((sum, cell) => sum + cell, 0)
      return (
        holds(value, whole) ||
        operands.some((part) => holds(part, whole)) ||
        evidence.totals.some((total) => total.unit !== undefined && holds(value, total.value))
      )
    }),
  )
}

const DAYS_IN: Partial<Record<Unit, number>> = { days: 1, weeks: 7, months: 30.44, years: 365.25 }

/** So many rows are taken two by two. */
const PAIRED_ROWS = 5

/** Between two dates of the sentence, of the rows that it names, or of the period that was asked about. */
function isDuration({ claim, beside, evidence, rows }: Shared): boolean {
  const { amount } = claim
  const unitDays = amount?.unit && DAYS_IN[amount.unit]
  if (amount === undefined || unitDays === undefined) return false
  const tolerance = amount.rounding ? Math.max(1, amount.amount * 0.15) : amount.unit === 'days' ? 0 : 0.6
  const said = beside.flatMap(({ days }) => (days ? [days.from] : []))
  const named = rows.length <= PAIRED_ROWS ? rows.flatMap((row) => row.days.map(({ from }) => from)) : []
  return [said, named, [...evidence.asked.dates]].some((days) =>
    days.some((a) =>
      days.some(
        (b) => a < b && Math.abs((Date.parse(b) - Date.parse(a)) / DAY_MS / unitDays - amount.amount) <= tolerance,
      ),
    ),
  )
}
