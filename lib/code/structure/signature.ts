// The declaration of a definition as one line: everything before its body.

/** Longer ones are cut. */
export const SIGNATURE_CHARACTERS = 200
/** Characters read of a declaration over many lines. */
const READ_CHARACTERS = 1000

/**
 * @param start  Where the definition begins.
 * @param named  Where its name ends; the declaration is at least that long.
 * @param end    Where the definition ends.
 */
export function signatureOf(text: string, { start, named, end }: Record<'start' | 'named' | 'end', number>): string {
  const last = Math.min(end, named + READ_CHARACTERS)
  let depth = 0
  let at = named
  for (; at < last; at += 1) {
    const character = text[at] ?? ''
    if (character === '(' || character === '[') depth += 1
    else if (character === ')' || character === ']') depth -= 1
    else if (depth <= 0 && (character === '{' || character === ';')) break
    else if (depth <= 0 && character === '\n' && !goesOn(text, at)) break
  }
  const line = text
    .slice(Math.max(start, named - READ_CHARACTERS), at)
    .replace(/\s+/g, ' ')
    .trim()
  const bare = line.replace(/\s*(?:=>|=|:)$/, '')
  // A copy, so that a short text does not keep its whole file in memory.
  return Buffer.from(
    bare.length > SIGNATURE_CHARACTERS ? `${bare.slice(0, SIGNATURE_CHARACTERS - 1)}…` : bare,
  ).toString()
}

/** Whether a declaration goes on in the next line: `throws`, `where`, a return type, a list of parents. */
function goesOn(text: string, lineEnd: number): boolean {
  const next = text.slice(lineEnd + 1, lineEnd + 100)
  return /^\s*(?:->|:\s|where\b|throws\b|extends\b|implements\b|with\b|\()/.test(next)
}
