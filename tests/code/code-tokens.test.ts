// Forms of a word meet in one term, and identifiers are found whole and in parts.
import { expect, test } from 'vitest'
import { termsOfWord } from '#lib/code/words/code-tokens.ts'

test.each([
  ['cookie', 'cookies'],
  ['library', 'libraries'],
  ['parse', 'parses', 'parsed', 'parsing', 'parser'],
  ['session', 'sessions'],
  ['commit', 'commits', 'committed', 'committing'],
  ['query', 'queries', 'queried'],
  ['route', 'routes', 'router', 'routing'],
])('%s', (word, ...forms) => {
  expect(forms.map(termsOfWord)).toEqual(forms.map(() => termsOfWord(word)))
})

test.each([
  ['get_user_id', ['getuserid', 'get', 'user', 'id']],
  ['getUserID', ['getuserid', 'get', 'user', 'id']],
  ['HTTPServer', ['httpserv', 'http', 'serv']],
  ['$scope', ['scop']],
  ['the', []],
  ['x', []],
])('%s', (word, terms) => {
  expect(termsOfWord(word)).toEqual(terms)
})
