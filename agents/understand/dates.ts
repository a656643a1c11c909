// Reads dates and periods in a question: absolute and relative, half-open intervals of UTC days.

/** A period named in the text; `until` is exclusive. At least one end is given. */
export interface DateSpan {
  /** As written. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** ISO day, inclusive. */
  readonly since?: string
  /** ISO day, exclusive. */
  readonly until?: string
}

const DAY_MS = 86_400_000

/** A half-open interval of days in Unix milliseconds with its place in the text. */
interface Period {
  readonly fromMs: number
  readonly toMs: number
  readonly start: number
  readonly end: number
}

const MONTHS: Readonly<Record<string, number>> = monthNumbers([
  ['january', 'jan', 'januar', 'jänner', 'janvier', 'enero', 'janeiro', 'gennaio'],
  ['february', 'feb', 'februar', 'février', 'fevrier', 'febrero', 'fevereiro', 'febbraio'],
  ['march', 'mar', 'märz', 'maerz', 'mars', 'marzo', 'março'],
  ['april', 'apr', 'avril', 'abril', 'aprile'],
  ['may', 'mai', 'mayo', 'maio', 'maggio'],
  ['june', 'jun', 'juni', 'juin', 'junio', 'junho', 'giugno'],
  ['july', 'jul', 'juli', 'juillet', 'julio', 'julho', 'luglio'],
  ['august', 'aug', 'août', 'aout', 'agosto'],
  ['september', 'sep', 'sept', 'septembre', 'septiembre', 'setembro', 'settembre'],
  ['october', 'oct', 'okt', 'oktober', 'octobre', 'octubre', 'outubro', 'ottobre'],
  ['november', 'nov', 'novembre', 'noviembre', 'novembro'],
  ['december', 'dec', 'dez', 'dezember', 'décembre', 'decembre', 'diciembre', 'dezembro', 'dicembre'],
])
const MONTH = `(?:${Object.keys(MONTHS)
  .sort((a, b) => b.length - a.length)
  .join('|')})\\.?`
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const YEAR = '(?:19[7-9]\\d|20\\d\\d)'
/** What makes a four-digit number something other than a year. */
const NOT_YEAR_AFTER = '(?![\\w.-]*\\d|\\s*(?:commits?|lines?|files?|changes?|times|Zeilen|Dateien)\\b)'

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  couple: 2,
  few: 3,
}

interface Pattern {
  readonly pattern: RegExp
  readonly read: (match: RegExpMatchArray, nowMs: number) => readonly [fromMs: number, toMs: number] | undefined
}

const day = (atMs: number) => [atMs, atMs + DAY_MS] as const
const utc = (year: number, month: number, dayOfMonth = 1) => Date.UTC(year, month, dayOfMonth)
const monthOf = (year: number, month: number) => [utc(year, month), utc(year, month + 1)] as const
const midnight = (atMs: number) => Math.floor(atMs / DAY_MS) * DAY_MS
/** Monday of the week, as ISO 8601 counts weeks. */
const monday = (atMs: number) => midnight(atMs) - ((new Date(atMs).getUTCDay() + 6) % 7) * DAY_MS
const monthNumber = (name = '') => MONTHS[name.toLowerCase().replace('.', '')] ?? 0

