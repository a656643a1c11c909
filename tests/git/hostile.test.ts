// Repositories that try to run code, read outside or show a forged history: nothing fires while we read them.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blameLines } from '#lib/git/blame.ts'
import { writeCommitGraph } from '#lib/git/commit-graph.ts'
import { readCommitDiff } from '#lib/git/diff.ts'
import { streamChangedLines, streamCommits } from '#lib/git/log-stream.ts'
import { listTree, openObjectReader, streamBlobs } from '#lib/git/objects.ts'
import { listRefs, resolveRevision } from '#lib/git/revisions.ts'
import type { TestRepository } from './make-repository.ts'
import { collect, openWorkshop } from './stores.ts'

const workshop = openWorkshop()

/** A trap puts its name into `marks` when it fires. */
interface Trap {
  readonly set: (repository: TestRepository, fire: string) => void
  /** What plain git does with such a repository: proof that the trap is armed. Left out where this git has closed it. */
  readonly prove?: readonly (readonly string[])[]
}

const attribute = (repository: TestRepository, line: string) => {
  mkdirSync(join(repository.folder, '.git/info'), { recursive: true })
  writeFileSync(join(repository.folder, '.git/info/attributes'), `${line}\n`)
}

const TRAPS: Readonly<Record<string, Trap>> = {
  fsmonitor: { set: ({ git }, fire) => git('config', 'core.fsmonitor', fire), prove: [['status']] },
  'external diff': { set: ({ git }, fire) => git('config', 'diff.external', fire), prove: [['diff', 'HEAD~1']] },
  'diff driver': {
    set: (repository, fire) => {
      repository.git('config', 'diff.evil.command', fire)
      attribute(repository, '* diff=evil')
    },
    prove: [['diff', 'HEAD~1']],
  },
  textconv: {
    set: (repository, fire) => {
      repository.git('config', 'diff.evil.textconv', fire)
      attribute(repository, '* diff=evil')
    },
    prove: [
      ['log', '-p'],
      ['blame', 'file'],
    ],
  },
  'included configuration': {
    set: ({ folder, git }, fire) => {
      writeFileSync(join(folder, 'evil.config'), `[diff]\n\texternal = ${fire}\n`)
      git('config', 'include.path', '../evil.config')
    },
    prove: [['diff', 'HEAD~1']],
  },
  'smudge filter': {
    set: (repository, fire) => {
      for (const name of ['smudge', 'clean', 'process']) repository.git('config', `filter.lfs.${name}`, fire)
      repository.git('config', 'filter.lfs.required', 'false')
      attribute(repository, '* filter=lfs')
    },
    prove: [['checkout', 'HEAD~1', '--', 'file']],
  },
  hooks: {
    set: ({ folder }, fire) => {
      for (const name of [
        'post-checkout',
        'reference-transaction',
        'pre-auto-gc',
        'post-index-change',
        'post-rewrite',
        'pre-receive',
        'update',
        'post-update',
        'proc-receive',
        'push-to-checkout',
      ]) {
        writeFileSync(join(folder, '.git/hooks', name), `#!/bin/sh\n${fire}\n`)
        chmodSync(join(folder, '.git/hooks', name), 0o755)
      }
    },
    prove: [['checkout', '--detach']],
  },
  'hooks folder': {
    set: ({ folder, git }, fire) => {
      mkdirSync(join(folder, 'hooks'))
      writeFileSync(join(folder, 'hooks/post-checkout'), `#!/bin/sh\n${fire}\n`)
      chmodSync(join(folder, 'hooks/post-checkout'), 0o755)
      git('config', 'core.hooksPath', join(folder, 'hooks'))
    },
    prove: [['checkout', '--detach']],
  },
  'pager, editor and askpass': {
    set: ({ git }, fire) => {
      for (const name of ['core.pager', 'pager.log', 'pager.diff', 'core.editor', 'sequence.editor', 'core.askPass'])
        git('config', name, fire)
    },
    prove: [['commit', '--amend']],
  },
  'ssh, proxy and credentials': {
    set: ({ git }, fire) => {
      git('config', 'core.sshCommand', fire)
      git('config', 'core.gitProxy', fire)
      git('config', 'credential.helper', `!${fire}`)
      git('config', 'remote.origin.url', 'ssh://git.invalid/x')
      git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*')
    },
    prove: [['fetch']],
  },
  'remote helper': {
    set: ({ git }, fire) => {
      git('config', 'protocol.ext.allow', 'always')
      git('config', 'remote.origin.url', `ext::${fire}`)
      git('config', `url.ext::${fire} .insteadOf`, '/')
    },
    prove: [['fetch', 'origin']],
  },
  'upload-pack hooks': {
    set: ({ git }, fire) => {
      git('config', 'uploadpack.packObjectsHook', fire)
      git('config', 'remote.origin.uploadpack', fire)
      git('config', 'core.alternateRefsCommand', fire)
    },
  },
  signatures: {
    set: ({ git }, fire) => {
      git('config', 'log.showSignature', 'true')
      git('config', 'gpg.program', fire)
      git('config', 'gpg.ssh.program', fire)
    },
    prove: [['log']],
  },
  aliases: {
    set: ({ git }, fire) => {
      for (const name of ['log', 'show', 'clone', 'upload-pack', 'ls-tree', 'cat-file', 'rev-parse'])
        git('config', `alias.${name}`, `!${fire}`)
      git('config', 'alias.armed', `!${fire}`)
    },
    prove: [['armed']],
  },
  submodules: {
    set: ({ git, commit, folder }, fire) => {
      writeFileSync(
        join(folder, '.gitmodules'),
        `[submodule "x"]\n\tpath = x\n\turl = ext::${fire}\n\tupdate = !${fire}\n[submodule "../../y"]\n\tpath = y\n\turl = --upload-pack=${fire}\n`,
      )
      git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD')},x`)
      commit({ message: 'Add submodules' })
      git('config', 'submodule.x.update', `!${fire}`)
      git('config', 'submodule.recurse', 'true')
      git('config', 'fetch.recurseSubmodules', 'true')
    },
  },
}

