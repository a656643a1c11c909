// What a question ranks by, in which direction, with which thresholds, and what it averages. One row a wish.
import { everyLanguage } from './every-language.ts'
import type { GroupBy } from './groups.ts'
import { NUMBER_WORDS } from './number-words.ts'
import type { PlanInput } from './plan-facts.ts'
import { COMPARISONS } from './word-filters.ts'

const COMMITS =
  '(?:commits?|changes?|contributions?|edits|patches|times|mal|fois|veces|änderungen|modifications?|cambios|contribuciones|次提交|个提交|次)'
const NUMBER = `(\\d[\\d,.]*|${Object.keys(NUMBER_WORDS)
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`
const PER_COMPARISON = COMPARISONS.map(([words, ends]) => ({
  pattern: any(`(?<!\\p{L})(?:${words})\\s*${NUMBER}\\s*${COMMITS}(?!\\p{L})`),
  ends,
}))
const ONLY = '(?:only|just|exactly|nur|genau|seulement|solo|sólo)'
const PEOPLE = '(?:contributors?|authors?|committers?|developers?|people)'
const FIXED: readonly (readonly [pattern: RegExp, ends: PlanInput])[] = [
  [
    any("\\bmore than once\\b|\\bmehr als einmal\\b|\\bplus d[’']une fois\\b|\\bmás de una vez\\b|不止一次"),
    { minCommits: 2 },
  ],
  [
    any('\\bmore than twice\\b|\\bmehr als zweimal\\b|\\bplus de deux fois\\b|\\bmás de dos veces\\b'),
    { minCommits: 3 },
  ],
  [
    any(
      `\\b${ONLY} once\\b|\\bonce only\\b|\\b${ONLY} (?:one|a single|1) ${COMMITS}\\b|\\b(?:a|one) single commit\\b|\\b(?:one|single)-?(?:time|off|commit) ${PEOPLE}\\b|\\bnur einmal\\b|\\b(?:nur )?einen einzigen commit\\b|\\bune seule fois\\b|\\bun seul commit\\b|\\buna sola vez\\b|\\bun solo commit\\b|只(?:提交)?过?了?一次`,
    ),
    { minCommits: 1, maxCommits: 1 },
  ],
  [any(`\\b${ONLY} twice\\b|\\bnur zweimal\\b`), { minCommits: 2, maxCommits: 2 }],
]

/** Numbers of commits that are no limit to the number of results: "more than 50 commits". */
export const THRESHOLD_WORDS = new RegExp(
  `(?<![\\p{L}])(?:${COMPARISONS.map(([words]) => words).join('|')})\\s*${NUMBER}\\s*${COMMITS}`,
  'giu',
)

/** What can have so many commits, by the first noun that stands in the question; people where none does. */
const UNITS: readonly (readonly [by: GroupBy | 'people', nouns: string])[] = [
  [
    'people',
    `${PEOPLE}|who|persons?|devs?|autoren|entwickler|personen|wer|auteurs|contributeurs|qui|autores|personas|quién(?:es)?|谁`,
  ],
  ['path', 'files?|dateien|datei|fichiers?|archivos?|文件'],
  ['folder', 'folders?|director(?:y|ies)|ordner|verzeichnisse?|dossiers?|carpetas?'],
  ['year', 'years?|jahren?|années?|años?'],
  ['quarter', 'quarters?|quartale?'],
  ['month', 'months?|monate?n?|mois|mes(?:es)?|月'],
  ['week', 'weeks?|wochen?|semaines?|semanas?'],
  ['day', 'days?|tagen?|tage|jours?|días?'],
  ['email_domain', 'domains?'],
]
const EMPTY = any(
  `(?<!\\p{L})(${UNITS.filter(([by]) => ['year', 'quarter', 'month', 'week', 'day'].includes(by))
    .map(([, nouns]) => nouns)
    .join(
      '|',
    )})(?!\\p{L}) (?:\\p{L}+ ){0,3}?(?:without|(?:with|had|have|has|saw) (?:no|zero)|ohne|sans|sin) (?:a |any |a single |einen |einzigen |un |une |aucun |ningún )*(?:commits?|changes?|activity|änderungen|modifications?|cambios)(?!\\p{L})|没有提交的?(月)`,
)

