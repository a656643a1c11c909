// Rows as the text format of COPY, in chunks of bounded size. See PostgreSQL manual, COPY, "Text Format".
import type { CopyValue } from './database.ts'

/** Half a MiB of text is built in a few milliseconds, so the event loop is not held up, and COPY is already at full speed. */
const CHUNK_CHARACTERS = 512 * 1024

/** The characters that must not stand bare in a value. */
const SPECIAL = /[\\\t\n\r\0]/

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' }

/** A piece of COPY input: whole lines. */
export interface CopyChunk {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rowCount: number
}

/** The rows as chunks of COPY text in UTF-8, in order; nothing for no rows. */
export function* encodeCopyRows(rows: Iterable<readonly CopyValue[]>): Generator<CopyChunk> {
  // Its arrays own their memory (a Buffer may share its own), so they can be handed over to a thread.
  const encoder = new TextEncoder()
  let lines = ''
  let rowCount = 0
  for (const row of rows) {
    for (let column = 0; column < row.length; column += 1) {
      if (column > 0) lines += '\t'
      lines += copyText(row[column])
    }
    lines += '\n'
    rowCount += 1
    if (lines.length >= CHUNK_CHARACTERS) {
      yield { bytes: encoder.encode(lines), rowCount }
      lines = ''
      rowCount = 0
    }
  }
  if (rowCount > 0) yield { bytes: encoder.encode(lines), rowCount }
}

function copyText(value: CopyValue | undefined): string {
  switch (typeof value) {
    case 'string':
      return SPECIAL.test(value) ? value.replaceAll(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? '') : value
    case 'number':
      return String(value)
    case 'boolean':
      return value ? 't' : 'f'
    case 'object':
      return value === null ? '\\N' : `{${value.join(',')}}`
    default:
      return '\\N'
  }
}

/** The COPY statement for a table and its columns; names are quoted. */
export function copyStatement(table: string, columns: readonly string[], source: string): string {
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
  return `COPY ${quote(table)} (${columns.map(quote).join(', ')}) FROM ${source}`
}
