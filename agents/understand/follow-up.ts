// Questions that lean on the one before: "and in 2019?", "who else?", "only in docs/", "and the year before?".
import { readAt } from './at-revision.ts'
import { factsAsked } from './commit-aspects.ts'
import { everyLanguage } from './every-language.ts'
import type { Feature } from './features.ts'
import { commitFilters } from './filters.ts'
import { nameOf, ofKind, type PlanFacts, type PlanInput } from './plan-facts.ts'
import { shasOf } from './pronouns.ts'
import type { Reading } from './reading.ts'

/** An earlier question with how it was read and what was answered. */
export interface PreviousQuestion {
  readonly question: string
  readonly answer: string
  readonly reading: Reading
}

/** Sure enough to lead, not so sure that a model could not choose otherwise. */
const INHERITED_SCORE = 0.8
/** Operations that take the filters of commits. */
const FILTERED: ReadonlySet<string> = new Set([
  'query_commits',
  'summarize_period',
  'explain_range',
  'list_reverts',
  'file_changes',
])

/** The earlier reading with what the new question changes; nothing when the question stands on its own. */
export function followUp(
  facts: PlanFacts,
  readings: readonly Reading[],
  previous: PreviousQuestion | undefined,
): Reading | undefined {
  if (previous === undefined || !facts.intent.isFollowUp) return undefined
  const [best] = readings
  const base = {
    score: INHERITED_SCORE,
    by: 'rules',
    reason: `goes on from “${previous.question.slice(0, 80)}”`,
    entities: best?.entities ?? [],
    missing: best?.missing ?? [],
  } as const
  const reason = bareWhy(facts, previous)
  if (reason) return { ...base, ...reason, score: 0.9 }
  if (best && best.score >= INHERITED_SCORE && asksOneThing(best) && ofKind(facts, 'commit').length > 0)
    return undefined
  const then = codeThen(facts, previous)
  if (then) return { ...base, ...then, score: 0.9 }
  const sameCommit = factOfSame(facts, previous.reading)
  if (sameCommit) return { ...base, ...sameCommit, score: 0.9 }
  const changes = changesOf(facts, previous.reading)
  const standsAlone =
    best !== undefined &&
    best.score >= INHERITED_SCORE &&
    best.operation !== previous.reading.operation &&
    !(asksOneThing(previous.reading) && NAMES_ANOTHER.test(facts.masked)) &&
    (Object.keys(changes).length === 0 || ofKind(facts, 'commit', 'issue').length > 0)
  return standsAlone
    ? undefined
    : { ...base, operation: previous.reading.operation, input: changed(previous.reading.input, changes) }
}

/** "Why?" asks for the reason of what was just answered: the first commit it names, else the same commits explained. */
function bareWhy(
  { question }: PlanFacts,
  { answer, reading }: PreviousQuestion,
): Pick<Reading, 'operation' | 'input'> | undefined {
  if (
    !/^\W*(?:(?:and|but|und|et|y)\s+)?(?:why|how come|warum|wieso|weshalb|pourquoi|por qué|为什么)(?:\s+(?:that|so|is that|was that|das))?\W*$/iu.test(
      question,
    )
  )
    return undefined
  const [sha] = shasOf(answer)
  if (sha !== undefined) return { operation: 'explain_commit', input: { commit: sha } }
  const { result: _, groupBy: __, limit: ___, ...filters } = reading.input
  return FILTERED.has(reading.operation) ? { operation: 'explain_range', input: filters } : undefined
}