export interface Threshold {
  readonly by: GroupBy | 'people'
  readonly ends: PlanInput
}

/** How many commits people or groups must have; undefined when the question says nothing of it. */
export function readThreshold(masked: string): Threshold | undefined {
  const empty = EMPTY.exec(masked)
  if (empty) return { by: unitOf(empty[1] ?? empty[2] ?? '') ?? 'month', ends: { maxCommits: 0 } }
  const fixed = FIXED.find(([pattern]) => pattern.test(masked))?.[1]
  const ends = fixed ?? comparedEnds(masked)
  const by = unitOf(masked)
  return ends && by && { by, ends }
}

function comparedEnds(masked: string): PlanInput | undefined {
  for (const { pattern, ends } of PER_COMPARISON) {
    const word = pattern.exec(masked)?.[1]
    if (word === undefined) continue
    const [min, max] = ends(NUMBER_WORDS[word] ?? Number(word.replace(/[,.](?=\d{3})/g, '')))
    return { ...(min !== undefined && { minCommits: min }), ...(max !== undefined && { maxCommits: max }) }
  }
  return undefined
}

const UNIT_PATTERNS = UNITS.map(([by, nouns]) => ({ by, pattern: any(`(?<![\\p{L}⟨])(?:${nouns})(?![\\p{L}⟩])`) }))

