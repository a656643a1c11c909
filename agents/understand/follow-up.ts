// Questions that lean on the one before: "and in 2019?", "who else?", "why that commit?".
import { commitFilters } from './filters.ts'
import type { PlanFacts } from './plan-facts.ts'
import type { Reading } from './reading.ts'

/** An earlier question with how it was read and what was answered. */
export interface PreviousQuestion {
  readonly question: string
  readonly answer: string
  readonly reading: Reading
}

/** Sure enough to lead, not so sure that a model could not choose otherwise. */
const INHERITED_SCORE = 0.8

/** The earlier reading with what the new question changes; nothing when the question stands on its own. */
export function followUp(
  facts: PlanFacts,
  readings: readonly Reading[],
  previous: PreviousQuestion | undefined,
): Reading | undefined {
  if (previous === undefined || !facts.intent.isFollowUp) return undefined
  const pointed = pointedCommit(facts, previous)
  if (pointed) return pointed
  const changes = changesOf(facts, previous.reading)
  const [best] = readings
  const standsAlone =
    best !== undefined &&
    best.score >= INHERITED_SCORE &&
    best.operation !== previous.reading.operation &&
    Object.keys(changes).length === 0
  if (standsAlone) return undefined
  return {
    ...previous.reading,
    input: { ...previous.reading.input, ...changes },
    score: INHERITED_SCORE,
    by: 'rules',
    reason: `goes on from “${previous.question.slice(0, 80)}”`,
    entities: best?.entities ?? [],
    missing: best?.missing ?? [],
  }
}

/** "that commit" is the first one that the earlier answer names. */
function pointedCommit(facts: PlanFacts, previous: PreviousQuestion): Reading | undefined {
  if (!/\b(?:that|this|the) (?:commit|change|one)\b|^\s*why\s*\??$/i.test(facts.question)) return undefined
  const sha = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/.exec(previous.answer)?.[0]
  if (sha === undefined) return undefined
  const operation = facts.intent.has.release && !facts.intent.has.why ? 'release_containing' : 'explain_commit'
  return {
    operation,
    input: { commit: sha },
    score: 0.9,
    by: 'rules',
    reason: 'points at a commit of the answer before',
    entities: [],
    missing: [],
  }
}

function changesOf(facts: PlanFacts, earlier: Reading): Readonly<Record<string, unknown>> {
  const { message: _, ...filters } = commitFilters(facts)
  const { has, groupBy } = facts.intent
  if (earlier.operation === 'query_commits' || earlier.operation === 'summarize_period') {
    const isPeriod = filters.since !== undefined || filters.until !== undefined
    const result =
      earlier.operation !== 'query_commits'
        ? {}
        : has.count
          ? { result: 'count' }
          : groupBy
            ? { result: 'group', groupBy }
            : has.who
              ? { result: 'top_authors', limit: 10 }
              : has.list
                ? { result: 'list' }
                : {}
    return { ...(isPeriod && { since: undefined, until: undefined }), ...filters, ...result }
  }
  const [path] = facts.linked.links.filter((link) => link.kind === 'path')
  const [symbol] = facts.linked.links.filter((link) => link.kind === 'symbol')
  if (path && 'path' in earlier.input) return { path: path.value }
  if (symbol && 'name' in earlier.input) return { name: symbol.value }
  return earlier.operation === 'search_code' ? { query: facts.question } : {}
}
