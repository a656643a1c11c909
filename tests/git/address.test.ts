// What may be named as a repository, and what is refused before anything touches it.
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AddressRules, parseAddress, repositoryNameOf } from '#lib/git/address.ts'
import { isPublicAddress } from '#lib/git/remote-host.ts'
import { OPEN_RULES, openWorkshop } from './stores.ts'

const workshop = openWorkshop()

describe('a local folder', () => {
  it('may be a work tree, a bare repository, a linked work tree, a link to one, or a file URL', async () => {
    const repository = workshop.repository()
    repository.commit()
    const place = workshop.folder()
    repository.git('clone', '--quiet', '--bare', repository.folder, join(place, 'bare.git'))
    repository.git('worktree', 'add', '--quiet', '--detach', join(place, 'linked'))
    symlinkSync(repository.folder, join(place, 'link'))
    const gitFolder = join(repository.folder, '.git')
    expect(await parseAddress(repository.folder, OPEN_RULES)).toEqual({
      kind: 'folder',
      path: repository.folder,
      gitFolder,
    })
    expect(await parseAddress(`  ${repository.folder}/  `, OPEN_RULES)).toMatchObject({ gitFolder })
    expect(await parseAddress(`file://${repository.folder}`, OPEN_RULES)).toMatchObject({ gitFolder })
    expect(await parseAddress(join(place, 'link'), OPEN_RULES)).toMatchObject({ path: repository.folder })
    expect(await parseAddress(join(place, 'bare.git'), OPEN_RULES)).toMatchObject({
      gitFolder: join(place, 'bare.git'),
    })
    expect(await parseAddress(join(place, 'linked'), OPEN_RULES)).toMatchObject({
      gitFolder: join(gitFolder, 'worktrees/linked'),
    })
  })

  it('is refused when it is no repository, and the one around it is named', async () => {
    const repository = workshop.repository()
    repository.commit({ files: { 'sub/a': '1' } })
    await expect(parseAddress(join(repository.folder, 'sub'), OPEN_RULES)).rejects.toMatchObject({
      code: 'git/not-a-repository',
      message: expect.stringContaining(repository.folder),
    })
    for (const path of [workshop.folder(), join(workshop.folder(), 'nope'), '/dev/null']) {
      await expect(parseAddress(path, OPEN_RULES)).rejects.toMatchObject({ code: 'git/not-a-repository' })
    }
  })

  it('is refused outside the allowed roots, also by a link or a similar name', async () => {
    const root = workshop.folder()
    const outside = workshop.repository(`${root}-similar`)
    outside.commit()
    symlinkSync(outside.folder, join(root, 'link'))
    const rules = { ...OPEN_RULES, allowedRoots: [root] }
    for (const path of [outside.folder, join(root, 'link'), join(root, '../', `${root.split('/').at(-1)}-similar`)]) {
      await expect(parseAddress(path, rules)).rejects.toMatchObject({ code: 'git/unsafe-address' })
    }
    outside.dispose()
  })

  it('is refused when .git, a gitfile, commondir, objects, packs or alternates lead out of the roots', async () => {
    const root = workshop.folder()
    const secret = workshop.repository()
    secret.commit({ files: { secret: 'secret' } })
    secret.git('gc', '--quiet')
    const secretGit = join(secret.folder, '.git')
    const rules = { ...OPEN_RULES, allowedRoots: [root] }
    const traps: Readonly<Record<string, (folder: string) => void>> = {
      'linked .git': (folder) => symlinkSync(secretGit, join(folder, '.git')),
      gitfile: (folder) => writeFileSync(join(folder, '.git'), `gitdir: ${secretGit}\n`),
      'relative gitfile': (folder) =>
        writeFileSync(join(folder, '.git'), `gitdir: ../../${secretGit.split('/').slice(-2).join('/')}\n`),
      commondir: (folder) => {
        mkdirSync(join(folder, '.git'))
        writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n')
        writeFileSync(join(folder, '.git/commondir'), `${secretGit}\n`)
      },
      'linked objects': (folder) => {
        mkdirSync(join(folder, '.git/refs'), { recursive: true })
        writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n')
        symlinkSync(join(secretGit, 'objects'), join(folder, '.git/objects'))
      },
      'linked packs': (folder) => {
        workshop.repository(folder)
        cpSync(join(secretGit, 'packed-refs'), join(folder, '.git/packed-refs'))
        symlinkSync(join(secretGit, 'objects/pack'), join(folder, '.git/objects/extra'))
      },
      alternates: (folder) => {
        workshop.repository(folder)
        writeFileSync(join(folder, '.git/objects/info/alternates'), `# comment\n${secretGit}/objects\n`)
      },
      'quoted alternates': (folder) => {
        workshop.repository(folder)
        writeFileSync(join(folder, '.git/objects/info/alternates'), `"${secretGit.replace('/', '\\057')}/objects"\n`)
      },
      'alternates of alternates': (folder) => {
        const middle = workshop.repository(join(folder, 'middle'))
        workshop.repository(folder)
        writeFileSync(join(folder, '.git/objects/info/alternates'), `../../middle/.git/objects\n`)
        writeFileSync(join(middle.folder, '.git/objects/info/alternates'), `${secretGit}/objects\n`)
      },
    }
    for (const [name, set] of Object.entries(traps)) {
      const folder = join(root, name)
      mkdirSync(folder)
      set(folder)
      const refused = await parseAddress(folder, rules).catch((error: unknown) => error)
      expect([name, refused]).toEqual([name, expect.objectContaining({ code: 'git/unsafe-repository' })])
    }
  })

  it('may share objects with a repository inside the roots', async () => {
    const root = workshop.folder()
    const origin = workshop.repository(join(root, 'origin'))
    const oid = origin.commit({ files: { a: '1' } })
    origin.git('clone', '--quiet', '--shared', origin.folder, join(root, 'shared'))
    const rules = { ...OPEN_RULES, allowedRoots: [root] }
    expect(await workshop.mirror(join(root, 'shared'), { rules })).toMatchObject({ headOid: oid })
  })
})

