// Readings of questions about who stands behind the code: ownership, hotspots, one person.
import { everyLanguage } from './every-language.ts'
import { commitFilters } from './filters.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, type PlanInput, POSSIBLE, type Proposal } from './plan-facts.ts'

/** What alone is asked of ownership, the most particular first; where nothing says, all of it. */
const ASPECTS = (
  [
    [
      'active',
      /\b(?:still|no longer) (?:here|there|active|around|with us|in the project|contribut\w*|work\w*)\b|\bhave left\b|\bowners?\b.*\bactive\b|\bnoch (?:aktiv|dabei)\b|\b(?:encore|toujours) actifs?\b|\bsiguen? activ[oa]s?\b/,
    ],
    [
      'bus_factor',
      /\b(?:bus|truck)[- ]?factor\b|\b(?:smallest|minimum|min\.?|minimal|fewest)\b.{0,30}\b(?:people|authors?|persons|contributors|developers)\b|\bhow (?:few|many)\b/,
    ],
    [
      'owner',
      /\bwho\b.{0,20}\bshare\b|\bown(?:s|ed|ers?|ership)?\b|\bbelongs? to\b|\bwhose\b|\bwem gehört\b|\bà qui appartient\b|\ba quién pertenece\b|\bpropriétaires?\b|\bdueñ[oa]s?\b|\bpropietari[oa]s?\b|负责人|归谁/,
    ],
  ] as const
).map(([aspect, words]) => ({ aspect, words: everyLanguage(words) }))

function aspectOf(masked: string): PlanInput {
  const asked = ASPECTS.filter(({ words }) => words.test(masked)).map(({ aspect }) => aspect)
  // Who owns it and on how few it rests are two questions: all of it answers both.
  if (asked.includes('owner') && asked.includes('bus_factor')) return {}
  return asked[0] === undefined ? {} : { aspect: asked[0] }
}

export function planPeople(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const person = ofKind(facts, 'person').find(({ isDomain }) => !isDomain)
  const { since, until, paths } = commitFilters(facts)
  const path = Array.isArray(paths) ? paths.find((one) => !String(one).startsWith('*')) : undefined
  const scope: PlanInput = {
    ...(path !== undefined && { path }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  }
  return [
    {
      operation: 'ownership',
      input: { ...scope, ...aspectOf(facts.masked) },
      score: has.owned ? 1.3 : path === undefined ? 0 : POSSIBLE,
      reason: 'asks in whose hands the code is',
    },
    {
      operation: 'hotspots',
      input: { ...scope, ...limitOf(facts) },
      score: has.hotspot ? 1.1 : POSSIBLE,
      reason: 'asks for code that is both complicated and often changed',
    },
    ...(person
      ? [
          {
            operation: 'person',
            input: { name: nameOf(person) },
            score: has.profile ? 0.99 : POSSIBLE,
            reason: 'asks about somebody',
          },
        ]
      : []),
  ]
}
