// Who a name in a question means: exact, partial, by address, by login, and with small typos.
import { domainOf } from './commit-conditions.ts'
import type { HistoryContext } from './context.ts'
import { readCommitsState } from './ingest-state.ts'
import { forgeLogin } from './mailboxes.ts'
import { nearness, plainWords } from './nearness.ts'
import { sql, toStatement } from './sql.ts'
import { onlyReachable } from './unreachable.ts'

export interface FoundPerson {
  readonly id: number
  readonly name: string
  readonly email: string
  /** Commits authored in the history that refs lead to. */
  readonly commits: number
  /** 1 for an exact name or address, down to 0.5 for a likeness; see SCORES. */
  readonly score: number
}

/** How well a spelling of a person fits. */
const SCORES = { exact: 1, address: 1, login: 0.95, joined: 0.92, words: 0.9, part: 0.8, typo: 0.75 } as const
/** People that fit, best first. */
const FOUND_LIMIT = 20
/** People whose commits are counted before ranking; a first name can fit hundreds. */
const COUNTED_LIMIT = 200

interface Spelling {
  readonly personId: number
  readonly name: string
  readonly email: string
}

/**
 * People that `text` may mean, best first, then by commits; empty when nobody fits.
 *
 * Case, accents and the order of words do not matter. A person fits by any spelling that commits have of it.
 *
 * @param o.anyRole  Also people who only ever committed the work of others; default false.
 */
export async function resolvePeople(
  context: HistoryContext,
  text: string,
  { anyRole = false }: { readonly anyRole?: boolean } = {},
): Promise<readonly FoundPerson[]> {
  const wanted = text
    .trim()
    .replace(/^@/, '')
    .replace(/^.*<(.+)>$/, (whole, email: string) => (whole.includes('@') ? email : whole))
  if (plainWords(wanted).length === 0 && !wanted.includes('@')) return []
  const { db, repositoryId } = context
  const [people, identities] = await Promise.all([
    db.query<Spelling>('SELECT id AS "personId", name, email FROM people WHERE repository_id = $1', [repositoryId]),
    db.query<Spelling>('SELECT person_id AS "personId", name, email FROM identities WHERE repository_id = $1', [
      repositoryId,
    ]),
  ])
  const spellings = [...people, ...identities]
  const exact = scorePeople(spellings, (spelling) => scoreSpelling(wanted, spelling))
  // Typos are thought of only when nobody fits without.
  const scores =
    exact.size > 0 ? exact : scorePeople(spellings, ({ name }) => scoreTypo(plainWords(wanted), plainWords(name)))
  const best = [...scores].filter(([, score]) => score > 0).toSorted((a, b) => b[1] - a[1])
  const ids = best.slice(0, COUNTED_LIMIT).map(([id]) => id)
  if (ids.length === 0) return []
  const commits = await countCommits(context, ids)
  const byId = new Map(people.map((person) => [person.personId, person]))
  return ids
    .flatMap((id): FoundPerson[] => {
      const person = byId.get(id)
      const count = commits.get(id) ?? 0
      if (person === undefined || (count === 0 && !anyRole)) return []
      return [{ id, name: person.name, email: person.email, commits: count, score: scores.get(id) ?? 0 }]
    })
    .toSorted((a, b) => b.score - a.score || b.commits - a.commits || a.id - b.id)
    .slice(0, FOUND_LIMIT)
}

/** People of the repository with the most commits, most first, at most `limit`. */
export async function listPeople(
  context: HistoryContext,
  limit = 5_000,
): Promise<readonly Omit<FoundPerson, 'score'>[]> {
  const { db, repositoryId } = context
  const state = await readCommitsState(db, repositoryId)
  const { text, parameters } = toStatement(sql`
    WITH used AS (
      SELECT c.author_identity_id AS id, count(*) AS commits FROM commits c
      WHERE c.repository_id = ${repositoryId} AND ${onlyReachable(sql`c.id`, state)} GROUP BY c.author_identity_id)
    SELECT p.id, p.name, p.email, sum(u.commits) AS commits FROM used u
    JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = u.id
    JOIN people p ON p.repository_id = ${repositoryId} AND p.id = i.person_id
    GROUP BY p.id, p.name, p.email ORDER BY commits DESC, p.id LIMIT ${limit}`)
  return db.query<Omit<FoundPerson, 'score'>>(text, parameters)
}

