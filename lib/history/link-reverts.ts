// Reverts and what became of them: undone, applied again, undone again.
import type { Row } from '#lib/events.ts'
import { type CommitQuery, runCommitQuery } from './commit-query.ts'
import { inRanges } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { rangesOfIds } from './graph.ts'
import { commitRows } from './link-query.ts'
import type { ReachIndex } from './reach.ts'
import { sql, toStatement } from './sql.ts'

/** The reverts among the commits of a reach, by commit id. */
export interface Reverts {
  /** Commits that revert something, known or not, ascending. */
  readonly ids: readonly number[]
  /** What a commit reverts. */
  undoes(id: number): readonly number[]
  /** The commits that revert this one, ascending. */
  undoneBy(id: number): readonly number[]
  /** Later commits that make the same change again without saying so. */
  appliedAgainBy(id: number): readonly number[]
  /** Whether what a commit did is still in force: never reverted, or every revert of it was undone. */
  isInForce(id: number): boolean
  /** How it went, in order: each step takes the change out or puts it back. Empty when it was never reverted. */
  chainOf(id: number): readonly RevertStep[]
}

export interface RevertStep {
  readonly commitId: number
  readonly kind: 'reverted' | 're-applied'
}

/** Reverts of reverts that are told one by one. */
const DEPTH_LIMIT = 20

/** Reverts of one reach, followed as deep as they go. @param ranges as an int4multirange */
export async function openReverts({ db, repositoryId }: HistoryContext, ranges: string): Promise<Reverts> {
  const { text, parameters } = toStatement(sql`
    SELECT l.commit_id AS id, l.target_commit_id AS "targetId" FROM commit_links l
    WHERE l.repository_id = ${repositoryId} AND l.kind = 'reverts' AND ${inRanges(sql`l.commit_id`, ranges)}
    ORDER BY l.commit_id, l.ordinal`)
  const rows = await db.query<{ id: number; targetId: number | null }>(text, parameters)
  const undoes = new Map<number, Set<number>>()
  const undoneBy = new Map<number, Set<number>>()
  for (const { id, targetId } of rows) {
    // A revert is younger than what it reverts, so the chain has an end.
    if (targetId === null || targetId >= id) continue
    add(undoes, id, targetId)
    add(undoneBy, targetId, id)
  }
  const again = await readTwins({ db, repositoryId }, { ids: [...undoneBy.keys()], ranges })
  const of = (map: ReadonlyMap<number, Set<number>>, id: number) => [...(map.get(id) ?? [])]
  const inForce = new Map<number, boolean>()
  const isInForce = (id: number): boolean => {
    const known = inForce.get(id)
    if (known !== undefined) return known
    const lastRevert = of(undoneBy, id).findLast(isInForce)
    const is = lastRevert === undefined || of(again, id).some((twin) => twin > lastRevert && isInForce(twin))
    inForce.set(id, is)
    return is
  }
  const stepsOf = (id: number, depth: number): readonly RevertStep[] => {
    if (depth > DEPTH_LIMIT) return []
    const [out, back] = depth % 2 === 0 ? (['reverted', 're-applied'] as const) : (['re-applied', 'reverted'] as const)
    return [
      ...of(undoneBy, id).flatMap((revert) => [{ commitId: revert, kind: out }, ...stepsOf(revert, depth + 1)]),
      ...of(again, id).map((twin) => ({ commitId: twin, kind: back })),
    ]
  }
  return {
    ids: [...new Set(rows.map(({ id }) => id))],
    undoes: (id) => of(undoes, id),
    undoneBy: (id) => of(undoneBy, id),
    appliedAgainBy: (id) => of(again, id),
    isInForce,
    chainOf(id) {
      const steps = stepsOf(id, 0).toSorted((a, b) => a.commitId - b.commitId)
      return [...new Map(steps.map((step) => [step.commitId, step])).values()]
    },
  }
}

