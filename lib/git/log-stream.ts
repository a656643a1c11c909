// The history as a stream: one `git log` process for all commits, or for the line counts of many.
import { COMMIT_FORMAT, type CommitRecord, parseCommits } from './parse-commits.ts'
import { type LineCounts, parseLineCounts } from './parse-line-counts.ts'
import { requireOid } from './revisions.ts'
import { runGit, streamGit } from './run.ts'

export type { CommitRecord, FileChange } from './parse-commits.ts'
export type { FileLineCount, LineCounts } from './parse-line-counts.ts'
export { decodePath, encodePath } from './paths.ts'

/** Which commits: reachable from `tips` and not from `exclude`; full object ids. */
export interface LogReach {
  readonly gitFolder: string
  readonly tips: readonly string[]
  readonly exclude: readonly string[]
  readonly signal?: AbortSignal
}

/** Commits in one batch: enough that a database call is worth it, few enough that the event loop breathes. */
const BATCH_COMMITS = 500
/** Flags under which a repository's own configuration and notes have no part in the output. */
const PLAIN = ['--no-ext-diff', '--no-textconv', '--no-show-signature', '--no-notes']

const COMMIT_FLAGS = [
  ...['--raw', '-M', '-z', '--no-abbrev', '--encoding=UTF-8', '--date=raw', `--format=${COMMIT_FORMAT}`],
  ...PLAIN,
]

/**
 * Commits with the files they changed, children before their parents (or after, if asked), in batches of at most 500.
 *
 * Renames are detected at git's default of 50 %. A message in another encoding is converted, broken text is replaced.
 *
 * @throws SparkyError `git/bad-object` for a tip that is no object id; `git/failed`, `git/timeout`, `git/aborted`.
 * @see https://git-scm.com/docs/git-log#_raw_output_format
 */
export async function* streamCommits(
  o: LogReach & { readonly parentsFirst?: boolean },
): AsyncIterable<readonly CommitRecord[]> {
  if (o.tips.length === 0) return
  const output = streamGit({
    args: ['log', '--topo-order', ...(o.parentsFirst ? ['--reverse'] : []), ...COMMIT_FLAGS, '--stdin'],
    gitFolder: o.gitFolder,
    input: reachLines(o),
    priority: 'background',
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
  yield* batches(parseCommits(output), BATCH_COMMITS)
}

/** How many commits `streamCommits` will give. */
export async function countCommits(o: LogReach): Promise<number> {
  if (o.tips.length === 0) return 0
  const { stdout } = await runGit({
    args: ['rev-list', '--count', '--stdin'],
    gitFolder: o.gitFolder,
    input: reachLines(o),
    timeoutMs: 120_000,
    priority: 'background',
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
  return Number(stdout.toString('latin1').trim())
}

/**
 * Lines added and deleted in each file of the given commits, in their order, in batches of at most 500.
 *
 * Every commit is answered; merges and empty commits with no files. Paths and renames are those of `streamCommits`.
 *
 * @param excludePaths  Globs of files that are left out, such as lock files: `**\/package-lock.json`.
 * @throws SparkyError as `streamCommits`.
 */
export async function* streamLineCounts(o: {
  readonly gitFolder: string
  readonly oids: Iterable<string>
  readonly excludePaths?: readonly string[]
  readonly signal?: AbortSignal
}): AsyncIterable<readonly LineCounts[]> {
  const excluded = (o.excludePaths ?? []).map((glob) => `:(exclude,glob)${glob}`)
  const output = streamGit({
    args: [
      'log',
      '--no-walk=unsorted',
      '--numstat',
      '-M',
      '-z',
      '--format=%H',
      '--sparse',
      ...PLAIN,
      '--stdin',
      '--',
      ...excluded,
    ],
    gitFolder: o.gitFolder,
    input: oidLines(o.oids),
    globPathspecs: excluded.length > 0,
    priority: 'background',
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
  yield* batches(parseLineCounts(output), BATCH_COMMITS)
}

function reachLines({ tips, exclude }: LogReach): string {
  return [...tips.map(requireOid), ...exclude.map((oid) => `^${requireOid(oid)}`), ''].join('\n')
}

function* oidLines(oids: Iterable<string>): Iterable<string> {
  let lines = ''
  for (const oid of oids) {
    lines += `${requireOid(oid)}\n`
    if (lines.length < 65_536) continue
    yield lines
    lines = ''
  }
  yield lines
}

async function* batches<T>(source: AsyncIterable<readonly T[]>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = []
  for await (const items of source) {
    for (const item of items) {
      batch.push(item)
      if (batch.length < size) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
