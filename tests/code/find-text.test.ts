// The search of exact text equals git grep on files of every awkward kind, before and after texts are kept.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FindTextOptions, findText } from '#lib/code/text/find-text.ts'
import { openTextThread, type TextThread } from '#lib/code/text/text-thread.ts'
import { flatFolderOf, writeFlatStore } from '#lib/git/flat-store.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import type { Check } from '#tests/history/differences.ts'
import { compareTexts } from './text-differences.ts'

const repository = makeRepository()
const gitFolder = join(repository.folder, '.git')
const signal = new AbortController().signal
const many = (text: string) => text.repeat(4_000)

symlinkSync('target of the link', join(repository.folder, 'link'))
mkdirSync(join(repository.folder, 'module'))
makeRepository(join(repository.folder, 'module')).commit({ files: { 'inside.ts': 'parse of the module\n' } })
const old = repository.commit({
  files: {
    'src/parse.ts':
      'export function parse(text: string) {\n  return text.split(", ")\n}\n\n// parse again: parse(parse)\n',
    'src/deep/er/lexer.go': 'package er\n\nfunc parse_all() {}\n\tparse()\n',
    'windows.txt': 'first line\r\nparse\r\n\r\nlast line\r\n',
    'no-end.txt': 'one\nparse at the very end',
    'empty.txt': '',
    'blank.txt': '\n\n\n',
    'binary.bin': Buffer.from('parse\0binary\nparse\n'),
    'late-nul.txt': Buffer.from(`${many('xx\n')}parse \0 after\nparse\n`),
    'latin-1.txt': Buffer.from('caf\xe9 parse\nna\xefve\n', 'latin1'),
    'utf-8.txt': 'café parse\nÜBER Straße ſtrange KELVIN \u212a\n日本語 parse\n',
    'long.txt': `${many('data ')}parse${many(' more')}\nparse\n`,
    'app/[id]/page.tsx': 'parse(id)\n',
    'odd "name\t\n.py': 'parse\n',
    '-flag.c': 'int parse;\n',
    ':(top)x.c': 'parse\n',
    'package-lock.json': '{ "parse": "1.0" }\n',
    'vendor/lib/parse.min.js': 'parse();parse()\n',
    'copy/one.ts': 'same parse\n',
    'copy/two.ts': 'same parse\n',
    'run.sh': '#!/bin/sh\n  parse --all  # $HOME/[a-z]*\n',
  },
})
const head = repository.commit({
  files: { 'src/parse.ts': 'export const parse = 1\n', 'new.ts': 'a.parse.b\nreparse parse\n', 'no-end.txt': null },
})

let thread: TextThread
beforeAll(() => {
  thread = openTextThread({ rootFolder: process.cwd() })
})
afterAll(async () => {
  await thread.close()
  repository.dispose()
})

const find = (o: Partial<FindTextOptions> & { readonly pattern: string }) =>
  findText({ gitFolder, revision: head, fixed: true, limit: 100, signal, ...o }, thread)
/** What the receipt gives in the work tree, as `path:line` where a path has no line break. */
const runReceipt = (command: string) =>
  repository
    .git('-c', `alias.receipt=!${command}`, 'receipt')
    .split('\n')
    .map((row) => row.split(':').slice(1, 3).join(':'))

