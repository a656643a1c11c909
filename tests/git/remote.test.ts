// What a remote guarantees and what it may not do: redirects, private addresses, secrets, silence and size.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type AddressRules, parseAddress } from '#lib/git/address.ts'
import { resolveHost } from '#lib/git/remote-host.ts'
import { type GitServer, startGitServer } from './git-server.ts'
import { openWorkshop } from './stores.ts'

const workshop = openWorkshop()
const RULES: AddressRules = { allowedRoots: [], allowedSchemes: ['http'], allowedPrivateHosts: ['127.0.0.1'] }
const servers: GitServer[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(answer?: (request: IncomingMessage, response: ServerResponse) => boolean) {
  const root = workshop.folder()
  const repository = workshop.repository(join(root, 'team/app'))
  const oid = repository.commit({ files: { a: '1' } })
  const server = await startGitServer({ root: join(root), ...(answer === undefined ? {} : { answer }) })
  servers.push(server)
  return { repository, oid, server, url: `http://127.0.0.1:${server.port}/team/app/.git` }
}

const redirect = (response: ServerResponse, location: string, status = 302) => {
  response.writeHead(status, { location }).end()
  return true
}

describe('a remote', () => {
  it('is cloned and followed', async () => {
    const { repository, oid, url, server } = await serve()
    const { gitFolder, ...result } = await workshop.mirror(url, { rules: RULES })
    expect(result).toMatchObject({ changed: true, defaultBranch: 'main', headOid: oid })
    expect(await workshop.mirror(url, { rules: RULES, gitFolder })).toMatchObject({ changed: false })
    const next = repository.commit({ files: { a: '2' } })
    expect(await workshop.mirror(url, { rules: RULES, gitFolder })).toMatchObject({ changed: true, headOid: next })
    expect(server.requests.length).toBeGreaterThan(3)
  })

  it('gets its credentials by header; they are in no argument, no stored file and no message', async () => {
    const secret = 'Zq8-secret-word'
    const expected = `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`
    const { oid, url } = await serve((request, response) => {
      if (request.headers.authorization === expected) return false
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      return true
    })
    const withUser = (password: string) => url.replace('http://', `http://me:${password}@`)
    const seen = new Set<string>()
    const watch = () => {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          seen.add(readFileSync(`/proc/${pid}/cmdline`, 'latin1'))
        } catch {
          // The process ended while we looked.
        }
      }
    }
    const { gitFolder, headOid } = await workshop.mirror(withUser(secret), { rules: RULES, onProgress: watch })
    expect(headOid).toBe(oid)
    expect([...seen].filter((line) => line.includes(secret) || line.includes(expected))).toEqual([])
    const found = spawnSync('grep', ['-rlaE', '-e', `${secret}|${expected.slice(6)}`, gitFolder], { encoding: 'utf8' })
    expect([found.status, found.stdout]).toEqual([1, ''])
  })

  it('without the right credentials is unreachable, at once and without a prompt', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      return true
    })
    const refused = await workshop
      .mirror(url.replace('http://', 'http://me:wrong-word@'), { rules: RULES })
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'git/unreachable' })
    expect(String(refused)).not.toContain('wrong-word')
  })

  it('that does not exist is unreachable', async () => {
    const { url, server } = await serve()
    await expect(workshop.mirror(url.replace('team', 'nobody'), { rules: RULES })).rejects.toMatchObject({
      code: 'git/unreachable',
    })
    await server.close()
    await expect(workshop.mirror(url, { rules: RULES })).rejects.toMatchObject({ code: 'git/unreachable' })
  })
})

