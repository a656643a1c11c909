// The git command that gives the same answer as a commit query, where there is one.
import type { CommitQuery, GroupBy } from './commit-query.ts'
import { endingOf } from './commit-sql.ts'

export interface ReceiptFacts {
  /** True when a file is followed over its former names, which git does in its own way. */
  readonly isFollowed: boolean
  /** The addresses under which the people asked about have authored, and have committed. */
  readonly emails?: readonly string[]
  readonly committerEmails?: readonly string[]
}

/** The parts of a command: options and revision, then the paths. */
interface Walk {
  readonly git: string
  readonly filters: readonly string[]
  readonly place: readonly string[]
}

/** Questions that git answers in the same way: people by their addresses, lists by commit dates, no lineage. */
export function gitReceipt(query: CommitQuery, facts: ReceiptFacts): string | undefined {
  const walk = walkOf(query, facts)
  if (walk === undefined) return undefined
  const { git, filters, place } = walk
  const { result } = query
  const log = (...options: readonly string[]) => [git, 'log', ...options, ...filters, ...place].join(' ')
  const isAuthored = hasPeriod(query) && query.dateField !== 'committed'
  switch (result.kind) {
    case 'count':
      if (isAuthored) return `${log('--format=%at')} | awk '${withinDates(query)}' | wc -l`
      return isMatched(query)
        ? `${log('--format=%H')} | wc -l`
        : [git, 'rev-list --count', ...filters, ...place].join(' ')
    case 'list': {
      if (isAuthored || result.order === 'largest' || result.order === 'smallest') return undefined
      const { limit, offset = 0 } = result
      // git cuts before it reverses.
      if (result.order === 'oldest')
        return `${log('--reverse', '--oneline --no-abbrev-commit')} | sed -n '${offset + 1},${offset + limit}p'`
      return log(`--max-count=${limit}`, ...(offset > 0 ? [`--skip=${offset}`] : []))
    }
    case 'group': {
      const format = FORMATS[result.by]
      const isPlain = [result.minCommits, result.maxCommits, result.fewest].every((limit) => limit === undefined)
      if (format === undefined || (result.measure ?? 'commits') !== 'commits' || isAuthored || !isPlain)
        return undefined
      // Of a folder, git names the files in it alone, where a rename touches two.
      if (result.by === 'path' && place.length > 0) return undefined
      return `TZ=UTC ${log(format)} | grep . | sort | uniq -c`
    }
    default:
      return undefined
  }
}

/** What git prints of a commit for each group. */
const FORMATS: Readonly<Partial<Record<GroupBy, string>>> = {
  year: '--date=format-local:%Y --format=%ad',
  month: '--date=format-local:%Y-%m --format=%ad',
  week: '--date=format-local:%G-W%V --format=%ad',
  day: '--date=format-local:%Y-%m-%d --format=%ad',
  weekday: '--date=format:%A --format=%ad',
  hour: '--date=format:%H --format=%ad',
  path: '--no-merges --find-renames --name-only --format=',
}

function hasPeriod({ sinceS, untilS }: CommitQuery): boolean {
  return sinceS !== undefined || untilS !== undefined
}

/** Whether commits are chosen by their text, which `rev-list --count` does not do alike. */
function isMatched({ messageWords = [], personIds, committerIds, word }: CommitQuery): boolean {
  return word !== undefined || messageWords.length > 0 || personIds !== undefined || committerIds !== undefined
}

/** Undefined where git has no such filter. */
function walkOf(query: CommitQuery, { isFollowed, emails = [], committerEmails = [] }: ReceiptFacts): Walk | undefined {
  const { reach, merges = 'include', messageWords = [], paths = [], reverts, weekdays, coAuthors, within, word } = query
  const { domains, excludedDomains, bots, has, lacks, monthDays } = query
  const { excludedPersonIds, allPaths, sinceHour, untilHour, minLines, maxLines, minFiles, maxFiles } = query
  // Commits found by a word are those of git's pickaxe, which looks at the files asked about alone.
  const others = [
    ...[domains, excludedDomains, bots, has, lacks, monthDays],
    excludedPersonIds,
    reverts,
    weekdays,
    coAuthors,
    word ? undefined : within,
    sinceHour,
    untilHour,
    minLines,
    maxLines,
  ]
  if (isFollowed || [...others, minFiles, maxFiles].some((filter) => filter !== undefined)) return undefined
  if ([...emails, ...committerEmails].some((email) => !email.includes('@'))) return undefined
  // Nobody at all is no pattern.
  const isNobody = (ids: readonly number[] | undefined, of: readonly string[]) => ids !== undefined && of.length === 0
  if (isNobody(query.personIds, emails) || isNobody(query.committerIds, committerEmails)) return undefined
  const wanted = paths.filter((path) => path !== '' && path !== '/')
  if (word && (wanted.length > 0 || messageWords.length > 0 || reach.firstParent)) return undefined
  if (wanted.length > 0 && (merges === 'only' || (allPaths && wanted.length > 1))) return undefined
  const isCommitted = query.dateField === 'committed'
  const revision = reach.from === undefined ? reach.to : `${reach.from}..${reach.to}`
  const isAnyPath = wanted.length === 0 || (!allPaths && wanted.length < paths.length)
  // An ending is a pattern, beside which a path says for itself that it is none.
  const hasEnding = !isAnyPath && wanted.some((path) => endingOf(path) !== undefined)
  const literal = (path: string) => (hasEnding && endingOf(path) === undefined ? `:(literal)${path}` : path)
  // Addresses are those of the commits themselves, not of a mailmap.
  const isOfPeople = query.personIds !== undefined || query.committerIds !== undefined
  return {
    git: `git${hasEnding ? '' : ' --literal-pathspecs'}${isOfPeople ? ' -c log.mailmap=false' : ''}`,
    filters: [
      ...(isAnyPath ? [] : ['--full-history']),
      ...(reach.firstParent ? ['--first-parent'] : []),
      ...(isCommitted && query.sinceS !== undefined ? [`--since-as-filter=@${query.sinceS}`] : []),
      ...(isCommitted && query.untilS !== undefined ? [`--until=@${query.untilS - 1}`] : []),
      ...(isOfPeople || messageWords.length > 0 ? ['--fixed-strings'] : []),
      ...(messageWords.length > 0 ? ['--regexp-ignore-case', '--all-match'] : []),
      ...messageWords.map((word) => `--grep=${quote(word)}`),
      ...emails.map((email) => `--author=${quote(`<${email}>`)}`),
      ...committerEmails.map((email) => `--committer=${quote(`<${email}>`)}`),
      ...(word?.wholeWord ? ['--pickaxe-regex', `-S'\\b${word.text}\\b'`] : []),
      ...(word && !word.wholeWord ? [`-S${quote(word.text)}`] : []),
      // A merge has no changes of its own here; git would list it when a path differs from any parent.
      ...(merges === 'exclude' || !isAnyPath ? ['--no-merges'] : []),
      ...(merges === 'only' ? ['--merges'] : []),
      revision,
    ],
    place: isAnyPath ? [] : ['--', ...wanted.map((path) => quote(literal(path)))],
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
