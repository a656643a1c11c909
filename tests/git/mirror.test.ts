// What the mirror guarantees: all of the source's own history and nothing else, at once or not at all.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeCommitGraph } from '#lib/git/commit-graph.ts'
import { streamChangedLines, streamCommits } from '#lib/git/log-stream.ts'
import { listTree, openObjectReader } from '#lib/git/objects.ts'
import { isAncestor, listRefs, resolveRevision } from '#lib/git/revisions.ts'
import { collect, openWorkshop } from './stores.ts'

const workshop = openWorkshop()

describe('mirrorRepository', () => {
  it('takes branches, tags and HEAD, and nothing else', async () => {
    const source = workshop.repository()
    const first = source.commit({ files: { a: '1' } })
    source.tag('light')
    source.tag('v1', { message: 'One', date: '1700000000 +0000' })
    source.branch('topic')
    const topic = source.commit({ files: { a: '2' } })
    source.checkout('main')
    source.git('update-ref', 'refs/notes/commits', first)
    source.git('update-ref', 'refs/pull/1/head', first)
    source.git('update-ref', 'refs/remotes/origin/main', topic)
    const phases: string[] = []
    const result = await workshop.mirror(source.folder, { onProgress: ({ phase }) => phases.push(phase) })
    expect(result).toMatchObject({
      changed: true,
      defaultBranch: 'main',
      headOid: first,
      shallow: false,
      partial: false,
    })
    expect(await listRefs(result.gitFolder)).toEqual([
      { name: 'refs/heads/main', kind: 'branch', commitOid: first, createdAtS: 1577880000, annotated: false },
      { name: 'refs/heads/topic', kind: 'branch', commitOid: topic, createdAtS: 1577966400, annotated: false },
      { name: 'refs/tags/light', kind: 'tag', commitOid: first, createdAtS: 1577880000, annotated: false },
      { name: 'refs/tags/v1', kind: 'tag', commitOid: first, createdAtS: 1700000000, annotated: true },
    ])
    const all = execFileSync('git', ['--git-dir', result.gitFolder, 'for-each-ref', '--format=%(refname)']).toString()
    expect(all).not.toMatch(/notes|pull|remotes/)
    expect(readFileSync(join(result.gitFolder, 'config'), 'utf8')).not.toContain('remote')
    expect(existsSync(join(result.gitFolder, 'hooks'))).toBe(false)
    expect(phases).toContain('Receiving objects')
  })

  it('follows new commits, force-pushes, renamed and deleted refs, and HEAD', async () => {
    const source = workshop.repository()
    const first = source.commit({ files: { a: '1' } })
    source.commit({ files: { a: '2' } })
    source.tag('moving')
    source.git('branch', 'a')
    const { gitFolder } = await workshop.mirror(source.folder)
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: false })

    source.git('reset', '--quiet', '--hard', first)
    const forced = source.commit({ files: { a: '3' } })
    source.git('tag', '--force', 'moving')
    source.git('branch', '--delete', '--force', 'a')
    source.git('branch', 'a/b')
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: true, headOid: forced })
    expect((await listRefs(gitFolder)).map(({ name, commitOid }) => [name, commitOid])).toEqual([
      ['refs/heads/a/b', forced],
      ['refs/heads/main', forced],
      ['refs/tags/moving', forced],
    ])

    source.git('branch', '--move', 'main', 'trunk')
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: true, defaultBranch: 'trunk' })
    source.checkout('a/b')
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: true, defaultBranch: 'a/b' })
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: false })
  })

  it('takes empty repositories, and their first commit later', async () => {
    const source = workshop.repository()
    const { gitFolder, ...result } = await workshop.mirror(source.folder)
    expect(result).toMatchObject({ defaultBranch: null, headOid: null })
    expect(await listRefs(gitFolder)).toEqual([])
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: false, headOid: null })
    const oid = source.commit()
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({
      changed: true,
      headOid: oid,
      defaultBranch: 'main',
    })
  })

  it('takes a detached HEAD, also on a commit that no branch holds, and follows it', async () => {
    const source = workshop.repository()
    source.commit({ files: { a: '1' } })
    source.git('checkout', '--quiet', '--detach')
    const lonely = source.commit({ files: { a: 'lonely' } })
    const { gitFolder, ...result } = await workshop.mirror(source.folder)
    expect(result).toMatchObject({ defaultBranch: null, headOid: lonely })
    const lonelier = source.commit({ files: { a: 'lonelier' } })
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({
      changed: true,
      headOid: lonelier,
      defaultBranch: null,
    })
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: false })
    source.checkout('main')
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: true, defaultBranch: 'main' })
  })

  it('takes a HEAD that names nothing by the usual branch', async () => {
    const source = workshop.repository()
    source.branch('zebra')
    const oid = source.commit()
    source.git('branch', 'master')
    source.git('symbolic-ref', 'HEAD', 'refs/heads/nothing')
    expect(await workshop.mirror(source.folder)).toMatchObject({ defaultBranch: 'master', headOid: oid })
  })

  it('takes bare repositories and linked work trees with their own HEAD', async () => {
    const source = workshop.repository()
    const main = source.commit({ files: { a: '1' } })
    const place = workshop.folder()
    source.git('worktree', 'add', '--quiet', '-b', 'linked', join(place, 'linked'))
    execFileSync(
      'git',
      ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'x'],
      { cwd: join(place, 'linked') },
    )
    source.git('clone', '--quiet', '--bare', source.folder, join(place, 'bare'))
    expect(await workshop.mirror(join(place, 'bare'))).toMatchObject({ defaultBranch: 'main', headOid: main })
    expect(await workshop.mirror(join(place, 'linked'))).toMatchObject({
      defaultBranch: 'linked',
      headOid: source.git('rev-parse', 'linked'),
    })
  })

  it('takes a shallow clone and says so; history ends where the clone ends', async () => {
    const source = workshop.repository()
    for (let n = 0; n < 5; n += 1) source.commit({ files: { a: `${n}` } })
    const place = join(workshop.folder(), 'shallow')
    source.git('clone', '--quiet', '--depth=2', `file://${source.folder}`, place)
    const { gitFolder, headOid, ...result } = await workshop.mirror(place)
    expect(result).toMatchObject({ shallow: true, partial: false })
    const commits = await collect(streamCommits({ gitFolder, tips: [headOid ?? ''], exclude: [] }))
    expect(commits.map(({ parents }) => parents.length)).toEqual([1, 0])
    await writeCommitGraph(gitFolder)
    execFileSync('git', ['pull', '--quiet', '--unshallow'], { cwd: place })
    expect(await workshop.mirror(place, { gitFolder })).toMatchObject({ headOid })
  })

  it('takes a clone without contents and says so; what is missing is no file, not an error', async () => {
    const source = workshop.repository()
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n}\n`).join('')
    source.commit({ files: { a: lines, kept: 'kept' } })
    source.rename('a', 'b')
    const changed = source.commit({ files: { b: `${lines}more\n` } })
    source.git('config', 'uploadpack.allowFilter', 'true')
    const place = join(workshop.folder(), 'partial')
    source.git('clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${source.folder}`, place)
    const { gitFolder, headOid, ...result } = await workshop.mirror(place)
    expect(result).toMatchObject({ partial: true, shallow: false, defaultBranch: 'main' })
    expect(headOid).toBe(changed)
    const commits = await collect(streamCommits({ gitFolder, tips: [changed], exclude: [] }))
    expect(commits.map(({ changes }) => changes.map(({ status, path }) => status + path))).toEqual([
      ['Mb'],
      ['Rb'],
      ['Aa', 'Akept'],
    ])
    const counts = await collect(streamChangedLines({ gitFolder, oids: [changed] }))
    expect(counts).toEqual([{ oid: changed, cut: false, files: [{ path: 'b', additions: null, deletions: null }] }])
    const reader = openObjectReader(gitFolder)
    expect(await reader.read(`${changed}:b`)).toBeUndefined()
    await reader.close()
    expect(await workshop.mirror(place, { gitFolder })).toMatchObject({ changed: false })
    source.commit({ files: { c: '1' } })
    execFileSync('git', ['fetch', '--quiet'], { cwd: place })
    execFileSync('git', ['update-ref', 'refs/heads/main', 'refs/remotes/origin/main'], { cwd: place })
    expect(await workshop.mirror(place, { gitFolder })).toMatchObject({
      changed: true,
      headOid: source.git('rev-parse', 'HEAD'),
    })
  })

  it('takes a filtered clone that has everything as a whole one', async () => {
    const source = workshop.repository()
    source.commit({ files: { a: '1' } })
    source.git('config', 'uploadpack.allowFilter', 'true')
    const place = join(workshop.folder(), 'filtered')
    source.git('clone', '--quiet', '--filter=blob:limit=1g', `file://${source.folder}`, place)
    expect(await workshop.mirror(place)).toMatchObject({ partial: false })
  })

  it('takes repositories with SHA-256 ids', async () => {
    const place = workshop.folder()
    execFileSync('git', ['init', '--quiet', '--object-format=sha256', '--initial-branch=main'], { cwd: place })
    execFileSync('sh', ['-c', 'echo 1 > a && git add a && git -c user.name=A -c user.email=a@b commit -q -m one'], {
      cwd: place,
    })
    const { gitFolder, headOid } = await workshop.mirror(place)
    expect(headOid).toMatch(/^[0-9a-f]{64}$/)
    const [commit] = await collect(streamCommits({ gitFolder, tips: [headOid ?? ''], exclude: [] }))
    const counts = await collect(streamChangedLines({ gitFolder, oids: [headOid ?? ''] }))
    expect(commit).toMatchObject({ oid: headOid, changes: [{ path: 'a' }] })
    expect(counts).toEqual([{ oid: headOid, cut: false, files: [{ path: 'a', additions: 1, deletions: 0 }] }])
    const reader = openObjectReader(gitFolder)
    expect(await reader.read(`${headOid}:a`)).toEqual(Buffer.from('1\n'))
    await reader.close()
  })

  it('takes 20,000 refs', async () => {
    const source = workshop.repository()
    const oid = source.commit()
    const tags = Array.from({ length: 20_000 }, (_, n) => `${oid} refs/tags/t${String(n).padStart(5, '0')}\n`)
    writeFileSync(
      join(source.folder, '.git/packed-refs'),
      `# pack-refs with: peeled fully-peeled sorted \n${tags.join('')}`,
    )
    const { gitFolder } = await workshop.mirror(source.folder)
    expect(await listRefs(gitFolder)).toHaveLength(20_001)
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: false })
  })

  it('takes branches whose names are not UTF-8 or look odd', async () => {
    const source = workshop.repository()
    const oid = source.commit()
    execFileSync('git', ['update-ref', '--stdin', '-z'], {
      cwd: source.folder,
      input: Buffer.from(
        ['caf\xe9', 'ünï', "it's", '-dash', '$(x)'].map((name) => `create refs/heads/${name}\0${oid}\0`).join(''),
        'latin1',
      ),
    })
    source.git('symbolic-ref', 'HEAD', 'refs/heads/-dash')
    const { gitFolder, ...result } = await workshop.mirror(source.folder)
    expect(result).toMatchObject({ headOid: oid, defaultBranch: '-dash' })
    expect((await listRefs(gitFolder)).map(({ name }) => name)).toContain('refs/heads/caf\\xE9')
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ changed: false })
  })

  it('a clone that fails leaves nothing, and what a killed one left is removed', async () => {
    const source = workshop.repository()
    const oid = source.commit({
      files: { a: Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 7919 * (n % 251)) % 256)) },
    })
    const gitFolder = join(workshop.folder(), 'store')
    const leftover = `${gitFolder}.clone-1-abcd`
    mkdirSync(join(leftover, 'objects'), { recursive: true })
    await expect(workshop.mirror(source.folder, { gitFolder, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'git/aborted',
    })
    expect(readdirSync(dirname(gitFolder))).toEqual([])
    await expect(
      workshop.mirror(source.folder, { gitFolder, limits: { sizeBytes: 1_000, timeoutMs: 1 } }),
    ).rejects.toMatchObject({ code: 'git/timeout' })
    expect(readdirSync(dirname(gitFolder))).toEqual([])
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ headOid: oid })
    expect(readdirSync(dirname(gitFolder))).toEqual([basename(gitFolder)])
  })

  it('removes the locks and half packs of a killed fetch', async () => {
    const source = workshop.repository()
    source.commit()
    const { gitFolder } = await workshop.mirror(source.folder)
    const leftovers = [
      'packed-refs.lock',
      'HEAD.lock',
      'refs/heads/main.lock',
      'objects/pack/tmp_pack_abc',
      'objects/info/commit-graph.lock',
    ]
    for (const name of leftovers) {
      mkdirSync(dirname(join(gitFolder, name)), { recursive: true })
      writeFileSync(join(gitFolder, name), '')
      utimesSync(join(gitFolder, name), 1_000_000_000, 1_000_000_000)
    }
    const oid = source.commit()
    expect(await workshop.mirror(source.folder, { gitFolder })).toMatchObject({ headOid: oid })
    await writeCommitGraph(gitFolder)
    expect(leftovers.filter((name) => existsSync(join(gitFolder, name)))).toEqual([])
  })

  it('tells a source that is gone', async () => {
    const source = workshop.repository()
    source.commit()
    const address = { kind: 'folder' as const, path: source.folder, gitFolder: join(source.folder, '.git') }
    rmSync(source.folder, { recursive: true })
    await expect(workshop.mirror('', { address })).rejects.toMatchObject({
      code: 'git/failed',
      message: expect.stringContaining(source.folder),
    })
  })
})

