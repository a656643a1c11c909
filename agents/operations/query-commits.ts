// The commit query: reach × filters × result, the one operation that most history questions are.
import { z } from 'zod'
import { type CommitQuery, type CommitResult, runCommitQuery } from '#lib/history/commit-query.ts'
import type { Operation, OperationContext } from './operation.ts'
import { CommitFilters, missingNames, type ResolvedFilters, resolveFilters } from './scope-input.ts'
import { type OtherCounts, otherMeanings, wordRows } from './word-commits.ts'
import { averageUnit } from './word-ranking.ts'

const Input = CommitFilters.extend({
  result: z
    .enum([
      'list',
      'count',
      'first',
      'last',
      'largest',
      'smallest',
      'count_authors',
      'top_authors',
      'first_time_authors',
      'stopped_authors',
      'group',
      'average',
      'share',
      'longest_gap',
      'rank',
    ])
    .describe(
      'share: of the people asked about among all, else of these commits among all; average: commits per `groupBy`, or `measure` per commit; ' +
        'longest_gap: between successive commits; rank: the place of `authors` among all authors',
    ),
  groupBy: z
    .enum([
      'author',
      'committer',
      'co_author',
      'trailer',
      'email_domain',
      'year',
      'quarter',
      'month',
      'week',
      'day',
      'weekday',
      'hour',
      'path',
      'folder',
      'extension',
    ])
    .optional(),
  trailer: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{1,60}$/)
    .optional()
    .describe('of groupBy trailer: reviewed-by, signed-off-by, tested-by, reported-by …'),
  rankBy: z
    .enum(['commits', 'lines', 'additions', 'deletions', 'files', 'authors'])
    .optional()
    .describe('what "most" means; of groups in time it puts the fullest first instead of the order of time'),
  measure: z
    .enum(['commits', 'lines', 'files', 'authors'])
    .optional()
    .describe('of average: lines or files of a commit, authors of a group'),
  order: z.enum(['newest', 'oldest', 'fewest']).optional().describe('fewest: of authors and groups, least first'),
  minCommits: z.number().int().min(0).optional().describe('of authors and groups: only those with so many, inclusive'),
  maxCommits: z.number().int().min(0).optional().describe('0 of groups in time: those without a commit'),
  offset: z.number().int().min(0).max(1_000_000).optional().describe('rows to leave out first: 2 is the third'),
  decimals: z.number().int().min(0).max(2).optional().describe('of a share or an average; 0 is a whole number'),
  statistic: z.enum(['mean', 'median', 'all']).optional().describe('of average: which alone is asked for'),
  months: z.number().int().min(1).max(600).optional().describe('of stopped_authors: silent for so long; default 12'),
  limit: z.number().int().min(1).max(500).optional(),
})
export type CommitsInput = z.infer<typeof Input>

const DEFAULT_LIMIT = 10
/** People who are new or gone are few, and all of them are the answer. */
const ALL_PEOPLE_LIMIT = 50

export const queryCommits: Operation<CommitsInput> = {
  name: 'query_commits',
  title: 'Commit query',
  kind: 'fact',
  description:
    'Counts, lists, ranks, groups or averages commits filtered by author, domain, bots, committer, co-author, path, date, clock, message, size, links, merges and reverts, over any range of history. ' +
    'Use it for how many, who most, how many people, the last, first, nth, largest or smallest commits, shares, averages, gaps, changes in a period. Not for what one commit did (explain_commit).',
  example: { authors: ['Ada'], since: '2019-01-01', until: '2020-01-01', result: 'count' },
  input: Input,
  async execute(context, input) {
    const resolved = await resolveFilters(context, input)
    if (resolved.missing.length > 0) return missingNames(context, resolved.missing)
    const query: CommitQuery = { ...dateFieldOf(input), ...resolved.query, result: resultOf(input) }
    const { rows, total, sql, git, notices: cuts = [] } = await runCommitQuery(context.history, context.reach, query)
    const others = input.result === 'count' && total > 0 ? await otherCounts(context, input, resolved) : {}
    return {
      ...wordRows({ input, rows, total, named: resolved }),
      receipt: git ? { kind: 'git', command: git } : { kind: 'sql', command: sql },
      notices: [
        ...resolved.notices,
        ...cuts,
        ...rankNotice(input),
        ...fewestNotice(input),
        ...otherMeanings(total, others),
      ],
    }
  },
}

/** Nobody has a place who is not named. */
function rankNotice({ result, authors = [] }: CommitsInput): readonly string[] {
  return result === 'rank' && authors.length === 0
    ? ['A place was asked for and nobody named: all places are shown.']
    : []
}

