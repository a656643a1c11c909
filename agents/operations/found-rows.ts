// What a commit query has found, before it is put into words, and the words that all of its results share.
import type { Row } from '#lib/events.ts'
import { describeFilters } from './describe-filters.ts'
import type { Found } from './operation.ts'
import type { CommitsInput } from './query-commits.ts'
import type { ResolvedFilters } from './scope-input.ts'

/** People of the filters, by their names. */
export type Named = Pick<ResolvedFilters, 'people' | 'excluded' | 'committers' | 'coAuthors'>

export interface FoundRows {
  readonly input: CommitsInput
  readonly rows: readonly Row[]
  readonly total: number
  readonly named: Named
}

export type Wording = Pick<Found, 'summary' | 'rows' | 'total' | 'sources' | 'text' | 'keys' | 'provesAbsence'>

/** No rows over a complete index is itself the answer. */
export function nothing(found: Pick<FoundRows, 'input' | 'named'>): Wording {
  return {
    summary: '',
    rows: [],
    total: 0,
    sources: [],
    text: `There are no commits${filtersOf(found)} in the indexed history.`,
    keys: [],
    provesAbsence: true,
  }
}

/** The filters in words behind the word "commits", with a space before them; empty when there are none. */
export function filtersOf({ input, named }: Pick<FoundRows, 'input' | 'named'>): string {
  const words = describeFilters(input, named)
  if (words === '') return ''
  return words.startsWith('without ') ? `, ${words}` : ` ${words}`
}
