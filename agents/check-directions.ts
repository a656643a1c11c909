// Checks which way round a sentence says things: first or last, most or fewest, before or after, did or did not.
import type { CheckedClaim } from './check-claims.ts'
import type { Claim } from './claims.ts'
import type { Evidence } from './evidence.ts'
import { type EvidenceRow, fold, isColumnOf, rowHas } from './evidence-rows.ts'
import { clausesOf, contains, type Range, sentencesOf } from './statements.ts'
import { stemsOf } from './words.ts'

export interface DirectionCheck {
  readonly text: string
  readonly sentences: readonly Range[]
  readonly checked: readonly CheckedClaim[]
  readonly evidence: Evidence
}

/** A sentence that says something the wrong way round, and why. */
export interface Fault {
  readonly sentence: Range
  readonly detail: string
}

/** One sentence with its claims and the words that are its own: what it quotes is left out. */
interface Said {
  readonly words: string
  readonly claims: readonly Claim[]
  readonly start: number
  readonly evidence: Evidence
  readonly told: readonly string[]
}

export function checkDirections({ text, sentences, checked, evidence }: DirectionCheck): readonly Fault[] {
  const told = evidence.findings.flatMap((finding) =>
    [finding.text, finding.summary, ...(finding.notices ?? [])].flatMap((part) =>
      sentencesOf(part).map(({ start, end }) => fold(ownWords(part.slice(start, end)))),
    ),
  )
  return sentences.flatMap((sentence, index) => {
    const saidIn = (range: Range): Said => {
      const claims = checked.flatMap(({ claim, outcome }) =>
        contains(range, claim.start) && outcome !== 'dropped' ? [claim] : [],
      )
      return {
        words: blank(text.slice(range.start, range.end), claims, range.start),
        claims,
        start: range.start,
        evidence,
        told,
      }
    }
    const whole = saidIn(sentence)
    const detail =
      clausesOf(text, sentence)
        .map(saidIn)
        .map((said) => wrongExtreme(said) ?? opposite(said) ?? wrongCount(said))
        .find((found) => found !== undefined) ??
      wrongComparison(whole) ??
      wrongRange(whole, text) ??
      wrongNegation(whole, index === 0)
    return detail === undefined ? [] : [{ sentence, detail }]
  })
}

/** The sentence with quotes and dates blanked: "last spring" and a quoted “first” say nothing of order. */
function blank(words: string, claims: readonly Claim[], start: number): string {
  let out = words.replace(/“[^”]*”|"[^"]*"/g, (quote) => ' '.repeat(quote.length))
  for (const { kind, start: at, end } of claims)
    if (kind === 'quote' || kind === 'date' || kind === 'path')
      out = out.slice(0, at - start) + ' '.repeat(end - at) + out.slice(end - start)
  return out
}

/** Without quotes, and without what is only said in brackets. */
const ownWords = (text: string) => text.replace(/“[^”]*”|\([^)]*\)/g, ' ')

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

function wrongExtreme(said: Said): string | undefined {
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
function wrongComparison({ words, claims, start, evidence }: Said): string | undefined {
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

/** What code says of the same thing, with the opposite word and without this one. */
function opposite({ words, claims, start, told, evidence }: Said): string | undefined {
  const kind = (['sha', 'tag', 'path', 'person'] as const).find((one) => claims.some((claim) => claim.kind === one))
  const named = claims.filter((claim) => claim.kind === kind)
  // Words of the message or the code may say it too.
  const material = evidence.findings.map((finding) => fold(finding.material ?? '')).join(' ')
  for (const [index, claim] of named.entries()) {
    // Each is spoken of by the words before it; the first also by those before the next.
    const from = index < 2 ? 0 : (named[index - 1]?.end ?? start) - start
    const until = index === 0 ? (named[1]?.start ?? Number.POSITIVE_INFINITY) - start : claim.start - start
    const lower = words.slice(index === 1 ? (named[0]?.end ?? start) - start : from, until).toLowerCase()
    const about = told.filter((line) => line.includes(fold(claim.value).slice(0, 9)))
    for (const pair of OPPOSITES)
      for (const [mine, theirs] of [pair, [pair[1], pair[0]] as const]) {
        const word = mine.exec(lower)?.[0]
        if (word === undefined || theirs.test(lower) || mine.test(material)) continue
        if (about.some((line) => theirs.test(line)) && !about.some((line) => mine.test(line)))
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
    if (mine.test(words) && told.some((line) => theirs.test(line)) && !told.some((line) => mine.test(line)))
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

const NEGATION = /\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without|hardly)\b|n['’]t\b/i
/** A denial of the whole, not only of a part such as "without merges". */
const DENIAL = /\b(?:not|never|nobody|none|no)\b|n['’]t\b/i
const HARMLESS =
  /\b(?:not only|no other|no others|no more|no further|nothing else|nobody else|no one else|no longer|whether or not)\b/gi

/** A negation needs one in the findings about the same; and where the findings deny something, saying it is wrong. */
function wrongNegation({ words, claims, told, evidence }: Said, isFirst: boolean): string | undefined {
  const plain = ownWords(words).replace(HARMLESS, ' ')
  const [isYes, isNo] = [told.some((line) => /^yes\b/.test(line)), told.some((line) => /^no,/.test(line))]
  const denies = NEGATION.test(plain)
  if (isFirst && isYes && !isNo && denies) return 'the findings say yes'
  if (isFirst && isNo && !isYes && !denies) return 'the findings say no'
  const stems = stemsOf(words)
  const overlap = (line: string) => {
    const theirs = stemsOf(line)
    return theirs.size === 0 ? 0 : [...theirs].filter((stem) => stems.has(stem)).length / theirs.size
  }
  if (!denies) {
    const denied = told.filter((line) => DENIAL.test(line) && stemsOf(line).size > 1 && overlap(line) >= 0.6)
    const best = Math.max(0, ...told.filter((line) => !DENIAL.test(line)).map(overlap))
    return denied.some((line) => overlap(line) > best) ? 'the findings deny it' : undefined
  }
  if (
    evidence.findings.some(
      (finding) => finding.total === 0 || finding.provesAbsence || (finding.missing ?? []).length > 0,
    )
  )
    return undefined
  const sources = [
    ...told,
    ...evidence.findings.flatMap(({ material }) => (material ? material.split(/\n|(?<=[.!?])\s/).map(fold) : [])),
  ]
  const isTold = sources.some((line) => {
    if (!NEGATION.test(line)) return false
    const shared = [...stemsOf(line)].filter((stem) => stems.has(stem)).length
    return shared >= Math.min(2, stems.size)
  })
  return isTold || claims.length === 0 ? undefined : 'no finding denies it'
}
