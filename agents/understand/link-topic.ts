// Plain words that happen to name something: a file or folder, a person, a definition.
import type { UnderstandContext } from './context.ts'
import type { Feature } from './features.ts'
import type { Intent } from './intents.ts'
import type { Link } from './link.ts'
import { highest, newest } from './releases.ts'
import type { TopicWord } from './topic.ts'

/** Words looked up in one question: more than that is a story, not a name. */
const MAX_LOOKUPS = 5
/** From here a spelling of a person is exact: a name, an alias, a login. */
const EXACT_PERSON = 0.9

/** Wishes that a place or a person may limit. */
const HISTORY = [
  'who',
  'commit',
  'changed',
  'count',
  'last',
  'first',
  'history',
  'together',
  'removed',
  'renamed',
  'acted',
] as const satisfies readonly Feature[]

export interface LinkTopicOptions {
  readonly question: string
  readonly intent: Intent
  /** What the question names outright: plain words then rarely name a second thing of the kind. */
  readonly named: readonly Link[]
  readonly context: UnderstandContext
}

/** Links for those topic words that name something, where the question is one that such a thing would answer. */
export async function linkTopic(
  topic: readonly TopicWord[],
  { question, intent: { has }, named, context }: LinkTopicOptions,
): Promise<readonly Link[]> {
  const names = (...kinds: readonly Link['kind'][]) => named.some((link) => kinds.includes(link.kind))
  const mayBeSymbol = (has.created || has.removed || has.define) && !has.mention && !names('symbol', 'quote', 'path')
  const mayBePath = !has.mention && !names('path', 'folder', 'symbol', 'quote', 'commit', 'issue')
  const aboutHistory = HISTORY.some((feature) => has[feature])
  const links: Link[] = []
  for (const [index, word] of topic.slice(0, MAX_LOOKUPS).entries()) {
    if (links.some((link) => word.start < link.end)) continue
    const next = topic[index + 1]
    const both =
      aboutHistory && next && next.start === word.end + 1 ? await linkFullName(word, next, context) : undefined
    if (both) {
      links.push(both)
      continue
    }
    if (isOwnName(word.text, context)) continue
    const isInFile = has.changed || has.history ? isOfFile(word, named, question) : false
    const link =
      (mayBeSymbol || isInFile ? await linkSymbol(word, context) : undefined) ??
      (aboutHistory && mayBePath ? await linkPath(word, context) : undefined) ??
      (aboutHistory ? await linkPerson(word, context) : undefined) ??
      (isPersonPlace(word, question) ? missingPerson(word) : undefined)
    if (link) links.push(link)
  }
  return links
}