describe('a URL', () => {
  const rules: AddressRules = {
    allowedRoots: ['/'],
    allowedSchemes: [],
    allowedPrivateHosts: ['git.example', '127.0.0.1'],
  }

  it('is taken apart; credentials leave it', async () => {
    expect(await parseAddress('https://user:p%40ss@git.example:8443/team/app.git?x=1#y', rules)).toEqual({
      kind: 'remote',
      url: 'https://git.example:8443/team/app.git',
      host: 'git.example',
      port: 8443,
      credentials: { user: 'user', password: 'p@ss' },
    })
    expect(await parseAddress('HTTPS://GIT.EXAMPLE./a', rules)).toMatchObject({ host: 'git.example', port: 443 })
    expect(await parseAddress('https://127.0.0.1/a', rules)).toMatchObject({ host: '127.0.0.1' })
  })

  it('is refused for a scheme that is not allowed, and helpers of git always', async () => {
    for (const text of [
      'http://git.example/a',
      'ssh://git.example/a',
      'git@git.example:a/b',
      'git://git.example/a',
      'ftp://git.example/a',
      'ext::sh -c "touch /tmp/x"',
      'fd::17',
      'file::x',
      'https::https://git.example/a',
    ]) {
      expect([text, await parseAddress(text, rules).catch((error: unknown) => error)]).toEqual([
        text,
        expect.objectContaining({ code: 'git/unsafe-address' }),
      ])
    }
    const more = { ...rules, allowedSchemes: ['http', 'ssh', 'git', 'ext'] }
    expect(await parseAddress('http://git.example/a', more)).toMatchObject({ port: 80 })
    expect(await parseAddress('git@git.example:team/app.git', more)).toMatchObject({
      url: 'ssh://git@git.example/team/app.git',
      port: 22,
    })
    for (const text of ['ext::sh -c x', 'git://git.example/a'])
      await expect(parseAddress(text, more)).rejects.toMatchObject({ code: 'git/unsafe-address' })
  })

  it('is refused when it looks like an option or holds control characters', async () => {
    const more = { ...rules, allowedSchemes: ['ssh'] }
    for (const text of [
      '--upload-pack=touch /tmp/x',
      '-oProxyCommand=x',
      'ssh://-oProxyCommand=x/a',
      'ssh://-x@git.example/a',
      '-x@git.example:a',
      'https://git.example/a\nb',
      'https://git.example/\0',
      '',
      `https://git.example/${'a'.repeat(5_000)}`,
      'https://',
    ]) {
      expect([text, await parseAddress(text, more).catch((error: unknown) => error)]).toEqual([
        text,
        expect.objectContaining({ code: 'git/unsafe-address' }),
      ])
    }
  })

  it('is refused for every spelling of a private address', async () => {
    const hosts = [
      '127.0.0.1',
      '127.1',
      '0x7f.1',
      '0x7f000001',
      '2130706433',
      '0177.0.0.1',
      '017700000001',
      '0',
      '0.0.0.0',
      'localhost',
      'LOCALHOST.',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[0:0:0:0:0:ffff:a00:1]',
      '10.0.0.1',
      '172.16.5.5',
      '192.168.1.1',
      '169.254.169.254',
      '100.100.100.200',
      '168.63.129.16',
      '[fd00:ec2::254]',
      '[fe80::1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '224.0.0.1',
      '255.255.255.255',
      '192.0.0.192',
      '①②⑦.⓪.⓪.①',
    ]
    const none = { ...rules, allowedPrivateHosts: [] }
    for (const host of hosts) {
      const text = `https://${host}/team/app.git`
      expect([text, await parseAddress(text, none).catch((error: unknown) => error)]).toEqual([
        text,
        expect.objectContaining({ code: 'git/unsafe-address' }),
      ])
    }
  })

  it('knows public addresses', () => {
    for (const address of ['140.82.121.4', '1.1.1.1', '2606:4700:4700::1111'])
      expect([address, isPublicAddress(address)]).toEqual([address, true])
    for (const address of ['::', '::ffff:1.1.1.1x', 'example.org', ''])
      expect([address, isPublicAddress(address)]).toEqual([address, false])
  })

  it('gives a short name', async () => {
    expect(repositoryNameOf(await parseAddress('https://git.example/pallets/flask.git/', rules))).toBe('pallets/flask')
    expect(repositoryNameOf(await parseAddress('https://git.example/group/sub/app', rules))).toBe('sub/app')
    expect(repositoryNameOf({ kind: 'folder', path: '/home/me/flask', gitFolder: '/home/me/flask/.git' })).toBe('flask')
    expect(repositoryNameOf({ kind: 'folder', path: '/srv/git/flask.git', gitFolder: '/srv/git/flask.git' })).toBe(
      'flask',
    )
  })
})
