// What became of a file: the commits that renamed it, and the one that ended its name.
import type { Row } from '#lib/events.ts'
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { isoTime } from './iso-time.ts'
import type { ReachIndex } from './reach.ts'
import { pathLineage } from './renames.ts'
import { type Sql, sql, toStatement } from './sql.ts'

/** A turn in the life of a file; `sha` names the commit. */
export interface PathEvent {
  readonly kind: 'renamed' | 'deleted'
  readonly path: string
  /** The new name, of a rename. */
  readonly newPath?: string
  /** {sha, subject, author, email, authoredAt} */
  readonly commit: Row
}

/** Files that were moved into a folder, and where most of them lay before. */
export interface MovedIn {
  readonly files: number
  /** Ends with `/`; `./` is the root. */
  readonly from: string
}

/**
 * What came into the folder by renames from outside of it; undefined when nothing did. A folder is not followed as a file is: it
 * has no one former name.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function movedInto(
  reach: ReachIndex,
  { folder, revision }: { readonly folder: string; readonly revision: string },
): Promise<MovedIn | undefined> {
  await reach.of(revision)
  const reached = (await reach.graph()).ancestorsOf([(await reach.idOf(revision)) ?? 0])
  const moved = new Map<string, string>()
  for (const [path, renames] of await reach.renames()) {
    if (!path.startsWith(folder)) continue
    const entry = renames.find(({ commitId, oldPath }) => reached[commitId] === 1 && !oldPath.startsWith(folder))
    if (entry) moved.set(path, entry.oldPath.replace(/[^/]*$/, '') || './')
  }
  const byFolder = [...Map.groupBy(moved.values(), (from) => from)].toSorted((a, b) => b[1].length - a[1].length)
  const [most] = byFolder
  return most && { files: moved.size, from: most[0] }
}

interface EventRow {
  readonly status: string
  readonly path: string
  readonly oldPath: string | null
  readonly sha: string
  readonly subject: string
  readonly author: string
  readonly email: string
  readonly atS: number
  readonly offsetMinutes: number
}

/**
 * How a file came to its present name, newest first; empty when it always had it.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function formerNames(
  context: HistoryContext,
  reach: ReachIndex,
  { path, revision }: { readonly path: string; readonly revision: string },
): Promise<readonly PathEvent[]> {
  const steps = await pathLineage(context, reach, { path, revision })
  const ids = steps.flatMap((step) => (step.renamedIn === undefined ? [] : [step.renamedIn]))
  if (ids.length === 0) return []
  const names = new Set(steps.map((step) => step.path))
  const rows = await eventRows(context, sql`x.commit_id = ANY(${ids}::int[]) AND x.status = 'R'`, 500)
  return rows.filter((row) => names.has(row.path) && row.oldPath !== null && names.has(row.oldPath)).map(toEvent)
}

/**
 * The last commit that took the name away, by renaming or by deleting the file, or the last file of a folder; undefined when
 * none did.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function endOfPath(
  context: HistoryContext,
  reach: ReachIndex,
  { path, revision }: { readonly path: string; readonly revision: string },
): Promise<PathEvent | undefined> {
  const { ranges } = await reach.of(revision)
  const fits = path.endsWith('/') ? sql`starts_with(path, ${path})` : sql`path = ${path}`
  const own = sql`ARRAY(SELECT id FROM paths WHERE repository_id = ${context.repositoryId} AND ${fits})`
  const ended = sql`((x.path_id = ANY(${own}) AND x.status = 'D') OR (x.old_path_id = ANY(${own}) AND x.status = 'R'))`
  const [row] = await eventRows(context, sql`${ended} AND ${inRanges(sql`x.commit_id`, ranges)}`, 1)
  return row && toEvent(row)
}

/** Changes that fit, newest first, each with its commit. */
async function eventRows(
  { db, repositoryId }: HistoryContext,
  where: Sql,
  limit: number,
): Promise<readonly EventRow[]> {
  const { text, parameters } = toStatement(sql`
    SELECT x.status, p.path, o.path AS "oldPath", c.oid AS sha, c.subject, n.name AS author, n.email,
      c.authored_at_s AS "atS", c.authored_offset_minutes AS "offsetMinutes"
    FROM changes x
    JOIN commits c ON c.repository_id = ${repositoryId} AND c.id = x.commit_id
    JOIN paths p ON p.repository_id = ${repositoryId} AND p.id = x.path_id
    LEFT JOIN paths o ON o.repository_id = ${repositoryId} AND o.id = x.old_path_id
    JOIN identities i ON i.repository_id = ${repositoryId} AND i.id = c.author_identity_id
    JOIN people n ON n.repository_id = ${repositoryId} AND n.id = i.person_id
    WHERE x.repository_id = ${repositoryId} AND ${where} ORDER BY x.commit_id DESC LIMIT ${limit}`)
  return db.query<EventRow>(text, parameters)
}

function toEvent({ status, path, oldPath, atS, offsetMinutes, ...commit }: EventRow): PathEvent {
  const row = { ...commit, authoredAt: isoTime(atS, offsetMinutes) }
  return status === 'R' && oldPath !== null
    ? { kind: 'renamed', path: oldPath, newPath: path, commit: row }
    : { kind: 'deleted', path, commit: row }
}
