// Tags as releases on lines of development: the release that each one follows, and what it has beyond that.
import type { HistoryContext } from './context.ts'
import { countMarks, subtractMarks } from './graph.ts'
import type { ReachIndex } from './reach.ts'

/** The parts of a tag that matter here. */
interface Tag {
  readonly commitOid: string
  readonly createdAtS: number
}

export interface ReleaseSpan<T> {
  readonly tag: T
  /** The latest of the tags in its own history; absent for the first of a line. */
  readonly before?: T
  /** Commits that it has and `before` has not, merges included. */
  readonly commits: number
  /** People who wrote them. */
  readonly authors: number
}

/** Spans in the order of the tags; those whose commit is not indexed are left out. */
export async function releaseSpans<T extends Tag>(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  tags: readonly T[],
): Promise<readonly ReleaseSpan<T>[]> {
  const known: { readonly tag: T; readonly id: number }[] = []
  for (const tag of tags) {
    const id = await reach.idOf(tag.commitOid)
    if (id !== undefined) known.push({ tag, id })
  }
  const rows = await db.query<{ id: number; person: number }>(
    `SELECT c.id, i.person_id AS person FROM commits c
     JOIN identities i ON i.repository_id = $1 AND i.id = c.author_identity_id WHERE c.repository_id = $1`,
    [repositoryId],
  )
  const graph = await reach.graph()
  const personOf = new Int32Array(graph.count + 1)
  for (const { id, person } of rows) personOf[id] = person
  return known.map(({ tag, id }) => {
    const reached = graph.ancestorsOf([id])
    const before = known
      .filter((other) => other.id !== id && reached[other.id] === 1)
      .reduce<{ readonly tag: T; readonly id: number } | undefined>(
        (latest, other) => (latest === undefined || other.tag.createdAtS >= latest.tag.createdAtS ? other : latest),
        undefined,
      )
    const own = before === undefined ? reached : subtractMarks(reached, graph.ancestorsOf([before.id]))
    const people = new Set<number>()
    for (let commit = 1; commit < own.length; commit += 1) if (own[commit] === 1) people.add(personOf[commit] ?? 0)
    return { tag, ...(before && { before: before.tag }), commits: countMarks(own), authors: people.size }
  })
}
