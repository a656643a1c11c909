// Two revisions side by side: where they part, and which files differ.
import { decodePath } from '#lib/git/log-stream.ts'
import { requireOid } from '#lib/git/revisions.ts'
import { runGit } from '#lib/git/run.ts'
import type { HistoryContext } from './context.ts'
import type { CommitGraph } from './graph.ts'
import type { ReachIndex } from './reach.ts'

/**
 * The best common ancestors of two commits, as `git merge-base --all`: those that no other common ancestor descends from.
 *
 * @returns Object ids, the newest first; empty when the histories have nothing in common.
 * @throws SparkyError `git/bad-revision` when a commit is not indexed.
 */
export async function mergeBases(
  { db, repositoryId }: HistoryContext,
  reach: ReachIndex,
  { a, b }: { readonly a: string; readonly b: string },
): Promise<readonly string[]> {
  await Promise.all([reach.of(a), reach.of(b)])
  const ids = bestCommon(await reach.graph(), (await reach.idOf(a)) ?? 0, (await reach.idOf(b)) ?? 0)
  const rows = await db.query<{ oid: string }>(
    'SELECT oid FROM commits WHERE repository_id = $1 AND id = ANY($2::int[]) ORDER BY committed_at_s DESC, id DESC',
    [repositoryId, ids],
  )
  return rows.map(({ oid }) => oid)
}

/** Common ancestors without a child among them: every descendant that is common is reached over such children. */
function bestCommon(graph: CommitGraph, a: number, b: number): readonly number[] {
  const [ofA, ofB] = [graph.ancestorsOf([a]), graph.ancestorsOf([b])]
  const isCommon = (id: number) => ofA[id] === 1 && ofB[id] === 1
  const hasChild = new Set<number>()
  const best: number[] = []
  // Children have larger ids, so they come first.
  for (let id = Math.min(a, b); id > 0; id -= 1) {
    if (!isCommon(id)) continue
    if (!hasChild.has(id)) best.push(id)
    for (const parent of graph.parentsOf(id)) hasChild.add(parent)
  }
  return best
}

/** A file that two trees have differently. */
export interface DifferingFile {
  readonly path: string
  /** The path in the first tree, of a rename. */
  readonly oldPath?: string
  /** Null for a binary file. */
  readonly additions: number | null
  readonly deletions: number | null
}

/**
 * Files that differ between the trees of two commits, in git's order, from `a` to `b`; renames by likeness, as git finds them.
 *
 * @throws SparkyError `git/too-large`, `git/timeout`, `git/aborted`, `git/failed`.
 */
export async function differingFiles(o: {
  readonly gitFolder: string
  readonly a: string
  readonly b: string
  readonly signal?: AbortSignal
}): Promise<readonly DifferingFile[]> {
  const { stdout } = await runGit({
    args: [
      'diff-tree',
      '-r',
      '-M',
      '-z',
      '--numstat',
      '--no-ext-diff',
      '--no-textconv',
      requireOid(o.a),
      requireOid(o.b),
    ],
    gitFolder: o.gitFolder,
    ...(o.signal && { signal: o.signal }),
  })
  return parseNumstat(stdout)
}

/** `added TAB removed TAB path NUL`, or of a rename an empty path, then `NUL old NUL new NUL`. */
function parseNumstat(output: Buffer): readonly DifferingFile[] {
  const files: DifferingFile[] = []
  let from = 0
  const next = (): Buffer | undefined => {
    const end = output.indexOf(0, from)
    if (end < 0) return undefined
    const field = output.subarray(from, end)
    from = end + 1
    return field
  }
  for (let field = next(); field !== undefined; field = next()) {
    const first = field.indexOf('\t')
    const second = field.indexOf('\t', first + 1)
    const count = (text: string) => (text === '-' ? null : Number(text))
    const lines = {
      additions: count(field.toString('latin1', 0, first)),
      deletions: count(field.toString('latin1', first + 1, second)),
    }
    const path = field.subarray(second + 1)
    if (path.length > 0) files.push({ path: decodePath(path), ...lines })
    else {
      const oldPath = decodePath(next() ?? path)
      files.push({ path: decodePath(next() ?? path), oldPath, ...lines })
    }
  }
  return files
}
