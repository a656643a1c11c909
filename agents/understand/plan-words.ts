// Readings of questions about a word, an exact text, or something only described.
import { readAt, whenOf } from './at-revision.ts'
import { everyLanguage } from './every-language.ts'
import { countsByWord } from './filters.ts'
import { limitOf, nameOf, ofKind, type PlanFacts, POSSIBLE, type Proposal, sumOf } from './plan-facts.ts'

export function planWord(facts: PlanFacts): readonly Proposal[] {
  const [word] = ofKind(facts, 'symbol', 'quote')
  if (!word || ofKind(facts, 'path').some((link) => link.marked)) return []
  const { has } = facts.intent
  const name = nameOf(word)
  const history =
    sumOf(has, {
      first: 0.5,
      created: 0.35,
      removed: 0.6,
      history: 0.55,
      when: 0.4,
      commit: 0.25,
      who: 0.25,
      why: 0.35,
      changed: 0.3,
      renamed: 0.3,
      last: 0.2,
      release: 0.1,
    }) - (has.where && !has.first ? 0.2 : 0)
  const place = sumOf(has, { where: 0.55, define: 0.6, how: 0.15, read: 0.3 })
  const when = whenOf(facts)
  const proposals: Proposal[] = [
    {
      operation: 'symbol_history',
      input: { name: lastPart(name), ...kindOf(facts), ...(has.release && { withRelease: true }) },
      score: history > 0 ? Math.min(0.95, 0.45 + history * 0.6) : 0.35,
      reason: 'asks for the past of a word',
    },
    {
      operation: 'find_symbol',
      input: { name, ...when },
      // What it looked like at a given time is seen where it was defined then.
      score: has.looked && when.at !== undefined ? 1.1 : Math.min(0.94, 0.4 + place * 0.75 - history * 0.4),
      reason: 'asks for the place of a name',
    },
    {
      operation: 'find_text',
      input: { text: name, ...when },
      score:
        word.kind === 'quote' || has.exact
          ? Math.min(0.93, 0.5 + sumOf(has, { exact: 0.35, where: 0.25, count: 0.05 }) - history * 0.4)
          : 0.3,
      reason: 'asks for an exact text',
    },
  ]
  return (has.mention && has.commit) || countsByWord(facts)
    ? proposals.map((proposal) => ({ ...proposal, score: proposal.score - 0.3 }))
    : proposals
}

/** "every commit that added or removed X", "which commits": more than one end of its life. */
const SEVERAL = everyLanguage(
  /\b(?:every|each|all|list|which|what)\b.{0,30}\bcommits\b|\b(?:every|each) (?:\w+ )?commit\b|\bgit log -[sg]\b|\b(?:add|introduc)\w* (?:or|and) (?:remov|delet)\w*/,
)

/** Which part of the past is asked for; all of it where nothing says. */
function kindOf({ masked, intent: { has } }: PlanFacts): {
  readonly kind?: 'introduced' | 'removed' | 'last' | 'commits'
} {
  if (SEVERAL.test(masked)) return { kind: 'commits' }
  if (has.history) return {}
  if (has.removed) return { kind: 'removed' }
  if (has.first || has.created) return { kind: 'introduced' }
  return has.last ? { kind: 'last' } : {}
}

