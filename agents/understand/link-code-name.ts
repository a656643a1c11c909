// Plain words that are names of code because of what is asked about them: "who calls listen", "which classes implement Session".
import { splitName } from '#lib/code/structure/symbols.ts'
import type { UnderstandContext } from './context.ts'
import { type Link, linked } from './link.ts'
import { isSmallWord } from './small-words.ts'
import type { Span } from './spans.ts'

const ARTICLE =
  '(?:(?:the|a|any|die|der|das|la|le|el)\\s+)?(?:(?:function|method|class|type|interface|struct)\\s+)?[`\'"]?'
const BEFORE =
  '\\b(?:calls?|callers? (?:of|to)|invokes?|uses?|usages? of|references? (?:of|to)|implements?|implementations? of|extends?|inherits? from|sub-?(?:classes|types) of|dependencies of|imports?|definition of|ruft|benutzt|verwendet|appelle|utilise|llama a|usa)\\s+'
const IS_BEFORE = new RegExp(`${BEFORE}${ARTICLE}$`, 'iu')
/** A plain word at the place of a name: nothing but a bound may follow. */
const PLAIN = new RegExp(
  `${BEFORE}${ARTICLE}([a-z_$][\\w$]{2,})(?=[\`'"]?\\s*(?:$|[?!.,]|(?:in|at|from|on|auf|directly|itself)\\b))|\\bwhere (?:is|are|was|were) (?:the\\s+)?([a-z_$][\\w$]{2,}) (?:called|used|invoked|referenced|imported|defined)\\b|\\bwhat (?:does|do|did) (?:the\\s+)?([a-z_$][\\w$]{2,}) (?:call|use|invoke|depend on)\\b`,
  'giu',
)

/** The definition that a word names, spelt just so, when the words before it ask about code. */
export async function linkCodeName(
  span: Span,
  question: string,
  context: UnderstandContext,
): Promise<Link | undefined> {
  if (!IS_BEFORE.test(question.slice(0, span.start))) return undefined
  return (await isDefined(span.text, context)) ? linked(span, 'symbol', span.text) : undefined
}

/** The same for words that nothing marks as a name. */
export async function linkCodeWords(
  question: string,
  links: readonly Link[],
  context: UnderstandContext,
): Promise<readonly Link[]> {
  const found: Link[] = []
  for (const match of question.matchAll(PLAIN)) {
    const text = match.slice(1).find((group) => group !== undefined) ?? ''
    const start = match.index + match[0].lastIndexOf(text)
    const span: Span = { kind: 'symbol', text, start, end: start + text.length, marked: false }
    const isTaken = links.some((link) => span.start < link.end && link.start < span.end)
    if (!isTaken && !isSmallWord(text) && (await isDefined(text, context))) found.push(linked(span, 'symbol', text))
  }
  return found
}

async function isDefined(name: string, context: UnderstandContext): Promise<boolean> {
  return (await context.symbol?.(name)) === splitName(name).member
}
