// Which repository a command means.
import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { defaultRepository, namedRepository, toAddress } from '#cli/choose-repository.ts'
import type { RepositoryEntry } from '#cli/client.ts'
import { createFolders } from './run-sparky.ts'

const folders = createFolders()
afterAll(folders.remove)

function repository(id: number, name: string, address: string): RepositoryEntry {
  return {
    id,
    name,
    address,
    kind: address.includes('://') ? 'remote' : 'folder',
    state: 'ready',
    defaultBranch: 'main',
    headOid: null,
    error: null,
  }
}
const FLASK = repository(1, 'pallets/flask', 'https://github.com/pallets/flask')
const OUTER = repository(2, 'outer', '/home/ada/outer')
const INNER = repository(3, 'inner', '/home/ada/outer/vendor/inner')
const ALL = [FLASK, OUTER, INNER]

describe('without a name it is', () => {
  it.each([
    ['the one of the current folder', ALL, '/home/ada/outer', OUTER],
    ['the one around the current folder', ALL, '/home/ada/outer/src/deep', OUTER],
    ['the innermost one', ALL, '/home/ada/outer/vendor/inner/src', INNER],
    ['the only one there is', [FLASK], '/tmp', FLASK],
    ['none, when a folder only begins alike', ALL, '/home/ada/outer-space', undefined],
    ['none, when several are there', ALL, '/tmp', undefined],
    ['none, when none is there', [], '/tmp', undefined],
  ])('%s', (_, known, folder, expected) => {
    expect(defaultRepository(known, folder)).toBe(expected)
  })
})

describe('by name it is', () => {
  it.each([
    ['its name', 'pallets/flask', FLASK],
    ['the last part of its name', 'flask', FLASK],
    ['its URL', 'https://github.com/pallets/flask', FLASK],
    ['its path', '/home/ada/outer', OUTER],
    ['none for a stranger', 'django', undefined],
  ])('%s', (_, wanted, expected) => {
    expect(namedRepository(ALL, wanted)).toBe(expected)
  })

  it('the folder behind another way of writing its path', () => {
    const folder = realpathSync(folders.create())
    mkdirSync(join(folder, 'sub'))
    const known = repository(4, 'other-name', folder)
    expect(namedRepository([known], `${folder}/sub/..`)).toBe(known)
  })
})

it('a path becomes absolute, a URL stays', () => {
  expect(toAddress('https://github.com/pallets/flask')).toBe('https://github.com/pallets/flask')
  expect(toAddress('.')).toBe(realpathSync('.'))
})
