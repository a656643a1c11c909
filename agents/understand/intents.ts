// What a question wants, apart from what it is about: its features, what it counts and how it groups.
import { everyLanguage } from './every-language.ts'
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
  "(?:how many|how much|number of|(?<!not |n['’]t )count(?: of)?|total(?: of)?|amount of|wie ?viele?|anzahl(?: der| von)?|combien d[e\\u2019']?|nombre de|cuánt[oa]s|número de)"

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

/** Words that a question begins with when it goes on from another. */
const GOES_ON = everyLanguage(
  /^\W*(?:and|what about|how about|same|also|then|who else|what else|only|just|but|or|now|instead|without|with|und|aber|nur|ohne|wer noch|was ist mit|et|mais|seulement|sans|qui d['’]autre|y|pero|solo|sólo|sin|qué tal|quién más|那|还有|只)(?!\w)|^\W*(?:why|when|who|where|how|how come|warum|wann|wer|pourquoi|quand|qui|por qué|cuándo|quién|为什么)\W*$/,
)
/** "How did ⟨tag⟩ do this?", "was that so in ⟨date⟩?", "when did this stop being true?": what was answered, at another time. */
const SAME_THEN =
  /\b(?:do|does|did|done|handled?|work(?:ed|s)?|look(?:ed|s)? like|same|so|true|case|way)\b.{0,20}\b(?:this|that|it)\b|\b(?:this|that|it)\b.{0,40}\b(?:done|handled|work(?:ed|s)?|look(?:ed|s)?|same|so|true|case|stop|start|change|begin|cease)\b|\bsame (?:question|thing|for|in|at)\b/
const GOES_ON_WORDS = 9

function readsAsFollowUp(text: string): boolean {
  return text.split(/\s+/).length <= GOES_ON_WORDS && (GOES_ON.test(text) || SAME_THEN.test(text))
}
