// Where a definition ends: its block, told from braces, from `end`, or from indentation.
import { findDefinitions, type SymbolDefinition } from './chunk.ts'

export interface DefinitionBlock {
  readonly name: string
  /** The line of the definition itself, from 1; comments and decorators above it do not count. */
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
}

/** A signature longer than this is no signature. */
const SIGNATURE_LINES = 30
const RUBY = /\.(?:rb|rake|gemspec)$/i

/** The lines of a definition that begins at `line` (from 1); at least that one. */
export function blockOf(path: string, lines: readonly string[], { name, line }: SymbolDefinition): DefinitionBlock {
  const block = (endLine: number) => ({ name, startLine: line, endLine })
  const indent = indentOf(lines[line - 1])
  const closes = closingLine(lines, { from: line - 1, indent, isRuby: RUBY.test(path) })
  if (closes !== undefined) return block(closes + 1)
  let end = line - 1
  for (let index = line; index < lines.length; index += 1) {
    const text = lines[index] ?? ''
    if (text.trim() === '') continue
    // The end of a signature or of a value stands as far left as its beginning.
    if (indentOf(text) <= indent && !/^\s*[)\]}]/.test(text)) break
    end = index
  }
  return block(end + 1)
}

/** The innermost definition whose block holds all of these lines. */
export function definitionAround(
  path: string,
  lines: readonly string[],
  { startLine, endLine }: { readonly startLine: number; readonly endLine: number },
): DefinitionBlock | undefined {
  return findDefinitions(path, lines)
    .filter(({ line }) => line <= startLine)
    .map((definition) => blockOf(path, lines, definition))
    .findLast((block) => block.endLine >= endLine)
}

/** Index of the line with the bracket (or `end`) that closes the block; undefined when the block has none. */
function closingLine(
  lines: readonly string[],
  { from, indent, isRuby }: { readonly from: number; readonly indent: number; readonly isRuby: boolean },
): number | undefined {
  const opening = isRuby ? from : openingLine(lines, from)
  if (opening === undefined) return undefined
  const closing = isRuby ? /^\s*end\b/ : /^\s*[)\]]*\}/
  for (let index = opening + 1; index < lines.length; index += 1) {
    const text = lines[index] ?? ''
    // `}: Options) {` ends only a parameter, `} else {` only a branch.
    if (closing.test(text) && indentOf(text) <= indent && !text.trimEnd().endsWith('{')) return index
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

function indentOf(line: string | undefined): number {
  return /^\s*/.exec(line ?? '')?.[0].length ?? 0
}
