// Filters that plain words set: days of the week, hours, size, merges, reverts. One row a wish.
import { everyLanguage } from './every-language.ts'
import type { PlanInput } from './plan-facts.ts'

interface WordFilter {
  readonly pattern: RegExp
  readonly read: (match: RegExpExecArray, masked: string) => PlanInput
}

const WEEKEND = '\\bweek-?ends?\\b|\\bwochenend\\w*|\\bfin(?:es)? de semana\\b|周末'
const WORKDAYS =
  '\\b(?:on|during|in|only) (?:the )?(?:weekdays|work(?:ing)? ?days|business days)\\b|\\bduring the (?:working )?week\\b|\\bwerktags\\b|\\bwochentags\\b|\\bunter der woche\\b|\\ben semaine\\b|\\bentre semana\\b|\\bdías laborables\\b|\\bmondays? (?:to|through|until) fridays?\\b|\\bmontags? bis freitags?\\b|\\blundi au vendredi\\b|\\blunes a viernes\\b|工作日'
/** What a day before it makes one of that day of the week. */
const OF_DAY = '(?:non-?merge |merge |only )*(?:commits?|changes|merges|edits|work|activity|only)'
/** Names of days as a habit; a single such day is a date, and masked by then. */
const DAYS = [
  [
    'monday',
    `mondays|(?:a|every|each) monday|monday (?:${OF_DAY})|montags|jeden montag|les? lundis?|(?:los|cada) lunes`,
    '周一|星期一',
  ],
  [
    'tuesday',
    `tuesdays|(?:a|every|each) tuesday|tuesday (?:${OF_DAY})|dienstags|jeden dienstag|les? mardis?|(?:los|cada) martes`,
    '周二|星期二',
  ],
  [
    'wednesday',
    `wednesdays|(?:a|every|each) wednesday|wednesday (?:${OF_DAY})|mittwochs|jeden mittwoch|les? mercredis?|(?:los|cada) miércoles`,
    '周三|星期三',
  ],
  [
    'thursday',
    `thursdays|(?:a|every|each) thursday|thursday (?:${OF_DAY})|donnerstags|jeden donnerstag|les? jeudis?|(?:los|cada) jueves`,
    '周四|星期四',
  ],
  [
    'friday',
    `fridays|(?:a|every|each) friday|friday (?:${OF_DAY})|freitags|jeden freitag|les? vendredis?|(?:los|cada) viernes`,
    '周五|星期五',
  ],
  [
    'saturday',
    `saturdays|(?:a|every|each) saturday|saturday (?:${OF_DAY})|samstags|sonnabends|jeden samstag|les? samedis?|(?:los|cada) sábados?`,
    '周六|星期六',
  ],
  [
    'sunday',
    `sundays|(?:a|every|each) sunday|sunday (?:${OF_DAY})|sonntags|jeden sonntag|les? dimanches?|(?:los|cada) domingos?`,
    '周日|星期日|星期天',
  ],
] as const
const DAY_PATTERNS = DAYS.map(
  ([day, words, signs]) => [day, any(`\\b(?:${words})\\b(?:(?<=[a-z]days|${OF_DAY})|(?!,? ⟨date⟩))|${signs}`)] as const,
)

/** Hours of the day as people call them, by the author's own clock; a night goes past midnight. */
const PARTS_OF_DAY = [
  ['\\bafter midnight\\b|\\bin the small hours\\b|\\bnach mitternacht\\b|\\baprès minuit\\b|凌晨', 0, 6],
  [
    '\\bbefore (?:noon|midday|lunch)\\b|\\bvormittags?\\b|\\bvor mittag\\b|\\bavant midi\\b|\\bantes del mediodía\\b|上午',
    0,
    12,
  ],
  ['\\bafter (?:noon|midday)\\b|\\bnach mittag\\b|\\baprès midi\\b', 12, 24],
  ['\\bmornings?\\b|\\bmorgens\\b|\\ble matin\\b|\\bpor la mañana\\b|早上', 5, 12],
  ["\\bafternoons?\\b|\\bnachmittags?\\b|\\bl[’']après-midi\\b|\\bpor la tarde\\b|下午", 12, 18],
  ['\\bevenings?\\b|\\babends\\b|\\ble soir\\b|晚上', 18, 24],
  ['\\b(?:at|by|during the|late at|in the) nights?\\b|\\bnachts\\b|\\bla nuit\\b|\\bpor la noche\\b|夜里|深夜', 22, 6],
] as const