/** What is not there has no row. */
function fewestNotice({ result, order, groupBy = 'month' }: CommitsInput): readonly string[] {
  return result === 'group' && order === 'fewest' ? [`Only a ${groupBy} with at least one commit is looked at.`] : []
}

/** A list is in the order of commit dates, so its period means them too; who and how much go by when the work was done. */
function dateFieldOf({ result }: CommitsInput): Pick<CommitQuery, 'dateField'> {
  return result === 'list' || result === 'first' || result === 'last' ? { dateField: 'committed' } : {}
}

function resultOf(input: CommitsInput): CommitResult {
  // People are not ranked by how many they are.
  const by = input.rankBy === undefined || input.rankBy === 'authors' ? 'commits' : input.rankBy
  const limits = {
    ...(input.minCommits !== undefined && { minCommits: input.minCommits }),
    ...(input.maxCommits !== undefined && { maxCommits: input.maxCommits }),
    ...(input.order === 'fewest' && { fewest: true }),
  }
  const isThreshold = input.minCommits !== undefined || input.maxCommits !== undefined
  const page = (limit: number) => ({ limit: input.limit ?? limit, offset: input.offset ?? 0 })
  switch (input.result) {
    case 'count':
    case 'share':
      return { kind: input.result }
    case 'list':
      return { kind: 'list', ...page(DEFAULT_LIMIT), order: input.order === 'oldest' ? 'oldest' : 'newest' }
    case 'first':
      return { kind: 'list', ...page(1), order: 'oldest' }
    case 'last':
      return { kind: 'list', ...page(1), order: 'newest' }
    case 'largest':
    case 'smallest':
      return { kind: 'list', ...page(5), order: input.result, ...(by !== 'commits' && { by }) }
    case 'count_authors':
      return { kind: 'top', by: 'commits', ...limits, ...page(3) }
    case 'top_authors':
      return { kind: 'top', by, ...limits, ...page(isThreshold ? ALL_PEOPLE_LIMIT : 3) }
    case 'rank':
      return input.authors?.length ? { kind: 'rank', by } : { kind: 'top', by, ...page(DEFAULT_LIMIT) }
    case 'first_time_authors':
      return { kind: 'first-time-authors', ...page(ALL_PEOPLE_LIMIT) }
    case 'stopped_authors':
      return { kind: 'stopped-authors', ...page(ALL_PEOPLE_LIMIT), ...(input.months && { months: input.months }) }
    case 'longest_gap':
      return { kind: 'longest-gap', ...page(1) }
    case 'average':
      return {
        kind: 'average',
        by: averageUnit(input),
        ...(input.measure && !(input.measure === 'authors' && PEOPLE.has(input.groupBy)) && { of: input.measure }),
        ...trailerOf(input),
      }
    case 'group':
      return {
        kind: 'group',
        by: input.groupBy ?? 'month',
        ...page(24),
        ...limits,
        // Whether the first stands alone shows in the second.
        ...(input.limit === 1 && { limit: 2 }),
        ...trailerOf(input),
        ...(input.rankBy && { order: 'commits', measure: measureOf(input) }),
      }
  }
}

const DEFAULT_TRAILER = 'signed-off-by'

function trailerOf({ groupBy, trailer = DEFAULT_TRAILER }: CommitsInput): { readonly trailer?: string } {
  return groupBy === 'trailer' ? { trailer: trailer.toLowerCase() } : {}
}

const PEOPLE: ReadonlySet<unknown> = new Set(['author', 'committer', 'co_author', 'trailer'])

/** The authors of an author are one. */
function measureOf({ rankBy = 'commits', groupBy }: CommitsInput) {
  return rankBy === 'authors' && PEOPLE.has(groupBy) ? 'commits' : rankBy
}

/** What the same count would be by another common meaning; only what differs is worth saying. */
async function otherCounts(
  context: OperationContext,
  input: CommitsInput,
  { query }: ResolvedFilters,
): Promise<OtherCounts> {
  const count = async (change: Partial<CommitQuery>) =>
    (await runCommitQuery(context.history, context.reach, { ...query, ...change, result: { kind: 'count' } })).total
  const hasPeriod = query.sinceS !== undefined || query.untilS !== undefined
  const hasMerges = input.merges === undefined && query.paths === undefined
  const [withoutMerges, byCommitDate] = await Promise.all([
    hasMerges ? count({ merges: 'exclude' }) : undefined,
    hasPeriod && input.dateField === undefined ? count({ dateField: 'committed' }) : undefined,
  ])
  return { ...(withoutMerges !== undefined && { withoutMerges }), ...(byCommitDate !== undefined && { byCommitDate }) }
}
