// Which lines of a file only bring in names from elsewhere: they mention much and do nothing.

const IMPORT =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\s+(?:type\s+)?(?:\*|\{)|(?:pub(?:\([^)]*\))?\s+)?use\s+[\w:{]|#\s*include\b|using\s+[\w.]+\s*;|require(?:_relative)?[\s(]|(?:const|let|var)\s+[^=]+=\s*require\()/
const OPENS = /[({]/
const CLOSES = /[)}]/
/** A longer list is no list of imports. */
const LINES_LIMIT = 80

/** One entry a line; lists in brackets over several lines count as a whole. */
export function findImportLines(lines: readonly string[]): readonly boolean[] {
  let open = 0
  return lines.map((line) => {
    if (open > 0) {
      open = CLOSES.test(line) ? 0 : open - 1
      return true
    }
    if (!IMPORT.test(line)) return false
    // Only `{` and `(` without their end begin a list over several lines.
    if (OPENS.test(line) && !CLOSES.test(line)) open = LINES_LIMIT
    return true
  })
}
