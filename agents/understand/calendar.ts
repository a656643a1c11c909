// Days, weeks, months and years of the calendar in UTC, as half-open intervals of Unix milliseconds.
import { NUMBER_WORDS } from './number-words.ts'

/** The first millisecond, and the one after the last. */
export type Interval = readonly [fromMs: number, toMs: number]

export const DAY_MS = 86_400_000
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

export const day = (atMs: number) => [atMs, atMs + DAY_MS] as const
export const utc = (year: number, month: number, dayOfMonth = 1) => Date.UTC(year, month, dayOfMonth)
export const monthOf = (year: number, month: number) => [utc(year, month), utc(year, month + 1)] as const
export const midnight = (atMs: number) => Math.floor(atMs / DAY_MS) * DAY_MS
/** Monday of the week, as ISO 8601 counts weeks. */
export const monday = (atMs: number) => midnight(atMs) - ((new Date(atMs).getUTCDay() + 6) % 7) * DAY_MS

/** Counts that are said without a number. */
const VAGUE_COUNTS: Readonly<Record<string, number>> = { a: 1, an: 1, couple: 2, few: 3 }

export function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

/** A calendar day; nothing when there is no such day. */
export function validDay(
  year: string | undefined,
  month: number,
  dayOfMonth: string | undefined,
): Interval | undefined {
  const atMs = utc(Number(year), month, Number(dayOfMonth))
  const date = new Date(atMs)
  return date.getUTCMonth() === month && date.getUTCDate() === Number(dayOfMonth) ? day(atMs) : undefined
}

export function yearOf(year: string | undefined): Interval {
  return [utc(Number(year), 0), utc(Number(year) + 1, 0)]
}

export function quarterOf(year: string | undefined, quarter: string | undefined): Interval {
  return [utc(Number(year), (Number(quarter) - 1) * 3), utc(Number(year), Number(quarter) * 3)]
}

export function lastQuarter(nowMs: number): Interval {
  const start = Math.floor(monthIndex(nowMs) / 3) * 3 - 3
  return [utc(yearNumber(nowMs), start), utc(yearNumber(nowMs), start + 3)]
}

/** First month and number of months. */
const PARTS: readonly (readonly [words: string, months: readonly [first: number, count: number]])[] = [
  ['early anfang début principios', [0, 4]],
  ['mid mitte mi mediados', [4, 4]],
  ['late ende fin finales', [8, 4]],
  ['spring frühling frühjahr printemps primavera', [2, 3]],
  ['summer sommer été verano', [5, 3]],
  ['autumn fall herbst automne otoño', [8, 3]],
  ['winter hiver invierno', [11, 3]],
]

/** Months of meteorological seasons on the northern half of the earth; "early", "mid" and "late" are thirds. */
export function partOfYear(part = '', year: number): Interval {
  const [first, count] = PARTS.find(([words]) => words.split(' ').includes(part.toLowerCase()))?.[1] ?? [0, 12]
  return [utc(year, first), utc(year, first + count)]
}

export function ordinal(word = ''): number {
  return { first: 1, '1st': 1, second: 2, '2nd': 2, third: 3, '3rd': 3, fourth: 4, '4th': 4 }[word.toLowerCase()] ?? 1
}

export function countOf(word = ''): number | undefined {
  return /^\d+$/.test(word) ? Number(word) : (NUMBER_WORDS[word.toLowerCase()] ?? VAGUE_COUNTS[word.toLowerCase()])
}

export function lastUnits(count: string | undefined, unit: string | undefined, nowMs: number): Interval | undefined {
  const many = countOf(count)
  const fromMs = many === undefined ? undefined : back(nowMs, many, unit)
  return fromMs === undefined ? undefined : [midnight(fromMs), midnight(nowMs) + DAY_MS]
}

export function unitsAgo(count: string | undefined, unit: string | undefined, nowMs: number): Interval | undefined {
  const many = countOf(count)
  const atMs = many === undefined ? undefined : back(nowMs, many, unit)
  if (atMs === undefined) return undefined
  if (/^[wS]/i.test(unit ?? '')) return [monday(atMs), monday(atMs) + 7 * DAY_MS]
  if (/^(?:month|mois|mes|Monat)/i.test(unit ?? '')) return monthOf(yearNumber(atMs), monthIndex(atMs))
  if (/^(?:year|an|año|Jahr)/i.test(unit ?? '')) return yearOf(String(yearNumber(atMs)))
  return day(midnight(atMs))
}

export function back(nowMs: number, many: number, unit = ''): number | undefined {
  if (many > 10_000) return undefined
  const now = new Date(nowMs)
  if (/^(?:day|tag|jour|día)/iu.test(unit)) return nowMs - many * DAY_MS
  if (/^(?:week|woche|semain|semana)/iu.test(unit)) return nowMs - many * 7 * DAY_MS
  if (/^(?:month|monat|mois|mes)/iu.test(unit))
    return utc(now.getUTCFullYear(), now.getUTCMonth() - many, now.getUTCDate())
  return utc(now.getUTCFullYear() - many, now.getUTCMonth(), now.getUTCDate())
}

/** The latest such weekday before today. */
export function lastWeekday(name = '', nowMs: number): number {
  const distance = (new Date(nowMs).getUTCDay() - WEEKDAYS.indexOf(name.toLowerCase()) + 7) % 7 || 7
  return midnight(nowMs) - distance * DAY_MS
}

/** A month without a year: the latest one that has begun. */
export function lastMonthNamed(month: number, nowMs: number): Interval {
  return monthOf(month <= monthIndex(nowMs) ? yearNumber(nowMs) : yearNumber(nowMs) - 1, month)
}

export function yearNumber(atMs: number): number {
  return new Date(atMs).getUTCFullYear()
}

export function monthIndex(atMs: number): number {
  return new Date(atMs).getUTCMonth()
}

/** An interval, or nothing when it would end before it begins. */
export function runOf(fromMs: number, toMs: number): Interval | undefined {
  return toMs > fromMs ? [fromMs, toMs] : undefined
}

/** Days of one month, both inclusive. */
export function daysOf(
  year: string | undefined,
  month: number,
  [first, last]: readonly [string | undefined, string | undefined],
): Interval | undefined {
  const [from, to] = [validDay(year, month, first), validDay(year, month, last)]
  return from && to && runOf(from[0], to[1])
}

/** A week by its number, as ISO 8601 counts: week 1 holds 4 January. */
export function weekOfYear(year: string | undefined, week: string | undefined): Interval | undefined {
  const fromMs = monday(utc(Number(year), 0, 4)) + (Number(week) - 1) * 7 * DAY_MS
  return Number(week) >= 1 && Number(week) <= 53 ? [fromMs, fromMs + 7 * DAY_MS] : undefined
}

/** A day without a year: the latest such day up to today. */
export function lastDayNamed(month: number, dayOfMonth: string | undefined, nowMs: number): Interval | undefined {
  const thisYear = validDay(String(yearNumber(nowMs)), month, dayOfMonth)
  return thisYear && thisYear[0] <= nowMs ? thisYear : validDay(String(yearNumber(nowMs) - 1), month, dayOfMonth)
}
