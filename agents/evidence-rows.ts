// The rows of findings, indexed so that a text can be asked which of them it speaks of.
import type { Cell, Row } from '#lib/events.ts'
import { fits, type Unit } from './claim-numbers.ts'
import { type Claim, extractClaims, isWithin } from './claims.ts'
import type { Finding } from './operations/operation.ts'

/** One number of a row under the name of its column, in lower case. */
export interface NumberCell {
  readonly column: string
  readonly value: number
}

/** One row of one finding with what it says. */
export interface EvidenceRow {
  /** Place of the finding, and of the row in it. */
  readonly finding: number
  readonly index: number
  /** Rows of one table can be set against each other. */
  readonly table: string
  readonly shas: readonly string[]
  readonly days: readonly DayCell[]
  /** Lower case. */
  readonly people: readonly string[]
  readonly paths: readonly PathCell[]
  /** Tags, versions and other names, lower case. */
  readonly names: ReadonlySet<string>
  readonly numbers: readonly NumberCell[]
  /** Subject lines: words of the repository, whatever they say. */
  readonly titles: readonly string[]
  /** All its text, white space and case folded. */
  readonly words: string
}

interface DayCell {
  readonly column: string
  /** A day; or the first day of a period and the day after its end. */
  readonly from: string
  readonly until?: string
}

interface PathCell {
  readonly column: string
  readonly path: string
}

