// Text of the repository keeps its braces; only what an operation wrote becomes the marker of a source.
import { expect, test } from 'vitest'
import { code, fenced, inline, mapMarkers } from '#agents/operations/wording.ts'

const numbered = (text: string) => mapMarkers(text, (source) => `[${source + 1}]`)

test('markers of sources are numbered', () => {
  expect(numbered('It is `a` {0} and b {1}.')).toBe('It is `a` [1] and b [2].')
})

test('braces in code and in quoted text are the repository’s own', () => {
  const block = fenced('print("{0}")\n```\nx{1}')
  expect(numbered(`${block} {0}`)).toBe(`${block} [1]`)
  expect(numbered(`${code('"{0}".format')} {1}`)).toBe('`"{0}".format` [2]')
  expect(numbered(`${code('a`{0}')} {1}`)).toBe('`` a`{0} `` [2]')
  expect(numbered(`${inline('Fix {0} in `{1}`')} {2}`)).toBe('Fix \\{0} in `{1}` [3]')
  expect(numbered(`${inline('a ` b {0}')} {1}`)).toBe('a \\` b \\{0} [2]')
})
