// The names of files over time: one file's former paths, and every path that ever was.
import { encodePath } from '#lib/git/log-stream.ts'
import { runGit } from '#lib/git/run.ts'
import { endingOf, type PathSpan, touches } from './commit-sql.ts'
import type { HistoryContext } from './context.ts'
import { type CommitGraph, countMarks, multirangeOfMarks } from './graph.ts'
import { readCommitsState } from './ingest-state.ts'
import { type PathMatch, rankPaths } from './rank-paths.ts'
import type { ReachIndex, Rename } from './reach.ts'
import { sql, toStatement } from './sql.ts'
import { onlyReachable } from './unreachable.ts'

/** One name of a file, and when it had it. */
export interface PathStep {
  readonly path: string
  /** Commits in which this name means the file, as an int4multirange. */
  readonly ranges: string
  /** The commit that gave the file its next name; absent for the name it has at the revision. */
  readonly renamedIn?: number
}

/** Names followed of one file; a file that was moved more often is rather a loop of broken history. */
const STEPS_LIMIT = 100

/**
 * The names that lead to `path` as of `revision`, newest first; `path` itself is always the first.
 *
 * A former name counts only in the ancestors of the commit that renamed it: what lived under that name on other branches or
 * later is another file. Where branches renamed separately, every branch is followed.
 *
 * @throws SparkyError `git/bad-revision` when the revision is not indexed.
 */
export async function pathLineage(
  _context: HistoryContext,
  reach: ReachIndex,
  { path, revision }: { readonly path: string; readonly revision: string },
): Promise<readonly PathStep[]> {
  const start = (await reach.idOf(revision)) ?? 0
  const { ranges } = await reach.of(revision)
  const renames = await reach.renames()
  if (!renames.has(path)) return [{ path, ranges }]
  return walkLineage(await reach.graph(), { path, start, renames })
}

/** Paths as spans for a query; files are followed over their former names when asked. */
export async function pathSpans(
  context: HistoryContext,
  reach: ReachIndex,
  o: { readonly paths: readonly string[]; readonly revision: string; readonly followRenames: boolean },
): Promise<readonly PathSpan[]> {
  const spans: PathSpan[] = []
  for (const path of o.paths) {
    const isFile = !path.endsWith('/') && endingOf(path) === undefined
    const steps = o.followRenames && isFile ? await pathLineage(context, reach, { path, revision: o.revision }) : []
    // A single name needs no range: the reach of the question bounds it already.
    if (steps.length > 1) spans.push(...steps)
    else spans.push({ path })
  }
  return spans
}

interface Walk {
  readonly path: string
  readonly start: number
  readonly renames: ReadonlyMap<string, readonly Rename[]>
}

/** What is known about one name so far. */
interface NameMarks {
  /** Commits in which the name means the file. */
  readonly own: Uint8Array
  /** Commits that were decided, either way. */
  readonly seen: Uint8Array
  readonly renamedIn: number | undefined
}

function walkLineage(graph: CommitGraph, { path, start, renames }: Walk): readonly PathStep[] {
  const names = new Map<string, NameMarks>()
  const open: { readonly path: string; readonly marks: Uint8Array; readonly renamedIn?: number }[] = [
    { path, marks: graph.ancestorsOf([start]) },
  ]
  for (let step = open.shift(), steps = 0; step !== undefined && steps < STEPS_LIMIT; step = open.shift(), steps += 1) {
    const name = names.get(step.path) ?? {
      own: new Uint8Array(graph.count + 1),
      seen: new Uint8Array(graph.count + 1),
      renamedIn: step.renamedIn,
    }
    names.set(step.path, name)
    const fresh = step.marks.map((mark, id) => (mark === 1 && name.seen[id] !== 1 ? 1 : 0))
    mark(name.seen, fresh)
    for (const { commitId, oldPath } of renames.get(step.path) ?? []) {
      if (fresh[commitId] !== 1) continue
      const before = graph.ancestorsOf(graph.parentsOf(commitId))
      for (let id = 1; id < before.length; id += 1) if (before[id] === 1) fresh[id] = 0
      open.push({ path: oldPath, marks: before, renamedIn: commitId })
    }
    mark(name.own, fresh)
  }
  return [...names]
    .filter(([name, { own }]) => name === path || countMarks(own) > 0)
    .map(([name, { own, renamedIn }]) => ({
      path: name,
      ranges: multirangeOfMarks(own),
      ...(renamedIn !== undefined && { renamedIn }),
    }))
}

function mark(marks: Uint8Array, added: Uint8Array): void {
  for (let id = 1; id < marks.length; id += 1) if (added[id] === 1) marks[id] = 1
}

