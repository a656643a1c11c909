// What a question wants its commits grouped by: one row a unit, its names in every language.
import { everyLanguage } from './every-language.ts'

export type GroupBy =
  | 'author'
  | 'committer'
  | 'co_author'
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'weekday'
  | 'hour'
  | 'path'
  | 'folder'
  | 'extension'
  | 'email_domain'

const TIMES: ReadonlySet<GroupBy> = new Set(['year', 'quarter', 'month', 'week', 'day', 'weekday', 'hour'])

interface GroupWords {
  readonly by: GroupBy
  /** Singular; a plural `s` is understood. */
  readonly nouns: string
  /** Words that group by themselves. */
  readonly alone?: string
  /** False where "which … most" is a question of its own. */
  readonly ranks?: false
}

/** In order of precedence: the longer name before a shorter one inside it. */
const GROUPS: readonly GroupWords[] = [
  {
    by: 'weekday',
    nouns: 'week ?day|days? of (?:the )?week|wochentag|jours? de la semaine|días? de la semana',
    alone:
      'days? of (?:the )?week|(?:on|an) (?:which|what|welche[mn]) (?:week ?day|wochentag)s?|weekdays? (?:or|vs\\.?|versus|than|and) (?:on |at )?weekends?|weekends? (?:or|vs\\.?|versus|than|and) (?:on |during )?(?:the )?week(?:days?)?|星期几',
  },
  { by: 'year', nouns: 'year|jahr|an|année|año', alone: 'yearly|annual(?:ly)?|over the years|jährlich|每年' },
  { by: 'quarter', nouns: 'quarter|quartal|trimestre', alone: 'quarterly|每季度' },
  { by: 'month', nouns: 'month|monat|mois|mes', alone: 'monthly|over time|monatlich|每个?月' },
  { by: 'week', nouns: 'week|woche|semaine|semana', alone: 'weekly|wöchentlich|每周' },
  {
    by: 'hour',
    nouns: 'hours?(?: of (?:the )?day)?|times? of (?:the )?day|stunde|uhrzeit|tageszeit|heure|hora',
    alone: 'hourly|(?:at )?(?:which|what) (?:hour|time of day)|几点',
  },
  { by: 'day', nouns: 'day|tag|jour|día', alone: 'daily|täglich|每天' },
  {
    by: 'co_author',
    nouns: 'co-?author|co-?autor|coauteur',
    alone: '(?:top|main|frequent|most frequent) co-?authors?|co-?authors? (?:most|the most)',
  },
  { by: 'committer', nouns: 'committer', alone: '(?:as|in the role of) (?:the )?committers?' },
  {
    by: 'email_domain',
    nouns: '(?:e-?mail |mail )?domain|compan(?:y|ie)|employer|organi[sz]ation|firma|entreprise|empresa',
  },
  {
    by: 'extension',
    nouns:
      '(?:file )?extension|file ?types?|types? of files?|kinds? of files?|(?:programming )?language|dateityp|dateiendung|type de fichier|tipo de archivo',
    alone:
      '(?:which|what) (?:different )?(?:kinds?|types?) of files?|by (?:file ?type|kind of file|(?:file )?extension|language)',
  },
  {
    by: 'author',
    nouns: 'author|contributor|person|developer|autor|auteur|entwickler',
    alone:
      '(?:average|typical|median) (?:author|contributor|developer|committer|person)|(?:author|contributor|developer) on average|durchschnittliche[nrs]? (?:autor|entwickler|beitragende)\\w*|(?:contributeur|auteur|développeur) moyen|(?:autor|contribuidor|desarrollador) (?:promedio|medio)',
    ranks: false,
  },
  {
    by: 'path',
    nouns: '(?:\\w+ )?file|datei|fichier|archivo',
    alone:
      '(?:most|often|frequently)[- ]?\\w* (?:changed|modified|edited|touched) files?|files? (?:by|with) (?:the )?(?:most )?(?:\\w+-?\\w* )?(?:churn|changes?|commits?|edits)|am häufigsten geänderten? dateien?|fichiers? les plus (?:modifiés|changés)|archivos? más (?:modificados|cambiados)|(?:改动|修改)最(?:多|频繁)的文件',
  },
  {
    by: 'folder',
    nouns: '(?:\\w+ )?(?:folder|director(?:y|ie)|module|area|part|subsystem)|ordner|verzeichnis|dossier|carpeta',
  },
]

const PER =
  '(?:per|by|each|every|pro|je|par|por|jede[nmrs]?|chaque|cada|for each|for every|grouped by|broken down by|split by|across)'
const WHICH = '(?:which|what|welche[rsnm]?|quel(?:le)?s?|qué|cuál(?:es)?|哪个)'
const MOST =
  '(?:most|fewest|least|often|frequently|busiest|quietest|active|biggest churn|dominat\\w*|highest|lowest|record|häufigsten|meisten|wenigsten|aktivsten|plus|moins|más|menos)'

const PATTERNS = GROUPS.map(({ by, nouns, alone, ranks = true }) => ({
  by,
  pattern: everyLanguage(
    new RegExp(
      [
        `\\bcommits?\\/(?:${nouns})\\b`,
        `\\b(?:commits?|changes?|lines?|merges?) an? (?:${nouns})\\b`,
        `\\b${PER} (?:calendar |single |individual |file )?(?:${nouns})s?\\b`,
        ...(ranks
          ? [
              `\\b${WHICH}(?: \\w+)? (?:${nouns})s?\\b.*\\b${MOST}\\b`,
              `\\b(?:${nouns})s? (?:w\\/|with) (?:the )?${MOST}\\b`,
              `\\bbusiest\\b.*\\b(?:the|which|what) (?:${nouns})\\b`,
              `\\b(?:record|busiest|quietest|fullest|slowest|(?:most|least) (?:active|productive|common|frequent)) (?:commit )?(?:${nouns})s?\\b`,
            ]
          : []),
        ...(alone === undefined ? [] : [alone]),
      ].join('|'),
    ),
  ),
}))

/** The unit of a distribution; undefined when none is asked for. `masked` is in lower case. */
export function readGroup(masked: string): GroupBy | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(masked))?.by
}

const FOREMOST = new Map(
  GROUPS.map(({ by, nouns }) => [
    by,
    everyLanguage(
      new RegExp(
        `\\b(?:${WHICH}|the|single|one|record|busiest|quietest|fullest|active|productive)(?: (?:single|one|calendar|other))* (?:${nouns})(?!\\w)(?! by )`,
      ),
    ),
  ]),
)

/** "which day had the most commits": one of the groups, not all of them. */
export function asksForemost(masked: string, by: GroupBy): boolean {
  return (
    !/\b(?:per|each|every|distribution|histogram|list|breakdown|pro|par|por)\b/.test(masked) &&
    (FOREMOST.get(by)?.test(masked) ?? false)
  )
}

export function isTime(by: GroupBy | undefined): boolean {
  return by !== undefined && TIMES.has(by)
}
