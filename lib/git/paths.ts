// Paths of git are bytes: as text they are UTF-8, and a byte that is not stands as `\xNN`, without loss.
import { isUtf8 } from 'node:buffer'

/** A backslash that would read as an escape of ours. */
const FALSE_ESCAPE = /\\(?=x[0-9A-F]{2})/g
const ESCAPE = /\\x([0-9A-F]{2})/g

/** Bytes of a path as text; equal texts are equal bytes. */
export function decodePath(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  // Only a replacement character can be a sign of bytes that are not UTF-8, and most paths have none.
  if (text.includes('\uFFFD') && !isUtf8(bytes)) return decodeBroken(bytes)
  return text.includes('\\x') ? text.replace(FALSE_ESCAPE, '\\x5C') : text
}

/** The bytes of a path that `decodePath` made readable. */
export function encodePath(path: string): Buffer {
  if (!path.includes('\\x')) return Buffer.from(path, 'utf8')
  const parts: Buffer[] = []
  let start = 0
  for (const match of path.matchAll(ESCAPE)) {
    parts.push(Buffer.from(path.slice(start, match.index), 'utf8'), Buffer.from(match[1] ?? '', 'hex'))
    start = match.index + match[0].length
  }
  return Buffer.concat([...parts, Buffer.from(path.slice(start), 'utf8')])
}

function decodeBroken(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at)
    if (length === 0) text += `\\x${bytes.toString('hex', at, at + 1).toUpperCase()}`
    else if (length === 1 && /^\\x[0-9A-F]{2}/.test(bytes.toString('latin1', at, at + 4))) text += '\\x5C'
    else text += bytes.toString('utf8', at, at + length)
    at += Math.max(1, length)
  }
  return text
}

/** Length in bytes of the UTF-8 character at `at`; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1) {
    if (isUtf8(bytes.subarray(at, at + length))) return length
  }
  return 0
}
