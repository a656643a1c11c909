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
  // The whole text, before any line is taken out: the body of a private key is known by its first line only.
  const lines = maskSecrets(decodeText(content)).split('\n')
  const totalLines = lines.at(-1) === '' && lines.length > 1 ? lines.length - 1 : lines.length
  const last = Math.min(endLine, totalLines, startLine + MAX_LINES - 1)
  if (startLine < 1 || startLine > totalLines || last < startLine) return undefined
  const wanted = lines.slice(startLine - 1, last)
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

/** UTF-8 where it is valid, else Latin-1, which always is. */
export function decodeText(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return content.toString('latin1')
  }
}
