// Files and folders that a piece of a question names, whole, in part or by their last name.
import type { UnderstandContext } from './context.ts'
import { type Link, linked, missing } from './link.ts'
import { linkRef, type Refs } from './link-ref.ts'
import type { Span } from './spans.ts'

/** `isIdentifier`: looks like a name of code, so a file that only begins so is not meant. */
export async function linkIfPath(
  span: Span,
  context: UnderstandContext,
  isIdentifier = false,
): Promise<Link | undefined> {
  const [path, ...rest] = await context.paths(span.text.replace(/^\.\//, ''))
  if (!path || (isIdentifier && path.fit === 'stem')) return undefined
  const alternatives = rest
    .filter((other) => other.existsNow === path.existsNow && other.fit === path.fit && other.isFolder === path.isFolder)
    .map((other) => other.path)
  const link = linked(span, path.isFolder ? 'folder' : 'path', path.path, true)
  // A full path means itself, whatever else ends like it.
  return path.fit === 'exact' || path.fit === undefined || alternatives.length === 0
    ? link
    : { ...link, status: 'ambiguous', alternatives, isEven: true }
}

export async function linkPath(
  span: Span,
  question: string,
  refs: Refs,
  context: UnderstandContext,
): Promise<Link | undefined> {
  const found = await linkIfPath(span, context)
  if (found) return found
  const ref = linkRef(span, refs)
  if (ref) return ref
  // ".rs" is an ending, unless a file is called so.
  if (/^\.\w+$/.test(span.text)) return undefined
  // `Context.JSON` is a member, where the code has one, though a file could be called so.
  if (/^[A-Za-z_$][\w$]*\.[A-Za-z_$][\w$]*$/.test(span.text) && (await context.symbol?.(span.text)) !== undefined)
    return linked(span, 'symbol', span.text)
  if (span.marked)
    return isChoice(span.text, question) ? undefined : missing(span, span.text.endsWith('/') ? 'folder' : 'path')
  if (looksLikeFile(span.text)) return missing(span, 'path')
  return linked(span, 'symbol', span.text)
}

/** "and/or", "read/write": words, not a path. */
function isChoice(text: string, _question: string): boolean {
  return /^(?:w\/o?|\+\/-)$/i.test(text) || (/^[a-z]+\/[a-z]+$/i.test(text) && !/[._-]/.test(text) && text.length <= 24)
}

const FILE_ENDINGS =
  /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|c|cc|cpp|h|hpp|cs|php|swift|scala|sh|bash|md|mdx|rst|txt|json|ya?ml|toml|ini|cfg|conf|lock|html?|css|scss|less|vue|svelte|sql|xml|proto|gradle|mod|sum|pl|pm|lua|ex|exs|erl|hs|ml|clj|dart|r|ipynb|adoc|tex|po|mk|cmake|dockerfile|env|snap)$/i

export function looksLikeFile(text: string): boolean {
  return FILE_ENDINGS.test(text) || /^(?:makefile|dockerfile|license|readme|changelog)$/i.test(text)
}
