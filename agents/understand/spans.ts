// Pieces of a question that look like something: quoted text, paths, ids, versions, identifiers, names.

export type SpanKind = 'quote' | 'path' | 'sha' | 'version' | 'issue' | 'symbol' | 'name' | 'domain' | 'line'

/** A candidate in the text; whether it means anything is for the linker to find out. */
export interface Span {
  readonly kind: SpanKind
  /** Without quotes and backticks. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** True when the writer marked it: quotes, backticks, a slash, a call. */
  readonly marked: boolean
}

interface SpanPattern {
  readonly kind: SpanKind
  readonly pattern: RegExp
  readonly marked: boolean
}

const NAME_WORD = "\\p{Lu}[\\p{L}'’.-]*"

/** In order of precedence; a later pattern does not look inside what an earlier one took. */
const PATTERNS: readonly SpanPattern[] = [
  { kind: 'quote', pattern: /```([\s\S]{2,1000}?)```|`([^`\n]{1,500})`/g, marked: true },
  {
    kind: 'quote',
    pattern: /"([^"\n]{2,500})"|“([^”\n]{2,500})”|«\s?([^»\n]{2,500}?)\s?»|„([^“”\n]{2,500})[“”]/g,
    marked: true,
  },
  { kind: 'quote', pattern: /(?<![\p{L}\d])'([^'\n]{2,300})'(?![\p{L}\d])/gu, marked: true },
  { kind: 'name', pattern: /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g, marked: true },
  { kind: 'domain', pattern: /(?<![\w/.])@((?:[\w-]+\.)+[a-z]{2,})(?![\w/-])/gi, marked: true },
  {
    kind: 'domain',
    pattern:
      /(?<![\w/.@-])((?:[\w-]+\.)+[a-z]{2,})(?=\s+(?:e-?mail\s+|mail\s+)?(?:address(?:es)?|e-?mails?|domain|accounts?|people|employees|Adressen?|adresses?|direcciones)(?![\w-]))|(?<=\b(?:domain|addresses (?:at|from|of|in|on)|e-?mails? (?:at|from|of)|people (?:at|from)|adresses? (?:de|en)|direcciones de)\s+)((?:[\w-]+\.)+[a-z]{2,})(?![\w/-])|(?<=\b(?:from|at|by|von|par|de|por)\s+)((?:[\w-]+\.)+(?:com|org|net|edu|gov))(?![\w/.-])/gi,
    marked: true,
  },
  {
    kind: 'path',
    pattern: /(?<![\w/:.@-])((?:\.{0,2}\/)?(?:[\w@.+-]+\/)+(?:[\w@.+-]*[\w@+-])?)(?::\d+)?/g,
    marked: true,
  },
  {
    kind: 'issue',
    pattern:
      /(?<![\w&])((?:#|GH-|!)\d{1,7})\b|\b(?:issue|bug|ticket|pull request|PR|MR|merge request)\s+(?:number\s+|no\.?\s+)?#?(\d{1,7})\b|\b([A-Z][A-Z0-9]{1,9}-\d{1,6})\b/g,
    marked: true,
  },
  { kind: 'sha', pattern: /(?<![\w./#-])([0-9a-f]{7,40})(?![\w-]|\.\w)/gi, marked: false },
  {
    kind: 'version',
    pattern: /(?<![\w./-])(v?\d+(?:\.\d+)+(?:[-.]?(?:rc|alpha|beta|dev|post|pre|a|b)[-.]?\d*)?|v\d+)(?![\w/])/gi,
    marked: true,
  },
  {
    kind: 'path',
    pattern:
      /(?<![\w/.@-])([\w@+-]*[\w@+-](?:\.[\w-]+)*\.(?:[a-z][a-z0-9]{0,4}|lock|json5|jsonc|proto|gradle|toml|yaml|dockerfile))(?![\w(])/gi,
    marked: false,
  },
  { kind: 'path', pattern: /(?<![\w/.@*-])(\.[a-z][\w-]{2,}(?:\.[\w-]+)*)(?![\w(/])/gi, marked: false },
  { kind: 'symbol', pattern: /(?<![\w.])([A-Za-z_$][\w$]*(?:(?:\.|::|#)[A-Za-z_$][\w$]*)*)\(\)/g, marked: true },
  {
    kind: 'symbol',
    pattern:
      /(?<!\b(?:which|what|a|an|any|every|each|no|some|this|that|welche[rs]?|eine?|quelle|une|qué|una)\s)\b(?:function|class|method|func|struct|interface|decorator|macro|constant|variable|symbol|identifier|Funktion|Klasse|Methode|fonction|classe|méthode|función|clase|método)\s+(?!(?:that|which|to|for|in|of|is|was|has|does|did|by|from|and|or|with|called|named|die|der|das|qui|que)\b)([A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*)/g,
    marked: true,
  },
  {
    kind: 'name',
    pattern: new RegExp(`(?<![\\p{L}\\d])(${NAME_WORD}(?:\\s+${NAME_WORD}){1,3})(?![\\w(])`, 'gu'),
    marked: false,
  },
  { kind: 'symbol', pattern: /(?<![\w.])([A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)+)(?![\w(])/g, marked: false },
  {
    kind: 'symbol',
    pattern:
      /(?<![\w.])(_*[A-Za-z][A-Za-z0-9]*(?:_+[A-Za-z0-9]+)+_*|_{1,2}[A-Za-z]\w*|[a-z][a-z0-9]*[A-Z]\w*|[A-Z]+[a-z0-9]+[A-Z]\w*|[A-Z]{2,}[a-z]{2,}\w*|--?[a-z][\w-]{2,}(?==|\b))(?![\w.])/g,
    marked: false,
  },
  {
    kind: 'name',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(${NAME_WORD}(?:\\s+(?:(?:van|von|de|der|den|del|di|da|la|le|bin|ben|al|el)\\s+)*${NAME_WORD}){0,3})`,
      'gu',
    ),
    marked: false,
  },
  { kind: 'name', pattern: /(?<![\w/])@([A-Za-z0-9](?:[A-Za-z0-9-]{1,38}))/g, marked: true },
]

