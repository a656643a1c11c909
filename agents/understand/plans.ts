// From entities and intent to ranked readings: slots compose, sentences are never listed.
import type { LinkedEntity } from '#lib/events.ts'
import type { Feature, Intent } from './intents.ts'
import type { Link, LinkedQuestion } from './link-entities.ts'
import type { Reading } from './reading.ts'

/** Everything that the rules look at. */
export interface PlanFacts {
  readonly question: string
  readonly intent: Intent
  readonly linked: LinkedQuestion
  /** Tags with their times, to order a range and to find the release before. */
  readonly tags: readonly { readonly name: string; readonly createdAtS: number }[]
}

type Input = Readonly<Record<string, unknown>>

interface Proposal {
  readonly operation: string
  readonly input: Input
  readonly score: number
  readonly reason: string
}

/** At most this many readings are worth choosing among. */
const MAX_READINGS = 5

/** Readings, best first; never empty: searching the code is always possible. */
export function rankReadings(facts: PlanFacts): readonly Reading[] {
  const proposals = [
    ...planIssue(facts),
    ...planCommit(facts),
    ...planLine(facts),
    ...planWord(facts),
    ...planTogether(facts),
    ...planFile(facts),
    ...planFolder(facts),
    ...planTags(facts),
    ...planCommits(facts),
    ...planPeriod(facts),
    ...planCode(facts),
    ...planOverview(facts),
  ]
  const best = new Map<string, Proposal>()
  for (const proposal of proposals) {
    const key = `${proposal.operation} ${String(proposal.input.result ?? '')}`
    if (proposal.score > 0 && proposal.score > (best.get(key)?.score ?? 0)) best.set(key, proposal)
  }
  return [...best.values()]
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_READINGS)
    .map((proposal) => ({
      ...proposal,
      score: Math.min(1, Math.round(proposal.score * 100) / 100),
      by: 'rules',
      entities: facts.linked.links.map(plainEntity),
      missing: missingFor(proposal, facts.linked.links),
    }))
}

function plainEntity({ kind, text, value, status }: Link): LinkedEntity {
  return { kind, text, status, ...(value !== undefined && { value }) }
}

/** A missing thing matters to every reading but a search through the code, which may still find words like it. */
function missingFor(proposal: Proposal, links: readonly Link[]): readonly LinkedEntity[] {
  if (proposal.operation === 'search_code') return []
  return links.filter((link) => link.status === 'missing').map(plainEntity)
}

const ofKind = (facts: PlanFacts, ...kinds: readonly LinkedEntity['kind'][]) =>
  facts.linked.links.filter((link) => kinds.includes(link.kind))
const nameOf = (link: Link) => link.value ?? link.text
const sum = (has: Intent['has'], weights: Partial<Record<Feature, number>>) =>
  Object.entries(weights).reduce((total, [feature, weight]) => total + (has[feature as Feature] ? weight : 0), 0)
const limitOf = (facts: PlanFacts) => (facts.linked.limit === undefined ? {} : { limit: facts.linked.limit })

/** The filters of a commit query: every entity that limits which commits are meant. */
export function commitFilters(facts: PlanFacts): Input {
  const paths = ofKind(facts, 'path', 'folder').map((link) =>
    link.kind === 'folder' ? `${nameOf(link).replace(/\/+$/, '')}/` : nameOf(link),
  )
  const authors = ofKind(facts, 'person').map(nameOf)
  const [date] = facts.linked.dates
  const quoted = facts.intent.has.mention ? ofKind(facts, 'quote', 'symbol').map(nameOf) : []
  return {
    ...(paths.length > 0 && { paths }),
    ...(authors.length > 0 && { authors }),
    ...(date?.since && { since: date.since }),
    ...(date?.until && { until: date.until }),
    ...(quoted.length > 0 && { message: quoted.join(' ') }),
    ...(facts.intent.merges && { merges: facts.intent.merges }),
    ...tagRange(facts),
  }
}