/** Operations on files, which look at them at any revision. */
const TRAVELS: ReadonlySet<string> = new Set([
  'search_code',
  'find_text',
  'find_symbol',
  'find_references',
  'callers',
  'symbol_uses',
  'outline',
  'read_file',
  'repository_map',
])
const CEASED = everyLanguage(
  /\bwhen (?:did|has) (?:this|that|it) (?:stop\w*|cease\w*|end\w*|change\w*)|\bsince when (?:is|was|has|does) (?:this|that|it) (?:not|no longer)|\b(?:this|that|it) (?:stop|cease) (?:being|to be)|\bwann (?:hörte|endete) (?:das|dies)|\bquand (?:cela|ça) a[- ]t[- ]il (?:cessé|changé)|\bcuándo dejó de/,
)
const BEGAN = everyLanguage(
  /\b(?:when|since when) (?:did|has|is|was) (?:this|that|it) (?:start\w*|begin|began|beg[au]n|become|so|true|the case|like (?:this|that)|done (?:this|that) way)/,
)

/** What was answered of the code, at another revision ("how did ⟨tag⟩ do this?"), or when it began or ceased to hold. */
function codeThen(
  facts: PlanFacts,
  { answer, reading }: PreviousQuestion,
): Pick<Reading, 'operation' | 'input'> | undefined {
  if (!TRAVELS.has(reading.operation)) return undefined
  const { at } = readAt(facts)
  const isOnlyTime = facts.topic.length === 0 && ofKind(facts, 'symbol', 'quote', 'path', 'person').length === 0
  if (at !== undefined && isOnlyTime) return { operation: reading.operation, input: { ...reading.input, at } }
  const kind = CEASED.test(facts.masked) ? 'removed' : BEGAN.test(facts.masked) ? 'introduced' : undefined
  const name = nameIn(reading.input) ?? symbolIn(answer)
  return kind === undefined || name === undefined
    ? undefined
    : { operation: 'symbol_history', input: { name, kind, withRelease: true } }
}

function nameIn({ name, text, around }: PlanInput): string | undefined {
  return [name, text, around].find((value) => typeof value === 'string')
}

