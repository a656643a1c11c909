// Turns names of people and domains of addresses into whom the history knows: authors, committers and co-authors.
import type { LinkedEntity } from '#lib/events.ts'
import { coAuthorsNamed, committersNamed } from '#lib/history/other-people.ts'
import { isDomainKnown, resolvePeople } from '#lib/history/people.ts'
import type { OperationContext } from './operation.ts'

export interface Person {
  readonly id: number
  readonly name: string
}

/** Everybody with an address of a domain. */
export interface Domain {
  readonly domain: string
  /** As it stands behind "by". */
  readonly name: string
}

export interface Authors {
  readonly people: readonly Person[]
  readonly domains: readonly Domain[]
}

/** Names of people, and `@example.org` for everybody of that domain. */
export async function resolveAuthors(
  context: OperationContext,
  names: readonly string[],
  missing: LinkedEntity[],
  notices: string[],
): Promise<Authors> {
  const isDomain = (name: string) => /^@[^@\s]+\.[^@\s.]+$/.test(name)
  const domains: Domain[] = []
  for (const text of names.filter(isDomain)) {
    const domain = text.slice(1).toLowerCase()
    if (await isDomainKnown(context.history, domain)) domains.push({ domain, name: `addresses of ${domain}` })
    else missing.push({ kind: 'person', text, status: 'missing' })
  }
  const others = names.filter((name) => !isDomain(name))
  return { people: await resolveNamed(context, others, missing, notices), domains }
}

/** The likeliest person of each name; a second reading is told in `notices`, a name of nobody in `missing`. */
async function resolveNamed(
  context: OperationContext,
  names: readonly string[],
  missing: LinkedEntity[],
  notices: string[],
): Promise<readonly Person[]> {
  const found: Person[] = []
  for (const name of names) {
    const [best, second] = await resolvePeople(context.history, name)
    if (best === undefined) {
      missing.push({ kind: 'person', text: name, status: 'missing' })
      continue
    }
    if (second !== undefined && second.score >= best.score * 0.95)
      notices.push(`“${name}” was read as ${best.name}; ${second.name} fits too.`)
    found.push({ id: best.id, name: best.name })
  }
  return found
}

/** The very name first: a forge that applies everything is nobody who wrote a commit. */
export async function resolveCommitters(
  context: OperationContext,
  names: readonly string[],
  missing: LinkedEntity[],
  notices: string[],
): Promise<readonly Person[]> {
  const found: Person[] = []
  for (const name of names) {
    const exact = await committersNamed(context.history, name)
    found.push(...(exact.length > 0 ? exact : await resolveNamed(context, [name], missing, notices)))
  }
  return found
}

/** Also those who never committed, whom only messages name. */
export async function resolveCoAuthors(
  context: OperationContext,
  wanted: readonly string[],
  missing: LinkedEntity[],
): Promise<{
  readonly names: readonly string[]
  readonly personIds: readonly number[]
  readonly keys: readonly string[]
}> {
  const [names, personIds, keys]: [string[], number[], string[]] = [[], [], []]
  for (const text of wanted) {
    const [person] = await resolvePeople(context.history, text)
    const named = await coAuthorsNamed(context.history, person?.name ?? text)
    const name = person?.name ?? named[0]?.name
    if (name === undefined) missing.push({ kind: 'person', text, status: 'missing' })
    else names.push(name)
    if (person) personIds.push(person.id)
    keys.push(...named.map(({ key }) => key))
  }
  return { names, personIds, keys }
}
