// The git command that gives the same answer as a commit query, where there is one.
import type { CommitQuery } from './commit-query.ts'

export interface ReceiptFacts {
  /** True when a file is followed over its former names, which git does in its own way. */
  readonly isFollowed: boolean
  /** The addresses under which the people asked about have committed. */
  readonly emails?: readonly string[]
}

/** Questions that git answers in the same way: people by their addresses, lists by commit dates, no lineage. */
export function gitReceipt(query: CommitQuery, { isFollowed, emails }: ReceiptFacts): string | undefined {
  const { reach, result, merges = 'include', messageWords = [], paths = [] } = query
  if (query.excludedPersonIds !== undefined || isFollowed) return undefined
  if (query.personIds !== undefined && !emails?.every((email) => email.includes('@'))) return undefined
  const hasDates = query.sinceS !== undefined || query.untilS !== undefined
  const isAuthored = hasDates && query.dateField !== 'committed'
  const revision = reach.from === undefined ? reach.to : `${reach.from}..${reach.to}`
  const isMatched = messageWords.length > 0 || query.personIds !== undefined
  const filters = [
    ...(query.sinceS === undefined || isAuthored ? [] : [`--since-as-filter=@${query.sinceS}`]),
    ...(query.untilS === undefined || isAuthored ? [] : [`--until=@${query.untilS - 1}`]),
    ...(isMatched ? ['--fixed-strings'] : []),
    ...(messageWords.length > 0 ? ['--regexp-ignore-case', '--all-match'] : []),
    ...messageWords.map((word) => `--grep=${quote(word)}`),
    ...(emails ?? []).map((email) => `--author=${quote(`<${email}>`)}`),
    // A merge has no changes of its own here; git would list it when a path differs from any parent.
    ...(merges === 'exclude' || paths.length > 0 ? ['--no-merges'] : []),
    ...(merges === 'only' ? ['--merges'] : []),
  ]
  const wanted = paths.filter((path) => path !== '' && path !== '/')
  const place = wanted.length === 0 ? [] : ['--', ...wanted.map(quote)]
  const walk = wanted.length === 0 ? [] : ['--full-history']
  if (merges === 'only' && wanted.length > 0) return undefined
  // Addresses are those of the commits themselves, not of a mailmap.
  const git = `git --literal-pathspecs${query.personIds === undefined ? '' : ' -c log.mailmap=false'}`
  switch (result.kind) {
    case 'count':
      return isAuthored
        ? `${[git, 'log --format=%at', ...walk, ...filters, revision, ...place].join(' ')} | awk '${withinDates(query)}' | wc -l`
        : query.personIds === undefined
          ? [git, 'rev-list --count', ...walk, ...filters, revision, ...place].join(' ')
          : `${[git, 'log --format=%H', ...walk, ...filters, revision, ...place].join(' ')} | wc -l`
    case 'list':
      if (isAuthored || result.order === 'oldest' || result.order === 'largest') return undefined
      return [git, `log --max-count=${result.limit}`, ...walk, ...filters, revision, ...place].join(' ')
    case 'top':
    case 'first-time-authors':
    case 'group':
      return undefined
  }
}

/** git itself filters by commit dates only. */
function withinDates({ sinceS, untilS }: CommitQuery): string {
  return [
    ...(sinceS === undefined ? [] : [`$1 >= ${sinceS}`]),
    ...(untilS === undefined ? [] : [`$1 < ${untilS}`]),
  ].join(' && ')
}

function quote(text: string): string {
  return /^[\w./@:+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
