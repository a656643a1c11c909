// Repositories made to exhaust whoever reads them: each stops at its limit, and what is sound in them is still read.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCommitDiff } from '#lib/git/diff.ts'
import { streamChangedLines, streamCommits } from '#lib/git/log-stream.ts'
import { listTree, openObjectReader, streamBlobs } from '#lib/git/objects.ts'
import { runGit } from '#lib/git/run.ts'
import type { TestRepository } from './make-repository.ts'
import { collect, openWorkshop } from './stores.ts'

const workshop = openWorkshop()
const MEBIBYTE = 1024 * 1024

/** A commit of eleven objects whose tree unfolds to 10^10 paths. */
function addTreeBomb({ folder, git }: TestRepository): string {
  const write = (args: readonly string[], input: string) =>
    execFileSync('git', args, { cwd: folder, input }).toString().trim()
  let entry = `100644 blob ${write(['hash-object', '-w', '--stdin'], 'x')}`
  for (let depth = 0; depth < 10; depth += 1) {
    const lines = Array.from({ length: 10 }, (_, n) => `${entry}\tfolder-${n}\n`)
    entry = `040000 tree ${write(['mktree'], lines.join(''))}`
  }
  const oid = git('commit-tree', '-p', 'HEAD', '-m', 'Bomb', entry.split(' ').at(-1) ?? '')
  git('update-ref', 'refs/heads/main', oid)
  return oid
}

describe('a tree that unfolds to 10^10 paths', () => {
  it('is mirrored, listed up to the limit, and does not hide the commits around it', async () => {
    const source = workshop.repository()
    const before = source.commit({ files: { a: '1' }, message: 'Before' })
    const bomb = addTreeBomb(source)
    const tree = source.git('rev-parse', `${before}^{tree}`)
    const after = source.git('commit-tree', '-p', bomb, '-m', 'After', tree)
    const later = source.git('commit-tree', '-p', before, '-m', 'Later', tree)
    source.git('update-ref', 'refs/heads/main', after)
    source.git('update-ref', 'refs/heads/later', later)
    const { gitFolder } = await workshop.mirror(source.folder)

    const { entries, cut } = await listTree({ gitFolder, revision: bomb })
    expect([entries.length, cut]).toEqual([200_000, true])
    expect((await listTree({ gitFolder, revision: bomb, recursive: false })).entries).toHaveLength(10)

    const memoryLimitBytes = 128 * MEBIBYTE
    const commits = await collect(streamCommits({ gitFolder, tips: [after, later], exclude: [], memoryLimitBytes }))
    const found = Object.fromEntries(
      commits.map(({ subject, cut: isCut, changes }) => [subject, [isCut, changes.length]]),
    )
    expect(commits).toHaveLength(4)
    expect(found).toEqual({ Before: [false, 1], Bomb: [true, 0], After: [true, 0], Later: [false, 0] })

    const counts = await collect(streamChangedLines({ gitFolder, oids: [later, bomb, before], memoryLimitBytes }))
    expect(counts.map(({ oid, cut: isCut, files }) => [oid, isCut, files.length])).toEqual([
      [later, false, 0],
      [bomb, true, 0],
      [before, false, 1],
    ])

    const diff = readCommitDiff({ gitFolder, oid: bomb, limitBytes: 10_000, memoryLimitBytes })
    await expect(diff).rejects.toMatchObject({ code: 'git/too-large' })
  })
})

describe('a huge file', () => {
  it('is skipped by its size and never enters memory', async () => {
    const source = workshop.repository()
    const oid = source.commit({ files: { huge: Buffer.alloc(128 * MEBIBYTE), small: 'small' } })
    const { gitFolder } = await workshop.mirror(source.folder)
    const { entries } = await listTree({ gitFolder, revision: oid })
    const beforeBytes = process.memoryUsage().arrayBuffers
    for await (const { content, sizeBytes } of streamBlobs({
      gitFolder,
      oids: entries.map((entry) => entry.oid),
      limitBytes: MEBIBYTE,
    })) {
      expect(content === null).toBe(sizeBytes > MEBIBYTE)
      expect(process.memoryUsage().arrayBuffers - beforeBytes).toBeLessThan(32 * MEBIBYTE)
    }
    const reader = openObjectReader(gitFolder)
    await expect(reader.read(`${oid}:huge`)).rejects.toMatchObject({ code: 'git/too-large' })
    expect(await reader.read(`${oid}:small`)).toEqual(Buffer.from('small'))
    await reader.close()
    const diff = await readCommitDiff({ gitFolder, oid, limitBytes: MEBIBYTE })
    expect(diff.files.map(({ path, additions }) => [path, additions])).toEqual([
      ['huge', null],
      ['small', 1],
    ])
  })

  it('of text is cut in a diff, and the files behind it are not', async () => {
    const source = workshop.repository()
    const oid = source.commit({
      files: { 'a.lock': 'line of a lock file\n'.repeat(20_000), 'b.ts': 'export const b = 1\n' },
    })
    const diff = await readCommitDiff({ gitFolder: join(source.folder, '.git'), oid, limitBytes: 100_000 })
    expect(diff.cut).toBe(true)
    expect(diff.files.map(({ path, cut, additions }) => [path, cut, additions])).toEqual([
      ['a.lock', true, 20_000],
      ['b.ts', false, 1],
    ])
    expect(diff.files[0]?.patch).toHaveLength(50_000)
    expect(diff.files[1]?.patch).toContain('+export const b = 1')
  })
})

describe('a huge message', () => {
  it('is cut while it streams, and the commits around it are whole', async () => {
    const source = workshop.repository()
    const first = source.commit({ message: 'First' })
    const huge = execFileSync('git', ['commit-tree', '-p', first, source.git('rev-parse', 'HEAD^{tree}')], {
      cwd: source.folder,
      input: Buffer.concat([Buffer.from('Huge\n\n'), Buffer.alloc(40 * MEBIBYTE, 'word ')]),
      env: {
        ...process.env,
        GIT_AUTHOR_NAME: 'A',
        GIT_AUTHOR_EMAIL: 'a',
        GIT_COMMITTER_NAME: 'A',
        GIT_COMMITTER_EMAIL: 'a',
      },
    })
      .toString()
      .trim()
    source.git('reset', '--quiet', '--hard', huge)
    const last = source.commit({ message: 'Last', files: { a: '1' } })
    const commits = await collect(streamCommits({ gitFolder: join(source.folder, '.git'), tips: [last], exclude: [] }))
    expect(commits.map(({ subject, cut }) => [subject, cut])).toEqual([
      ['Last', false],
      ['Huge', true],
      ['First', false],
    ])
    expect(commits[1]?.body.length).toBeLessThanOrEqual(MEBIBYTE)
    expect(commits[0]?.changes).toHaveLength(1)
  })
})

describe('endless output', () => {
  it('stops at the output limit of a read', async () => {
    const source = workshop.repository()
    source.commit()
    const bomb = addTreeBomb(source)
    const order = { args: ['ls-tree', '-r', bomb], gitFolder: join(source.folder, '.git'), outputLimitBytes: MEBIBYTE }
    await expect(runGit(order)).rejects.toMatchObject({ code: 'git/output-limit' })
  })
})
