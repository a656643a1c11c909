// Which lines of a file only bring in names from elsewhere: they mention much and do nothing.

const IMPORT =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\s+(?:type\s+)?(?:\*|\{)|(?:pub(?:\([^)]*\))?\s+)?use\s+[\w:{]|#\s*include\b|using\s+[\w.]+\s*;|require(?:_relative)?[\s(]|(?:const|let|var)\s+[^=]+=\s*require\()/
const OPENS = /[({]/
const CLOSES = /[)}]/
/** A longer list is no list of imports. */
const LINES_LIMIT = 80

export interface LineRange {
  /** Counted from 1. */
  readonly line: number
  /** Inclusive. */
  readonly endLine: number
}

/** In order; a list in brackets over several lines is one import. */
export function findImportLines(lines: readonly string[]): readonly LineRange[] {
  const found: LineRange[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const text = lines[index] ?? ''
    if (!IMPORT.test(text)) continue
    let last = index
    // Only `{` and `(` without their end begin a list over several lines.
    if (OPENS.test(text) && !CLOSES.test(text))
      while (last < Math.min(lines.length - 1, index + LINES_LIMIT)) {
        last += 1
        if (CLOSES.test(lines[last] ?? '')) break
      }
    found.push({ line: index + 1, endLine: last + 1 })
    index = last
  }
  return found
}
