// Checks superlatives and comparisons against the rows: the first, the most, the largest; more than, before, after.
import type { Claim } from './claims.ts'
import type { Evidence } from './evidence.ts'
import { type EvidenceRow, isColumnOf, rowHas } from './evidence-rows.ts'
import type { Said } from './said.ts'

interface Extreme {
  readonly pattern: RegExp
  readonly of: 'time' | 'amount' | 'size'
  readonly end: 'low' | 'high'
}

const COUNTED =
  '(?! (?:\\d|two|three|four|five|six|seven|eight|nine|ten|few|several|time\\b|name|parent|line|half|week|month|year|quarter))'
const EXTREMES: readonly Extreme[] = [
  { of: 'time', end: 'low', pattern: new RegExp(`(?<!\\bat )\\b(?:first|earliest|oldest)\\b(?!-)${COUNTED}`, 'gi') },
  { of: 'time', end: 'high', pattern: new RegExp(`\\b(?:last|latest|newest|most recent(?:ly)?)\\b${COUNTED}`, 'gi') },
  { of: 'amount', end: 'high', pattern: /(?<!\bat )\b(?:most(?! recent| likely| of\b)|highest|greatest|top)\b/gi },
  { of: 'amount', end: 'low', pattern: /(?<!\bat )\b(?:fewest|least|lowest)\b/gi },
  { of: 'size', end: 'high', pattern: /\b(?:largest|biggest)\b/gi },
  { of: 'size', end: 'low', pattern: /\bsmallest\b/gi },
]
const ABOUT_SHOWN =
  /\b(?:of|among) (?:these|them|those|the (?:listed|shown))\b|\b(?:listed|shown) (?:here|above|below)?\b/i

export function wrongExtreme(said: Said): string | undefined {
  for (const extreme of EXTREMES)
    for (const match of said.words.matchAll(extreme.pattern)) {
      const anchor = nearest(said, match.index, extreme)
      if (anchor === undefined) continue
      const detail = contradictsRows(said, extreme, anchor, match.index)
      if (detail) return `${match[0].toLowerCase()}: ${detail}`
    }
  return undefined
}

const NAMES: ReadonlySet<Claim['kind']> = new Set(['sha', 'tag', 'person', 'path', 'quote'])
/** "X is the first": what was named before is meant. */
const IS = /\b(?:is|was|were|are|came|comes|being|as)\s+(?:also\s+)?(?:the\s+|among\s+the\s+)?$/i

/** The thing that the word at `offset` is said of: the one before a verb of being, else the next one named, else the last. */
function nearest({ words, claims, start, evidence }: Said, offset: number, { of }: Extreme): Claim | undefined {
  const named = claims.filter(
    (claim) =>
      (isPeriodKey(claim, evidence) || (NAMES.has(claim.kind) && !(of === 'time' && claim.kind === 'path'))) &&
      evidence.rows.some((row) => rowHas(row, claim)),
  )
  const before = named.findLast((claim) => claim.start < start + offset)
  if (before !== undefined && IS.test(words.slice(0, offset))) return before
  return named.find((claim) => claim.start >= start + offset) ?? before
}

/** "Most of them in 2019": the period is what the rows are about. */
function isPeriodKey(claim: Claim, { rows }: Evidence): boolean {
  return (
    claim.kind === 'date' && rows.some((row) => row.days.some(({ until }) => until !== undefined) && rowHas(row, claim))
  )
}

function contradictsRows(
  { claims, evidence, words }: Said,
  { of, end }: Extreme,
  anchor: Claim,
  offset: number,
): string | undefined {
  const others = claims.filter(
    (claim) => claim !== anchor && (claim.kind === 'person' || claim.kind === 'path') && NAMES.has(claim.kind),
  )
  for (const [index, finding] of evidence.findings.entries()) {
    const all = evidence.rows.filter((row) => row.finding === index)
    const own = all.filter((row) => rowHas(row, anchor))
    // "Grace's first commit" is the first of hers.
    const rows = all.filter((row) => others.every((other) => rowHas(row, other)))
    const compared = rows.length > 1 && own.every((row) => rows.includes(row)) ? rows : all
    // "Ada's first commit" is told of a person, not of an order of people.
    if (of === 'time' && anchor.kind === 'person' && own.every((row) => row.shas.length === 0)) continue
    if (own.length === 0 || compared.length < 2 || new Set(compared.map(keyOf)).size < 2) continue
    const measured = compared.map((row) => ({ row, values: measure(row, of, end, words.slice(offset)) }))
    const columns = Math.max(...measured.map(({ values }) => values.length))
    if (columns === 0) continue
    const isExtreme = Array.from({ length: columns }, (_, column) => column).some((column) => {
      const values = measured.flatMap(({ values: each }) => (each[column] === undefined ? [] : [each[column]]))
      const bound = end === 'low' ? Math.min(...values) : Math.max(...values)
      return own.some((row) => measured.find((one) => one.row === row)?.values[column] === bound)
    })
    if (!isExtreme) return 'the rows say otherwise'
    if (end === 'low' && of !== 'time' && finding.total > all.length && !ABOUT_SHOWN.test(words))
      return 'only part of the rows is known'
    return undefined
  }
  return undefined
}