describe('beside git grep', () => {
  test('no question of a sample is answered differently', async () => {
    const checks: Check[] = []
    for await (const check of compareTexts({
      gitFolder,
      thread,
      revisions: [head, old],
      literals: 60,
      patterns: 40,
      seed: 7,
    }))
      checks.push(check)
    expect(checks.length).toBeGreaterThan(200)
    expect(checks.filter(({ expected, actual }) => expected !== actual)).toEqual([])
  })
  test('binary files, links and submodules are left out; lock files and vendored ones are not', async () => {
    const { matches, lines, files } = await find({ pattern: 'parse', revision: old })
    const paths = new Set(matches.map(({ path }) => path))
    expect(paths).toContain('package-lock.json')
    expect(paths).toContain('vendor/lib/parse.min.js')
    expect(paths).toContain('late-nul.txt')
    expect(paths).not.toContain('binary.bin')
    expect(matches).toHaveLength(lines)
    expect(paths.size).toBe(files)
    expect((await find({ pattern: 'target of the link' })).lines).toBe(0)
    expect(repository.git('ls-tree', old)).toMatch(/^120000.*\tlink$[\s\S]*^160000.*\tmodule$/m)
  })
  test('the limit cuts what is listed, not what is counted', async () => {
    const all = await find({ pattern: 'parse' })
    const some = await find({ pattern: 'parse', limit: 2 })
    expect(some).toMatchObject({ cut: true, lines: all.lines, files: all.files, matches: all.matches.slice(0, 2) })
    const pattern = await find({ pattern: 'pars[e]', fixed: false, limit: 2 })
    expect(pattern).toMatchObject({ cut: true, lines: all.lines, files: all.files, matches: all.matches.slice(0, 2) })
  })
  test.each<Partial<FindTextOptions> & { readonly pattern: string }>([
    { pattern: 'parse', path: 'src/' },
    { pattern: 'parse', path: './src/parse.ts' },
    { pattern: 'parse', path: '*.{ts,tsx}' },
    { pattern: 'parse', path: 'app/[id]' },
    { pattern: 'parse', path: 'app/[id]/*.tsx' },
    { pattern: 'PARSE', ignoreCase: true, path: '*.go' },
    { pattern: 'parse', wholeWord: true, path: 'new.ts' },
    { pattern: "(parse|it's)", fixed: false, path: '-flag.c' },
    { pattern: '$HOME/[a-z]*' },
  ])('the receipt gives the rows of %j', async (o) => {
    const { matches, command } = await find(o)
    expect(matches.length).toBeGreaterThan(0)
    expect(runReceipt(command)).toEqual(matches.map(({ path, line }) => `${path}:${line}`))
  })
})

describe('patterns that do not work', () => {
  test('what is no regular expression is the fault of the input', async () => {
    await expect(find({ pattern: 'parse(', fixed: false })).rejects.toMatchObject({
      code: 'operation/bad-input',
      message: expect.stringContaining('closing parenthesis'),
    })
  })
  test('a pattern that tries without end is stopped by git, which is told', async () => {
    repository.commit({ files: { 'a.txt': `${'a'.repeat(60)}b\n` } })
    const revision = repository.git('rev-parse', 'HEAD')
    await expect(find({ pattern: '(a+)+$', fixed: false, revision })).rejects.toMatchObject({
      code: 'operation/bad-input',
      message: expect.stringContaining('match limit'),
    })
  })
})

describe('the flat store', () => {
  const other = makeRepository()
  const folder = join(other.folder, '.git')
  const packs = () =>
    readdirSync(join(flatFolderOf(folder), 'objects', 'pack')).filter((name) => name.endsWith('.pack'))
  const count = async (revision: string) =>
    (await findText({ gitFolder: folder, revision, pattern: 'pars.', fixed: false, limit: 1, signal }, undefined)).lines
  const numbers = Array.from({ length: 20 }, (_, number) => number)
  const filesWith = (text: string | null) =>
    Object.fromEntries(numbers.map((number) => [`${number}.ts`, text && `${text} ${number}\n`]))
  afterAll(() => other.dispose())

  test('adds only what is new, and is written anew when most of it is of other revisions', async () => {
    const first = other.commit({ files: filesWith('parse') })
    await writeFlatStore({ gitFolder: folder, revision: first, signal })
    expect(packs()).toHaveLength(1)
    const second = other.commit({ files: { '0.ts': 'changed: parse\n' } })
    await writeFlatStore({ gitFolder: folder, revision: second, signal })
    expect(packs()).toHaveLength(2)
    await writeFlatStore({ gitFolder: folder, revision: second, signal })
    expect(packs()).toHaveLength(2)
    const third = other.commit({ files: { ...filesWith(null), '0.ts': 'parse alone\n' } })
    await writeFlatStore({ gitFolder: folder, revision: third, signal })
    expect(packs()).toHaveLength(1)
    expect([await count(first), await count(second), await count(third)]).toEqual([20, 20, 1])
  })
  test('a repository that is forgotten is not written to any more', async () => {
    const revision = other.commit({ files: filesWith('again') })
    await thread.ask({ kind: 'begin', gitFolder: folder, revision }, signal)
    await thread.ask({ kind: 'forget', gitFolder: folder }, signal)
    rmSync(flatFolderOf(folder), { recursive: true })
    await thread.ask({ kind: 'forget', gitFolder: folder }, signal)
    expect(existsSync(flatFolderOf(folder))).toBe(false)
  })
})
