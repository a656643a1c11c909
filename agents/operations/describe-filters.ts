// The filters of a question about commits as one phrase of English.
import type { CommitFilters, ResolvedFilters } from './scope-input.ts'
import { code, describePeriodOf, inline, joinWords, MONTHS } from './wording.ts'

type Named = Partial<Pick<ResolvedFilters, 'people' | 'excluded' | 'committers' | 'coAuthors'>>

/**
 * What follows the word "commits": "by Ada on `a.ts` in 2019, without merges". Empty when there are no filters.
 *
 * People are described by their resolved names; those left out of `named` are not mentioned.
 */
export function describeFilters(filters: CommitFilters, named: Named): string {
  const parts = [
    ...describePeople(named),
    ...(filters.bots === 'only' ? ['by bots'] : []),
    ...describePaths(filters),
    ...(filters.message ? [`mentioning “${inline(filters.message)}”`] : []),
    ...(filters.word ? [`that changed how often ${code(filters.word)} occurs`] : []),
    ...describeSize(filters),
    ...describeLinks(filters),
    ...describeClock(filters),
    ...describePeriod(filters),
    ...describeReach(filters),
    ...(filters.merges === 'only' ? ['that merged branches'] : []),
    ...(filters.reverts === 'only' ? ['that reverted another'] : []),
  ]
  const without = [
    ...(filters.merges === 'exclude' ? ['merges'] : []),
    ...(filters.reverts === 'exclude' ? ['reverts'] : []),
    ...(filters.bots === 'exclude' ? ['those of bots'] : []),
  ]
  const tail = without.length > 0 ? `, without ${joinWords(without)}` : ''
  return `${parts.join(' ')}${tail}`.replace(/^, /, '')
}

function describePeople({ people = [], excluded = [], committers = [], coAuthors = [] }: Named): readonly string[] {
  const namesOf = (names: readonly string[]) =>
    joinWords(
      names.map((name) => inline(name)),
      'or',
    )
  return [
    ...(people.length > 0 ? [`by ${namesOf(people.map(({ name }) => name))}`] : []),
    ...(excluded.length > 0
      ? [`${people.length > 0 ? 'and not by' : 'by anyone but'} ${namesOf(excluded.map(({ name }) => name))}`]
      : []),
    ...(coAuthors.length > 0 ? [`co-authored by ${namesOf(coAuthors)}`] : []),
    ...(committers.length > 0 ? [`committed by ${namesOf(committers.map(({ name }) => name))}`] : []),
  ]
}

function describePaths({ paths = [], allPaths = false }: CommitFilters): readonly string[] {
  if (paths.length === 0) return []
  const isAll = allPaths && paths.length > 1
  return [`on ${isAll ? 'all of ' : ''}${joinWords(paths.map(code), isAll ? 'and' : 'or')}`]
}

const LINK_WORDS: Readonly<Record<NonNullable<CommitFilters['has']>[number], string>> = {
  'co-author': 'with a co-author',
  'sign-off': 'with a sign-off',
  review: 'with a reviewer',
  ack: 'with an acknowledgement',
  test: 'with a tester',
  issue: 'that name an issue',
  'fixed-issue': 'that fix an issue',
  'fixed-commit': 'that repair another commit',
  'cherry-pick-of': 'that are cherry-picks',
  'cherry-picked': 'that were cherry-picked',
  reverted: 'that were reverted',
}

function describeLinks({ has = [], lacks = [] }: CommitFilters): readonly string[] {
  return [
    ...(has.length > 0 ? [joinWords(has.map((link) => LINK_WORDS[link]))] : []),
    ...(lacks.length > 0
      ? [
          `that are none of those ${joinWords(
            lacks.map((link) => LINK_WORDS[link]),
            'or',
          )}`,
        ]
      : []),
  ]
}

function describeSize({ minLines, maxLines, minFiles, maxFiles }: CommitFilters): readonly string[] {
  const between = (low: number | undefined, high: number | undefined, unit: string) => {
    const [least, most] = [low?.toLocaleString('en-US'), high?.toLocaleString('en-US')]
    if (low === high) return `${least} ${unit}${low === 1 ? '' : 's'}`
    if (high === undefined) return `at least ${least} ${unit}s`
    return low === undefined ? `at most ${most} ${unit}s` : `${least} to ${most} ${unit}s`
  }
  const sizes = [
    ...(minLines === undefined && maxLines === undefined ? [] : [between(minLines, maxLines, 'line')]),
    ...(minFiles === undefined && maxFiles === undefined ? [] : [between(minFiles, maxFiles, 'file')]),
  ]
  return sizes.length > 0 ? [`that changed ${joinWords(sizes)}`] : []
}

const WORKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']

function describeClock({ weekdays, monthDays = [], sinceHour, untilHour }: CommitFilters): readonly string[] {
  const oClock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  const hours =
    sinceHour !== undefined && untilHour !== undefined
      ? [`between ${oClock(sinceHour)} and ${oClock(untilHour)}`]
      : sinceHour !== undefined
        ? [`from ${oClock(sinceHour)} on`]
        : untilHour !== undefined
          ? [`before ${oClock(untilHour)}`]
          : []
  const days = monthDays.length > 0 ? [`on ${joinWords(monthDays.map(dayOfYear), 'or')} of any year`] : []
  return [...(weekdays ? [describeDays(weekdays)] : []), ...days, ...hours]
}

/** "25 December". */
function dayOfYear(day: string): string {
  return `${Number(day.slice(3))} ${MONTHS[Number(day.slice(0, 2)) - 1]}`
}

function describeDays(weekdays: readonly string[]): string {
  const days = new Set(weekdays)
  if (days.size === 2 && days.has('saturday') && days.has('sunday')) return 'at weekends'
  if (days.size === 5 && WORKDAYS.every((day) => days.has(day))) return 'on workdays'
  return `on ${joinWords([...days].map((day) => `${day.slice(0, 1).toUpperCase()}${day.slice(1)}s`))}`
}

function describePeriod({ since, until, dateField }: CommitFilters): readonly string[] {
  const period = describePeriodOf(since, until)
  if (period === '') return []
  return [dateField === 'committed' ? `committed ${period}` : period]
}

function describeReach({ from, to, firstParent }: CommitFilters): readonly string[] {
  const mainline = firstParent ? ['on the first-parent line'] : []
  if (from && to) return [`from ${code(from)} to ${code(to)}`, ...mainline]
  if (from) return [`since ${code(from)}`, ...mainline]
  return [...(to ? [`up to ${code(to)}`] : []), ...mainline]
}
