// The commits that changed a range of lines, newest first, each with the lines before and after it: `git log -L`.
import { SparkyError } from '../errors.ts'
import { requireText } from './blame.ts'
import { decodePath } from './paths.ts'
import { isOid, requireOid } from './revisions.ts'
import { streamGit } from './run.ts'

/** One commit and what it did to the lines. */
export interface LineChange {
  readonly oid: string
  /** After the commit. */
  readonly path: string
  /** Before it; absent when the commit created the file. */
  readonly oldPath?: string
  /** Where the lines stand after the commit, from 1. */
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
  /** The lines before the commit, read as UTF-8; empty when it brought all of them. */
  readonly before: readonly string[]
  readonly after: readonly string[]
}

export interface LineLog {
  /** Newest first. */
  readonly changes: readonly LineChange[]
  /** True when a limit ended the walk before the oldest commit. */
  readonly cut: boolean
}

export interface LineLogOrder {
  readonly gitFolder: string
  /** Full id of a commit. */
  readonly revision: string
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  /** Most commits. */
  readonly limit: number
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** No line of a diff begins with NUL: each has a sign before it. */
const MARK = Buffer.from('\0')
const HUNK = /^@@ -\d+,(\d+) \+(\d+),(\d+) @@/
/** Text held of one walk: a hundred versions of a long class are about 4 MiB. */
const OUTPUT_LIMIT_BYTES = 32 * 1024 * 1024

/**
 * The history of lines `startLine` to `endLine` of a file as of `revision`; over renames of the file, as git sees them.
 *
 * Merges that only join are no change. Running out of time or room is no error: what was found until then is given,
 * with `cut`.
 *
 * @throws SparkyError `git/bad-object`, `git/aborted`; `git/failed`, also when the file has no such lines.
 * @see https://git-scm.com/docs/git-log#Documentation/git-log.txt--Lltstartgtltendgtltfilegt
 */
export async function logLines(o: LineLogOrder): Promise<LineLog> {
  const output = streamGit({
    args: [
      'log',
      `--max-count=${o.limit + 1}`,
      '--format=%x00%H',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      `-L${o.startLine},${o.endLine}:${requireText(o.path)}`,
      requireOid(o.revision),
    ],
    gitFolder: o.gitFolder,
    timeoutMs: o.timeoutMs,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
  const sections: Buffer[] = []
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of output) {
      rest = Buffer.concat([rest, chunk])
      for (let next = nextMark(rest); next > 0; next = nextMark(rest)) {
        sections.push(rest.subarray(0, next))
        rest = rest.subarray(next)
      }
    }
  } catch (error) {
    if (!isLimit(error)) throw error
    // The section that was being printed is not whole.
    return { changes: sections.flatMap(parseSection), cut: true }
  }
  const changes = [...sections, rest].flatMap(parseSection)
  return { changes: changes.slice(0, o.limit), cut: changes.length > o.limit }
}

function isLimit(error: unknown): boolean {
  return error instanceof SparkyError && (error.code === 'git/timeout' || error.code === 'git/output-limit')
}

/** Where the next commit begins; the mark of the one at the start does not count. */
function nextMark(bytes: Buffer): number {
  for (let at = bytes.indexOf(MARK, 1); at > 0; at = bytes.indexOf(MARK, at + 1))
    if (bytes[at - 1] === 10 && isOid(bytes.toString('latin1', at + 1, bytes.indexOf(10, at + 1)))) return at
  return -1
}

/** `NUL oid`, an empty line, `diff`, `---` and `+++` with bare paths, then hunks. */
function parseSection(section: Buffer): readonly LineChange[] {
  const oidEnd = section.indexOf(10)
  const oid = section.toString('latin1', 1, oidEnd)
  const body = section.subarray(oidEnd)
  const [old, path, hunks] = [body.indexOf('\n--- '), body.indexOf('\n+++ b/'), body.indexOf('\n@@ -')]
  if (!isOid(oid) || old < 0 || path < old || hunks < path) return []
  const oldPath = body.subarray(old + 5, path)
  const sides = readHunks(body.toString('utf8', hunks + 1).split('\n'))
  if (sides.after.length === 0) return []
  return [
    {
      oid,
      path: decodePath(body.subarray(path + 7, hunks)),
      ...(oldPath.toString('latin1').startsWith('a/') && { oldPath: decodePath(oldPath.subarray(2)) }),
      ...sides,
    },
  ]
}

/** Counted by the headers, so that no line can pass for one. */
function readHunks(lines: readonly string[]): Pick<LineChange, 'startLine' | 'endLine' | 'before' | 'after'> {
  const [before, after]: [string[], string[]] = [[], []]
  let [oldLeft, newLeft, startLine, endLine] = [0, 0, 0, 0]
  for (const line of lines) {
    if (oldLeft <= 0 && newLeft <= 0) {
      const [, oldCount, start, count] = HUNK.exec(line) ?? []
      if (start === undefined) continue
      ;[oldLeft, newLeft] = [Number(oldCount), Number(count)]
      startLine ||= Number(start)
      endLine = Number(start) + newLeft - 1
      continue
    }
    const [sign, text] = [line.charAt(0), line.slice(1)]
    if (sign !== '+' && sign !== '\\') oldLeft -= before.push(text) > 0 ? 1 : 0
    if (sign !== '-' && sign !== '\\') newLeft -= after.push(text) > 0 ? 1 : 0
  }
  return { startLine, endLine, before, after }
}
