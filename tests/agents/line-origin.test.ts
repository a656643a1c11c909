// Lines by number, by their text and by what they define; and code that is gone: rows, words, sources and receipts.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { runOperation } from '#agents/operations/registry.ts'
import { verifySource } from '#agents/verify-source.ts'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'

const HELPERS = `import { readFile } from './disk.js'

// Makes a cache of answers.
export function makeCache(size) {
  const entries = new Map()
  const limit = size ?? 100
  return { entries, limit }
}

export class Router {
  match(path) {
    return this.routes.find((route) => route.path === path)
  }
}
`
const KEY = [
  '-----BEGIN RSA PRIVATE KEY-----',
  'MIIEowIBAAKCAQEA5',
  'x9Vt3QEA5qZ0',
  '-----END RSA PRIVATE KEY-----',
  '',
].join('\n')

let repository: TestRepository
let agents: OpenAgents
const made: Record<string, string> = {}

beforeAll(async () => {
  repository = makeRepository()
  made.first = repository.commit({ files: { 'src/helpers.js': HELPERS, 'src/other.js': 'export const other = 1\n' } })
  made.cached = repository.commit({
    message: 'Cache `less`',
    author: 'Grace Hopper',
    email: 'grace@example.org',
    files: { 'src/helpers.js': HELPERS.replace('?? 100', '?? 50') },
  })
  made.format = repository.commit({
    message: 'Format',
    files: { 'src/helpers.js': HELPERS.replace('?? 100', '?? 50').replaceAll('\n  ', '\n    ') },
  })
  made.legacy = repository.commit({
    files: {
      'src/legacy.py':
        '# Old.\n@deprecated\ndef old_way(value):\n    return value * 2\n\n\ndef other():\n    return 1\n',
    },
  })
  made.key = repository.commit({ files: { 'server.pem': KEY } })
  made.removal = repository.commit({
    message: 'Remove the old way',
    author: 'Grace Hopper',
    email: 'grace@example.org',
    files: { 'src/legacy.py': 'def other():\n    return 1\n', 'CHANGES.md': 'old_way is gone.\n', 'server.pem': null },
  })
  agents = await openAgents(repository)
})
afterAll(async () => {
  await agents?.close()
  repository?.dispose()
})

const run = (name: string, input: unknown) => runOperation(agents.context(), name, input)
const steps = (finding: Finding) => finding.rows.map((row) => [row.kind, row.sha])
const receipt = (finding: Finding) =>
  execFileSync('sh', ['-c', finding.receipt.command], { cwd: repository.folder, encoding: 'utf8' })

describe('line_origin', () => {
  test.each([
    ['a number', { path: 'src/helpers.js', line: 6 }],
    ['a partial path and the text, in other white space', { path: 'helpers.js', text: 'const limit =  size ?? 50' }],
    ['the text alone', { text: 'const limit = size ?? 50' }],
    ['the text alone, in other white space', { text: 'const  limit = size\t?? 50' }],
  ])('finds a line by %s', async (_, input) => {
    const finding = await run('line_origin', input)
    expect(steps(finding)).toEqual([
      ['introduced', made.first],
      ['changed', made.cached],
      ['changed', made.format],
    ])
    // Before the format, git takes all three lines that it replaced together for the line.
    expect(finding.rows.map((row) => [row.origin, row.formatting, row.line, row.endLine])).toEqual([
      [false, false, 5, 7],
      [true, false, 5, 7],
      [false, true, 6, 6],
    ])
    expect(finding.rows.map((row) => row.text)).toEqual([
      '  const entries = new Map()\n  const limit = size ?? 100\n  return { entries, limit }',
      '  const entries = new Map()\n  const limit = size ?? 50\n  return { entries, limit }',
      '    const limit = size ?? 50',
    ])
    expect(finding.keys).toEqual([made.cached?.slice(0, 9)])
    expect(finding.text).toMatch(
      new RegExp(
        `^Line 6 of \`src/helpers.js\` \\{3\\} comes from \`${made.cached?.slice(0, 9)}\`, “Cache \`less\`”, by \\*\\*Grace Hopper\\*\\* on 2020-01-02 \\{0\\}`,
      ),
    )
    expect(finding.text).toContain(
      `\`${made.format?.slice(0, 9)}\`, “Format”, by Ada Lovelace on 2020-01-03, changed only the formatting`,
    )
    expect(receipt(finding)).toMatch(new RegExp(`^${made.cached?.slice(0, 8)}`))
    for (const source of finding.sources) expect(await verifySource(source, agents.context())).toBe(true)
  })

  test('takes several quoted lines as they follow each other', async () => {
    const text = '  const entries = new Map()\n  const limit = size ?? 50\n'
    const finding = await run('line_origin', { text })
    expect(finding.sources.at(-1)).toMatchObject({ path: 'src/helpers.js', line: 5, endLine: 6 })
    expect(finding.text).toContain('come from 2 commits')
    expect((await run('line_origin', { text: `${text}  return 1\n` })).missing).toHaveLength(1)
  })

  test('gives a range, and says when the file ends before it does', async () => {
    const finding = await run('line_origin', { path: 'src/helpers.js', line: 10, endLine: 99 })
    expect(finding.sources.at(-1)).toMatchObject({ line: 10, endLine: 14 })
    expect(finding.notices).toEqual(['`src/helpers.js` has 14 lines.'])
  })

  test.each([
    ['makeCache', 4, 8],
    ['makeCache()', 4, 8],
    ['Router.match', 11, 13],
    ['helpers.makeCache', 4, 8],
    ['Router', 10, 14],
  ])('finds %s by its definition, whole', async (symbol, line, endLine) => {
    const finding = await run('line_origin', { symbol })
    expect(finding.sources.at(-1)).toMatchObject({ path: 'src/helpers.js', line, endLine })
    expect(finding.text).toContain(`was introduced in \`${made.first?.slice(0, 9)}\``)
  })

  test('a function that was made of the code of another was introduced when it got its name', async () => {
    const other = makeRepository()
    const body = "(text) {\n  const separator = text.indexOf(':')\n  return text.slice(0, separator).toLowerCase()\n}\n"
    const before = other.commit({ files: { 'a.js': `export function parse${body}`, 'b.js': 'export {}\n' } })
    const named = other.commit({ files: { 'a.js': 'export {}\n', 'b.js': `export function headerName${body}` } })
    const opened = await openAgents(other)
    try {
      const { text } = await runOperation(opened.context(), 'line_origin', { symbol: 'headerName' })
      expect(text).toContain(`was introduced in \`${named.slice(0, 9)}\``)
      expect(text).toContain(`\`${before.slice(0, 9)}\``)
    } finally {
      await opened.close()
      other.dispose()
    }
  })

  test('nothing of that name, text or line is an answer, with a command that shows it', async () => {
    for (const [input, kind] of [
      [{ symbol: 'makeCaches' }, 'symbol'],
      [{ text: 'const limit = size ?? 51' }, 'quote'],
      [{ path: 'src/helpers.js', text: 'nowhere' }, 'quote'],
      [{ path: 'src/helpers.js', line: 15 }, 'quote'],
      [{ path: 'src/nothing.js', line: 1 }, 'path'],
      [{ path: 'server.pem', line: 1 }, 'path'],
      [{ path: 'src/other.js', symbol: 'makeCache' }, 'symbol'],
    ] as const) {
      const finding = await run('line_origin', input)
      expect([input, finding.missing?.[0]?.kind]).toEqual([input, kind])
      expect(finding.rows).toEqual([])
    }
    await expect(run('line_origin', { line: 3 })).rejects.toMatchObject({ code: 'operation/bad-input' })
  })

  test('shows nothing of a key that was in the file before', async () => {
    const finding = await runOperation(agents.context({ revision: made.key ?? '' }), 'line_origin', {
      path: 'server.pem',
      line: 2,
    })
    expect(JSON.stringify(finding)).toContain('[masked private key]')
    expect(JSON.stringify(finding)).not.toContain('MIIE')
  })
})

