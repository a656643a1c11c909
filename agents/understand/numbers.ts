// The numbers of a question: how many results it wants, which one by its place, which lines of a file.
import type { Ordinal } from './link.ts'
import { NUMBER_WORDS } from './number-words.ts'
import { THRESHOLD_WORDS } from './ranking-words.ts'
import { SIZE_WORDS } from './word-filters.ts'

/** The lines a question names: "line 25", "src/a.ts:25", "L25", "lines 10 to 20". */
export function findLines(text: string): { readonly line: number | undefined; readonly endLine?: number } {
  const range =
    /\b(?:lines?|Zeilen?|lignes?|líneas?)\s+(\d{1,6})\s*(?:-|–|to|through|bis|à|a|and)\s*(\d{1,6})\b|[\w/.-]+\.\w{1,8}:(\d{1,6})-(\d{1,6})\b/iu.exec(
      text,
    )
  if (range) return { line: Number(range[1] ?? range[3]), endLine: Number(range[2] ?? range[4]) }
  const match = /\b(?:line|Zeile|ligne|línea)\s+(\d{1,6})\b|[\w/.-]+\.\w{1,8}:(\d{1,6})\b|\bL(\d{1,6})\b/iu.exec(text)
  return { line: match ? Number(match[1] ?? match[2] ?? match[3]) : undefined }
}

const NUMBER = `(\\d{1,3}|${Object.keys(NUMBER_WORDS).filter(isPlural).join('|')})`
/** Words that a count of results stands with. */
const COUNTED =
  '(?:most\\s+|non-merge\\s+|latest\\s+|recent\\s+|newest\\s+|oldest\\s+|last\\s+|first\\s+|other\\s+|different\\s+|more\\s+)*(?:commits?|changes?|files?|authors?|contributors?|people|persons?|developers?|committers?|tags?|releases?|versions?|entries|modifications?|revisions?|edits|folders?|directories|results?|places|Commits?|Änderungen|Dateien|Autoren|Personen|derniers|fichiers|auteurs|cambios|archivos|autores|modificaciones)'

/** How many results a question asks for: "last five commits", "top 3", "the 10 most recent". */
export function findLimit(asked: string): number | undefined {
  const text = asked.replace(SIZE_WORDS, '').replace(THRESHOLD_WORDS, '')
  const patterns = [
    new RegExp(
      `\\b(?:top|last|latest|first|newest|oldest|past|previous|recent|letzten|ersten|derniers|dernières|premiers|últimos|últimas|primeros|dernier)\\s+${NUMBER}(?![\\d.-]|\\s*(?:days?|weeks?|months?|years?|Tage|Wochen|Monate|Jahre|jours|semaines|mois|ans|días|semanas|meses|años))`,
      'iu',
    ),
    new RegExp(
      `\\b${NUMBER}\\s+(?:most|latest|last|newest|oldest|recent|first|biggest|largest|smallest|heaviest|busiest|größten|kleinsten|neuesten|derniers|dernières|últimos)\\b`,
      'iu',
    ),
    new RegExp(`(?<![\\d.#v-])\\b${NUMBER}\\s+${COUNTED}\\b`, 'u'),
    /最近的?(\d{1,3}|[一两二三四五六七八九十])[个次条]/u,
  ]
  for (const pattern of patterns) {
    const word = pattern.exec(text)?.[1]?.toLowerCase()
    if (word === undefined) continue
    const count = /^\d+$/.test(word) ? Number(word) : NUMBER_WORDS[word]
    if (count !== undefined && count >= 1 && count <= 500) return count
  }
  return undefined
}

/** "one", "un", "eine": no number of results, far more often "a commit". */
function isPlural(word: string): boolean {
  return NUMBER_WORDS[word] !== 1
}

