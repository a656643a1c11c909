// Turns a question into ranked readings: link what it names, see what it wants, compose.
import type { LinkedEntity } from '#lib/events.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import { acrossReadings, readAcross } from './across.ts'
import { askWhatIsMeant, type Clarification, clarification } from './clarify.ts'
import type { UnderstandContext } from './context.ts'
import { correctWords } from './correct-words.ts'
import type { DateSpan } from './dates.ts'
import { followUp, type PreviousQuestion } from './follow-up.ts'
import { readIntent } from './intents.ts'
import type { Link } from './link.ts'
import { linkEntities } from './link-entities.ts'
import { isOwnName, linkLastRelease, linkTopic } from './link-topic.ts'
import { votesFor } from './meaning.ts'
import type { PlanFacts } from './plan-facts.ts'
import { rankReadings } from './plans.ts'
import { resolvePronouns } from './pronouns.ts'
import type { Reading } from './reading.ts'
import { type Reply, replyTo } from './speech.ts'
import { findTopic } from './topic.ts'

export interface UnderstandOptions {
  readonly question: string
  /** Earlier questions of the conversation, oldest first. */
  readonly previous?: readonly PreviousQuestion[]
  readonly context: UnderstandContext
  readonly embedder?: Embedder
  readonly signal: AbortSignal
}

export interface Understanding {
  readonly entities: readonly LinkedEntity[]
  /** Best first, at most five. */
  readonly readings: readonly Reading[]
  /** The reply to what is no question about a repository; then there are no readings. */
  readonly reply?: Reply
  /** What to ask instead, where another reading is as likely as the first. */
  readonly clarification?: Clarification
}

export async function understand({
  question: asked,
  previous = [],
  context,
  embedder,
  signal,
}: UnderstandOptions): Promise<Understanding> {
  const reply = replyTo(asked)
  if (reply) return { entities: [], readings: [], reply }
  const across = readAcross(asked)
  if (across) {
    const own = await understand({ question: across.question, context, signal, ...(embedder && { embedder }) })
    return { entities: own.entities, readings: acrossReadings(across, own.readings, own.entities) }
  }
  const facts = await gatherFacts(resolvePronouns(asked, previous.at(-1)), context)
  signal.throwIfAborted()
  const pointless = askWhatIsMeant(asked, previous.at(-1), facts.linked.links)
  if (pointless) return { entities: [], readings: [], reply: pointless }
  const votes = embedder && (await votesFor(facts.masked, embedder))
  const readings = rankReadings(facts, votes)
  const { links, dates } = facts.linked
  const entities = [
    ...links.map(({ kind, text, value, status }) => ({ kind, text, status, ...(value !== undefined && { value }) })),
    ...dates.map(dateEntity),
  ]
  const inherited = followUp(facts, readings, previous.at(-1))
  const open = clarification(facts, inherited ? [inherited] : readings)
  return {
    entities,
    readings: inherited ? [inherited, ...readings].slice(0, 5) : readings,
    ...(open && { clarification: open }),
  }
}

/** Links what is named outright, then what plain words name, given what the question wants. */
export async function gatherFacts(asked: string, context: UnderstandContext): Promise<PlanFacts> {
  const { question, corrections } = correctWords(spaceRanges(asked))
  const outright = await linkEntities(question, context)
  const refs = await context.refs()
  const wishes = readIntent(mask(question, outright.links, outright.dates))
  const named = { ...outright, links: [...outright.links, ...linkLastRelease(question, wishes, refs)] }
  const taken = (links: readonly Link[]) => [...links, ...named.dates]
  const plain = await linkTopic(findTopic(question, taken(named.links)), {
    question,
    intent: readIntent(mask(question, named.links, named.dates)),
    named: named.links,
    context,
  })
  const links = [...named.links, ...plain].sort((a, b) => a.start - b.start)
  const masked = mask(question, links, named.dates)
  return {
    question,
    corrections,
    masked,
    linked: { ...named, links },
    intent: readIntent(masked),
    topic: findTopic(question, taken(links)).filter((word) => !isOwnName(word.text, context)),
    tags: refs.filter((ref) => ref.kind === 'tag'),
  }
}

/** `a..b`, as git writes a range, becomes `a .. b`, so that both ends are seen. */
function spaceRanges(question: string): string {
  return question.replace(/(?<=[\w)])\.{2,3}(?=[\w(])/g, ' .. ')
}

/** Entities and dates become typed placeholders, so that their words are not read as wishes. */
export function mask(question: string, links: readonly Link[], dates: readonly DateSpan[] = []): string {
  let masked = question
  const places = [
    ...links.map(({ start, end, kind, isDomain }) => ({ start, end, kind: isDomain ? 'domain' : kind })),
    ...dates.map(({ start, end }) => ({ kind: 'date', start, end })),
  ]
  // Where two overlap, the later one in the text was replaced already, and its place with it.
  let free = question.length
  for (const place of places.sort((a, b) => b.start - a.start)) {
    if (place.end > free) continue
    masked = `${masked.slice(0, place.start)} ⟨${place.kind}⟩ ${masked.slice(place.end)}`
    free = place.start
  }
  return masked.toLowerCase().replace(/\s+/g, ' ')
}

function dateEntity(date: { readonly text: string; readonly since?: string; readonly until?: string }): LinkedEntity {
  return { kind: 'date', text: date.text, value: `${date.since ?? ''}..${date.until ?? ''}`, status: 'found' }
}
