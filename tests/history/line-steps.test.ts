// What is told from the lines before and after a change alone.
import { describe, expect, it } from 'vitest'
import { countLines, findBlock, isFormatting, revertedIn } from '#lib/history/line-steps.ts'

describe('formatting', () => {
  it.each([
    ['indentation', ['a b'], ['\ta  b'], true],
    ['a wrapped line', ['call(a, b)'], ['call(', '  a,', '  b', ')'], true],
    ['one of the lines that were indented together', ['one', 'two', 'three'], ['  two'], true],
    ['an indented line whose neighbour was changed', ['one', 'two'], ['  two'], true],
    ['a word', ['a b'], ['a c'], false],
    ['a part of a line', ['one two'], ['  two'], false],
    ['new lines', [], ['a'], false],
    ['a removed line', ['one', 'two'], ['one'], false],
    ['a removed line beside an indented one', ['one', 'two', 'three'], ['  one', '  three'], false],
  ])('%s', (_, before, after, expected) => expect(isFormatting({ before, after })).toBe(expected))
})

describe('a block in another file', () => {
  const file = ['head', 'start()', '  first', '  second', 'end', 'start()', '  other', 'end']
  it.each([
    ['as it is', ['start()', '  first', '  second', 'end'], 1, [2, 5]],
    ['indented', ['    start()', '      first', '      second', '    end'], 1, [2, 5]],
    ['with a line more', ['start()', '  new', '  first', '  second', 'end'], 1, [2, 5]],
    ['with a line less', ['start()', '  second', 'end'], 1, [2, 5]],
    ['the nearest of equal ones', ['start()'], 7, [6, 6]],
  ])('is found %s', (_, wanted, nearLine, [startLine, endLine]) =>
    expect(findBlock(file, { wanted, nearLine })).toEqual({ startLine, endLine }),
  )
  it('is not there when hardly a line of it is', () => {
    const wanted = ['alpha', 'beta', 'gamma', 'end', '}']
    expect(findBlock(file, { wanted, nearLine: 1 })).toBeUndefined()
    expect(findBlock(['}', '}'], { wanted: ['}'], nearLine: 1 })).toBeUndefined()
    expect(countLines(file, wanted)).toBe(2)
  })
})

describe('a revert', () => {
  const oid = '0123456789abcdef0123456789abcdef01234567'
  it.each([
    [`This reverts commit ${oid}.`, oid],
    [`Because.\n\nThis reverts commit ${oid.slice(0, 8)}, which broke it.`, oid.slice(0, 8)],
    ['This reverts commit that I made.', undefined],
    [`See commit ${oid}.`, undefined],
  ])('%j', (message, expected) => expect(revertedIn(message)).toBe(expected))
})
