// What diffs and blame guarantee: the answers of plain git, for every kind of change and name.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blameLines } from '#lib/git/blame.ts'
import { readCommitDiff } from '#lib/git/diff.ts'
import { openWorkshop } from './stores.ts'

const workshop = openWorkshop()
const TWENTY_LINES = Array.from({ length: 20 }, (_, n) => `line ${n}\n`).join('')

describe('readCommitDiff', () => {
  it('gives each file its own patch, whatever kind of change it is', async () => {
    const repository = workshop.repository()
    const files = {
      old: TWENTY_LINES,
      gone: 'x\n',
      kind: 'text\n',
      bin: Buffer.from([0, 1]),
      edited: 'a\n',
      'same name': 'b\n',
    }
    const first = repository.commit({ files })
    execFileSync(
      'sh',
      ['-c', 'git mv old new; echo more >> new; rm gone kind; ln -s edited kind; chmod +x "same name"'],
      { cwd: repository.folder },
    )
    const second = repository.commit({
      files: {
        edited: 'diff --git a/fake b/fake\n--- a/fake\n+++ b/fake\n',
        bin: Buffer.from([0, 2]),
        'tab\there': 'odd\n',
      },
    })
    const gitFolder = join(repository.folder, '.git')

    const diff = await readCommitDiff({ gitFolder, oid: second, limitBytes: 100_000 })

    expect(diff.cut).toBe(false)
    expect(
      diff.files.map(({ status, path, oldPath, additions, deletions }) => [
        status,
        path,
        oldPath,
        additions,
        deletions,
      ]),
    ).toEqual([
      ['M', 'bin', undefined, null, null],
      ['M', 'edited', undefined, 3, 1],
      ['D', 'gone', undefined, 0, 1],
      ['T', 'kind', undefined, 1, 1],
      ['R', 'new', 'old', 1, 0],
      ['M', 'same name', undefined, 0, 0],
      ['A', 'tab\there', undefined, 1, 0],
    ])
    const whole = execFileSync('git', ['show', '--format=', '-M', second], { cwd: repository.folder }).toString()
    expect(diff.files.map(({ patch }) => patch).join('')).toBe(whole)
    for (const { patch, path } of diff.files.slice(0, 6)) expect(patch.split('\n')[0]).toContain(path)
    const root = await readCommitDiff({ gitFolder, oid: first, limitBytes: 100_000 })
    expect(root.files.map(({ status }) => status)).toEqual(['A', 'A', 'A', 'A', 'A', 'A'])
  })

  it('gives of a merge what it brought in, and of an empty commit nothing', async () => {
    const repository = workshop.repository()
    repository.commit({ files: { a: '1' } })
    repository.branch('side')
    repository.commit({ files: { b: '1' } })
    repository.checkout('main')
    repository.commit({ files: { c: '1' } })
    const merge = repository.merge('side')
    const empty = repository.commit()
    const gitFolder = join(repository.folder, '.git')
    expect((await readCommitDiff({ gitFolder, oid: merge, limitBytes: 1_000 })).files.map(({ path }) => path)).toEqual([
      'b',
    ])
    expect(await readCommitDiff({ gitFolder, oid: empty, limitBytes: 1_000 })).toEqual({
      files: [],
      hasMoreFiles: false,
      cut: false,
    })
  })

  it('gives the difference between two commits, and of one from nothing', async () => {
    const repository = workshop.repository()
    const gitFolder = join(repository.folder, '.git')
    const [first = '', second = '', third = ''] = ['a', 'b', 'c'].map((name) =>
      repository.commit({ files: { [`${name}.txt`]: `${name}\n` } }),
    )
    const between = await readCommitDiff({ gitFolder, oid: third, from: first, limitBytes: 10_000 })
    expect(between.files.map(({ path }) => path)).toEqual(
      repository.git('diff', '--name-only', first, third).split('\n'),
    )
    const whole = await readCommitDiff({ gitFolder, oid: second, from: null, limitBytes: 100_000 })
    expect(whole.files.map(({ path }) => path).toSorted()).toEqual(
      repository.git('ls-tree', '-r', '--name-only', second).split('\n').toSorted(),
    )
  })

  it('keeps to the given paths, taken literally, and refuses what is no object id', async () => {
    const repository = workshop.repository()
    const oid = repository.commit({ files: { 'a/x': '1', 'a*': '1', ab: '1', '--help': '1' } })
    const gitFolder = join(repository.folder, '.git')
    const paths = async (wanted: readonly string[]) =>
      (await readCommitDiff({ gitFolder, oid, paths: wanted, limitBytes: 1_000 })).files.map(({ path }) => path)
    expect(await paths(['a*'])).toEqual(['a*'])
    expect(await paths(['a'])).toEqual(['a/x'])
    expect(await paths(['--help'])).toEqual(['--help'])
    expect(await paths([':(glob)**'])).toEqual([])
    for (const wrong of ['--output=/tmp/x', 'HEAD', ''])
      await expect(readCommitDiff({ gitFolder, oid: wrong, limitBytes: 1_000 })).rejects.toMatchObject({
        code: 'git/bad-object',
      })
  })
})

