// The fast way through bytes reads the same terms as the plain way through strings.
import { expect, test } from 'vitest'
import { findImportLines } from '#lib/code/structure/import-lines.ts'
import { termsOfWord, wordsIn } from '#lib/code/words/code-tokens.ts'
import { createDictionary } from '#lib/code/words/dictionary.ts'
import { createSpellingTable } from '#lib/code/words/spelling-table.ts'

test.each([
  'const userName = get_user_name(HTTPServer2, $scope.value)',
  'größe = prüfe_größe(wert) — “Anführung” und 数据库 連接',
  'a b cd e_f x1 __init__ 0xdeadbeef',
  `long ${'x'.repeat(300)} end`,
  '',
])('%s', (text) => {
  const dictionary = createDictionary()
  const content = Buffer.from(`${text}\n${text}`)
  const end = content.indexOf(10)
  const expected = wordsIn(text).flatMap(termsOfWord)
  for (const [from, to] of [
    [0, end],
    [end + 1, content.length],
  ] as const) {
    const found: number[] = []
    dictionary.readBytes(content, from, to, found)
    expect(found).toEqual(expected.map((term) => dictionary.find(term)))
  }
})

test('a spelling is taken apart once, however often it comes', () => {
  const asked: string[] = []
  const table = createSpellingTable((word) => {
    asked.push(word)
    return [asked.length]
  })
  const content = Buffer.from('one two one two one')
  const found: number[] = []
  table.read(content, 0, content.length, found)
  expect(found).toEqual([1, 2, 1, 2, 1])
  expect(asked).toEqual(['one', 'two'])
})

test('imports are lines that bring in names, lists over several lines as a whole', () => {
  const lines = [
    ...["import { a } from './a.ts'", 'import {', '  b,', "} from './b.ts'", 'const c = a(b)', 'use std::fs;'],
    ...['from x import (', '    y,', ')', '#include <a.h>', 'export const d = 1', 'important()', 'user(a)'],
  ]
  const isImport = (number: number) =>
    findImportLines(lines).some(({ line, endLine }) => line <= number && number <= endLine)
  expect(lines.filter((_, index) => !isImport(index + 1))).toEqual([
    ...['const c = a(b)', 'export const d = 1', 'important()', 'user(a)'],
  ])
})
