// What the log stream guarantees: every commit as git has it, whatever its author wrote.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  countCommits,
  decodePath,
  encodePath,
  type LineVisitor,
  streamChangedLines,
  streamCommits,
} from '#lib/git/log-stream.ts'
import { collect, openWorkshop } from './stores.ts'

const workshop = openWorkshop()

/** Writes an object as its bytes are, past all checks of git's own commands; gives its id. */
function writeObject(folder: string, type: 'commit' | 'tree' | 'blob', content: Buffer | string): string {
  return execFileSync('git', ['hash-object', '-t', type, '-w', '--literally', '--stdin'], {
    cwd: folder,
    input: content,
  })
    .toString()
    .trim()
}

describe('streamCommits', () => {
  it('gives every commit once, children before parents, with authors, dates and parents', async () => {
    const repository = workshop.repository()
    const first = repository.commit({
      files: { a: '1' },
      message: 'First\n\nWhy it was done.\n',
      date: '1600000000 +0530',
    })
    repository.branch('side')
    const side = repository.commit({ files: { b: '1' }, author: 'Zoë', email: 'zoe@example.org' })
    repository.checkout('main')
    const second = repository.commit({ files: { c: '1' } })
    const merge = repository.merge('side')
    const gitFolder = join(repository.folder, '.git')

    const commits = await collect(streamCommits({ gitFolder, tips: [merge], exclude: [] }))

    expect(commits.map((commit) => commit.oid).toSorted()).toEqual([first, side, second, merge].toSorted())
    expect(commits[0]).toMatchObject({
      oid: merge,
      parents: [second, side],
      changes: [],
      subject: "Merge branch 'side'",
    })
    expect(commits.at(-1)).toMatchObject({
      oid: first,
      parents: [],
      subject: 'First',
      body: 'Why it was done.',
      authoredAtS: 1600000000,
      authoredOffsetMinutes: 330,
      changes: [{ status: 'A', path: 'a' }],
    })
    expect(commits.find((commit) => commit.oid === side)).toMatchObject({
      authorName: 'Zoë',
      authorEmail: 'zoe@example.org',
    })
    expect(await countCommits({ gitFolder, tips: [merge], exclude: [] })).toBe(4)
  })

  it('leaves out what the excluded commits reach, and gives parents first when asked', async () => {
    const repository = workshop.repository()
    const [one, two, three] = [1, 2, 3].map((n) => repository.commit({ files: { a: `${n}` } }))
    const gitFolder = join(repository.folder, '.git')
    const reach = { gitFolder, tips: [three ?? ''], exclude: [one ?? ''] }
    expect((await collect(streamCommits(reach))).map(({ oid }) => oid)).toEqual([three, two])
    expect((await collect(streamCommits({ ...reach, parentsFirst: true }))).map(({ oid }) => oid)).toEqual([two, three])
    expect(await countCommits(reach)).toBe(2)
    expect(await collect(streamCommits({ gitFolder, tips: [], exclude: [] }))).toEqual([])
  })

  it('tells renames, deletions, type changes, modes and submodules', async () => {
    const repository = workshop.repository()
    const lines = Array.from({ length: 20 }, (_, n) => `line ${n}\n`).join('')
    const first = repository.commit({ files: { 'old name': lines, gone: 'x', kind: 'plain file' } })
    repository.git('update-index', '--add', '--cacheinfo', `160000,${first},vendor/lib`)
    execFileSync(
      'sh',
      [
        '-c',
        'git mv "old name" "new/name" 2>/dev/null || (mkdir new && git mv "old name" new/name); echo more >> new/name; rm gone kind; ln -s target kind',
      ],
      { cwd: repository.folder },
    )
    repository.git('add', '--all', 'new', 'gone', 'kind')
    repository.git('commit', '--quiet', '-m', 'All kinds')
    const gitFolder = join(repository.folder, '.git')
    const [commit] = await collect(
      streamCommits({ gitFolder, tips: [repository.git('rev-parse', 'HEAD')], exclude: [] }),
    )
    const changes = commit?.changes ?? []
    expect(changes.map(({ status, path, oldPath }) => [status, path, oldPath])).toEqual([
      ['D', 'gone', undefined],
      ['T', 'kind', undefined],
      ['R', 'new/name', 'old name'],
      ['A', 'vendor/lib', undefined],
    ])
    expect(changes[2]?.similarity).toBeGreaterThan(90)
    expect(changes[3]?.newOid).toBe(first)
    expect(changes[0]?.newOid).toBe('0'.repeat(40))
  })

  it('cannot be fooled by a message that imitates the output of git', async () => {
    const repository = workshop.repository()
    const forged = `${'a'.repeat(40)}\n:100644 100644 ${'1'.repeat(40)} ${'2'.repeat(40)} M\tforged\n\ncommit ${'b'.repeat(40)}\x01\x1e\x1f%x00%H\n`
    const oid = repository.commit({ files: { real: '1' }, message: `Subject ${forged}`, author: '%H%x00 :100644' })
    const gitFolder = join(repository.folder, '.git')
    const commits = await collect(streamCommits({ gitFolder, tips: [oid], exclude: [] }))
    expect(commits).toHaveLength(1)
    expect(commits[0]).toMatchObject({ oid, authorName: '%H%x00 :100644', changes: [{ path: 'real' }] })
    expect(commits[0]?.changes).toHaveLength(1)
  })

  it('survives empty messages, empty commits, NULs, other encodings and impossible dates', async () => {
    const repository = workshop.repository()
    const first = repository.commit({ message: '' })
    const tree = repository.git('rev-parse', 'HEAD^{tree}')
    const raw = (lines: readonly string[], message: Buffer) =>
      writeObject(
        repository.folder,
        'commit',
        Buffer.concat([Buffer.from(`tree ${tree}\nparent ${first}\n${lines.join('\n')}\n\n`, 'latin1'), message]),
      )
    const person = 'A <a@example.org>'
    const latin = raw(
      [`author Andr\xe9 <a@example.org> 1 +0000`, `committer ${person} 1 +0000`, 'encoding ISO-8859-1'],
      Buffer.from('caf\xe9', 'latin1'),
    )
    const broken = raw(
      [`author ${person} 1 +0000`, `committer ${person} 1 +0000`],
      Buffer.from([0x63, 0xff, 0xfe, 0x64]),
    )
    const withNul = raw([`author ${person} 1 +0000`, `committer ${person} 1 +0000`], Buffer.from('before\0after\n'))
    const far = raw(
      [`author ${person} 99999999999999 +0000`, `committer ${person} 4102444800 -1200`],
      Buffer.from('far'),
    )
    const never = raw(
      [`author ${person} tomorrow`, `committer ${person} 18446744073709551615 +9999`],
      Buffer.from('never'),
    )
    const nobody = raw(['author', 'committer'], Buffer.from('nobody'))
    const gitFolder = join(repository.folder, '.git')
    const commits = new Map(
      (
        await collect(streamCommits({ gitFolder, tips: [latin, broken, withNul, far, never, nobody], exclude: [] }))
      ).map((commit) => [commit.oid, commit]),
    )
    expect(commits.size).toBe(7)
    expect(commits.get(first)).toMatchObject({ subject: '', body: '', changes: [] })
    expect(commits.get(latin)).toMatchObject({ subject: 'café', authorName: 'André' })
    expect(commits.get(broken)?.subject).toMatch(/^c\uFFFD+d$/)
    expect(commits.get(withNul)?.subject).toBe('before')
    expect(commits.get(far)).toMatchObject({
      authoredAtS: 99999999999999,
      committedAtS: 4102444800,
    })
    expect(commits.get(never)).toMatchObject({ authoredAtS: 0, subject: 'never' })
    expect(commits.get(nobody)).toMatchObject({ authorName: '', authoredAtS: 0, subject: 'nobody' })
  })

  it('keeps every name of a file, whatever its bytes, and gives line counts the same names', async () => {
    const repository = workshop.repository()
    const names = [
      'plain',
      'with space',
      'tab\there',
      'line\nbreak',
      '"quoted"',
      "it's",
      'back\\slash',
      '\\xFF',
      ':(top)x',
      '-dash',
      '--help',
      'ünïcode',
      'emoji 🙂',
      '*?[a]',
      '#hash',
      '~tilde',
      'a\u202eb',
      '.hidden',
      'trailing ',
    ]
    const bytes = [
      ...names.map((name) => Buffer.from(name)),
      Buffer.from([0x66, 0xff, 0x6f]),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('\\xff\xff', 'latin1'),
    ]
    const blob = writeObject(repository.folder, 'blob', 'content\n')
    const input = Buffer.concat(
      bytes.map((name) => Buffer.concat([Buffer.from(`100644 blob ${blob}\t`), name, Buffer.from([0])])),
    )
    const tree = execFileSync('git', ['mktree', '-z'], { cwd: repository.folder, input }).toString().trim()
    const oid = repository.git('commit-tree', '-m', 'names', tree)
    const gitFolder = join(repository.folder, '.git')

    const [commit] = await collect(streamCommits({ gitFolder, tips: [oid], exclude: [] }))
    const [counts] = await collect(streamChangedLines({ gitFolder, oids: [oid] }))

    const paths = (commit?.changes ?? []).map(({ path }) => path)
    expect(new Set(paths).size).toBe(bytes.length)
    expect(paths.map((path) => encodePath(path).toString('hex')).toSorted()).toEqual(
      bytes.map((name) => name.toString('hex')).toSorted(),
    )
    expect(counts?.files.map(({ path }) => path)).toEqual(paths)
    expect(counts?.files.every(({ additions, deletions }) => additions === 1 && deletions === 0)).toBe(true)
  })

  it('says that a path was too long to keep', async () => {
    const repository = workshop.repository()
    const oid = repository.commit({ files: { [`${'dir/'.repeat(300)}file`]: '1', short: '1' } })
    const gitFolder = join(repository.folder, '.git')
    const [commit] = await collect(streamCommits({ gitFolder, tips: [oid], exclude: [] }))
    expect(commit).toMatchObject({ cut: true, changes: [{ path: 'short' }] })
    const [counts] = await collect(streamChangedLines({ gitFolder, oids: [oid] }))
    expect(counts).toMatchObject({ cut: true, files: [{ path: 'short' }] })
  })

  it('equals plain git on a history with many commits in one stream', async () => {
    const repository = workshop.repository()
    const script = Array.from({ length: 1_200 }, (_, n) => {
      const text = `message ${n}\n`
      return `commit refs/heads/main\ncommitter C <c@example.org> ${1_600_000_000 + n} +0000\ndata ${text.length}\n${text}M 100644 inline f${n % 7}\ndata 3\n${String(n).padStart(3, '0').slice(-3)}\n`
    }).join('')
    execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: repository.folder, input: script })
    const gitFolder = join(repository.folder, '.git')
    const tips = [repository.git('rev-parse', 'main')]
    const batches: number[] = []
    const oids: string[] = []
    for await (const batch of streamCommits({ gitFolder, tips, exclude: [] })) {
      batches.push(batch.length)
      oids.push(...batch.map(({ oid }) => oid))
    }
    expect(oids).toEqual(repository.git('rev-list', '--topo-order', 'main').split('\n'))
    expect(Math.max(...batches)).toBe(500)
  })

  it('refuses a tip that is no object id, so that nothing becomes an option', async () => {
    const repository = workshop.repository()
    repository.commit()
    const gitFolder = join(repository.folder, '.git')
    for (const tip of ['--output=/tmp/x', 'HEAD', 'main\n--all', '']) {
      await expect(collect(streamCommits({ gitFolder, tips: [tip], exclude: [] }))).rejects.toMatchObject({
        code: 'git/bad-object',
      })
    }
  })
})

