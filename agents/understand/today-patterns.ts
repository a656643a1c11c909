// Spellings of periods that depend on what day it is: "last week", "two years ago", "上个月".
import {
  countOf,
  DAY_MS,
  day,
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
  partOfYear,
  quarterOf,
  unitsAgo,
  WEEKDAYS,
  yearNumber,
  yearOf,
} from './calendar.ts'
import { MONTH, monthNumber } from './month-names.ts'

/** A spelling of a period and what it means. */
export interface DatePattern {
  readonly pattern: RegExp
  readonly read: (match: RegExpMatchArray, nowMs: number) => Interval | undefined
}

const CHINESE_UNITS: Readonly<Record<string, string>> = {
  天: 'days',
  周: 'weeks',
  星期: 'weeks',
  月: 'months',
  年: 'years',
}
const WEEKDAY_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['monday', 'montag', 'lundi', 'lunes'],
    ['tuesday', 'dienstag', 'mardi', 'martes'],
    ['wednesday', 'mittwoch', 'mercredi', 'miércoles'],
    ['thursday', 'donnerstag', 'jeudi', 'jueves'],
    ['friday', 'freitag', 'vendredi', 'viernes'],
    ['saturday', 'samstag', 'samedi', 'sábado'],
    ['sunday', 'sonntag', 'dimanche', 'domingo'],
  ].flatMap(([english = '', ...names]) => names.map((name) => [name, english])),
)
const FOREIGN_WEEKDAYS = Object.keys(WEEKDAY_NAMES).join('|')

/** "Last summer" is the latest that is over, "this summer" that of this year. */
function seasonNear(which = '', season = '', nowMs = 0): Interval {
  const ofThisYear = partOfYear(season, yearNumber(nowMs))
  const isOver = ofThisYear[1] <= nowMs
  return /^(?:last|letzten)$/i.test(which) && !isOver ? partOfYear(season, yearNumber(nowMs) - 1) : ofThisYear
}

/** In order of precedence: longer and surer spellings first. */
export const TODAY_PATTERNS: readonly DatePattern[] = [
  {
    pattern: /\b(?:over|within|during|in) the (?:past|last) (day|week|month|year)\b(?!\s+(?:of|before)\b)/giu,
    read: (m, now) => lastUnits('1', m[1], now),
  },
  {
    pattern: /\b(?:vorgestern|avant-hier|anteayer|the day before yesterday)\b|前天/giu,
    read: (_, now) => day(midnight(now) - 2 * DAY_MS),
  },
  { pattern: /前年/gu, read: (_, now) => yearOf(String(yearNumber(now) - 2)) },
  {
    pattern: /(去年|今年)(\d{1,2}|[一二三四五六七八九十])月/gu,
    read: (m, now) => monthOf(yearNumber(now) - (m[1] === '去年' ? 1 : 0), (countOf(m[2]) ?? 1) - 1),
  },
  {
    pattern: /\b(?:this|diese[ns]?|ce|este)\s+(?:quarter|quartal|trimestre)\b|本季度/giu,
    read: (_, now) => quarterOf(String(yearNumber(now)), String(Math.floor(monthIndex(now) / 3) + 1)),
  },
  {
    pattern: /\b(last|this|letzten|diesen)\s+(spring|summer|autumn|fall|winter|sommer|frühling|herbst)\b/giu,
    read: (m, now) => seasonNear(m[1], m[2], now),
  },
  {
    pattern: /\b(?:last|the past|letztes)\s+(?:weekend|wochenende)\b|上周末/giu,
    read: (_, now) => [monday(now) - 2 * DAY_MS, monday(now)],
  },
  { pattern: /\bhalf a year ago\b/gi, read: (_, now) => unitsAgo('6', 'months', now) },
  { pattern: /\b(?:a )?fortnight ago\b/gi, read: (_, now) => unitsAgo('2', 'weeks', now) },
  {
    pattern:
      /(?<!\p{L})(?:vor|il y a|hace)\s+(\d{1,4}|\p{L}+)\s+(Tage?n?|Wochen?|Monate?n?|Jahre?n?|jours?|semaines?|mois|ans?|días?|semanas?|meses|mes|años?)(?!\p{L})/giu,
    read: (m, now) => unitsAgo(m[1], m[2], now),
  },
  {
    pattern: /(\d{1,4}|[一两二三四五六七八九十])\s*(天|周|个?星期|个?月|年)(?:之|以)?前/gu,
    read: (m, now) => unitsAgo(m[1], CHINESE_UNITS[m[2]?.replace('个', '') ?? ''], now),
  },
  {
    pattern: /(?:最近|过去|近)(\d{1,4}|[一两二三四五六七八九十])\s*(天|周|个?星期|个?月|年)/gu,
    read: (m, now) => lastUnits(m[1], CHINESE_UNITS[m[2]?.replace('个', '') ?? ''], now),
  },
  {
    pattern: new RegExp(
      `(?<!\\p{L})(?:(?:letzten?|vorigen?)\\s+(${FOREIGN_WEEKDAYS})|(?:el\\s+)?(${FOREIGN_WEEKDAYS})\\s+(?:dernier|pasado))(?!\\p{L})`,
      'giu',
    ),
    read: (m, now) => day(lastWeekday(WEEKDAY_NAMES[(m[1] ?? m[2] ?? '').toLowerCase()], now)),
  },
  {
    pattern: /上(?:周|星期|个星期)([一二三四五六日天])/gu,
    read: (m, now) =>
      day(monday(now) - 7 * DAY_MS + '一二三四五六日'.indexOf((m[1] ?? '').replace('天', '日')) * DAY_MS),
  },
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
  {
    pattern: new RegExp(
      `(?<![\\w.])(\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+|de\\s+)?(${MONTH})(?![\\p{L}\\d])(?!\\s*,?\\s*\\d)`,
      'giu',
    ),
    read: (m, now) => lastDayNamed(monthNumber(m[2]), m[1], now),
  },
]
