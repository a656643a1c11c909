// Checks that what a sentence says together belongs together: a date to its commit, a number to its author, a path to its change.
import type { CheckedClaim } from './check-claims.ts'
import type { Claim, ClaimKind } from './claims.ts'
import type { Evidence } from './evidence.ts'
import { type EvidenceRow, rowHas } from './evidence-rows.ts'
import { clausesOf, contains, type Range } from './statements.ts'

/** From what names a row to what only describes it: a claim is tied to those before it in this list. */
const ORDER: readonly ClaimKind[] = ['sha', 'tag', 'path', 'person', 'date', 'quote', 'number']

/** A claim with the rows that say the same. */
interface Bound {
  readonly claim: Claim
  readonly rows: ReadonlySet<EvidenceRow>
  /** It may as well be told of a whole finding: how many there are. */
  readonly isTotal: boolean
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
    const isItem = ITEM.test(text.slice(sentence.start, sentence.end))
    for (const clause of clausesOf(text, sentence)) {
      const words = text.slice(clause.start, clause.end)
      const claims = checked.flatMap(({ claim, outcome }) =>
        outcome !== 'dropped' && contains(clause, claim.start) ? [claim] : [],
      )
      const own = claims.flatMap((claim) => bind(claim, evidence, text))
      const carried = REFERS_BACK.test(words) ? leading(before) : isItem ? single(heading) : []
      for (const [claim, detail] of findUntied({ words, start: clause.start, own, carried })) faults.set(claim, detail)
      for (const [claim, detail] of wrongMarkers({ words, start: clause.start, own, evidence }))
        faults.set(claim, detail)
      if (own.length > 0) before = own
      if (!isItem) heading = /:\W*$/.test(words) ? own : []
    }
  }
  return checked.map((one) => {
    const detail = faults.get(one.claim)
    return detail === undefined || one.outcome === 'dropped' ? one : { claim: one.claim, outcome: 'marked', detail }
  })
}

const ITEM = /^\s*(?:[-*•]|\d+\.)\s|^\s*\|/
/** Words that go on about what was named before. */
const REFERS_BACK =
  /^\W*(?:(?:while|whereas|but|and|what|then)\W+)?(?:it|its|this|that|he|she|his|her|they|their|there|the (?:commit|change|author|release|tag|file|message|date|author)s?)\b/i
/** A claim with the rows that have it; what a finding was asked about goes with every row and is tied to none. */
function bind(claim: Claim, evidence: Evidence, text: string): readonly Bound[] {
  const rows = new Set(evidence.rows.filter((row) => !isScope(claim, row, evidence) && rowHas(row, claim)))
  return rows.size === 0 ? [] : [{ claim, rows, isTotal: isTotal(claim, evidence, text) }]
}

/** A number without a unit is one of a row, unless "of the 4" says that it is all of them. */
function isTotal({ amount, start }: Claim, { totals }: Evidence, text: string): boolean {
  if (amount === undefined) return false
  if (
    amount.unit === undefined &&
    !/\b(?:of|all|these|those|the)\W+(?:the\W+)?$/i.test(text.slice(Math.max(0, start - 12), start))
  )
    return false
  return totals.some(({ unit, value }) => unit === amount.unit && value === amount.amount)
}

/** True when the finding was asked about just this: then it goes with every row. */
function isScope({ kind, value }: Claim, { finding }: EvidenceRow, { inputs }: Evidence): boolean {
  return kind !== 'number' && kind !== 'date' && (inputs[finding]?.includes(value.toLowerCase()) ?? false)
}

/** Of the words before, what names a row most surely. */
function leading(before: readonly Bound[]): readonly Bound[] {
  const kind = ORDER.find((candidate) => before.some(({ claim }) => claim.kind === candidate))
  return before.filter(({ claim }) => claim.kind === kind)
}

/** Of a heading, what it names alone of its kind: it holds for every item. */
function single(heading: readonly Bound[]): readonly Bound[] {
  return heading.filter(
    (one) => one.claim.kind !== 'number' && heading.filter(({ claim }) => claim.kind === one.claim.kind).length === 1,
  )
}

interface Clause {
  readonly words: string
  /** Offset of the clause in the text. */
  readonly start: number
  readonly own: readonly Bound[]
}

type Untied = readonly (readonly [Claim, string])[]

