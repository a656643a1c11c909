// The commits that only renamed the file of a range of lines: git's log of the lines follows them without a word.
import type { ChainLink } from './line-chain.ts'
import type { LineCommits } from './line-commits.ts'
import type { ReachIndex, Rename } from './reach.ts'

/** Renames between two changes of the lines; more are a loop of broken history. */
const RENAMES_LIMIT = 20

/**
 * Renames that lie between the changes, and between the newest and `revision`, newest first.
 *
 * @param o.links  Newest first; their commits are loaded.
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function renamesBetween(
  reach: ReachIndex,
  o: {
    readonly revision: string
    readonly path: string
    readonly links: readonly ChainLink[]
    readonly commits: LineCommits
  },
): Promise<readonly Rename[]> {
  const head = (await reach.idOf(o.revision)) ?? 0
  let [path, below] = [o.path, head + 1]
  const gaps = o.links.map((link) => {
    const id = o.commits.get(link.oid)?.id ?? 0
    const gap = { from: path, below, to: link.path, above: id }
    ;[path, below] = [link.movedFrom ?? link.oldPath ?? link.path, id]
    return gap
  })
  const open = gaps.filter(({ from, to }) => from !== to)
  if (open.length === 0) return []
  const [renames, graph] = [await reach.renames(), await reach.graph()]
  const reached = graph.ancestorsOf([head])
  return open.flatMap(({ from, below: newest, to, above }) => {
    const found: Rename[] = []
    for (let name = from, limit = newest; name !== to; ) {
      const rename = renames
        .get(name)
        ?.find(({ commitId }) => commitId < limit && commitId > above && reached[commitId] === 1)
      if (rename === undefined || found.length >= RENAMES_LIMIT) return []
      found.push(rename)
      ;[name, limit] = [rename.oldPath, rename.commitId]
    }
    return found
  })
}
