// Reads dates and periods in a question: absolute and relative, half-open intervals of UTC days.
import { isoDay } from './calendar.ts'
import { DATE_PATTERNS } from './date-patterns.ts'
import { relatePeriod } from './relative-period.ts'
import { findYearlyDays } from './scope-words.ts'

/** A period named in the text; `until` is exclusive. At least one end is given, or days of any year. */
export interface DateSpan {
  /** As written. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** ISO day, inclusive. */
  readonly since?: string
  /** ISO day, exclusive. */
  readonly until?: string
  /** `12-25` */
  readonly monthDays?: readonly string[]
}

/** A half-open interval of days in Unix milliseconds with its place in the text. */
interface Period {
  readonly fromMs: number
  readonly toMs: number
  readonly start: number
  readonly end: number
}

/** Every period that the text names, in reading order; ranges ("from A to B", "since A") count as one. */
export function findDates(text: string, nowS: number): readonly DateSpan[] {
  const yearly = findYearlyDays(text)
  const periods = findPeriods(text, nowS * 1000).filter(
    ({ start, end }) => !yearly.some((day) => start < day.end && day.start < end),
  )
  const spans: DateSpan[] = [...yearly]
  for (let index = 0; index < periods.length; index += 1) {
    const first = periods[index]
    const second = periods[index + 1]
    if (first === undefined) break
    if (second !== undefined && isRange(text, first, second)) {
      const between = /\b(?:between|from|since|von|zwischen|de|entre|desde|du)\W*$/iu.exec(text.slice(0, first.start))
      spans.push(
        spanOf(text, {
          start: first.start - (between?.[0].length ?? 0),
          end: second.end,
          fromMs: first.fromMs,
          toMs: second.toMs,
        }),
      )
      index += 1
    } else if (second !== undefined && continues(text, first, second)) {
      spans.push(openEnded(text, { ...first, end: second.end, toMs: second.toMs }))
      index += 1
    } else spans.push(openEnded(text, first))
  }
  return spans.sort((a, b) => a.start - b.start)
}

function findPeriods(text: string, nowMs: number): readonly Period[] {
  const found: Period[] = []
  for (const { pattern, read } of DATE_PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (found.some((period) => start < period.end && period.start < end)) continue
      const interval = read(match, nowMs)
      if (interval) found.push({ start, end, fromMs: interval[0], toMs: interval[1] })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** "2019 and 2020": the second follows on the first, in the text and in time. */
function continues(text: string, first: Period, second: Period): boolean {
  return (
    first.toMs === second.fromMs &&
    /^\s*(?:,|&|and|or|und|oder|et|ou|y|o)\s*$/iu.test(text.slice(first.end, second.start))
  )
}

/** True when only a connector stands between two periods. */
function isRange(text: string, first: Period, second: Period): boolean {
  const between = text.slice(first.end, second.start)
  if (
    /^\s*(?:-|–|—|\.\.\.?|to|until|till|through|thru|bis|à|au|a|al|hasta|到|至|~)\s*(?:the\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?$/iu.test(
      between,
    )
  )
    return second.toMs > first.fromMs
  const before = text.slice(0, first.start)
  return (
    /^\s*(?:and|und|et|y|和)\s*(?:the\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?$/iu.test(between) &&
    /(?:between|zwischen|entre)\s+(?:the\s+)?(?:\p{L}+day,?\s+)?$/iu.test(before)
  )
}

/** One period with the words before it: since, after, before, until, the week of. */
function openEnded(text: string, period: Period): DateSpan {
  const before = text.slice(0, period.start)
  const lead = (words: string) =>
    new RegExp(
      `(?:\\b(?:${words})|(?:${words}))\\s+(?:the\\s+|dem\\s+|le\\s+|el\\s+)?(?:(?:beginning|start|end)\\s+of\\s+)?$`,
      'iu',
    ).exec(before)
  const place = (match: RegExpExecArray) => ({ start: period.start - match[0].length, end: period.end })
  const related = relatePeriod(before, [period.fromMs, period.toMs])
  if (related) {
    const [fromMs, toMs] = related.interval
    return openEnded(text, { start: period.start - related.leadLength, end: period.end, fromMs, toMs })
  }
  const since = lead('since|from|starting|seit|ab|depuis|desde')
  // "commits from 2019" are those of that year; "from 2019 on" has no end.
  const isOf =
    since && /^from\b/i.test(since[0].trim()) && !/^\s*(?:on|onwards?|forwards?)\b/i.test(text.slice(period.end))
  if (since && (isOf || isWrittenAsRun(text.slice(period.start, period.end))))
    return spanOf(text, { ...period, ...place(since) })
  if (since) return spanOf(text, { ...place(since), fromMs: period.fromMs })
  const after = lead('after|nach|après|después de|later than')
  if (after) return spanOf(text, { ...place(after), fromMs: period.toMs })
  const earlier = lead('before|prior to|earlier than|vor|avant|antes de')
  if (earlier) return spanOf(text, { ...place(earlier), toMs: period.fromMs })
  const until = lead("until|till|through|up to|as of|as at|at the end of|by the end of|bis|jusqu[’']à|hasta")
  if (until) return spanOf(text, { ...place(until), toMs: period.toMs })
  const onwards = /^\s+onwards?\b/i.exec(text.slice(period.end))
  if (onwards) return spanOf(text, { start: period.start, end: period.end + onwards[0].length, fromMs: period.fromMs })
  return spanOf(text, period)
}

/** "January to March 2020" has both of its ends, whatever stands before it. */
function isWrittenAsRun(written: string): boolean {
  return /\p{L}.*\s(?:to|through|thru|until|till|bis|à|au|a|hasta)\s|^\p{L}.*[\d\p{L}]\s*[-–]\s*[\d\p{L}]/u.test(
    written,
  )
}

function spanOf(text: string, o: { start: number; end: number; fromMs?: number; toMs?: number }): DateSpan {
  return {
    text: text.slice(o.start, o.end).trim(),
    start: o.start,
    end: o.end,
    ...(o.fromMs !== undefined && { since: isoDay(o.fromMs) }),
    ...(o.toMs !== undefined && { until: isoDay(o.toMs) }),
  }
}
