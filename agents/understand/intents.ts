// What a question wants, apart from what it is about: its features, what it counts and how it groups.
import { FEATURES, type Feature } from './features.ts'

export interface Intent {
  readonly has: Readonly<Record<Feature, boolean>>
  readonly merges: 'include' | 'exclude' | 'only' | undefined
  readonly groupBy: 'author' | 'year' | 'month' | 'day' | 'weekday' | 'path' | 'folder' | undefined
  /** What a number is asked of: "how many contributors". */
  readonly counted: Counted | undefined
  /** A short question that leans on the one before. */
  readonly isFollowUp: boolean
}

/** Things that a question may want counted; `commits` when it says nothing else. */
export type Counted = 'commits' | 'people' | 'files' | 'folders' | 'releases' | 'lines' | 'time'

const COUNTED_NOUNS: Readonly<Record<Counted, string>> = {
  people:
    'authors?|contributors?|people|persons?|developers?|committers?|maintainers?|users|contributeurs|auteurs|personnes|autoren|entwickler|leute|personen|mitwirkende|autores|personas|desarrolladores',
  files: 'files?|dateien|fichiers|archivos|ficheros',
  folders: 'folders?|director(?:y|ies)|ordner|verzeichnisse|dossiers|carpetas',
  releases: 'releases?|tags?|versions?|versionen|versiones|veröffentlichungen',
  lines: 'lines?(?: of code)?|loc|zeilen|lignes|líneas',
  time: 'days?|weeks?|months?|years?|hours?|tage|wochen|monate|jahre|jours|semaines|mois|ans|días|semanas|meses|años',
  commits: 'commits?|changes?|merges?|änderungen|modifications?|cambios|times|mal|fois|veces',
}
const ASKS_NUMBER =
  "(?:how many|how much|number of|count(?: of)?|total(?: of)?|amount of|wie ?viele?|anzahl(?: der| von)?|combien d[e\\u2019']?|nombre de|cuánt[oa]s|número de)"

/** The first thing that stands after "how many". */
function readCounted(text: string): Counted | undefined {
  const rest = new RegExp(`${ASKS_NUMBER}\\s*(.{0,60})`).exec(text)?.[1]
  if (rest === undefined) return undefined
  const found = (Object.entries(COUNTED_NOUNS) as [Counted, string][])
    .map(([counted, nouns]) => ({
      counted,
      at: rest.search(new RegExp(`(?<![\\p{L}⟨])(?:${nouns})(?![\\p{L}⟩])`, 'u')),
    }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
  return found[0]?.counted
}

/** `masked` is the question with its entities replaced by placeholders, lower case. */
export function readIntent(masked: string): Intent {
  const has = Object.fromEntries(
    Object.entries(FEATURES).map(([feature, pattern]) => [feature, pattern.test(masked)]),
  ) as Record<Feature, boolean>
  return {
    has,
    merges: readMerges(masked),
    groupBy: readGroup(masked),
    counted: readCounted(masked),
    isFollowUp: readsAsFollowUp(masked),
  }
}

function readMerges(text: string): Intent['merges'] {
  if (
    /\b(?:no|non|not|without|w\/o|excluding|exclude|except(?:ing)?|ignor\w+|leav\w+ out|minus|besides|apart from|other than|ohne|sans|sin)[- ](?:the |counting |including |any )*(?:merges?|merge[- ]commits?)\b|\bmerges?(?: commits?)? (?:are |were )?(?:excluded|aside|omitted|ignored|left out|not counted|don't count)\b|\bnon-?merge\b|\bno-merges\b|不(?:包括|含)合并/.test(
      text,
    )
  )
    return 'exclude'
  if (
    /\bmerge commits? only\b|\bonly (?:the )?merges?\b|\bmerges only\b|^\W*(?:the |all |list |show )*merges? (?:commits? )?(?:by|in|of|since|on|from|between)\b|\b(?:how many|number of|count|list|last|latest|first|which|show)\b[^.?]*\bmerge(?:s| commits?)\b/.test(
      text,
    )
  )
    return 'only'
  if (/\b(?:including|incl\.?|with) merges?\b/.test(text)) return 'include'
  return undefined
}

function readGroup(text: string): Intent['groupBy'] {
  const per = '(?:per|by|each|every|pro|par|por|for each|grouped by|broken down by)'
  if (
    new RegExp(
      `\\b${per} (?:calendar )?(?:year|jahr|an|année|año)\\b|\\byearly\\b|\\bannual(?:ly)?\\b|\\bover the years\\b|\\b(?:which|what) year\\b(?=.*\\b(?:most|busiest|fewest|active|least)\\b)|\\b(?:busiest|most active) year\\b|每年`,
    ).test(text)
  )
    return 'year'
  if (
    new RegExp(
      `\\b${per} (?:calendar )?(?:month|monat|mois|mes)\\b|\\bmonthly\\b|\\bover time\\b|\\bwhich month\\b|\\b(?:busiest|most active) month\\b|每月`,
    ).test(text)
  )
    return 'month'
  if (
    /\b(?:week ?days?|week ?ends?|wochenenden?|days? of (?:the )?week|wochentag\w*|jours? de la semaine|días? de la semana)\b/.test(
      text,
    )
  )
    return 'weekday'
  if (
    new RegExp(
      `\\b${per} (?:day|tag|jour|día)\\b|\\bdaily\\b|\\b(?:busiest|most active) day\\b|\\bwhich day\\b|每天`,
    ).test(text)
  )
    return 'day'
  if (new RegExp(`\\b${per} (?:author|contributor|person|developer|autor|auteur)\\b`).test(text)) return 'author'
  if (
    /\b(?:which|what)(?: \w+)? files?\b.*\b(?:most|often|frequently)\b|\b(?:most|often|frequently)[- ]?\w* (?:changed|modified|edited|touched) files?\b|\bfiles?\b.*\b(?:changed?|modified|edited|touched|churn)\b.*\b(?:most|often|frequently)\b|\bhot ?spots?\b|\bper file\b|\bfiles? (?:by|with) (?:the )?(?:most )?(?:churn|changes?|commits?|edits)\b/.test(
      text,
    )
  )
    return 'path'
  if (
    /\b(?:which|what)(?: \w+)? (?:folders?|director(?:y|ies)|modules?|areas?|parts?)\b.*\b(?:most|often|active|frequently)\b|\b(?:most|often)\b.*\b(?:changed|active)\b.*\b(?:folders?|director(?:y|ies)|modules?|areas?)\b|\bper (?:folder|directory)\b/.test(
      text,
    )
  )
    return 'folder'
  return undefined
}

function readsAsFollowUp(text: string): boolean {
  return (
    text.split(/\s+/).length <= 9 &&
    /^\s*(?:and|what about|how about|same|also|then|who else|what else|only|but|or|now|und|et|y|那)\b|\b(?:that|this|those|these|the same) (?:commit|change|file|author|person|period|one|ones|week|month|year|release|folder)\b|^\s*(?:why|when|who|where|how)\s*\??$/.test(
      text,
    )
  )
}