/** White space folded, markdown escapes and case removed: how quotes are compared. */
export function fold(text: string): string {
  return text
    .replace(/\\([\\`*_[\]<>|#~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

/** Rows of all findings. Where a finding is about one commit, its other rows belong to that commit too. */
export function indexRows(findings: readonly Finding[]): readonly EvidenceRow[] {
  return findings.flatMap(({ operation, rows, text }, finding) => {
    const indexed = [
      ...rows.map((row, index) => indexRow(row, { finding, table: `${finding}`, index })),
      ...pairsIn(text).map((row, index) => indexRow(row, { finding, table: `${finding} in words`, index })),
    ]
    const owners = indexed.filter((row) => row.shas.length > 0)
    const [owner] = owners
    // The commits around an explained one come after it and its files.
    const isOfOne = owners.length === 1 || operation === 'explain_commit'
    if (!isOfOne || owner === undefined) return indexed
    return indexed.map((row) => (owners.includes(row) ? row : belongingTo(row, owner)))
  })
}

const PAIR = /(?:`([^`]+)`|(?<=[:,] |^)(\p{L}[^,;:()`\n]{1,80}?)) \((\d[\d,]*)\)/gmu

/** "Ada Lovelace (2), `src/` (3)": what code tells beside the rows, as rows. */
function pairsIn(text: string): readonly Row[] {
  return [...text.matchAll(PAIR)].map(([, path, author = '', count = '']) => ({
    ...(path === undefined ? { author: author.replace(/^.*\b(?:by|of)\s/, '') } : { path }),
    commits: Number(count.replaceAll(',', '')),
  }))
}

function belongingTo(row: EvidenceRow, owner: EvidenceRow): EvidenceRow {
  return {
    ...row,
    shas: owner.shas,
    days: [...row.days, ...owner.days],
    people: [...row.people, ...owner.people],
    words: `${row.words} ${owner.words}`,
  }
}

function indexRow(row: Row, place: Pick<EvidenceRow, 'finding' | 'table' | 'index'>): EvidenceRow {
  const cells = Object.entries(row).filter((entry): entry is [string, Exclude<Cell, null>] => entry[1] !== null)
  const texts = cells.flatMap(([column, cell]) =>
    (Array.isArray(cell) ? cell : typeof cell === 'string' ? [cell] : []).map((text: string) => ({ column, text })),
  )
  return {
    ...place,
    shas: texts.flatMap(({ text }) => (/^[0-9a-f]{40}$/i.test(text) ? [text.toLowerCase()] : [])),
    days: cells.flatMap(([column, cell]) => dayCells(column, cell)),
    people: texts.flatMap(({ column, text }) => (PERSON_COLUMN.test(column) ? [text.toLowerCase()] : [])),
    paths: texts.flatMap(({ column, text }) =>
      PATH_COLUMN.test(column) ? [{ column: column.toLowerCase(), path: text }] : [],
    ),
    names: new Set(
      texts.flatMap(({ text }) => (text.length <= 100 ? [text.replace(/^v(?=\d)/i, '').toLowerCase()] : [])),
    ),
    numbers: cells.flatMap(([column, cell]) =>
      typeof cell === 'number' ? [{ column: column.toLowerCase(), value: cell }] : [],
    ),
    titles: texts.flatMap(({ column, text }) =>
      TITLE_COLUMN.test(column) && text.length >= SHORTEST_TITLE ? [text] : [],
    ),
    words: fold(texts.map(({ text }) => text).join(' \n ')),
  }
}

const PERSON_COLUMN = /author(?!ed)|committer|person|people|owner|^name$|^by$/i
const TITLE_COLUMN = /subject|title/i
/** A shorter one may stand in a sentence by chance. */
const SHORTEST_TITLE = 8
const PATH_COLUMN = /path|folder|file$|^with$/i
const PERIOD_COLUMN = /year|month|day|week|quarter|period/i

/** A day of a time, or a period that a column of periods names. */
function dayCells(column: string, cell: Exclude<Cell, null>): readonly DayCell[] {
  const text = String(cell)
  const name = column.toLowerCase()
  if (/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text)) return [{ column: name, from: text.slice(0, 10) }]
  if (!PERIOD_COLUMN.test(column)) return []
  const [claim] = extractClaims(text, 0)
  return claim?.days ? [{ column: name, from: claim.days.from, until: claim.days.until }] : []
}

/** Columns that a unit may mean. */
const COLUMNS: Readonly<Record<Unit, RegExp>> = {
  commits: /commit|count/,
  authors: /author|people|person|contributor/,
  files: /file/,
  lines: /line|addition|deletion|added|removed|churn/,
  additions: /addition|added|insert/,
  deletions: /deletion|deleted|removed/,
  tags: /tag|release|version/,
  merges: /merge/,
  folders: /folder|director/,
  issues: /issue|reference/,
  bytes: /byte|size/,
  days: /day/,
  weeks: /week/,
  months: /month/,
  years: /year/,
  percent: /percent|share/,
}

/** True when a column can hold what is counted; any can where that is not said. */
export function isColumnOf(unit: Unit | undefined, column: string): boolean {
  return unit === undefined || COLUMNS[unit].test(column)
}

/** True when the row says what the claim says. */
export function rowHas(row: EvidenceRow, claim: Claim): boolean {
  switch (claim.kind) {
    case 'sha':
      return row.shas.some((sha) => sha.startsWith(claim.value))
    case 'date': {
      const { days } = claim
      if (days === undefined) return false
      return row.days.some(({ from, until }) =>
        // A period is named by itself or by a longer one; without its year by its first day.
        until === undefined || days.isAnyYear ? isWithin(days, from) : days.from <= from && until <= days.until,
      )
    }
    case 'person': {
      const name = claim.value.toLowerCase()
      return row.people.some((person) => person === name || person.split(/\s+/).includes(name))
    }
    case 'path':
      return row.paths.some(({ path }) => path === claim.value || path.endsWith(`/${claim.value}`))
    case 'tag':
      return row.names.has(claim.value)
    case 'number': {
      const { amount } = claim
      return (
        amount !== undefined &&
        row.numbers.some(({ column, value }) => isColumnOf(amount.unit, column) && fits(amount, value))
      )
    }
    case 'quote': {
      const words = fold(claim.value)
      return (
        row.names.has(words) ||
        (words.length >= 8 && row.words.includes(words)) ||
        row.paths.some(({ path }) => path.toLowerCase() === words)
      )
    }
    case 'statement':
      return false
  }
}