const ORDINAL_WORDS: Readonly<Record<string, number>> = {
  second: 2,
  zweite: 2,
  zweiten: 2,
  zweiter: 2,
  zweitletzte: 2,
  deuxième: 2,
  segundo: 2,
  segunda: 2,
  third: 3,
  dritte: 3,
  dritten: 3,
  dritter: 3,
  troisième: 3,
  tercer: 3,
  tercera: 3,
  fourth: 4,
  vierte: 4,
  vierten: 4,
  quatrième: 4,
  cuarto: 4,
  cuarta: 4,
  fifth: 5,
  fünfte: 5,
  fünften: 5,
  cinquième: 5,
  quinto: 5,
  quinta: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  第二: 2,
  第三: 3,
  第四: 4,
  第五: 5,
}
const ORDINAL = `(\\d{1,3}(?:st|nd|rd|th)|${Object.keys(ORDINAL_WORDS).join('|')})`
/** What an ordinal may count: a quarter, a week or a line is somebody else's. */
const PLACED =
  '(?:(?:most|least|biggest|largest|smallest|busiest|oldest|newest|latest|last|earliest|longest|top|ever|aktivste\\p{L}*|größte\\p{L}*|meisten|plus|más|big|non-merge|merge)\\s+)*(?:commits?|changes?|edits?|contributors?|authors?|committers?|developers?|persons?|files?|folders?|releases?|tags?|versions?|active|productive|frequent\\p{L}*|often|changed|one|day|month|year|änderung|autor\\p{L}*|entwickler\\p{L}*|datei|auteur|fichier|cambio|archivo|largest|biggest|smallest|次|个)'

/** "the third commit", "second most active", "2nd to last change"; undefined when no place is named. */
export function findOrdinal(text: string): Ordinal | undefined {
  const fromEnd = new RegExp(
    `(?<![\\p{L}\\d])${ORDINAL}[ -](?:to[ -]last|last|from last|from the end|most recent|latest|newest)(?![\\p{L}])|(?<!\\p{L})(penultimate|next to last|last but one|vorletzte[nrs]?|avant-dernière?|penúltim[oa])(?!\\p{L})|(倒数第[二三四五])`,
    'iu',
  ).exec(text)
  if (fromEnd) return { place: placeOf(fromEnd[1] ?? fromEnd[3]?.slice(2) ?? 'second'), fromEnd: true }
  const numbered = findNumbered(text)
  if (numbered !== undefined) return { place: numbered, fromEnd: COUNTED_BACK.test(text) }
  const match = new RegExp(`(?<![\\p{L}\\d])${ORDINAL}\\s*(?=${PLACED}(?!\\p{L}))`, 'iu').exec(text)
  return match?.[1] === undefined ? undefined : { place: placeOf(match[1]), fromEnd: false }
}

const NUMBER_SIGN = '(?:number|no\\.?|nr\\.?|nummer|numéro|número|#)'
const NUMBERED = new RegExp(
  `\\b(?:commit|change)(?: is| has)?(?: the)? ${NUMBER_SIGN}\\s*(\\d{1,5})\\b|\\b${NUMBER_SIGN}\\s*(\\d{1,5}) (?:commit|change)\\b|\\b(?:commit|change) (\\d{1,5}),? (?=(?:counted|counting|starting)? ?from the )`,
  'giu',
)
/** Where counting starts, which is not what is asked for: "if the root commit is number 1". */
const START = /\b(?:root|first|initial|oldest|earliest|newest|latest|last|erste\w*|premier|primer)\s+$/iu
const COUNTED_BACK =
  /\b(?:from|backwards?|back from) (?:the )?(?:newest|latest|last|most recent|tip|head|end)\b|\b(?:newest|latest|last|head)(?: (?:one|commit))?(?: is|:| =| being) (?:number |no\.? ?|#)?1\b/iu

/** "commit number 4", where the root is number 1. */
function findNumbered(text: string): number | undefined {
  const found = [...text.matchAll(NUMBERED)].find((match) => !START.test(text.slice(0, match.index)))
  return found && Number(found[1] ?? found[2] ?? found[3])
}

function placeOf(word: string): number {
  return ORDINAL_WORDS[word.toLowerCase()] ?? (Number.parseInt(word, 10) || 1)
}