const CLOCK = "(\\d{1,2})(?::00)?\\s*(am|pm|o['’]clock|uhr|h(?:eures?)?|horas?|hours|点)"
const NUMBER = '(\\d[\\d,.]*)'
const COUNTED_LINES = '(lines?|loc|zeilen|lignes?|líneas?|行|files?|dateien|fichiers?|archivos?|个?文件)'
/** The least and the most that a size may be. */
type Ends = readonly [min?: number | undefined, max?: number]

/** Comparisons with what they make of the number they stand before. */
export const COMPARISONS: readonly (readonly [words: string, ends: (count: number) => Ends])[] = [
  ['(?:more|greater|bigger|larger) than|over|above|mehr als|über|plus de|más de|超过|多于', (count) => [count + 1]],
  ['at least|no fewer than|a minimum of|mindestens|au moins|al menos|至少', (count) => [count]],
  [
    '(?:fewer|less|smaller) than|under|below|weniger als|unter|moins de|menos de|少于|不到',
    (count) => [undefined, count - 1],
  ],
  ['at most|no more than|a maximum of|höchstens|au plus|como máximo|最多', (count) => [undefined, count]],
  ['exactly|genau|exactement|exactamente|恰好', (count) => [count, count]],
]

const MERGE = '(?:merges?|merge[- ]commits?|mergecommits?)'
const REVERT = '(?:reverts?|revert[- ]commits?|reverted commits?|rollbacks?)'
const WITHOUT =
  '(?:no|non|not|without|w\\/o|excluding|exclude|except(?:ing)?|except for|ignor\\w+|leav\\w+ out|skip\\w*|minus|besides|apart from|aside from|other than|not counting|do not count|don.t count|ohne|außer|sans|hors|sauf|sin|excepto|不含|不包括|排除)'