describe('removed_code', () => {
  test('shows a definition as it last stood, with what stood above it', async () => {
    const finding = await run('removed_code', { name: 'old_way' })
    expect(finding.rows).toEqual([
      expect.objectContaining({
        sha: made.removal,
        path: 'src/legacy.py',
        startLine: 1,
        endLine: 4,
        lastIn: made.key,
        text: '# Old.\n@deprecated\ndef old_way(value):\n    return value * 2',
        command: `git show '${made.removal?.slice(0, 9)}^:src/legacy.py'`,
      }),
    ])
    expect(receipt(finding)).toBe('# Old.\n@deprecated\ndef old_way(value):\n    return value * 2\n')
    expect(finding.text).toContain(
      `was removed by \`${made.removal?.slice(0, 9)}\` Remove the old way — Grace Hopper, 2020-01-06`,
    )
    expect(finding.keys).toEqual([made.removal?.slice(0, 9)])
    for (const source of finding.sources) expect(await verifySource(source, agents.context())).toBe(true)
  })

  test('shows a text that is no definition with the lines around it', async () => {
    const finding = await run('removed_code', { name: 'value * 2', path: 'legacy.py' })
    expect(finding.rows[0]).toMatchObject({ sha: made.removal, path: 'src/legacy.py', startLine: 1, endLine: 8 })
  })

  test('code that is still there was not removed, and what never was is missing', async () => {
    const there = await run('removed_code', { name: 'makeCache' })
    expect(there).toMatchObject({ provesAbsence: true, rows: [{ path: 'src/helpers.js', line: 4 }] })
    expect(there.text).toContain('was not removed')
    expect((await run('removed_code', { name: 'neverWasThere' })).missing).toHaveLength(1)
    expect((await run('removed_code', { name: 'old_way', path: 'no/such/file.py' })).missing?.[0]?.kind).toBe('path')
  })

  test('a removal that was undone, and a definition that only moved, are none', async () => {
    const other = makeRepository()
    const body = 'def moved(value):\n    return value + 1\n'
    other.commit({ files: { 'a.py': body, 'b.py': 'x = 1\n' } })
    other.commit({ files: { 'a.py': 'y = 1\n' } })
    other.commit({ files: { 'a.py': body } })
    other.commit({ files: { 'a.py': 'y = 1\n', 'b.py': `x = 1\n${body}` } })
    const opened = await openAgents(other)
    try {
      const moved = await runOperation(opened.context(), 'removed_code', { name: 'moved' })
      expect(moved.text).toContain('was not removed: it is still in `b.py:2`')
    } finally {
      await opened.close()
      other.dispose()
    }
  })
})
