// Checks that what a sentence says together belongs together: a date to its commit, a number to its author, a path to its change.
import type { CheckedClaim } from './check-claims.ts'
import type { Claim, ClaimKind } from './claims.ts'
import type { Evidence } from './evidence.ts'
import { type EvidenceRow, rowHas } from './evidence-rows.ts'
import { contains, type Range } from './statements.ts'

/** From what names a row to what only describes it: a claim is tied to those before it in this list. */
const ORDER: readonly ClaimKind[] = ['sha', 'tag', 'path', 'person', 'date', 'quote', 'number']

/** A claim with the rows that say the same. */
interface Bound {
  readonly claim: Claim
  readonly rows: ReadonlySet<EvidenceRow>
}

export interface TieCheck {
  readonly text: string
  readonly sentences: readonly Range[]
  readonly checked: readonly CheckedClaim[]
  readonly evidence: Evidence
}

/** The checks, with those marked that are true by themselves but stand beside the wrong thing. */
export function checkTies({ text, sentences, checked, evidence }: TieCheck): readonly CheckedClaim[] {
  const faults = new Map<Claim, string>()
  let before: readonly Bound[] = []
  let heading: readonly Bound[] = []
  for (const sentence of sentences) {
    const words = text.slice(sentence.start, sentence.end)
    const own = checked
      .filter(({ claim, outcome }) => outcome !== 'dropped' && contains(sentence, claim.start))
      .flatMap(({ claim }) => bind(claim, evidence))
    const isItem = ITEM.test(words)
    const carried = REFERS_BACK.test(words) ? leading(before) : isItem ? single(heading) : []
    for (const [claim, detail] of findUntied({ words, start: sentence.start, own, carried })) faults.set(claim, detail)
    if (own.length > 0) before = own
    if (!isItem) heading = /:\W*$/.test(words) ? own : []
  }
  return checked.map((one) => {
    const detail = faults.get(one.claim)
    return detail === undefined || one.outcome === 'dropped' ? one : { claim: one.claim, outcome: 'marked', detail }
  })
}

const ITEM = /^\s*(?:[-*•]|\d+\.)\s|^\s*\|/
/** A sentence that goes on about what the one before named. */
const REFERS_BACK =
  /^\W*(?:it|its|this|that|he|she|his|her|they|their|there|the (?:commit|change|author|release|tag|file|message|date|author)s?)\b/i

/** A claim that rows have, and that is not told of the finding as a whole. */
function bind(claim: Claim, evidence: Evidence): readonly Bound[] {
  const { amount } = claim
  if (
    amount !== undefined &&
    evidence.totals.some(({ unit, value }) => unit === amount.unit && value === amount.amount)
  )
    return []
  const rows = new Set(evidence.rows.filter((row) => rowHas(row, claim)))
  return rows.size === 0 ? [] : [{ claim, rows }]
}

/** Of the sentence before, what names a row most surely. */
function leading(before: readonly Bound[]): readonly Bound[] {
  const kind = ORDER.find((candidate) => before.some(({ claim }) => claim.kind === candidate))
  return before.filter(({ claim }) => claim.kind === kind).slice(-1)
}

/** Of a heading, what it names alone of its kind: it holds for every item. */
function single(heading: readonly Bound[]): readonly Bound[] {
  return heading.filter(
    (one) => one.claim.kind !== 'number' && heading.filter(({ claim }) => claim.kind === one.claim.kind).length === 1,
  )
}

interface Sentence {
  readonly words: string
  /** Offset of the sentence in the text. */
  readonly start: number
  readonly own: readonly Bound[]
  readonly carried: readonly Bound[]
}

function findUntied({ words, start, own, carried }: Sentence): readonly (readonly [Claim, string])[] {
  const faults: (readonly [Claim, string])[] = []
  for (const [place, kind] of ORDER.entries()) {
    const here = own.filter(({ claim }) => claim.kind === kind)
    // What was named before stands in front of all that is said now.
    const anchors = here.length > 0 ? here : carried.filter(({ claim }) => claim.kind === kind)
    if (anchors.length === 0) continue
    for (const other of ORDER.slice(place + 1)) {
      const described = own.filter(({ claim }) => claim.kind === other && !isEndOfRange(claim, words, start))
      for (const one of untied(here.length > 0 ? anchors : anchors.map(asFirst), described))
        if (!isOwnClause(one, { words, start, own }))
          faults.push([
            one.claim,
            `stands in a finding, but not with ${anchors.map(({ claim }) => claim.text).join(' or ')}`,
          ])
    }
  }
  return faults
}

