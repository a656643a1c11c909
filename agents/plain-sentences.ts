// Answers in plain sentences, made by code from the findings: what every other text is measured against.
import type { Finding } from './operations/operation.ts'

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

function numberMarkers(finding: Finding, offset: number): string {
  return finding.text.replace(/\{(\d+)\}/g, (marker, index: string) =>
    Number(index) < finding.sources.length ? `[${Number(index) + offset + 1}]` : marker,
  )
}