/** Dots that make no identifier. */
const ABBREVIATION = /^(?:i\.e|e\.g|a\.k\.a|n\.b|z\.B|u\.a|p\.ej)\.?$/i

/** Candidates in reading order; no two overlap. */
export function findSpans(text: string): readonly Span[] {
  const spans: Span[] = outermostQuotes(text)
  for (const { kind, pattern, marked } of PATTERNS.filter((candidate) => candidate.kind !== 'quote')) {
    for (const match of text.matchAll(pattern)) {
      const inner = match
        .slice(1)
        .find((group) => group !== undefined)
        ?.trim()
      const [start, end] = [match.index, match.index + match[0].length]
      if (!inner || ABBREVIATION.test(inner) || spans.some((span) => start < span.end && span.start < end)) continue
      spans.push({ kind, text: inner, start, end, marked })
    }
  }
  return spans.sort((a, b) => a.start - b.start)
}

/** Quotes of all styles; one inside another belongs to the outer. */
function outermostQuotes(text: string): Span[] {
  const quotes = PATTERNS.filter(({ kind }) => kind === 'quote').flatMap(({ pattern }) =>
    [...text.matchAll(pattern)].flatMap((match): readonly Span[] => {
      const inner = match
        .slice(1)
        .find((group) => group !== undefined)
        ?.trim()
      return inner
        ? [{ kind: 'quote', text: inner, start: match.index, end: match.index + match[0].length, marked: true }]
        : []
    }),
  )
  const kept: Span[] = []
  for (const quote of quotes.sort((a, b) => a.start - b.start || b.end - a.end))
    if (quote.start >= (kept.at(-1)?.end ?? 0)) kept.push(quote)
  return kept
}