/** The first definition that the answer names beside its place. */
function symbolIn(answer: string): string | undefined {
  return /`[^`\n]+:\d+(?:-\d+)?`,? +`([\p{L}_$][\w$]*)`/u.exec(answer)?.[1]
}

/** "And ⟨commit⟩?": the same of another commit. */
const NAMES_ANOTHER =
  /^\W*(?:(?:and|und|et|y) )?(?:(?:what|how) about |was ist mit |qué tal |(?:et )?pour )?(?:commit )?⟨commit⟩\W*$/

/** One fact or one kind of link of a commit that the question names: nothing of the earlier one can be meant. */
function asksOneThing({ operation, input }: Reading): boolean {
  return operation === 'commit_facts' || (operation === 'commit_links' && input.aspect !== undefined)
}

/** "And when?", "and how many lines?" after a question about one commit. */
function factOfSame(facts: PlanFacts, { operation, input }: Reading): Pick<Reading, 'operation' | 'input'> | undefined {
  if (!['commit_facts', 'explain_commit'].includes(operation) || typeof input.commit !== 'string') return undefined
  if (facts.linked.links.length > 0 || facts.linked.dates.length > 0) return undefined
  const asked = factsAsked(facts)
  return asked && { operation: 'commit_facts', input: { commit: input.commit, aspects: asked.aspects } }
}

/** The input with the changes; what a change sets to nothing is gone. */
function changed(input: PlanInput, changes: PlanInput): PlanInput {
  return Object.fromEntries(Object.entries({ ...input, ...changes }).filter(([, value]) => value !== undefined))
}

function changesOf(facts: PlanFacts, earlier: Reading): PlanInput {
  const { message: _, ...filters } = commitFilters(facts)
  const period = periodChange(facts, earlier.input, filters)
  if (FILTERED.has(earlier.operation))
    return { ...filters, ...rolesKept(filters, earlier.input), ...period, ...resultChange(facts, earlier) }
  return { ...period, ...slotChange(facts, earlier) }
}

/** A new period takes the place of the old one whole; "the year before" moves it. */
function periodChange({ masked }: PlanFacts, earlier: PlanInput, { since, until, from, to }: PlanInput): PlanInput {
  const moves =
    /\b(?:the )?(year|month|week|quarter|day|one|period) (before|after)\b|\b(?:the )?(previous|next|following|preceding) (year|month|week|quarter|day|one|period)\b|\b(?:im )?(jahr|monat) (davor|danach)\b/.exec(
      masked,
    )
  if (moves && since === undefined && until === undefined) {
    const isBefore = /before|previous|preceding|davor/.test(moves[0])
    return movedPeriod(earlier, isBefore ? -1 : 1)
  }
  if (since !== undefined || until !== undefined) return { since, until }
  return from !== undefined || to !== undefined ? { from, to } : {}
}

/** A period of the same length beside it: whole years and months stay whole. */
function movedPeriod({ since, until }: PlanInput, steps: 1 | -1): PlanInput {
  if (typeof since !== 'string' || typeof until !== 'string') return {}
  const [start, end] = [new Date(since), new Date(until)]
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth()
  const isWhole = start.getUTCDate() === 1 && end.getUTCDate() === 1 && months > 0
  const move = (date: Date) =>
    isWhole
      ? new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + steps * months, 1))
      : new Date(date.getTime() + steps * (end.getTime() - start.getTime()))
  return { since: move(start).toISOString().slice(0, 10), until: move(end).toISOString().slice(0, 10) }
}

/** "and Bob?" after a question about committers means the committer Bob. */
function rolesKept({ authors }: PlanInput, earlier: PlanInput): PlanInput {
  const role = ['committers', 'coAuthors', 'notAuthors'].find((name) => name in earlier)
  return authors !== undefined && role !== undefined && !('authors' in earlier)
    ? { authors: undefined, [role]: authors }
    : {}
}

/** What a commit query is to give instead, by the words of the follow-up; the first that fits. */
const RESULTS: readonly (readonly [Feature, PlanInput])[] = [
  ['average', { result: 'average' }],
  ['share', { result: 'share' }],
  ['place', { result: 'rank' }],
  ['largest', { result: 'largest' }],
  ['smallest', { result: 'smallest' }],
  ['firstTime', { result: 'first_time_authors' }],
  ['count', { result: 'count' }],
  ['who', { result: 'top_authors', limit: 20 }],
  ['list', { result: 'list' }],
  ['first', { result: 'first' }],
  ['last', { result: 'last' }],
]

function resultChange({ intent: { has, groupBy, counted } }: PlanFacts, { operation }: Reading): PlanInput {
  if (operation !== 'query_commits') return {}
  const clean = { groupBy: undefined, limit: undefined, offset: undefined }
  if (groupBy) return { ...clean, result: has.average ? 'average' : 'group', groupBy }
  if (counted === 'people') return { ...clean, result: 'count_authors' }
  const [, result] = RESULTS.find(([feature]) => has[feature]) ?? []
  return result === undefined ? {} : { ...clean, ...result }
}

/** The one thing that an operation is about, taken from what the follow-up names. */
function slotChange(facts: PlanFacts, { operation, input }: Reading): PlanInput {
  const first = (...kinds: Parameters<typeof ofKind>[1][]) => ofKind(facts, ...kinds)[0]
  const [path, symbol, person, commit, tag] = [
    first('path', 'folder'),
    first('symbol', 'quote'),
    first('person'),
    first('commit'),
    first('tag'),
  ]
  if (path && 'path' in input) return { path: nameOf(path), line: undefined, endLine: undefined, text: undefined }
  if (person && operation === 'person') return { name: nameOf(person) }
  if (tag && operation === 'list_tags') return { name: nameOf(tag) }
  if (symbol && ('name' in input || 'symbol' in input))
    return 'name' in input ? { name: nameOf(symbol) } : { symbol: nameOf(symbol) }
  if (commit && 'commit' in input) return { commit: nameOf(commit) }
  return operation === 'search_code' ? { query: facts.question } : {}
}