/** "which commits changed parse in src/a.go": a word before a file is something that it holds. */
function isOfFile(word: TopicWord, named: readonly Link[], question: string): boolean {
  return named.some(
    ({ kind, start }) =>
      kind === 'path' &&
      start > word.end &&
      /^[`"'”]? (?:in|of|from|within|aus|dans|en) [`"'“]?$/u.test(question.slice(word.end, start)),
  )
}

/** The repository's own name limits nothing. */
export function isOwnName(word: string, { repositoryName = '' }: UnderstandContext): boolean {
  return repositoryName
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .includes(word.toLowerCase())
}

/** A folder of this name, or a file whose name without its ending it is. */
async function linkPath(word: TopicWord, context: UnderstandContext): Promise<Link | undefined> {
  const matches = (await context.paths(word.text)).filter(
    ({ path, existsNow }) => existsNow && baseOf(path).toLowerCase() === word.text.toLowerCase(),
  )
  // Plain words more often mean an area than a single file.
  const [best, ...rest] = [...matches].sort((a, b) => Number(b.isFolder) - Number(a.isFolder))
  if (!best) return undefined
  const others = rest.filter((match) => match.isFolder === best.isFolder).map((match) => match.path)
  return {
    ...word,
    kind: best.isFolder ? 'folder' : 'path',
    value: best.path,
    status: others.length > 0 ? 'ambiguous' : 'found',
    marked: false,
    ...(others.length > 0 && { alternatives: others }),
  }
}

function baseOf(path: string): string {
  const name = path.replace(/\/$/, '').split('/').at(-1) ?? ''
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

async function linkPerson(word: TopicWord, context: UnderstandContext): Promise<Link | undefined> {
  if (word.text.length < 4) return undefined
  const [person] = (await context.people(word.text)).filter((candidate) => candidate.score >= EXACT_PERSON)
  return person && { ...word, kind: 'person', value: person.name, status: 'found', marked: false }
}

/** "has ada made", "by ada", "ada's commits": only somebody can stand there, known or not. */
function isPersonPlace({ start, end }: TopicWord, question: string): boolean {
  const [before, after] = [question.slice(0, start), question.slice(end)]
  return (
    (/\b(?:did|does|has|have|had|hat|haben|was|is)\s+$/i.test(before) &&
      /^\s+(?:ever |also |really )*(?:make|made|commit\w*|have|do|done|chang\w*|contribut\w*|work\w*|author\w*|writ\w*|touch\w*|push\w*|active|gemacht|geschrieben|beigetragen)\b/i.test(
        after,
      )) ||
    /\b(?:commits?|commited|committed|authored|written|made|changes|work|done)\s+(?:by|from|von|par|por)\s+$/i.test(
      before,
    ) ||
    /\bhow active (?:was|is|were)\s+$/i.test(before) ||
    /^['’]s\s+(?:\w+\s+)?(?:commits?|changes|work|contributions?)\b/i.test(after)
  )
}

function missingPerson(word: TopicWord): Link {
  return { ...word, kind: 'person', status: 'missing', marked: true }
}

/** Two words that are together somebody's name. */
async function linkFullName(
  first: TopicWord,
  second: TopicWord,
  context: UnderstandContext,
): Promise<Link | undefined> {
  const text = `${first.text} ${second.text}`
  const [person] = (await context.people(text)).filter((candidate) => candidate.score >= EXACT_PERSON)
  return (
    person && {
      kind: 'person',
      text,
      value: person.name,
      status: 'found',
      start: first.start,
      end: second.end,
      marked: false,
    }
  )
}

/** A definition of this name, in any case: "trustedproxies" is `TrustedProxies`. */
async function linkSymbol(word: TopicWord, context: UnderstandContext): Promise<Link | undefined> {
  if (word.text.length < 4 || !/^[\p{L}_$][\w$]*$/u.test(word.text)) return undefined
  const name = await context.symbol?.(word.text)
  return name === undefined ? undefined : { ...word, kind: 'symbol', value: name, status: 'found', marked: false }
}

const LAST_RELEASE =
  /\b(?:last|latest|newest|most recent|current|letzten?|neuesten?|dernière|última)\s+(?:stable\s+|stabile\s+)?(?:release|version|tag|veröffentlichung|lanzamiento)\b(?!\s+(?:before|until|of|in|vor|avant)\b)/iu

/** "the last release", where something about it is asked rather than which it is. */
export function linkLastRelease(
  question: string,
  { has }: Intent,
  refs: Awaited<ReturnType<UnderstandContext['refs']>>,
): readonly Link[] {
  const match = LAST_RELEASE.exec(question)
  const asksAbout =
    has.who || has.commit || has.list || has.changed || has.count || has.summary || has.firstTime || has.acted
  if (!match || !asksAbout) return []
  const tags = refs.filter((ref) => ref.kind === 'tag')
  const [last, top] = [newest(tags), highest(tags)]
  const place = { text: match[0], start: match.index, end: match.index + match[0].length }
  if (!last) return []
  // Two lines are kept up side by side: the last one made is not the one with the highest number.
  const other = top && top.name !== last.name ? { alternatives: [top.name], isEven: true } : {}
  return [
    { ...place, ...other, kind: 'tag', value: last.name, status: other.isEven ? 'ambiguous' : 'found', marked: false },
  ]
}
