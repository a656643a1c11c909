// What first brought a name into the code: the release that had it first, or the pull request that introduced it.
import { z } from 'zod'
import type { Row } from '#lib/events.ts'
import { describeCommit } from '#lib/history/explain.ts'
import { linkNotices, linksOf } from '#lib/history/link-query.ts'
import { entryOf } from '#lib/history/merge-of.ts'
import type { Found, Operation, OperationContext } from './operation.ts'
import { dayOfSeconds, releasesWith, tagName, tagRow, tagSource } from './releases.ts'
import { symbolHistory } from './symbol-history.ts'
import { code, commitSource, dayOf, inline, joinWords, shortOid } from './wording.ts'

const Input = z.object({
  name: z.string().min(2).max(1000).describe('an identifier or exact text'),
  by: z.enum(['release', 'request']).describe('the first release that has it, or the pull request that introduced it'),
  kind: z
    .enum(['any', 'stable', 'pre-release'])
    .optional()
    .describe('of a release; default: stable, else a pre-release'),
})
type Input = z.infer<typeof Input>

export const symbolArrival: Operation<Input> = {
  name: 'symbol_arrival',
  title: 'Arrival of a name',
  kind: 'fact',
  description:
    'The first release that has an identifier or exact text, or the pull request that introduced it. ' +
    'Use it for "in which release did X appear", "since which version is there X", "which pull request introduced X". For the commits use symbol_history.',
  example: { name: 'parse_header', by: 'release' },
  input: Input,
  async execute(context, input) {
    const history = await symbolHistory.execute(context, { name: input.name, kind: 'introduced' })
    const [introduced] = history.rows
    if (introduced === undefined) return history
    const base = { receipt: history.receipt, ...(history.notices && { notices: history.notices }) }
    return input.by === 'release'
      ? { ...base, ...(await wordRelease(context, input, introduced)) }
      : wordRequest(context, { input, introduced, base })
  },
}

type Wording = Omit<Found, 'receipt' | 'notices'>

async function wordRelease(context: OperationContext, { name, kind }: Input, introduced: Row): Promise<Wording> {
  const { first } = await releasesWith(context, String(introduced.sha), kind === undefined ? {} : { kind })
  const by = `${commitPhrase(introduced)} ${first ? '{1}' : '{0}'}`
  if (first === undefined)
    return {
      summary: 'no release',
      rows: [introduced],
      total: 0,
      sources: [commitSource(introduced)],
      text: `No release has ${code(name)} yet: it was introduced by ${by}.`,
      keys: [],
      provesAbsence: true,
    }
  return {
    summary: tagName(first),
    rows: [{ ...tagRow(first), introducedBy: introduced.sha ?? null }],
    total: 1,
    sources: [tagSource(first), commitSource(introduced)],
    text: `**${inline(tagName(first))}**, tagged on ${dayOfSeconds(first.createdAtS)} {0}, is the first release with ${code(name)}, which was introduced by ${by}.`,
    keys: [tagName(first)],
  }
}

async function wordRequest(
  context: OperationContext,
  {
    input,
    introduced,
    base,
  }: { readonly input: Input; readonly introduced: Row; readonly base: Pick<Found, 'receipt' | 'notices'> },
): Promise<Found> {
  const oid = String(introduced.sha)
  const merge = await mergeFor(context, oid)
  const own = await requestsOf(context, oid)
  const requests = own.length > 0 || merge === undefined ? own : await requestsOf(context, String(merge.sha))
  const notices = [...(base.notices ?? []), ...(await linkNotices(context.history))]
  const rows = requests.map((request) => ({ ...introduced, request }))
  const through =
    own.length === 0 && requests.length > 0 && merge ? `, merged in ${code(shortOid(String(merge.sha)))} {1}` : ''
  return {
    ...base,
    notices,
    summary: requests.join(', ') || 'no pull request',
    rows: rows.length > 0 ? rows : [introduced],
    total: rows.length,
    sources: [commitSource(introduced), ...(through !== '' && merge ? [commitSource(merge)] : [])],
    text:
      requests.length === 0
        ? `No pull request is named by the commit that introduced ${code(input.name)}, ${commitPhrase(introduced)} {0}, nor by the merge that brought it in.`
        : `**${inline(`Pull request ${joinWords(requests)}`)}** introduced ${code(input.name)}, with ${commitPhrase(introduced)} {0}${through}.`,
    keys: [...requests],
    provesAbsence: requests.length === 0,
  }
}

async function mergeFor({ history, reach, revision }: OperationContext, oid: string): Promise<Row | undefined> {
  const entry = await entryOf(history, reach, { oid, revision })
  const merge = entry.kind === 'merged' ? await describeCommit(history, entry.mergeOid) : undefined
  return merge && { sha: merge.oid, subject: merge.subject, author: merge.author, authoredAt: merge.authoredAt }
}

/** "#12" of every pull request that the message names as its own; of one that names issues only, none. */
async function requestsOf({ history, reach }: OperationContext, oid: string): Promise<readonly string[]> {
  const id = await reach.idOf(oid)
  if (id === undefined) return []
  const { links } = await linksOf(history, id)
  return [
    ...new Set(links.filter((link) => link.commitId === id && link.kind === 'pull-request').map(({ key }) => key)),
  ]
}

function commitPhrase(row: Row): string {
  return `${code(shortOid(String(row.sha)))}, “${inline(row.subject)}”, by ${inline(row.author)} on ${dayOf(row.authoredAt)}`
}