/** Whether anybody has an address of this domain, in lower case. */
export async function isDomainKnown({ db, repositoryId }: HistoryContext, domain: string): Promise<boolean> {
  const { text, parameters } = toStatement(sql`
    SELECT i.id FROM identities i WHERE i.repository_id = ${repositoryId} AND ${domainOf(sql`i.email`)} = ${domain} LIMIT 1`)
  return (await db.query<{ id: number }>(text, parameters)).length > 0
}

/** The best score of each person, of those that fit. */
function scorePeople(
  spellings: readonly Spelling[],
  scoreOf: (spelling: Spelling) => number,
): ReadonlyMap<number, number> {
  const scores = new Map<number, number>()
  for (const spelling of spellings) {
    const score = scoreOf(spelling)
    if (score > (scores.get(spelling.personId) ?? 0)) scores.set(spelling.personId, score)
  }
  return scores
}

/** How well one spelling fits, 0 when it does not. */
function scoreSpelling(wanted: string, { name, email }: Spelling): number {
  const lower = wanted.toLowerCase()
  const address = email.toLowerCase()
  if (wanted.includes('@')) return address === lower ? SCORES.address : 0
  const [words, nameWords] = [plainWords(wanted), plainWords(name)]
  if (words.join(' ') === nameWords.join(' ')) return SCORES.exact
  if (forgeLogin(address) === lower || address.slice(0, address.indexOf('@')) === lower) return SCORES.login
  if (words.every((word) => nameWords.includes(word))) return SCORES.words
  if (isJoined(lower, nameWords) || isJoined(lower, plainWords(address.slice(0, address.indexOf('@')))))
    return SCORES.joined
  // An initial or the start of a word: "J. Hamano", "Jun Hamano".
  if (words.length > 1 && words.every((word) => nameWords.some((other) => other.startsWith(word)))) return SCORES.part
  if (isInitialed(lower, nameWords)) return SCORES.part
  const isStart = words.length === 1 && lower.length >= 4 && nameWords.some((word) => word.startsWith(lower))
  return isStart ? SCORES.part : 0
}

/** Shorter ones are words of their own. */
const JOINED_LENGTH = 6

/** Two words or more of a name in a row, written as one: a login is often made so. */
function isJoined(login: string, words: readonly string[]): boolean {
  if (login.length < JOINED_LENGTH || !/^[\p{L}\p{N}]+$/u.test(login)) return false
  return words.some((_, first) => {
    let run = words[first] ?? ''
    for (const word of words.slice(first + 1)) {
      run += word
      if (run === login) return true
    }
    return false
  })
}

/** The initials of the first names before the last: "jprovecho", "jrrtolkien". */
function isInitialed(login: string, words: readonly string[]): boolean {
  if (login.length < JOINED_LENGTH) return false
  return words.some((word, at) => {
    const initials = words.slice(0, at).map((before) => before.charAt(0))
    return at > 0 && word.length >= 4 && login === `${initials.join('')}${word}`
  })
}

/** Every word is nearly a word of the name; short words must be right. */
function scoreTypo(words: readonly string[], nameWords: readonly string[]): number {
  let sum = 0
  for (const word of words) {
    const best = nameWords.reduce((most, other) => Math.max(most, nearness(word, other)), 0)
    if (best === 0) return 0
    sum += best
  }
  return words.length === 0 ? 0 : (SCORES.typo * sum) / words.length
}

async function countCommits(
  context: HistoryContext,
  personIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { db, repositoryId } = context
  const state = await readCommitsState(db, repositoryId)
  const { text, parameters } = toStatement(sql`
    SELECT i.person_id AS id, count(*) AS commits FROM identities i
    JOIN commits c ON c.repository_id = ${repositoryId} AND c.author_identity_id = i.id
    WHERE i.repository_id = ${repositoryId} AND i.person_id = ANY(${personIds}::int[]) AND ${onlyReachable(sql`c.id`, state)}
    GROUP BY i.person_id`)
  const rows = await db.query<{ id: number; commits: number }>(text, parameters)
  return new Map(rows.map((row) => [row.id, row.commits]))
}
