// Line ranges of a file at a revision, straight from the object store, with secrets masked.
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
  const lines = decodeText(content).split('\n')
  const totalLines = lines.at(-1) === '' && lines.length > 1 ? lines.length - 1 : lines.length
  const last = Math.min(endLine, totalLines, startLine + MAX_LINES - 1)
  if (startLine < 1 || startLine > totalLines || last < startLine) return undefined
  const wanted = maskLines(lines, startLine - 1, last)
  return {
    path,
    startLine,
    endLine: last,
    totalLines,
    text: wanted
      .map((line) => (line.length > LINE_LIMIT_CHARACTERS ? `${line.slice(0, LINE_LIMIT_CHARACTERS)}…` : line))
      .join('\n'),
    cut: wanted.some((line) => line.length > LINE_LIMIT_CHARACTERS),
  }
}

/** What makes a secret of a value, other than the beginning of a private key, stands at most so many lines before it. */
const SECRET_REACH_LINES = 20

/**
 * Some lines of a text as they may be shown. Masking a whole file takes 2 ms for 100 KB, so only what can matter is read.
 *
 * @param lines  All lines of the text.
 * @param from   The first one wanted, counted from 0.
 * @param to     The one after the last.
 */
export function maskLines(lines: readonly string[], from: number, to: number): readonly string[] {
  // The body of a private key is known by its first line only, which may be far above.
  const isNear = !lines.some((line) => line.includes('PRIVATE KEY'))
  const start = isNear ? Math.max(0, from - SECRET_REACH_LINES) : 0
  const end = isNear ? to + SECRET_REACH_LINES : lines.length
  return maskSecrets(lines.slice(start, end).join('\n'))
    .split('\n')
    .slice(from - start, to - start)
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