/** A signed commit by hand: its signature is checked by whatever `gpg.program` names. */
function addSignedCommit({ folder, git }: TestRepository): void {
  const header = `tree ${git('rev-parse', 'HEAD^{tree}')}\nparent ${git('rev-parse', 'HEAD')}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n`
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n'
  const oid = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
    cwd: folder,
    input: `${header}${signature}\nSigned\n`,
  })
    .toString()
    .trim()
  git('update-ref', 'refs/heads/main', oid)
}

/** Everything that the product does with a repository. */
async function readEverything(folder: string): Promise<void> {
  const { gitFolder, headOid } = await workshop.mirror(folder)
  const revision = headOid ?? ''
  await workshop.mirror(folder, { gitFolder })
  await writeCommitGraph(gitFolder)
  const commits = await collect(streamCommits({ gitFolder, tips: [revision], exclude: [] }))
  await collect(streamChangedLines({ gitFolder, oids: commits.map(({ oid }) => oid) }))
  const { entries } = await listTree({ gitFolder, revision })
  for await (const _ of streamBlobs({ gitFolder, oids: entries.map(({ oid }) => oid), limitBytes: 1_000 }));
  for (const { oid } of commits) await readCommitDiff({ gitFolder, oid, limitBytes: 10_000 })
  await blameLines({ gitFolder, revision, path: 'file', startLine: 1, endLine: 2 })
  await listRefs(gitFolder)
  await resolveRevision(gitFolder, 'main')
  const reader = openObjectReader(gitFolder)
  await reader.read(`${revision}:file`)
  await reader.close()
}

describe('nothing fires:', () => {
  it.each(Object.entries(TRAPS))('%s', async (name, { set, prove = [] }) => {
    const marks = workshop.folder()
    const tools = workshop.folder()
    const fire = join(tools, 'fire')
    writeFileSync(fire, `#!/bin/sh\ntouch "${marks}/fired"\nexit 1\n`)
    chmodSync(fire, 0o755)
    const repository = workshop.repository()
    repository.commit({ files: { file: 'one\ntwo\n' } })
    repository.commit({ files: { file: 'one\nthree\n', 'x.lock': '1' } })
    if (name === 'signatures') addSignedCommit(repository)
    set(repository, fire)
    // Setting a trap may spring it.
    execFileSync('rm', ['-f', join(marks, 'fired')])

    await readEverything(repository.folder)

    expect(readdirSync(marks)).toEqual([])
    for (const args of prove) {
      execFileSync('sh', ['-c', 'git "$@" </dev/null >/dev/null 2>&1 || true', 'git', ...args], {
        cwd: repository.folder,
      })
    }
    if (prove.length > 0) expect(readdirSync(marks)).toEqual(['fired'])
  })
})

