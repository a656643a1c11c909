// Pieces of a question that look like something: quoted text, paths, ids, versions, identifiers, names.

export type SpanKind = 'quote' | 'path' | 'sha' | 'version' | 'issue' | 'symbol' | 'name' | 'line'

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
      /(?<![\w.])(_*[A-Za-z][A-Za-z0-9]*(?:_+[A-Za-z0-9]+)+_*|_{1,2}[A-Za-z]\w*|[a-z][a-z0-9]*[A-Z]\w*|[A-Z]+[a-z0-9]+[A-Z]\w*|--?[a-z][\w-]{2,}(?==|\b))(?![\w.])/g,
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
      if (!inner || spans.some((span) => start < span.end && span.start < end)) continue
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

/** The lines a question names: "line 25", "src/a.ts:25", "L25", "lines 10 to 20". */
export function findLines(text: string): { readonly line: number | undefined; readonly endLine?: number } {
  const range =
    /\b(?:lines?|Zeilen?|lignes?|líneas?)\s+(\d{1,6})\s*(?:-|–|to|through|bis|à|a|and)\s*(\d{1,6})\b|[\w/.-]+\.\w{1,8}:(\d{1,6})-(\d{1,6})\b/iu.exec(
      text,
    )
  if (range) return { line: Number(range[1] ?? range[3]), endLine: Number(range[2] ?? range[4]) }
  const match = /\b(?:line|Zeile|ligne|línea)\s+(\d{1,6})\b|[\w/.-]+\.\w{1,8}:(\d{1,6})\b|\bL(\d{1,6})\b/iu.exec(text)
  return { line: match ? Number(match[1] ?? match[2] ?? match[3]) : undefined }
}

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  dozen: 12,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  dix: 10,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  diez: 10,
  两: 2,
  三: 3,
  五: 5,
  十: 10,
}
const NUMBER = `(\\d{1,3}|${Object.keys(NUMBER_WORDS).join('|')})`
/** Words that a count of results stands with. */
const COUNTED =
  '(?:most\\s+|non-merge\\s+|latest\\s+|recent\\s+|newest\\s+|oldest\\s+|last\\s+|first\\s+|other\\s+|different\\s+|more\\s+)*(?:commits?|changes?|files?|authors?|contributors?|people|persons?|developers?|committers?|tags?|releases?|versions?|entries|modifications?|revisions?|edits|folders?|directories|results?|places|Commits?|Änderungen|Dateien|Autoren|Personen|derniers|fichiers|auteurs|cambios|archivos|autores|modificaciones)'

/** How many results a question asks for: "last five commits", "top 3", "the 10 most recent". */
export function findLimit(text: string): number | undefined {
  const patterns = [
    new RegExp(
      `\\b(?:top|last|latest|first|newest|oldest|past|previous|recent|letzten|ersten|derniers|dernières|premiers|últimos|últimas|primeros|dernier)\\s+${NUMBER}(?![\\d.-]|\\s*(?:days?|weeks?|months?|years?|Tage|Wochen|Monate|Jahre|jours|semaines|mois|ans|días|semanas|meses|años))`,
      'iu',
    ),
    new RegExp(`\\b${NUMBER}\\s+(?:most|latest|last|newest|oldest|recent|first|derniers|dernières|últimos)\\b`, 'iu'),
    new RegExp(`(?<![\\d.#v-])\\b${NUMBER}\\s+${COUNTED}\\b`, 'u'),
    /最近的?(\d{1,3}|两|三|五|十)[个次条]?/u,
  ]
  for (const pattern of patterns) {
    const word = pattern.exec(text)?.[1]?.toLowerCase()
    if (word === undefined) continue
    const count = /^\d+$/.test(word) ? Number(word) : NUMBER_WORDS[word]
    if (count !== undefined && count >= 1 && count <= 500) return count
  }
  return undefined
}
