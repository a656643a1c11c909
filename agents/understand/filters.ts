// The filters of a commit query that a question sets: who, where, when, which range, what kind of commit.
import { findEndings } from './endings.ts'
import type { Link } from './link.ts'
import { nameOf, ofKind, type PlanFacts, type PlanInput } from './plan-facts.ts'
import { rangeFilter } from './range-filter.ts'
import { scopeWords } from './scope-words.ts'
import { wordFilters } from './word-filters.ts'

/** Every entity and word that limits which commits are meant. */
export function commitFilters(facts: PlanFacts): PlanInput {
  const paths = pathsOf(facts)
  const date = facts.linked.dates.find(({ since, until }) => since !== undefined || until !== undefined)
  const monthDays = facts.linked.dates.flatMap((span) => span.monthDays ?? [])
  const [impossible] = ofKind(facts, 'date')
  const message = messageOf(facts)
  return {
    ...(paths.length > 0 && { paths }),
    ...(paths.length > 1 && TOUCHES_ALL.test(facts.masked) && { allPaths: true }),
    ...peopleByRole(facts),
    // A day that no calendar has is looked up all the same, to be told so.
    ...(impossible && { since: impossible.text }),
    ...(date?.since && { since: date.since }),
    ...(date?.until && { until: date.until }),
    ...(message === undefined ? wordOf(facts) : { message }),
    ...(monthDays.length > 0 && { monthDays }),
    ...wordFilters(facts.masked),
    ...scopeWords(facts.masked),
    ...rangeFilter(facts),
  }
}

/** Files, folders and endings that commits must touch; a folder ends with `/`, an ending begins with `*.`. */
export function pathsOf(facts: PlanFacts): readonly string[] {
  return [
    ...new Set([
      ...ofKind(facts, 'path', 'folder')
        .filter((link) => !isLeftOut(link, facts.question))
        .map((link) => (link.kind === 'folder' ? `${nameOf(link).replace(/\/+$/, '')}/` : nameOf(link))),
      ...findEndings(facts.question).map(({ pattern }) => pattern),
    ]),
  ]
}

/** "excluding tests/": a commit query has no such filter, so it is said rather than turned into its opposite. */
export function isLeftOut({ kind, start }: Link, question: string): boolean {
  return (
    (kind === 'path' || kind === 'folder') &&
    /\b(?:excluding|except(?: for)?|without|ignoring|outside(?: of)?|not (?:in|on|under)|but not|ohne|außer|außerhalb von|sauf|hors|sin|excepto)\s+(?:the\s+)?[`"']?$/iu.test(
      question.slice(0, start),
    )
  )
}

const TOUCHES_ALL =
  /\b(?:both|all (?:three|four|of)|together|in (?:one|the same|a single) (?:commit|change)|at (?:once|the same time)|simultaneously|sowohl|beide[ns]?|zugleich|tous les deux|les deux|ambos|a la vez)\b|同时/u

/** Beside the author, the parts that somebody plays in a commit, by the words before the name; the first that fits counts. */
const ROLES: readonly (readonly [filter: 'notAuthors' | 'coAuthors' | 'committers', before: RegExp])[] = [
  [
    'notAuthors',
    /\b(?:not|other than|besides|beside|except(?: for)?|excluding|without|apart from|but|anyone but|außer|nicht|ohne|neben|sauf|hormis|excepto|salvo|menos)\s+(?:(?:those|the ones|commits)\s+)?(?:made\s+|written\s+|authored\s+)?(?:by\s+|from\s+|von\s+|par\s+|por\s+|de\s+)?[`"'“]?$/iu,
  ],
  [
    'coAuthors',
    /\bco-?aut\p{L}*(?:-by)?:?(?:\s+(?:commits?|changes|work))?\s+(?:(?:is|are|was|were|been)\s+)?(?:(?:by|with|of|from|von|mit|par|avec|por|con)\s+)?[`"'“]?$|\b(?:pair(?:ed|ing)?(?:[- ]programm\p{L}+)?|together)\s+with\s+[`"'“]?$/iu,
  ],
  [
    'committers',
    /\bcommitter(?:\s+(?:is|was|being|named|name|of))*\s*[:=]?\s*[`"'“]?$|\b(?:applied|pushed|landed)\s+by\s+[`"'“]?$/iu,
  ],
]
/** "did Ada co-author", "Ada as committer": the role stands after the name. */
const ROLES_AFTER: readonly (readonly [filter: 'coAuthors' | 'committers', after: RegExp])[] = [
  [
    'coAuthors',
    /^[`"'”]?(?:['’]s)?\s+(?:has\s+|have\s+|did\s+|is\s+|was\s+)?(?:a\s+|named as\s+|listed as\s+)?(?:as\s+)?(?:a\s+)?co-?aut|^[`"'”]?\s+(?:is |was )?(?:appear|name|list|credit|mention)\p{L}*\s.{0,16}co-?aut/iu,
  ],
  ['committers', /^[`"'”]?\s+(?:is|was|as|acted as)\s+(?:the\s+|a\s+)?committer\b/iu],
]

function peopleByRole(facts: PlanFacts): PlanInput {
  const roles: Record<string, string[]> = {}
  for (const link of ofKind(facts, 'person')) {
    const role = roleOf(link, facts.question)
    roles[role] = [...new Set([...(roles[role] ?? []), nameOf(link)])]
  }
  return roles
}

function roleOf({ start, end }: Link, question: string): string {
  const [before, after] = [question.slice(0, start), question.slice(end)]
  const isBesideAuthor = /\b(?:authored|written|wrote)\b/i.test(question) && /\bcommitted by\s+[`"'“]?$/i.test(before)
  return (
    ROLES.find(([, words]) => words.test(before))?.[0] ??
    ROLES_AFTER.find(([, words]) => words.test(after))?.[0] ??
    (isBesideAuthor ? 'committers' : 'authors')
  )
}

/** Of commits that are counted, or people who are ranked: those that changed how often a word of the code occurs. */
function wordOf(facts: PlanFacts): PlanInput {
  const [name, another] = ofKind(facts, 'symbol', 'quote')
  return name && another === undefined && countsByWord(facts) ? { word: nameOf(name) } : {}
}

/** "How many commits touched X", "who touched X most". */
export function countsByWord({ masked, intent: { has, counted }, linked }: PlanFacts): boolean {
  if (linked.links.some(({ kind }) => kind === 'commit') || has.mention || has.owned) return false
  // "All commits that changed the number of its occurrences" are themselves asked for.
  if (has.history || /\b(?:all|every|each|which|what)\b.{0,30}\bcommits\b/.test(masked)) return false
  const isCount = has.count && (counted === undefined || counted === 'commits' || counted === 'people')
  return (isCount || (has.who && has.most)) && (has.commit || has.changed || has.acted)
}

/** Words that the message must have: what the question says it mentions. */
function messageOf(facts: PlanFacts): string | undefined {
  if (!facts.intent.has.mention) return undefined
  // An ellipsis stands for more of the text.
  const named = ofKind(facts, 'quote', 'symbol').map((link) => nameOf(link).replace(/\s*(?:…|\.{3})\s*$/u, ''))
  const words = named.length > 0 ? named : wordsMentioned(facts)
  return words.length > 0 ? words.join(' ') : undefined
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
