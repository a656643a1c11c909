// Checks that what a sentence says together belongs together: a date to its commit, a number to its author, a path to its change.
import type { ClaimKind } from '#lib/events.ts'
import type { CheckedClaim } from './check-claims.ts'
import type { Claim } from './claims.ts'
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
      const own = checked.flatMap(({ claim, outcome, isComputed }) =>
        outcome !== 'dropped' && isComputed !== true && contains(clause, claim.start)
          ? bind(claim, evidence, text)
          : [],
      )
      const carried = REFERS_BACK.test(words) ? leading(before) : isItem ? single(heading) : []
      for (const [claim, detail] of findUntied({ words, start: clause.start, own, carried, evidence }))
        faults.set(claim, detail)
      for (const [claim, detail] of strays(
        checked.filter(({ claim }) => contains(clause, claim.start)),
        { words, start: clause.start, own, evidence },
      ))
        faults.set(claim, detail)
      for (const [claim, detail] of wrongRange({ words, start: clause.start, own, evidence })) faults.set(claim, detail)
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
  return rows.size === 0 ? [] : [{ claim, rows, isTotal: isTotal(claim, evidence, text.slice(0, claim.start)) }]
}

/** A number without a unit is one of a row, unless "of the 4" says that it is all of them. */
function isTotal({ amount }: Claim, { totals }: Evidence, before: string): boolean {
  if (amount === undefined) return false
  if (amount.unit === undefined && !/\b(?:of|all|these|those|the)\W+(?:the\W+)?$/i.test(before.slice(-12))) return false
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
    (one) =>
      one.claim.kind !== 'number' &&
      one.claim.kind !== 'path' &&
      heading.filter(({ claim }) => claim.kind === one.claim.kind).length === 1,
  )
}

interface Clause {
  readonly words: string
  /** Offset of the clause in the text. */
  readonly start: number
  readonly own: readonly Bound[]
  readonly evidence: Evidence
}

type Untied = readonly (readonly [Claim, string])[]

function findUntied({ words, start, own, carried, evidence }: Clause & { readonly carried: readonly Bound[] }): Untied {
  const faults: (readonly [Claim, string])[] = []
  for (const [place, kind] of ORDER.slice(1).entries()) {
    const described = own.filter(
      (one) =>
        one.claim.kind === kind &&
        !one.isTotal &&
        !isEndOfRange(one.claim, words, start) &&
        !isOfAnother(one.claim, { words, start, own }),
    )
    let isTold = false
    for (const anchorKind of ORDER.slice(0, place + 1)) {
      // What is surest decides; a number belongs to the file beside it too.
      if (isTold && !(kind === 'number' && anchorKind === 'path')) continue
      const here = own.filter(({ claim }) => claim.kind === anchorKind && !isEndOfRange(claim, words, start))
      const anchors = here.length > 0 ? here : carried.filter(({ claim }) => claim.kind === anchorKind)
      const comparable = described.filter((one) => anchors.some((anchor) => areComparable(anchor, one)))
      if (comparable.length === 0) continue
      isTold = true
      const said = own.filter(({ claim }) => claim.kind === kind)
      const loose =
        here.length > 0
          ? untied({ anchors, described: comparable, said, words, start })
          : comparable.filter((one) => !anchors.some((anchor) => isTied(anchor, one)) && !isCounted(one, own))
      for (const one of loose)
        if (!isCited(one, anchors, { words, start, evidence }))
          faults.push([
            one.claim,
            `stands in a finding, but not with ${anchors.map((anchor) => anchor.claim.text).join(' or ')}`,
          ])
    }
  }
  return faults
}

/** "38 of them by Ada": a person with a number of their own needs nothing that was named before. */
function isCounted(one: Bound, own: readonly Bound[]): boolean {
  const { kind } = one.claim
  if (kind !== 'person' && kind !== 'path') return false
  return own.some(({ claim, rows }) => claim.kind === 'number' && [...rows].some((row) => one.rows.has(row)))
}

/** "Max (4)": a number in brackets belongs to what stands right before them, be it known or not. */
function isOfAnother({ kind, start: at, end }: Claim, { words, start, own }: Omit<Clause, 'evidence'>): boolean {
  if (kind !== 'number' || words[end - start] !== ')' || words[at - start - 1] !== '(') return false
  return !own.some(
    ({ claim }) => claim.end <= at - 1 && /^[`*\s]*$/.test(words.slice(claim.end - start, at - start - 1)),
  )
}

/** True when it stands apart from what was named before, and the marker behind it leads to a commit that it belongs to. */
function isCited({ claim, rows }: Bound, anchors: readonly Bound[], clause: Omit<Clause, 'own'>): boolean {
  const before = anchors.findLast((anchor) => anchor.claim.start < claim.start)?.claim.end ?? clause.start
  if (!/[,;:\]]|\band\b/.test(clause.words.slice(before - clause.start, claim.start - clause.start))) return false
  const sha = citedBehind(claim, clause)[0]
  return sha !== undefined && [...rows].some((row) => row.shas.includes(sha))
}

/** The commits of the markers that stand right behind a claim. */
function citedBehind({ end }: Claim, { words, start, evidence }: Omit<Clause, 'own'>): readonly string[] {
  const markers = /^[`*)\s]{0,3}((?:\[\d+\]\s?)+)/.exec(words.slice(end - start))?.[1] ?? ''
  return [...markers.matchAll(/\d+/g)].flatMap(([id]) => evidence.cited[Number(id) - 1] ?? [])
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
  const { described } = group
  const listed = listedPairs(group)
  const wrong = [...listed].flatMap(([one, anchor]) => (isTied(anchor, one) ? [] : [one]))
  const loose = withoutNeighbour({ ...group, described: described.filter((one) => !listed.has(one)) })
  const all = [...wrong, ...loose]
  return all.length === 0 || isBag(group) ? [] : all
}

