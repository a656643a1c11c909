// Lines of the text files of a commit, counted by one process.
import { decodePath } from './paths.ts'
import { requireOid } from './revisions.ts'
import { runGit } from './run.ts'

const COUNT_TIMEOUT_MS = 60_000

/**
 * Lines by path of every text file below a path; a last line without a line break counts. Binary and empty files are not in it.
 *
 * @param o.revision  Full id of a commit.
 * @param o.path      A file or folder; default: everything.
 * @throws SparkyError `git/timeout`, `git/output-limit`, `git/aborted`, `git/failed`.
 */
export async function countLines(o: {
  readonly gitFolder: string
  readonly revision: string
  readonly path?: string
  readonly signal?: AbortSignal
}): Promise<ReadonlyMap<string, number>> {
  const revision = requireOid(o.revision)
  const { stdout } = await runGit({
    args: [
      'grep',
      '-I',
      '-c',
      '-z',
      '--full-name',
      '--no-color',
      '-e',
      '',
      revision,
      '--',
      ...(o.path ? [o.path] : []),
    ],
    gitFolder: o.gitFolder,
    timeoutMs: COUNT_TIMEOUT_MS,
    expectedExitCodes: [0, 1],
    ...(o.signal && { signal: o.signal }),
  })
  const lines = new Map<string, number>()
  for (let at = 0; at < stdout.length; ) {
    // `<revision>:<path>` NUL `<count>` LF
    const pathEnd = stdout.indexOf(0, at)
    const end = stdout.indexOf(10, pathEnd)
    if (pathEnd < 0 || end < 0) break
    lines.set(
      decodePath(stdout.subarray(at + revision.length + 1, pathEnd)),
      Number(stdout.toString('latin1', pathEnd + 1, end)),
    )
    at = end + 1
  }
  return lines
}
