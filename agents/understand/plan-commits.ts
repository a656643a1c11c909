// Readings of questions about many commits: one row for each result that a commit query gives.
import {
  comparesPeople,
  decimalsOf,
  isFromStart,
  monthsOf,
  statisticOf,
  wantsOne,
  wantsPeople,
} from './commit-words.ts'
import { commitFilters } from './filters.ts'
import { asksForemost, isTime } from './groups.ts'
import { limitOf, ofKind, type PlanFacts, type PlanInput, POSSIBLE, type Proposal } from './plan-facts.ts'
import { RELEASE_NOUN } from './plan-releases.ts'
import {
  readMeasure,
  readRankBy,
  readThreshold,
  readTrailer,
  type Threshold,
  wantsFewest,
  wantsNthPerson,
} from './ranking-words.ts'

/** What the rows below look at. */
interface Asked {
  readonly facts: PlanFacts
  readonly has: PlanFacts['intent']['has']
  readonly counted: PlanFacts['intent']['counted']
  readonly groupBy: PlanFacts['intent']['groupBy']
  readonly filters: PlanInput
  /** Number of filters. */
  readonly bound: number
  /** One commit is meant rather than several. */
  readonly one: boolean
  readonly order: 'oldest' | 'newest'
  readonly threshold: Threshold | undefined
  readonly rankBy: string | undefined
  /** Least first. */
  readonly fewest: boolean
  readonly trailer: string | undefined
  readonly measure: 'files' | 'lines' | 'authors' | undefined
}

interface ResultRule {
  readonly reason: string
  readonly input: (asked: Asked) => PlanInput
  /** Filters that mean something else here. */
  readonly without?: (asked: Asked) => readonly string[]
  /** How well the question fits, before its filters add to it; below 0 is not at all. */
  readonly fit: (asked: Asked) => number
}

/** People listed when all of them are asked for. */
const ALL_PEOPLE = 50
/** People listed when nothing says that only the foremost count. */
const SOME_PEOPLE = 20

