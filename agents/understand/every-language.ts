// Patterns whose word edges hold for the letters of every language that questions come in.

/** Letters, digits and `_` of Latin scripts; named classes of Unicode take V8 ten times as long to compile. */
const LETTER = '[0-9A-Za-z_\\u00c0-\\u024f]'
const EDGE = `(?:(?<!${LETTER})(?=${LETTER})|(?<=${LETTER})(?!${LETTER}))`

/** JavaScript's own `\b` and `\w` know the letters of English alone. */
export function everyLanguage({ source }: RegExp): RegExp {
  return new RegExp(source.replaceAll('\\b', EDGE).replaceAll('\\w', LETTER), 'u')
}
