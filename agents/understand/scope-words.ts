// Filters on what commits are linked to, on programs as authors and on days of any year. One row a wish.
import { everyLanguage } from './every-language.ts'
import { MONTH, monthNumber } from './month-names.ts'
import type { PlanInput } from './plan-facts.ts'

const NONE =
  '(?:no|without|lacking|lacks?|missing|not|un|never|ohne|nicht|sans|sin)[ -](?:a |an |any |been |be |have |einen? |un |une )*'
const COMMITS = '(?:commits?|changes?|änderungen|modifications?|cambios)'

/** What a commit has, by the words for it; those of one trailer never ask who is named by it. */
const LINKS: readonly (readonly [has: string, words: string])[] = [
  ['co-author', 'co-?authors?|co-?authored(?! by)|co-?autor(?:en|es)?|co-?auteurs?|pair(?:ed)? commits'],
  ['sign-off', 'sign(?:ed)?[- ]?offs?(?:[- ]by)?'],
  [
    'review',
    `reviewed[- ]by|reviewed ${COMMITS}|${COMMITS} (?:that |which )?(?:were |are |have been |got |been )+(?:not |never )?reviewed|review trailers?|reviewers?`,
  ],
  ['ack', 'acked[- ]by|acks?'],
  ['test', 'tested[- ]by'],
  [
    'fixed-issue',
    '(?:fix(?:es|ed|ing)?|clos(?:e|es|ed|ing)|resolv(?:e|es|ed|ing)) (?:an |any |some |a |the |github )*(?:issues?|tickets?|bug reports?)|corrigent? une? (?:issue|ticket)|(?:behebe\\w*|schließe\\w*) (?:ein )?(?:issue|ticket)s?',
  ],
  [
    'issue',
    '(?:referenc\\w*|mention\\w*|name[sd]?|refer\\w* to|link\\w* to|point\\w* to|cit(?:e|es|ed|ing)) (?:an |any |some |a )*(?:issues?|tickets?)',
  ],
  ['cherry-pick-of', '(?:are|is|were) (?:a )?(?:cherry-?picks|back-?ports)\\b|cherry-?picks? of (?:another|other)'],
  [
    'cherry-picked',
    '(?:been|were|was|got|are|is) (?:cherry-?picked|back-?ported)|cherry-?picked commits|back-?ported commits',
  ],
  ['reverted', `(?:been|were|was|got|are|is) (?:later )?reverted|reverted (?:later|again)`],
]

const ASKS_WHO = everyLanguage(/\bwho (?:has |have |had )?(?:review|sign|test|ack)|⟨person⟩|⟨commit⟩|⟨issue⟩/)

/** Names of days that come back every year. */
const FEASTS: readonly (readonly [days: readonly string[], words: string])[] = [
  [['12-24'], 'christmas eve|heilig(?:er )?abend|nochebuena|réveillon de noël|平安夜'],
  [['12-25'], 'christmas day|christmas|weihnachten|noël|navidad|圣诞节'],
  [['12-26'], 'boxing day'],
  [['12-31'], "new year[’']?s eve|silvester|nochevieja|saint-sylvestre"],
  [['01-01'], "new year[’']?s(?: day)?|neujahr(?:stag)?|nouvel an|año nuevo|元旦"],
  [['02-14'], "valentine[’']?s(?: day)?|valentinstag|saint-valentin|san valentín|情人节"],
  [['02-29'], 'leap days?|schalttage?n?'],
  [['04-01'], "april fool[s’']*(?: day)?|愚人节"],
  [['05-01'], 'labou?r day|may day|tag der arbeit|fête du travail|día del trabajo'],
  [['10-31'], 'halloween'],
]

const ANY_YEAR =
  '(?:of|in|der|de) (?:any|every|each|all|jedes|aller|cada|toute|chaque) (?:years?|jahre?s?|années?|années|año)'
const EVERY = '(?:every|each|any|jede[mnrs]?|chaque|cada)'
const DAY_FIRST = `(\\d{1,2})(?:st|nd|rd|th|\\.|er)?(?: of| de)? (${MONTH})`
const MONTH_FIRST = `(${MONTH}) (\\d{1,2})(?:st|nd|rd|th)?`
const YEARLY = new RegExp(
  `(?<![\\p{L}\\d])(?:(?:the )?(?:${DAY_FIRST}|${MONTH_FIRST}),? (?:${ANY_YEAR}|regardless of (?:the )?year)|${EVERY} (?:${DAY_FIRST}|${MONTH_FIRST}))(?![\\p{L}\\d])(?!,? \\d{4})`,
  'giu',
)

export interface YearlyDay {
  readonly text: string
  readonly start: number
  readonly end: number
  /** `12-25` */
  readonly monthDays: readonly string[]
}

/** Days of any year that the question names: "Christmas day", "1 April of any year". */
export function findYearlyDays(question: string): readonly YearlyDay[] {
  const found: YearlyDay[] = []
  const add = (match: RegExpMatchArray, monthDays: readonly string[]) => {
    const [start, end] = [match.index ?? 0, (match.index ?? 0) + match[0].length]
    if (!found.some((day) => start < day.end && day.start < end)) found.push({ text: match[0], start, end, monthDays })
  }
  for (const match of question.matchAll(YEARLY)) {
    const month = monthNumber(match[2] ?? match[3] ?? match[6] ?? match[7]) + 1
    const day = Number(match[1] ?? match[4] ?? match[5] ?? match[8])
    if (day >= 1 && day <= 31) add(match, [`${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`])
  }
  for (const [days, words] of FEASTS)
    for (const match of question.matchAll(new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'giu'))) add(match, days)
  return found
}

const BOT = '(?:bots?|robots?|dependabot|machines|automation|机器人)'
const NO_BOTS = everyLanguage(
  new RegExp(
    `\\b(?:no|non|not|without|excluding|exclude|except(?: for)?|ignor\\w+|leav\\w+ out|skip\\w*|minus|besides|apart from|other than|not counting|ohne|außer|sans|hors|sin|excepto)[- ](?:the |any |counting |by |from )*${BOT}(?!\\p{L})|\\b(?:by|from|of) (?:real )?(?:humans?|human (?:authors?|contributors?|beings))\\b|\\b(?:real|human) (?:people|contributors?|authors?)\\b|不(?:包括|含)机器人`,
    'u',
  ),
)
const BOTS = everyLanguage(
  new RegExp(`(?<![\\p{L}⟨-])${BOT}(?!\\p{L})|\\bautomated (?:commits|accounts|authors)\\b`, 'u'),
)

/** What plain words say of links and programs; `masked` is in lower case, with entities and dates as placeholders. */
export function scopeWords(masked: string): PlanInput {
  const bots = NO_BOTS.test(masked) ? 'exclude' : BOTS.test(masked) ? 'only' : undefined
  return { ...(bots && { bots }), ...linkWords(masked) }
}

function linkWords(masked: string): PlanInput {
  if (ASKS_WHO.test(masked)) return {}
  const [has, lacks]: [string[], string[]] = [[], []]
  for (const [link, words] of LINKS) {
    if (!everyLanguage(new RegExp(`(?<![\\p{L}-])(?:${words})(?!\\p{L})`, 'u')).test(masked)) continue
    const isMissing = everyLanguage(new RegExp(`(?<!\\p{L})${NONE}(?:${words})(?!\\p{L})`, 'u')).test(masked)
    ;(isMissing ? lacks : has).push(link)
  }
  return { ...(has.length > 0 && { has }), ...(lacks.length > 0 && { lacks }) }
}
