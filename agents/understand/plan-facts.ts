// What the rules of planning look at, and the small questions that they all ask of it.
import type { LinkedEntity } from '#lib/events.ts'
import type { Correction } from './correct-words.ts'
import type { Feature } from './features.ts'
import type { Intent } from './intents.ts'
import type { Link, LinkedQuestion } from './link.ts'
import type { TopicWord } from './topic.ts'

/** Everything that the rules look at. */
export interface PlanFacts {
  readonly question: string
  /** Lower case, with entities as placeholders: what a rule may match words in. */
  readonly masked: string
  readonly intent: Intent
  readonly linked: LinkedQuestion
  /** Words that nothing accounts for. */
  readonly topic: readonly TopicWord[]
  /** Typos in the words of the question that were put right. */
  readonly corrections?: readonly Correction[]
  /** Tags with their times, to order a range and to find the release before. */
  readonly tags: readonly { readonly name: string; readonly createdAtS: number }[]
}

export type PlanInput = Readonly<Record<string, unknown>>

/** One way to answer, with how well it fits: 0 or less is not at all. */
export interface Proposal {
  readonly operation: string
  readonly input: PlanInput
  readonly score: number
  /** How sure the words of the question alone make of it, where filters have added to the score. */
  readonly certainty?: number
  readonly reason: string
  /** Words of the question, lower case, that its rule has read beyond those of the input. */
  readonly covers?: string
}

/** What a reading is worth that no word asks for: only the meaning of the whole question can make it the best. */
export const POSSIBLE = 0.05

/** Entities of these kinds, in reading order. */
export function ofKind(facts: PlanFacts, ...kinds: readonly LinkedEntity['kind'][]): readonly Link[] {
  return facts.linked.links.filter((link) => kinds.includes(link.kind))
}

/** The name as the repository has it, else as it was asked for. */
export function nameOf(link: Link): string {
  return link.value ?? link.text
}

/** The weights of those features that the question has. */
export function sumOf(has: Intent['has'], weights: Partial<Record<Feature, number>>): number {
  return Object.entries(weights).reduce((total, [feature, weight]) => total + (has[feature as Feature] ? weight : 0), 0)
}

/** How many results were asked for, as part of an input. */
export function limitOf({ linked }: PlanFacts): { readonly limit?: number } {
  return linked.limit === undefined ? {} : { limit: linked.limit }
}