/** Each belongs to the anchor before it, or to the one after it when nothing parts them, and never to one before that of the last. */
function withoutNeighbour({ anchors, described, words, start }: Group): readonly Bound[] {
  let reached = 0
  return described.filter((one) => {
    const before = anchors.findLastIndex((anchor) => anchor.claim.start < one.claim.start)
    const next = anchors[before + 1]
    const between = next === undefined ? '' : words.slice(one.claim.end - start, next.claim.start - start)
    const mayPrecede = next !== undefined && (before < 0 || !PARTS.test(between))
    const subject =
      before > 0 && COMPARES.test(wordsBetween(anchors[before - 1], anchors[before], { words, start }))
        ? [before - 1]
        : []
    const place = [before, ...(mayPrecede ? [before + 1] : []), ...subject].find(
      (index) => index >= reached && anchors[index] !== undefined && isTied(anchors[index], one),
    )
    if (place === undefined) return true
    reached = place
    return false
  })
}

/** "A came after B, on 2019-05-06": the day is that of A. */
const COMPARES = /\b(?:after|before|than|since)\b/i

function wordsBetween(
  a: Bound | undefined,
  b: Bound | undefined,
  { words, start }: Pick<Group, 'words' | 'start'>,
): string {
  return a === undefined || b === undefined ? '' : words.slice(a.claim.end - start, b.claim.start - start)
}

const PARTS = /[,;\]]|\band\b/

const JOINS = /^[^.;:\d\n]{0,24}\b(?:and|against|versus|instead of)\W*$|^\W*,\W*$/i

/** "A and B, 6 and 4": in a list of values behind as many anchors the nth belongs to the nth. */
function listedPairs({ anchors, said, words, start }: Group): ReadonlyMap<Bound, Bound> {
  const pairs = new Map<Bound, Bound>()
  let run: Bound[] = []
  for (const [index, one] of said.entries()) {
    run.push(one)
    const next = said[index + 1]
    if (next !== undefined && joins(one, next, words.slice(one.claim.end - start, next.claim.start - start))) continue
    const before = anchors.filter((anchor) => anchor.claim.start < (run[0]?.claim.start ?? 0)).slice(-run.length)
    if (run.length > 1 && before.length === run.length)
      for (const [place, listed] of run.entries()) {
        const anchor = before[place]
        if (anchor) pairs.set(listed, anchor)
      }
    run = []
  }
  return pairs
}

/** True when only a word that joins stands between two values of the same measure. */
function joins(a: Bound, b: Bound, between: string): boolean {
  const [unit, other] = [a.claim.amount?.unit, b.claim.amount?.unit]
  return JOINS.test(between) && (unit === undefined || other === undefined || unit === other)
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
  const tables = new Set([...a.rows].map((row) => row.table))
  return [...b.rows].some((row) => tables.has(row.table))
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
function wrongMarkers(clause: Clause): Untied {
  return clause.own.flatMap(({ claim }) => {
    if (claim.kind !== 'sha') return []
    const cited = citedBehind(claim, clause)
    const isWrong = cited.length > 0 && !cited.some((sha) => sha.startsWith(claim.value))
    return isWrong ? [[claim, 'its marker leads to another commit'] as const] : []
  })
}

/** A bare number beside someone or something that the rows count: "Ada made 3" must be one of hers. */
function strays(checked: readonly CheckedClaim[], { own, words, start, evidence }: Clause): Untied {
  const counted = own.filter(
    ({ claim, rows }) =>
      (claim.kind === 'person' || claim.kind === 'path' || claim.kind === 'date') &&
      [...rows].some((row) => row.shas.length === 0 && row.numbers.length > 0),
  )
  if (counted.length === 0) return []
  return checked.flatMap(({ claim, outcome, isComputed }) => {
    const isBare = claim.amount !== undefined && claim.amount.unit === undefined && claim.amount.rounding === undefined
    if (!isBare || outcome !== 'verified' || isComputed || own.some((one) => one.claim === claim && !one.isTotal))
      return []
    const isCount = /\b(?:made|has|had|with|wrote|by|[\p{Lu}][\p{L}]+)\s+\**$/u.test(
      words.slice(0, claim.start - start),
    )
    return isCount && !isTotal(claim, evidence, words.slice(0, claim.start - start))
      ? [[claim, `stands in a finding, but not with ${counted.map((one) => one.claim.text).join(' or ')}`] as const]
      : []
  })
}

/** "from 2019-01-10 to 2020-05-20", said of someone or something: its own first and last day. */
function wrongRange({ own, words, start }: Clause): Untied {
  const [first, last] = own.filter(({ claim }) => isEndOfRange(claim, words, start))
  const anchors = own.filter(({ claim }) => claim.kind === 'person' || claim.kind === 'path')
  if (first === undefined || last === undefined || anchors.length === 0) return []
  const rows = anchors.flatMap((anchor) => (areComparable(anchor, first) ? [...anchor.rows] : []))
  if (rows.length === 0) return []
  const days = rows.flatMap((row) => row.days.map(({ from }) => from)).toSorted()
  const [from, until] = [days[0], days.at(-1)]
  const isWhole = first.claim.days?.from === from && last.claim.days?.from === until
  const isOfOneRow = rows.some((row) => first.rows.has(row) && last.rows.has(row))
  return isWhole || isOfOneRow
    ? []
    : [[last.claim, `the period is not that of ${anchors.map(({ claim }) => claim.text).join(' or ')}`]]
}
