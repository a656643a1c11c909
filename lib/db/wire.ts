// The wire protocol of Postgres, as far as one statement needs it: PGlite's own reader takes ten times longer for many rows.
import type { SqlRefusal } from './sql-error.ts'
import { parserOf } from './values.ts'

/** The rows of one statement, column by column; a column of numbers without nulls is a Float64Array. */
export interface WireResult {
  readonly fields: readonly string[]
  readonly columns: readonly (Float64Array<ArrayBuffer> | readonly unknown[])[]
  readonly rowCount: number
  readonly affectedRows: number
}

/**
 * Parse, Bind, Describe, Execute and Sync of one statement with its parameters as text.
 *
 * @see https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
export function encodeStatement(sql: string, parameters: readonly (string | null)[]): Uint8Array {
  const parts: Buffer[] = [
    message('P', [text(''), text(sql), int16(0)]),
    message('B', [text(''), text(''), int16(0), int16(parameters.length), ...parameters.flatMap(value), int16(0)]),
    message('D', [Buffer.from('P'), text('')]),
    message('E', [text(''), int32(0)]),
    message('S', []),
  ]
  return Buffer.concat(parts)
}

function message(type: string, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4)
  return Buffer.concat([Buffer.from(type), int32(length), ...parts])
}

function value(parameter: string | null): Buffer[] {
  if (parameter === null) return [int32(-1)]
  const bytes = Buffer.from(parameter)
  return [int32(bytes.length), bytes]
}

const text = (content: string) => Buffer.from(`${content}\0`)

function int16(number: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(number)
  return bytes
}

function int32(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(number)
  return bytes
}

/** The types whose text is a plain number: int8, int2, int4, oid, float4, float8, numeric. */
const NUMBER_TYPES: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700])

interface Field {
  readonly name: string
  readonly isNumber: boolean
  readonly parse: (text: string) => unknown
}

/** What the server answered to `encodeStatement`: the rows, or why it refused. */
export function decodeAnswer(bytes: Buffer): WireResult | { readonly refusal: SqlRefusal } {
  let fields: readonly Field[] = []
  let columns: unknown[][] = []
  let rowCount = 0
  let affectedRows = 0
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at]
    const body = at + 5
    const end = at + 1 + bytes.readInt32BE(at + 1)
    switch (type) {
      case ROW_DESCRIPTION:
        fields = readFields(bytes, body)
        columns = fields.map(() => [])
        break
      case DATA_ROW:
        readRow(bytes, body, fields, columns)
        rowCount += 1
        break
      case COMMAND_COMPLETE:
        affectedRows = readAffectedRows(bytes.toString('latin1', body, end - 1))
        break
      case ERROR:
        return { refusal: readRefusal(bytes, body, end) }
    }
    at = end
  }
  return {
    fields: fields.map((field) => field.name),
    columns: columns.map((c, i) => packed(c, fields[i])),
    rowCount,
    affectedRows,
  }
}

const ROW_DESCRIPTION = 'T'.charCodeAt(0)
const DATA_ROW = 'D'.charCodeAt(0)
const COMMAND_COMPLETE = 'C'.charCodeAt(0)
const ERROR = 'E'.charCodeAt(0)

function readFields(bytes: Buffer, body: number): readonly Field[] {
  const fields: Field[] = []
  let at = body + 2
  for (let left = bytes.readUInt16BE(body); left > 0; left -= 1) {
    const end = bytes.indexOf(0, at)
    const typeOid = bytes.readUInt32BE(end + 7)
    fields.push({
      name: bytes.toString('utf8', at, end),
      isNumber: NUMBER_TYPES.has(typeOid),
      parse: parserOf(typeOid),
    })
    at = end + 19
  }
  return fields
}

function readRow(bytes: Buffer, body: number, fields: readonly Field[], columns: readonly unknown[][]): void {
  let at = body + 2
  for (let index = 0; index < fields.length; index += 1) {
    const length = bytes.readInt32BE(at)
    at += 4
    const field = fields[index]
    if (length < 0 || !field) {
      columns[index]?.push(null)
      continue
    }
    columns[index]?.push(
      field.isNumber ? readNumber(bytes, at, at + length) : field.parse(bytes.toString('utf8', at, at + length)),
    )
    at += length
  }
}

/** Short whole numbers are read digit by digit: most are, and no string is made. */
function readNumber(bytes: Buffer, start: number, end: number): number {
  if (end - start > 15) return Number(bytes.toString('latin1', start, end))
  const negative = bytes[start] === 0x2d
  let number = 0
  for (let at = negative ? start + 1 : start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return Number(bytes.toString('latin1', start, end))
    number = number * 10 + digit
  }
  return negative ? -number : number
}

/** The number at the end of "INSERT 0 5", "UPDATE 3", "COPY 9"; 0 for commands that change no rows. */
function readAffectedRows(tag: string): number {
  return /^(?:INSERT|UPDATE|DELETE|MERGE|COPY) /.test(tag) ? Number(tag.slice(tag.lastIndexOf(' ') + 1)) : 0
}

/** Fields of ErrorResponse by their letter: code, message, detail, constraint. */
function readRefusal(bytes: Buffer, body: number, end: number): SqlRefusal {
  const facts = new Map<string, string>()
  for (const part of bytes.toString('utf8', body, end).split('\0')) {
    if (part !== '') facts.set(part.charAt(0), part.slice(1))
  }
  return {
    message: facts.get('M') ?? 'unknown error',
    code: facts.get('C'),
    detail: facts.get('D'),
    constraint: facts.get('n'),
  }
}

function packed(column: unknown[], field: Field | undefined): Float64Array<ArrayBuffer> | readonly unknown[] {
  if (!field?.isNumber || column.includes(null)) return column
  // `readRow` puts only numbers and nulls into such a column.
  return Float64Array.from(column as number[])
}
