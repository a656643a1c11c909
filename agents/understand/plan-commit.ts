// Readings of questions that name one commit or one issue.
import { commitFilters } from './filters.ts'
import { nameOf, ofKind, type PlanFacts, POSSIBLE, type Proposal, sumOf } from './plan-facts.ts'
import { isBound } from './range-filter.ts'

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
  const asksRelease =
    (has.release && !has.why) ||
    /\b(?:which|what|all|list|welche\p{L}*|quelles?|qué) (?:\p{L}+ )?(?:branch(?:es)?|zweige?|branches?|ramas?)\b/u.test(
      facts.masked,
    )
  return [
    {
      operation: 'explain_commit',
      input,
      score: 0.85 + sumOf(has, { why: 0.1, summary: 0.05, how: 0.05 }) - (asksRelease ? 0.15 : 0),
      reason: 'names a commit',
    },
    {
      operation: 'explain_commit',
      input: { commit: `${nameOf(commit)}${/\bsecond parent\b/.test(facts.masked) ? '^2' : '^'}` },
      score: asksParent(facts) ? 0.97 : 0,
      reason: 'asks for the commit before another',
    },
    {
      operation: 'release_containing',
      input: { ...input, ...releaseWanted(facts) },
      score: (asksRelease || ofKind(facts, 'tag', 'branch').length > 0) && !has.merged ? 0.92 : 0.3,
      reason: 'names a commit and asks for releases',
    },
    {
      operation: 'merge_of',
      input,
      score: has.merged && !has.why ? 0.93 : POSSIBLE,
      reason: 'asks how a commit was brought in',
    },
    {
      operation: 'commit_links',
      input,
      score: has.revert
        ? 0.97
        : (has.picked || has.linked || ASKS_TIES.test(facts.masked)) && !has.why
          ? 0.94
          : POSSIBLE,
      reason: 'asks what else a commit is tied to',
    },
  ]
}

/** People and issues that the message of a commit names. */
const ASKS_TIES =
  /\bco-?auth\w*|\b(?:which|what) (?:issues?|bugs?|tickets?)\b|\b(?:number of (?:that|the) )(?:issue|bug|ticket)\b|\bfixes #|\b(?:welche[sn]? (?:issue|ticket)|quel ticket|qué incidencia)\b/

/** Which release or branch, and whether only finished ones count. */
function releaseWanted(facts: PlanFacts): Readonly<Record<string, string>> {
  const [tag] = ofKind(facts, 'tag')
  const [branch] = ofKind(facts, 'branch')
  const kind = /\bpre-?releases?\b|\b(?:alpha|beta|rc|release candidate)\b|vorabversion/.test(facts.masked)
    ? 'pre-release'
    : /\b(?:stable|final|stabile?n?)\b|稳定/.test(facts.masked)
      ? 'stable'
      : undefined
  return {
    ...(tag && { release: nameOf(tag) }),
    ...(branch && { branch: nameOf(branch) }),
    ...(kind && { kind }),
  }
}

/** The one just before a commit, rather than all before it. */
function asksParent({ masked }: PlanFacts): boolean {
  return /\b(?:parent|predecessor|vorgänger|prédécesseur)\b(?! commits)|\b(?:commit|one|change) (?:right |just |immediately |directly )?before ⟨?/.test(
    masked,
  )
}

/** What took other commits back, or was taken back, in a scope. */
export function planReverts(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  if (ofKind(facts, 'commit').length > 0) return []
  const { message: _, reverts, ...filters } = commitFilters(facts)
  const counts = has.count || has.share || has.average || (has.who && has.most)
  return [
    {
      operation: 'list_reverts',
      input: filters,
      score: reverts === 'exclude' ? 0 : !has.revert ? POSSIBLE : counts ? 0.5 : 0.95,
      reason: 'asks what was taken back',
    },
  ]
}

/** Two revisions side by side. */
/** Where two revisions part. */
const BASE =
  /\bmerge[- ]?base\b|\bcommon (?:ancestor|base)\b|\bin common\b|\bpart(?:ed)? ways\b|\bfork(?:ed)? (?:from|off|point)\b|\bbranch(?:ed)? off\b|\bdiverge\w*\b/

export function planCompare(facts: PlanFacts): readonly Proposal[] {
  const [a, b] = ofKind(facts, 'tag', 'branch', 'commit')
  if (!a || !b) return []
  const { has } = facts.intent
  const asksElse = has.count || has.who || has.when || has.list || has.summary
  return [
    {
      operation: 'compare_revisions',
      input: { a: nameOf(a), b: nameOf(b), ...(BASE.test(facts.masked) && { aspect: 'base' }) },
      score: has.compared ? (asksElse ? 0.7 : 1) : POSSIBLE,
      reason: 'compares two revisions',
    },
  ]
}
