// What came before and after a commit on the same files.
import type { Row } from '#lib/events.ts'
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { multirangeOfMarks } from './graph.ts'
import { commitRows } from './link-query.ts'
import type { ReachIndex } from './reach.ts'
import { sql, toStatement } from './sql.ts'

export interface AroundQuery {
  readonly oid: string
  /** "Now": only what it reaches counts. */
  readonly revision: string
  /** Files, each with its former name if the commit renamed it. */
  readonly files: readonly { readonly path: string; readonly oldPath?: string }[]
}

/** Commits of one file in one direction. */
const COMMITS_AFTER = 3

/**
 * The last commit that touched each file before, and the next ones after, of ancestors and descendants only:
 * {relation: `before` or `after`, path, sha, subject, author, email, authoredAt}, file by file in the order given.
 */
export async function commitsAround(
  context: HistoryContext,
  reach: ReachIndex,
  { oid, revision, files }: AroundQuery,
): Promise<readonly Row[]> {
  const { db, repositoryId } = context
  const [id, head] = [await reach.idOf(oid), await reach.idOf(revision)]
  if (id === undefined || head === undefined || files.length === 0) return []
  const graph = await reach.graph()
  const earlier = graph.ancestorsOf([id])
  earlier[id] = 0
  const later = graph.descendantsOf(id)
  const seen = graph.ancestorsOf([head])
  for (let commit = 0; commit < later.length; commit += 1) if (seen[commit] !== 1 || commit === id) later[commit] = 0
  const { text, parameters } = toStatement(sql`
    SELECT u.place, u.path, found.id, found.is_before AS "isBefore"
    FROM unnest(${files.map((file) => file.path)}::text[], ${files.map((file) => file.oldPath ?? file.path)}::text[])
      WITH ORDINALITY AS u(path, old_path, place)
    CROSS JOIN LATERAL (
      (SELECT x.commit_id AS id, true AS is_before FROM changes x JOIN paths p ON p.repository_id = ${repositoryId} AND p.path = u.old_path
        WHERE x.repository_id = ${repositoryId} AND x.path_id = p.id AND ${inRanges(sql`x.commit_id`, multirangeOfMarks(earlier))}
        ORDER BY x.commit_id DESC LIMIT 1)
      UNION ALL
      (SELECT x.commit_id AS id, false AS is_before FROM changes x JOIN paths p ON p.repository_id = ${repositoryId} AND p.path = u.path
        WHERE x.repository_id = ${repositoryId} AND (x.path_id = p.id OR (x.old_path_id = p.id AND x.status = 'R')) AND ${inRanges(sql`x.commit_id`, multirangeOfMarks(later))}
        ORDER BY x.commit_id LIMIT ${COMMITS_AFTER})) found
    ORDER BY u.place, found.is_before DESC, found.id`)
  const found = await db.query<{ path: string; id: number; isBefore: boolean }>(text, parameters)
  const commits = await commitRows(
    context,
    found.map((row) => row.id),
  )
  return found.map(
    (row): Row => ({ relation: row.isBefore ? 'before' : 'after', path: row.path, ...commits.get(row.id) }),
  )
}
