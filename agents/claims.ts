// Finds the checkable claims in a text: object ids, places, quotes, numbers, dates, names and tags.

export type ClaimKind = 'sha' | 'path' | 'quote' | 'number' | 'date' | 'person' | 'tag'

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
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'

interface Finder {
  readonly kind: ClaimKind
  readonly pattern: RegExp
  readonly read: (match: RegExpMatchArray) => Omit<Claim, 'kind' | 'text' | 'start' | 'end'> | undefined
}

/** In order of precedence: what one finder has taken, a later one leaves alone. */
const FINDERS: readonly Finder[] = [
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
  {
    kind: 'date',
    pattern: /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?/g,
    read: (match) => ({ value: `${match[1]}-${match[2]}-${match[3]}` }),
  },
  {
    kind: 'date',
    pattern: new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\.? (?:of )?${MONTH},? (\\d{4})\\b`, 'gi'),
    read: (match) => ({ value: isoDay(match[3], match[2], match[1]) }),
  },
  {
    kind: 'date',
    pattern: new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})\\b`, 'gi'),
    read: (match) => ({ value: isoDay(match[3], match[1], match[2]) }),
  },
  {
    kind: 'tag',
    pattern: /(?<![\w./-])v?\d+\.\d+(?:\.\d+)*(?:[-.]?(?:rc|alpha|beta|dev|post|a|b)\.?\d*)?(?![\w/])/gi,
    read: (match) => ({ value: match[0].replace(/^v/i, '').toLowerCase() }),
  },
  {
    kind: 'quote',
    pattern: /`([^`\n]{3,300})`|“([^”\n]{8,300})”|"([^"\n]{8,300})"/g,
    read: (match) => ({ value: match[1] ?? match[2] ?? match[3] ?? '' }),
  },
  {
    kind: 'number',
    pattern: /(?<![\w.#/[-])\d{1,3}(?:,\d{3})+(?![\w.]*\d)|(?<![\w.#/[-])\d+(?![\w\]]|\.\d)/g,
    read: (match) => ({ value: match[0].replaceAll(',', '') }),
  },
]

/** All claims of `text` in reading order; no two overlap. Names of people are looked for by `findPeople`. */
export function extractClaims(text: string): readonly Claim[] {
  const masked = text
    .replace(/\[\d+\]/g, (marker) => ' '.repeat(marker.length))
    .replace(/^(\s*)\d+\.(?= )/gm, (number) => ' '.repeat(number.length))
  const claims: Claim[] = []
  for (const finder of FINDERS) {
    for (const match of masked.matchAll(finder.pattern)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (claims.some((claim) => start < claim.end && claim.start < end)) continue
      const found = finder.read(match)
      if (found) claims.push({ kind: finder.kind, text: text.slice(start, end), start, end, ...found })
    }
  }
  return claims.sort((a, b) => a.start - b.start)
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

function isoDay(year = '', month = '', day = ''): string {
  const index = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1
  return `${year}-${String(index).padStart(2, '0')}-${day.padStart(2, '0')}`
}