describe('blameLines', () => {
  it('tells the commit, former path and former line of each line', async () => {
    const repository = workshop.repository()
    const first = repository.commit({ files: { 'old name\t"x"': TWENTY_LINES } })
    repository.rename('old name\t"x"', 'new')
    const third = repository.commit({ files: { new: `zero\n${TWENTY_LINES.replace('line 1\n', 'changed\n')}` } })
    const gitFolder = join(repository.folder, '.git')
    expect(await blameLines({ gitFolder, revision: third, path: 'new', startLine: 1, endLine: 4 })).toEqual([
      { line: 1, oid: third, originalPath: 'new', originalLine: 1, text: 'zero' },
      { line: 2, oid: first, originalPath: 'old name\t"x"', originalLine: 1, text: 'line 0' },
      { line: 3, oid: third, originalPath: 'new', originalLine: 3, text: 'changed' },
      { line: 4, oid: first, originalPath: 'old name\t"x"', originalLine: 3, text: 'line 2' },
    ])
  })

  it('looks through white space and moves when asked', async () => {
    const repository = workshop.repository()
    const first = repository.commit({
      files: { a: 'if (condition) {\n  return someFunctionWithALongName(argument)\n}\n' },
    })
    const second = repository.commit({
      files: { a: 'if (condition) {\n      return someFunctionWithALongName(argument)\n}\n' },
    })
    const order = { gitFolder: join(repository.folder, '.git'), revision: second, path: 'a', startLine: 2, endLine: 2 }
    expect((await blameLines(order))[0]?.oid).toBe(second)
    expect((await blameLines({ ...order, followMoves: true }))[0]?.oid).toBe(first)
  })

  it('passes by the commits it is told to', async () => {
    const repository = workshop.repository()
    const first = repository.commit({ files: { a: 'const answer = compute(question)\n' } })
    const second = repository.commit({ files: { a: 'const answer = compute(question);\n' } })
    const order = { gitFolder: join(repository.folder, '.git'), revision: second, path: 'a', startLine: 1, endLine: 1 }
    expect((await blameLines({ ...order, followMoves: true }))[0]?.oid).toBe(second)
    expect((await blameLines({ ...order, ignoredRevisions: [second] }))[0]?.oid).toBe(first)
    await expect(blameLines({ ...order, ignoredRevisions: ['--contents=/etc/passwd'] })).rejects.toMatchObject({
      code: 'git/bad-object',
    })
  })

  it('is empty for lines, files and ranges that do not exist', async () => {
    const repository = workshop.repository()
    const revision = repository.commit({ files: { a: '1\n2\n', empty: '' } })
    const order = { gitFolder: join(repository.folder, '.git'), revision, path: 'a', startLine: 1, endLine: 2 }
    expect(await blameLines({ ...order, startLine: 3, endLine: 3 })).toEqual([])
    expect(await blameLines({ ...order, startLine: 2, endLine: 1 })).toEqual([])
    expect(await blameLines({ ...order, startLine: Number.NaN })).toEqual([])
    for (const path of ['nope', 'empty', '--help', ':(top)a'])
      expect([path, await blameLines({ ...order, path })]).toEqual([path, []])
    expect((await blameLines({ ...order, endLine: 99 })).map(({ text }) => text)).toEqual(['1', '2'])
    await expect(blameLines({ ...order, path: 'a\\xFF' })).rejects.toMatchObject({ code: 'git/failed' })
  })
})