const RESULTS: readonly ResultRule[] = [
  {
    reason: 'asks for a number of commits',
    input: () => ({ result: 'count' }),
    fit: ({ has, counted }) =>
      has.count && (counted ?? 'commits') === 'commits' && !(has.who && has.most && counted === undefined) ? 0.66 : 0,
  },
  {
    reason: 'asks for a number of people',
    input: () => ({ result: 'count_authors' }),
    fit: ({ has, counted }) => (counted === 'people' && !has.firstTime && !has.stopped ? 0.8 : 0),
  },
  {
    reason: 'asks for a number of changed files',
    input: ({ counted }) => ({ result: 'group', groupBy: counted === 'folders' ? 'folder' : 'path' }),
    fit: ({ has, counted, bound }) =>
      (counted === 'files' || counted === 'folders') && (bound > 0 || has.changed) ? 0.8 : 0,
  },
  {
    reason: 'asks who worked most',
    input: ({ facts, has, counted, rankBy, fewest }) => ({
      result: 'top_authors',
      ...((has.lines || counted === 'lines') && { rankBy: 'lines' }),
      ...(rankBy !== undefined && rankBy !== 'authors' && { rankBy }),
      ...(fewest && { order: 'fewest' }),
      ...(wantsPeople(facts) ? { limit: ALL_PEOPLE } : !has.most && has.who && { limit: SOME_PEOPLE }),
    }),
    fit: fitTopAuthors,
  },
  {
    reason: 'asks for people or groups with so many commits',
    input: ({ threshold, counted }) =>
      threshold === undefined || threshold.by === 'people'
        ? { result: counted === 'people' ? 'count_authors' : 'top_authors', ...threshold?.ends }
        : { result: 'group', groupBy: threshold.by, ...threshold.ends },
    fit: ({ threshold, filters, has }) =>
      threshold === undefined || (filters.authors !== undefined && threshold.by === 'people') || has.gap ? -1 : 1.1,
  },
  {
    reason: 'asks for people whom messages name',
    input: ({ trailer }) => ({ result: 'group', groupBy: 'trailer', trailer }),
    fit: ({ trailer, facts }) =>
      trailer === undefined || ofKind(facts, 'commit', 'issue', 'quote').length > 0 ? -1 : 0.99,
  },
  {
    reason: 'asks for a person by the order of coming',
    input: () => ({ result: 'first_time_authors' }),
    fit: ({ facts, filters }) =>
      facts.linked.ordinal !== undefined && filters.authors === undefined && wantsNthPerson(facts.masked) ? 0.98 : -1,
  },
  {
    reason: 'asks for new contributors',
    input: () => ({ result: 'first_time_authors' }),
    fit: ({ has, filters }) => (filters.authors !== undefined ? -1 : has.firstTime ? 0.85 : 0),
  },
  {
    reason: 'asks who does no more',
    // "In the last year" says how long they have been away, not when they worked.
    input: ({ facts }) => ({ result: 'stopped_authors', ...monthsOf(facts) }),
    without: ({ facts }) => ('months' in monthsOf(facts) ? ['since', 'until'] : []),
    fit: ({ has, filters }) => (filters.authors !== undefined ? -1 : has.stopped ? 0.95 : 0),
  },
  {
    reason: 'asks for the place of somebody among all',
    input: () => ({ result: 'rank' }),
    fit: ({ has, filters }) => (filters.authors === undefined ? -1 : has.place ? 0.98 : 0),
  },
  {
    reason: 'asks for a part of the whole',
    input: ({ facts }) => ({ result: 'share', ...decimalsOf(facts) }),
    fit: ({ has, bound }) => (bound === 0 ? -1 : has.share ? 0.96 : 0),
  },
  {
    reason: 'asks for an average',
    input: ({ facts, groupBy, measure }) => ({
      ...(measure === undefined || (groupBy === 'path' && measure !== 'authors')
        ? { result: 'average', groupBy: groupBy ?? 'month' }
        : { result: 'average', measure, ...(measure === 'authors' && { groupBy: groupBy ?? 'month' }) }),
      ...statisticOf(facts),
      ...decimalsOf(facts),
    }),
    fit: ({ has, groupBy, measure }) => (has.average ? (groupBy || measure ? 0.97 : 0.8) : 0),
  },
  {
    reason: 'asks for the longest time without a commit',
    input: () => ({ result: 'longest_gap' }),
    fit: ({ has }) => (has.gap ? 0.97 : 0),
  },
  {
    reason: 'asks for the largest commits',
    input: ({ one, rankBy, facts }) => ({
      result: 'largest',
      ...((one || (rankBy !== undefined && !/commits|changes/.test(facts.masked))) && { limit: 1 }),
      ...(rankBy !== undefined && rankBy !== 'authors' && { rankBy }),
    }),
    fit: ({ has, facts, groupBy, rankBy }) =>
      isOfCommit(facts) && rankBy !== undefined && rankBy !== 'authors' && groupBy === undefined
        ? 0.9
        : has.largest && (has.commit || has.changed) && !has.count && !has.gap
          ? 0.85
          : 0,
  },
  {
    reason: 'asks for the smallest commits',
    input: ({ one }) => ({ result: 'smallest', ...(one && { limit: 1 }) }),
    fit: ({ has }) => (has.smallest && (has.commit || has.changed) && !has.count ? 0.85 : 0),
  },
  {
    reason: 'asks how far the history reaches back',
    input: () => ({ result: 'first' }),
    fit: ({ has, facts }) => (has.age && ofKind(facts, 'path', 'symbol', 'commit', 'tag').length === 0 ? 0.8 : 0),
  },
  {
    reason: 'asks for a distribution',
    input: ({ facts, has, groupBy, rankBy, fewest }) => ({
      result: 'group',
      groupBy: groupBy ?? 'month',
      ...((has.most || has.busiest) && isTime(groupBy) && { rankBy: 'commits' }),
      ...(has.lines && has.most && { rankBy: 'lines' }),
      ...(rankBy !== undefined && { rankBy }),
      ...(fewest && { order: 'fewest' }),
      ...((has.most || has.busiest || fewest) && groupBy && asksForemost(facts.masked, groupBy) && { limit: 1 }),
    }),
    fit: ({ groupBy, has, rankBy }) => (groupBy && !has.average ? (rankBy ? 0.85 : 0.75) : 0),
  },
  {
    reason: 'asks for commits',
    input: ({ facts, one, order }) =>
      one && facts.linked.ordinal === undefined
        ? { result: order === 'oldest' ? 'first' : 'last' }
        : { result: 'list', order },
    fit: fitList,
  },
]

