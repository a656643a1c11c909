// The output of `git log --numstat -z --format=%H` as line counts of each commit.
import { PATH_LIMIT_BYTES } from './parse-commits.ts'
import { decodePath } from './paths.ts'
import { splitTokens } from './tokens.ts'

export interface FileLineCount {
  /** UTF-8; see `decodePath`. The new path of a rename. */
  readonly path: string
  /** Null for a binary file. */
  readonly additions: number | null
  readonly deletions: number | null
}

export interface LineCounts {
  readonly oid: string
  readonly files: readonly FileLineCount[]
  /** True when files were left out: their paths are too long, or git could not count them. */
  readonly cut: boolean
}

const NEWLINE = 0x0a
const TAB = 0x09
/** `12<tab>3<tab>`, or dashes for a binary file. */
const COUNTS = /^(\d+|-)\t(\d+|-)\t/
/** Longest token that can be an object id. */
const OID_LENGTHS: ReadonlySet<number> = new Set([40, 64])

/**
 * A commit is its id, then a token a file: `added deleted path`, with a line break before the first. A renamed file has
 * an empty path there and its old and new path in two tokens of their own.
 */
export async function* parseLineCounts(output: AsyncIterable<Buffer>): AsyncGenerator<LineCounts[]> {
  let oid = ''
  let files: FileLineCount[] = []
  let cut = false
  let renamed: { readonly additions: number | null; readonly deletions: number | null; isNewNext: boolean } | undefined

  for await (const tokens of splitTokens(output)) {
    const commits: LineCounts[] = []
    for (const { bytes } of tokens) {
      if (renamed !== undefined) {
        if (renamed.isNewNext) {
          if (bytes.length <= PATH_LIMIT_BYTES) files.push(file(bytes, renamed))
          else cut = true
          renamed = undefined
        } else renamed.isNewNext = true
        continue
      }
      if (OID_LENGTHS.has(bytes.length) && bytes[0] !== NEWLINE && !bytes.includes(TAB)) {
        if (oid !== '') commits.push({ oid, files, cut })
        oid = bytes.toString('latin1')
        files = []
        cut = false
        continue
      }
      const start = bytes[0] === NEWLINE ? 1 : 0
      const match = COUNTS.exec(bytes.toString('latin1', start, start + 40))
      if (match === null) continue
      const counts = { additions: readCount(match[1]), deletions: readCount(match[2]) }
      const path = bytes.subarray(start + match[0].length)
      if (path.length === 0) renamed = { ...counts, isNewNext: false }
      else if (path.length <= PATH_LIMIT_BYTES) files.push(file(path, counts))
      else cut = true
    }
    if (commits.length > 0) yield commits
  }
  if (oid !== '') yield [{ oid, files, cut }]
}

function file(
  path: Buffer,
  counts: { readonly additions: number | null; readonly deletions: number | null },
): FileLineCount {
  return { path: decodePath(path), additions: counts.additions, deletions: counts.deletions }
}

function readCount(text: string | undefined): number | null {
  return text === undefined || text === '-' ? null : Number(text)
}
