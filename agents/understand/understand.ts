// Turns a question into ranked readings: link what it names, see what it wants, compose.
import type { LinkedEntity } from '#lib/events.ts'
import type { Embedder } from '#lib/models/embedder.ts'
import type { UnderstandContext } from './context.ts'
import { followUp, type PreviousQuestion } from './follow-up.ts'
import { readIntent } from './intents.ts'
import { type Link, linkEntities } from './link-entities.ts'
import { type PlanFacts, rankReadings } from './plans.ts'
import type { Reading } from './reading.ts'

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
  /** Best first, one to five. */
  readonly readings: readonly Reading[]
  /** A question back, when two readings differ and neither is likelier. */
  readonly clarify?: string
}

export async function understand({
  question: asked,
  previous = [],
  context,
  signal,
}: UnderstandOptions): Promise<Understanding> {
  const question = spaceRanges(asked)
  const linked = await linkEntities(question, context)
  signal.throwIfAborted()
  const refs = await context.refs()
  const facts: PlanFacts = {
    question,
    linked,
    intent: readIntent(mask(question, linked.links)),
    tags: refs.filter((ref) => ref.kind === 'tag'),
  }
  const readings = rankReadings(facts)
  const entities = [
    ...linked.links.map(({ kind, text, value, status }) => ({
      kind,
      text,
      status,
      ...(value !== undefined && { value }),
    })),
    ...linked.dates.map(dateEntity),
  ]
  const inherited = followUp(facts, readings, previous.at(-1))
  return { entities, readings: inherited ? [inherited, ...readings].slice(0, 5) : readings }
}

/** `a..b`, as git writes a range, becomes `a .. b`, so that both ends are seen. */
function spaceRanges(question: string): string {
  return question.replace(/(?<=[\w)])\.{2,3}(?=[\w(])/g, ' .. ')
}

/** Entities become typed placeholders, so that their words are not read as wishes. */
export function mask(question: string, links: readonly Link[]): string {
  let masked = question
  for (const link of [...links].sort((a, b) => b.start - a.start))
    masked = `${masked.slice(0, link.start)}⟨${link.kind}⟩${masked.slice(link.end)}`
  return masked.toLowerCase()
}

function dateEntity(date: { readonly text: string; readonly since?: string; readonly until?: string }): LinkedEntity {
  return { kind: 'date', text: date.text, value: `${date.since ?? ''}..${date.until ?? ''}`, status: 'found' }
}
