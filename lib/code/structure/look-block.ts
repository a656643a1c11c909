// Where a definition ends, as the look of its lines tells: from braces, from `end`, or from indentation.

/** A signature longer than this is no signature. */
const SIGNATURE_LINES = 30
/** Lines as far left as the definition, none of them its end, after which it has none: preprocessor lines, labels, texts. */
const OUTDENTED_LIMIT = 200
const ENDS_WITH_END = /\.(?:rb|rake|gemspec|exs?|lua|jl|cr)$/i

/** The last line (from 1) of what is defined in `line` (from 1); at least that one. */
export function endByLook(path: string, lines: readonly string[], line: number): number {
  const indent = indentOf(lines[line - 1])
  const closes = closingLine(lines, { from: line - 1, indent, hasEnd: ENDS_WITH_END.test(path) })
  if (closes !== undefined) return closes + 1
  let end = line - 1
  for (let index = line; index < lines.length; index += 1) {
    const text = lines[index] ?? ''
    if (text.trim() === '') continue
    // The end of a signature or of a value stands as far left as its beginning.
    if (indentOf(text) <= indent && !/^\s*[)\]}]/.test(text)) break
    end = index
  }
  return end + 1
}

/** Index of the line with the bracket (or `end`) that closes the block; undefined when the block has none. */
function closingLine(
  lines: readonly string[],
  { from, indent, hasEnd }: { readonly from: number; readonly indent: number; readonly hasEnd: boolean },
): number | undefined {
  const opening = hasEnd ? from : openingLine(lines, from)
  if (opening === undefined) return undefined
  const closing = hasEnd ? /^\s*end\b/ : /^\s*[)\]]*\}/
  let outdented = 0
  for (let index = opening + 1; index < lines.length && outdented < OUTDENTED_LIMIT; index += 1) {
    const text = lines[index] ?? ''
    if (indentOf(text) > indent) continue
    // `}: Options) {` ends only a parameter, `} else {` only a branch.
    if (closing.test(text) && !text.trimEnd().endsWith('{')) return index
    if (text.trim() !== '') outdented += 1
  }
  return undefined
}

/** Index of the line that ends with an opening brace and begins the block. */
function openingLine(lines: readonly string[], from: number): number | undefined {
  for (let index = from; index < Math.min(lines.length, from + SIGNATURE_LINES); index += 1) {
    const text = (lines[index] ?? '').replace(/\s*(?:\/\/.*|\/\*.*\*\/)?\s*$/, '')
    if (text.endsWith('{')) return index
    if (/[;}:]$/.test(text) || (index > from && text.trim() === '')) return undefined
  }
  return undefined
}

export function indentOf(line: string | undefined): number {
  return /^\s*/.exec(line ?? '')?.[0].length ?? 0
}
