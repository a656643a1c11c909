// A question about commits with its names resolved, and the pieces of SQL that stand for its reach and its paths.
import type { CommitQuery } from './commit-query.ts'
import { boundsOf, countWithin } from './graph.ts'
import { joinSql, type Sql, sql } from './sql.ts'

/** A path at the times when it meant the file or folder asked about. */
export interface PathSpan {
  /** A file; a folder when it ends with `/`; every file with an ending when it is `*.ending`. */
  readonly path: string
  /** Commits in which it counts, as an int4multirange; absent when it always does. */
  readonly ranges?: string
}

/** A question whose names are all resolved. */
export interface CommitQuestion extends Omit<CommitQuery, 'reach' | 'paths' | 'followRenames'> {
  readonly repositoryId: number
  /** Ids of the commits that can be meant, as an int4multirange. */
  readonly ranges: string
  /** For first-time authors: everything reachable from the end of the range, and what of it lies before its start. */
  readonly whole?: { readonly ranges: string; readonly before: string }
  /** Unix time in seconds of the commit from which the reach starts. */
  readonly tipS: number
  /** Whether all messages were read for their links. */
  readonly hasLinks: boolean
  /** Absent: every file. One entry a path asked about, with all of its names. */
  readonly places?: readonly (readonly PathSpan[])[]
}

/** The ids of a column among the commits of `ranges`: plain comparisons where the ids are one run. */
export function inRanges(column: Sql, ranges: string): Sql {
  const bounds = boundsOf(ranges)
  const [low, end] = [bounds[0], bounds.at(-1)]
  if (low === undefined || end === undefined) return sql`false`
  const within = sql`${column} BETWEEN ${low} AND ${end - 1}`
  if (bounds.length === 2) return within
  // The planner takes `<@` for rare: where nearly all ids belong, what it must know is that few do not.
  if (2 * countIds(ranges) > end - low)
    return sql`${within} AND NOT ${column} <@ ${multirangeBetween(bounds)}::int4multirange`
  return sql`${within} AND ${column} <@ ${ranges}::int4multirange`
}

/** How many ids the ranges hold. */
export function countIds(ranges: string): number {
  return countWithin(boundsOf(ranges))
}

/** The gaps between the ranges. */
function multirangeBetween(bounds: Int32Array): string {
  const gaps: string[] = []
  for (let index = 1; index + 1 < bounds.length; index += 2) gaps.push(`[${bounds[index]},${bounds[index + 1]})`)
  return `{${gaps.join(',')}}`
}

/** Rows of `changes` (named x) that touch any of the spans. A file renamed away touches its old path too. */
export function touches(repositoryId: number, spans: readonly PathSpan[]): Sql {
  const each = spans.map(({ path, ranges }) => {
    const ids = pathIds(repositoryId, path)
    const touched = sql`(x.path_id = ANY(${ids}) OR (x.old_path_id = ANY(${ids}) AND x.status = 'R'))`
    return ranges === undefined ? touched : sql`(${touched} AND ${inRanges(sql`x.commit_id`, ranges)})`
  })
  return sql`(${joinSql(each, ' OR ')})`
}

/** `.ts` of `*.ts`: every file whose name ends so; undefined for a path. */
export function endingOf(path: string): string | undefined {
  return /^\*(\.[\w.+-]+)$/.exec(path)?.[1]
}

/** Whether a row of `paths` is the file, lies in the folder, or has the ending. */
export function isPathOf(column: Sql, path: string): Sql {
  const ending = endingOf(path)
  if (ending !== undefined) return sql`right(${column}, ${ending.length}) = ${ending}`
  return path.endsWith('/') ? sql`starts_with(${column}, ${path})` : sql`${column} = ${path}`
}

function pathIds(repositoryId: number, path: string): Sql {
  return sql`ARRAY(SELECT p.id FROM paths p WHERE p.repository_id = ${repositoryId} AND ${isPathOf(sql`p.path`, path)})`
}

/** Commits that touch any of the spans, each once, with author and dates; read from the indexes alone. */
export function touchingCommits(repositoryId: number, spans: readonly PathSpan[]): Sql {
  const columns = sql`x.commit_id AS id, x.author_identity_id, x.authored_at_s, x.committed_at_s`
  const each = spans.map(({ path, ranges }) => {
    const ids = pathIds(repositoryId, path)
    const within = ranges === undefined ? sql`` : sql` AND ${inRanges(sql`x.commit_id`, ranges)}`
    return sql`SELECT ${columns} FROM changes x WHERE x.repository_id = ${repositoryId} AND x.path_id = ANY(${ids})${within}
      UNION SELECT ${columns} FROM changes x
      WHERE x.repository_id = ${repositoryId} AND x.old_path_id = ANY(${ids}) AND x.status = 'R'${within}`
  })
  return joinSql(each, ' UNION ')
}