describe('a redirect', () => {
  it('is followed by us when its target is allowed, and credentials stay with their server', async () => {
    const target = await serve()
    const source = await serve((request, response) =>
      redirect(response, `http://127.0.0.1:${target.server.port}${request.url}`, 301),
    )
    const url = source.url.replace('http://', 'http://me:word@')
    expect(await workshop.mirror(url, { rules: RULES })).toMatchObject({ headOid: target.oid })
    expect(source.server.requests.every((request) => request.includes('Basic'))).toBe(true)
    expect(target.server.requests.filter((request) => request.includes('Basic'))).toEqual([])
  })

  it('to a private address is refused, and the address is never asked', async () => {
    const target = await serve()
    for (const host of ['localhost', '127.1.1.1', '[::1]', '0.0.0.0', '0x7f.0.0.2', '169.254.169.254', '10.0.0.1']) {
      const source = await serve((request, response) =>
        redirect(response, `http://${host}:${target.server.port}${request.url}`),
      )
      expect([host, await workshop.mirror(source.url, { rules: RULES }).catch((error: unknown) => error)]).toEqual([
        host,
        expect.objectContaining({ code: 'git/unsafe-address' }),
      ])
    }
    expect(target.server.requests).toEqual([])
  })

  it('in a second hop, to another scheme, to no repository, or without end is refused', async () => {
    const target = await serve()
    const locations: Readonly<Record<string, (url: string, port: number) => string>> = {
      'second hop': (url, port) =>
        url.startsWith('/hop')
          ? `http://localhost:${target.server.port}/team/app/.git/info/refs?service=git-upload-pack`
          : `http://127.0.0.1:${port}/hop${url}`,
      file: () => 'file:///etc/passwd/info/refs?service=git-upload-pack',
      helper: () => 'ext::touch /tmp/x/info/refs?service=git-upload-pack',
      ftp: () => 'ftp://127.0.0.1/a/info/refs?service=git-upload-pack',
      'no repository': () => '/login',
      'no end': (url, port) => `http://127.0.0.1:${port}/again${url}`,
    }
    for (const [name, location] of Object.entries(locations)) {
      const source = await serve((request, response) =>
        redirect(response, location(request.url ?? '', source.server.port)),
      )
      expect([name, await workshop.mirror(source.url, { rules: RULES }).catch((error: unknown) => error)]).toEqual([
        name,
        expect.objectContaining({ code: 'git/unsafe-address' }),
      ])
    }
    expect(target.server.requests).toEqual([])
  })

  it('that comes only after our own look is not followed by git', async () => {
    const target = await serve()
    let asked = 0
    const source = await serve((request, response) => {
      asked += 1
      return asked > 1 && redirect(response, `http://localhost:${target.server.port}${request.url}`)
    })
    await expect(workshop.mirror(source.url, { rules: RULES })).rejects.toMatchObject({ code: 'git/unreachable' })
    expect(asked).toBeGreaterThan(1)
    expect(target.server.requests).toEqual([])
  })
})

describe('limits of a transfer', () => {
  it('an answer that makes no sense ends the transfer, and nothing stays', async () => {
    const { url } = await serve((request, response) => {
      if (request.method !== 'POST') return false
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('latin1')
      })
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })
        if (body.includes('command=ls-refs')) response.destroy()
        else response.write('000dpackfile\n')
      })
      return true
    })
    const gitFolder = join(workshop.folder(), 'store')
    const refused = await workshop.mirror(url, { rules: RULES, gitFolder }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'git/unreachable' })
    expect(readdirSync(dirname(gitFolder))).toEqual([])
  })

  it('a clone that stands still ends as a timeout', async () => {
    let listed = 0
    const { url } = await serve((request, response) => {
      // The first listing is ours; the clone gets no answer to anything it posts.
      if (request.method !== 'POST') return false
      listed += 1
      if (listed === 1) return false
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })
      response.flushHeaders()
      return true
    })
    const gitFolder = join(workshop.folder(), 'store')
    const limits = { stallMs: 300 }
    await expect(workshop.mirror(url, { rules: RULES, gitFolder, limits })).rejects.toMatchObject({
      code: 'git/timeout',
    })
    expect(existsSync(gitFolder)).toBe(false)
    expect(readdirSync(dirname(gitFolder))).toEqual([])
  })

  it('a repository over the size limit is not taken over', async () => {
    const { repository, url } = await serve()
    let seed = 1
    const noise = Buffer.alloc(8 * 1024 * 1024)
    for (let at = 0; at < noise.length; at += 4) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
      noise.writeUInt32LE(seed, at)
    }
    repository.commit({ files: { noise } })
    const gitFolder = join(workshop.folder(), 'store')
    await expect(
      workshop.mirror(url, { rules: RULES, gitFolder, limits: { sizeBytes: 1_000_000 } }),
    ).rejects.toMatchObject({ code: 'git/too-large' })
    expect(readdirSync(dirname(gitFolder))).toEqual([])
  })
})

describe('the look-up of a host', () => {
  it('takes only hosts whose every address is public, or that are allowed by name', async () => {
    await expect(resolveHost('localhost', [])).rejects.toMatchObject({ code: 'git/unsafe-address' })
    expect((await resolveHost('localhost', ['localhost'])).length).toBeGreaterThan(0)
    await expect(resolveHost('no-such-host.invalid', [])).rejects.toMatchObject({ code: 'git/unreachable' })
    await expect(parseAddress('https://localhost/a', RULES)).rejects.toMatchObject({ code: 'git/unsafe-address' })
  })
})
