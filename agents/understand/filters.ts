// The filters of a commit query that the entities of a question set: who, where, when, which range.
import type { LinkedEntity } from '#lib/events.ts'
import type { Link } from './link-entities.ts'
import { nameOf, ofKind, type PlanFacts, type PlanInput } from './plan-facts.ts'

/** Every entity that limits which commits are meant. */
export function commitFilters(facts: PlanFacts): PlanInput {
  const paths = ofKind(facts, 'path', 'folder')
    .map((link) => (link.kind === 'folder' ? `${nameOf(link).replace(/\/+$/, '')}/` : nameOf(link)))
    .filter((path, index, all) => all.indexOf(path) === index)
  const people = ofKind(facts, 'person')
  const excluded = people.filter((link) => isExcluded(link, facts.question))
  const authors = [...new Set(people.filter((link) => !excluded.includes(link)).map(nameOf))]
  const [date] = facts.linked.dates
  const [impossible] = ofKind(facts, 'date')
  const message = messageOf(facts)
  return {
    ...(paths.length > 0 && { paths }),
    ...(authors.length > 0 && { authors }),
    ...(excluded.length > 0 && { notAuthors: excluded.map(nameOf) }),
    // A day that no calendar has is looked up all the same, to be told so.
    ...(impossible && { since: impossible.text }),
    ...(date?.since && { since: date.since }),
    ...(date?.until && { until: date.until }),
    ...(message !== undefined && { message }),
    ...(facts.intent.merges && { merges: facts.intent.merges }),
    ...tagRange(facts),
  }
}

/** Words that the message must have: what the question says it mentions, or that it takes something back. */
function messageOf(facts: PlanFacts): string | undefined {
  const { has } = facts.intent
  if (has.mention) {
    const named = ofKind(facts, 'quote', 'symbol').map(nameOf)
    const words = named.length > 0 ? named : wordsMentioned(facts)
    if (words.length > 0) return words.join(' ')
  }
  return has.revert && ofKind(facts, 'commit').length === 0 ? 'revert' : undefined
}

const MENTIONS =
  /\b(?:mention(?:s|ed|ing)?|contain(?:s|ed|ing)?|about|regarding|refer(?:s|ring|red)? to|referenc(?:e|es|ing)|related to|say(?:s|ing)?|erwähn\w*|über|mentionn\w*|mencion\w*|with)\s+(?:the\s+|a\s+|das\s+|le\s+|la\s+|el\s+)?(?:(?:words?|terms?|phrases?|text|wort|mot|palabra)\s+)?$/iu

/** The words that follow on "mention", "about" and the like, as far as nothing comes between them. */
function wordsMentioned({ question, topic }: PlanFacts): readonly string[] {
  const first = topic.findIndex((word) => MENTIONS.test(question.slice(0, word.start)))
  if (first < 0) return []
  const words: string[] = []
  for (const [index, word] of topic.slice(first).entries()) {
    const before = topic[first + index - 1]
    if (index > 0 && before && !/^\s+$/.test(question.slice(before.end, word.start))) break
    words.push(word.text)
  }
  return words
}

const EXCLUDES =
  /\b(?:not|other than|besides|beside|except(?: for)?|excluding|without|apart from|but|anyone but|außer|nicht|ohne|neben|sauf|hormis|excepto|salvo|menos)\s+(?:(?:those|the ones|commits)\s+)?(?:by\s+|from\s+|von\s+|par\s+|por\s+|de\s+)?[`"'“]?$/iu

/** "not by Ada", "besides Ada": everyone but her. */
function isExcluded(link: Link, question: string): boolean {
  return EXCLUDES.test(question.slice(0, link.start))
}

/** Two tags are a range from the older to the newer; one is a start, an end, or a release with all since the one before. */
function tagRange(facts: PlanFacts): PlanInput {
  const [first, second] = ofKind(facts, 'tag', 'branch', 'commit').filter(
    (link) => link.kind !== 'commit' || isBound(link, facts.question),
  )
  if (first === undefined) return {}
  if (second !== undefined) return orderedRange(first, second, facts)
  const before = facts.question.slice(0, first.start)
  if (
    /\b(?:since|after|from|newer than|seit|nach|ab|depuis|après|desde|después de)\s+(?:the\s+)?(?:release|version|tag|commit)?\s*[`"'(]?$/iu.test(
      before,
    )
  )
    return { from: nameOf(first) }
  if (
    /\b(?:before|until|till|up to|prior to|as of|at|reachable from|on|vor|bis|avant|hasta)\s+(?:the\s+)?(?:release|version|tag|branch|commit)?\s*[`"'(]?$/iu.test(
      before,
    ) ||
    first.kind !== 'tag'
  )
    return { to: nameOf(first) }
  const previous = releaseBefore(nameOf(first), facts.tags)
  return { to: nameOf(first), ...(previous && { from: previous }) }
}

function orderedRange(first: Link, second: Link, { tags }: PlanFacts): PlanInput {
  const [a, b] = [first, second].map((link) => ({
    name: nameOf(link),
    at: tags.find((tag) => tag.name === nameOf(link))?.createdAtS,
  }))
  if (!a || !b) return {}
  const swapped = a.at !== undefined && b.at !== undefined && a.at > b.at
  return swapped ? { from: b.name, to: a.name } : { from: a.name, to: b.name }
}

/** A commit that bounds a range rather than being the subject. */
export function isBound(link: Pick<LinkedEntity, 'kind'> & { start: number; end: number }, question: string): boolean {
  return (
    /\b(?:since|after|before|until|between|and|from|to|up to)\s+(?:commit\s+)?[`"'(]?$/i.test(
      question.slice(0, link.start),
    ) || /^[`"']?\s*(?:\.\.|and|to)\b/.test(question.slice(link.end))
  )
}

/** The stable release tagged last before this one. */
function releaseBefore(name: string, tags: PlanFacts['tags']): string | undefined {
  const at = tags.find((tag) => tag.name === name)?.createdAtS
  if (at === undefined) return undefined
  const stable = (tag: { readonly name: string }) => /^(?:[a-z]+[-/])?v?\d+(\.\d+)*$/i.test(tag.name)
  const earlier = tags
    .filter((tag) => tag.createdAtS < at && tag.name !== name && stable(tag))
    .sort((a, b) => b.createdAtS - a.createdAtS)
  return earlier[0]?.name
}
