// The git command that gives the same answer as a commit query, where there is one.
import type { CommitQuery } from './commit-query.ts'

/** Questions that git answers in the same way: no people (their spellings are joined), no author dates, no lineage. */
export function gitReceipt(query: CommitQuery, o: { readonly isFollowed: boolean }): string | undefined {
  const { reach, result, merges = 'include', messageWords = [], paths = [] } = query
  if (query.personIds !== undefined || query.excludedPersonIds !== undefined || o.isFollowed) return undefined
  const hasDates = query.sinceS !== undefined || query.untilS !== undefined
  if (hasDates && query.dateField !== 'committed') return undefined
  const revision = reach.from === undefined ? reach.to : `${reach.from}..${reach.to}`
  const filters = [
    ...(query.sinceS === undefined ? [] : [`--since-as-filter=@${query.sinceS}`]),
    ...(query.untilS === undefined ? [] : [`--until=@${query.untilS - 1}`]),
    ...(messageWords.length > 0 ? ['--regexp-ignore-case', '--fixed-strings', '--all-match'] : []),
    ...messageWords.map((word) => `--grep=${quote(word)}`),
    // A merge has no changes of its own here; git would list it when a path differs from any parent.
    ...(merges === 'exclude' || paths.length > 0 ? ['--no-merges'] : []),
    ...(merges === 'only' ? ['--merges'] : []),
  ]
  const wanted = paths.filter((path) => path !== '' && path !== '/')
  const place = wanted.length === 0 ? [] : ['--', ...wanted.map(quote)]
  const walk = wanted.length === 0 ? [] : ['--full-history']
  if (merges === 'only' && wanted.length > 0) return undefined
  switch (result.kind) {
    case 'count':
      return ['git --literal-pathspecs rev-list --count', ...walk, ...filters, revision, ...place].join(' ')
    case 'list':
      if (result.order === 'oldest' || result.order === 'largest') return undefined
      return [
        'git --literal-pathspecs log',
        `--max-count=${result.limit}`,
        ...walk,
        ...filters,
        revision,
        ...place,
      ].join(' ')
    case 'top':
    case 'first-time-authors':
    case 'group':
      return undefined
  }
}

function quote(text: string): string {
  return /^[\w./@:+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
