// Everything that the findings support, indexed for the check of claims.
import type { Unit } from './claim-numbers.ts'
import { extractClaims } from './claims.ts'
import { type EvidenceRow, fold, indexRows } from './evidence-rows.ts'
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

/** A number with what it counts. */
export interface Count {
  readonly unit: Unit | undefined
  readonly value: number
}

/** What was found, and proves a claim. */
export interface Evidence extends Said {
  /** Full lower-case object ids. */
  readonly shas: readonly string[]
  readonly paths: ReadonlySet<string>
  /** Lower case. */
  readonly people: ReadonlySet<string>
  readonly rows: readonly EvidenceRow[]
  /** Of whole findings: how many there are, of how many people. */
  readonly totals: readonly Count[]
  /** All that is counted in the words of the findings. */
  readonly counts: readonly Count[]
  readonly findings: readonly Finding[]
  /** What each finding was asked, lower case. */
  readonly inputs: readonly string[]
  /** Object id of each source that is a commit, in the order of their markers. */
  readonly cited: readonly (string | undefined)[]
  /** What was only asked: the question, and what it made operations look for. It proves nothing, but nobody made it up. */
  readonly asked: Said
}

/** Says how much is looked for, not what. */
const LIMIT = 'limit'
/** Words of the material that are read for what they count; a diff goes on long after that. */
const COUNTED_CHARACTERS = 20_000

export interface GatherOptions {
  /** `rows`: without the sentences that code has made of the rows, to check those sentences themselves. */
  readonly from?: 'all' | 'rows'
}

/** What a claim may rest on, apart from what the question has brought in. */
export function gatherEvidence(
  findings: readonly Finding[],
  question: string,
  { from = 'all' }: GatherOptions = {},
): Evidence {
  const shas = new Set<string>()
  const paths = new Set<string>()
  const people = new Set<string>()
  const asked = [question]
  const texts: string[] = []
  for (const finding of findings) {
    asked.push(inputText(finding))
    texts.push(
      from === 'all' ? finding.text : inputText(finding),
      finding.material ?? '',
      finding.summary,
      String(finding.total),
      String(finding.rows.length),
      ...(finding.notices ?? []),
    )
    for (const source of finding.sources) {
      if (source.sha && source.kind !== 'file') shas.add(source.sha.toLowerCase())
      if (source.path) paths.add(source.path)
      texts.push(source.label)
    }
    for (const row of finding.rows) {
      for (const [column, cell] of Object.entries(row)) {
        if (cell === null) continue
        const words = Array.isArray(cell) ? cell.join(' ') : String(cell)
        texts.push(words)
        if (/sha|oid|commit$/i.test(column) && /^[0-9a-f]{40}$/i.test(words)) shas.add(words.toLowerCase())
        if (/path|folder/i.test(column)) paths.add(words)
        if (/author(?!ed)|committer|person|name/i.test(column)) people.add(words.toLowerCase())
      }
    }
  }
  const text = texts.join('\n')
  for (const match of text.matchAll(/\b[0-9a-f]{40}\b/gi)) shas.add(match[0].toLowerCase())
  const rows = indexRows(findings)
  return {
    ...indexText(text),
    shas: [...shas],
    paths,
    people,
    rows,
    totals: findings.flatMap((finding, index) =>
      totalsOf(
        finding,
        rows.filter((row) => row.table === String(index)),
      ),
    ),
    counts: findings.flatMap(({ text: words, material = '' }) =>
      countsIn(`${words}\n${material.slice(0, COUNTED_CHARACTERS)}`),
    ),
    findings,
    inputs: findings.map((finding) => inputText(finding).toLowerCase()),
    cited: findings.flatMap(({ sources }) => sources.map(({ kind, sha }) => (kind === 'commit' ? sha : undefined))),
    asked: indexText(asked.join('\n')),
  }
}

function inputText({ input }: Finding): string {
  return JSON.stringify(input, (key, value: unknown) => (key === LIMIT ? undefined : value)) ?? ''
}

/** How many things of each kind a finding has: as it says, and as its rows can be counted. */
function totalsOf({ summary, total, rows: all }: Finding, rows: readonly EvidenceRow[]): readonly Count[] {
  const distinct = (values: readonly string[]) => new Set(values).size
  return [
    ...countsIn(summary),
    { unit: undefined, value: total },
    { unit: undefined, value: all.length },
    { unit: 'commits', value: distinct(rows.flatMap((row) => row.shas.slice(0, 1))) },
    { unit: 'authors', value: distinct(rows.flatMap((row) => row.people)) },
    { unit: 'files', value: distinct(rows.flatMap((row) => row.paths.map(({ path }) => path))) },
  ]
}

function countsIn(text: string): readonly Count[] {
  return extractClaims(text, 0).flatMap(({ amount }) =>
    amount === undefined ? [] : [{ unit: amount.unit, value: amount.amount }],
  )
}

function indexText(text: string): Said {
  return { numbers: numbersIn(text), dates: datesIn(text), text: fold(text) }
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
