// What a person types, and which repository is meant.
import { describe, expect, it } from 'vitest'
import { chooseRepository } from '#lib/db/find-repository.ts'

const all = [
  { name: 'pallets/flask', address: 'https://example.org/pallets/flask.git' },
  { name: 'flask-fork', address: '/home/me/flask' },
  { name: 'one/tool', address: 'https://example.org/one/tool' },
  { name: 'two/tool', address: '/srv/two/.git' },
  { name: 'Tool.git', address: '/srv/mirrors/Tool.git' },
]

describe('a repository', () => {
  it.each([
    ['pallets/flask', 'pallets/flask'],
    ['Pallets/Flask', 'pallets/flask'],
    ['flask', 'pallets/flask'],
    ['https://example.org/pallets/flask', 'pallets/flask'],
    ['https://example.org/pallets/flask.git/', 'pallets/flask'],
    ['/home/me/flask/', 'flask-fork'],
    ['/srv/two', 'two/tool'],
    ['two/tool', 'two/tool'],
    ['tool', 'Tool.git'],
    ['  flask  ', 'pallets/flask'],
  ])('is found by %j', (text, name) => {
    expect(chooseRepository(all, text)?.name).toBe(name)
  })

  it.each(['', '  ', '/', 'fla', 'nothing', 'flask/pallets'])('is not found by %j', (text) => {
    expect(chooseRepository(all, text)).toBeUndefined()
  })

  it('is not guessed when several fit equally well', () => {
    expect(() => chooseRepository(all.slice(0, 4), 'tool')).toThrow(/one\/tool, two\/tool/)
  })
})
