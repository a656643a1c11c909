// Small pieces of English that the operations share when they put rows into sentences.
import type { Row } from '#lib/events.ts'
import type { Source } from './operation.ts'

/** Length at which an abbreviated object id stays unique in all but giant repositories. */
export const SHORT_OID_LENGTH = 9

export function shortOid(oid: string): string {
  return oid.slice(0, SHORT_OID_LENGTH)
}

/** "1 commit", "1,204 commits". */
export function plural(count: number, singular: string, many = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : many}`
}

/** "+1,204 −88 lines" of a row that has additions and deletions. */
export function linesOf(row: Row): string {
  return `+${Number(row.additions ?? 0).toLocaleString('en-US')} −${Number(row.deletions ?? 0).toLocaleString('en-US')} lines`
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']

/** "first", "tenth", "21st". */
export function ordinal(place: number): string {
  const suffix = /1[123]$/.test(String(place)) ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th')
  return ORDINALS[place - 1] ?? `${place.toLocaleString('en-US')}${suffix}`
}

/** The calendar day of an ISO time as its author saw it: "2024-11-18". */
export function dayOf(isoTime: unknown): string {
  return typeof isoTime === 'string' ? isoTime.slice(0, 10) : ''
}

/** "a, b and c", or with "or". */
export function joinWords(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`
}

/** Text of the repository inside one line of markdown: no line breaks, no markup but whole code spans, no citation look-alikes. */
export function inline(text: unknown, limit = 160): string {
  const flat = String(text ?? '')
    .replace(/\s+/g, ' ')
    .trim()
  const cut = flat.length > limit ? `${flat.slice(0, limit - 1)}…` : flat
  return cut
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : escapeMarkup(part)))
    .join('')
}

/** Only what markdown would read as markup; an underscore inside a word or a `#12` is none. */
function escapeMarkup(text: string): string {
  return text
    .replace(/[\\`*[\]<]/g, (character) => `\\${character}`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^(?=[#>+-])|~(?=~)|(?=\{\d+\})/g, '\\')
}

/** A path or name as inline code. */
export function code(text: unknown): string {
  const flat = String(text ?? '').replace(/[\n\r]/g, '␤')
  const fence = flat.includes('`') ? '``' : '`'
  return fence === '``' ? `\`\` ${flat} \`\`` : `\`${flat}\``
}

/** One commit as one markdown line; `marker` is the citation. */
export function commitLine(row: Row, marker: string): string {
  return `${code(shortOid(String(row.sha)))} ${inline(row.subject)} — ${inline(row.author)}, ${dayOf(row.authoredAt)} ${marker}`
}

/** The source that a commit row stands for. */
export function commitSource(row: Row): Source {
  return {
    kind: 'commit',
    sha: String(row.sha),
    label: `${shortOid(String(row.sha))} ${String(row.subject ?? '')}`.trim(),
    verified: false,
  }
}

/** "in 2019", "in March 2020", "from 2024-11-18 to 2024-11-24"; `until` is exclusive. */
export function describePeriodOf(since: string | undefined, until: string | undefined): string {
  const from = since?.slice(0, 10)
  const last = until && lastDayBefore(until)
  if (from && last) {
    const [year, month] = [from.slice(0, 4), from.slice(5, 7)]
    if (from === `${year}-01-01` && last === `${year}-12-31`) return `in ${year}`
    if (from.endsWith('-01') && last === lastDayOfMonth(Number(year), Number(month)))
      return `in ${MONTHS[Number(month) - 1]} ${year}`
    if (from === last) return `on ${from}`
    return `from ${from} to ${last}`
  }
  if (from) return `since ${from}`
  return last ? `until ${last}` : ''
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function lastDayBefore(until: string): string {
  const atMs = Date.parse(until.length === 10 ? `${until}T00:00:00Z` : until)
  return Number.isNaN(atMs) ? until : new Date(atMs - 1000).toISOString().slice(0, 10)
}

function lastDayOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

/** A text as one word of a shell command, for receipts. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** Lines of code as a block; its fence is longer than any within. */
export function fenced(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}\n${text}\n${fence}`
}

/** Code spans and blocks with their own fence, what a backslash escapes, and then the markers of sources. */
const MARKER = /\\[\s\S]|(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|\{(\d+)\}/g

/** Replaces each `{n}` that stands for a source; a `{0}` within code is the repository's own. */
export function mapMarkers(text: string, replace: (source: number, marker: string) => string): string {
  return text.replace(MARKER, (match, _fence, source: string | undefined) =>
    source === undefined ? match : replace(Number(source), match),
  )
}
