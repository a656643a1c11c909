// Dates and periods are read as half-open intervals of days in UTC, in several languages, absolute and relative.
import { describe, expect, test } from 'vitest'
import { findDates } from '#agents/understand/dates.ts'
import { NOW_S } from './open-agents.ts'

const read = (text: string) => findDates(text, NOW_S).map(({ since, until }) => [since, until])

/** [as written, first day, day after the last]; today is Wednesday, 10 June 2020. */
const PERIODS: readonly (readonly [string, string | undefined, string | undefined])[] = [
  ['in 2019', '2019-01-01', '2020-01-01'],
  ['during March 2019', '2019-03-01', '2019-04-01'],
  ['on 2019-05-06', '2019-05-06', '2019-05-07'],
  ['on 6 May 2019', '2019-05-06', '2019-05-07'],
  ['on May 6th, 2019', '2019-05-06', '2019-05-07'],
  ['am 6.5.2019', '2019-05-06', '2019-05-07'],
  ['im März 2019', '2019-03-01', '2019-04-01'],
  ['en février 2019', '2019-02-01', '2019-03-01'],
  ['en mayo de 2019', '2019-05-01', '2019-06-01'],
  ['2019年5月', '2019-05-01', '2019-06-01'],
  ['between 2019-01-01 and 2019-02-01', '2019-01-01', '2019-02-02'],
  ['from 2019-01-05 to 2019-01-07', '2019-01-05', '2019-01-08'],
  ['2019-01-05..2019-01-07', '2019-01-05', '2019-01-08'],
  ['from January to March 2019', '2019-01-01', '2019-04-01'],
  ['May 5-12 2019', '2019-05-05', '2019-05-13'],
  ['in 2018 and 2019', '2018-01-01', '2020-01-01'],
  ['since 2019-06-01', '2019-06-01', undefined],
  ['seit 2019', '2019-01-01', undefined],
  ['after March 2019', '2019-04-01', undefined],
  ['before 2019', undefined, '2019-01-01'],
  ['avant 2019', undefined, '2019-01-01'],
  ['until March 2019', undefined, '2019-04-01'],
  ['as of 2019-03-01', undefined, '2019-03-02'],
  ['Q3 2019', '2019-07-01', '2019-10-01'],
  ['the second half of 2019', '2019-07-01', '2020-01-01'],
  ['in the 2010s', '2010-01-01', '2020-01-01'],
  ['week 2 of 2019', '2019-01-07', '2019-01-14'],
  ['the first week of May 2019', '2019-05-01', '2019-05-08'],
  ['in der ersten Woche im Mai 2019', '2019-05-01', '2019-05-08'],
  ['the last three days of 2019', '2019-12-29', '2020-01-01'],
  ['the week of 8 May 2019', '2019-05-06', '2019-05-13'],
  ['the week before 2019-05-08', '2019-05-01', '2019-05-08'],
  ['the last month before 2019-05-08', '2019-04-08', '2019-05-08'],
  ['two weeks after 2019-05-08', '2019-05-09', '2019-05-23'],
  ['the week ending 2019-05-08', '2019-05-02', '2019-05-09'],
  ['today', '2020-06-10', '2020-06-11'],
  ['gestern', '2020-06-09', '2020-06-10'],
  ['this week', '2020-06-08', '2020-06-15'],
  ['last week', '2020-06-01', '2020-06-08'],
  ['la semaine dernière', '2020-06-01', '2020-06-08'],
  ['last month', '2020-05-01', '2020-06-01'],
  ['last year', '2019-01-01', '2020-01-01'],
  ['in the last 10 days', '2020-05-31', '2020-06-11'],
  ['in den letzten drei Wochen', '2020-05-20', '2020-06-11'],
  ['two months ago', '2020-04-01', '2020-05-01'],
  ['in March', '2020-03-01', '2020-04-01'],
  ['in August', '2019-08-01', '2019-09-01'],
  ['on May 5th', '2020-05-05', '2020-05-06'],
  ['on 3 May', '2020-05-03', '2020-05-04'],
  ['in the week of 3 May', '2020-04-27', '2020-05-04'],
  ['commits from 2019', '2019-01-01', '2020-01-01'],
  ['from 2019 on', '2019-01-01', undefined],
  ['May 2019 onwards', '2019-05-01', undefined],
  ['during 2018-2019', '2018-01-01', '2020-01-01'],
  ['in 05/2019', '2019-05-01', '2019-06-01'],
  ['im Sommer 2019', '2019-06-01', '2019-09-01'],
  ['seit Anfang 2020', '2020-01-01', undefined],
  ['im 3. Quartal 2019', '2019-07-01', '2019-10-01'],
  ['au troisième trimestre 2019', '2019-07-01', '2019-10-01'],
  ['2019年第三季度', '2019-07-01', '2019-10-01'],
  ['2020年5月到6月', '2020-05-01', '2020-07-01'],
  ['last summer', '2019-06-01', '2019-09-01'],
  ['this quarter', '2020-04-01', '2020-07-01'],
  ['last weekend', '2020-06-06', '2020-06-08'],
  ['over the past year', '2019-06-10', '2020-06-11'],
  ['last Tuesday', '2020-06-09', '2020-06-10'],
  ['letzten Dienstag', '2020-06-09', '2020-06-10'],
  ['mardi dernier', '2020-06-09', '2020-06-10'],
  ['el martes pasado', '2020-06-09', '2020-06-10'],
  ['上周二', '2020-06-02', '2020-06-03'],
  ['vor zwei Jahren', '2018-01-01', '2019-01-01'],
  ['il y a deux ans', '2018-01-01', '2019-01-01'],
  ['hace dos meses', '2020-04-01', '2020-05-01'],
  ['两年前', '2018-01-01', '2019-01-01'],
  ['最近三个月', '2020-03-10', '2020-06-11'],
  ['vorgestern', '2020-06-08', '2020-06-09'],
]

describe('findDates', () => {
  test.each(PERIODS)('“%s” is from %s until before %s', (text, since, until) => {
    expect(read(text)).toEqual([[since, until]])
  })

  test.each([
    ['a version', 'what changed in 2.0.1'],
    ['a number of commits', 'the last 2019 commits'],
    ['a day that no calendar has', 'on 2019-02-30'],
    ['a port', 'it listens on 8080'],
    ['a file name', 'open report-2019.txt'],
    ['an issue', 'see #2019'],
    ['a name', 'commits of Jan Novak'],
    ['a habit', 'commits on Mondays'],
  ])('%s is no date', (_, text) => {
    expect(read(text)).toEqual([])
  })

  test('the place of a period covers the words that belong to it', () => {
    const [span] = findDates('commits since the beginning of 2019 by Ada', NOW_S)
    expect(span?.text).toBe('since the beginning of 2019')
  })
})
