// What messages link a commit to, as conditions on a commit, named c.
import { type Sql, sql } from './sql.ts'

/** What a commit can be asked to have. */
export const LINK_FILTERS = [
  'co-author',
  'sign-off',
  'review',
  'ack',
  'test',
  'issue',
  'fixed-issue',
  'fixed-commit',
  'cherry-pick-of',
  'cherry-picked',
  'reverted',
] as const
export type LinkFilter = (typeof LINK_FILTERS)[number]

/** The kinds of links that show it: those of the commit itself, or those of another that lead to it. */
const SHOWN_BY: Readonly<Record<LinkFilter, { readonly kinds: readonly string[]; readonly by: 'own' | 'others' }>> = {
  'co-author': { kinds: ['co-authored-by'], by: 'own' },
  'sign-off': { kinds: ['signed-off-by'], by: 'own' },
  review: { kinds: ['reviewed-by'], by: 'own' },
  ack: { kinds: ['acked-by'], by: 'own' },
  test: { kinds: ['tested-by'], by: 'own' },
  issue: { kinds: ['issue', 'fixes-issue'], by: 'own' },
  'fixed-issue': { kinds: ['fixes-issue'], by: 'own' },
  'fixed-commit': { kinds: ['fixes-commit'], by: 'own' },
  'cherry-pick-of': { kinds: ['cherry-picked-from'], by: 'own' },
  'cherry-picked': { kinds: ['cherry-picked-from'], by: 'others' },
  reverted: { kinds: ['reverts'], by: 'others' },
}

/** All of `has`, and none of `lacks`. */
export function ofLinks(
  repositoryId: number,
  { has = [], lacks = [] }: { readonly has?: readonly LinkFilter[]; readonly lacks?: readonly LinkFilter[] },
): readonly Sql[] {
  const one = (filter: LinkFilter) => {
    const { kinds, by } = SHOWN_BY[filter]
    const id = by === 'own' ? sql`l.commit_id` : sql`l.target_commit_id`
    return sql`c.id IN (SELECT ${id} FROM commit_links l WHERE l.repository_id = ${repositoryId} AND l.kind = ANY(${kinds}::text[]) AND ${id} IS NOT NULL)`
  }
  return [...has.map(one), ...lacks.map((filter) => sql`NOT ${one(filter)}`)]
}
