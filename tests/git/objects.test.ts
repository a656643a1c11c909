// What reading objects guarantees: right bytes, limits before contents, and a process that may die.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listTree, openObjectReader, streamBlobs } from '#lib/git/objects.ts'
import { openWorkshop } from './stores.ts'

const workshop = openWorkshop()

/** Ids of running `git cat-file` processes over a store. */
function readersOf(gitFolder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
        return line.includes('cat-file') && line.includes(gitFolder) && line.startsWith('git\0')
      } catch {
        return false // The process ended while we looked.
      }
    })
    .map(Number)
}

describe('the object reader', () => {
  it('tells and reads objects by id and files by path, many at once, in the right order', async () => {
    const repository = workshop.repository()
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f${n}`, `${n}\n`.repeat(n * 500)]))
    const oid = repository.commit({
      files: { ...files, empty: '', 'with space/ü\nx': 'odd', bin: Buffer.from([0, 255, 10, 0]) },
    })
    const reader = openObjectReader(join(repository.folder, '.git'))
    const all = await Promise.all(
      Object.keys(files).flatMap((path) => [reader.read(`${oid}:${path}`), reader.info(`${oid}:${path}`)]),
    )
    Object.values(files).forEach((text, n) => {
      expect(all[2 * n]).toEqual(Buffer.from(text))
      expect(all[2 * n + 1]).toMatchObject({ type: 'blob', sizeBytes: text.length })
    })
    expect(await reader.read(`${oid}:empty`)).toEqual(Buffer.alloc(0))
    expect(await reader.read(`${oid}:with space/ü\nx`)).toEqual(Buffer.from('odd'))
    expect(await reader.read(`${oid}:bin`)).toEqual(Buffer.from([0, 255, 10, 0]))
    expect(await reader.info(oid)).toMatchObject({ oid, type: 'commit' })
    expect(await reader.info(`${oid}:`)).toMatchObject({ type: 'tree' })
    await reader.close()
  })

  it('answers "no such object" for what does not exist, and for names that are none', async () => {
    const repository = workshop.repository()
    const oid = repository.commit({ files: { a: '1' } })
    const reader = openObjectReader(join(repository.folder, '.git'))
    const names = [
      '0'.repeat(40),
      `${oid}:nope`,
      `${oid}:no\npe`,
      `${oid}: missing`,
      `${oid}:../a`,
      `${oid}:./a`,
      'HEAD',
      'main:a',
      '',
      '--batch',
      `${oid}\ninfo x`,
      `${oid}:a\0b`,
      ':/a',
      `${oid}:${'x'.repeat(10_000)}`,
    ]
    for (const name of names) {
      expect([name, await reader.info(name)]).toEqual([name, undefined])
      expect(await reader.read(name)).toBeUndefined()
    }
    expect(await reader.read(`${oid}:a`)).toEqual(Buffer.from('1'))
    await reader.close()
  })

  it('takes a submodule for no object, and reads on', async () => {
    const repository = workshop.repository()
    repository.commit({ files: { a: '1' } })
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`)
    repository.git('commit', '-q', '-m', 'Add a submodule')
    const oid = repository.git('rev-parse', 'HEAD')
    const reader = openObjectReader(join(repository.folder, '.git'))
    expect(await Promise.all([reader.info(`${oid}:sub`), reader.read(`${oid}:a`)])).toEqual([
      undefined,
      Buffer.from('1'),
    ])
    await reader.close()
  })

  it('refuses an object over the limit by its size, without reading it', async () => {
    const repository = workshop.repository()
    const oid = repository.commit({ files: { big: 'x'.repeat(100_000) } })
    const reader = openObjectReader(join(repository.folder, '.git'))
    await expect(reader.read(`${oid}:big`, 99_999)).rejects.toMatchObject({ code: 'git/too-large' })
    expect(await reader.read(`${oid}:big`, 100_000)).toHaveLength(100_000)
    await reader.close()
  })

  it('uses one process, replaces it when it dies, and ends it when closed', async () => {
    const repository = workshop.repository()
    const oid = repository.commit({ files: { a: '1' } })
    const gitFolder = join(repository.folder, '.git')
    const reader = openObjectReader(gitFolder)
    for (let n = 0; n < 20; n += 1) await reader.read(`${oid}:a`)
    const [pid, ...others] = readersOf(gitFolder)
    expect(others).toEqual([])
    process.kill(pid ?? 0, 'SIGKILL')
    const afterwards = async () => {
      for (let n = 0; n < 100; n += 1) {
        const read = await reader.read(`${oid}:a`).catch((error: unknown) => error)
        if (Buffer.isBuffer(read)) return read
        expect(read).toMatchObject({ code: 'git/bad-object', retryable: true })
      }
      return undefined
    }
    expect(await afterwards()).toEqual(Buffer.from('1'))
    await reader.close()
    expect(readersOf(gitFolder)).toEqual([])
    await expect(reader.info(oid)).rejects.toMatchObject({ code: 'git/aborted' })
  })

  it('sees objects that a later fetch brought', async () => {
    const source = workshop.repository()
    const first = source.commit({ files: { a: '1' } })
    const { gitFolder } = await workshop.mirror(source.folder)
    const reader = openObjectReader(gitFolder)
    expect(await reader.read(`${first}:a`)).toEqual(Buffer.from('1'))
    const second = source.commit({ files: { a: '2' } })
    expect(await reader.info(second)).toBeUndefined()
    await workshop.mirror(source.folder, { gitFolder })
    expect(await reader.read(`${second}:a`)).toEqual(Buffer.from('2'))
    await reader.close()
  })

  it('tells a broken object and goes on', async () => {
    const repository = workshop.repository()
    const oid = repository.commit({ files: { a: 'one\n', b: 'two\n' } })
    const blob = repository.git('rev-parse', 'HEAD:a')
    const file = join(repository.folder, '.git/objects', blob.slice(0, 2), blob.slice(2))
    rmSync(file)
    execFileSync('sh', ['-c', `printf 'garbage' > "${file}"`])
    const reader = openObjectReader(join(repository.folder, '.git'))
    const broken = await reader.read(`${oid}:a`).catch((error: unknown) => error)
    expect(
      broken === undefined || (broken instanceof Error && 'code' in broken && broken.code === 'git/bad-object'),
    ).toBe(true)
    expect(await reader.read(`${oid}:b`)).toEqual(Buffer.from('two\n'))
    await reader.close()
  })
})

