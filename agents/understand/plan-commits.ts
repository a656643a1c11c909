// Readings of questions about commits: one of them, many of them, who made them, a period of them.
import { commitFilters, isBound } from './filters.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, type Proposal, sumOf } from './plan-facts.ts'

export function planIssue(facts: PlanFacts): readonly Proposal[] {
  const [issue] = ofKind(facts, 'issue')
  if (!issue) return []
  return [{ operation: 'issue_references', input: { issue: nameOf(issue) }, score: 0.9, reason: 'names an issue' }]
}

export function planCommit(facts: PlanFacts): readonly Proposal[] {
  const [commit] = ofKind(facts, 'commit').filter((link) => asksParent(facts) || !isBound(link, facts.question))
  if (!commit) return []
  const { has } = facts.intent
  const input = { commit: nameOf(commit) }
  const [tag] = ofKind(facts, 'tag')
  return [
    {
      operation: 'explain_commit',
      input,
      score: 0.85 + sumOf(has, { why: 0.1, summary: 0.05, how: 0.05 }) - (has.release && !has.why ? 0.15 : 0),
      reason: 'names a commit',
    },
    {
      operation: 'explain_commit',
      input: { commit: `${nameOf(commit)}^` },
      score: asksParent(facts) ? 0.97 : 0,
      reason: 'asks for the commit before another',
    },
    {
      operation: 'release_containing',
      input: { ...input, ...(tag && { release: nameOf(tag) }) },
      score: (has.release && !has.why) || tag ? 0.92 : 0.3,
      reason: 'names a commit and asks for releases',
    },
    {
      operation: 'merge_of',
      input,
      score: has.merged && !has.why ? 0.93 : 0,
      reason: 'asks how a commit was brought in',
    },
    {
      operation: 'query_commits',
      input: { message: nameOf(commit), result: 'list' },
      score: has.revert && !has.why ? 0.92 : 0,
      reason: 'asks whether a commit was taken back',
    },
  ]
}

/** The one just before a commit, rather than all before it. */
function asksParent({ masked }: PlanFacts): boolean {
  return /\b(?:parent|predecessor|vorgänger|prédécesseur)\b|\b(?:commit|one|change) (?:right |just |immediately |directly )?before ⟨?/.test(
    masked.replace(/\s+/g, ' '),
  )
}

/** One commit is meant rather than several: "the last change", not "the last changes". */
function wantsOne(facts: PlanFacts): boolean {
  if (facts.linked.limit !== undefined) return facts.linked.limit === 1
  const { has } = facts.intent
  if (/commits|changes|edits|modifications|änderungen|cambios/.test(facts.masked)) return false
  if (has.list && !has.last && !has.first) return false
  return (
    /(?:commit|change|edit|modification|änderung|cambio)(?!\p{L})|提交/u.test(facts.masked) ||
    ((has.when || has.who) && (has.last || has.first))
  )
}

function isTime(groupBy: PlanFacts['intent']['groupBy']): boolean {
  return groupBy === 'year' || groupBy === 'month' || groupBy === 'day'
}

/** "List everyone who …", "list all authors": the people themselves. */
function wantsPeople({ intent: { has }, masked }: PlanFacts): boolean {
  return (
    has.list &&
    /\b(?:authors|contributors|committers|developers|maintainers|people|persons|everyone|everybody|autoren|entwickler|auteurs|contributeurs|autores)\b/.test(
      masked,
    ) &&
    !/\bcommits\b/.test(masked)
  )
}

/** "Did Ada or Grace commit more?" */
function comparesPeople(facts: PlanFacts): boolean {
  const people = new Set(ofKind(facts, 'person').map(nameOf))
  return people.size > 1 && /\b(?:more|less|fewer|most|least|mehr|weniger|plus|moins|más|menos)\b/.test(facts.masked)
}

/** People listed when all of them are asked for. */
const ALL_PEOPLE = 50