const asFirst = (bound: Bound): Bound => ({ ...bound, claim: { ...bound.claim, start: -1, end: -1 } })

/** Those of `described` that belong to no anchor where a reader would put them; each order of telling is tried. */
function untied(anchors: readonly Bound[], described: readonly Bound[]): readonly Bound[] {
  const comparable = described.filter((one) => anchors.some((anchor) => areComparable(anchor, one)))
  if (comparable.length === 0) return []
  const backward = comparable.filter((one) => !isTied(lastBefore(anchors, one) ?? anchors[0], one))
  if (backward.length === 0) return []
  const forward = comparable.filter((one) => !isTied(firstAfter(anchors, one) ?? anchors.at(-1), one))
  if (forward.length === 0 || isBag(anchors, comparable)) return []
  return backward
}

const lastBefore = (anchors: readonly Bound[], { claim }: Bound) =>
  anchors.findLast((anchor) => anchor.claim.start < claim.start)
const firstAfter = (anchors: readonly Bound[], { claim }: Bound) =>
  anchors.find((anchor) => anchor.claim.start > claim.start)

/** "A and B, by Ada and Grace": two lists, told apart from one another. */
function isBag(anchors: readonly Bound[], described: readonly Bound[]): boolean {
  const [first, last] = [anchors[0], anchors.at(-1)]
  if (described.length < 2 || anchors.length < 2 || first === undefined || last === undefined) return false
  const isApart =
    described.every(({ claim }) => claim.start < first.claim.start) ||
    described.every(({ claim }) => claim.start > last.claim.start)
  return (
    isApart &&
    described.every((one) => anchors.some((anchor) => isTied(anchor, one))) &&
    anchors.every((anchor) => described.some((one) => isTied(anchor, one)))
  )
}

/** True when a row has both, or no finding could have. */
function isTied(a: Bound | undefined, b: Bound): boolean {
  if (a === undefined || !areComparable(a, b)) return true
  return [...a.rows].some((row) => b.rows.has(row))
}

function areComparable(a: Bound, b: Bound): boolean {
  const findings = new Set([...a.rows].map((row) => row.finding))
  return [...b.rows].some((row) => findings.has(row.finding))
}

/** "from 2019-05-02 to 2019-05-06": the ends of a period, not the day of one row. */
function isEndOfRange({ kind, start: at, end }: Claim, words: string, start: number): boolean {
  if (kind !== 'date') return false
  const [before, after] = [words.slice(0, at - start), words.slice(end - start)]
  return (
    (/\b(?:from|between|since|after|before|until|till|through)\W*$/i.test(before) &&
      !/^\W*$/.test(after) &&
      RANGE_GOES_ON.test(after)) ||
    /\b(?:from|between)\b[^.]{4,24}(?:to|and|until|through|–|-)\W*$/i.test(before)
  )
}

const RANGE_GOES_ON = /^[\s*`]*(?:to|and|until|through|–|-)[\s*`]/i

const CLAUSE_BREAK = /;|\b(?:what|while|whereas|but)\b/gi

/** True when the clause names no other thing of a row and its own values belong together: "… fixed what Ada did on 2019-02-01". */
function isOwnClause({ claim, rows }: Bound, { words, start, own }: Omit<Sentence, 'carried'>): boolean {
  const breaks = [...words.matchAll(CLAUSE_BREAK)].map(({ index }) => index + start)
  if (breaks.length === 0) return false
  const from = breaks.findLast((at) => at <= claim.start) ?? start
  const until = breaks.find((at) => at > claim.start) ?? start + words.length
  const beside = own.filter((other) => other.claim !== claim && from <= other.claim.start && other.claim.start < until)
  return (
    beside.length > 0 &&
    beside.every((other) => other.claim.kind !== 'sha' && other.claim.kind !== 'tag') &&
    [...rows].some((row) => beside.every((other) => other.rows.has(row)))
  )
}
