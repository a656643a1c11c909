// Servers for tests are waited for, explained when they fail, and ended with all that they started.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findFreePort, type ServerProcess, startProcess } from './server-process.ts'
import { wantedServers } from './wanted-servers.ts'

/** Starts a child that ignores signals, writes its pid, then answers. */
const SERVER = `
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
const child = spawn(process.execPath, ['-e', 'process.on("SIGINT", () => 0); setInterval(() => 0, 1000)'])
writeFileSync(process.argv[3], String(child.pid))
createServer((_, response) => response.end('ok')).listen(Number(process.argv[2]), '127.0.0.1')
`

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparky-process-'))
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterAll(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

async function serverThat(code: string, facts: Partial<ServerProcess> = {}): Promise<ServerProcess> {
  const [file, port] = [join(folder, `${Math.random()}.mjs`), await findFreePort()]
  await writeFile(file, code)
  return {
    name: 'a server',
    command: process.execPath,
    args: [file, String(port), join(folder, 'child')],
    cwd: folder,
    environment: {},
    logFile: join(folder, 'log'),
    healthUrl: `http://127.0.0.1:${port}/`,
    startTimeoutMs: 20_000,
    ...facts,
  }
}

describe('a server for tests', () => {
  it('is healthy when it is handed over, and gone with its children when it is stopped', async () => {
    const server = await serverThat(SERVER)
    const stop = await startProcess(server)
    expect((await fetch(server.healthUrl)).status).toBe(200)
    const child = Number(await readFile(join(folder, 'child'), 'utf8'))
    expect(process.kill(child, 0)).toBe(true)
    await stop()
    await expect(fetch(server.healthUrl)).rejects.toThrow()
    await expect.poll(() => isAlive(child)).toBe(false)
  })

  it('that ends while it starts is explained by its log', async () => {
    const server = await serverThat('console.error("Error: no such model"); process.exit(3)')
    await expect(startProcess(server)).rejects.toThrow(/a server ended while it was starting.*no such model/s)
  })

  it('that never gets ready is ended after its time', async () => {
    const server = await serverThat('console.log("loading"); setInterval(() => 0, 1000)', { startTimeoutMs: 500 })
    await expect(startProcess(server)).rejects.toThrow(/was not ready after 0.5 s.*loading/s)
  })

  it('is given up with the others', async () => {
    const server = await serverThat('setInterval(() => 0, 1000)', { signal: AbortSignal.abort('another failed') })
    await expect(startProcess(server)).rejects.toBe('another failed')
  })
})

describe('the servers that a run asks for', () => {
  it('are none, all, or those of a list', () => {
    expect(wantedServers(undefined)).toEqual([])
    expect(wantedServers('1')).toEqual(['milvus', 'postgres', 'vllm'])
    expect(wantedServers('vllm, milvus')).toEqual(['vllm', 'milvus'])
    expect(() => wantedServers('mysql')).toThrow('choose among milvus, postgres, vllm')
  })
})

/** A killed child stays a zombie until its new parent has read its end. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat !== '' && !/\) Z /.test(stat)
}