export function planCommits(facts: PlanFacts): readonly Proposal[] {
  const { has, groupBy, counted } = facts.intent
  const filters = commitFilters(facts)
  const limits = limitOf(facts)
  const bound = Object.keys(filters).length
  const base = Math.min(0.3, bound * 0.12)
  const words = ofKind(facts, 'symbol', 'quote').length > 0 && filters.message === undefined ? 0.35 : 0
  const order = has.first && !has.last ? 'oldest' : 'newest'
  const asksPeople = has.who && (has.most || has.commit || has.changed || has.count || has.acted)
  const one = wantsOne(facts)
  const proposals: readonly Proposal[] = [
    {
      operation: 'query_commits',
      input: { ...filters, result: 'count' },
      score:
        has.count && (counted ?? 'commits') === 'commits' && !(has.who && has.most && counted === undefined)
          ? 0.66 + base
          : 0,
      reason: 'asks for a number of commits',
    },
    {
      operation: 'query_commits',
      input: { ...filters, result: 'count_authors' },
      score: counted === 'people' && !has.firstTime ? 0.8 + base : 0,
      reason: 'asks for a number of people',
    },
    {
      operation: 'query_commits',
      input: { ...filters, result: 'group', groupBy: counted === 'folders' ? 'folder' : 'path', ...limits },
      score: (counted === 'files' || counted === 'folders') && (bound > 0 || has.changed) ? 0.8 + base : 0,
      reason: 'asks for a number of changed files',
    },
    {
      operation: 'query_commits',
      input: {
        ...filters,
        result: 'top_authors',
        ...((has.lines || counted === 'lines') && { rankBy: 'lines' }),
        ...(wantsPeople(facts) && { limit: ALL_PEOPLE }),
        ...limits,
      },
      score:
        wantsPeople(facts) || comparesPeople(facts)
          ? 0.8 + base
          : counted === 'lines' && (has.who || filters.authors !== undefined || filters.since !== undefined)
            ? 0.8 + base
            : has.who && has.most
              ? 0.7 + base
              : asksPeople && !has.first && !has.last
                ? 0.55 + base
                : has.who
                  ? 0.4 + base / 2
                  : filters.authors !== undefined
                    ? 0.42
                    : 0,
      reason: 'asks who worked most',
    },
    {
      operation: 'query_commits',
      input: { ...filters, result: 'first_time_authors', ...limits },
      score: has.firstTime && filters.authors === undefined ? 0.85 + base : 0,
      reason: 'asks for new contributors',
    },
    {
      operation: 'query_commits',
      input: { ...filters, result: 'largest', ...limits, ...(one && { limit: 1 }) },
      score: has.largest && (has.commit || has.changed) && !has.count ? 0.85 + base : 0,
      reason: 'asks for the largest commits',
    },
    {
      operation: 'explain_commit',
      input: { which: order === 'oldest' ? 'first' : 'last', of: filters },
      score:
        one &&
        (has.last || has.first) &&
        (has.why || /\b(?:explain|describe|erkläre?|explique|explica)\b/.test(facts.masked))
          ? 0.9 + base
          : 0,
      reason: 'asks for the reason of a commit given by its place',
    },
    {
      operation: 'query_commits',
      input: { ...filters, result: 'first' },
      score: has.age && ofKind(facts, 'path', 'symbol', 'commit', 'tag').length === 0 ? 0.8 : 0,
      reason: 'asks how far the history reaches back',
    },
    {
      operation: 'query_commits',
      input: {
        ...filters,
        result: 'group',
        groupBy: groupBy ?? 'month',
        ...((has.most || has.busiest) && isTime(groupBy) && { rankBy: 'commits' }),
        ...limits,
      },
      score: groupBy ? 0.75 + base : 0,
      reason: 'asks for a distribution',
    },
    {
      operation: 'query_commits',
      input: {
        ...filters,
        ...(one ? { result: order === 'oldest' ? 'first' : 'last' } : { result: 'list', order, ...limits }),
      },
      score:
        has.history && filters.paths !== undefined && ofKind(facts, 'path').length === 0
          ? 0.7
          : (has.last || has.first || has.list) && (has.commit || has.changed || has.when || has.who)
            ? 0.58 + base + (facts.linked.limit === undefined ? 0 : 0.15)
            : has.commit && bound > 0
              ? 0.45 + base
              : has.when && bound > 0
                ? 0.5 + base
                : 0,
      reason: 'asks for commits',
    },
  ]
  return proposals.map((proposal) => ({
    ...proposal,
    score: proposal.score > 0 ? proposal.score - words - (has.summary ? 0.25 : 0) : 0,
  }))
}

export function planPeriod(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const { message, ...input } = commitFilters(facts)
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
  const against = has.count || has.who || has.largest || message !== undefined ? (has.summary ? 0 : 0.15) : 0
  return [
    {
      operation: 'summarize_period',
      input,
      score: 0.42 + asks - against - (has.list && !has.summary && !has.changed ? 0.05 : 0),
      reason: 'names a period',
    },
  ]
}