/** In order of precedence: longer and surer spellings first. */
const PATTERNS: readonly Pattern[] = [
  {
    pattern: /(?<![\w-])(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?(?!\d)/g,
    read: (m) => validDay(m[1], Number(m[2]) - 1, m[3]),
  },
  {
    pattern: /(?<![\w/.])(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?![\d/])/g,
    read: (m) => validDay(m[1], Number(m[2]) - 1, m[3]),
  },
  { pattern: /(?<![\w.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)/g, read: (m) => validDay(m[3], Number(m[2]) - 1, m[1]) },
  { pattern: /(\d{4})年(\d{1,2})月(\d{1,2})[日号]/g, read: (m) => validDay(m[1], Number(m[2]) - 1, m[3]) },
  { pattern: /(\d{4})年(\d{1,2})月/g, read: (m) => monthOf(Number(m[1]), Number(m[2]) - 1) },
  { pattern: /(\d{4})年/g, read: (m) => yearOf(m[1]) },
  {
    pattern: new RegExp(
      `(?<!\\w)(\\d{1,2})(?:st|nd|rd|th|er|\\.)?\\s+(?:of\\s+|de\\s+)?(${MONTH}),?\\s+(?:de\\s+)?(${YEAR})(?!\\w)`,
      'giu',
    ),
    read: (m) => validDay(m[3], monthNumber(m[2]), m[1]),
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${MONTH})\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(${YEAR})(?!\\w)`, 'giu'),
    read: (m) => validDay(m[3], monthNumber(m[1]), m[2]),
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${MONTH}),?\\s+(?:of\\s+|de\\s+)?(${YEAR})(?!\\w)`, 'giu'),
    read: (m) => monthOf(Number(m[2]), monthNumber(m[1])),
  },
  {
    pattern: new RegExp(`(?<!\\w)(${YEAR})-(0[1-9]|1[0-2])(?![\\d-])`, 'g'),
    read: (m) => monthOf(Number(m[1]), Number(m[2]) - 1),
  },
  {
    pattern: new RegExp(`\\bQ([1-4])(?:\\s+of|\\s+in)?[ /,-]*(${YEAR})\\b|\\b(${YEAR})[ -]?Q([1-4])\\b`, 'gi'),
    read: (m) => quarterOf(m[2] ?? m[3], m[1] ?? m[4]),
  },
  {
    pattern: new RegExp(`\\b(first|second|third|fourth|1st|2nd|3rd|4th)\\s+quarter\\s+(?:of\\s+)?(${YEAR})\\b`, 'gi'),
    read: (m) => quarterOf(m[2], String(ordinal(m[1]))),
  },
  {
    pattern: new RegExp(`\\b(first|second|1st|2nd)\\s+half\\s+(?:of\\s+)?(${YEAR})\\b`, 'gi'),
    read: (m) =>
      ordinal(m[1]) === 1
        ? [utc(Number(m[2]), 0), utc(Number(m[2]), 6)]
        : [utc(Number(m[2]), 6), utc(Number(m[2]) + 1, 0)],
  },
  {
    pattern: new RegExp(`\\b(early|mid|late|summer|spring|autumn|fall|winter)(?:\\s+(?:of|in))?[ -](${YEAR})\\b`, 'gi'),
    read: (m) => partOfYear(m[1], Number(m[2])),
  },
  {
    pattern: new RegExp(`(?<![\\w#./-])(${YEAR})s\\b`, 'g'),
    read: (m) => [utc(Math.floor(Number(m[1]) / 10) * 10, 0), utc(Math.floor(Number(m[1]) / 10) * 10 + 10, 0)],
  },
  { pattern: new RegExp(`(?<![\\w#./@-])(${YEAR})(?![\\w/@-])${NOT_YEAR_AFTER}`, 'g'), read: (m) => yearOf(m[1]) },
  { pattern: /\b(?:today|heute|aujourd['’]hui|hoy)\b|今天/giu, read: (_, now) => day(midnight(now)) },
  { pattern: /\b(?:yesterday|gestern|hier|ayer)\b|昨天/giu, read: (_, now) => day(midnight(now) - DAY_MS) },
  {
    pattern: /\b(?:this week|diese Woche|cette semaine|esta semana)\b|本周|这周/giu,
    read: (_, now) => [monday(now), monday(now) + 7 * DAY_MS],
  },
  {
    pattern: /\b(?:this month|diesen Monat|ce mois(?:-ci)?|este mes)\b|本月|这个月/giu,
    read: (_, now) => monthOf(yearNumber(now), monthIndex(now)),
  },
  {
    pattern: /\b(?:this year|dieses Jahr|cette année|este año)\b|今年/giu,
    read: (_, now) => yearOf(String(yearNumber(now))),
  },
  { pattern: /\b(?:last|previous|past) quarter\b/gi, read: (_, now) => lastQuarter(now) },
  {
    pattern:
      /\b(?:(?:last|previous|past) week(?!\s+(?:before|of|in|prior|until|ending))|letzte Woche|vorige Woche|la semaine dernière|semaine dernière|la semana pasada)\b|上周/giu,
    read: (_, now) => [monday(now) - 7 * DAY_MS, monday(now)],
  },
  {
    pattern: /\b(?:(?:last|previous) month|letzten Monat|le mois dernier|el mes pasado)\b|上个?月/giu,
    read: (_, now) => monthOf(yearNumber(now), monthIndex(now) - 1),
  },
  {
    pattern: /\b(?:(?:last|previous) year|letztes Jahr|im letzten Jahr|l['’]année dernière|el año pasado)\b|去年/giu,
    read: (_, now) => yearOf(String(yearNumber(now) - 1)),
  },
  {
    pattern:
      /\b(?:in |over |during |within )?(?:the )?(?:last|past|letzten|derniers|dernières|últimos|últimas)\s+(\d{1,4}|\p{L}+)\s+(?:of\s+)?(days?|weeks?|months?|years?|Tage|Wochen|Monate|Jahre|jours|semaines|mois|ans|días|semanas|meses|años)\b/giu,
    read: (m, now) => lastUnits(m[1], m[2], now),
  },
  {
    pattern: /\b(\d{1,4}|\p{L}+)\s+(days?|weeks?|months?|years?)\s+ago\b/giu,
    read: (m, now) => unitsAgo(m[1], m[2], now),
  },
  {
    pattern: new RegExp(`\\b(?:last|(?<=on\\s))\\s*(${WEEKDAYS.join('|')})\\b`, 'gi'),
    read: (m, now) => day(lastWeekday(m[1], now)),
  },
  {
    pattern: new RegExp(
      `(?<=\\b(?:in|since|during|last|after|before|of)\\s+)(${MONTH})(?![\\p{L}\\d])(?!\\s*\\d)`,
      'giu',
    ),
    read: (m, now) => lastMonthNamed(monthNumber(m[1]), now),
  },
]

/** Every period that the text names, in reading order; ranges ("from A to B", "since A") count as one. */
export function findDates(text: string, nowS: number): readonly DateSpan[] {
  const periods = findPeriods(text, nowS * 1000)
  const spans: DateSpan[] = []
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
    } else spans.push(openEnded(text, first))
  }
  return spans
}

function findPeriods(text: string, nowMs: number): readonly Period[] {
  const found: Period[] = []
  for (const { pattern, read } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (found.some((period) => start < period.end && period.start < end)) continue
      const interval = read(match, nowMs)
      if (interval) found.push({ start, end, fromMs: interval[0], toMs: interval[1] })
    }
  }
  return found.sort((a, b) => a.start - b.start)
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

/** One period with the word before it: since, after, before, until, the week of. */
function openEnded(text: string, period: Period): DateSpan {
  const before = text.slice(0, period.start)
  const lead = (words: string) =>
    new RegExp(
      `(?:\\b(?:${words})|(?:${words}))\\s+(?:the\\s+|dem\\s+|le\\s+|el\\s+)?(?:(?:beginning|start|end)\\s+of\\s+)?$`,
      'iu',
    ).exec(before)
  const place = (match: RegExpExecArray) => ({ start: period.start - match[0].length, end: period.end })
  const week =
    /\b(?:week|Woche|semaine|semana)\s+(?:of|from|starting|beginning|containing|around|vom|du|del|that\s+(?:contains|contained|includes)|with)\s+(?:on\s+)?(?:the\s+)?(?:\p{L}+day,?\s+)?(?:the\s+)?$/iu.exec(
      before,
    )
  if (week) {
    const isLong = period.toMs - period.fromMs > 7 * DAY_MS
    if (isLong) return spanOf(text, { ...place(week), fromMs: period.toMs - 7 * DAY_MS, toMs: period.toMs })
    const starts = /starting|beginning|from/i.test(week[0])
    const fromMs = starts ? period.fromMs : monday(period.fromMs)
    return spanOf(text, { ...place(week), fromMs, toMs: fromMs + 7 * DAY_MS })
  }
  const weekBefore =
    /\b(?:week|7 days|seven days)\s+(?:before|prior to|leading up to|up to|ending|until)\s+(?:on\s+)?$/iu.exec(before)
  if (weekBefore) {
    const toMs = /ending|up to|until/i.test(weekBefore[0]) ? period.toMs : period.fromMs
    return spanOf(text, { ...place(weekBefore), fromMs: toMs - 7 * DAY_MS, toMs })
  }
  const weekAfter = /\b(?:week|7 days|seven days)\s+(?:after|following)\s+$/iu.exec(before)
  if (weekAfter) return spanOf(text, { ...place(weekAfter), fromMs: period.toMs, toMs: period.toMs + 7 * DAY_MS })
  const since = lead('since|from|starting|seit|ab|depuis|desde|as of')
  if (since) return spanOf(text, { ...place(since), fromMs: period.fromMs })
  const after = lead('after|nach|après|después de|later than')
  if (after) return spanOf(text, { ...place(after), fromMs: period.toMs })
  const earlier = lead('before|prior to|earlier than|vor|avant|antes de')
  if (earlier) return spanOf(text, { ...place(earlier), toMs: period.fromMs })
  const until = lead("until|till|through|up to|by the end of|bis|jusqu[’']à|hasta")
  if (until) return spanOf(text, { ...place(until), toMs: period.toMs })
  return spanOf(text, period)
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

function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

/** A calendar day; nothing when there is no such day. */
function validDay(
  year: string | undefined,
  month: number,
  dayOfMonth: string | undefined,
): readonly [number, number] | undefined {
  const atMs = utc(Number(year), month, Number(dayOfMonth))
  const date = new Date(atMs)
  return date.getUTCMonth() === month && date.getUTCDate() === Number(dayOfMonth) ? day(atMs) : undefined
}

function yearOf(year: string | undefined): readonly [number, number] {
  return [utc(Number(year), 0), utc(Number(year) + 1, 0)]
}

function quarterOf(year: string | undefined, quarter: string | undefined): readonly [number, number] {
  return [utc(Number(year), (Number(quarter) - 1) * 3), utc(Number(year), Number(quarter) * 3)]
}

function lastQuarter(nowMs: number): readonly [number, number] {
  const start = Math.floor(monthIndex(nowMs) / 3) * 3 - 3
  return [utc(yearNumber(nowMs), start), utc(yearNumber(nowMs), start + 3)]
}

/** Months of meteorological seasons on the northern half of the earth; "early", "mid" and "late" are thirds. */
function partOfYear(part = '', year: number): readonly [number, number] {
  const [first, count] = {
    early: [0, 4],
    mid: [4, 4],
    late: [8, 4],
    spring: [2, 3],
    summer: [5, 3],
    autumn: [8, 3],
    fall: [8, 3],
    winter: [11, 3],
  }[part.toLowerCase()] ?? [0, 12]
  return [utc(year, first ?? 0), utc(year, (first ?? 0) + (count ?? 12))]
}

function ordinal(word = ''): number {
  return { first: 1, '1st': 1, second: 2, '2nd': 2, third: 3, '3rd': 3, fourth: 4, '4th': 4 }[word.toLowerCase()] ?? 1
}

function countOf(word = ''): number | undefined {
  return /^\d+$/.test(word) ? Number(word) : NUMBER_WORDS[word.toLowerCase()]
}

function lastUnits(
  count: string | undefined,
  unit: string | undefined,
  nowMs: number,
): readonly [number, number] | undefined {
  const many = countOf(count)
  const fromMs = many === undefined ? undefined : back(nowMs, many, unit)
  return fromMs === undefined ? undefined : [midnight(fromMs), midnight(nowMs) + DAY_MS]
}

function unitsAgo(
  count: string | undefined,
  unit: string | undefined,
  nowMs: number,
): readonly [number, number] | undefined {
  const many = countOf(count)
  const atMs = many === undefined ? undefined : back(nowMs, many, unit)
  if (atMs === undefined) return undefined
  if (/^[wS]/i.test(unit ?? '')) return [monday(atMs), monday(atMs) + 7 * DAY_MS]
  if (/^(?:month|mois|mes|Monat)/i.test(unit ?? '')) return monthOf(yearNumber(atMs), monthIndex(atMs))
  if (/^(?:year|an|año|Jahr)/i.test(unit ?? '')) return yearOf(String(yearNumber(atMs)))
  return day(midnight(atMs))
}

function back(nowMs: number, many: number, unit = ''): number | undefined {
  if (many > 10_000) return undefined
  const now = new Date(nowMs)
  if (/^(?:day|tag|jour|día)/iu.test(unit)) return nowMs - many * DAY_MS
  if (/^(?:week|woche|semain|semana)/iu.test(unit)) return nowMs - many * 7 * DAY_MS
  if (/^(?:month|monat|mois|mes)/iu.test(unit))
    return utc(now.getUTCFullYear(), now.getUTCMonth() - many, now.getUTCDate())
  return utc(now.getUTCFullYear() - many, now.getUTCMonth(), now.getUTCDate())
}

/** The latest such weekday before today. */
function lastWeekday(name = '', nowMs: number): number {
  const distance = (new Date(nowMs).getUTCDay() - WEEKDAYS.indexOf(name.toLowerCase()) + 7) % 7 || 7
  return midnight(nowMs) - distance * DAY_MS
}

/** A month without a year: the latest one that has begun. */
function lastMonthNamed(month: number, nowMs: number): readonly [number, number] {
  return monthOf(month <= monthIndex(nowMs) ? yearNumber(nowMs) : yearNumber(nowMs) - 1, month)
}

function yearNumber(atMs: number): number {
  return new Date(atMs).getUTCFullYear()
}

function monthIndex(atMs: number): number {
  return new Date(atMs).getUTCMonth()
}

function monthNumbers(months: readonly (readonly string[])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(months.flatMap((names, index) => names.map((name) => [name, index])))
}