/** Two tags are a range from the older to the newer; one is a start, an end, or a release with all since the one before. */
function tagRange(facts: PlanFacts): Input {
  const revisions = ofKind(facts, 'tag', 'branch', 'commit').filter(
    (link) => link.kind !== 'commit' || isBound(link, facts.question),
  )
  const [first, second] = revisions
  if (first === undefined) return {}
  if (second !== undefined) {
    const [a, b] = [first, second].map((link) => ({
      name: nameOf(link),
      at: facts.tags.find((tag) => tag.name === nameOf(link))?.createdAtS,
    }))
    if (!a || !b) return {}
    const swapped = a.at !== undefined && b.at !== undefined && a.at > b.at
    return swapped ? { from: b.name, to: a.name } : { from: a.name, to: b.name }
  }
  const before = facts.question.slice(0, first.start)
  if (
    /\b(?:since|after|from|newer than|seit|nach|ab|depuis|après|desde|después de)\s+(?:the\s+)?(?:release|version|tag|commit)?\s*[`"'(]?$/iu.test(
      before,
    )
  )
    return { from: nameOf(first) }
  if (
    /\b(?:before|until|till|up to|prior to|as of|at|reachable from|on|vor|bis|avant|hasta)\s+(?:the\s+)?(?:release|version|tag|branch|commit)?\s*[`"'(]?$/iu.test(
      before,
    ) ||
    first.kind !== 'tag'
  )
    return { to: nameOf(first) }
  const previous = releaseBefore(nameOf(first), facts.tags)
  return { to: nameOf(first), ...(previous && { from: previous }) }
}

