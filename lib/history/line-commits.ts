// The commits of a line's history by their object ids, read once each.
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'

export interface LineCommit {
  /** Smaller than that of every commit that descends from it. */
  readonly id: number
  readonly oid: string
  /** The first parent; null of a first commit. */
  readonly parentOid: string | null
  readonly subject: string
  readonly body: string
  readonly author: string
  readonly email: string
  /** ISO 8601 with the author's offset. */
  readonly authoredAt: string
}

export interface LineCommits {
  /** Reads those that are not read yet; one that is not indexed stays unknown. */
  load(oids: readonly string[]): Promise<void>
  loadIds(ids: readonly number[]): Promise<readonly LineCommit[]>
  /** A commit that was loaded. */
  get(oid: string): LineCommit | undefined
  /** The one commit whose object id begins so; undefined when none does or several do. */
  byPrefix(prefix: string): Promise<LineCommit | undefined>
}

export function openLineCommits({ db, repositoryId }: HistoryContext): LineCommits {
  const known = new Map<string, LineCommit>()
  const read = async (condition: string, parameter: readonly string[] | readonly number[] | string) => {
    const rows = await db.query<Omit<LineCommit, 'authoredAt'> & { atS: number; offsetMinutes: number }>(
      `SELECT c.id, c.oid, o.oid AS "parentOid", c.subject, c.body, p.name AS author, p.email,
         c.authored_at_s AS "atS", c.authored_offset_minutes AS "offsetMinutes"
       FROM commits c
       LEFT JOIN commits o ON o.repository_id = $1 AND o.id = c.parents[1]
       JOIN identities i ON i.repository_id = $1 AND i.id = c.author_identity_id
       JOIN people p ON p.repository_id = $1 AND p.id = i.person_id
       WHERE c.repository_id = $1 AND ${condition}`,
      [repositoryId, parameter],
    )
    const commits = rows.map(({ atS, offsetMinutes, ...row }) => ({ ...row, authoredAt: isoTime(atS, offsetMinutes) }))
    for (const commit of commits) known.set(commit.oid, commit)
    return commits
  }
  return {
    load: async (oids) => {
      const unknown = [...new Set(oids)].filter((oid) => !known.has(oid))
      if (unknown.length > 0) await read('c.oid = ANY($2::text[])', unknown)
    },
    loadIds: (ids) => (ids.length === 0 ? Promise.resolve([]) : read('c.id = ANY($2::int[])', ids)),
    get: (oid) => known.get(oid),
    byPrefix: async (prefix) => {
      const inside = [...known.values()].find(({ oid }) => oid.startsWith(prefix))
      if (inside !== undefined) return inside
      // Of a hexadecimal prefix, every id that begins so lies between it and itself with a `g`.
      const found = await read(`c.oid >= $2 AND c.oid < $2 || 'g'`, prefix)
      return found.length === 1 ? found[0] : undefined
    },
  }
}
