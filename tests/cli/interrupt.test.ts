// What a person sees who stops a command, and when the server dies: one sentence, never a stack.
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { createHttpClient } from '#cli/http-client.ts'
import { readServerFile, writeServerFile } from '#cli/server-file.ts'
import { isAlive } from '#lib/is-alive.ts'
import { makeFakeInstallation } from './fake-installation.ts'
import { collect, createFolders, type Outcome, startSparky } from './run-sparky.ts'

vi.setConfig({ testTimeout: 60_000 })

const folders = createFolders()
afterAll(folders.remove)

const LINES = {
  id: 1,
  name: 'lines',
  address: '/lines',
  kind: 'folder',
  state: 'ready',
  defaultBranch: 'main',
  headOid: null,
  error: null,
}

let close: (() => void) | undefined
afterEach(() => close?.())

/** A server with one repository; `onAsk` has the first line of the answer written already. */
async function listen(onAsk: (response: ServerResponse) => void): Promise<{ readonly url: string }> {
  const server = createServer(({ url }, response) => {
    if (url === '/api/health/live') return response.end(JSON.stringify({ status: 'live', pid: process.pid }))
    if (url === '/api/repositories') return response.end(JSON.stringify({ repositories: [LINES] }))
    response.write(`${JSON.stringify({ type: 'agent-start', agent: 'supervisor', task: 'question' })}\n`)
    return onAsk(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } // A TCP server has an address object.
}

async function startAsking(onAsk: (response: ServerResponse) => void): Promise<ChildProcess> {
  const dataFolder = folders.create()
  await writeServerFile(dataFolder, { ...(await listen(onAsk)), pid: process.pid })
  return startSparky(['ask', 'Why?'], { environment: { SPARKY_DATA: dataFolder } })
}

function expectStopped({ exitCode, stdout, stderr }: Outcome): void {
  expect(stderr).toMatch(/^Stopped\.( .*)?$/m)
  expect(stderr).not.toMatch(/defect|^\s+at /m)
  expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' })
}

describe('ask over HTTP', () => {
  it('ends with "Stopped." and 130 when it is stopped in the middle of the answer', async () => {
    const asked = Promise.withResolvers<void>()
    const child = await startAsking(() => asked.resolve())
    const outcome = collect(child)
    await asked.promise
    child.kill('SIGINT')
    expectStopped(await outcome)
  })

  it.each([
    ['dies in the middle of it', (response: ServerResponse) => response.destroy()],
    ['ends it in the middle of a line', (response: ServerResponse) => response.end('{"type":"run-')],
    ['ends it before the answer', (response: ServerResponse) => response.end()],
  ])('says that the server is gone when that %s', async (_, end) => {
    const { exitCode, stderr } = await collect(await startAsking((response) => setImmediate(end, response)))
    expect(stderr).toMatch(
      /^sparky ask: The server at http:\S+ ended in the middle of its answer\.\n {2}Its log may say/,
    )
    expect(stderr).not.toMatch(/defect|^\s+at /m)
    expect(exitCode).toBe(1)
  })
})

describe('ask --batch over HTTP', () => {
  it('ends at a server that stops, and leaves that question for the next call', async () => {
    const folder = folders.create()
    const [questions, answers] = [join(folder, 'questions.jsonl'), join(folder, 'answers.jsonl')]
    writeFileSync(questions, ['a', 'b'].map((id) => `${JSON.stringify({ id, question: 'Why?' })}\n`).join(''))
    const error = { code: 'run/aborted', message: 'The run was stopped.', remedy: 'Ask again.', retryable: true }
    const answer = { status: 'error', elapsedMs: 1, error }
    const place = await listen((response) => response.end(`${JSON.stringify({ type: 'run-end', answer })}\n`))
    await writeServerFile(folder, { ...place, pid: process.pid })
    const { exitCode, stderr } = await collect(
      startSparky(['ask', '--batch', questions, '--out', answers], { environment: { SPARKY_DATA: folder } }),
    )
    expect(stderr).toContain('The run was stopped.')
    expect(exitCode).toBe(1)
    expect(readFileSync(answers, 'utf8')).toBe('')
  })
})

describe('a short answer', () => {
  it('that breaks off says that the server is gone', async () => {
    const { url } = await listen((response) => setImmediate(() => response.destroy()))
    const request = { repositoryId: 1, operation: 'query_commits', input: {} }
    await expect(createHttpClient({ url }).runOperation(request, AbortSignal.timeout(10_000))).rejects.toMatchObject({
      code: 'http/unreachable',
      retryable: true,
    })
  })
})

describe('start', () => {
  const started: ChildProcess[] = []
  function createPlace(fake: Parameters<typeof makeFakeInstallation>[1]) {
    const rootFolder = realpathSync(folders.create())
    makeFakeInstallation(rootFolder, fake)
    const dataFolder = join(rootFolder, 'data')
    return {
      rootFolder,
      dataFolder,
      start(...args: readonly string[]) {
        const environment = { SPARKY_ROOT: rootFolder, SPARKY_DATA: dataFolder }
        const child = startSparky(['start', '--port', '0', ...args], { environment })
        started.push(child)
        return child
      },
    }
  }
  afterEach(() => {
    // Ends what a failed test has left.
    for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGTERM')
  })
  const readOr = (file: string) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return ''
    }
  }
  const pidOf = (text: string) => Number(/(\d+)\n/.exec(text)?.[1])

  it('ends with "Stopped." and 130 when it is stopped while it builds', async () => {
    const { rootFolder, start } = createPlace({ build: 'setInterval(() => undefined, 60_000)' })
    const child = start()
    const outcome = collect(child)
    await expect.poll(() => readOr(join(rootFolder, 'builds')), { timeout: 30_000 }).not.toBe('')
    child.kill('SIGINT')
    expectStopped(await outcome)
    expect(isAlive(pidOf(readOr(join(rootFolder, 'builds'))))).toBe(false)
  })

  it('ends with "Stopped." and 130 when it is stopped before the server is ready, and ends that', async () => {
    const { rootFolder, start } = createPlace({ beforeListening: 'setInterval(() => undefined, 60_000); return' })
    const child = start()
    const outcome = collect(child)
    await expect.poll(() => readOr(join(rootFolder, 'servers')), { timeout: 30_000 }).not.toBe('')
    child.kill('SIGINT')
    expectStopped(await outcome)
    await expect.poll(() => isAlive(pidOf(readOr(join(rootFolder, 'servers'))))).toBe(false)
  })

  it('leaves no server behind when it cannot note that it uses the build', async () => {
    const { rootFolder, dataFolder, start } = createPlace({})
    mkdirSync(join(rootFolder, '.cache'))
    writeFileSync(join(rootFolder, '.cache', 'servers'), 'a file where a folder belongs: as good as a full disk')
    const { exitCode } = await collect(start())
    expect(exitCode).toBe(1)
    expect(isAlive(pidOf(readOr(join(rootFolder, 'servers'))))).toBe(false)
    expect(await readServerFile(dataFolder)).toBeUndefined()
  })

  it('says which path cannot be added, and goes on serving', async () => {
    const error = { code: 'git/not-a-repository', message: 'There is no folder there.', remedy: 'Check the path.' }
    const { dataFolder, start } = createPlace({
      answer: `if (request.method === 'GET') return response.end('{"repositories":[]}')
        return response.writeHead(400).end(${JSON.stringify(JSON.stringify({ error }))})`,
    })
    const child = start('/nowhere/at/all')
    const outcome = collect(child)
    let stderr = ''
    child.stderr?.on('data', (text: string) => {
      stderr += text
    })
    await expect.poll(() => stderr, { timeout: 30_000 }).toContain('Check the path.')
    const record = await readServerFile(dataFolder)
    expect((await fetch(`${record?.url}/api/health/live`)).ok).toBe(true)
    child.kill('SIGINT')
    expect(await outcome).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('/nowhere/at/all: There is no folder there.\n  Check the path.\n'),
    })
    expect(record && isAlive(record.pid)).toBe(false)
  })
})
