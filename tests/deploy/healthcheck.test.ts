// The health check of the container, as the process that Docker runs, against a server that asks for its token.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { writeServerFile } from '#cli/server-file.ts'
import { toProcessEnvironment } from '#lib/config.ts'
import { ROOT } from './compose-file.ts'

const TOKEN = 'a-token-that-start-made'
const folder = mkdtempSync(join(tmpdir(), 'sparky-health-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let server: Server
let port: number
beforeEach(async () => {
  server = createServer(({ url, headers }, response) => {
    const isAllowed = url === '/api/health/ready' && headers.authorization === `Bearer ${TOKEN}`
    response.writeHead(isAllowed ? 200 : 401).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port // A TCP server has an address object.
})
afterEach(() => server.close())

async function check(environment: Readonly<Record<string, string>>): Promise<number | null> {
  const child = spawn(process.execPath, [join(ROOT, 'deploy', 'healthcheck.mjs')], {
    env: toProcessEnvironment({ PATH: process.env.PATH ?? '', SPARKY_DATA: join(folder, 'empty'), ...environment }),
    stdio: 'ignore',
  })
  const [exitCode] = await once(child, 'close')
  return exitCode
}

it('a server with a token that start made is healthy: the token stands in server.json', async () => {
  await writeServerFile(folder, { url: `http://127.0.0.1:${port}`, pid: process.pid, token: TOKEN })
  expect(await check({ SPARKY_DATA: folder })).toBe(0)
})

it('a server with the token of the settings is healthy', async () => {
  expect(await check({ SPARKY_PORT: String(port), SPARKY_TOKEN: TOKEN })).toBe(0)
})

it('a server that refuses, and none at all, are not', async () => {
  expect(await check({ SPARKY_PORT: String(port) })).toBe(1)
  server.close()
  await once(server, 'close')
  expect(await check({ SPARKY_PORT: String(port), SPARKY_TOKEN: TOKEN })).toBe(1)
})
