// Finds the checkable claims in a text: object ids, places, quotes, numbers, dates, names and tags.
import type { ClaimKind } from '#lib/events.ts'
import { type Amount, FRACTION, NUMBER_WORDS, readAmount, SCALED_NUMBER } from './claim-numbers.ts'
import { DAY_MS, isoDay } from './understand/calendar.ts'
import { DATE_PATTERNS } from './understand/date-patterns.ts'

/** Days of a date or period. */
export interface Days {
  /** ISO day, inclusive. */
  readonly from: string
  /** ISO day, exclusive. */
  readonly until: string
  /** True when the text names no year: then any will do. */
  readonly isAnyYear: boolean
}

/** One claim with its place in the text. */
export interface Claim {
  readonly kind: ClaimKind
  /** As written. */
  readonly text: string
  /** Offset of the first character. */
  readonly start: number
  readonly end: number
  /** What is compared: a lower-case sha, a path, an ISO day, digits without separators. */
  readonly value: string
  /** Lines of a place, counted from 1. */
  readonly line?: number
  readonly endLine?: number
  /** Of a date. */
  readonly days?: Days
  /** Of a number. */
  readonly amount?: Amount
}

interface Finder {
  readonly kind: ClaimKind
  readonly pattern: RegExp
  readonly read: (match: RegExpMatchArray) => Omit<Claim, 'kind' | 'text' | 'start' | 'end'> | undefined
}

const asNumber: Finder['read'] = (match) => ({ value: match[0].replaceAll(',', '') })
const asQuote: Finder['read'] = (match) => ({ value: match[1] ?? match[2] ?? match[3] ?? '' })

