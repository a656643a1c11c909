// From entities and intent to ranked readings: slots compose, sentences are never listed.
import type { LinkedEntity } from '#lib/events.ts'
import { kindOf } from './examples.ts'
import type { Link } from './link.ts'
import { NO_VOTES, type Votes } from './meaning.ts'
import { planCommit, planCompare, planIssue, planReverts } from './plan-commit.ts'
import { planCommits } from './plan-commits.ts'
import type { PlanFacts, Proposal } from './plan-facts.ts'
import { planAges, planFile, planFileChanges, planFolder, planTogether } from './plan-files.ts'
import { planLine, planRemoved } from './plan-lines.ts'
import { planPeople } from './plan-people.ts'
import { planPeriod } from './plan-period.ts'
import { planReleases } from './plan-releases.ts'
import { planOverview, planSearch, planWord } from './plan-words.ts'
import type { Reading } from './reading.ts'

/** At most this many readings are worth choosing among. */
const MAX_READINGS = 5
/** What a reading loses for each word of the question that it leaves aside. */
const IGNORED_WORD = 0.08
const IGNORED_MOST = 0.32

/** What nearness of meaning can add at most: enough to decide where rules are unsure, not where they are certain. */
const MEANING_WEIGHT = 0.4

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
  planTogether,
  planAges,
  planFile,
  planFileChanges,
  planFolder,
  planReleases,
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
  const best = new Map<string, Ranked>()
  for (const proposal of proposals) {
    if (proposal.score <= 0) continue
    const kind = kindOf(proposal)
    const byRules = proposal.score - Math.min(IGNORED_MOST, IGNORED_WORD * proposal.ignored.length)
    const score = byRules + MEANING_WEIGHT * (votes.get(kind) ?? 0)
    if (score > (best.get(kind)?.score ?? 0)) best.set(kind, { ...proposal, score, byRules })
  }
  const first = Math.max(...[...best.values()].map(({ byRules }) => byRules))
  return [...best.values()]
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_READINGS)
    .map(({ ignored, byRules, ...proposal }, place) => ({
      ...proposal,
      score: Math.min(1, Math.round(proposal.score * 100) / 100),
      by: place === 0 && byRules < first ? 'meaning' : 'rules',
      entities: facts.linked.links.map(plainEntity),
      missing: missingFor(proposal, facts.linked.links),
      notices: [
        ...(facts.corrections ?? []).map(({ written, meant }) => `“${written}” was read as ${meant}.`),
        ...choicesMade(proposal, facts.linked.links),
        ...wordIgnored(ignored),
      ],
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

/** Words of the question that this way of answering does not use. */
function ignoredBy({ operation, input }: Proposal, { topic }: PlanFacts): readonly string[] {
  if (operation === 'search_code' || operation === 'search_commits') return []
  const used = JSON.stringify(input).toLowerCase()
  return topic.map((word) => word.text).filter((word) => !used.includes(word.toLowerCase()))
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
