// Who wrote these lines: blame of a range of one file at one commit.
import { SparkyError } from '../errors.ts'
import { decodePath, encodePath } from './paths.ts'
import { requireOid } from './revisions.ts'
import { runGit } from './run.ts'

export interface BlameLine {
  /** In the file as of the revision that was asked about, from 1. */
  readonly line: number
  /** The commit that gave the line its present form. */
  readonly oid: string
  /** Where the line stood in that commit. */
  readonly originalPath: string
  readonly originalLine: number
  readonly text: string
}

/** Most lines of one call; more would not be read by anyone. */
export const BLAME_LIMIT_LINES = 2_000
/** Commits passed by at most: each is an argument, and projects that keep such a list have some dozens in it. */
export const IGNORED_LIMIT = 500
/** `<oid> <original line> <line> [<lines of the group>]` */
const HEADER = /^([0-9a-f]{40}|[0-9a-f]{64}) (\d+) (\d+)/
const QUOTED: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }

/**
 * The lines `startLine` to `endLine` in order; cut after BLAME_LIMIT_LINES.
 *
 * Empty when the file does not exist in that revision or has fewer lines.
 *
 * @param o.revision     Full id of a commit.
 * @param o.followMoves  Look through changes of white space and at lines moved or copied from other files (`-w -M -C -C`).
 * @param o.ignoredRevisions  Full ids of commits that are passed by; the first IGNORED_LIMIT of them. Each has to exist.
 * @param o.timeoutMs    Default GIT_TIMEOUT_MS.
 * @throws SparkyError `git/bad-object`, `git/timeout`, `git/aborted`, `git/failed`.
 */
export async function blameLines(o: {
  readonly gitFolder: string
  readonly revision: string
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly followMoves?: boolean
  readonly ignoredRevisions?: readonly string[]
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}): Promise<readonly BlameLine[]> {
  const startLine = Math.max(1, Math.floor(o.startLine))
  const endLine = Math.min(Math.floor(o.endLine), startLine + BLAME_LIMIT_LINES - 1)
  if (!(endLine >= startLine)) return []
  const { stdout, stderr, exitCode } = await runGit({
    args: [
      'blame',
      '--line-porcelain',
      '--no-textconv',
      ...(o.followMoves === true ? ['-w', '-M', '-C', '-C'] : []),
      ...(o.ignoredRevisions ?? []).slice(0, IGNORED_LIMIT).map((oid) => `--ignore-rev=${requireOid(oid)}`),
      `-L${startLine},${endLine}`,
      requireOid(o.revision),
      '--',
      requireText(o.path),
    ],
    gitFolder: o.gitFolder,
    expectedExitCodes: [0, 128],
    ...(o.timeoutMs === undefined ? {} : { timeoutMs: o.timeoutMs }),
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
  if (exitCode === 128) {
    // LC_ALL=C keeps these words as they are.
    if (/has only \d+ lines?|no such path/.test(stderr)) return []
    throw failedError(o.path, stderr)
  }
  return parsePorcelain(stdout)
}

function parsePorcelain(output: Buffer): readonly BlameLine[] {
  const found: BlameLine[] = []
  let header: RegExpExecArray | null = null
  let originalPath = ''
  for (let start = 0; start < output.length; ) {
    const newline = output.indexOf(10, start)
    const end = newline < 0 ? output.length : newline
    if (output[start] === 9) {
      const [, oid = '', originalLine, line] = header ?? []
      const text = output.toString('utf8', start + 1, end)
      found.push({ line: Number(line), oid, originalPath, originalLine: Number(originalLine), text })
      header = null
    } else if (header === null) header = HEADER.exec(output.toString('latin1', start, end))
    else if (output.toString('latin1', start, start + 9) === 'filename ') {
      originalPath = decodePath(unquote(output.subarray(start + 9, end)))
    }
    start = end + 1
  }
  return found
}

/** Git puts paths with unusual bytes in quotes, with escapes as in C. */
function unquote(path: Buffer): Buffer {
  if (path[0] !== 34) return path
  const bytes: number[] = []
  const text = path.toString('latin1', 1, path.length - 1)
  for (const [, octal, letter, plain] of text.matchAll(/\\([0-7]{3})|\\(.)|([^\\])/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8))
    else bytes.push(letter === undefined ? (plain ?? '').charCodeAt(0) : (QUOTED[letter] ?? letter.charCodeAt(0)))
  }
  return Buffer.from(bytes)
}

/**
 * The path as an argument of a process.
 *
 * @throws SparkyError `git/failed` for a path that is not UTF-8: arguments are text, so it cannot be handed over.
 */
export function requireText(path: string): string {
  const bytes = encodePath(path)
  const text = bytes.toString('utf8')
  if (!text.includes('\0') && Buffer.from(text, 'utf8').equals(bytes)) return text
  throw failedError(path, 'its name is not UTF-8')
}

function failedError(path: string, reason: string): SparkyError {
  return new SparkyError({
    code: 'git/failed',
    message: `Git could not trace the lines of ${path.slice(0, 200)}: ${reason.trim().slice(-500)}`,
    remedy: 'Check the path; if it is right, check the repository with "git fsck".',
  })
}