function isBound(link: Link, question: string): boolean {
  return (
    /\b(?:since|after|before|until|between|and|from|to|up to)\s+(?:commit\s+)?[`"'(]?$/i.test(
      question.slice(0, link.start),
    ) || /^[`"']?\s*(?:\.\.|and|to)\b/.test(question.slice(link.end))
  )
}

/** The stable release tagged last before this one. */
function releaseBefore(name: string, tags: PlanFacts['tags']): string | undefined {
  const at = tags.find((tag) => tag.name === name)?.createdAtS
  if (at === undefined) return undefined
  const stable = (tag: { readonly name: string }) => /^(?:[a-z]+[-/])?v?\d+(\.\d+)*$/i.test(tag.name)
  const earlier = tags
    .filter((tag) => tag.createdAtS < at && tag.name !== name && stable(tag))
    .sort((a, b) => b.createdAtS - a.createdAtS)
  return earlier[0]?.name
}

function planIssue(facts: PlanFacts): readonly Proposal[] {
  const [issue] = ofKind(facts, 'issue')
  if (!issue) return []
  return [{ operation: 'issue_references', input: { issue: nameOf(issue) }, score: 0.9, reason: 'names an issue' }]
}

function planCommit(facts: PlanFacts): readonly Proposal[] {
  const [commit] = ofKind(facts, 'commit').filter((link) => !isBound(link, facts.question))
  if (!commit) return []
  const { has } = facts.intent
  const input = { commit: nameOf(commit) }
  return [
    {
      operation: 'explain_commit',
      input,
      score: 0.85 + sum(has, { why: 0.1, summary: 0.05, how: 0.05 }) - (has.release && !has.why ? 0.15 : 0),
      reason: 'names a commit',
    },
    {
      operation: 'release_containing',
      input,
      score: has.release && !has.why ? 0.92 : 0.3,
      reason: 'names a commit and asks for releases',
    },
  ]
}

function planLine(facts: PlanFacts): readonly Proposal[] {
  const [path] = ofKind(facts, 'path')
  const [text] = ofKind(facts, 'quote', 'symbol').filter((link) => link.kind === 'quote' || facts.intent.has.blame)
  const { line } = facts.linked
  if (!path || (text === undefined && line === undefined)) return []
  const { has } = facts.intent
  const asksOrigin = has.blame || has.who || has.when || has.commit || has.why || has.last
  const input = { path: nameOf(path), ...(line !== undefined ? { line } : { text: text?.text }) }
  return [
    { operation: 'line_origin', input, score: asksOrigin ? 0.93 : 0.5, reason: 'names a file and one of its lines' },
    {
      operation: 'read_file',
      input:
        line === undefined
          ? { path: nameOf(path) }
          : { path: nameOf(path), startLine: Math.max(1, line - 20), endLine: line + 20 },
      score: asksOrigin ? 0.3 : 0.7,
      reason: 'names a file and one of its lines',
    },
  ]
}

function planWord(facts: PlanFacts): readonly Proposal[] {
  const words = ofKind(facts, 'symbol', 'quote').filter((link) => link.marked || link.kind === 'symbol')
  const [word] = words
  if (!word || ofKind(facts, 'path').length > 0) return []
  const { has } = facts.intent
  const name = nameOf(word)
  const history =
    sum(has, {
      first: 0.5,
      created: 0.35,
      removed: 0.6,
      history: 0.55,
      when: 0.4,
      commit: 0.25,
      who: 0.25,
      why: 0.35,
      changed: 0.3,
      renamed: 0.3,
      last: 0.2,
      release: 0.1,
    }) - (has.where && !has.first ? 0.2 : 0)
  const place = sum(has, { where: 0.55, define: 0.6, how: 0.15, read: 0.3 })
  const proposals: Proposal[] = [
    {
      operation: 'symbol_history',
      input: { name: lastPart(name) },
      score: history > 0 ? Math.min(0.95, 0.45 + history * 0.6) : 0.35,
      reason: 'asks for the past of a word',
    },
    {
      operation: 'find_symbol',
      input: { name },
      score: Math.min(0.94, 0.4 + place * 0.75 - history * 0.4),
      reason: 'asks for the place of a name',
    },
    {
      operation: 'find_text',
      input: { text: name },
      score:
        word.kind === 'quote' || has.exact
          ? Math.min(0.93, 0.5 + sum(has, { exact: 0.35, where: 0.25, count: 0.05 }) - history * 0.4)
          : 0.3,
      reason: 'asks for an exact text',
    },
  ]
  return has.mention && has.commit
    ? proposals.map((proposal) => ({ ...proposal, score: proposal.score - 0.3 }))
    : proposals
}

/** `module.function` is introduced as `function`. */
function lastPart(name: string): string {
  return /^[\w$]+(?:(?:\.|::|#)[\w$]+)+$/.test(name) ? (name.split(/\.|::|#/).at(-1) ?? name) : name
}

function planTogether(facts: PlanFacts): readonly Proposal[] {
  const [path] = ofKind(facts, 'path')
  if (!path || !facts.intent.has.together) return []
  return [
    {
      operation: 'co_changed_files',
      input: { path: nameOf(path), ...limitOf(facts) },
      score: 0.95,
      reason: 'asks what changes together with a file',
    },
  ]
}

function planFile(facts: PlanFacts): readonly Proposal[] {
  const [path] = ofKind(facts, 'path')
  if (!path) return []
  const { has } = facts.intent
  const limits = facts.linked.dates.length > 0 || ofKind(facts, 'person', 'tag').length > 0
  const born = (has.created || has.renamed || (has.first && !has.last)) && !has.count && !has.most && !limits
  return [
    {
      operation: 'file_history',
      input: { path: nameOf(path), ...limitOf(facts) },
      score: born ? 0.93 : has.history ? 0.85 : has.when || has.who ? 0.6 : 0.45,
      reason: 'asks for the life of a file',
    },
    {
      operation: 'read_file',
      input: { path: nameOf(path) },
      score: (has.read && !has.commit ? 0.72 : has.how ? 0.62 : 0.3) - (has.changed || limits ? 0.3 : 0),
      reason: 'asks what is in a file',
    },
  ]
}

function planFolder(facts: PlanFacts): readonly Proposal[] {
  const [folder] = ofKind(facts, 'folder')
  const { has } = facts.intent
  const asksHistory = has.commit || has.who || has.changed || has.when || has.last
  const score = has.tree && !asksHistory ? (folder ? 0.82 : 0.55) : has.read && folder && !asksHistory ? 0.6 : 0
  return [
    {
      operation: 'list_tree',
      input: folder ? { path: nameOf(folder) } : {},
      score,
      reason: 'asks what lies in a folder',
    },
  ]
}

function planTags(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const [tag, second] = ofKind(facts, 'tag')
  if (second) return []
  if (tag)
    return [
      {
        operation: 'list_tags',
        input: { name: nameOf(tag) },
        score:
          has.when && !has.commit
            ? 0.86
            : has.release && !has.changed && !has.count && !has.summary && !has.who
              ? 0.6
              : 0.25,
        reason: 'asks about a release',
      },
    ]
  if (!has.release) return []
  const score =
    /\b(?:tags?|releases?|versions?|versionen|versiones|版本)\b/.test(facts.question.toLowerCase()) &&
    (has.list || has.last || has.first || has.count || has.when || has.where)
      ? 0.7
      : 0.2
  const single = has.last || has.first ? { limit: facts.linked.limit ?? 1 } : limitOf(facts)
  return [
    {
      operation: 'list_tags',
      input: { ...single, ...(has.first && !has.last && { order: 'oldest' }) },
      score: ofKind(facts, 'commit', 'symbol', 'path').length > 0 ? 0.1 : score,
      reason: 'asks for releases',
    },
  ]
}

function planCommits(facts: PlanFacts): readonly Proposal[] {
  const { has, groupBy } = facts.intent
  const filters = commitFilters(facts)
  const limits = limitOf(facts)
  const bound = Object.keys(filters).length
  const base = Math.min(0.3, bound * 0.12)
  const words = ofKind(facts, 'symbol', 'quote').length > 0 && !has.mention ? 0.35 : 0
  const order = has.first && !has.last ? 'oldest' : 'newest'
  const asksPeople = has.who && (has.most || has.commit || has.changed || has.count)
  const single =
    facts.linked.limit === undefined &&
    /\b(?:commit|change|edit|modification|änderung|提交)\b/.test(facts.question.toLowerCase()) &&
    !/\bcommits\b|\bchanges\b/i.test(facts.question)
  const proposals: Proposal[] = [
    {
      operation: 'query_commits',
      input: { ...filters, result: 'count' },
      score: has.count && !(has.who && has.most) ? 0.62 + base : 0,
      reason: 'asks for a number of commits',
    },
    {
      operation: 'query_commits',
      input: { ...filters, result: 'top_authors', ...(has.lines && { rankBy: 'lines' }), ...limits },
      score:
        has.who && has.most
          ? 0.7 + base
          : asksPeople && !has.first && !has.last
            ? 0.55 + base
            : has.who
              ? 0.4 + base / 2
              : 0,
      reason: 'asks who worked most',
    },
    {
      operation: 'query_commits',
      input: { ...filters, result: 'first_time_authors', ...limits },
      score: has.firstTime ? 0.8 + base : 0,
      reason: 'asks for new contributors',
    },
    {
      operation: 'query_commits',
      input: { ...filters, result: 'group', groupBy: groupBy ?? 'month', ...limits },
      score: groupBy ? 0.75 + base : 0,
      reason: 'asks for a distribution',
    },
    {
      operation: 'query_commits',
      input: {
        ...filters,
        result: single ? (order === 'oldest' ? 'first' : 'last') : 'list',
        order,
        ...(single ? {} : limits),
      },
      score:
        (has.last || has.first || has.list) && (has.commit || has.changed || has.when || has.who)
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

function planPeriod(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const filters = commitFilters(facts)
  const hasPeriod =
    filters.since !== undefined || filters.until !== undefined || filters.from !== undefined || filters.to !== undefined
  const limits = Object.keys(filters).length > 0
  const { message: _, ...input } = filters
  const asks = has.summary ? 0.45 : has.changed ? 0.35 : has.how ? 0.05 : 0
  if (!hasPeriod)
    return [
      {
        operation: 'summarize_period',
        input,
        score: has.summary && limits && ofKind(facts, 'commit').length === 0 ? 0.5 : 0,
        reason: 'asks for a summary',
      },
    ]
  return [
    {
      operation: 'summarize_period',
      input,
      score: 0.42 + asks + (has.summary ? 0.12 : has.count || has.who ? -0.1 : 0),
      reason: 'names a period',
    },
  ]
}

function planCode(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const aboutHistory = has.commit || has.who || has.when || facts.linked.dates.length > 0
  const score =
    (has.where ? 0.68 : has.how ? 0.64 : 0.34) -
    (aboutHistory ? 0.25 : 0) +
    (ofKind(facts, 'symbol').length > 0 && has.how ? 0.08 : 0)
  return [
    {
      operation: 'search_code',
      input: { query: facts.question.trim() },
      score,
      reason: has.where || has.how ? 'asks where or how something is done' : 'nothing more certain',
    },
  ]
}

function planOverview(facts: PlanFacts): readonly Proposal[] {
  return facts.intent.has.about && facts.linked.links.length === 0
    ? [{ operation: 'repository_overview', input: {}, score: 0.9, reason: 'asks what the repository is' }]
    : []
}