describe('listTree', () => {
  it('lists files at any depth, one level, a folder and a single file', async () => {
    const repository = workshop.repository()
    const oid = repository.commit({ files: { 'a/b/c': '123', 'a/d': '1', e: '', 'a/-x': '1' } })
    const gitFolder = join(repository.folder, '.git')
    const list = async (o: object = {}) =>
      (await listTree({ gitFolder, revision: oid, ...o })).entries.map(({ path, type, sizeBytes }) => [
        path,
        type,
        sizeBytes,
      ])
    expect(await list()).toEqual([
      ['a/-x', 'blob', 1],
      ['a/b/c', 'blob', 3],
      ['a/d', 'blob', 1],
      ['e', 'blob', 0],
    ])
    expect(await list({ recursive: false })).toEqual([
      ['a', 'tree', null],
      ['e', 'blob', 0],
    ])
    for (const path of ['a', 'a/', '/a', './a/'])
      expect(await list({ path, recursive: false })).toEqual([
        ['a/-x', 'blob', 1],
        ['a/b', 'tree', null],
        ['a/d', 'blob', 1],
      ])
    expect(await list({ path: 'a/b/c' })).toEqual([['a/b/c', 'blob', 3]])
    for (const path of ['nope', '../a', 'a/../..', 'a\0b', '--help', 'E']) expect(await list({ path })).toEqual([])
    await expect(list({ revision: '--help' })).rejects.toMatchObject({ code: 'git/bad-object' })
  })

  it('keeps names that are not UTF-8, and leads to their files', async () => {
    const repository = workshop.repository()
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repository.folder, input: 'x' })
      .toString()
      .trim()
    const inner = execFileSync('git', ['mktree', '-z'], {
      cwd: repository.folder,
      input: Buffer.from(`100644 blob ${blob}\tf\xe9\0`, 'latin1'),
    })
      .toString()
      .trim()
    const outer = execFileSync('git', ['mktree', '-z'], {
      cwd: repository.folder,
      input: Buffer.from(`040000 tree ${inner}\td\xff\0`, 'latin1'),
    })
      .toString()
      .trim()
    const gitFolder = join(repository.folder, '.git')
    const { entries } = await listTree({ gitFolder, revision: outer })
    expect(entries.map(({ path }) => path)).toEqual(['d\\xFF/f\\xE9'])
    expect((await listTree({ gitFolder, revision: outer, path: 'd\\xFF' })).entries).toEqual(entries)
    const reader = openObjectReader(gitFolder)
    expect(await reader.read(`${outer}:d\\xFF/f\\xE9`)).toEqual(Buffer.from('x'))
    await reader.close()
  })
})

describe('streamBlobs', () => {
  it('gives every blob once in the given order, the large and the missing as null', async () => {
    const repository = workshop.repository()
    const files = Object.fromEntries(
      Array.from({ length: 700 }, (_, n) => [`f${n}`, `${n}-${'x'.repeat((n * 37) % 3_000)}`]),
    )
    const commit = repository.commit({ files: { ...files, large: 'y'.repeat(5_000_000), none: '' } })
    const gitFolder = join(repository.folder, '.git')
    const { entries } = await listTree({ gitFolder, revision: commit })
    const oids = [...entries.map(({ oid }) => oid), '0'.repeat(40), commit]
    const seen: string[] = []
    for await (const { oid, content, sizeBytes } of streamBlobs({ gitFolder, oids, limitBytes: 1_000_000 })) {
      const entry = entries[seen.length]
      seen.push(oid)
      if (entry === undefined || entry.path === 'large') expect(content).toBeNull()
      else expect(content?.toString()).toBe(files[entry.path] ?? '')
      expect(sizeBytes).toBe(entry?.sizeBytes ?? 0)
    }
    expect(seen).toEqual(oids)
  })

  it('may be left early, given nothing, or stopped, without a process left behind', async () => {
    const repository = workshop.repository()
    const commit = repository.commit({
      files: Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`f${n}`, `${n}`.repeat(20_000)])),
    })
    const gitFolder = join(repository.folder, '.git')
    const oids = (await listTree({ gitFolder, revision: commit })).entries.map(({ oid }) => oid)
    for await (const _ of streamBlobs({ gitFolder, oids, limitBytes: 1e6 })) break
    for await (const _ of streamBlobs({ gitFolder, oids: [], limitBytes: 1e6 })) expect.unreachable()
    const controller = new AbortController()
    const read = async () => {
      for await (const _ of streamBlobs({ gitFolder, oids, limitBytes: 1e6, signal: controller.signal }))
        controller.abort()
    }
    await expect(read()).rejects.toMatchObject({ code: 'git/aborted' })
    await expect.poll(() => readersOf(gitFolder)).toEqual([])
  })
})