function findUntied({ words, start, own, carried }: Clause & { readonly carried: readonly Bound[] }): Untied {
  const faults: (readonly [Claim, string])[] = []
  for (const kind of ORDER.slice(1)) {
    const described = own.filter(
      (one) => one.claim.kind === kind && !one.isTotal && !isEndOfRange(one.claim, words, start),
    )
    for (const anchorKind of anchorKindsOf(kind)) {
      const here = own.filter(({ claim }) => claim.kind === anchorKind)
      const anchors = here.length > 0 ? here : carried.filter(({ claim }) => claim.kind === anchorKind)
      const comparable = described.filter((one) => anchors.some((anchor) => areComparable(anchor, one)))
      if (comparable.length === 0) continue
      const loose =
        here.length > 0
          ? untied({
              anchors,
              described: comparable,
              said: own.filter(({ claim }) => claim.kind === kind),
              words,
              start,
            })
          : comparable.filter((one) => !anchors.some((anchor) => isTied(anchor, one)))
      for (const { claim } of loose)
        faults.push([
          claim,
          `stands in a finding, but not with ${anchors.map((anchor) => anchor.claim.text).join(' or ')}`,
        ])
      // What is surest decides; a number belongs to the file beside it too.
      if (kind !== 'number') break
    }
  }
  return faults
}

function anchorKindsOf(kind: ClaimKind): readonly ClaimKind[] {
  return ORDER.slice(0, ORDER.indexOf(kind))
}

interface Group {
  readonly anchors: readonly Bound[]
  readonly described: readonly Bound[]
  /** All of the kind that is described, totals too. */
  readonly said: readonly Bound[]
  readonly words: string
  readonly start: number
}

/** Those of `described` that belong to no anchor where a reader would put them. */
function untied(group: Group): readonly Bound[] {
  const { described, anchors } = group
  const list = listOf(group)
  if (list !== undefined && list.some((one, index) => !isTied(anchors[index], one))) return isBag(group) ? [] : list
  const rest = described.filter((one) => !list?.includes(one))
  const loose = withoutNeighbour({ ...group, described: rest })
  return loose.length === 0 || isBag(group) ? [] : loose
}

/** Each belongs to the anchor before it, or to the one after it when nothing parts them, and never to one before that of the last. */
function withoutNeighbour({ anchors, described, words, start }: Group): readonly Bound[] {
  let reached = 0
  return described.filter((one) => {
    const before = anchors.findLastIndex((anchor) => anchor.claim.start < one.claim.start)
    const next = anchors[before + 1]
    const between = next === undefined ? '' : words.slice(one.claim.end - start, next.claim.start - start)
    const mayPrecede = next !== undefined && (before < 0 || !PARTS.test(between))
    const place = [before, ...(mayPrecede ? [before + 1] : [])].find(
      (index) => index >= reached && anchors[index] !== undefined && isTied(anchors[index], one),
    )
    if (place === undefined) return true
    reached = place
    return false
  })
}

const PARTS = /[,;\]]|\band\b/

const JOINS = /^[^.;:\d\n]{0,24}\b(?:and|against|versus|instead of)\W*$|^\W*,\W*$/i

/** "A and B, 6 and 4": as many values as anchors, in a list behind them: the nth belongs to the nth. */
function listOf({ anchors, said, words, start }: Group): readonly Bound[] | undefined {
  const last = anchors.at(-1)
  const after = said.filter(({ claim }) => last !== undefined && claim.start > last.claim.start).slice(-anchors.length)
  if (anchors.length < 2 || after.length !== anchors.length) return undefined
  const isList = after.every(({ claim }, index) => {
    const next = after[index + 1]
    return next === undefined || JOINS.test(words.slice(claim.end - start, next.claim.start - start))
  })
  return isList ? after : undefined
}

/** "A and B, by Ada and Grace": two lists of names, told apart from one another. */
function isBag({ anchors, described }: Group): boolean {
  const [first, last] = [anchors[0], anchors.at(-1)]
  if (described.length < 2 || anchors.length < 2 || first === undefined || last === undefined) return false
  const isApart =
    described.every(({ claim }) => claim.start < first.claim.start) ||
    described.every(({ claim }) => claim.start > last.claim.start)
  return (
    isApart &&
    described.every(({ claim }) => claim.kind === 'person' || claim.kind === 'path') &&
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
    (/\b(?:from|between|since)\W*$/i.test(before) && RANGE_GOES_ON.test(after)) ||
    /\b(?:from|between)\b[^.]{4,24}(?:to|and|until|through|–|-)\W*$/i.test(before)
  )
}

const RANGE_GOES_ON = /^[\s*`]*(?:to|and|until|through|–|-)[\s*`]/i

/** A commit whose marker leads to another commit. */
function wrongMarkers({ words, start, own, evidence }: Clause & { readonly evidence: Evidence }): Untied {
  return own.flatMap(({ claim }) => {
    if (claim.kind !== 'sha') return []
    const id = /^[`*)\s]{0,3}\[(\d+)\]/.exec(words.slice(claim.end - start))?.[1]
    const cited = id === undefined ? undefined : evidence.cited[Number(id) - 1]
    return cited === undefined || cited.startsWith(claim.value) ? [] : [[claim, `[${id}] is another commit`] as const]
  })
}