/** In order of precedence: what one finder has taken, a later one leaves alone. */
const FINDERS: readonly Finder[] = [
  // Code with a space in it is a quote as a whole; a single word may be an id, a path or a name.
  { kind: 'quote', pattern: /`([^`\n]+)`/g, read: (match) => (/\S \S/.test(match[0]) ? asQuote(match) : undefined) },
  { kind: 'quote', pattern: /“([^”\n]{8,300})”|"([^"\n]{8,300})"/g, read: asQuote },
  { kind: 'quote', pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s)\]>"'`]+/gi, read: (match) => ({ value: match[0] }) },
  {
    kind: 'sha',
    pattern: /(?<![\w/#.-])[0-9a-f]{7,40}(?![\w-])/gi,
    read: (match) => (isSha(match[0]) ? { value: match[0].toLowerCase() } : undefined),
  },
  {
    kind: 'path',
    pattern:
      /(?<![\w@/.-])((?:[\w@.+-]+\/)*[\w@+.-]*[\w@+-]\.[A-Za-z]\w{0,9})(?::(\d+)(?:[-–](\d+))?|#L(\d+)(?:-L?(\d+))?)?(?![\w/])/g,
    read: readPlace,
  },
]

const LATER_FINDERS: readonly Finder[] = [
  { kind: 'number', pattern: SCALED_NUMBER, read: asNumber },
  {
    kind: 'tag',
    pattern: /(?<![\w./-])v?\d+\.\d+(?:\.\d+)*(?:[-.]?(?:rc|alpha|beta|dev|post|a|b)\.?\d*)?(?![\w/])/gi,
    read: (match) => ({ value: match[0].replace(/^v/i, '').toLowerCase() }),
  },
  { kind: 'quote', pattern: /`([^`\n]{3,300})`/g, read: asQuote },
  {
    kind: 'number',
    pattern: /(?<![\w.#/[-])\d{1,3}(?:,\d{3})+(?![\w.]*\d)|(?<![\w.#/[-])\d+(?![\w\]]|\.\d)/g,
    read: asNumber,
  },
  { kind: 'number', pattern: FRACTION, read: asNumber },
  { kind: 'number', pattern: NUMBER_WORDS, read: asNumber },
]

/**
 * All claims of `text` in reading order; no two overlap. Names of people are looked for by `findPeople`.
 *
 * @param nowS  Unix time in seconds that "last spring" and "two years ago" count from.
 */
export function extractClaims(text: string, nowS = Date.now() / 1000): readonly Claim[] {
  const masked = text
    .replace(/\[\d+\]/g, (marker) => ' '.repeat(marker.length))
    .replace(/^(\s*)\d+\.(?= )/gm, (number) => ' '.repeat(number.length))
  const claims: Claim[] = []
  for (const finder of [...FINDERS, ...dateFinders(nowS * 1000), ...LATER_FINDERS]) {
    for (const match of masked.matchAll(finder.pattern)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (claims.some((claim) => start < claim.end && claim.start < end)) continue
      const found = finder.read(match)
      const amount = finder.kind === 'number' ? readAmount(masked, start, end) : undefined
      if (!found || (finder.kind === 'number' && !amount)) continue
      claims.push({ kind: finder.kind, text: text.slice(start, end), start, end, ...found, ...(amount && { amount }) })
    }
  }
  return claims.sort((a, b) => a.start - b.start)
}

/** The spellings that questions are read by; a period that goes on to now says nothing that a finding could prove. */
function dateFinders(nowMs: number): readonly Finder[] {
  return DATE_PATTERNS.map(({ pattern, read }) => ({
    kind: 'date',
    pattern,
    read: (match) => {
      const interval = read(match, nowMs)
      const isDated = /\d{4}/.test(match[0])
      // The end of a version is no day: "v3.1 of October 2021".
      const isInWord = /\w\.$/.test(match.input?.slice(0, match.index) ?? '')
      if (!interval || isInWord || (!isDated && interval[1] > nowMs)) return undefined
      const [from, until] = [isoDay(interval[0]), isoDay(interval[1])]
      const isAnyYear = !isDated && !/\b(?:ago|last|past|previous|yesterday)\b/i.test(match[0])
      return { value: isOneDay(interval) ? from : match[0], days: { from, until, isAnyYear } }
    },
  }))
}

const isOneDay = ([fromMs, toMs]: readonly [number, number]) => toMs - fromMs === DAY_MS

/** True when the ISO day lies in the days of a claim. */
export function isWithin({ from, until, isAnyYear }: Days, day: string): boolean {
  if (!isAnyYear) return from <= day && day < until
  const [start, end] = [from.slice(5), until.slice(5)]
  return start <= day.slice(5) && (day.slice(5) < end || end <= start)
}

/** Each of `names` that stands in the text as whole words; longer names first, none inside another. */
export function findPeople(text: string, names: readonly string[]): readonly Claim[] {
  const lower = text.toLowerCase()
  const claims: Claim[] = []
  for (const name of [...names]
    .filter((candidate) => candidate.length >= 4 && /\s/.test(candidate.trim()))
    .sort((a, b) => b.length - a.length)) {
    const wanted = name.toLowerCase()
    for (let start = lower.indexOf(wanted); start >= 0; start = lower.indexOf(wanted, start + 1)) {
      const end = start + wanted.length
      if (isWordCharacter(lower[start - 1]) || isWordCharacter(lower[end])) continue
      if (claims.some((claim) => start < claim.end && claim.start < end)) continue
      claims.push({ kind: 'person', text: text.slice(start, end), start, end, value: name })
    }
  }
  return claims.sort((a, b) => a.start - b.start)
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}

/** Hex with a digit and a letter, or long enough to be nothing else. */
function isSha(text: string): boolean {
  return /\d/.test(text) && (/[a-f]/i.test(text) || text.length >= 12)
}

function readPlace(match: RegExpMatchArray) {
  const path = match[1] ?? ''
  if (/^(?:e\.g|i\.e|etc|vs)$/i.test(path) || /^v?\d+(\.\d+)+\w*$/.test(path)) return undefined
  const line = match[2] ?? match[4]
  const endLine = match[3] ?? match[5] ?? line
  return { value: path, ...(line && { line: Number(line) }), ...(endLine && { endLine: Number(endLine) }) }
}