describe('nothing outside is read:', () => {
  it('a link in the tree is its own text, not the file that it names', async () => {
    const secret = join(workshop.folder(), 'secret')
    writeFileSync(secret, 'the secret')
    const repository = workshop.repository()
    symlinkSync(secret, join(repository.folder, 'link'))
    const oid = repository.commit()
    const { gitFolder } = await workshop.mirror(repository.folder)
    const reader = openObjectReader(gitFolder)
    expect((await reader.read(`${oid}:link`))?.toString()).toBe(secret)
    await reader.close()
    expect((await readCommitDiff({ gitFolder, oid, limitBytes: 10_000 })).files[0]?.patch).not.toContain('the secret')
  })

  it('a ref that is a link out of the repository is no ref of ours', async () => {
    const outside = workshop.repository()
    const foreign = outside.commit({ files: { secret: 'x' } })
    const repository = workshop.repository()
    const own = repository.commit({ files: { file: '1' } })
    symlinkSync(join(outside.folder, '.git/refs/heads/main'), join(repository.folder, '.git/refs/heads/stolen'))
    const mirrored = await workshop.mirror(repository.folder).catch((error: unknown) => error)
    if (mirrored instanceof Error) return
    const { gitFolder } = mirrored as { gitFolder: string }
    expect(await resolveRevision(gitFolder, own)).toBe(own)
    expect(await resolveRevision(gitFolder, foreign)).toBeUndefined()
  })
})

describe('forged history is not shown:', () => {
  it('replaced commits and grafts of the source have no part in its mirror', async () => {
    const source = workshop.repository()
    const first = source.commit({ files: { a: '1' }, message: 'First', author: 'Real Author' })
    const second = source.commit({ files: { a: '2' }, message: 'Second' })
    const third = source.commit({ files: { a: '3' }, message: 'Third' })
    const forged = source.git('-c', 'user.name=Forger', 'commit-tree', '-p', first, '-m', 'Forged', `${second}^{tree}`)
    source.git('replace', second, forged)
    source.git('replace', source.git('rev-parse', `${third}:a`), source.git('rev-parse', `${first}:a`))
    mkdirSync(join(source.folder, '.git/info'), { recursive: true })
    writeFileSync(join(source.folder, '.git/info/grafts'), `${third} ${first}\n`)
    expect(source.git('log', '--format=%s')).not.toContain('Second')

    const { gitFolder } = await workshop.mirror(source.folder)

    const commits = await collect(streamCommits({ gitFolder, tips: [third], exclude: [] }))
    expect(commits.map(({ subject, parents }) => [subject, parents])).toEqual([
      ['Third', [second]],
      ['Second', [first]],
      ['First', []],
    ])
    const reader = openObjectReader(gitFolder)
    expect((await reader.read(`${third}:a`))?.toString()).toBe('3')
    expect(await reader.info(forged)).toBeUndefined()
    await reader.close()
  })

  it('replacements and grafts that get into a store are not heard', async () => {
    const source = workshop.repository()
    const first = source.commit({ message: 'First' })
    const second = source.commit({ message: 'Second', files: { a: '1' } })
    const { gitFolder } = await workshop.mirror(source.folder)
    const forged = execFileSync('git', ['--git-dir', gitFolder, 'commit-tree', '-m', 'Forged', `${second}^{tree}`], {
      env: {
        ...process.env,
        GIT_AUTHOR_NAME: 'F',
        GIT_AUTHOR_EMAIL: 'f',
        GIT_COMMITTER_NAME: 'F',
        GIT_COMMITTER_EMAIL: 'f',
      },
    })
      .toString()
      .trim()
    execFileSync('git', ['--git-dir', gitFolder, 'update-ref', `refs/replace/${second}`, forged])
    mkdirSync(join(gitFolder, 'info'), { recursive: true })
    writeFileSync(join(gitFolder, 'info/grafts'), `${second}\n`)
    const commits = await collect(streamCommits({ gitFolder, tips: [second], exclude: [] }))
    expect(commits.map(({ subject, parents }) => [subject, parents])).toEqual([
      ['Second', [first]],
      ['First', []],
    ])
    const reader = openObjectReader(gitFolder)
    expect((await reader.read(second))?.toString()).toContain('Second')
    await reader.close()
  })

  it('an object whose content is not what its id says is refused', async () => {
    const source = workshop.repository()
    const oid = source.commit({ files: { a: 'honest\n', b: 'forged\n' } })
    const [a, b] = ['a', 'b'].map((name) => source.git('rev-parse', `HEAD:${name}`))
    const fileOf = (id = '') => join(source.folder, '.git/objects', id.slice(0, 2), id.slice(2))
    execFileSync('cp', ['--remove-destination', fileOf(b), fileOf(a)])
    const refused = await workshop.mirror(source.folder).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'git/failed' })
    expect(oid).toHaveLength(40)
  })
})
