// Links the pieces of a question to what the repository has; what leads nowhere is a finding too.
import type { UnderstandContext } from './context.ts'
import { type DateSpan, findDates } from './dates.ts'
import { findEndings } from './endings.ts'
import { type Link, type LinkedQuestion, linked, missing } from './link.ts'
import { linkCodeName, linkCodeWords } from './link-code-name.ts'
import { linkIfPath, linkPath, looksLikeFile } from './link-path.ts'
import { linkName } from './link-person.ts'
import { linkPlainWords } from './link-plain-words.ts'
import { linkRef, linkSha, linkVersion, type Refs } from './link-ref.ts'
import { isIdentifier, linkSymbol } from './link-symbol.ts'
import { looksLikePerson } from './name-words.ts'
import { findLimit, findLines, findOrdinal } from './numbers.ts'
import { findSpans, type Span } from './spans.ts'

/** Questions are cut to this many look-ups: a pasted log is not a question. */
const MAX_SPANS = 40

/** All entities of the question in reading order, each found, ambiguous or missing. */
export async function linkEntities(question: string, context: UnderstandContext): Promise<LinkedQuestion> {
  const found = findSpans(question)
  // A date inside a path is part of its name.
  const dates = findDates(question, context.nowS).filter(
    (date) =>
      !found.some(
        ({ kind, start, end }) =>
          kind === 'path' && start <= date.start && date.end <= end && end - start > date.end - date.start,
      ),
  )
  const refs = await context.refs()
  const inDate = (span: Span) =>
    dates.some((date) => span.start < date.end && date.start < span.end && span.kind !== 'quote')
  const endings = findEndings(question)
  const inEnding = (span: Span) => endings.some(({ start, end }) => span.start < end && start < span.end)
  const spans = found.filter((span) => !inDate(span) && !inEnding(span)).slice(0, MAX_SPANS)
  const links: Link[] = []
  for (const span of spans) {
    const link = await linkSpan(span, question, refs, context)
    if (link) links.push(link)
  }
  links.push(...impossibleDays(question, dates))
  links.push(...(await linkCodeWords(question, links, context)))
  links.push(...(await linkPlainWords({ question, links, refs, context })))
  const ordinal = findOrdinal(question)
  return {
    links: links.sort((a, b) => a.start - b.start),
    dates,
    limit: findLimit(question),
    ...(ordinal && { ordinal }),
    ...findLines(question),
  }
}

/** Days that no calendar has: 2020-02-30. */
function impossibleDays(question: string, dates: readonly DateSpan[]): readonly Link[] {
  return [...question.matchAll(/(?<![\w.-])\d{4}-\d{1,2}-\d{1,2}(?![\w-])/g)]
    .map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }))
    .filter((place) => !dates.some((date) => place.start < date.end && date.start < place.end))
    .map((place) => missing({ kind: 'name', marked: true, ...place }, 'date'))
}

async function linkSpan(
  span: Span,
  question: string,
  refs: Refs,
  context: UnderstandContext,
): Promise<Link | undefined> {
  const name = span.kind === 'name' || span.kind === 'symbol' ? await linkCodeName(span, question, context) : undefined
  if (name) return name
  switch (span.kind) {
    case 'quote':
      return linkQuote(span, question, refs, context)
    case 'path':
      return linkPath(span, question, refs, context)
    case 'issue':
      return linked(span, 'issue', span.text.replace(/^GH-|^!/, '#'))
    case 'sha':
      return linkSha(span, question, context)
    case 'version':
      return linkVersion(span, question, refs)
    case 'symbol':
      return linkSymbol(span, refs, context)
    case 'domain':
      return { ...linked(span, 'person', `@${span.text.toLowerCase()}`), isDomain: true }
    case 'name':
      return linkName(span, question, refs, context)
    case 'line':
      return undefined
  }
}

/** What is said to be mentioned is a text, whatever else bears that name. */
const MENTION_BEFORE =
  /\b(?:mention(?:s|ed|ing)?|contain(?:s|ed|ing)?|about|say(?:s|ing)?|with the (?:words?|text|message)|matching|erwähnen|über|mentionnant|que mencionan)\s+(?:the\s+)?(?:(?:words?|terms?|phrases?)\s+)?$/iu

const MENTION_AFTER =
  /^[`"'”»]?\s*(?:occurs?\s+|appears?\s+|stands?\s+)?in (?:the |its |their |a )?(?:commit )?(?:messages?|subjects?|body|bodies)\b/iu

/** Marked text may be anything: try the surest kinds first, then keep it as a symbol or a quote. */
async function linkQuote(span: Span, question: string, refs: Refs, context: UnderstandContext): Promise<Link> {
  const { text } = span
  if (MENTION_BEFORE.test(question.slice(0, span.start)) || MENTION_AFTER.test(question.slice(span.end)))
    return linked(span, 'quote', text)
  const ref = linkRef(span, refs)
  if (ref) return ref
  if (/^[0-9a-f]{6,40}$/i.test(text)) {
    const sha = await linkSha(span, question, context)
    if (sha) return sha
  }
  const path = await linkIfPath(span, context, isIdentifier(text))
  if (path) return path
  if (/^[\w@.+-]+(\/[\w@.+-]+)*\/?$/.test(text) && (text.includes('/') || looksLikeFile(text)))
    return missing(span, text.endsWith('/') ? 'folder' : 'path')
  if (looksLikePerson(span, question)) {
    const [person] = await context.people(text)
    if (person) return linked(span, 'person', person.name)
  }
  if (/^[\w$@#~:.<>-]+(\(\))?$/.test(text) && !/^\d+$/.test(text))
    return linked(span, 'symbol', text.replace(/\(\)$/, ''))
  const [commit] = /\s/.test(text) ? await context.commitBySubject(text) : []
  if (commit) return { ...linked(span, 'commit', commit.oid), text: commit.subject }
  return linked(span, 'quote', text)
}