/** `module.function` is introduced as `function`, unless the whole is what was marked. */
export function lastPart(name: string): string {
  const parts = name.split(/\.|::|#/)
  const last = parts.at(-1) ?? name
  return /^[\w$]+(?:(?:\.|::|#)[\w$]+)+$/.test(name) && last.length >= 4 ? last : name
}

/** "grep for X in v1.0", "search for the regex /x+/": an exact text or a pattern as it is written. */
const GREPS =
  /^\W*(?:(?:please|can you|could you|now|and|then|let['’]s|just) )*(?:(?:run|do) )?(?:a )?(?:(?:git )?grep|rg|ripgrep)\s+(?:-\w+ )*(?:for |nach )?(?:the )?(?:exact )?(?:(?:text|string|word|literal|pattern|regex|regular expression)\s+)?(\S.*)$|\b(?:regex(?:p)?|regular expression|pattern)\s*:?\s*(\S.*)$/iu
const PATTERN_WORD = /\b(?:regex(?:p)?|regular expression|pattern)\b|\s-\w*[EP]\b/i
/** `/x+/i`, `` `x+` ``, "x+". */
const DELIMITED = /^([`"'“])(.+?)[`"'”](?=\s|[?!.]*$)|^\/(.+)\/([a-z]*)(?=\s|[?!.]*$)/u

export function planGrep(facts: PlanFacts): readonly Proposal[] {
  const { question, ...when } = readAt(facts)
  const match = GREPS.exec(question)
  const written = (match?.[1] ?? match?.[2])?.trim()
  if (match === null || written === undefined) return []
  const delimited = DELIMITED.exec(written)
  // "The pattern of a factory" is no regular expression.
  if (match[2] !== undefined && !delimited && !/[\\^$*+?()[\]{}|]/.test(written.replace(/[?!.]+$/, ''))) return []
  const text =
    delimited?.[2] ??
    delimited?.[3] ??
    written.replace(/\s+(?:in|across|of) the (?:code|source|repo\w*|project)\b.*$|[?？!.]*$/giu, '')
  const regex = delimited?.[3] !== undefined || PATTERN_WORD.test(match[0].slice(0, match[0].length - written.length))
  return [
    {
      operation: 'find_text',
      input: {
        text,
        ...(regex && { regex }),
        ...((delimited?.[4]?.includes('i') === true ||
          /\bgrep -\w*i|\b(?:ignoring|ignore|any) case\b|\bcase[- ]insensitiv/i.test(question)) && {
          ignoreCase: true,
        }),
        ...when,
      },
      score: text.length > 0 && !facts.intent.has.commit ? 1.15 : 0,
      covers: text.toLowerCase(),
      reason: 'asks for the lines with a text or pattern',
    },
  ]
}

/** Longer questions are searched by their beginning. */
const QUERY_LIMIT = 1_500

/** What is only described: by what the code does, or by what the messages of commits speak of. */
export function planSearch(facts: PlanFacts): readonly Proposal[] {
  const { has } = facts.intent
  const { dates } = facts.linked
  const named = ofKind(facts, 'symbol', 'quote', 'commit', 'issue', 'tag').length > 0
  const query = facts.topic.map((word) => word.text).join(' ')
  const { question, ...when } = readAt(facts)
  // "How was it done in 2019?" is about the files of that time.
  const isThen =
    when.at !== undefined && has.how && !has.changed && facts.topic.length > 0 && !/\bwhen\b/.test(facts.masked)
  const aboutHistory = has.commit || has.who || (!isThen && (has.when || dates.length > 0))
  const past = sumOf(has, {
    when: 0.2,
    commit: 0.15,
    removed: 0.15,
    created: 0.15,
    who: 0.1,
    why: 0.1,
    changed: 0.1,
    release: 0.05,
    first: 0.05,
    last: 0.05,
  })
  return [
    {
      operation: 'search_code',
      input: { query: question.trim().slice(0, QUERY_LIMIT), ...when },
      score:
        (has.where ? 0.68 : isThen ? 0.75 : has.how ? 0.64 : 0.34) -
        (aboutHistory ? 0.25 : 0) +
        (ofKind(facts, 'symbol').length > 0 && has.how ? 0.08 : 0),
      certainty: 0.5,
      reason: has.where || has.how ? 'asks where or how something is done' : 'nothing more certain',
    },
    {
      operation: 'search_commits',
      input: { query: query.slice(0, 500), ...limitOf(facts) },
      score:
        query === '' || named || dates.length > 0 || past === 0
          ? 0
          : 0.32 +
            past -
            (has.where || has.how ? 0.25 : 0) -
            (ofKind(facts, 'person', 'path', 'folder').length > 0 ? 0.2 : 0),
      certainty: 0.5,
      reason: 'asks when something was done that only messages tell',
    },
  ]
}

export function planOverview(facts: PlanFacts): readonly Proposal[] {
  if (facts.linked.links.length > 0) return []
  const score = facts.intent.has.about ? 0.9 : POSSIBLE
  return [{ operation: 'repository_overview', input: {}, score, reason: 'asks what the repository is' }]
}
