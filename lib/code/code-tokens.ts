// Words of code and prose as search terms: identifiers whole and in parts, lower case, lightly stemmed.

/** Words of questions and of every file; they find nothing. */
const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does done for from had has have how i if in into is it its me my of on or our over please should show so some tell than that the their them then there these they this those to was we were what when where which while who why will with would you your ' +
    'wo wie wird werden ist das der die ein eine und où est le la les un une des dans dónde cómo es el los las en de'
  ).split(' '),
)
const WORD = /[\p{L}\p{N}_$]+/gu
const PARTS = /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+|\p{Lo}+/gu
/** A longer run of letters is data, not a word. */
const WORD_LIMIT = 64

/** Calls `emit` with each term of the text; an identifier in several parts gives itself and its parts. */
export function eachTerm(text: string, emit: (term: string) => void): void {
  for (const match of text.matchAll(WORD)) {
    const word = match[0]
    if (word.length < 2 || word.length > WORD_LIMIT) continue
    const lower = word.toLowerCase()
    if (STOP_WORDS.has(lower)) continue
    emit(stem(lower))
    if (!isCompound(word)) continue
    for (const part of word.match(PARTS) ?? []) {
      const term = part.toLowerCase()
      if (term.length >= 2 && term !== lower && !STOP_WORDS.has(term)) emit(stem(term))
    }
  }
}

/** The distinct terms of a query, in order. */
export function queryTerms(query: string): readonly string[] {
  const terms = new Set<string>()
  eachTerm(query, (term) => terms.add(term))
  return [...terms]
}

function isCompound(word: string): boolean {
  return /[_$\d]|\p{Ll}\p{Lu}|\p{Lu}{2,}\p{Ll}/u.test(word)
}

/** Endings of English cut so that "parse", "parses", "parsed" and "parsing" meet; identifiers are cut the same on both sides. */
export function stem(word: string): string {
  if (word.length < 5 || !/^[a-z]+$/.test(word)) return word
  const cut = word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(ss|[xz]|ch|sh)es$/, '$1')
    .replace(/([^su])s$/, '$1')
    .replace(/(?<=[a-z]{3})(?:ing|ed|er|ers|or|ion|ions|ment|able)$/, '')
  return cut.replace(/([bdfgklmnprt])\1$/, '$1').replace(/(?<=[a-z]{3})e$/, '')
}
