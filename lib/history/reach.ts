// Which commits a revision or a range of revisions reaches, from the commit graph in memory.
import { SparkyError } from '#lib/errors.ts'
import type { HistoryContext } from './context.ts'
import { type CommitGraph, countMarks, createGraph, multirangeOfMarks, subtractMarks } from './graph.ts'

/** The commits that a question may be about. */
export interface Reach {
  /** The commit from which they are reached. */
  readonly oid: string
  /** How many they are. */
  readonly commitCount: number
  /** Their ids as a Postgres int4multirange literal, `{[1,5532)}`; `{}` when there are none. */
  readonly ranges: string
  /** True when every commit that is indexed now is among them. */
  readonly includesAll: boolean
}

/** Reachability of one repository. Later commits are taken up by themselves; an answer never changes once given. */
export interface ReachIndex {
  /**
   * Everything reachable from a commit, itself included.
   *
   * @throws SparkyError `git/bad-revision` when the commit is not indexed.
   */
  of(oid: string): Promise<Reach>
  /** Reachable from `toOid` and not from `fromOid`, as `git log from..to`. Errors as `of`. */
  between(fromOid: string, toOid: string): Promise<Reach>
  /** Either of the two; with `firstParent` only what is reached over first parents from `to`, as `git log --first-parent`. */
  along(ends: { readonly to: string; readonly from?: string; readonly firstParent?: boolean }): Promise<Reach>
  /** True when `descendant` is `ancestor` or descends from it; false when either is not indexed. */
  contains(pair: { readonly ancestor: string; readonly descendant: string }): Promise<boolean>
  /** Of the given commits, those that are `oid` or descend from it, in the order given; unknown ones are left out. */
  descendantsAmong(oid: string, candidates: readonly string[]): Promise<readonly string[]>
  /** The id of an indexed commit. */
  idOf(oid: string): Promise<number | undefined>
  /** The graph, holding at least every commit that `idOf` has named. */
  graph(): Promise<CommitGraph>
  /** Every rename of the history by its new path, newest first. */
  renames(): Promise<ReadonlyMap<string, readonly Rename[]>>
}

/** A commit that gave a file a new path. */
export interface Rename {
  readonly commitId: number
  readonly path: string
  readonly oldPath: string
}

/** Reaches and ids kept; a reach is a few KiB, an id less than 100 bytes. */
const REACHES_KEPT = 128
const IDS_KEPT = 50_000
/** Renames held of one repository, the newest; each takes some 200 bytes. */
const RENAMES_LIMIT = 500_000
/** Commits read from the table in one statement: about 10 ms of it. */
const LOAD_STEP = 20_000