describe('streamChangedLines', () => {
  it('counts as git does: text, binary, renames, merges and empty commits, in the given order', async () => {
    const repository = workshop.repository()
    const lines = Array.from({ length: 10 }, (_, n) => `line ${n}\n`).join('')
    const first = repository.commit({ files: { a: lines, bin: Buffer.from([0, 1, 2]) } })
    const renamed = repository.rename('a', 'folder/b')
    const edited = repository.commit({ files: { 'folder/b': `${lines}more\n`.replace('line 3\n', '') } })
    const empty = repository.commit()
    const gitFolder = join(repository.folder, '.git')
    const counts = await collect(streamChangedLines({ gitFolder, oids: [empty, first, edited, renamed] }))
    expect(counts).toEqual([
      { oid: empty, cut: false, files: [] },
      {
        oid: first,
        cut: false,
        files: [
          { path: 'a', additions: 10, deletions: 0 },
          { path: 'bin', additions: null, deletions: null },
        ],
      },
      { oid: edited, cut: false, files: [{ path: 'folder/b', additions: 1, deletions: 1 }] },
      { oid: renamed, cut: false, files: [{ path: 'folder/b', additions: 0, deletions: 0 }] },
    ])
  })

  it('shows every changed line whole to a visitor, whatever it looks like and wherever a chunk ends', async () => {
    const repository = workshop.repository()
    const hostile = [
      'diff --git a/x b/x',
      '@@ -1 +1 @@',
      '--- a/x',
      '+++ b/x',
      'Binary files a and b differ',
      '\\',
      '',
      'é\0ü',
    ]
    const long = 'word '.repeat(60_000)
    const text = Buffer.concat([Buffer.alloc(9_000, 'x\n'), Buffer.from(`${[...hostile, long].join('\n')}`)])
    const first = repository.commit({ files: { 'diff --git': text, other: 'one\n' } })
    const second = repository.commit({ files: { other: 'two\n' } })
    const gitFolder = join(repository.folder, '.git')
    const seen: string[] = []
    let line = ''
    const visitor: LineVisitor = {
      beginCommit: () => undefined,
      beginFile: (path) => void seen.push(`file ${Buffer.from(path)}`),
      text(sign, bytes, start, end) {
        line += `${line === '' ? (sign === 1 ? '+' : '-') : ''}${Buffer.from(bytes.subarray(start, end)).toString('latin1')}`
      },
      endLine() {
        seen.push(line)
        line = ''
      },
      binary: () => undefined,
      endFile: () => void seen.push('end'),
      endCommit: (oid) => void seen.push(oid),
    }
    const counts = await collect(streamChangedLines({ gitFolder, oids: [first, second], visitor }))
    expect(counts.map(({ files }) => files.map(({ additions, deletions }) => [additions, deletions]))).toEqual([
      [
        [4_509, 0],
        [1, 0],
      ],
      [[1, 1]],
    ])
    const added = Buffer.from(text)
      .toString('latin1')
      .split('\n')
      .map((each) => `+${each}`)
    expect(seen).toEqual([
      'file diff --git',
      ...added,
      'end',
      'file other',
      '+one',
      'end',
      first,
      'file other',
      '-one',
      '+two',
      'end',
      second,
    ])
  })
})

describe('paths', () => {
  it('go from bytes to text and back without loss', () => {
    for (let n = 0; n < 500; n += 1) {
      const bytes = Buffer.from(
        Array.from(
          { length: n % 23 },
          (_, at) =>
            [0x5c, 0x78, 0x46, 0x46, 0xff, 0xc3, 0xa9, 0x41, 0xf0, 0x9f][(n * 7 + at * at * 3 + n * at) % 10] ?? 0,
        ),
      )
      expect(encodePath(decodePath(bytes)).equals(bytes)).toBe(true)
    }
    expect(decodePath(Buffer.from([0x61, 0xff]))).toBe('a\\xFF')
    expect(decodePath(Buffer.from('\\xFF'))).toBe('\\x5CxFF')
  })
})