function add(map: Map<number, Set<number>>, key: number, value: number): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, new Set([value]))
  else values.add(value)
}

/** Later commits with the same change as a reverted one, when they came after its first revert. */
async function readTwins(
  { db, repositoryId }: Pick<HistoryContext, 'db' | 'repositoryId'>,
  { ids, ranges }: { readonly ids: readonly number[]; readonly ranges: string },
): Promise<ReadonlyMap<number, Set<number>>> {
  const twins = new Map<number, Set<number>>()
  if (ids.length === 0) return twins
  const { text, parameters } = toStatement(sql`
    SELECT p.commit_id AS id, q.commit_id AS twin FROM patches p
    JOIN patches q ON q.repository_id = ${repositoryId} AND q.patch_id = p.patch_id AND q.commit_id > p.commit_id
    WHERE p.repository_id = ${repositoryId} AND p.commit_id = ANY(${ids}::int[]) AND ${inRanges(sql`q.commit_id`, ranges)}
      AND q.commit_id > (SELECT min(l.commit_id) FROM commit_links l
        WHERE l.repository_id = ${repositoryId} AND l.target_commit_id = p.commit_id AND l.kind = 'reverts')
    ORDER BY q.commit_id`)
  for (const { id, twin } of await db.query<{ id: number; twin: number }>(text, parameters)) add(twins, id, twin)
  return twins
}

export interface ListedReverts {
  /**
   * {sha, subject, author, email, authoredAt, revertedSha, revertedSubject, state, stateSha}, newest first. `state`:
   * `reverted`: the change is out; `re-applied`: by the commit `stateSha` it is back in; `unknown`: what it reverts is
   * not in this history. A revert of several commits is told by the first.
   */
  readonly rows: readonly Row[]
  readonly total: number
  readonly sql: string
}

/**
 * The reverts among the commits of a query.
 *
 * @throws SparkyError `git/bad-revision` when an end of the reach is not indexed.
 */
export async function listReverts(
  context: HistoryContext,
  reach: ReachIndex,
  { limit, ...query }: Omit<CommitQuery, 'result' | 'within'> & { readonly limit: number },
): Promise<ListedReverts> {
  const { to } = query.reach
  const reverts = await openReverts(context, (await reach.of(to)).ranges)
  const {
    rows: found,
    total,
    sql: receipt,
  } = await runCommitQuery(context, reach, {
    ...query,
    within: rangesOfIds(reverts.ids),
    result: { kind: 'list', limit },
  })
  const ids = await Promise.all(found.map(async ({ sha }) => (await reach.idOf(String(sha))) ?? 0))
  const told = ids.map((id) => tell(reverts, id))
  const rows = await commitRows(
    context,
    [...ids, ...told.flatMap(({ targetId, stateId }) => [targetId, stateId])].filter((id) => id !== undefined),
  )
  return {
    rows: ids.map((id, index): Row => {
      const { targetId, state, stateId } = told[index] ?? { state: 'unknown' }
      const target = targetId === undefined ? undefined : rows.get(targetId)
      return {
        ...rows.get(id),
        revertedSha: target?.sha ?? null,
        revertedSubject: target?.subject ?? null,
        state,
        stateSha: (stateId !== undefined && rows.get(stateId)?.sha) || null,
      }
    }),
    total,
    sql: receipt,
  }
}

interface Told {
  readonly targetId?: number
  readonly state: 'reverted' | 're-applied' | 'unknown'
  readonly stateId?: number
}

function tell(reverts: Reverts, id: number): Told {
  const [targetId] = reverts.undoes(id)
  if (targetId === undefined) return { state: 'unknown' }
  if (!reverts.isInForce(targetId)) return { targetId, state: 'reverted' }
  const back = reverts.chainOf(targetId).findLast((step) => step.kind === 're-applied' && step.commitId > id)
  return { targetId, state: 're-applied', ...(back && { stateId: back.commitId }) }
}
