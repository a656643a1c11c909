// `start` with the built application: one address, the same answers as in-process, and nothing left behind.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readServerFile, type ServerRecord } from '#cli/server-file.ts'
import { isAlive } from '#lib/is-alive.ts'
import { makeRepository } from './make-repository.ts'
import { createFolders, ROOT, runSparky, startSparky } from './run-sparky.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const folders = createFolders()
const isBuilt = existsSync(join(ROOT, '.next', '.sparky-build'))

describe.skipIf(!isBuilt)('a running server', () => {
  const dataFolder = join(folders.create(), 'data')
  const environment = { SPARKY_DATA: dataFolder }
  const repository = join(realpathSync(folders.create()), 'lines')
  let starter: ChildProcess
  let record: ServerRecord

  beforeAll(async () => {
    mkdirSync(repository)
    makeRepository(repository)
    starter = startSparky(['start', '--port', '0', repository], { environment })
    await lineOf(starter, 'stdout', /^Sparky runs at http:\/\/127\.0\.0\.1:\d+$/)
    const found = await readServerFile(dataFolder)
    if (found === undefined) throw new Error('server.json was not written.')
    record = found
    await lineOf(starter, 'stderr', /^lines can be asked/)
  })

  afterAll(async () => {
    if (starter.exitCode === null && starter.signalCode === null) {
      starter.kill('SIGKILL')
      process.kill(record.pid, 'SIGKILL')
    }
    folders.remove()
  })

  it('serves the page, and the repository that was named', async () => {
    expect((await fetch(record.url)).status).toBe(200)
    const { stdout } = await runSparky(['repos', '--json'], { environment })
    expect(JSON.parse(stdout).repositories).toEqual([expect.objectContaining({ name: 'lines', state: 'ready' })])
  })

  it('has the data folder for itself: commands go through it', async () => {
    const { stdout } = await runSparky(['doctor', '--json'], { environment })
    expect(JSON.parse(stdout).parts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ part: 'server', status: 'ok', detail: `${record.url}, pid ${record.pid}` }),
      ]),
    )
  })

  it('answers as a process of its own does', async () => {
    const question = ['ask', '--json', '--repo', repository, 'How many commits did Ada Lovelace make in 2021?']
    const [served, alone] = await Promise.all(
      [environment, { SPARKY_DATA: join(folders.create(), 'data') }].map(async (place) =>
        JSON.parse((await runSparky(question, { environment: place })).stdout),
      ),
    )
    const { runId: _, elapsedMs: __, notices: ___, facts: ____, basis: _____, ...answer } = served
    expect(alone).toMatchObject(answer)
    expect(served.answer).toContain('3 commits')
  })

  it('is joined, not doubled, by a second start', async () => {
    const { exitCode, stdout } = await runSparky(['start'], { environment })
    expect(stdout).toBe(`Sparky runs already at ${record.url} (pid ${record.pid})\n`)
    expect(exitCode).toBe(0)
  })

  it('keeps its port: another data folder is told who has it', async () => {
    const { port } = new URL(record.url)
    const { exitCode, stderr } = await runSparky(['start', '--port', port], {
      environment: { SPARKY_DATA: join(folders.create(), 'data') },
    })
    expect(stderr).toContain(`Port ${port} is in use by another Sparky with another data folder`)
    expect(exitCode).toBe(1)
  })

  it('is stopped with everything by one signal, and leaves no trace', async () => {
    const ended = once(starter, 'close')
    starter.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    expect(isAlive(record.pid)).toBe(false)
    expect(await readServerFile(dataFolder)).toBeUndefined()
  })
})

/** Waits for a line that fits; fails when the process ends before. */
async function lineOf(child: ChildProcess, stream: 'stdout' | 'stderr', wanted: RegExp): Promise<string> {
  const input = child[stream]
  if (input === null) throw new Error(`${stream} is not a pipe.`)
  const seen: string[] = []
  for await (const line of createInterface({ input })) {
    seen.push(line)
    if (!wanted.test(line)) continue
    input.resume()
    return line
  }
  throw new Error(`No line like ${wanted} in:\n${seen.join('\n')}`)
}
