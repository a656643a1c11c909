// Links the pieces of a question to what the repository has; what leads nowhere is a finding too.
import type { LinkedEntity } from '#lib/events.ts'
import type { PersonMatch, UnderstandContext } from './context.ts'
import { type DateSpan, findDates } from './dates.ts'
import { isFirstWord, looksLikePerson, nameParts, STOP_NAMES, withoutStopWords } from './name-words.ts'
import { isSmallWord } from './small-words.ts'
import { findLimit, findLines, findSpans, type Span } from './spans.ts'

/** An entity with its place in the question. */
export interface Link extends LinkedEntity {
  readonly start: number
  readonly end: number
  /** True when the writer marked it, so that nothing of that name is worth saying. */
  readonly marked: boolean
  /** Of an ambiguous one: what else fits as well. */
  readonly alternatives?: readonly string[]
}

export interface LinkedQuestion {
  readonly links: readonly Link[]
  readonly dates: readonly DateSpan[]
  readonly limit: number | undefined
  readonly line: number | undefined
  /** Last line of a range of lines. */
  readonly endLine?: number
}

/** Questions are cut to this many look-ups: a pasted log is not a question. */
const MAX_SPANS = 40

/** All entities of the question in reading order, each found, ambiguous or missing. */
export async function linkEntities(question: string, context: UnderstandContext): Promise<LinkedQuestion> {
  const dates = findDates(question, context.nowS)
  const refs = await context.refs()
  const inDate = (span: Span) =>
    dates.some((date) => span.start < date.end && date.start < span.end && span.kind !== 'quote')
  const spans = findSpans(question)
    .filter((span) => !inDate(span))
    .slice(0, MAX_SPANS)
  const links: Link[] = []
  for (const span of spans) {
    const link = await linkSpan(span, question, refs, context)
    if (link) links.push(link)
  }
  links.push(...impossibleDays(question, dates))
  links.push(...(await linkPlainWords(question, links, refs, context)))
  return { links: links.sort((a, b) => a.start - b.start), dates, limit: findLimit(question), ...findLines(question) }
}

/** Days that no calendar has: 2020-02-30. */
function impossibleDays(question: string, dates: readonly DateSpan[]): readonly Link[] {
  return [...question.matchAll(/(?<![\w.-])\d{4}-\d{1,2}-\d{1,2}(?![\w-])/g)]
    .map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }))
    .filter((place) => !dates.some((date) => place.start < date.end && date.start < place.end))
    .map((place) => missing({ kind: 'name', marked: true, ...place }, 'date'))
}

type Refs = Awaited<ReturnType<UnderstandContext['refs']>>

async function linkSpan(
  span: Span,
  question: string,
  refs: Refs,
  context: UnderstandContext,
): Promise<Link | undefined> {
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
    case 'name':
      return linkName(span, question, refs, context)
    case 'line':
      return undefined
  }
}

/** An identifier, unless it is a path, a ref or, where nothing marks it as code, somebody's login. */
async function linkSymbol(span: Span, refs: Refs, context: UnderstandContext): Promise<Link> {
  const known = (await linkIfPath(span, context)) ?? linkRef(span, refs)
  if (known) return known
  const [person] = span.marked ? [] : await context.people(span.text)
  if (person && person.score >= 0.95) return linked(span, 'person', person.name)
  return linked(span, 'symbol', span.text)
}

function linked(span: Span, kind: LinkedEntity['kind'], value: string, marked = span.marked): Link {
  return { kind, text: span.text, value, status: 'found', start: span.start, end: span.end, marked }
}

function missing(span: Span, kind: LinkedEntity['kind']): Link {
  return { kind, text: span.text, status: 'missing', start: span.start, end: span.end, marked: true }
}

/** What is said to be mentioned is a text, whatever else bears that name. */
const MENTION_BEFORE =
  /\b(?:mention(?:s|ed|ing)?|contain(?:s|ed|ing)?|about|say(?:s|ing)?|with the (?:words?|text|message)|matching|erwähnen|über|mentionnant|que mencionan)\s+(?:the\s+)?(?:(?:words?|terms?|phrases?)\s+)?$/iu

