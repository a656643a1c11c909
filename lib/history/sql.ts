// SQL in pieces that carry their parameters, for running and for showing as a receipt.

export type SqlValue = string | number | boolean | readonly number[] | readonly string[]

/** A piece of SQL; values stand between the texts. Never built from outside text except as values. */
export interface Sql {
  readonly texts: readonly string[]
  readonly values: readonly SqlValue[]
}

/** Tagged template: a nested piece is spliced in, anything else becomes a parameter. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]): Sql {
  const out: string[] = [texts[0] ?? '']
  const values: SqlValue[] = []
  for (const [index, part] of parts.entries()) {
    const after = texts[index + 1] ?? ''
    if (isSql(part)) {
      out[out.length - 1] += part.texts[0] ?? ''
      out.push(...part.texts.slice(1))
      values.push(...part.values)
      out[out.length - 1] += after
    } else {
      values.push(part)
      out.push(after)
    }
  }
  return { texts: out, values }
}

/** Pieces with `separator` (plain SQL) between them. */
export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  const texts: string[] = ['']
  const values: SqlValue[] = []
  for (const [index, piece] of pieces.entries()) {
    texts[texts.length - 1] += `${index > 0 ? separator : ''}${piece.texts[0] ?? ''}`
    texts.push(...piece.texts.slice(1))
    values.push(...piece.values)
  }
  return { texts, values }
}

/** The piece as a statement with `$1`, `$2` … */
export function toStatement({ texts, values }: Sql): {
  readonly text: string
  readonly parameters: readonly SqlValue[]
} {
  return { text: texts.map((text, index) => (index === 0 ? text : `$${index}${text}`)).join(''), parameters: values }
}

/** The piece as one executable line of SQL with its values written in, for a receipt. */
export function toReceipt({ texts, values }: Sql): string {
  const written = texts.map((text, index) => (index === 0 ? text : literal(values[index - 1]) + text)).join('')
  // Line breaks and indents of the source are folded; those inside a string literal are kept.
  return written.replaceAll(/('(?:[^']|'')*')|\s+/g, (_, quoted: string | undefined) => quoted ?? ' ').trim()
}

function literal(value: SqlValue | undefined): string {
  if (value === undefined) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quote(value)
  const items = value.map((item) => (typeof item === 'number' ? item : `"${item.replaceAll(/["\\]/g, '\\$&')}"`))
  return quote(`{${items.join(',')}}`)
}

/** A string literal under standard_conforming_strings, the default since Postgres 9.1. */
function quote(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`
}

function isSql(part: SqlValue | Sql): part is Sql {
  return typeof part === 'object' && 'texts' in part
}
