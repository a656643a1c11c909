// Periods said by their relation to another: "the first week of May 2019", "two weeks before 2023-05-02", "the week of 6 May".
import { countOf, DAY_MS, type Interval, monday, utc } from './calendar.ts'

/** A period with the number of characters before it that belong to it. */
export interface RelativePeriod {
  readonly interval: Interval
  readonly leadLength: number
}

const UNIT =
  '(days?|weeks?|months?|quarters?|years?|half|halves|Tage?n?|Wochen?|Monate?n?|Jahre?n?|jours?|semaines?|mois|ans?|días?|semanas?|mes(?:es)?|años?)'
const COUNT = '(\\d{1,3}|\\p{L}+)'
const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  '1st': 1,
  opening: 1,
  erste: 1,
  ersten: 1,
  première: 1,
  premier: 1,
  primera: 1,
  primer: 1,
  second: 2,
  '2nd': 2,
  zweite: 2,
  zweiten: 2,
  deuxième: 2,
  segunda: 2,
  third: 3,
  '3rd': 3,
  dritte: 3,
  dritten: 3,
  troisième: 3,
  tercera: 3,
  fourth: 4,
  '4th': 4,
  vierte: 4,
  vierten: 4,
  quatrième: 4,
  cuarta: 4,
  last: -1,
  final: -1,
  letzte: -1,
  letzten: -1,
  dernière: -1,
  dernier: -1,
  última: -1,
  último: -1,
}
const ORDINAL = `(${Object.keys(ORDINALS).join('|')})`
const OF = "(?:of|in|des|der|im|vom|von|de|du|d[’']|del)"
const THE = '(?:the\\s+|dem\\s+|le\\s+|el\\s+|la\\s+)?'

/** The period that the words before a period make of it; nothing when they do not relate to it. */
export function relatePeriod(before: string, period: Interval): RelativePeriod | undefined {
  return partOf(before, period) ?? weekOf(before, period) ?? besideOf(before, period)
}

/** "the first week of", "the last 3 days of", "the second half of". */
function partOf(before: string, [fromMs, toMs]: Interval): RelativePeriod | undefined {
  const match = new RegExp(`${THE}\\b${ORDINAL}\\s+(?:${COUNT}\\s+)?${UNIT}\\s+${OF}\\s+${THE}$`, 'iu').exec(before)
  const ordinal = ORDINALS[match?.[1]?.toLowerCase() ?? '']
  const many = match?.[2] === undefined ? 1 : countOf(match[2])
  if (!match || ordinal === undefined || many === undefined) return undefined
  const step = (atMs: number, units: number) => addUnits(atMs, units, match[3] ?? '', toMs - fromMs)
  const start = ordinal > 0 ? step(fromMs, (ordinal - 1) * many) : step(toMs, -many)
  const end = ordinal > 0 ? step(fromMs, ordinal * many) : toMs
  if (start >= toMs || end <= fromMs) return undefined
  return { interval: [Math.max(start, fromMs), Math.min(end, toMs)], leadLength: match[0].length }
}

/** "the week of 6 May 2019" is the calendar week around it; "the week starting" begins there. */
function weekOf(before: string, [fromMs, toMs]: Interval): RelativePeriod | undefined {
  const match =
    /\b(?:week|Woche|semaine|semana)\s+(?:of|from|starting|beginning|containing|around|vom|du|del|that\s+(?:contains|contained|includes)|with)\s+(?:on\s+)?(?:the\s+)?(?:\p{L}+day,?\s+)?(?:the\s+)?$/iu.exec(
      before,
    )
  if (!match) return undefined
  const leadLength = match[0].length
  if (toMs - fromMs > 7 * DAY_MS) return { interval: [fromMs, toMs], leadLength }
  const start = /starting|beginning|from/i.test(match[0]) ? fromMs : monday(fromMs)
  return { interval: [start, start + 7 * DAY_MS], leadLength }
}

/** "the week before", "two months after", "the 10 days leading up to", "the week ending". */
function besideOf(before: string, [fromMs, toMs]: Interval): RelativePeriod | undefined {
  const match = new RegExp(
    `${THE}\\b(?:(?:last|letzten?|dernière|última)\\s+)?(?:${COUNT}\\s+)?${UNIT}\\s+(before|prior to|leading up to|up to|ending|until|preceding|after|following|vor|nach|bis|avant|après|antes de|después de)\\s+(?:on\\s+)?${THE}$`,
    'iu',
  ).exec(before)
  if (!match) return undefined
  const [, count = 'a', unit = '', relation = ''] = match
  const many = countOf(count) ?? 1
  const leadLength = match[0].length
  if (/^(?:after|following|nach|après|después)/i.test(relation))
    return { interval: [toMs, addUnits(toMs, many, unit, 0)], leadLength }
  const end = /^(?:ending|up to|until|bis)/i.test(relation) ? toMs : fromMs
  return { interval: [addUnits(end, -many, unit, 0), end], leadLength }
}

/** Calendar steps for months and years, fixed ones for days and weeks; a half is of `wholeMs`. */
function addUnits(atMs: number, units: number, unit: string, wholeMs: number): number {
  const date = new Date(atMs)
  const months = (many: number) => utc(date.getUTCFullYear(), date.getUTCMonth() + many, date.getUTCDate())
  if (/^(?:day|tag|jour|día)/iu.test(unit)) return atMs + units * DAY_MS
  if (/^(?:week|woche|semain|semana)/iu.test(unit)) return atMs + units * 7 * DAY_MS
  if (/^quarter/i.test(unit)) return months(units * 3)
  if (/^hal/i.test(unit)) return wholeMs > 200 * DAY_MS ? months(units * 6) : atMs + (units * wholeMs) / 2
  if (/^(?:year|jahr|an|año)/iu.test(unit)) return months(units * 12)
  return months(units)
}
