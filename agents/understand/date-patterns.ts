// The spellings of dates and periods in several languages, each with what it means.
import {
  DAY_MS,
  day,
  daysOf,
  type Interval,
  lastDayNamed,
  lastMonthNamed,
  lastQuarter,
  lastUnits,
  lastWeekday,
  midnight,
  monday,
  monthIndex,
  monthOf,
  ordinal,
  partOfYear,
  quarterOf,
  runOf,
  unitsAgo,
  utc,
  validDay,
  WEEKDAYS,
  weekOfYear,
  yearNumber,
  yearOf,
} from './calendar.ts'

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
const YEAR = '(?:19[7-9]\\d|20\\d\\d)'
/** What makes a four-digit number something other than a year. */
const NOT_YEAR_AFTER = '(?![\\w.-]*\\d|\\s*(?:commits?|lines?|files?|changes?|times|Zeilen|Dateien)\\b)'

/** A spelling of a period and what it means. */
export interface DatePattern {
  readonly pattern: RegExp
  readonly read: (match: RegExpMatchArray, nowMs: number) => Interval | undefined
}

const monthNumber = (name = '') => MONTHS[name.toLowerCase().replace('.', '')] ?? 0

/** In order of precedence: longer and surer spellings first. */
export const DATE_PATTERNS: readonly DatePattern[] = [
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
      `(?<!\\p{L})(${MONTH})\\s*(?:-|–|to|through|thru|until|till|and|bis|und|à|au|et|a|y|hasta)\\s*(${MONTH}),?\\s+(?:of\\s+|de\\s+)?(${YEAR})(?!\\w)`,
      'giu',
    ),
    read: (m) => runOf(utc(Number(m[3]), monthNumber(m[1])), utc(Number(m[3]), monthNumber(m[2]) + 1)),
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${MONTH})\\s+(\\d{1,2})\\s*(?:-|–|to)\\s*(\\d{1,2}),?\\s+(${YEAR})(?!\\w)`, 'giu'),
    read: (m) => daysOf(m[4], monthNumber(m[1]), [m[2], m[3]]),
  },
  {
    pattern: new RegExp(
      `(?<!\\w)(\\d{1,2})\\.?\\s*(?:-|–|to|bis)\\s*(\\d{1,2})\\.?\\s+(${MONTH}),?\\s+(${YEAR})(?!\\w)`,
      'giu',
    ),
    read: (m) => daysOf(m[4], monthNumber(m[3]), [m[1], m[2]]),
  },
  {
    pattern: new RegExp(
      `\\b(?:calendar week|week|KW|Kalenderwoche|semaine|semana)\\s+(\\d{1,2})(?:\\s+(?:of|in|de|von)|,)?\\s+(${YEAR})\\b|\\b(${YEAR})-?W(\\d{2})\\b`,
      'gi',
    ),
    read: (m) => weekOfYear(m[2] ?? m[3], m[1] ?? m[4]),
  },
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
      /\b(?:(?:last|previous|past) week(?!\s+(?:before|of|prior|until|ending|after|leading)\b|\s+in\s+(?:\d{4}|\p{Lu}))|letzte Woche|vorige Woche|la semaine dernière|semaine dernière|la semana pasada)\b|上周/giu,
    read: (_, now) => [monday(now) - 7 * DAY_MS, monday(now)],
  },
  {
    pattern:
      /\b(?:(?:last|previous) month(?!\s+(?:before|of|prior|until|ending|after|leading)\b|\s+in\s+(?:\d{4}|\p{Lu}))|letzten Monat|le mois dernier|el mes pasado)\b|上个?月/giu,
    read: (_, now) => monthOf(yearNumber(now), monthIndex(now) - 1),
  },
  {
    pattern:
      /\b(?:(?:last|previous) year(?!\s+(?:before|of|prior|until|ending|after|leading)\b|\s+in\s+(?:\d{4}|\p{Lu}))|letztes Jahr|im letzten Jahr|l['’]année dernière|el año pasado)\b|去年/giu,
    read: (_, now) => yearOf(String(yearNumber(now) - 1)),
  },
  {
    pattern:
      /\b(?:in |over |during |within )?(?:the )?(?:last|past|letzten|derniers|dernières|últimos|últimas)\s+(\d{1,4}|\p{L}+)\s+(?:of\s+)?(days?|weeks?|months?|years?|Tage|Wochen|Monate|Jahre|jours|semaines|mois|ans|días|semanas|meses|años)\b(?!\s+(?:of|in|before|prior|after|leading|des|du|vor|nach|antes|avant)\b)/giu,
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
    // "Jan Novak" is somebody.
    read: (m, now) =>
      /^\s+\p{Lu}\p{Ll}/u.test(m.input?.slice((m.index ?? 0) + m[0].length) ?? '')
        ? undefined
        : lastMonthNamed(monthNumber(m[1]), now),
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${MONTH})\\s+(\\d{1,2})(?:st|nd|rd|th)?(?![\\w.-])`, 'giu'),
    read: (m, now) => lastDayNamed(monthNumber(m[1]), m[2], now),
  },
]

function monthNumbers(months: readonly (readonly string[])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(months.flatMap((names, index) => names.map((name) => [name, index])))
}