export function planCommits(facts: PlanFacts): readonly Proposal[] {
  const { has, groupBy, counted } = facts.intent
  const filters = commitFilters(facts)
  const asked: Asked = {
    facts,
    has,
    counted,
    groupBy,
    filters,
    bound: Object.keys(filters).length,
    one: wantsOne(facts),
    order: (has.first && !has.last) || isFromStart(facts) ? 'oldest' : 'newest',
    threshold: readThreshold(facts.masked),
    rankBy: readRankBy(facts.masked),
    fewest: !has.owned && wantsFewest(facts.masked),
    trailer: readTrailer(facts.masked),
    measure: readMeasure(facts.masked),
  }
  const base = Math.min(0.3, asked.bound * 0.12)
  const isWordUsed = filters.message !== undefined || filters.word !== undefined
  const words = ofKind(facts, 'symbol', 'quote').length > 0 && !isWordUsed ? 0.35 : 0
  return [
    ...RESULTS.map((rule) => {
      const fit = rule.fit(asked) || POSSIBLE
      const result = rule.input(asked)
      return {
        operation: 'query_commits',
        input: { ...omit(filters, rule.without?.(asked)), ...result, ...placed(asked, result) },
        score: fit <= POSSIBLE ? fit : fit + base - words - (has.summary ? 0.25 : 0),
        certainty: fit,
        reason: rule.reason,
      }
    }),
    {
      operation: 'explain_commit',
      input: { which: asked.order === 'oldest' ? 'first' : 'last', of: filters },
      score:
        asked.one && (has.last || has.first) && (has.why || EXPLAIN.test(facts.masked)) && words === 0 ? 0.9 + base : 0,
      reason: 'asks for the reason of a commit given by its place',
    },
  ]
}

function omit(input: PlanInput, names: readonly string[] = []): PlanInput {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)))
}

/** "Which commit …": the commit itself is wanted. */
function isOfCommit({ masked, intent: { has } }: PlanFacts): boolean {
  return (
    !has.who &&
    /(?:which|what|the|welcher|quel|qué|cuál) (?:single |one )?(?:commits?|changes?)(?!\p{L})|哪个?(?:次)?提交/u.test(
      masked,
    )
  )
}

const EXPLAIN = /\b(?:explain|describe|erkläre?|explique|explica)\b|解释/

/** Results that are one value or one pair, however many things the question counts. */
const SINGLE: ReadonlySet<unknown> = new Set(['count', 'share', 'rank', 'longest_gap', 'first', 'last'])

/** The number of results asked for, or the one in its place: "the third commit", "second most active". */
function placed({ facts }: Asked, result: PlanInput): PlanInput {
  const { ordinal } = facts.linked
  if (SINGLE.has(result.result)) return {}
  if (ordinal === undefined) return limitOf(facts)
  return { ...(ordinal.place > 1 && { offset: ordinal.place - 1 }), limit: 1 }
}

function fitTopAuthors({ facts, has, counted, filters, groupBy, rankBy, fewest }: Asked): number {
  if (has.who && rankBy !== undefined && rankBy !== 'authors') return 0.95
  if (filters.bots === 'only' && /\b(?:which|what|top) bots?\b/.test(facts.masked)) return 0.8
  if (has.who && fewest && groupBy === undefined) return 0.7
  if (wantsPeople(facts) && !has.firstTime && !has.stopped) return 1.05
  if (comparesPeople(facts)) return 0.8
  if (counted === 'lines' && (has.who || filters.authors !== undefined || filters.since !== undefined)) return 0.8
  // Committers and co-authors are groups of their own.
  if (groupBy === 'committer' || groupBy === 'co_author') return 0.4
  if (has.who && (has.most || has.busiest)) return 0.7
  const asksPeople = has.who && (has.commit || has.changed || has.count || has.acted)
  if (asksPeople && !has.first && !has.last) return 0.55
  if (has.who) return 0.4
  return filters.authors !== undefined ? 0.42 : 0
}

function fitList({ facts, has, bound, filters }: Asked): number {
  const isAboutReleases = RELEASE_NOUN.test(facts.masked) && !has.commit && !has.changed
  if (isAboutReleases && ofKind(facts, 'tag').length === 0) return 0.35
  // "Has Ada stopped?": her last commit tells.
  if (filters.authors !== undefined && has.stopped) return 0.8
  if (has.history && !has.count && bound > 0 && ofKind(facts, 'path', 'symbol', 'quote').length === 0) return 0.7
  const isPlaced = facts.linked.ordinal !== undefined && has.commit ? 0.2 : 0
  if ((has.last || has.first || has.list || isPlaced > 0) && (has.commit || has.changed || has.when || has.who))
    return 0.58 + isPlaced + (facts.linked.limit === undefined ? 0 : 0.15)
  // "Did Ada ever touch docs/?": the commits are the proof.
  if (filters.authors !== undefined && bound > 1 && !has.who && (has.acted || has.changed)) return 0.5
  if (has.commit && bound > 0) return 0.45
  return has.when && bound > 0 ? 0.5 : 0
}