/** Marked text may be anything: try the surest kinds first, then keep it as a symbol or a quote. */
async function linkQuote(span: Span, question: string, refs: Refs, context: UnderstandContext): Promise<Link> {
  const { text } = span
  if (MENTION_BEFORE.test(question.slice(0, span.start))) return linked(span, 'quote', text)
  const ref = linkRef(span, refs)
  if (ref) return ref
  if (/^[0-9a-f]{6,40}$/i.test(text)) {
    const sha = await linkSha(span, question, context)
    if (sha) return sha
  }
  const path = await linkIfPath(span, context)
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

async function linkIfPath(span: Span, context: UnderstandContext): Promise<Link | undefined> {
  const [path, ...rest] = await context.paths(span.text.replace(/^\.\//, ''))
  if (!path) return undefined
  const alternatives = rest
    .filter((other) => other.existsNow === path.existsNow && other.fit === path.fit && other.isFolder === path.isFolder)
    .map((other) => other.path)
  const link = linked(span, path.isFolder ? 'folder' : 'path', path.path, true)
  // A full path means itself, whatever else ends like it.
  return path.fit === 'exact' || path.fit === undefined || alternatives.length === 0
    ? link
    : { ...link, status: 'ambiguous', alternatives }
}

async function linkPath(
  span: Span,
  question: string,
  refs: Refs,
  context: UnderstandContext,
): Promise<Link | undefined> {
  const found = await linkIfPath(span, context)
  if (found) return found
  const ref = linkRef(span, refs)
  if (ref) return ref
  if (span.marked)
    return isChoice(span.text, question) ? undefined : missing(span, span.text.endsWith('/') ? 'folder' : 'path')
  if (looksLikeFile(span.text)) return missing(span, 'path')
  return linked(span, 'symbol', span.text)
}

/** "and/or", "read/write": words, not a path. */
function isChoice(text: string, _question: string): boolean {
  return /^[a-z]+\/[a-z]+$/i.test(text) && !/[._-]/.test(text) && text.length <= 24
}

const FILE_ENDINGS =
  /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|c|cc|cpp|h|hpp|cs|php|swift|scala|sh|bash|md|mdx|rst|txt|json|ya?ml|toml|ini|cfg|conf|lock|html?|css|scss|less|vue|svelte|sql|xml|proto|gradle|mod|sum|pl|pm|lua|ex|exs|erl|hs|ml|clj|dart|r|ipynb|adoc|tex|po|mk|cmake|dockerfile|env|snap)$/i

function looksLikeFile(text: string): boolean {
  return FILE_ENDINGS.test(text) || /^(?:makefile|dockerfile|license|readme|changelog)$/i.test(text)
}

async function linkSha(span: Span, question: string, context: UnderstandContext): Promise<Link | undefined> {
  const commit = await context.commit(span.text)
  if (commit) return linked(span, 'commit', commit.oid, true)
  const isHexLike = /\d/.test(span.text) && /[a-f]/i.test(span.text)
  const isCalledCommit = /\b(?:commit|sha|revision|hash|changeset)\s*(?:id\s*)?[`"'“(]?$/i.test(
    question.slice(0, span.start),
  )
  return isHexLike || isCalledCommit ? missing(span, 'commit') : undefined
}

function linkRef(span: Span, refs: Refs): Link | undefined {
  const ref =
    refs.find(({ name }) => name === span.text) ??
    refs.find(({ name, kind }) => kind === 'tag' && sameVersion(name, span.text)) ??
    // "v2" is 2.0.0, when nothing is called just that.
    refs.find(
      ({ name, kind }) =>
        kind === 'tag' && /^v?\d+(?:\.\d+)?$/i.test(span.text) && sameVersion(name, `${span.text}.0.0`),
    ) ??
    refs.find(
      ({ name, kind }) => kind === 'tag' && /^v?\d+(?:\.\d+)?$/i.test(span.text) && sameVersion(name, `${span.text}.0`),
    )
  return ref && linked(span, ref.kind, ref.name, true)
}

/** `1.0`, `v1.0` and `release-1.0` name the same version. */
function sameVersion(tag: string, text: string): boolean {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/^.*?(?=v?\d)/, '')
      .replace(/^v/, '')
  return /\d/.test(text) && /^(?:v|release|version)?[-/ ]?v?\d/i.test(text) && plain(tag) === plain(text)
}

function linkVersion(span: Span, question: string, refs: Refs): Link | undefined {
  const found = linkRef(span, refs)
  if (found) return found
  const isCalledVersion =
    /\b(?:version|release|tag|tagged|since|between|and|from|to|in|Version|versión)\s*[`"'“(]?$/i.test(
      question.slice(0, span.start),
    ) || /^v\d/i.test(span.text)
  return isCalledVersion ? missing(span, 'tag') : undefined
}

/** Capitals inside a word: rather code than a name. */
const IDENTIFIER = /^[A-Z]+[a-z0-9]+[A-Z]\w*$/

/** A name is looked up wherever it stands; that nobody has it is said only where a person is meant. */
async function linkName(
  span: Span,
  question: string,
  refs: Refs,
  context: UnderstandContext,
): Promise<Link | undefined> {
  for (const part of nameParts(span)) {
    const ref = linkRef(part, refs)
    if (ref && !/^[A-Z][a-z]+$/.test(part.text)) return ref
    if (STOP_NAMES.has(part.text.toLowerCase())) continue
    const found = await context.people(part.text)
    const isSure = found[0] !== undefined && (found[0].score >= 0.9 || looksLikePerson(part, question))
    if (isSure) return linkPerson(part, found)
    const [path] = /^[A-Z][\w.-]+$/.test(part.text) && part.text === span.text ? await context.paths(part.text) : []
    if (path?.path.split('/').at(-1)?.toLowerCase().startsWith(part.text.toLowerCase()) && !isFirstWord(part, question))
      return linked(part, path.isFolder ? 'folder' : 'path', path.path, false)
  }
  const identifier = [...nameParts(span)].find((part) => IDENTIFIER.test(part.text))
  if (identifier) return linkSymbol({ ...identifier, kind: 'symbol' }, refs, context)
  const trimmed = withoutStopWords(span)
  return trimmed &&
    looksLikePerson(trimmed, question) &&
    (span.marked || /\s/.test(trimmed.text) || /\bby\s+$/i.test(question.slice(0, trimmed.start)))
    ? missing(trimmed, 'person')
    : undefined
}

/** The person meant: of several who fit a bare first name, the one with by far the most commits. */
function linkPerson(span: Span, found: readonly PersonMatch[]): Link | undefined {
  const isBare = !/[\s@]/.test(span.text.trim())
  const fitting = found.filter((person) => person.score >= Math.min(0.9, found[0]?.score ?? 0))
  const [best, ...rest] = isBare ? [...fitting].sort((a, b) => (b.commits ?? 0) - (a.commits ?? 0)) : found
  if (!best) return undefined
  const others = (isBare ? rest : rest.filter((person) => person.score >= best.score * 0.95)).map(
    (person) => person.name,
  )
  const link = linked(span, 'person', best.name)
  return others.length > 0 ? { ...link, status: 'ambiguous', alternatives: others } : link
}

/** "the docs folder", "the session module": plain words that name a path, where the question says so. */
async function linkPlainWords(
  question: string,
  links: readonly Link[],
  refs: Refs,
  context: UnderstandContext,
): Promise<readonly Link[]> {
  const found: Link[] = []
  const free = (start: number, end: number) =>
    ![...links, ...found].some((link) => start < link.end && link.start < end)
  const folderWords =
    /\b(?:the\s+|im\s+|le\s+|el\s+)?[`'"]?([\w.-]+)[`'"]?\s+(?:folder|directory|dir|subfolder|package|subdirectory|Ordner|Verzeichnis|dossier)(?![\w.-])|\b(?:folder|directory|dir|Ordner|Verzeichnis|dossier|répertoire|carpeta|directorio)\s+([\w./-]+)/giu
  for (const match of question.matchAll(folderWords)) {
    const word = match[1] ?? match[2] ?? ''
    const start = match.index + match[0].indexOf(word)
    if (!free(start, start + word.length) || isSmallWord(word) || /^(?:root|top|current)$/i.test(word)) continue
    const path = (await context.paths(`${word.replace(/\/$/, '')}/`)).find((candidate) => candidate.isFolder)
    const span: Span = { kind: 'path', text: word, start, end: start + word.length, marked: true }
    found.push(path ? linked(span, 'folder', path.path) : missing(span, 'folder'))
  }
  for (const match of question.matchAll(/(?<![\p{L}\d])([\p{L}][\p{L}\d._-]{2,})/gu)) {
    const [word, start] = [match[1] ?? '', match.index]
    if (!free(start, start + word.length)) continue
    const ref = refs.find(({ name, kind }) => name === word && (kind === 'tag' || /\bbranch\b/i.test(question)))
    if (ref)
      found.push(
        linked({ kind: 'name', text: word, start, end: start + word.length, marked: false }, ref.kind, ref.name),
      )
  }
  for (const match of question.matchAll(
    /\b(?:by|von|par|por|author|did|has)\s+([\p{Ll}][\p{L}\d._-]{2,30})(?=\s|[?.!,]|$)/gu,
  )) {
    const word = match[1] ?? ''
    const start = match.index + match[0].length - word.length
    // A first and a last name are looked up together, later.
    const isFirstOfTwo = /^\s+\p{Ll}[\p{L}'-]{2,}/u.test(question.slice(start + word.length))
    if (!free(start, start + word.length) || STOP_NAMES.has(word.toLowerCase()) || isFirstOfTwo) continue
    const people = (await context.people(word)).filter((person) => person.score >= 0.8)
    const link = linkPerson({ kind: 'name', text: word, start, end: start + word.length, marked: false }, people)
    if (link) found.push(link)
  }
  return found
}