describe('revisions', () => {
  it('resolve to commits, and what is none or may not come from outside is undefined', async () => {
    const source = workshop.repository()
    const first = source.commit({ files: { a: '1' } })
    const second = source.commit({ files: { a: '2' }, message: 'findme' })
    source.tag('v1', { message: 'One', revision: first })
    source.git('tag', '-a', '-m', 'nested', 'nested', 'v1')
    const blob = source.git('rev-parse', 'HEAD:a')
    source.git('tag', 'blob', blob)
    const { gitFolder } = await workshop.mirror(source.folder)
    for (const [revision, oid] of [
      ['HEAD', second],
      ['main', second],
      ['refs/heads/main', second],
      ['HEAD~1', first],
      ['main^', first],
      ['v1', first],
      ['v1^0', first],
      ['nested', first],
      [first.slice(0, 8), first],
      [first, first],
    ] as const) {
      expect([revision, await resolveRevision(gitFolder, revision)]).toEqual([revision, oid])
    }
    for (const revision of [
      '',
      'nope',
      'HEAD~9',
      blob,
      'blob',
      'HEAD:a',
      ':/findme',
      'HEAD^{/findme}',
      '--help',
      '-h',
      '--output=/tmp/x',
      'HEAD..main',
      '^HEAD',
      'main --all',
      'HEAD\n',
      'a\0b',
      '@{u}',
      'HEAD@{1 year ago}',
      'x'.repeat(2_000),
      'HEAD^@',
      'HEAD^!',
      'HEAD^-',
    ]) {
      expect([revision, await resolveRevision(gitFolder, revision)]).toEqual([revision, undefined])
    }
    expect((await listRefs(gitFolder)).find(({ name }) => name === 'refs/tags/nested')).toMatchObject({
      commitOid: first,
      annotated: true,
    })
    expect((await listRefs(gitFolder)).map(({ name }) => name)).not.toContain('refs/tags/blob')
    expect(await isAncestor(gitFolder, { ancestor: first, descendant: second })).toBe(true)
    expect(await isAncestor(gitFolder, { ancestor: second, descendant: first })).toBe(false)
    await expect(isAncestor(gitFolder, { ancestor: '--help', descendant: first })).rejects.toMatchObject({
      code: 'git/bad-object',
    })
    expect((await listTree({ gitFolder, revision: second })).entries).toHaveLength(1)
  })
})
