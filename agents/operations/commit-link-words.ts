// One kind of link of a commit as a direct answer: what is linked so, or that nothing is.
import type { Row } from '#lib/events.ts'
import { code, dayOf, inline, joinWords, shortOid } from './wording.ts'

export const LINK_ASPECTS = [
  ...(['reverted_by', 'revert_reason', 'reverts', 'cherry_picks', 'fixes', 'fixed_by', 'issues'] as const),
  ...(['pull_requests', 'merge', 'releases', 'co_authors', 'reviewers', 'signers', 'trailers'] as const),
] as const
export type LinkAspect = (typeof LINK_ASPECTS)[number]

interface AspectRule {
  /** Relations of the rows that answer, and the verb of each. */
  readonly verbs: Readonly<Record<string, string>>
  /** What is said when there are none. */
  readonly none: string
}

const REVERTED: AspectRule = {
  verbs: {
    'reverted by': 'was reverted by',
    're-applied by': 'was put back by',
    'merge reverted by': 'came in with a merge that was reverted by',
    'merge re-applied by': 'came in with a merge that was put back by',
  },
  none: 'was never reverted: no commit of the history asked about takes it back',
}

const ASPECTS: Readonly<Record<Exclude<LinkAspect, 'trailers'>, AspectRule>> = {
  reverted_by: REVERTED,
  revert_reason: REVERTED,
  reverts: { verbs: { reverts: 'reverts' }, none: 'does not revert anything: it names no commit that it takes back' },
  cherry_picks: {
    verbs: {
      'cherry-picked from': 'was cherry-picked from',
      'backported from': 'was backported from',
      'cherry-picked as': 'was cherry-picked as',
      'backported as': 'was backported as',
      'same change': 'makes the same change as',
    },
    none: 'was not cherry-picked or backported: no commit says so, and none makes the same change',
  },
  fixes: { verbs: { fixes: 'fixes' }, none: 'names no commit that it fixes' },
  fixed_by: { verbs: { 'fixed by': 'was fixed by' }, none: 'was not fixed by any later commit that says so' },
  issues: { verbs: { closes: 'closes', names: 'names' }, none: 'names no issue' },
  pull_requests: { verbs: { 'pull request': 'names the pull request' }, none: 'names no pull request' },
  merge: { verbs: { 'merged by': 'came in with the merge' }, none: 'was not brought in by a merge' },
  releases: { verbs: { release: 'was first released in' }, none: 'is not in any release yet' },
  co_authors: {
    verbs: { 'co-authored-by': 'was co-authored by', 'co-developed-by': 'was co-developed by' },
    none: 'names no co-author',
  },
  reviewers: {
    verbs: {
      'reviewed-by': 'was reviewed by',
      'approved-by': 'was approved by',
      'acked-by': 'was acknowledged by',
      'tested-by': 'was tested by',
    },
    none: 'names nobody who reviewed it',
  },
  signers: { verbs: { 'signed-off-by': 'was signed off by' }, none: 'was not signed off: it has no such trailer' },
}

/** Whatever no other relation accounts for is a trailer; people are credited by trailers too. */
const NO_TRAILERS = new Set([
  'mentions',
  'mentioned by',
  ...(['reverted_by', 'reverts', 'cherry_picks', 'fixes', 'fixed_by', 'issues', 'pull_requests'] as const).flatMap(
    (aspect) => Object.keys(ASPECTS[aspect].verbs),
  ),
  ...Object.keys({ ...ASPECTS.merge.verbs, ...ASPECTS.releases.verbs }),
])

/** The rows of all relations that answer this aspect, in the order of its verbs. */
export function rowsOfAspect(rows: readonly Row[], aspect: LinkAspect): readonly Row[] {
  if (aspect === 'trailers') return rows.filter((row) => !NO_TRAILERS.has(String(row.relation)))
  return Object.keys(ASPECTS[aspect].verbs).flatMap((relation) => rows.filter((row) => row.relation === relation))
}

/** Things named in one sentence. */
const NAMED_LIMIT = 12

/** "`a1b2c3d4e` {0} was reverted by `…` {1}. It was put back by `…` {2}." */
export function wordAspect(
  { sha, aspect, rows }: { readonly sha: string; readonly aspect: LinkAspect; readonly rows: readonly Row[] },
  markerOf: (row: Row) => number | undefined,
): string {
  const commit = `${code(shortOid(sha))} {0}`
  const verbs: Readonly<Record<string, string>> = aspect === 'trailers' ? {} : ASPECTS[aspect].verbs
  if (rows.length === 0) return `${commit} ${aspect === 'trailers' ? 'has no trailers' : ASPECTS[aspect].none}.`
  const sentences = [...Map.groupBy(rows, (row) => String(row.relation))].map(([relation, some]) => {
    const named = some.slice(0, NAMED_LIMIT).map((row) => wordOne(row, markerOf(row)))
    const rest = some.length > named.length ? `, and ${some.length - named.length} more` : ''
    return `${verbs[relation] ?? `has the trailer ${inline(relation)}:`} ${joinWords([...new Set(named)])}${rest}.`
  })
  return `${commit} ${sentences.join(' It ')}`
}

function wordOne(row: Row, marker: number | undefined): string {
  if (row.relation === 'release') return `**${inline(row.value)}** {${marker}}`
  if (marker !== undefined)
    return `${code(shortOid(String(row.sha)))} “${inline(row.subject)}” by **${inline(row.author)}** on ${dayOf(row.authoredAt)} {${marker}}`
  if (row.author !== null) return `**${inline(row.author)}**`
  const name = /^(.+?)\s*<[^<>]*>$/.exec(String(row.value))?.[1]
  return name === undefined ? code(row.value) : `**${inline(name)}**`
}
