// Identifiers of code that a piece of a question names.
import type { UnderstandContext } from './context.ts'
import { type Link, linked } from './link.ts'
import { linkIfPath } from './link-path.ts'
import { linkRef, type Refs } from './link-ref.ts'
import type { Span } from './spans.ts'

/** Capitals inside a word: rather code than a name. */
export const IDENTIFIER = /^(?:[A-Z]+[a-z0-9]+[A-Z]\w*|[A-Z]{2,}[a-z]{2,}\w*)$/

/** Underscores or capitals inside, and no dot: no plain word. */
export function isIdentifier(text: string): boolean {
  return /^\w*(?:[a-z0-9]_+[A-Za-z0-9]|[a-z][A-Z])\w*$/.test(text)
}

/** An identifier, unless it is a path, a ref or, where nothing marks it as code, somebody's login. */
export async function linkSymbol(span: Span, refs: Refs, context: UnderstandContext): Promise<Link> {
  // What is called a function, or written as a call, is not the file whose name begins alike.
  const isCode = span.marked || isIdentifier(span.text)
  const known = (await linkIfPath(span, context, isCode)) ?? linkRef(span, refs)
  if (known) return known
  const [person] = span.marked ? [] : await context.people(span.text)
  if (person && person.score >= 0.95) return linked(span, 'person', person.name)
  return linked(span, 'symbol', span.text)
}
