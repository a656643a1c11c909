// Claims are found where a reader would see them, and nowhere else.
import { describe, expect, test } from 'vitest'
import { extractClaims, findPeople } from '#agents/claims.ts'

const found = (text: string) =>
  extractClaims(text).map(({ kind, value, line, endLine }) => ({
    kind,
    value,
    ...(line && { line }),
    ...(endLine && { endLine }),
  }))

describe('extractClaims', () => {
  test('an abbreviated object id is a claim, a plain word or number of hex letters is not', () => {
    expect(found('Commit 1ff98a2d2 did it; the facade decade added deadbeef.')).toEqual([
      { kind: 'sha', value: '1ff98a2d2' },
    ])
  })
  test('a place carries its path and its lines', () => {
    expect(found('See src/flask/app.py:10-20.')).toEqual([
      { kind: 'path', value: 'src/flask/app.py', line: 10, endLine: 20 },
    ])
    expect(found('See `lib/a.ts#L7`')).toContainEqual({ kind: 'path', value: 'lib/a.ts', line: 7, endLine: 7 })
  })
  test('dates are read in three spellings as the same day', () => {
    expect(found('2019-02-24')).toEqual([{ kind: 'date', value: '2019-02-24' }])
    expect(found('24 February 2019')).toEqual([{ kind: 'date', value: '2019-02-24' }])
    expect(found('Feb 24, 2019')).toEqual([{ kind: 'date', value: '2019-02-24' }])
  })
  test('numbers lose their separators; citation markers and list numbers are no claims', () => {
    expect(found('1. There were 1,204 commits [3].')).toEqual([{ kind: 'number', value: '1204' }])
  })
  test('a version is a tag, not two numbers', () => {
    expect(found('Released in v2.0.1-rc1')).toEqual([{ kind: 'tag', value: '2.0.1-rc1' }])
  })
  test('code between backticks is a quote', () => {
    expect(found('it says `return value + one`')).toEqual([{ kind: 'quote', value: 'return value + one' }])
  })
  test('no two claims overlap', () => {
    const claims = extractClaims(
      'On 2020-01-02 `a1b2c3d4e` touched src/a.ts:3 and v1.2.3, 45 times, “as was said here”.',
    )
    for (const [index, claim] of claims.entries())
      expect(claim.start).toBeGreaterThanOrEqual(claims[index - 1]?.end ?? 0)
  })
})

describe('findPeople', () => {
  test('a full name is found as whole words, whatever its case', () => {
    expect(findPeople('It was ada lovelace.', ['Ada Lovelace']).map((claim) => claim.value)).toEqual(['Ada Lovelace'])
    expect(findPeople('It was Ada Lovelacey.', ['Ada Lovelace'])).toEqual([])
  })
  test('a name inside a longer name is not found twice', () => {
    expect(findPeople('By Ann Lee Moore.', ['Ann Lee', 'Ann Lee Moore']).map((claim) => claim.value)).toEqual([
      'Ann Lee Moore',
    ])
  })
})
