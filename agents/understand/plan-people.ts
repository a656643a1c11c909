// Readings of questions about who stands behind the code: ownership, hotspots, one person.
import { commitFilters } from './filters.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, type PlanInput, POSSIBLE, type Proposal } from './plan-facts.ts'

export function planPeople(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const person = ofKind(facts, 'person').find(({ isDomain }) => !isDomain)
  const { since, until, paths } = commitFilters(facts)
  const [path] = Array.isArray(paths) ? paths : []
  const scope: PlanInput = {
    ...(path !== undefined && { path }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  }
  return [
    {
      operation: 'ownership',
      input: scope,
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
