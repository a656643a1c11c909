// Values as JSON text that Postgres accepts.

/**
 * The value as JSON text that Postgres accepts: jsonb refuses the character NUL and halves of surrogate pairs, which text from
 * repositories and models may hold. NUL is dropped, a half becomes U+FFFD.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storableText(part) : part)) ?? 'null'
}

/** The same value, safe to be stored as jsonb. */
export function storable<T>(value: T): T {
  // The text is what JSON.stringify made of a value of this type.
  return JSON.parse(jsonText(value)) as T
}

function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole
}
