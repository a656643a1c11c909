// Which range of history a question means by the tags, branches and commits that it names.
import type { LinkedEntity } from '#lib/events.ts'
import type { Link } from './link.ts'
import { nameOf, ofKind, type PlanFacts, type PlanInput } from './plan-facts.ts'
import { releaseBefore } from './releases.ts'

const THING = '(?:release|version|tag|branch|commit|zweig|branche|rama)'
const START = new RegExp(
  `\\b(?:since|after|from|newer than|seit|nach|ab|depuis|après|desde|después de)\\s+(?:the\\s+)?${THING}?\\s*[\`"'(]?$`,
  'iu',
)
const END = new RegExp(
  `\\b(?:before|until|till|up to|prior to|as of|at|reachable from|on|in branch|in the branch|vor|bis|auf|avant|hasta)\\s+(?:the\\s+)?${THING}?\\s*[\`"'(]?$`,
  'iu',
)
/** "on X but not on Y", "in X and missing from Y". */
const NOT_IN =
  /\b(?:not|n['’]t|never|missing|absent|without|except|lacks?|minus|nicht|fehlen|pas|absents?|manquent|no|faltan|sin)\b|不在|没有/iu

/** "not yet in X", "missing from X": what follows is the end that is left out. */
const NOT_IN_BEFORE =
  /\b(?:not|n['’]t|never|missing|absent|nicht|pas|no|fehlen|faltan)\s+(?:yet\s+|encore\s+|noch\s+)?(?:been\s+)?(?:part of|merged (?:in)?to|on|in|from|auf|dans|sur|en|está en)\s+(?:the\s+)?(?:branch\s+)?[`"'(]?$/iu

/** Two ends are a range from the older to the newer; one is a start, an end, or a release with all since the one before. */
export function rangeFilter(facts: PlanFacts): PlanInput {
  const [first, second] = ofKind(facts, 'tag', 'branch', 'commit').filter(
    (link) => link.kind !== 'commit' || isBound(link, facts.question),
  )
  if (first === undefined) return {}
  if (second !== undefined) return rangeOfTwo(first, second, facts)
  const before = facts.question.slice(0, first.start)
  if (START.test(before) || NOT_IN_BEFORE.test(before)) return { from: nameOf(first) }
  if (END.test(before) || first.kind !== 'tag') return { to: nameOf(first) }
  const previous = releaseBefore(nameOf(first), facts.tags)
  return { to: nameOf(first), ...(previous && { from: previous.name }) }
}

function rangeOfTwo(first: Link, second: Link, { question, tags }: PlanFacts): PlanInput {
  const [a, b] = [nameOf(first), nameOf(second)]
  if (NOT_IN.test(question.slice(first.end, second.start))) return { from: b, to: a }
  if (NOT_IN_BEFORE.test(question.slice(0, first.start))) return { from: a, to: b }
  const madeAt = (name: string) => tags.find((tag) => tag.name === name)?.createdAtS
  const [aAt, bAt] = [madeAt(a), madeAt(b)]
  return aAt !== undefined && bAt !== undefined && aAt > bAt ? { from: b, to: a } : { from: a, to: b }
}

/** A commit that bounds a range rather than being the subject. */
export function isBound(link: Pick<LinkedEntity, 'kind'> & { start: number; end: number }, question: string): boolean {
  return (
    /\b(?:since|after|before|until|between|and|from|to|up to)\s+(?:commit\s+)?[`"'(]?$/i.test(
      question.slice(0, link.start),
    ) ||
    /^[`"']?\s*(?:\.\.|to\b|and (?:the )?(?:commit |tag |release |version |branch )?[`"']?(?:\S*\d|head\b))/i.test(
      question.slice(link.end),
    )
  )
}
