// The spellings of dates and periods in several languages, each with what it means.
import {
  daysOf,
  monthOf,
  ordinal,
  partOfYear,
  quarterOf,
  runOf,
  utc,
  validDay,
  weekOfYear,
  yearOf,
} from './calendar.ts'
import { MONTH, monthNumber, YEAR } from './month-names.ts'
import { NUMBER_WORDS } from './number-words.ts'
import { type DatePattern, TODAY_PATTERNS } from './today-patterns.ts'

const QUARTER_WORDS: Readonly<Record<string, number>> = {
  erste: 1,
  zweite: 2,
  dritte: 3,
  vierte: 4,
  premier: 1,
  deuxième: 2,
  troisième: 3,
  quatrième: 4,
  primer: 1,
  segundo: 2,
  tercer: 3,
  cuarto: 4,
}

function quarterNumber(word = ''): string {
  return String(QUARTER_WORDS[word.toLowerCase()] ?? NUMBER_WORDS[word] ?? word)
}

/** What makes a four-digit number something other than a year. */
const NOT_YEAR_AFTER = '(?![\\w.-]*\\d|\\s*(?:commits?|lines?|files?|changes?|times|Zeilen|Dateien)\\b)'

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
  {
    pattern: new RegExp(`(?<![\\w#./@-])(${YEAR})\\s*[-–/]\\s*(${YEAR})(?![\\w/@-])`, 'g'),
    read: (m) => runOf(utc(Number(m[1]), 0), utc(Number(m[2]) + 1, 0)),
  },
  {
    pattern: new RegExp(`(?<![\\w/.-])(?:(${YEAR})/(0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])/(${YEAR}))(?![\\w/-])`, 'g'),
    read: (m) => monthOf(Number(m[1] ?? m[4]), Number(m[2] ?? m[3]) - 1),
  },
  {
    pattern: new RegExp(
      `(?<!\\p{L})(?:T([1-4])|([1-4])\\.?(?:er|e|ème)?\\s*(?:Quartal|trimestre)|(${Object.keys(QUARTER_WORDS).join('|')})[nrs]?\\s+(?:Quartal|trimestre))\\s+(?:de\\s+|von\\s+)?(${YEAR})(?!\\w)|(${YEAR})年第?([1-4一二三四])季度`,
      'giu',
    ),
    read: (m) => quarterOf(m[4] ?? m[5], quarterNumber(m[1] ?? m[2] ?? m[3] ?? m[6])),
  },
  {
    pattern: new RegExp(
      `(?<!\\p{L})(Sommer|Frühling|Frühjahr|Herbst|Winter|Anfang|Mitte|Ende|été|printemps|automne|hiver|début|mi|fin|verano|primavera|otoño|invierno|principios|mediados|finales)[ -](?:des Jahres |de |d['’]|von )?(${YEAR})(?!\\w)`,
      'giu',
    ),
    read: (m) => partOfYear(m[1], Number(m[2])),
  },
  {
    pattern: new RegExp(`(${YEAR})年(\\d{1,2})月(?:到|至|-)(\\d{1,2})月`, 'g'),
    read: (m) => runOf(utc(Number(m[1]), Number(m[2]) - 1), utc(Number(m[1]), Number(m[3]))),
  },
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
  ...TODAY_PATTERNS,
]
