// Finding the running server: only the one that was recorded and still answers is believed.
import { readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { findRunningServer } from '#cli/connect.ts'
import { createHttpClient } from '#cli/http-client.ts'
import { reservePort } from '#cli/port.ts'
import { readServerFile, removeServerFile, writeServerFile } from '#cli/server-file.ts'
import { createFolders } from './run-sparky.ts'

const folders = createFolders()
afterAll(folders.remove)

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A server that answers every request the same. */
async function listen(
  status: number,
  body: unknown,
): Promise<{ readonly url: string; readonly port: number; readonly seen: string[] }> {
  const seen: string[] = []
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server has an address object.
  return { url: `http://127.0.0.1:${port}`, port, seen }
}

describe('server.json', () => {
  it('is for its owner only, and is read back', async () => {
    const folder = folders.create()
    const record = { url: 'http://127.0.0.1:3000', pid: 4711, token: 'a-long-enough-token' }
    await writeServerFile(folder, record)
    expect(await readServerFile(folder)).toEqual(record)
    expect(statSync(join(folder, 'server.json')).mode & 0o077).toBe(0)
  })

  it('of another server is not removed', async () => {
    const folder = folders.create()
    await writeServerFile(folder, { url: 'http://127.0.0.1:3000', pid: 4711 })
    await removeServerFile(folder, 4712)
    expect(readFileSync(join(folder, 'server.json'), 'utf8')).toContain('4711')
    await removeServerFile(folder, 4711)
    expect(await readServerFile(folder)).toBeUndefined()
  })
})

describe('the running server', () => {
  it('is found when it answers with the recorded pid, and gets the token', async () => {
    const folder = folders.create()
    const { url, seen } = await listen(200, { status: 'live', pid: 4711 })
    await writeServerFile(folder, { url, pid: 4711, token: 'a-long-enough-token' })
    expect(await findRunningServer(folder)).toMatchObject({ url, pid: 4711 })
    expect(seen).toEqual(['GET /api/health/live Bearer a-long-enough-token'])
  })

  it.each([
    ['has another pid', 200, { status: 'live', pid: 4712 }],
    ['is something else', 200, { hello: 'world' }],
    ['refuses', 403, {}],
  ])('is not believed when what listens there %s', async (_, status, body) => {
    const folder = folders.create()
    const { url } = await listen(status, body)
    await writeServerFile(folder, { url, pid: 4711 })
    expect(await findRunningServer(folder)).toBeUndefined()
  })

  it('is not believed when nothing listens there', async () => {
    const folder = folders.create()
    await writeServerFile(folder, { url: `http://127.0.0.1:${await reservePort('127.0.0.1', 0)}`, pid: 4711 })
    expect(await findRunningServer(folder)).toBeUndefined()
  })
})

describe('an error of the server', () => {
  it('arrives with its code, message and remedy', async () => {
    const error = { code: 'git/unsafe-address', message: 'No.', remedy: 'Do this.', retryable: false }
    const { url } = await listen(400, { error })
    const adding = createHttpClient({ url }).add('ftp://x', { signal: AbortSignal.timeout(5_000) })
    await expect(adding).rejects.toMatchObject(error)
  })

  it('that is not one of ours still names the request', async () => {
    const { url } = await listen(502, 'Bad gateway')
    await expect(createHttpClient({ url }).repositories()).rejects.toMatchObject({
      message: 'The server answered 502 to /api/repositories.',
    })
  })

  it('is "does not answer" when there is no server', async () => {
    const url = `http://127.0.0.1:${await reservePort('127.0.0.1', 0)}`
    await expect(createHttpClient({ url }).repositories()).rejects.toMatchObject({
      code: 'http/unreachable',
      remedy: 'Start it again with ./sparky start.',
    })
  })
})

describe('a port', () => {
  it('in use is said with the process that holds it and another one to try', async () => {
    const { port } = await listen(200, {})
    await expect(reservePort('127.0.0.1', port)).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^Port ${port} is in use(, by process ${process.pid} \\(.*\\))?\\.$`)),
      remedy: `Choose another one: ./sparky start --port ${port + 1}`,
    })
  })

  it('of a host that is not this machine is refused with a remedy', async () => {
    await expect(reservePort('192.0.2.1', 0)).rejects.toMatchObject({
      code: 'config/invalid',
      remedy: 'Use 127.0.0.1 or an address of this machine.',
    })
  })
})
