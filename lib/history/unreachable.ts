// Which indexed commits no ref leads to any more, after force-pushes and deleted branches.
import { countCommits } from '#lib/git/log-stream.ts'
import { runGit } from '#lib/git/run.ts'
import type { HistoryContext } from './context.ts'
import { countMarks, multirangeOfMarks } from './graph.ts'
import type { CommitsState } from './ingest-state.ts'
import { openReach } from './reach.ts'
import { type Sql, sql } from './sql.ts'

interface Tips extends HistoryContext {
  readonly signal?: AbortSignal
  readonly before: CommitsState
  /** Commits that refs lead to now. */
  readonly tips: readonly string[]
  /** Those of the last run. */
  readonly formerTips: readonly string[]
}

/**
 * Ids of the indexed commits that cannot be reached from `tips`, as an int4multirange.
 *
 * The usual case, refs that only moved forward, is answered without reading the graph of the whole history.
 */
export async function findUnreachable(o: Tips): Promise<string> {
  if (await onlyMovedForward(o)) return '{}'
  const reach = openReach(o)
  const rows = await o.db.query<{ id: number; oid: string }>(
    'SELECT id, oid FROM commits WHERE repository_id = $1 AND oid = ANY($2::text[]) ORDER BY id DESC',
    [o.repositoryId, o.tips],
  )
  // The graph holds what was asked for: the newest tip stands for all.
  if (rows[0]) await reach.idOf(rows[0].oid)
  const graph = await reach.graph()
  const marks = graph.ancestorsOf(rows.map(({ id }) => id))
  if (countMarks(marks) === graph.count) return '{}'
  for (let id = 1; id < marks.length; id += 1) marks[id] = marks[id] === 1 ? 0 : 1
  return multirangeOfMarks(marks)
}

/** True when everything was reachable before, and git says that all of it still is. */
async function onlyMovedForward({ before, tips, formerTips, gitFolder, signal }: Tips): Promise<boolean> {
  if (!before.complete || before.unreachable !== '{}') return false
  const now = new Set(tips)
  const left = [...new Set(formerTips)].filter((oid) => !now.has(oid))
  if (left.length === 0) return true
  const existing = await existingCommits(gitFolder, left, signal)
  if (existing.length < left.length) return false
  return (await countCommits({ gitFolder, tips: left, exclude: tips, ...(signal && { signal }) })) === 0
}

/** Those of `oids` that the store still has: a force-push may have let old ones go. */
export async function existingCommits(
  gitFolder: string,
  oids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (oids.length === 0) return []
  const { stdout } = await runGit({
    args: ['cat-file', '--batch-check'],
    gitFolder,
    input: `${oids.join('\n')}\n`,
    ...(signal && { signal }),
  })
  const lines = stdout.toString('latin1').split('\n')
  return oids.filter((oid, index) => lines[index]?.startsWith(`${oid} commit`))
}

/** A condition on a column of commit ids that leaves unreachable commits out; always true when there are none. */
export function onlyReachable(column: Sql, state: CommitsState): Sql {
  return state.unreachable === '{}' ? sql`true` : sql`NOT ${column} <@ ${state.unreachable}::int4multirange`
}
