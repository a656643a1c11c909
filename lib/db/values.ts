// Values on their way to and from Postgres as text: one reading and one writing for both engines.
import { jsonText } from './json-text.ts'

/** A parameter as Postgres reads it: text or null. */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  // Postgres text cannot hold the character NUL.
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array)
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
  if (Array.isArray(value)) return arrayText(value)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return `{${String(value)}}`
  return jsonText(value)
}

/** An array literal: `{1,2}`, `{"a b",NULL}`. */
function arrayText(items: readonly unknown[]): string {
  const parts = items.map((item) => {
    if (Array.isArray(item)) return arrayText(item)
    const text = parameterText(item)
    if (text === null) return 'NULL'
    return typeof item === 'string' || typeof item === 'object' ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : text
  })
  return `{${parts.join(',')}}`
}

type Parser = (text: string) => unknown

const bool: Parser = (text) => text === 't'
const bytes: Parser = (text) => Uint8Array.from(Buffer.from(text.slice(2), 'hex'))
const text: Parser = (value) => value

/** Parsers by type oid. Types that are not here stay text. See pg_type.dat of PostgreSQL. */
const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [16, bool],
  [17, bytes],
  [20, Number],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  [1700, Number],
  [114, JSON.parse],
  [3802, JSON.parse],
  [1000, arrayOf(bool)],
  [1001, arrayOf(bytes)],
  [1016, arrayOf(Number)],
  [1005, arrayOf(Number)],
  [1007, arrayOf(Number)],
  [1028, arrayOf(Number)],
  [1021, arrayOf(Number)],
  [1022, arrayOf(Number)],
  [1231, arrayOf(Number)],
  [199, arrayOf(JSON.parse)],
  [3807, arrayOf(JSON.parse)],
  [1003, arrayOf(text)],
  [1009, arrayOf(text)],
  [1015, arrayOf(text)],
  [2951, arrayOf(text)],
])

/** The parser of a type, by its oid. */
export function parserOf(typeOid: number): Parser {
  return PARSERS.get(typeOid) ?? text
}

/** Reads an array literal of any depth. See PostgreSQL manual, "Array Input and Output Syntax". */
function arrayOf(element: Parser): Parser {
  return (literal) => {
    // A lower bound other than 1 is printed in front: [0:1]={1,2}.
    const start = literal.indexOf('{')
    // Without quotes, escapes or depth (the usual case) a split is enough.
    if (!/["\\{]/.test(literal.slice(start + 1))) {
      const inner = literal.slice(start + 1, -1)
      return inner === '' ? [] : inner.split(',').map((item) => (item === 'NULL' ? null : element(item)))
    }
    return readArray(literal, start, element).items
  }
}

function readArray(literal: string, start: number, element: Parser): { items: unknown[]; end: number } {
  const items: unknown[] = []
  let at = start + 1
  while (at < literal.length && literal[at] !== '}') {
    if (literal[at] === ',') {
      at += 1
    } else if (literal[at] === '{') {
      const nested = readArray(literal, at, element)
      items.push(nested.items)
      at = nested.end
    } else if (literal[at] === '"') {
      let value = ''
      for (at += 1; at < literal.length && literal[at] !== '"'; at += 1) {
        if (literal[at] === '\\') at += 1
        value += literal[at] ?? ''
      }
      at += 1
      items.push(element(value))
    } else {
      const from = at
      while (at < literal.length && literal[at] !== ',' && literal[at] !== '}') at += 1
      const value = literal.slice(from, at)
      items.push(value === 'NULL' ? null : element(value))
    }
  }
  return { items, end: at + 1 }
}