const keyOf = (row: EvidenceRow) => row.shas[0] ?? [...row.names][0] ?? row.words

/** What decides the order, in each way that it may be meant. */
function measure(row: EvidenceRow, of: Extreme['of'], end: Extreme['end'], after: string): readonly number[] {
  if (of === 'time') {
    const days = row.days.map(({ from }) => Date.parse(from))
    return days.length === 0 ? [] : [end === 'low' ? Math.min(...days) : Math.max(...days)]
  }
  if (of === 'size') {
    const changed = row.numbers.filter(
      ({ column }) => isColumnOf('additions', column) || isColumnOf('deletions', column),
    )
    const sizes = row.numbers.filter(({ column }) => isColumnOf('bytes', column) || /^lines$/.test(column))
    return [
      ...(changed.length > 0 ? [changed.reduce((sum, { value }) => sum + value, 0)] : []),
      ...sizes.map(({ value }) => value),
    ]
  }
  const unit = /^\W*\w+\W+(?:number of )?(commits|lines|files|releases|tags)\b/i.exec(after)?.[1]?.toLowerCase()
  const fitting = row.numbers.filter(({ column }) =>
    unit === undefined
      ? true
      : isColumnOf(
          unit === 'lines' ? 'lines' : unit === 'files' ? 'files' : unit === 'commits' ? 'commits' : 'tags',
          column,
        ),
  )
  return (fitting.length > 0 ? fitting : row.numbers).map(({ value }) => value)
}

const COMPARISON =
  /\b(?:(?<high>more|larger|bigger|later|newer|higher|longer)|(?<low>fewer|less|smaller|earlier|older|lower|shorter))\b[^.;]{0,40}?\bthan\b|\b(?<earlier>before)\b|\b(?<later>after)\b/gi
const OF_TIME = /later|newer|earlier|older|before|after/i
const OF_SIZE = /larger|bigger|smaller|longer|shorter/i

/** "A made more commits than B", "A came before B": checked where a row of each can be compared. */
export function wrongComparison({ words, claims, start, evidence }: Said): string | undefined {
  for (const match of words.matchAll(COMPARISON)) {
    const at = start + match.index
    const named = claims.filter((claim) => NAMES.has(claim.kind) || isPeriodKey(claim, evidence))
    const right = named.filter((claim) => claim.start >= at)
    const pronoun = /^(?:before|after) (?:it|that|this)\b/i.test(words.slice(match.index))
    const left = pronoun ? undefined : named.findLast((claim) => claim.start < at)
    const referred = pronoun ? named.findLast((claim) => claim.start < at && claim.kind === 'sha') : undefined
    // "A …; before it came B", "After A came B": what is named first is what the other is compared with.
    const [a, b] = referred
      ? [right.find((claim) => claim.kind === 'sha'), referred]
      : left
        ? [left, right.find((claim) => claim.kind === left.kind)]
        : [right[1], right[0]]
    if (a === undefined || b === undefined || a.kind !== b.kind || a.value === b.value) continue
    const verdict = compare(evidence, a, b, match)
    if (verdict !== undefined) return `${match[0].toLowerCase()}: ${verdict}`
  }
  return undefined
}

function compare(
  evidence: Evidence,
  a: Claim,
  b: Claim,
  { 0: cue, groups = {} }: RegExpMatchArray,
): string | undefined {
  const isTime = OF_TIME.test(cue.split(/\s/, 1)[0] ?? '')
  const wantsMore = groups.high !== undefined || groups.later !== undefined
  for (const index of evidence.findings.keys()) {
    const [first, second] = [a, b].map((claim) =>
      evidence.rows.filter((row) => row.finding === index && rowHas(row, claim)),
    )
    const [one, other] = [first?.[0], second?.[0]]
    if (first?.length !== 1 || second?.length !== 1 || one === undefined || other === undefined) continue
    const [x, y] = [one, other].map((row) =>
      isTime ? [Date.parse(row.days[0]?.from ?? '')] : measure(row, OF_SIZE.test(cue) ? 'size' : 'amount', 'high', cue),
    )
    const differences = (x ?? []).flatMap((value, column) => {
      const against = y?.[column]
      return against === undefined || Number.isNaN(value - against) ? [] : [value - against]
    })
    if (differences.length === 0) continue
    if (
      !differences.some((difference) => (wantsMore ? difference > 0 : difference < 0) || (isTime && difference === 0))
    )
      return 'the rows say the opposite'
  }
  return undefined
}
