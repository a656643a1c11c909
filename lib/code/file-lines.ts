// All lines of a file at a revision, as text, for looking at its structure.
import type { ObjectReader } from '#lib/git/objects.ts'
import { decodeText } from './read.ts'

/**
 * Lines without their breaks; empty when there is no such file. Secrets are not masked: nothing of it is to be shown.
 *
 * @param name  `<commit id>:<path>`.
 * @throws SparkyError `git/too-large` beyond OBJECT_LIMIT_BYTES.
 */
export async function readFileLines(objects: ObjectReader, name: string): Promise<readonly string[]> {
  const content = await objects.read(name)
  if (content === undefined) return []
  const lines = decodeText(content).split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
