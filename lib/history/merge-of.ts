// Which merge brought a commit into the line of first parents that leads to a revision.
import type { HistoryContext } from './context.ts'
import type { ReachIndex } from './reach.ts'

/** Where a commit entered the main line. */
export type Entry =
  | { readonly kind: 'merged'; readonly mergeOid: string }
  /** The commit is itself on the line. */
  | { readonly kind: 'direct' }
  /** The revision does not reach it. */
  | { readonly kind: 'outside' }

/**
 * Walks the first parents of `revision` back to the commit that first had `oid`.
 *
 * @throws SparkyError `git/bad-revision` when either is not indexed.
 */
export async function entryOf(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  { oid, revision }: { readonly oid: string; readonly revision: string },
): Promise<Entry> {
  const [wanted, head] = [await reach.idOf(oid), await reach.idOf(revision)]
  if (wanted === undefined || head === undefined) return { kind: 'outside' }
  const graph = await reach.graph()
  // Everything that descends from the commit, in one pass: parents have smaller ids than their children.
  const has = new Uint8Array(graph.count + 1)
  has[wanted] = 1
  for (let id = wanted + 1; id <= head; id += 1)
    if (graph.parentsOf(id).some((parent) => has[parent] === 1)) has[id] = 1
  if (has[head] !== 1) return { kind: 'outside' }
  let entry = head
  for (
    let parent = graph.parentsOf(entry)[0];
    parent !== undefined && has[parent] === 1;
    parent = graph.parentsOf(entry)[0]
  )
    entry = parent
  if (entry === wanted) return { kind: 'direct' }
  const [row] = await db.query<{ oid: string }>('SELECT oid FROM commits WHERE repository_id = $1 AND id = $2', [
    repositoryId,
    entry,
  ])
  return row === undefined ? { kind: 'outside' } : { kind: 'merged', mergeOid: row.oid }
}
