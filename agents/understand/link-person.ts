// People that a piece of a question names, by name, alias, address or login.
import type { PersonMatch, UnderstandContext } from './context.ts'
import { type Link, linked, missing } from './link.ts'
import { linkRef, type Refs } from './link-ref.ts'
import { IDENTIFIER, linkSymbol } from './link-symbol.ts'
import { isFirstWord, looksLikePerson, nameParts, STOP_NAMES, withoutStopWords } from './name-words.ts'
import type { Span } from './spans.ts'

/** A name is looked up wherever it stands; that nobody has it is said only where a person is meant. */
export async function linkName(
  span: Span,
  question: string,
  refs: Refs,
  context: UnderstandContext,
): Promise<Link | undefined> {
  const whole = wholeName(span, question)
  for (const part of nameParts(span)) {
    const ref = linkRef(part, refs)
    if (ref && !/^[A-Z][a-z]+$/.test(part.text)) return ref
    if (STOP_NAMES.has(part.text.toLowerCase())) continue
    const found = await context.people(part.text)
    const fitting = found.filter((person) => isOfWhole(person, part, whole))
    const isSure = fitting[0] !== undefined && (fitting[0].score >= 0.9 || looksLikePerson(part, question))
    if (isSure) return linkPerson(part, fitting)
    const path = await linkNamedPath(part, span, question, context)
    if (path) return path
  }
  if (isAddress(span.text)) return missing(span, 'person')
  const identifier = [...nameParts(span)].find((part) => IDENTIFIER.test(part.text))
  if (identifier) return linkSymbol({ ...identifier, kind: 'symbol' }, refs, context)
  return missingPerson(span, question)
}

/** The longest part that can be one name; a capital that only begins the question is none of it. */
function wholeName(span: Span, question: string): Span | undefined {
  const whole = withoutStopWords(span)
  if (!whole || !isFirstWord(whole, question)) return whole
  const [, rest] = /^\S+\s+(.+)$/.exec(whole.text) ?? []
  return rest === undefined ? whole : { ...whole, text: rest, start: whole.end - rest.length }
}

/** First and last name are one person: another who shares one of them is not meant, unless all of that name stands there. */
function isOfWhole(person: PersonMatch, part: Span, whole: Span | undefined): boolean {
  const isInside = whole !== undefined && part.start >= whole.start && part.end <= whole.end
  if (!isInside || part.text.length >= whole.text.length) return true
  const words = new Set(whole.text.toLowerCase().split(/\s+/))
  return person.name
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.has(word))
}

function isAddress(text: string): boolean {
  return /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(text)
}

/** "Dockerfile", "Makefile": a capital that is the name of a file. */
async function linkNamedPath(
  part: Span,
  span: Span,
  question: string,
  context: UnderstandContext,
): Promise<Link | undefined> {
  if (!/^[A-Z][\w.-]+$/.test(part.text) || part.text !== span.text || isFirstWord(part, question)) return undefined
  const [path] = await context.paths(part.text)
  const name = path?.path.split('/').at(-1)?.toLowerCase()
  return path && name?.startsWith(part.text.toLowerCase())
    ? linked(part, path.isFolder ? 'folder' : 'path', path.path, false)
    : undefined
}

/** Somebody whom nobody knows, where the words around leave no doubt that a person is meant. */
function missingPerson(span: Span, question: string): Link | undefined {
  const trimmed = withoutStopWords(span)
  if (!trimmed || !looksLikePerson(trimmed, question)) return undefined
  const isCertain = span.marked || /\s/.test(trimmed.text) || /\bby\s+$/i.test(question.slice(0, trimmed.start))
  return isCertain ? missing(trimmed, 'person') : undefined
}

/** From this share of the best one's commits somebody else of the name may be meant just as well. */
const EVEN_SHARE = 0.5

/** The person meant: of several who fit a bare first name, the one with by far the most commits. */
export function linkPerson(span: Span, found: readonly PersonMatch[]): Link | undefined {
  const isBare = !/[\s@]/.test(span.text.trim())
  const fitting = found.filter((person) => person.score >= Math.min(0.9, found[0]?.score ?? 0))
  const [best, ...rest] = isBare ? [...fitting].sort((a, b) => (b.commits ?? 0) - (a.commits ?? 0)) : found
  if (!best) return undefined
  const others = isBare ? rest : rest.filter((person) => person.score >= best.score * 0.95)
  const link = linked(span, 'person', best.name)
  if (others.length === 0) return link
  const isEven = (others[0]?.commits ?? 0) >= (best.commits ?? 0) * EVEN_SHARE
  return { ...link, status: 'ambiguous', alternatives: others.map((person) => person.name), ...(isEven && { isEven }) }
}
