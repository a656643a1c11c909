// Line ranges of a file at a revision, straight from the object store, with secrets masked.
import { isUtf8 } from 'node:buffer'
import type { ObjectReader } from '#lib/git/objects.ts'
import { maskSecrets } from '#lib/mask.ts'
import { isBinary } from './file-kind.ts'

export interface ReadLinesOptions {
  readonly objects: ObjectReader
  /** Full id of a commit. */
  readonly revision: string
  readonly path: string
  /** Counted from 1. */
  readonly startLine: number
  /** Inclusive; cut to the end of the file. */
  readonly endLine: number
}

export interface ReadLines {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly totalLines: number
  /** Secrets are masked. */
  readonly text: string
  /** True when lines were shortened. */
  readonly cut: boolean
}

/** Lines at most in one read. */
const MAX_LINES = 2000
/** A longer line is data; its start is shown. */
const LINE_LIMIT_CHARACTERS = 2000

/** Undefined when there is no such file, it is binary, or the range lies beyond its end. @throws SparkyError `git/too-large` */
export async function readLines({
  objects,
  revision,
  path,
  startLine,
  endLine,
}: ReadLinesOptions): Promise<ReadLines | undefined> {
  const content = await objects.read(`${revision}:${path}`)
  if (content === undefined || isBinary(content)) return undefined
  const { lines, totalLines } = maskedLines(content, startLine - 1, Math.min(endLine, startLine + MAX_LINES - 1))
  if (startLine < 1 || startLine > totalLines || lines.length === 0) return undefined
  return {
    path,
    startLine,
    endLine: startLine + lines.length - 1,
    totalLines,
    text: lines
      .map((line) => (line.length > LINE_LIMIT_CHARACTERS ? `${line.slice(0, LINE_LIMIT_CHARACTERS)}…` : line))
      .join('\n'),
    cut: lines.some((line) => line.length > LINE_LIMIT_CHARACTERS),
  }
}

/** What makes a secret of a value, other than the beginning of a private key, stands at most so many lines before it. */
const SECRET_REACH_LINES = 20
const LINE_FEED = 10

/**
 * Some lines of a file as they may be shown, and how many it has; fewer than wanted where it ends.
 *
 * Taking apart and masking a whole file takes 3 ms for 100 KB, so only what can matter is read.
 *
 * @param from  The first one wanted, counted from 0.
 * @param to    The one after the last.
 */
export function maskedLines(
  content: Buffer,
  from: number,
  to: number,
): { readonly lines: readonly string[]; readonly totalLines: number } {
  // The body of a private key is known by its first line only, which may be far above.
  const isNear = !content.includes('PRIVATE KEY')
  const first = isNear ? Math.max(0, from - SECRET_REACH_LINES) : 0
  const after = isNear ? to + SECRET_REACH_LINES : Number.POSITIVE_INFINITY
  let [start, end] = [first === 0 ? 0 : content.length, content.length]
  let line = 0
  for (let at = 0; at < content.length; at += 1) {
    if (content[at] !== LINE_FEED) continue
    line += 1
    if (line === first) start = at + 1
    if (line === after) end = at
  }
  const isEnded = content.length > 0 && content[content.length - 1] === LINE_FEED
  const totalLines = isEnded ? line : line + 1
  const text = isUtf8(content) ? content.toString('utf8', start, end) : content.toString('latin1', start, end)
  const lines = maskSecrets(start === 0 ? text.replace(/^\uFEFF/, '') : text).split('\n')
  return { lines: lines.slice(from - first, Math.min(to, totalLines) - first), totalLines }
}

/** UTF-8 where it is valid, else Latin-1, which always is. */
export function decodeText(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return content.toString('latin1')
  }
}
