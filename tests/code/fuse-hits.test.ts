// Words and meaning become one list that shows files before further places of the same file.
import { expect, test } from 'vitest'
import { fuseHits } from '#lib/code/fuse-hits.ts'

const chunk = (path: string, startLine: number) => ({
  ...{ path, startLine, blobOid: path, ordinal: 0, endLine: startLine + 9, kind: 'function', symbol: undefined },
})
const byWords = (path: string, startLine: number) => ({
  ...{ ...chunk(path, startLine), score: 1, words: ['session', 'cookies'], names: [path] },
})
const places = (hits: readonly { readonly chunk: { readonly path: string; readonly startLine: number } }[]) =>
  hits.map((hit) => `${hit.chunk.path}:${hit.chunk.startLine}`)

test('the best place of each file comes first, then further places, at most three of a file', () => {
  const words = [1, 11, 21, 31].map((line) => byWords('a.py', line)).concat(byWords('b.py', 1), byWords('b.py', 11))
  expect(places(fuseHits({ query: 'session', words, meaning: [] }))).toEqual([
    ...['a.py:1', 'b.py:1'],
    ...['a.py:11', 'b.py:11'],
    'a.py:21',
  ])
})

test('a place found by both comes first and says both reasons', () => {
  const [first] = fuseHits({
    query: 'session cookies',
    words: [byWords('a.py', 1), byWords('b.py', 1)],
    meaning: [{ chunk: chunk('b.py', 1), similarity: 0.714 }],
  })
  expect(first?.chunk.path).toBe('b.py')
  expect(first?.why).toEqual(['words: session, cookies', 'name: b.py', 'meaning 0.71'])
  expect(first?.similarity).toBe(0.714)
})

test('a test that means the same comes after the source, unless tests are asked for', () => {
  const meaning = [
    { chunk: chunk('tests/test_a.py', 1), similarity: 0.6 },
    { chunk: chunk('src/a.py', 1), similarity: 0.55 },
  ]
  const found = (query: string) => places(fuseHits({ query, words: [], meaning }))[0]
  expect(found('where is the cookie signed')).toBe('src/a.py:1')
  expect(found('which tests sign a cookie')).toBe('tests/test_a.py:1')
})
