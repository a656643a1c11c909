// Where the files of a revision come from: the first commit of each, under its former names too, and how many changed it since.
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import type { ReachIndex } from './reach.ts'
import { sql, toReceipt, toStatement } from './sql.ts'

/** The beginning of one path. */
export interface FileOrigin {
  readonly commitId: number
  readonly committedAtS: number
  /** Commits that changed the path under its present name, the first among them; merges are not among them. */
  readonly changes: number
  /** True when it came into being under this name and no commit touched it again. */
  readonly isUntouched: boolean
}

interface Found {
  readonly path: string
  readonly commitId: number
  readonly committedAtS: number
  readonly status: string
  readonly changes: number
}

/**
 * The origin of every path that commits up to a revision changed.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function fileOrigins(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  revision: string,
): Promise<{ readonly origins: ReadonlyMap<string, FileOrigin>; readonly sql: string }> {
  const { ranges } = await reach.of(revision)
  const statement = sql`
    SELECT DISTINCT ON (x.path_id) p.path, x.commit_id AS "commitId", c.committed_at_s AS "committedAtS", x.status,
      count(*) OVER (PARTITION BY x.path_id) AS changes
    FROM changes x
    JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = x.commit_id
    JOIN paths p ON p.repository_id = ${repositoryId} AND p.id = x.path_id
    WHERE x.repository_id = ${repositoryId} AND ${inRanges(sql`x.commit_id`, ranges)}
    ORDER BY x.path_id, c.committed_at_s, c.id`
  const { text, parameters } = toStatement(statement)
  const rows = await db.query<Found>(text, parameters)
  const own = new Map(
    rows.map(({ path, status, ...found }) => [
      path,
      { ...found, changes: Number(found.changes), isUntouched: Number(found.changes) === 1 && status !== 'R' },
    ]),
  )
  const [renames, graph, head] = [await reach.renames(), await reach.graph(), await reach.idOf(revision)]
  const reached = graph.ancestorsOf([head ?? 0])
  const origins = new Map<string, FileOrigin>()
  for (const [path, origin] of own) origins.set(path, { ...origin, ...earliest(path, origin) })
  return { origins, sql: toReceipt(statement) }

  /** The first commit under this name or, where a rename led to it, under the names before. */
  function earliest(path: string, origin: FileOrigin): Pick<FileOrigin, 'commitId' | 'committedAtS'> {
    let first: Pick<FileOrigin, 'commitId' | 'committedAtS'> = origin
    const seen = new Set([path])
    for (let name = path; ; ) {
      const rename = renames.get(name)?.find(({ commitId, oldPath }) => reached[commitId] === 1 && !seen.has(oldPath))
      const before = rename && own.get(rename.oldPath)
      if (rename === undefined || before === undefined || before.commitId >= rename.commitId) return first
      if (before.committedAtS < first.committedAtS)
        first = { commitId: before.commitId, committedAtS: before.committedAtS }
      name = rename.oldPath
      seen.add(name)
    }
  }
}

/**
 * The paths that commits of a range, or since a time, changed.
 *
 * @param o.sinceS  Unix time in seconds, by the dates of the committers.
 * @throws SparkyError `git/bad-revision` when an end of the range is not indexed.
 */
export async function touchedPaths(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  o: { readonly to: string; readonly from?: string; readonly sinceS?: number },
): Promise<{ readonly paths: ReadonlySet<string>; readonly sql: string }> {
  const { ranges } = await reach.along(o)
  const statement = sql`
    SELECT DISTINCT p.path FROM changes x
    JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = x.commit_id
    JOIN paths p ON p.repository_id = ${repositoryId} AND p.id = x.path_id
    WHERE x.repository_id = ${repositoryId} AND ${inRanges(sql`x.commit_id`, ranges)}
      AND c.committed_at_s >= ${o.sinceS ?? Number.MIN_SAFE_INTEGER}`
  const { text, parameters } = toStatement(statement)
  const rows = await db.query<{ path: string }>(text, parameters)
  return { paths: new Set(rows.map(({ path }) => path)), sql: toReceipt(statement) }
}
