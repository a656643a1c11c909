// Readings of questions about releases among each other: which is the largest, how far apart they are.
import { everyLanguage } from './every-language.ts'
import { commitFilters } from './filters.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, type PlanInput, type Proposal } from './plan-facts.ts'

const RELEASE = '(?:release|version|tag|veröffentlichung|versión|lanzamiento|版本|发布)'
const RELEASES = '(?:releases|versions|tags|versionen|veröffentlichungen|versiones|lanzamientos|版本|发布)'
const PEOPLE = everyLanguage(
  /\b(?:contributors?|authors?|people|persons?|developers?|autoren|entwickler|leute|personen|mitwirkende|contributeurs|auteurs|personnes|autores|personas|contribuidores)\b|贡献者|作者|人/,
)
const SIZE = everyLanguage(
  new RegExp(
    `\\b(?:per|each|every|pro|je|par|chaque|por|cada|for each|for every|by) (?:stable )?${RELEASE}\\b|每个?版本|\\b(?:which|what|welche[rs]?|quelle|qué|cuál) (?:stable )?${RELEASE}\\b.*\\b(?:most|fewest|least|biggest|largest|smallest|meisten|wenigsten|größte[rn]?|kleinste[rn]?|plus|moins|más|menos)\\b|\\b(?:biggest|largest|smallest|most active|größte|kleinste) ${RELEASE}\\b|哪个版本.*最[多少大小]`,
  ),
)
const FEWEST = /\b(?:fewest|least|smallest|wenigsten|kleinste\w*|moins|menos)\b|最少|最小/
const MOST = everyLanguage(/\b(?:most|biggest|largest|meisten|größte\w*|plus|más)\b|最多|最大/)
const MEASURED = everyLanguage(
  new RegExp(
    `\\bcommits?\\b|\\b(?:biggest|largest|smallest|most active|größte|kleinste) ${RELEASE}\\b|\\b${RELEASE} (?:is|was|ist|war|est|es) (?:the |die |la )?(?:biggest|largest|smallest|größte|kleinste|plus grande|más grande)|提交|最大|最小`,
  ),
)
const TIME =
  '(?:how long|how much time|time|days?|weeks?|months?|gaps?|intervals?|pause|wie lange|zeit|tage|wochen|monate|combien de temps|temps|jours|semaines|mois|cuánto tiempo|tiempo|días|semanas|meses|多久|几天|多少天|间隔|时间)'
const BETWEEN = everyLanguage(
  new RegExp(
    `${TIME}(?!\\p{L}).*(?:\\b(?:between|zwischen|entre|apart|separat\\w*)\\b|之间|间隔).*(?<!\\p{L})${RELEASES}|${RELEASES}.*之间.*${TIME}`,
  ),
)
const FIRST_TO_RELEASE = everyLanguage(
  /(?:first|initial|ersten?|premier|primer) commit.*\b(?:first|initial|ersten?|première?|primer[ao]?) (?:stable )?(?:release|version|tag|veröffentlichung|versión|lanzamiento)\b|\b(?:how long|how many days|time)\b.*(?:until|till|before|to) the first (?:stable )?(?:release|version|tag)\b|第一次提交.*第一个(?:版本|发布)/,
)
const TOOK_LONGEST = everyLanguage(
  new RegExp(
    `\\b${RELEASE} (?:took|needed|was in the making) (?:the )?(?:longest|most time)\\b|\\b${RELEASE} hat am längsten gedauert`,
  ),
)
const RHYTHM = everyLanguage(
  /\b(?:how (?:often|frequently)|cadence|frequency|rhythm|wie oft|tous les combien|fréquence|cada cuánto|con qué frecuencia|frecuencia)\b|\b(?:release|releasing) (?:cycle|interval)|多久/,
)
const IS_RELEASED = everyLanguage(
  new RegExp(`(?<!\\p{L})(?:${RELEASE}|${RELEASES}|releas\\w*|veröffentlicht|publiée?s?|publica\\w*)(?!\\p{L})`),
)
const SINCE = everyLanguage(
  /(?:how (?:long|many (?:days|weeks|months))|\btime|\bdays|wie lange|wie ?viele tage|combien de (?:temps|jours)|cuánto tiempo|cuántos días|多久|多少天).*(?:\b(?:since|ago|seit|depuis|desde)\b|以来).*(?:⟨tag⟩|\b(?:last|latest|most recent|letzten?|dernière?|última?) (?:release|version|tag|veröffentlichung|versión)\b)|how long ago was ⟨tag⟩|距离.*(?:版本|发布)/,
)

export function planReleaseFacts(facts: PlanFacts): readonly Proposal[] {
  const { masked } = facts
  const { has } = facts.intent
  const tags = ofKind(facts, 'tag')
  if (ofKind(facts, 'person', 'path', 'folder', 'symbol', 'quote', 'commit', 'issue', 'branch').length > 0) return []
  if (tags.length > 0) {
    const [tag] = tags
    return tags.length === 1 && tag && SINCE.test(masked) && !has.commit
      ? [gaps({ result: 'since', release: nameOf(tag) })]
      : []
  }
  const period = periodOf(facts)
  const between = BETWEEN.test(masked)
  if (TOOK_LONGEST.test(masked)) return [gaps({ result: 'longest', ...period })]
  if (FIRST_TO_RELEASE.test(masked)) return [gaps({ result: 'to_first' })]
  if (
    between &&
    /\b(?:longest|largest|biggest|längste\w*|plus (?:long|grand)\w*|más larg\w*|mayor)\b|最长/.test(masked)
  )
    return [gaps({ result: 'longest', ...period })]
  if (between && /\b(?:shortest|smallest|kürzeste\w*|plus court\w*|más cort\w*|menor)\b|最短/.test(masked))
    return [gaps({ result: 'shortest', ...period })]
  if (SINCE.test(masked) && !has.commit) return [gaps({ result: 'since' })]
  const countsElse = /\bcommits?\b|提交/.test(masked) || PEOPLE.test(masked) || has.lines
  if ((RHYTHM.test(masked) || has.average) && IS_RELEASED.test(masked) && !countsElse)
    return [gaps({ result: 'average', ...perOf(facts), ...period })]
  if (between && (has.last || facts.linked.limit === 2)) return [gaps({ result: 'last' })]
  const isMeasured = MEASURED.test(masked) || PEOPLE.test(masked)
  if (!SIZE.test(masked) || !isMeasured || has.changed || /\blines?\b/.test(masked)) return []
  return [
    {
      operation: 'release_sizes',
      input: {
        by: PEOPLE.test(masked) ? 'authors' : 'commits',
        ...(has.average
          ? { average: true }
          : FEWEST.test(masked)
            ? { order: 'fewest' }
            : MOST.test(masked) && { order: 'most' }),
        ...period,
        ...limitOf(facts),
      },
      score: 1.2,
      certainty: 1,
      reason: 'compares the sizes of releases',
    },
  ]
}

function gaps(input: PlanInput): Proposal {
  return { operation: 'release_gaps', input, score: 1.2, certainty: 1, reason: 'asks for the time between releases' }
}

function periodOf(facts: PlanFacts): PlanInput {
  const { since, until } = commitFilters(facts)
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) }
}

function perOf({ masked }: PlanFacts): PlanInput {
  if (/\b(?:per|a|each|every|pro|par|por) (?:year|jahr|an|année|año)\b|每年/.test(masked)) return { per: 'year' }
  return /\b(?:per|a|each|every|pro|par|por) (?:month|monat|mois|mes)\b|每月/.test(masked) ? { per: 'month' } : {}
}
