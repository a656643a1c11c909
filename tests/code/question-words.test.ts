// A question keeps what it is about and says which kind of file it asks for.
import { describe, expect, test } from 'vitest'
import { readQuestion } from '#lib/code/words/question-words.ts'

const words = (text: string) => [...new Set(readQuestion(text).terms.map(({ word }) => word))]

test.each([
  ['Where is the router tree implemented?', ['router', 'tree']],
  ['Which function parses the config?', ['parses', 'config']],
  ['Where is the file that contains the default headers?', ['contains', 'default', 'headers']],
  ['Where are static files served?', ['static', 'files', 'served']],
  ['Where is the error handler looked up?', ['error', 'handler', 'looked', 'up']],
  ['implemented', ['implemented']],
  ['', []],
])('%s', (text, expected) => {
  expect(words(text)).toEqual(expected)
})

describe('kinds of files', () => {
  test.each([
    ['where is login tested', ['test'], ['wanted']],
    ['tests of the parser', ['test'], ['wanted']],
    ['how does the test client work', ['test'], ['named']],
    ['where is the API documented', ['docs'], ['wanted']],
    ['changelog of 2.0', ['changelog'], ['wanted']],
  ] as const)('%s', (text, kinds, [field]) => {
    expect(readQuestion(text)[field]).toEqual(kinds)
  })
  test('a question of how something is done asks for no kind', () => {
    expect(readQuestion('Where are session cookies signed?')).toMatchObject({ wanted: [], named: [] })
  })
})
