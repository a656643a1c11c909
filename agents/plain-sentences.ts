// Answers in plain sentences, made by code from the findings: what every other text is measured against.
import type { Finding } from './operations/operation.ts'
import { mapMarkers } from './operations/wording.ts'

/** The texts of all findings in order, with `{n}` of each turned into the citation marker it got. */
export function writePlainly(findings: readonly Finding[]): string {
  const telling = findings.filter((finding) => finding.rows.length > 0 && finding.isFarFetched !== true)
  // Where nothing fits, one list of what is nearest is enough.
  const nearest = findings.filter((finding) => finding.rows.length > 0).slice(-1)
  const used = telling.length > 0 ? telling : nearest.length > 0 ? nearest : findings.slice(-1)
  const offsets = new Map<Finding, number>()
  let offset = 0
  for (const finding of findings) {
    offsets.set(finding, offset)
    offset += finding.sources.length
  }
  return used.map((finding) => numberMarkers(finding, offsets.get(finding) ?? 0)).join('\n\n')
}

/** Results that are one number or an order: nothing in them shows that a part of the question was left aside. */
const BARE_RESULTS: ReadonlySet<unknown> = new Set([
  ...['count', 'share', 'rank', 'average', 'group', 'count_authors', 'top_authors'],
  ...['first_time_authors', 'stopped_authors', 'longest_gap'],
])
const NOT_USED = 'Not taken into account: '

/** The same text with the words of the question that a number or a ranking leaves aside, as `notices` name them. */
export function withUnused(text: string, findings: readonly Finding[], notices: readonly string[]): string {
  const words = notices
    .find((notice) => notice.startsWith(NOT_USED))
    ?.slice(NOT_USED.length)
    .replace(/\.$/, '')
  const last = findings.at(-1)
  if (words === undefined || last === undefined || (last.missing ?? []).length > 0 || !isBare(last)) return text
  const caveat = `This does not take ${words} into account.`
  // Below a long list nobody would read it.
  return text.includes('\n\n') ? `${caveat}\n\n${text}` : `${text} ${caveat}`
}

function isBare({ operation, input }: Finding): boolean {
  if (operation === 'ownership' || operation === 'hotspots') return true
  return (
    operation === 'query_commits' &&
    typeof input === 'object' &&
    input !== null &&
    'result' in input &&
    BARE_RESULTS.has(input.result)
  )
}

function numberMarkers({ text, sources }: Finding, offset: number): string {
  return mapMarkers(text, (source, marker) => (source < sources.length ? `[${source + offset + 1}]` : marker))
}