/** A file or folder that exists or existed. */
export interface FoundPath extends PathMatch {
  /** True when it is in the tree of HEAD. */
  readonly existsAtHead: boolean
  /** Commits that touched it, in the history that refs lead to. */
  readonly commits: number
  /** The first and the last of them: object ids. */
  readonly firstCommit: string
  readonly lastCommit: string
}

/** Paths that git is asked about at once. */
const EXISTENCE_LIMIT = 1_000
/** Paths read for one look-up: the whole of all but giant repositories. */
const PATHS_LIMIT = 500_000
/** Candidates whose commits are looked at before ranking, for each one wanted. */
const CANDIDATES = 3

/**
 * Files and folders that `pattern` may mean, best first: exact, in other case, a suffix ("sessions.py", "flask/app.py"), a
 * folder, a basename without extension, or a small typo when nothing else fits; also those that no longer exist. Empty when
 * nothing fits.
 *
 * Of equally good ones, those that exist come first, then those nearer to the root, then the ones changed more often.
 */
export async function pathsEver(
  context: HistoryContext,
  { pattern, limit = 20 }: { readonly pattern: string; readonly limit?: number },
): Promise<readonly FoundPath[]> {
  const { db, repositoryId } = context
  const rows = await db.query<{ paths: string | null }>(
    `SELECT string_agg(path, E'\\x01') AS paths FROM (SELECT path FROM paths WHERE repository_id = $1 LIMIT ${PATHS_LIMIT}) p`,
    [repositoryId],
  )
  const best = rankPaths(pattern.trim(), rows[0]?.paths?.split('\x01') ?? [])
  const existing = await existingAtHead(
    context,
    best.slice(0, EXISTENCE_LIMIT).map(({ path }) => path),
  )
  const ordered = best.toSorted(
    (a, b) => b.score - a.score || Number(existing.has(b.path)) - Number(existing.has(a.path)),
  )
  const found: FoundPath[] = []
  for (const match of ordered.slice(0, CANDIDATES * limit)) {
    const life = await lifeOf(context, match.path)
    if (life) found.push({ ...match, existsAtHead: existing.has(match.path), ...life })
  }
  const depth = (path: string) => path.split('/').length
  return found
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        Number(b.existsAtHead) - Number(a.existsAtHead) ||
        depth(a.path) - depth(b.path) ||
        b.commits - a.commits ||
        (a.path < b.path ? -1 : 1),
    )
    .slice(0, limit)
}

/** Whether exactly this file, or folder with `/` at its end, is or was in the history that refs lead to. */
export async function isPathEver(context: HistoryContext, path: string): Promise<boolean> {
  if (path === '' || path === '/') return false
  return (await lifeOf(context, path)) !== undefined
}

async function lifeOf(
  context: HistoryContext,
  path: string,
): Promise<{ readonly commits: number; readonly firstCommit: string; readonly lastCommit: string } | undefined> {
  const { db, repositoryId } = context
  const state = await readCommitsState(db, repositoryId)
  const { text, parameters } = toStatement(sql`
    WITH life AS (
      SELECT count(DISTINCT x.commit_id) AS commits, min(x.commit_id) AS first_id, max(x.commit_id) AS last_id
      FROM changes x WHERE x.repository_id = ${repositoryId} AND (${touches(repositoryId, [{ path }])})
        AND ${onlyReachable(sql`x.commit_id`, state)})
    SELECT l.commits, a.oid AS "firstCommit", z.oid AS "lastCommit" FROM life l
    JOIN commits a ON a.repository_id = ${repositoryId} AND a.id = l.first_id
    JOIN commits z ON z.repository_id = ${repositoryId} AND z.id = l.last_id`)
  const [life] = await db.query<{ commits: number; firstCommit: string; lastCommit: string }>(text, parameters)
  return life
}

/** Which of the paths (folders with `/`) are in the tree of HEAD. */
async function existingAtHead({ gitFolder }: HistoryContext, paths: readonly string[]): Promise<ReadonlySet<string>> {
  // A line is one question to git, so a path with a line break cannot be asked about in this way.
  const askable = paths.filter((path) => !path.includes('\n'))
  if (askable.length === 0) return new Set()
  const { stdout } = await runGit({
    args: ['cat-file', '--batch-check=%(objecttype)'],
    gitFolder,
    input: Buffer.concat(
      askable.map((path) => Buffer.concat([Buffer.from('HEAD:'), encodePath(path.replace(/\/$/, '')), NEWLINE])),
    ),
  })
  const types = stdout.toString('latin1').split('\n')
  return new Set(askable.filter((path, index) => types[index] === (path.endsWith('/') ? 'tree' : 'blob')))
}

const NEWLINE = Buffer.from('\n')