const FILTERS: readonly WordFilter[] = [
  {
    pattern: any(WEEKEND),
    read: (_, masked) => (any(WORKDAYS).test(masked) ? {} : { weekdays: ['saturday', 'sunday'] }),
  },
  {
    pattern: any(WORKDAYS),
    read: (_, masked) => (any(WEEKEND).test(masked) ? {} : { weekdays: DAYS.slice(0, 5).map(([day]) => day) }),
  },
  ...DAY_PATTERNS.map(([, pattern]) => ({
    pattern,
    read: (_: RegExpExecArray, masked: string) => ({ weekdays: daysNamed(masked) }),
  })),
  ...PARTS_OF_DAY.map(([words, sinceHour, untilHour]) => ({
    pattern: any(words),
    read: () => ({ sinceHour, untilHour }),
  })),
  {
    pattern: any(
      `\\b(?:between|from|zwischen|entre|de) (\\d{1,2})(?::00)?\\s*(am|pm)? (?:and|to|und|bis|et|à|y|a) ${CLOCK}`,
    ),
    read: (m) => ({ sinceHour: hourOf(m[1], m[2]), untilHour: hourOf(m[3], m[4]) }),
  },
  {
    pattern: any(`\\b(?:after|past|later than|nach|après|después de) ${CLOCK}`),
    read: (m) => ({ sinceHour: hourOf(m[1], m[2]) }),
  },
  {
    pattern: any(`\\b(?:before|earlier than|vor|avant|antes de) ${CLOCK}`),
    read: (m) => ({ untilHour: hourOf(m[1], m[2]) }),
  },
  ...COMPARISONS.map(([words, ends]) => ({
    pattern: any(`(?<![\\p{L}])(?:${words})\\s*${NUMBER}\\s*(?:changed |different |added )?${COUNTED_LINES}`),
    read: (match: RegExpExecArray) => sizeOf(match, ends),
  })),
  {
    pattern: any(
      '\\b(?:a single|only one|just one|exactly one|one single|nur eine|einer einzigen|un seul|un solo) (?:file|datei|fichier|archivo)\\b|\\bonly (?:ever )?(?:changed?|touch(?:es|ed)?|modif\\w+) (?:one|a single) file\\b',
    ),
    read: () => ({ minFiles: 1, maxFiles: 1 }),
  },
  {
    pattern: any(
      '\\bonly (?:ever )?(?:changed?|touch(?:es|ed)?|modif\\w+|edit\\w*|affect\\w*) ⟨path⟩|\\b(?:changed?|touch(?:es|ed)?|modif\\w+|edit\\w*|affect\\w*) (?:only|just|nothing but) ⟨path⟩|\\bnur ⟨path⟩|\\bque ⟨path⟩|\\b(?:solo|sólo|seulement|uniquement) ⟨path⟩|只.{0,4}⟨path⟩',
    ),
    read: () => ({ minFiles: 1, maxFiles: 1 }),
  },
  { pattern: any('\\bfirst[- ]parents?\\b|\\bmainline\\b|\\berste[rn]? eltern'), read: () => ({ firstParent: true }) },
  {
    pattern: any(
      `\\b${WITHOUT}[- ](?:a |the |counting |including |any )*${REVERT}\\b|\\b${REVERT} (?:are |were )?(?:excluded|aside|omitted|ignored|left out|not counted)`,
    ),
    read: () => ({ reverts: 'exclude' }),
  },
  {
    pattern: any(
      `\\bwho (?:has |had )?revert\\w*\\b.*\\bmost\\b|\\bmost reverts\\b|\\b(?:only|just|nur) (?:the )?${REVERT}\\b|\\b${REVERT} only\\b|\\b(?:how many|number of|count(?: of)?|percentage|per ?cent|share|proportion|fraction|ratio|prozent|anteil|pourcentage|porcentaje|wie viele|combien de|cuántos)[^.?]{0,30}\\b${REVERT}(?!\\w)`,
    ),
    read: () => ({ reverts: 'only' }),
  },
  {
    pattern: any(
      `\\b${WITHOUT}[- ](?:a |the |counting |including |any )*${MERGE}\\b|\\b${MERGE}(?: commits?)? (?:are |were )?(?:excluded|aside|omitted|ignored|left out|not counted|(?:do|does) not count|don['’]t count)\\b|\\bnon-?merge\\b|\\bno-merges\\b|不(?:包括|含)合并`,
    ),
    read: () => ({ merges: 'exclude' }),
  },
  {
    pattern: any('\\b(?:including|incl\\.?|with) merges?\\b|\\bmerges? (?:too|included|as well)\\b'),
    read: () => ({ merges: 'include' }),
  },
  {
    pattern: any(
      `\\bmerge commits? only\\b|\\bonly (?:the )?merges?\\b|\\bmerges only\\b|^\\W*(?:the |all |list |show )*merges? (?:commits? )?(?:by|in|of|since|on|from|between)\\b|^\\W*merges? ⟨date⟩|\\b(?:how many|number of|count|list|last|latest|first|which|show|percentage|per ?cent|share|proportion|fraction|ratio|prozent\\w*|anteil|pourcentage|quelle part|porcentaje)\\b[^.?]*\\bmerge(?:s| commits?)\\b`,
    ),
    read: () => ({ merges: 'only' }),
  },
]

/** What the words of the question limit; `masked` is in lower case, with entities and dates as placeholders. */
export function wordFilters(masked: string): PlanInput {
  const found: Record<string, unknown> = {}
  for (const { pattern, read } of FILTERS) {
    const match = pattern.exec(masked)
    if (match === null) continue
    for (const [key, value] of Object.entries(read(match, masked))) found[key] ??= value
  }
  return found
}

/** Sizes that words name, which are no limit to the number of results: "more than 10 files". */
export const SIZE_WORDS = new RegExp(
  `(?<![\\p{L}])(?:${COMPARISONS.map(([words]) => words).join('|')})\\s*${NUMBER}\\s*(?:changed |different |added )?${COUNTED_LINES}`,
  'giu',
)

function any(source: string): RegExp {
  return everyLanguage(new RegExp(source, 'u'))
}

function daysNamed(masked: string): readonly string[] {
  return DAY_PATTERNS.filter(([, pattern]) => pattern.test(masked)).map(([day]) => day)
}

function hourOf(hour = '0', half = ''): number {
  const plain = Number(hour)
  if (half === 'pm' && plain < 12) return plain + 12
  return half === 'am' && plain === 12 ? 0 : Math.min(24, plain)
}

function sizeOf([, number = '', unit = '']: RegExpExecArray, ends: (count: number) => Ends): PlanInput {
  const [min, max] = ends(Number(number.replace(/[,.](?=\d{3})/g, '')))
  const thing = /^(?:l|z|行)/.test(unit) ? 'Lines' : 'Files'
  return { ...(min !== undefined && { [`min${thing}`]: min }), ...(max !== undefined && { [`max${thing}`]: max }) }
}
