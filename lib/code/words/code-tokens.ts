// Words of code and prose as search terms: identifiers whole and in parts, lower case, lightly stemmed.

/** Words of questions and of every file; they find nothing. */
const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does done for from had has have how i if in into is it its me my of on or our over please should show so some tell than that the their them then there these they this those to was we were what when where which while who why will with would you your ' +
    'wo wie wird werden ist das der die ein eine und où est le la les un une des dans dónde cómo es el los las en de'
  ).split(' '),
)
const ASCII_ONLY = /^[\0-\x7f]*$/
const ASCII_WORD = /[A-Za-z0-9_$]+/g
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu
const PARTS =
  /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}[\p{Lu}\p{M}]*|\p{N}+|[\p{Lo}\p{Lm}][\p{Lo}\p{Lm}\p{M}]*/gu
const COMPOUND = /[_$\d]|\p{Ll}\p{Lu}|\p{Lu}{2,}\p{Ll}/u
/** A longer run of letters is data, not a word. */
const WORD_LIMIT = 64

/** The words of a text as they are spelt, in order; composed and decomposed letters are the same. */
export function wordsIn(text: string): readonly string[] {
  return (ASCII_ONLY.test(text) ? text.match(ASCII_WORD) : text.normalize('NFC').match(WORD)) ?? []
}

/** A word or a part of one: as it is spelt, and the term that stands for it. */
export interface SpeltTerm {
  readonly spelling: string
  readonly term: string
}

/** A word taken apart, the whole first, then the parts of a compound: `getUser_id`, get, User, id. Empty for a stop word. */
export function readWord(word: string): readonly SpeltTerm[] {
  if (word.length < 2 || word.length > WORD_LIMIT) return []
  const lower = word.toLowerCase()
  if (STOP_WORDS.has(lower)) return []
  if (!COMPOUND.test(word)) return [{ spelling: word, term: termOf(lower) }]
  const parts = word.match(PARTS) ?? []
  // Joined, so that the spellings of other languages meet: get_user, getUser, GetUser.
  const whole = parts.join('').toLowerCase()
  const terms = parts.flatMap((spelling) => {
    const part = spelling.toLowerCase()
    return part.length < 2 || part === whole || STOP_WORDS.has(part) ? [] : [{ spelling, term: termOf(part) }]
  })
  return whole.length < 2 ? terms : [{ spelling: word, term: termOf(whole) }, ...terms]
}

/** The terms of one word: getuserid, get, user, id. */
export function termsOfWord(word: string): readonly string[] {
  return readWord(word).map(({ term }) => term)
}

/** The distinct terms of a text, in order. */
export function queryTerms(text: string): readonly string[] {
  return [...new Set(wordsIn(text).flatMap(termsOfWord))]
}

/** The stem as a term: "query" and "queries", "cookie" and "cookies" meet in an i. */
function termOf(word: string): string {
  return stem(word).replace(/(?<=^[a-z]{3,}[^aeiou])y$/, 'i')
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
