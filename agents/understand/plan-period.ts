// Readings of questions about everything in a period or range: summed up, or explained.
import { commitFilters } from './filters.ts'
import { ofKind, type PlanFacts, POSSIBLE, type Proposal } from './plan-facts.ts'

export function planPeriod(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const filters = commitFilters(facts)
  const { message, ...input } = filters
  const hasPeriod = ['since', 'until', 'from', 'to'].some((end) => end in input)
  if (!hasPeriod)
    return [
      {
        operation: 'summarize_period',
        input,
        score: has.summary && Object.keys(input).length > 0 && ofKind(facts, 'commit').length === 0 ? 0.5 : 0,
        reason: 'asks for a summary',
      },
    ]
  // "What was in 2.3", "what is new since May": a bare "what" asks for everything.
  const asksWhat = /^\W*(?:what|was|qué|que|qu'|quoi|quelles?)\b/.test(facts.masked) && !has.when && !has.where
  const asks = has.summary ? 0.57 : has.changed ? 0.35 : asksWhat || has.release ? 0.25 : has.how ? 0.05 : 0
  // "Commits in 2020 that change one file" are a list, whatever they do.
  const asksCommits = /^\W*(?:(?:list|show|all|the|which|what|any|me|give|last|latest)\s+)*commits?\b/.test(
    facts.masked,
  )
    ? 0.2
    : 0
  const asksWhether = /^\W*(?:did|has|have|was|were|is|are)\b/.test(facts.masked) ? 0.1 : 0
  const against = has.count || has.who || has.largest || message !== undefined ? (has.summary ? 0 : 0.15) : 0
  return [
    {
      operation: 'summarize_period',
      input,
      certainty: asks >= 0.35 ? 0.8 : 0.42,
      score: 0.42 + asks - against - asksWhether - asksCommits - (has.list && !has.summary && !has.changed ? 0.05 : 0),
      reason: 'names a period',
    },
    {
      operation: 'explain_range',
      input: filters,
      score:
        has.why && !has.count && !has.who && ofKind(facts, 'commit', 'symbol', 'quote').length === 0 ? 0.93 : POSSIBLE,
      reason: 'asks for the reasons of what was done in a period',
    },
  ]
}