function unitOf(masked: string): GroupBy | 'people' | undefined {
  return UNIT_PATTERNS.map(({ by, pattern }) => ({ by, at: masked.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0]?.by
}

const MOST =
  "(?:most|fewest|least|highest number of|largest number of|lowest number of|meisten|wenigsten|le plus d[e’'] ?|les plus d[e’'] ?|moins d[e’'] ?|más|menos|最多的?|最少的?)"
const DIFFERENT = '(?:different |distinct |unique |individual |separate |verschiedenen? |distintos )?'
const AUTHORS =
  '(?:authors?|contributors?|people|persons|developers?|committers?|hands|autoren|entwickler|leute|auteurs|contributeurs|autores|personas|作者)'
const FILES = '(?:files|dateien|fichiers|archivos|文件)'
const LINES = '(?:lines?|loc|code|zeilen|lignes|líneas|代码)'
const RANKED: readonly (readonly [rankBy: string, pattern: RegExp])[] = [
  [
    'deletions',
    any(
      `\\b(?:delet|remov|drop)\\w* (?:the )?${MOST} ${LINES}\\b|\\b${MOST} (?:deletions|(?:deleted|removed) ${LINES}|${LINES}(?: of code)? (?:deleted|removed))|\\b${MOST} zeilen (?:gelöscht|entfernt)|supprimé ${MOST}${LINES}|${MOST}lignes supprimées|\\b(?:eliminad|borrad)o ${MOST} ${LINES}|\\b(?:eliminó|borró) ${MOST} ${LINES}|删除.{0,6}最多`,
    ),
  ],
  [
    'additions',
    any(
      `\\b(?:add|insert|wrote|writt?)\\w* (?:the )?${MOST} ${LINES}\\b|\\b${MOST} (?:additions|insertions|(?:added|inserted|new) ${LINES}|${LINES}(?: of code)? (?:added|inserted|written))|\\b${MOST} zeilen (?:hinzugefügt|geschrieben)|ajouté ${MOST}${LINES}|${MOST}lignes ajoutées|\\b(?:añadid|agregad)o ${MOST} ${LINES}|\\b(?:añadió|agregó) ${MOST} ${LINES}|(?:添加|新增).{0,6}最多`,
    ),
  ],
  ['authors', any(`(?<!\\p{L})${MOST}\\s*${DIFFERENT}${AUTHORS}(?!\\p{L})`)],
  ['files', any(`(?<!\\p{L})${MOST}\\s*${DIFFERENT}${FILES}(?!\\p{L})`)],
]

/** What "most" counts where it is not commits or changed lines. */
export function readRankBy(masked: string): string | undefined {
  return RANKED.find(([, pattern]) => pattern.test(masked))?.[0]
}

const FEWEST = any(
  '\\bfewest\\b|(?<!\\bat )\\bleast\\b(?! \\d)|\\blowest\\b|\\bquietest\\b|\\bslowest\\b|\\bwenigsten\\b|(?<!\\bau )\\b(?:le|les) moins\\b|\\bmenos (?:commits|cambios|activ\\w+)|最少',
)

/** Whether least stands first. */
export function wantsFewest(masked: string): boolean {
  return FEWEST.test(masked)
}

const TRAILERS: readonly (readonly [trailer: string, verb: string, noun: string])[] = [
  ['reviewed-by', 'review(?:ed|s)?', 'reviewers?'],
  ['signed-off-by', 'sign(?:ed|s)?[- ]?off', 'signers?'],
  ['tested-by', 'test(?:ed|s)', 'testers?'],
  ['acked-by', 'ack(?:ed|s)|acknowledged', 'ackers?'],
  ['reported-by', 'report(?:ed|s)', 'reporters?'],
]

/** The trailer whose people are asked for: "who reviewed the most commits", "top testers". */
export function readTrailer(masked: string): string | undefined {
  const named = /\b(?:per|by|each|for) ([a-z]+(?:-[a-z]+)*-by)\b/.exec(masked)?.[1]
  if (named !== undefined) return named
  return TRAILERS.find(([, verb, noun]) =>
    any(
      `\\bwho (?:has |have |had |usually |most )*(?:${verb})\\b|\\b(?:top|most active|most frequent|main|busiest|which|what|list|all|who are the|per|by) (?:\\d+ )?(?:${noun})\\b|\\bhow many (?:different )?(?:${noun})\\b`,
    ).test(masked),
  )?.[0]
}

const OF_COMMIT =
  '(?:per|of an?|of the|in an?|for each|each|every|an? average|a typical|the average|the typical|the median|pro|je|par|por|cada|每个?) (?:average |typical |median |single )?(?:commit|change|提交)'
const SIZE = any(
  `(?<!\\p{L})(?:lines?|loc|size|big|large|zeilen|größe|lignes|taille|líneas|tamaño|行|大小)(?!\\p{L}).*${OF_COMMIT}|${OF_COMMIT}.*(?<!\\p{L})(?:lines?|loc|size|big|large|zeilen|lignes|líneas|行)(?!\\p{L})|\\bcommit size\\b|\\bhow (?:big|large)\\b.*\\bcommits?\\b`,
)
const FILES_EACH = any(
  `(?<!\\p{L})(?:files|dateien|fichiers|archivos|文件)(?!\\p{L}).*${OF_COMMIT}|${OF_COMMIT}.*(?<!\\p{L})(?:files|dateien|fichiers|archivos|文件)(?!\\p{L})`,
)

const AUTHORS_EACH = any(
  `(?<!\\p{L})${AUTHORS}(?!\\p{L}).{0,30}(?<!\\p{L})(?:per|a|each|every|pro|je|par|por|cada|每个?) (?:calendar )?(?:year|quarter|month|week|day|file|folder|release|jahr|quartal|monat|woche|tag|datei|an|mois|semaine|jour|fichier|año|mes|semana|día|archivo|月)`,
)

/** What is averaged: the files or lines of a commit, the authors of a group; undefined for its commits. */
export function readMeasure(masked: string): 'files' | 'lines' | 'authors' | undefined {
  if (AUTHORS_EACH.test(masked)) return 'authors'
  if (FILES_EACH.test(masked)) return 'files'
  return SIZE.test(masked) ? 'lines' : undefined
}

const NTH_PERSON = any(
  '(?:person|people|author|contributor|developer|committer|one|human|entwickler\\p{L}*|autor\\p{L}*|personne|persona) (?:who |to |that |(?:der|die) )?(?:ever |have |has |had )*(?:touch|chang|edit|modif|work|commit|contribut|make|made|add|write|wrote|bearbeit|änder|modifi|cambi|toc)\\p{L}*',
)

/** "The second person to touch …": people in the order in which they came. */
export function wantsNthPerson(masked: string): boolean {
  return NTH_PERSON.test(masked)
}

function any(source: string): RegExp {
  return everyLanguage(new RegExp(source, 'u'))
}
