// Questions about files as they were: the tag, commit or day that a look-up is to be made at.
import type { Link } from './link.ts'
import { nameOf, ofKind, type PlanFacts } from './plan-facts.ts'

/** Where files are looked at, and the question without the words that say so. */
export interface AtRevision {
  /** Name of a ref, a sha or an ISO day; absent: where the question as a whole is asked. */
  readonly at?: string
  readonly question: string
}

/** What stands before a version or a day and belongs to it. */
const BEFORE =
  /(?:(?:,\s*)?\b(?:as of|as it was|back in|back at|at|in|on|of|by|with|for|from|under|around|until|till|bei|in der|im|zu|am|vor|dans|à|en|au|de la|de)\s+)?(?:(?:the|der|die|la|le)\s+)?(?:(?:version|release|tag|commit|branch|revision|stand|rev)\s+)?[`"'“]?$/iu
const AFTER = /^[`"'”]?(?:\s+(?:release|version|tag|branch))?/iu
/** A bound of a period, not a point in time. */
const OPEN =
  /\b(?:since|after|before|between|from|until|up to|seit|nach|vor|depuis|après|avant|desde|antes de|después de)\s+(?:the\s+)?(?:version|release|tag|commit|branch)?\s*⟨/iu

/** The one point in time that the question names; none when it names a period, or several. */
export function readAt(facts: PlanFacts): AtRevision {
  const refs = ofKind(facts, 'tag', 'branch', 'commit').filter(({ status }) => status !== 'missing')
  const { dates } = facts.linked
  const { question } = facts
  if (refs.length + dates.length !== 1 || OPEN.test(facts.masked)) return { question }
  const [ref] = refs
  const [date] = dates
  if (ref) return { at: nameOf(ref), question: without(question, ref) }
  if (date?.until === undefined) return { question }
  return { at: dayBefore(date.until), question: without(question, date) }
}

/** The same as a part of an input. */
export function whenOf(facts: PlanFacts): Pick<AtRevision, 'at'> {
  const { at } = readAt(facts)
  return at === undefined ? {} : { at }
}

function without(question: string, { start, end }: Pick<Link, 'start' | 'end'>): string {
  const before = question.slice(0, start).replace(BEFORE, '')
  const after = question.slice(end).replace(AFTER, '')
  return `${before} ${after}`
    .replace(/\s+/g, ' ')
    .replace(/\s+(?=[?!.,])/g, '')
    .trim()
}

/** Periods end before their last day: what holds "in 2019" is what held on its last day. */
function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 1).toISOString().slice(0, 10)
}
