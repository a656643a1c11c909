// One question to several repositories: results stand side by side, each with its own sources, and limits are said.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AskableRepository } from '#agents/operations/operation.ts'
import { runOperation } from '#agents/operations/registry.ts'
import { verifySource } from '#agents/verify-source.ts'
import { SparkyError } from '#lib/errors.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'

let shop: OpenAgents
let bank: OpenAgents
let others: readonly AskableRepository[]

beforeAll(async () => {
  const first = makeRepository()
  first.commit({
    files: { 'src/cart.py': 'import leftpad\n\n\ndef total(cart):\n    return leftpad(cart)\n' },
    message: 'Add cart',
  })
  first.tag('v1')
  first.commit({
    files: { 'src/cart.py': 'def total(cart):\n    return sum(cart)\n', 'pad.py': 'leftpad = 1\n' },
    message: 'Drop it',
  })
  const second = makeRepository()
  second.commit({
    files: { 'main.go': 'package main\n\nfunc main() {\n\tleftpad()\n\tleftpad()\n}\n' },
    message: 'Add main',
  })
  ;[shop, bank] = await Promise.all([openAgents(first), openAgents(second)])
  others = [
    { id: 902, name: 'bank', open: async (signal) => bank.context({ signal, repositoryName: 'bank' }) },
    {
      id: 903,
      name: 'broken',
      open: () =>
        Promise.reject(new SparkyError({ code: 'repository/busy', message: 'It is being read.', remedy: 'Wait.' })),
    },
    { id: 901, name: 'shop', open: async (signal) => shop.context({ signal, repositoryName: 'shop' }) },
  ]
})
afterAll(() => Promise.all([shop.close(), bank.close()]))

const run = (input: unknown) =>
  runOperation(shop.context({ repositories: async () => others }), 'across_repositories', input)

describe('across_repositories', () => {
  test('gives every repository its rows and sources, and says which could not be asked', async () => {
    const finding = await run({ operation: 'find_text', input: { text: 'leftpad' } })
    expect(finding.rows.map(({ repository, path, line }) => [repository, path, line])).toEqual([
      ['bank', 'main.go', 4],
      ['bank', 'main.go', 5],
      ['shop', 'pad.py', 1],
    ])
    expect(finding.summary).toBe('2 of 3 repositories')
    expect(finding.text).toMatch(/bank.*\(2 lines.*shop.*\(1 line/s)
    expect(finding.notices).toEqual(['broken could not be looked into: It is being read.'])
    expect(finding.sources.map((source) => source.repository?.name)).toEqual(['bank', 'bank', 'shop'])
    for (const [, number] of finding.text.matchAll(/\{(\d+)\}/g)) expect(finding.sources[Number(number)]).toBeDefined()
    const [source] = finding.sources
    expect(source && (await verifySource(source, bank.context()))).toBe(true)
  })
  test('an absence everywhere is an answer', async () => {
    const finding = await run({
      operation: 'find_text',
      input: { text: 'rightpad' },
      repositories: ['bank', 'shop', 'nowhere'],
    })
    expect([finding.total, finding.provesAbsence]).toEqual([0, true])
    expect(finding.notices).toEqual(['There is no repository called nowhere.'])
  })
  test('a wrong input is refused rather than found nowhere', async () => {
    await expect(run({ operation: 'find_text', input: { text: 5 } })).rejects.toMatchObject({
      code: 'operation/bad-input',
    })
    await expect(run({ operation: 'no_such', input: {} })).rejects.toMatchObject({ code: 'operation/unknown' })
  })
  test('an answer cites places of other repositories, checked there', async () => {
    const { answer } = await shop.ask('which of our repositories still use leftpad?', {
      context: { repositories: async () => others.filter(({ name }) => name !== 'broken') },
    })
    expect(answer.route.operation).toBe('across_repositories')
    expect(answer.answer).toMatch(/\*\*2 of 2 repositories\*\*/)
    expect(answer.verification).toBe('verified')
    expect(answer.citations.map(({ repository, path }) => [repository?.name, path])).toContainEqual(['bank', 'main.go'])
  })
})

describe('an operation on files', () => {
  test('looks at them where `at` says: a tag, and the day before something happened', async () => {
    const find = (at?: string) => runOperation(shop.context(), 'find_text', { text: 'leftpad', ...(at && { at }) })
    expect((await find('v1')).rows.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'src/cart.py:1',
      'src/cart.py:5',
    ])
    expect((await find()).rows.map(({ path }) => path)).toEqual(['pad.py'])
    await expect(find('v9')).rejects.toMatchObject({ code: 'git/bad-revision' })
  })
})
