// What a question wants, apart from what it is about: its features, what it counts and how it groups.
import { FEATURES, type Feature } from './features.ts'
import { type GroupBy, readGroup } from './groups.ts'

export interface Intent {
  readonly has: Readonly<Record<Feature, boolean>>
  readonly groupBy: GroupBy | undefined
  /** What a number is asked of: "how many contributors". */
  readonly counted: Counted | undefined
  /** A short question that leans on the one before. */
  readonly isFollowUp: boolean
}

/** Things that a question may want counted; `commits` when it says nothing else. */
export type Counted = 'commits' | 'people' | 'files' | 'folders' | 'releases' | 'lines' | 'time'

const COUNTED_NOUNS: Readonly<Record<Counted, string>> = {
  people:
    'devs?|authors?|contributors?|people|persons?|developers?|committers?|maintainers?|users|contributeurs|auteurs|personnes|autoren|entwickler|leute|personen|mitwirkende|autores|personas|desarrolladores',
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
  if (rest === undefined) return /(?<!not |n['’]t )\bcount\b|# of/.test(text) ? firstNoun(text) : undefined
  return firstNoun(rest) ?? firstNoun(text)
}

function firstNoun(rest: string): Counted | undefined {
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
    groupBy: readGroup(masked),
    counted: readCounted(masked),
    isFollowUp: readsAsFollowUp(masked),
  }
}

function readsAsFollowUp(text: string): boolean {
  return (
    text.split(/\s+/).length <= 9 &&
    /^\s*(?:and|what about|how about|same|also|then|who else|what else|only|but|or|now|und|et|y|那)\b|\b(?:that|this|those|these|the same) (?:commit|change|file|author|person|period|one|ones|week|month|year|release|folder)\b|^\s*(?:why|when|who|where|how)\s*\??$/.test(
      text,
    )
  )
}
