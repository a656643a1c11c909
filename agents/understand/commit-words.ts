// What the words of a question say of the commits and people it wants: one or several, all or the foremost, since when.
import { countOf } from './calendar.ts'
import { everyLanguage } from './every-language.ts'
import { nameOf, ofKind, type PlanFacts, type PlanInput } from './plan-facts.ts'

export function isFromStart({ linked: { ordinal }, intent: { has } }: PlanFacts): boolean {
  return ordinal !== undefined && !ordinal.fromEnd && !has.last
}

/** "the last change", not "the last changes". */
export function wantsOne(facts: PlanFacts): boolean {
  if (facts.linked.limit !== undefined) return facts.linked.limit === 1
  const { has } = facts.intent
  if (
    /commits|changes|edits|\b(?:every|each|all|any) (?:single )?(?:commit|change)|modifications|änderungen|cambios/.test(
      facts.masked,
    )
  )
    return false
  if (has.list && !has.last && !has.first) return false
  return (
    /(?<!(?:did|do|does|they|he|she|we|you|to|people|anybody|anyone) )(?:commit|change|edit|modification|änderung|cambio)(?!\p{L})|提交/u.test(
      facts.masked,
    ) ||
    /\blast (?:touched|changed|modified|edited|updated)\b/.test(facts.masked) ||
    has.stopped ||
    ((has.when || has.who) && (has.last || has.first))
  )
}

const PEOPLE =
  /\b(?:authors|contributors|committers|developers|maintainers|people|persons|autoren|entwickler|auteurs|contributeurs|autores)\b/
const EVERYBODY =
  /\b(?:everyone|everybody|all (?:the )?(?:authors|contributors|people|developers)|(?:which|what) (?:people|authors|contributors|developers)|whose commits|alle (?:autoren|entwickler)|tous les auteurs|todos los autores)\b|^\W*(?:authors|contributors)\b/

/** "List everyone who …", "list all authors": the people themselves. */
export function wantsPeople({ intent: { has }, masked }: PlanFacts): boolean {
  return (
    !has.count &&
    !has.most &&
    (EVERYBODY.test(masked) || (has.list && PEOPLE.test(masked) && !/\bcommits\b/.test(masked)))
  )
}

/** The mean, the median, or both. */
export function statisticOf({ masked }: PlanFacts): PlanInput {
  const isMedian = /\bm[eé]dian/.test(masked)
  if (!isMedian) return { statistic: 'mean' }
  return /\bmean\b|\baverage\b/.test(masked) ? {} : { statistic: 'median' }
}

const WHOLE = everyLanguage(
  /\bround(?:ed|ing)?\b|\bwhole (?:number|percent)\w*|\binteger\b|\bnearest\b|\bgerundet\b|\bganzzahlig\b|\barrondi\w*|\bredonde\w*|四舍五入|整数/,
)

/** "rounded", "as a whole number". */
export function decimalsOf({ masked }: PlanFacts): PlanInput {
  return WHOLE.test(masked) ? { decimals: 0 } : {}
}

/** "Did Ada or Grace commit more?" */
export function comparesPeople(facts: PlanFacts): boolean {
  const people = new Set(ofKind(facts, 'person').map(nameOf))
  return people.size > 1 && /\b(?:more|less|fewer|most|least|mehr|weniger|plus|moins|más|menos)\b/.test(facts.masked)
}

/** How long somebody must have been away: "for six months", "in the last year". */
export function monthsOf({ question }: PlanFacts): PlanInput {
  const match =
    /\b(?:for|in|over|seit|depuis|desde hace|während)\s+(?:the\s+)?(?:last\s+|past\s+|at least\s+|more than\s+)?(\d{1,2}|\p{L}+)?\s*(months?|years?|monate?n?|jahre?n?|mois|ans?|meses|años?)\b/iu.exec(
      question,
    )
  if (!match) return {}
  const many = countOf(match[1] ?? 'one') ?? 1
  return { months: /^(?:y|j|a)/i.test(match[2] ?? '') ? many * 12 : many }
}