/** Opens the index; nothing is read before the first question. */
export function openReach(context: HistoryContext): ReachIndex {
  const { db, repositoryId } = context
  const graph = createGraph()
  const reaches = new Map<string, Reach>()
  const ids = new Map<string, number>()
  let loading: Promise<void> | undefined

  /** Brings the graph up to the commit `id`. One load at a time; a failed one may be tried again. */
  const loadUpTo = async (id: number): Promise<void> => {
    while (graph.count < id) {
      loading ??= load().finally(() => {
        loading = undefined
      })
      const before = graph.count
      await loading
      if (graph.count === before) throw notIndexed(`commit number ${id}`)
    }
  }
  const load = async (): Promise<void> => {
    for (;;) {
      const first = graph.count + 1
      // One text instead of one row a commit: a tenth of the time on both engines.
      const [row] = await db.query<{ parents: string | null; count: number }>(
        `SELECT string_agg(array_to_string(parents, ' '), ',' ORDER BY id) AS parents, count(*) AS count
         FROM commits WHERE repository_id = $1 AND id >= $2 AND id < $3`,
        [repositoryId, first, first + LOAD_STEP],
      )
      if (!row || row.count === 0) return
      for (const parents of (row.parents ?? '').split(','))
        graph.append(parents === '' ? [] : parents.split(' ').map(Number))
      if (row.count < LOAD_STEP) return
    }
  }

  let renames:
    | { readonly commitCount: number; readonly byPath: Promise<ReadonlyMap<string, readonly Rename[]>> }
    | undefined
  const loadRenames = async (): Promise<ReadonlyMap<string, readonly Rename[]>> => {
    const rows = await db.query<Rename>(
      `SELECT x.commit_id AS "commitId", p.path, o.path AS "oldPath" FROM changes x
       JOIN paths p ON p.repository_id = $1 AND p.id = x.path_id
       JOIN paths o ON o.repository_id = $1 AND o.id = x.old_path_id
       WHERE x.repository_id = $1 AND x.old_path_id IS NOT NULL AND x.status = 'R'
       ORDER BY x.commit_id DESC LIMIT ${RENAMES_LIMIT}`,
      [repositoryId],
    )
    return Map.groupBy(rows, (rename) => rename.path)
  }

  const lookUp = async (oids: readonly string[]): Promise<void> => {
    const unknown = [...new Set(oids)].filter((oid) => !ids.has(oid))
    if (unknown.length === 0) return
    const rows = await db.query<{ oid: string; id: number }>(
      'SELECT oid, id FROM commits WHERE repository_id = $1 AND oid = ANY($2::text[])',
      [repositoryId, unknown],
    )
    if (ids.size + rows.length > IDS_KEPT) ids.clear()
    for (const { oid, id } of rows) ids.set(oid, id)
  }
  const idOf = async (oid: string): Promise<number | undefined> => {
    await lookUp([oid])
    const id = ids.get(oid)
    if (id !== undefined) await loadUpTo(id)
    return id
  }
  const knownId = async (oid: string): Promise<number> => {
    const id = await idOf(oid)
    if (id === undefined) throw notIndexed(`commit ${oid}`)
    return id
  }
  const remember = (key: string, make: () => Reach): Reach => {
    const known = reaches.get(key)
    const reach = known ?? make()
    reaches.delete(key)
    reaches.set(key, reach)
    for (const oldest of reaches.keys()) {
      if (reaches.size <= REACHES_KEPT) break
      reaches.delete(oldest)
    }
    // What "all" means changes with every refresh; the commits reached do not.
    return { ...reach, includesAll: reach.commitCount === graph.count }
  }
  const reachOf = (oid: string, marks: Uint8Array): Reach => {
    const commitCount = countMarks(marks)
    return { oid, commitCount, ranges: multirangeOfMarks(marks), includesAll: commitCount === graph.count }
  }

  const along: ReachIndex['along'] = async ({ to, from, firstParent = false }) => {
    const toId = await knownId(to)
    const fromId = from === undefined ? undefined : await knownId(from)
    return remember(`${from ?? ''}..${to}${firstParent ? ' by first parents' : ''}`, () => {
      const marks = firstParent ? firstParentsOf(graph, toId) : graph.ancestorsOf([toId])
      return reachOf(to, fromId === undefined ? marks : subtractMarks(marks, graph.ancestorsOf([fromId])))
    })
  }

  return {
    idOf,
    along,
    of: (oid) => along({ to: oid }),
    between: (fromOid, toOid) => along({ from: fromOid, to: toOid }),
    async contains({ ancestor, descendant }) {
      const [low, high] = [await idOf(ancestor), await idOf(descendant)]
      return low !== undefined && high !== undefined && graph.ancestorsOf([high])[low] === 1
    },
    async descendantsAmong(oid, candidates) {
      const id = await idOf(oid)
      if (id === undefined) return []
      await lookUp(candidates)
      const wanted = candidates.map((candidate) => ids.get(candidate) ?? 0)
      await loadUpTo(wanted.reduce((highest, each) => Math.max(highest, each), 0))
      const marks = graph.descendantsOf(id)
      return candidates.filter((_, index) => marks[wanted[index] ?? 0] === 1)
    },
    async graph() {
      return graph
    },
    renames() {
      if (renames?.commitCount === graph.count) return renames.byPath
      const byPath = loadRenames()
      renames = { commitCount: graph.count, byPath }
      // A failed load may be tried again.
      byPath.catch(() => {
        renames = undefined
      })
      return byPath
    },
  }
}

/** The commit itself and its line of first parents: what was done on one branch. */
function firstParentsOf(graph: CommitGraph, id: number): Uint8Array {
  const marks = new Uint8Array(graph.count + 1)
  for (let next: number | undefined = id; next !== undefined; next = graph.parentsOf(next)[0]) marks[next] = 1
  return marks
}

function notIndexed(what: string): SparkyError {
  return new SparkyError({
    code: 'git/bad-revision',
    message: `There is no ${what} in the indexed history.`,
    remedy: 'Refresh the repository if the commit is new; it must belong to a branch or tag.',
  })
}
