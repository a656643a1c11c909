// Who gets the one connection of the embedded database next.
import { describe, expect, it } from 'vitest'
import { chooseTurn, createTurns } from '#lib/db/turns.ts'

describe('turns', () => {
  it.each([
    ['nobody waits', { statements: 0, transactions: 0, ahead: 0 }, undefined],
    ['a statement goes ahead of a transaction', { statements: 1, transactions: 5, ahead: 0 }, 'statement'],
    ['a transaction that let 32 statements pass is next', { statements: 9, transactions: 1, ahead: 32 }, 'transaction'],
    ['without transactions statements go on', { statements: 1, transactions: 0, ahead: 99 }, 'statement'],
    ['without statements a transaction is next', { statements: 0, transactions: 1, ahead: 0 }, 'transaction'],
  ] as const)('%s', (_, facts, kind) => {
    expect(chooseTurn(facts)).toBe(kind)
  })

  it('are taken one at a time, statements first, each kind in order, and a failure ends only its own', async () => {
    const turns = createTurns()
    const log: string[] = []
    let open = 0
    const work = (name: string) => async () => {
      open += 1
      expect(open).toBe(1)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
      log.push(name)
      if (name === 't1') throw new Error(name)
    }
    const taken = [
      turns.take('transaction', work('t0')),
      turns.take('transaction', work('t1')),
      turns.take('transaction', work('t2')),
      turns.take('statement', work('s0')),
      turns.take('statement', work('s1')),
    ]
    const settled = await Promise.allSettled(taken)
    expect(log).toEqual(['t0', 's0', 's1', 't1', 't2'])
    expect(settled.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  })

  it('never let a stream of statements starve a transaction', async () => {
    const turns = createTurns()
    let statements = 0
    let done = false
    const more = async (): Promise<void> => {
      statements += 1
      if (!done && statements < 1_000) void turns.take('statement', more)
    }
    const first = turns.take('statement', more)
    await turns.take('transaction', async () => {
      done = true
    })
    await first
    expect(statements).toBeLessThan(50)
  })

  it('are idle when nothing runs and nothing waits', async () => {
    const turns = createTurns()
    await turns.idle()
    const log: string[] = []
    void turns.take('statement', async () => void log.push('first'))
    void turns.take('transaction', async () => void log.push('second'))
    await turns.idle()
    expect(log).toEqual(['first', 'second'])
  })
})
