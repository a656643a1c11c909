// The names under which a file, or the files of a folder, have lived up to a revision, and the changes that touched them.
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import type { ReachIndex, Rename } from './reach.ts'
import { pathLineage } from './renames.ts'
import { joinSql, type Sql, sql } from './sql.ts'

/** Names and the commits in which they mean what was asked about. */
export interface NameSpan {
  /** Files; or one folder, which ends with `/`. */
  readonly names: readonly string[]
  /** An int4multirange of commits; absent when the names always count. */
  readonly ranges?: string
}

/**
 * The names of `path` as of `revision`, the present one first.
 *
 * A file is followed over its former names as `pathLineage` does. A folder is everything that ever lay in it, with the former
 * names of the files that were moved into it, in all commits that are older than the move.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function nameSpans(
  context: HistoryContext,
  reach: ReachIndex,
  { path, revision }: { readonly path: string; readonly revision: string },
): Promise<readonly NameSpan[]> {
  if (path.endsWith('/')) {
    const start = (await reach.idOf(revision)) ?? 0
    const reached = (await reach.graph()).ancestorsOf([start])
    return [{ names: [path] }, ...formerNames({ folder: path, reached, renames: await reach.renames() })]
  }
  const steps = await pathLineage(context, reach, { path, revision })
  if (steps.length === 1) return [{ names: [path] }]
  return steps.map((step) => ({ names: [step.path], ranges: step.ranges }))
}

interface Moves {
  readonly folder: string
  /** One byte a commit id. */
  readonly reached: Uint8Array
  readonly renames: ReadonlyMap<string, readonly Rename[]>
}

/**
 * Names outside the folder that its files had before they were moved in.
 *
 * Ids grow from parents to children, so everything before a move has a smaller id. The exact ancestors of each of a hundred
 * moves would make a statement of 100 KB, to leave out what branches did to the same files at the same time.
 */
function formerNames({ folder, reached, renames }: Moves): readonly NameSpan[] {
  const endOf = new Map<string, number>()
  const open = [...renames.keys()].filter((path) => path.startsWith(folder)).map((path) => ({ path, end: Infinity }))
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const { commitId, oldPath } of renames.get(name.path) ?? []) {
      if (commitId >= name.end || reached[commitId] !== 1 || oldPath.startsWith(folder)) continue
      if (commitId <= (endOf.get(oldPath) ?? 0)) continue
      endOf.set(oldPath, commitId)
      open.push({ path: oldPath, end: commitId })
    }
  }
  return [...Map.groupBy(endOf, ([, end]) => end)].map(([end, named]) => ({
    names: named.map(([path]) => path),
    ranges: `{[1,${end})}`,
  }))
}

/**
 * The commits that touched any of the names, each once: `commit_id` and, when asked for, `additions` to the names.
 *
 * A file renamed away was touched; what was added to it then stands under its new name.
 */
export function touchedSql(repositoryId: number, spans: readonly NameSpan[], { lines = false } = {}): Sql {
  const own = sql`x.commit_id${lines ? sql`, x.additions` : sql``}`
  const away = sql`x.commit_id${lines ? sql`, 0 AS additions` : sql``}`
  const pieces = spans.map(({ names, ranges }) => {
    const ids = nameIds(repositoryId, names)
    const within = ranges === undefined ? sql`` : sql` AND ${inRanges(sql`x.commit_id`, ranges)}`
    return sql`SELECT ${own} FROM changes x WHERE x.repository_id = ${repositoryId} AND x.path_id = ANY(${ids})${within}
      UNION ALL SELECT ${away} FROM changes x
      WHERE x.repository_id = ${repositoryId} AND x.old_path_id = ANY(${ids}) AND x.status = 'R'${within}`
  })
  const sum = lines ? sql`, sum(x.additions) AS additions` : sql``
  return sql`SELECT x.commit_id${sum} FROM (${joinSql(pieces, ' UNION ALL ')}) x GROUP BY x.commit_id`
}

/** An array of the ids of the names. */
export function nameIds(repositoryId: number, names: readonly string[]): Sql {
  const [name = ''] = names
  const fits =
    names.length > 1
      ? sql`p.path = ANY(${names}::text[])`
      : name.endsWith('/')
        ? sql`starts_with(p.path, ${name})`
        : sql`p.path = ${name}`
  return sql`ARRAY(SELECT p.id FROM paths p WHERE p.repository_id = ${repositoryId} AND ${fits})`
}
