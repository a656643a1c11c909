// Readings of questions that name one commit or one issue.

import { ASKS_CHILDREN, factsAsked, linkAsked } from './commit-aspects.ts'
import { everyLanguage } from './every-language.ts'
import { commitFilters } from './filters.ts'
import { nameOf, ofKind, type PlanFacts, POSSIBLE, type Proposal, sumOf } from './plan-facts.ts'
import { isBound } from './range-filter.ts'

export function planIssue(facts: PlanFacts): readonly Proposal[] {
  const [issue] = ofKind(facts, 'issue')
  if (!issue) return []
  return [{ operation: 'issue_references', input: { issue: nameOf(issue) }, score: 0.9, reason: 'names an issue' }]
}

/** As much as filters can add elsewhere. */
const ALONE = 0.35

export function planCommit(facts: PlanFacts): readonly Proposal[] {
  const commits = ofKind(facts, 'commit').filter((link) => asksNeighbour(facts) || !isBound(link, facts.question))
  // A subject that stands beside an id is that of the same commit.
  const commit = commits.find(({ text }) => /^[0-9a-f]{7,40}$/i.test(text)) ?? commits[0]
  if (!commit) return planByPlace(facts)
  const { has } = facts.intent
  const input = { commit: nameOf(commit) }
  const asksRelease =
    (has.release && !has.why) ||
    /\b(?:which|what|all|list|welche\p{L}*|quelles?|qué) (?:\p{L}+ )?(?:branch(?:es)?|zweige?|branches?|ramas?)\b/u.test(
      facts.masked,
    )
  const tie = linkAsked(facts)
  const asked = tie === undefined ? factsAsked(facts) : undefined
  // People and dates beside the one commit describe it; elsewhere they would be filters, which add to the score.
  const alone = new Set(commits.map(nameOf)).size === 1 && !has.count && !has.compared ? ALONE : 0
  return [
    {
      operation: 'explain_commit',
      input,
      score: 0.85 + sumOf(has, { why: 0.1, summary: 0.05, how: 0.05 }) - (asksRelease ? 0.15 : 0),
      reason: 'names a commit',
    },
    {
      operation: 'explain_commit',
      input: { commit: `${nameOf(commit)}^` },
      score: asksParent(facts) && asked === undefined ? 0.97 : 0,
      reason: 'asks for the commit before another',
    },
    {
      operation: 'commit_facts',
      input: { commit: `${nameOf(commit)}${asked?.ofParent ? '^' : ''}`, aspects: asked?.aspects ?? ['message'] },
      score: asked === undefined ? 0 : 0.98 + alone,
      covers: asked?.covers ?? '',
      reason: 'asks for single facts of a commit',
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
      score: (has.merged || asksMerge(facts)) && !has.why ? 0.93 : POSSIBLE,
      reason: 'asks how a commit was brought in',
    },
    {
      operation: 'commit_links',
      input: { ...input, ...(tie && { aspect: tie.aspect }) },
      covers: tie?.words ?? '',
      score:
        has.revert || (tie !== undefined && !has.why)
          ? 0.97 + alone
          : (has.linked || has.picked) && !has.why
            ? 0.94
            : POSSIBLE,
      reason: 'asks what else a commit is tied to',
    },
  ]
}

/** What a list of commits does not tell of its first or last. */
const NOT_LISTED = /^(?:lines_|size|file|added_|deleted_|renamed_|committer|.*parent|message)/

/** "How many lines did the last commit by ⟨person⟩ add?" */
function planByPlace(facts: PlanFacts): readonly Proposal[] {
  const place = BY_PLACE.exec(facts.masked)?.[0]
  const asked = place === undefined ? undefined : factsAsked(facts)
  if (place === undefined || !asked?.aspects.every((aspect) => NOT_LISTED.test(aspect))) return []
  const which = FIRST.test(place) ? 'first' : 'last'
  const { message: _, ...filters } = commitFilters(facts)
  return [
    {
      operation: 'commit_facts',
      input: { which, of: filters, aspects: asked.aspects },
      score: 0.97,
      covers: asked.covers,
      reason: 'asks for single facts of a commit given by its place',
    },
  ]
}

const BY_PLACE = everyLanguage(
  /\b(?:last|latest|newest|most recent|first|oldest|letzten?|neuesten?|ersten?|dernier|premier|último|primer) commit\b|(?:最后|最新|第)一?个?(?:一次)?提交/,
)
const FIRST = everyLanguage(/\b(?:first|oldest|ersten?|premier|primer)\b|第/)

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

/** Who merged it, or when; whether a branch has it is asked of the branch. */
function asksMerge(facts: PlanFacts): boolean {
  return (
    ofKind(facts, 'tag', 'branch').length === 0 &&
    /\bwho merged\b|\bmerged by\b|\b(?:was|is|has|got|get) ⟨commit⟩ (?:ever |been |get )*merged\b/.test(facts.masked)
  )
}

/** The one just before or after a commit: then the commit bounds no range. */
function asksNeighbour(facts: PlanFacts): boolean {
  return asksParent(facts) || ASKS_CHILDREN.test(facts.masked)
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
