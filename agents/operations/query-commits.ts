// The commit query: reach × filters × result, the one operation that most history questions are.
import { z } from 'zod'
import { type CommitQuery, runCommitQuery } from '#lib/history/commit-query.ts'
import { nothingSuch, type Operation, type OperationContext } from './operation.ts'
import { absenceReceipt, CommitFilters, nearPaths, type ResolvedFilters, resolveFilters } from './scope-input.ts'
import { type OtherCounts, wordRows } from './word-commits.ts'
import { describeFilters } from './wording.ts'

const Input = CommitFilters.extend({
  result: z.enum([
    'list',
    'count',
    'first',
    'last',
    'largest',
    'count_authors',
    'top_authors',
    'first_time_authors',
    'group',
  ]),
  groupBy: z.enum(['author', 'year', 'month', 'day', 'weekday', 'path', 'folder']).optional(),
  rankBy: z.enum(['commits', 'lines']).optional().describe('of groups in time: `commits` puts the fullest first'),
  order: z.enum(['newest', 'oldest']).optional(),
  limit: z.number().int().min(1).max(500).optional(),
})
export type CommitsInput = z.infer<typeof Input>

const DEFAULT_LIMIT = 10
/** New people are few and all of them are the answer. */
const NEW_PEOPLE_LIMIT = 50

export const queryCommits: Operation<CommitsInput> = {
  name: 'query_commits',
  title: 'Commit query',
  kind: 'fact',
  description:
    'Counts, lists, ranks or groups commits filtered by author, path, date, message and merges, over any range of history. ' +
    'Use it for how many, who most, how many people, the last, first or largest commits, changes in a period. Not for what one commit did (explain_commit).',
  example: { authors: ['Ada'], since: '2019-01-01', until: '2020-01-01', result: 'count' },
  input: Input,
  async execute(context, input) {
    const resolved = await resolveFilters(context, input)
    if (resolved.missing.length > 0)
      return nothingSuch(
        resolved.missing,
        absenceReceipt(resolved.missing),
        'the whole indexed history',
        await nearPaths(context, resolved.missing),
      )
    const query: CommitQuery = { ...resolved.query, ...dateFieldOf(input), result: resultOf(input) }
    const { rows, total, sql, git, notices: cuts = [] } = await runCommitQuery(context.history, context.reach, query)
    const filters = describeFilters(input, resolved)
    const others = input.result === 'count' && total > 0 ? await otherCounts(context, input, resolved) : {}
    return {
      ...wordRows({ input, rows, total, filters, others }),
      receipt: git ? { kind: 'git', command: git } : { kind: 'sql', command: sql },
      notices: [...resolved.notices, ...cuts],
    }
  },
}

/** A list is in the order of commit dates, so its period means them too; who and how much go by when the work was done. */
function dateFieldOf({ result }: CommitsInput): Pick<CommitQuery, 'dateField'> {
  return result === 'list' || result === 'first' || result === 'last' ? { dateField: 'committed' } : {}
}

function resultOf(input: CommitsInput): CommitQuery['result'] {
  const limit = input.limit ?? DEFAULT_LIMIT
  switch (input.result) {
    case 'count':
      return { kind: 'count' }
    case 'list':
      return { kind: 'list', limit, order: input.order ?? 'newest' }
    case 'first':
      return { kind: 'list', limit: input.limit ?? 1, order: 'oldest' }
    case 'last':
      return { kind: 'list', limit: input.limit ?? 1, order: 'newest' }
    case 'largest':
      return { kind: 'list', limit: input.limit ?? 5, order: 'largest' }
    case 'count_authors':
      return { kind: 'top', by: 'commits', limit: input.limit ?? 3 }
    case 'top_authors':
      return { kind: 'top', by: input.rankBy ?? 'commits', limit: input.limit ?? 3 }
    case 'first_time_authors':
      return { kind: 'first-time-authors', limit: input.limit ?? NEW_PEOPLE_LIMIT }
    case 'group':
      return {
        kind: 'group',
        by: input.groupBy ?? 'month',
        limit: input.limit ?? 24,
        ...(input.rankBy === 'commits' && { order: 'commits' }),
      }
  }
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
    hasPeriod ? count({ dateField: 'committed' }) : undefined,
  ])
  return { ...(withoutMerges !== undefined && { withoutMerges }), ...(byCommitDate !== undefined && { byCommitDate }) }
}
