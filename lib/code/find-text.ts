// Exact text and patterns in the files of a revision, found by git itself.
import { decodePath } from '#lib/git/log-stream.ts'
import { runGit } from '#lib/git/run.ts'

export interface FindTextOptions {
  readonly gitFolder: string
  /** A literal text, or a Perl-compatible regular expression. */
  readonly pattern: string
  readonly fixed: boolean
  /** Full id of a commit. */
  readonly revision: string
  /** Pathspecs with magic, of our own; default: every file. */
  readonly globs?: readonly string[]
  readonly limit: number
  readonly signal: AbortSignal
}

export interface FoundText {
  readonly matches: readonly { readonly path: string; readonly line: number; readonly text: string }[]
  /** True when there are more matches than the limit. */
  readonly cut: boolean
  /** What a reader can run to see the same. */
  readonly command: string
}

/** A pattern that needs longer is refused by git's match limit or this clock. */
const GREP_TIMEOUT_MS = 5_000
const LINE_LIMIT_CHARACTERS = 500

/** @throws SparkyError `git/timeout`, `git/output-limit`, `git/failed` for a pattern that is no regular expression. */
export async function findTextInGit({
  gitFolder,
  pattern,
  fixed,
  revision,
  globs = [],
  limit,
  signal,
}: FindTextOptions): Promise<FoundText> {
  const { stdout } = await runGit({
    args: [
      'grep',
      '-I',
      '-n',
      '-z',
      '--full-name',
      '--no-color',
      fixed ? '-F' : '-P',
      '-e',
      pattern,
      revision,
      '--',
      ...globs,
    ],
    gitFolder,
    globPathspecs: globs.length > 0,
    timeoutMs: GREP_TIMEOUT_MS,
    expectedExitCodes: [0, 1],
    priority: 'interactive',
    signal,
  })
  const matches: { path: string; line: number; text: string }[] = []
  let cut = false
  for (let at = 0; at < stdout.length; ) {
    // `<revision>:<path>` NUL `<line>` NUL `<text>` LF
    const pathEnd = stdout.indexOf(0, at)
    const lineEnd = stdout.indexOf(0, pathEnd + 1)
    if (pathEnd < 0 || lineEnd < 0) break
    const textEnd = stdout.indexOf(10, lineEnd)
    const end = textEnd < 0 ? stdout.length : textEnd
    if (matches.length === limit) {
      cut = true
      break
    }
    matches.push({
      path: decodePath(stdout.subarray(at + revision.length + 1, pathEnd)),
      line: Number(stdout.subarray(pathEnd + 1, lineEnd).toString('latin1')),
      text: stdout
        .subarray(lineEnd + 1, end)
        .toString('utf8')
        .slice(0, LINE_LIMIT_CHARACTERS),
    })
    at = end + 1
  }
  return {
    matches,
    cut,
    command: `git grep -n ${fixed ? '-F' : '-P'} -e '${pattern.replaceAll("'", "'\\''")}' ${revision.slice(0, 12)}`,
  }
}
