// The operations over the structure of code answer from the parsed files of the revision asked about.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { runOperation } from '#agents/operations/registry.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'

const repository = makeRepository()
const old = repository.commit({
  files: {
    'src/cookie.ts': 'export function signCookie(jar: Jar): Jar {\n  return jar\n}\n',
    'src/main.ts': "import { signCookie } from './cookie.ts'\nsignCookie(new Jar())\n",
  },
})
repository.commit({
  files: {
    'src/cookie.ts': [
      '/** Keeps cookies. */',
      'export class Jar {',
      '  secret = 1',
      '  // signCookie is told here only.',
      '  seal(text: string) {',
      '    return signCookie(this)',
      '  }',
      '}',
      '',
      'export function signCookie(jar: Jar): Jar {',
      '  return jar',
      '}',
      '',
    ].join('\n'),
    'src/main.ts': [
      "import { Jar, signCookie } from './cookie.ts'",
      "import { log } from 'outside'",
      'export class Server extends Jar {',
      '  start() {',
      '    log("signCookie")',
      '    return signCookie(this).seal("x")',
      '  }',
      '}',
      'export function boot() {',
      '  new Server().start()',
      '}',
      'boot()',
      '',
    ].join('\n'),
    'src/generated.ts': '// @generated\nexport const signCookie = 1\n',
    'lib/copied.ts': 'export function signCookie() {}\n',
    '.gitattributes': 'lib/* linguist-vendored\n',
    'tests/cookie.test.ts': "import { signCookie } from '../src/cookie.ts'\nsignCookie(signCookie(0))\n",
    'README.md': '# About\n\nsignCookie signs.\n\n## Use\n',
  },
})

let agents: OpenAgents
beforeAll(async () => {
  agents = await openAgents(repository)
})
afterAll(async () => {
  await agents?.close()
  repository.dispose()
})

const run = (operation: string, input: unknown, revision?: string): Promise<Finding> =>
  runOperation(agents.context(revision === undefined ? {} : { revision }), operation, input)
const places = ({ rows }: Finding) => rows.map(({ path, line }) => `${path}:${line}`)

describe('find_symbol', () => {
  it('lists what the parser found, without what is generated or vendored', async () => {
    const found = await run('find_symbol', { name: 'signCookie' })
    expect(found.rows).toMatchObject([
      {
        ...{ kind: 'function', path: 'src/cookie.ts', line: 10, endLine: 12 },
        signature: 'function signCookie(jar: Jar): Jar',
      },
    ])
  })
  it('finds a member by its owner, in both spellings, and says when the owner has none', async () => {
    for (const name of ['Jar.seal', 'Jar::seal', 'Jar#seal()'])
      expect((await run('find_symbol', { name })).rows).toMatchObject([{ name: 'seal', parent: 'Jar', line: 5 }])
    expect((await run('find_symbol', { name: 'Server.seal' })).text).toContain('Nothing called `Server.seal` is known')
  })
  it('takes a kind and a folder', async () => {
    expect(places(await run('find_symbol', { name: 'Jar', kind: 'class' }))).toEqual(['src/cookie.ts:2'])
    expect((await run('find_symbol', { name: 'Jar', path: 'tests' })).missing).toHaveLength(1)
  })
  it('names what is spelt nearly so, and answers for the revision asked about', async () => {
    expect((await run('find_symbol', { name: 'sing_cookie' })).text).toContain('Did you mean `signCookie`')
    expect(places(await run('find_symbol', { name: 'signCookie' }, old))).toEqual(['src/cookie.ts:1'])
    expect((await run('find_symbol', { name: 'Server' }, old)).missing).toHaveLength(1)
  })
})

describe('find_references', () => {
  it('lists uses with their kind and what is around, source first; no definition, comment or text', async () => {
    const { rows } = await run('find_references', { name: 'signCookie' })
    expect(rows.map(({ path, line, kind, within }) => [`${path}:${line}`, kind, within])).toEqual([
      ['src/cookie.ts:6', 'call', 'Jar.seal'],
      ['src/main.ts:1', 'import', null],
      ['src/main.ts:6', 'call', 'Server.start'],
      ['tests/cookie.test.ts:1', 'import', null],
      ['tests/cookie.test.ts:2', 'call', null],
      ['tests/cookie.test.ts:2', 'call', null],
    ])
  })
  it('takes a kind and says what its limit cut', async () => {
    expect(places(await run('find_references', { name: 'Jar', kind: 'inherit' }))).toEqual(['src/main.ts:3'])
    const cut = await run('find_references', { name: 'signCookie', limit: 2 })
    expect(cut.total).toBe(6)
    expect(cut.notices?.join(' ')).toContain('Only 2 of 6 uses')
  })
  it('tells a name that nobody uses from a name that is none', async () => {
    const unused = await run('find_references', { name: 'secret' })
    expect(unused).toMatchObject({ total: 0, provesAbsence: true })
    expect(unused.text).toContain('src/cookie.ts:3')
    expect((await run('find_references', { name: 'noSuchThing' })).missing).toHaveLength(1)
  })
})

describe('callers', () => {
  it('groups calls by the definition that they stand in, and goes further out', async () => {
    const { rows } = await run('callers', { name: 'signCookie', path: 'src', depth: 3 })
    expect(rows.map(({ name, depth, calls }) => [name, depth, calls])).toEqual([
      ['Jar.seal', 1, 'signCookie'],
      ['Server.start', 1, 'signCookie'],
      ['boot', 2, 'start'],
      ['the top of the file', 3, 'boot'],
    ])
  })
})

describe('symbol_uses', () => {
  it('says of each name where it is defined, or that it is not here', async () => {
    const found = await run('symbol_uses', { name: 'Server' })
    expect(found.rows.map(({ name, kind, path, definedLine }) => [name, kind, path, definedLine])).toEqual([
      ['Jar', 'inherit', 'src/cookie.ts', 2],
      ['log', 'call', null, null],
      ['signCookie', 'call', 'src/cookie.ts', 10],
      ['seal', 'call', 'src/cookie.ts', 5],
    ])
    expect(found.text).toContain('defined outside the repository')
  })
})

describe('outline', () => {
  it('is a tree with lines and signatures, and what the file imports', async () => {
    const found = await run('outline', { path: 'src/main.ts' })
    expect(found.rows.map(({ name, kind, depth, line, endLine }) => [name, kind, depth, line, endLine])).toEqual([
      ['Server', 'class', 0, 3, 8],
      ['start', 'method', 1, 4, 7],
      ['boot', 'function', 0, 9, 11],
    ])
    expect(found.text).toContain('It imports `./cookie.ts` and `outside`.')
  })
  it('lists the headings of prose, and knows no file that is not there', async () => {
    expect((await run('outline', { path: 'README.md' })).rows).toMatchObject([{ name: 'About' }, { name: 'Use' }])
    expect((await run('outline', { path: 'src/absent.ts' })).missing).toHaveLength(1)
  })
})

describe('repository_map', () => {
  it('puts what others lean on first, and fits into the tokens', async () => {
    const { rows, text } = await run('repository_map', {})
    expect(rows[0]?.path).toBe('src/cookie.ts')
    expect(rows.map(({ path }) => path)).not.toContain('lib/copied.ts')
    expect(text.length).toBeLessThan(1500 * 4)
    expect((await run('repository_map', { path: 'absent' })).missing).toHaveLength(1)
  })
})
