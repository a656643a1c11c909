// Everything that the findings support, indexed for the check of claims.
import type { Finding } from './operations/operation.ts'

/** What a text says, indexed. */
export interface Said {
  /** Digits without separators. */
  readonly numbers: ReadonlySet<string>
  /** ISO days. */
  readonly dates: ReadonlySet<string>
  /** White space folded, lower case: where quotes must stand. */
  readonly text: string
}

/** What was found, and proves a claim. */
export interface Evidence extends Said {
  /** Full lower-case object ids. */
  readonly shas: readonly string[]
  readonly paths: ReadonlySet<string>
  /** Lower case. */
  readonly people: ReadonlySet<string>
  /** What was only asked: the question, and what it made operations look for. It proves nothing, but nobody made it up. */
  readonly asked: Said
}

/** Says how much is looked for, not what. */
const LIMIT = 'limit'

/** What a claim may rest on, apart from what the question has brought in. */
export function gatherEvidence(findings: readonly Finding[], question: string): Evidence {
  const shas = new Set<string>()
  const paths = new Set<string>()
  const people = new Set<string>()
  const asked = [question]
  const texts: string[] = []
  for (const finding of findings) {
    asked.push(JSON.stringify(finding.input, (key, value: unknown) => (key === LIMIT ? undefined : value)) ?? '')
    texts.push(
      finding.text,
      finding.material ?? '',
      finding.summary,
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
  return { ...indexText(text), shas: [...shas], paths, people, asked: indexText(asked.join('\n')) }
}

function indexText(text: string): Said {
  return { numbers: numbersIn(text), dates: datesIn(text), text: fold(text) }
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
