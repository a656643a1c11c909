// Everything that the findings support, indexed for the check of claims.
import type { Finding } from './operations/operation.ts'

export interface Evidence {
  /** Full lower-case object ids. */
  readonly shas: readonly string[]
  readonly paths: ReadonlySet<string>
  /** Digits without separators. */
  readonly numbers: ReadonlySet<string>
  /** ISO days. */
  readonly dates: ReadonlySet<string>
  /** Lower case. */
  readonly people: ReadonlySet<string>
  /** All text of the findings with white space folded, lower case: where quotes must stand. */
  readonly text: string
}

/** What a claim may rest on: the findings, and the words of the question itself. */
export function gatherEvidence(findings: readonly Finding[], question: string): Evidence {
  const shas = new Set<string>()
  const paths = new Set<string>()
  const people = new Set<string>()
  const texts = [question]
  for (const finding of findings) {
    texts.push(
      finding.text,
      finding.material ?? '',
      finding.summary,
      JSON.stringify(finding.input) ?? '',
      String(finding.total),
      String(finding.rows.length),
    )
    for (const source of finding.sources) {
      if (source.sha && source.kind !== 'file') shas.add(source.sha.toLowerCase())
      if (source.path) paths.add(source.path)
    }
    for (const row of finding.rows) {
      for (const [column, cell] of Object.entries(row)) {
        if (cell === null) continue
        const words = Array.isArray(cell) ? cell.join(' ') : String(cell)
        texts.push(words)
        if (/sha|oid|commit$/i.test(column) && /^[0-9a-f]{40}$/i.test(words)) shas.add(words.toLowerCase())
        if (/path|folder/i.test(column)) paths.add(words)
        if (/author|committer|person|name/i.test(column)) people.add(words.toLowerCase())
      }
    }
  }
  const text = texts.join('\n')
  for (const match of text.matchAll(/\b[0-9a-f]{40}\b/gi)) shas.add(match[0].toLowerCase())
  return { shas: [...shas], paths, people, numbers: numbersIn(text), dates: datesIn(text), text: fold(text) }
}

/** White space folded, markdown escapes and case removed: how quotes are compared. */
export function fold(text: string): string {
  return text
    .replace(/\\([\\`*_[\]<>|#~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

/** Numbers that stand for themselves: digits of ids, dates and versions say nothing about how many. */
function numbersIn(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/(?<![\w.-])(?:\d{1,3}(?:,\d{3})+|\d+)(?![\w-]|\.\d)/g)].map((match) =>
      match[0].replaceAll(',', ''),
    ),
  )
}

function datesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\b\d{4}-\d{2}-\d{2}/g)].map((match) => match[0]))
}
