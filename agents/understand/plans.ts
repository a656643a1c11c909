// From entities and intent to ranked readings: slots compose, sentences are never listed.
import type { LinkedEntity } from '#lib/events.ts'
import { kindOf } from './examples.ts'
import { isLeftOut } from './filters.ts'
import type { Link } from './link.ts'
import { NO_VOTES, type Votes } from './meaning.ts'
import { planAge } from './plan-age.ts'
import { planArrival } from './plan-arrival.ts'
import { planCode } from './plan-code.ts'
import { planCommit, planCompare, planIssue, planReverts } from './plan-commit.ts'
import { planCommits } from './plan-commits.ts'
import { planDefinitions } from './plan-definitions.ts'
import type { PlanFacts, Proposal } from './plan-facts.ts'
import { planAges, planFile, planFileChanges, planFolder, planTogether } from './plan-files.ts'
import { planLine, planRemoved } from './plan-lines.ts'
import { planPeople } from './plan-people.ts'
import { planPeriod } from './plan-period.ts'
import { planReleaseFacts } from './plan-release-facts.ts'
import { planReleases } from './plan-releases.ts'
import { planTree } from './plan-tree.ts'
import { planGrep, planOverview, planSearch, planWord } from './plan-words.ts'
import type { Reading } from './reading.ts'

/** At most this many readings are worth choosing among. */
const MAX_READINGS = 5
/** What a reading loses for each word of the question that it leaves aside. */
const IGNORED_WORD = 0.08
const IGNORED_MOST = 0.32

/** From here the words of the question leave no doubt, and nearness of meaning is not asked. */
const CERTAIN = 0.6
/** What nearness of meaning can add at most. */
const MEANING_WEIGHT = 0.8
/** Examples that agree less than this on a kind of question have no say. */
const MAJORITY = 0.45

/** A proposal with its final score and what rules alone make of it. */
interface Ranked extends Proposal {
  readonly ignored: readonly string[]
  readonly byRules: number
}

const PLANNERS: readonly ((facts: PlanFacts) => readonly Proposal[])[] = [
  planIssue,
  planCommit,
  planReverts,
  planCompare,
  planLine,
  planRemoved,
  planWord,
  planGrep,
  planCode,
  planArrival,
  planDefinitions,
  planTogether,
  planAges,
  planFile,
  planFileChanges,
  planFolder,
  planTree,
  planReleases,
  planReleaseFacts,
  planAge,
  planPeople,
  planCommits,
  planPeriod,
  planSearch,
  planOverview,
]

/** Readings, best first; never empty: searching the code is always possible. */
export function rankReadings(facts: PlanFacts, votes: Votes = NO_VOTES): readonly Reading[] {
  const proposals = PLANNERS.flatMap((plan) => plan(facts)).map((proposal) => ({
    ...proposal,
    ignored: ignoredBy(proposal, facts),
  }))
  const possible = proposals
    .filter(({ score }) => score > 0)
    .map((proposal) => ({
      ...proposal,
      byRules: proposal.score - Math.min(IGNORED_MOST, IGNORED_WORD * proposal.ignored.length),
    }))
  const first = possible.reduce((best, other) => (other.byRules > best.byRules ? other : best))
  const isCertain = Math.min(first.certainty ?? 1, first.byRules) >= CERTAIN
  const hasSay = !isCertain && Math.max(0, ...votes.values()) >= MAJORITY
  const best = new Map<string, Ranked>()
  for (const proposal of possible) {
    const kind = kindOf(proposal)
    const score = hasSay ? withMeaning(proposal, votes.get(kind)) : proposal.byRules
    if (score > (best.get(kind)?.score ?? 0)) best.set(kind, { ...proposal, score })
  }
  const ranked = [...best.values()].sort((a, b) => b.score - a.score).slice(0, MAX_READINGS)
  // Filters can add beyond 1; what is then taken off all keeps their distances.
  const excess = Math.max(0, (ranked[0]?.score ?? 0) - 1)
  return ranked.map(({ ignored, byRules, ...proposal }, place) => ({
    ...proposal,
    score: Math.max(0, Math.round((proposal.score - excess) * 100) / 100),
    by: place === 0 && byRules < first.byRules ? 'meaning' : 'rules',
    entities: facts.linked.links.map(plainEntity),
    missing: missingFor(proposal, facts.linked.links),
    notices: [
      ...(facts.corrections ?? []).map(({ written, meant }) => `“${written}” was read as ${meant}.`),
      ...choicesMade(proposal, facts.linked.links),
      ...placesLeftIn(facts),
      ...wordIgnored(ignored),
    ],
  }))
}

/** Without the bonus of filters, which say nothing about the kind of question, and with the votes for it. */
function withMeaning({ certainty, byRules }: Ranked | (Proposal & { readonly byRules: number }), vote = 0): number {
  return Math.min(certainty ?? byRules, byRules) + MEANING_WEIGHT * vote
}

function plainEntity({ kind, text, value, status }: Link): LinkedEntity {
  return { kind, text, status, ...(value !== undefined && { value }) }
}

/** A missing thing matters to every reading but a search through the code, which may still find words like it. */
function missingFor(proposal: Proposal, links: readonly Link[]): readonly LinkedEntity[] {
  if (proposal.operation === 'search_code') return []
  return links.filter((link) => link.status === 'missing').map(plainEntity)
}

/** Words of the question that this way of answering does not use. */
function ignoredBy({ operation, input, covers = '' }: Proposal, { topic }: PlanFacts): readonly string[] {
  if (operation === 'search_code' || operation === 'search_commits') return []
  const used = `${JSON.stringify(input).toLowerCase()} ${covers}`
  return topic.map((word) => word.text).filter((word) => !used.includes(word.toLowerCase()))
}

function placesLeftIn({ question, linked }: PlanFacts): readonly string[] {
  return linked.links
    .filter((link) => isLeftOut(link, question))
    .map(({ text }) => `Changes to ${text} are not left out: commits can be limited to places, not kept out of them.`)
}

function wordIgnored(words: readonly string[]): readonly string[] {
  if (words.length === 0) return []
  return [
    `Not taken into account: ${words
      .slice(0, 6)
      .map((word) => `“${word}”`)
      .join(', ')}.`,
  ]
}

/** What could have meant something else, where it matters to the reading. */
function choicesMade({ input }: Proposal, links: readonly Link[]): readonly string[] {
  const used = JSON.stringify(input)
  return links.flatMap(({ kind, text, value, alternatives = [] }) => {
    if (value === undefined || !used.includes(JSON.stringify(value).slice(1, -1))) return []
    if (alternatives.length > 0)
      return [`“${text}” was read as ${value}; ${alternatives.slice(0, 3).join(', ')} would fit too.`]
    const isOtherName = kind === 'person' && !value.toLowerCase().includes(text.toLowerCase())
    return isOtherName ? [`“${text}” was read as ${value}.`] : []
  })
}
