// Finds people in a text: full names of contributors, parts of names where work is credited, and names that nobody has.
import { type Claim, findPeople } from './claims.ts'

/** What stands before a name that work is credited to. */
const CREDIT = /\b(?:by|from|author(?:ed by| is| was)?|committer|credit(?:ed)? to|thanks to|and|or|&|than|with)[\s*]+$/i
const DOES =
  /^[\s*]+(?:made|wrote|added|committed|authored|fixed|introduced|removed|deleted|changed|contributed|merged|reverted|created|renamed|has|had|did|is|was|came|with|follows|leads)\b/i
const CREDITED_NAME =
  /\b(?:by|authored by|credited to|thanks to|author(?: is| was)?|committer)[\s*]+(\p{Lu}[\p{L}'’-]+(?:[ ](?:\p{Lu}[\p{L}'’-]+|\p{Lu}\.|van|von|de|der|la))*[ ]\p{Lu}[\p{L}'’-]+)/gu

const NAME = "\\p{Lu}\\p{Ll}[\\p{L}'’-]*(?: \\p{Lu}\\p{Ll}[\\p{L}'’-]+){1,2}"
/** "— Ada Lovelace, 2019-05-06", "| Ada Lovelace |", "Ada Lovelace's": where lists and sentences have their author. */
const LISTED_NAME = new RegExp(
  `(?:— |\\(|\\| )(${NAME})(?=, (?:\\d|on )|, \\p{Lu}\\p{Ll}+ \\d|\\)| \\|)|` +
    `(?<=^|[.!?:,] |\\band )(${NAME})(?=['’]s\\b| (?:\\p{Ll}+ed|made|wrote|has|had|did|began|came|read|gave|took|kept)\\b)`,
  'gmu',
)

/** Value of a name that no contributor has. */
export interface PersonClaim extends Claim {
  readonly isStranger?: boolean
}

/** In reading order, none over another; `people` are the names of everyone who ever committed. */
export function findNames(text: string, people: readonly string[]): readonly PersonClaim[] {
  const claims: PersonClaim[] = [...findPeople(text, people)]
  const isFree = (start: number, end: number) => !claims.some((claim) => start < claim.end && claim.start < end)
  for (const match of [...text.matchAll(CREDITED_NAME), ...text.matchAll(LISTED_NAME)]) {
    const name = match[1] ?? match[2] ?? ''
    const start = match.index + match[0].length - name.length
    if (!isFree(start, start + name.length)) continue
    claims.push({ kind: 'person', text: name, start, end: start + name.length, value: name, isStranger: true })
  }
  const parts = new Set(
    people.flatMap((name) => name.split(/\s+/).filter((part) => /^\p{Lu}[\p{L}'’-]{2,}$/u.test(part))),
  )
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_])\p{Lu}[\p{L}'’-]{2,}/gu)) {
    const name = match[0].replace(/['’]s$/, '')
    const [start, end] = [match.index, match.index + name.length]
    if (!parts.has(name) || !isFree(start, end)) continue
    const isCredited = CREDIT.test(text.slice(0, start)) || DOES.test(text.slice(end)) || match[0] !== name
    if (isCredited) claims.push({ kind: 'person', text: name, start, end, value: name })
  }
  return claims.sort((a, b) => a.start - b.start)
}
