// Signals are added up, files stand before further places of the same file, and each place says why it is there.
import { describe, expect, test } from 'vitest'
import { bestPieces, filesFirst, type Signals } from '#lib/code/words/rank-pieces.ts'
import { reasonsFor } from '#lib/code/words/rank-reasons.ts'
import { SIGNAL_WEIGHTS } from '#lib/code/words/ranking.ts'

const PIECES = 6
const FILES = 3
const fileOfPiece = Uint32Array.from([0, 0, 0, 0, 1, 2])
const nothing = (count: number) => new Float32Array(count)
const signals = (known: Partial<Signals>): Signals => ({
  ...{ piece: nothing(PIECES), nameOfPiece: nothing(PIECES), meaning: nothing(PIECES) },
  ...{ file: nothing(FILES), nameOfFile: nothing(FILES), path: nothing(FILES) },
  ...{ mentioned: nothing(FILES), defined: nothing(FILES), votes: nothing(FILES) },
  ...known,
})
const ranked = (known: Partial<Signals>, roles = [1, 1, 1, 1, 1, 1]) =>
  filesFirst(
    bestPieces(
      signals(known),
      { fileOfPiece, roleOfPiece: Float32Array.from(roles) },
      { weights: SIGNAL_WEIGHTS.change, limit: 10 },
    ),
    ({ piece }) => fileOfPiece[piece] ?? 0,
  ).map(({ piece }) => piece)

describe('the order of pieces', () => {
  test('the best piece of each file comes first, then further ones, at most three of a file', () => {
    expect(ranked({ piece: Float32Array.from([0.6, 0.9, 0.8, 0.7, 0.3, 0]) })).toEqual([1, 4, 2, 3])
  })
  test('a file that only earlier commits speak for stands with its first piece', () => {
    expect(ranked({ votes: Float32Array.from([1, 0, 0]) })).toEqual([0])
  })
  test('a piece that means the same needs no word', () => {
    expect(ranked({ meaning: Float32Array.from([0, 0, 1, 0, 0, 0]) })).toEqual([2])
  })
  test.each(['file', 'nameOfFile', 'path', 'mentioned', 'defined', 'votes'] as const)('%s lifts its file', (name) => {
    const piece = Float32Array.from([0.4, 0, 0, 0, 0.4, 0.4])
    expect(ranked({ piece })).toEqual([0, 4, 5])
    expect(ranked({ piece, [name]: Float32Array.from([0, 0, 1]) })[0]).toBe(5)
  })
  test('the kind of a file makes less of all that is known of it', () => {
    const piece = Float32Array.from([0.8, 0, 0, 0, 0.7, 0])
    expect(ranked({ piece }, [0.5, 1, 1, 1, 1, 1])).toEqual([4, 0])
  })
})

describe('reasons', () => {
  const none = {
    ...{ piece: 0, nameOfPiece: 0, meaning: 0, file: 0, nameOfFile: 0 },
    ...{ path: 0, mentioned: 0, defined: 0, votes: 0 },
  }
  const alone = { votes: undefined, similarity: undefined }
  test('each signal that put it there is named, with something to check', () => {
    const why = reasonsFor(
      { words: ['session'], names: ['sessions.py'], signals: { ...none, mentioned: 0.5, defined: 0.5 } },
      {
        votes: { votes: 1, commitCount: 3, best: { oid: 'abc1234ef0', subject: 'Sign the session' } },
        similarity: 0.714,
      },
    )
    expect(why).toEqual([
      ...['words: session', 'name: sessions.py', 'named in the question', 'defines what the question names'],
      ...['earlier commits: 3 like abc1234ef “Sign the session”', 'meaning 0.71'],
    ])
  })
  test('a secret in a subject is masked', () => {
    const best = { oid: 'a'.repeat(40), subject: `Use ghp_${'x1'.repeat(18)} to push` }
    const why = reasonsFor(
      { words: [], names: [], signals: none },
      { ...alone, votes: { votes: 1, commitCount: 1, best } },
    )
    expect(why.join()).not.toContain('ghp_')
  })
  test('a long subject is cut', () => {
    const best = { oid: 'a'.repeat(40), subject: 'word '.repeat(40) }
    const [why = ''] = reasonsFor(
      { words: [], names: [], signals: none },
      { ...alone, votes: { votes: 1, commitCount: 1, best } },
    )
    expect(why.length).toBeLessThan(110)
    expect(why).toContain('…')
  })
})
