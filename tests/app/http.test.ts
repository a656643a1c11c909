// The routes of the real server: shapes, limits, strangers, and streams that resume.
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readServerFile } from '#cli/server-file.ts'
import type { RunEvent } from '#lib/events.ts'
import { isAlive } from '#lib/is-alive.ts'
import { createFolders } from '#tests/cli/run-sparky.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { startScriptedServer } from '#tests/models/scripted-server.ts'
import { IS_BUILT, type RunningServer, startServer } from './running-server.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const MODEL = 'Qwen2.5-32B-Instruct'
const folders = createFolders()
const repository = makeRepository()
const sha = repository.commit({
  files: { 'src/a file#1.ts': 'one\ntwo\nthree\n' },
  message: 'Start',
  author: 'Ada Lovelace',
  date: '2021-03-01T10:00:00Z',
})

let server: RunningServer
let repositoryId: number

describe.skipIf(!IS_BUILT)('over HTTP', () => {
  beforeAll(async () => {
    server = await startServer()
    const added = await call('POST', '/api/repositories', { address: repository.folder, name: 'toy' })
    expect(added.status).toBe(201)
    repositoryId = added.body.repository.id
    await vi.waitFor(
      async () => {
        const { body } = await call('GET', `/api/repositories/${repositoryId}`)
        expect(body.progress).toMatchObject({ repository: { state: 'ready' }, phase: 'idle' })
      },
      { timeout: 30_000, interval: 100 },
    )
  })
  afterAll(async () => {
    await server?.stop()
    repository.dispose()
    folders.remove()
  })

  describe('a question', () => {
    it('gets the answer object, for a repository by name, number or none', async () => {
      for (const named of [{ repository: 'toy' }, { repository: repositoryId }, {}]) {
        const { status, body } = await call('POST', '/api/ask', { question: 'How many commits are there?', ...named })
        expect(status).toBe(200)
        expect(body).toMatchObject({ status: 'answered', verification: 'verified', repository: 'toy', revision: sha })
        expect(body.answer).toContain('1 commit')
        expect(body.facts[0]).toMatchObject({ rows: [{ commits: 1 }], receipt: { command: expect.any(String) } })
      }
    })
    it('is told as events when lines of JSON are accepted', async () => {
      const response = await fetch(`${server.url}/api/ask`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
        body: JSON.stringify({ question: 'Who is the author of the last commit?' }),
      })
      const events = (await response.text())
        .split('\n')
        .filter(Boolean)
        .map((line): RunEvent => JSON.parse(line))
      expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1))
      expect(events.at(-1)?.type).toBe('run-end')
    })
    it.each([
      [{}, 400, /question/],
      [{ question: '   ' }, 400, /question/],
      [{ question: 'x'.repeat(9_000) }, 400, /question/],
      [{ question: 'Who?', repository: 'nothing' }, 404, /nothing/],
      ['{"question":', 400, /not JSON/],
      [`{"question":"${'x'.repeat(1_100_000)}"}`, 413, /larger/],
    ])('that does not fit is refused with words: %#', async (body, status, message) => {
      const answer = await call('POST', '/api/ask', body)
      expect(answer.status).toBe(status)
      expect(answer.body.error).toMatchObject({ message: expect.stringMatching(message), remedy: expect.any(String) })
    })
  })

  describe('a conversation', () => {
    it('is followed as it happens, and resumed after any event', async () => {
      const { body } = await call('POST', '/api/chat', { question: 'How many commits are there?', repositoryId })
      const whole = await readEvents(`/api/runs/${body.runId}/events`)
      expect(whole.at(-1)?.type).toBe('run-end')
      const cut = Math.floor(whole.length / 2)
      expect(await readEvents(`/api/runs/${body.runId}/events`, { 'last-event-id': String(cut) })).toEqual(
        whole.slice(cut),
      )
      expect(await readEvents(`/api/runs/${body.runId}/events?after=${cut}`)).toEqual(whole.slice(cut))
      const chat = await call('GET', `/api/chats/${body.chatId}`)
      expect(chat.body).toMatchObject({
        chat: { title: 'How many commits are there?', repositoryId },
        runs: [{ runId: body.runId, outcome: 'finished', sequence: whole.length }],
      })
    })
    it('goes on, is renamed, listed and removed', async () => {
      const { body: begun } = await call('POST', '/api/chat', { question: 'Who wrote this?', repositoryId })
      const { body: next } = await call('POST', '/api/chat', { question: 'And when?', chatId: begun.chatId })
      expect(next.chatId).toBe(begun.chatId)
      await readEvents(`/api/runs/${next.runId}/events`)
      expect((await call('PATCH', `/api/chats/${begun.chatId}`, { title: 'Renamed' })).body.chat.title).toBe('Renamed')
      expect((await call('GET', `/api/chats?repository=${repositoryId}`)).body.chats[0].title).toBe('Renamed')
      expect((await call('DELETE', `/api/chats/${begun.chatId}`)).status).toBe(200)
      expect((await call('GET', `/api/chats/${begun.chatId}`)).status).toBe(404)
      expect((await call('GET', `/api/runs/${next.runId}/events`)).status).toBe(404)
      expect((await call('POST', '/api/chat', { question: 'Still there?', chatId: begun.chatId })).status).toBe(404)
    })
    it('stopping what does not run is no error', async () => {
      expect((await call('POST', '/api/runs/none/stop', {})).body).toEqual({ stopped: false })
    })
  })

  describe('evidence', () => {
    const base = () => `/api/repositories/${repositoryId}`
    it('of a commit has its patch; of a file its lines; of a folder its entries', async () => {
      expect((await call('GET', `${base()}/commits/${sha.slice(0, 8)}`)).body).toMatchObject({
        kind: 'commit',
        sha,
        author: 'Ada Lovelace',
        files: [{ path: 'src/a file#1.ts', status: 'A', additions: 3, deletions: 0 }],
      })
      const search = new URLSearchParams({ path: 'src/a file#1.ts', revision: sha, line: '2' })
      expect((await call('GET', `${base()}/files?${search}`)).body).toMatchObject({
        kind: 'file',
        startLine: 1,
        totalLines: 3,
        lines: ['one', 'two', 'three'],
      })
      expect((await call('GET', `${base()}/files`)).body).toMatchObject({
        kind: 'folder',
        entries: [{ path: 'src', isFolder: true }],
      })
    })
    it.each([
      ['/commits/ffffffff', 400],
      ['/commits/--output=x', 400],
      ['/files?path=../../etc/passwd', 404],
      ['/files?path=src/nothing', 404],
      ['/files?path=src&revision=nothing', 400],
    ])('that does not exist is said: %s', async (path, status) => {
      const answer = await call('GET', `${base()}${path}`)
      expect(answer.status).toBe(status)
      expect(answer.body.error.remedy).toBeTruthy()
    })
    it('has pages of its own', async () => {
      for (const path of [`/commits/${sha}`, `/files/${sha}/src/a%20file%231.ts?lines=2-3`, '/files/HEAD', '']) {
        const response = await fetch(`${server.url}/repositories/${repositoryId}${path}`)
        expect(response.status).toBe(200)
        expect(await response.text()).toContain('toy')
      }
    })
  })

  it('an operation is run by its name, and refused with the field that does not fit', async () => {
    const path = `/api/repositories/${repositoryId}/operations`
    const { body } = await call('POST', `${path}/query_commits`, { input: { result: 'count' } })
    expect(body).toMatchObject({ operation: 'query_commits', rows: [{ commits: 1 }] })
    expect((await call('POST', `${path}/query_commits`, { input: { result: 'everything' } })).status).toBe(400)
    expect((await call('POST', `${path}/drop_tables`, {})).status).toBe(404)
    const listed = (await call('GET', '/api/operations')).body.operations
    expect(listed.map((one: { name: string }) => one.name)).toContain('query_commits')
    const { tools } = (await call('GET', '/api/operations?as=tools')).body
    expect(tools.map((tool: { function: { name: string } }) => tool.function.name)).toEqual(
      listed.map((one: { name: string }) => one.name),
    )
  })

  it('health and metrics tell what monitoring wants', async () => {
    expect((await call('GET', '/api/health/live')).body).toMatchObject({ status: 'live' })
    expect((await call('GET', '/api/health/ready')).body).toEqual({ status: 'ready' })
    expect((await call('GET', '/api/health')).body.parts).toContainEqual(
      expect.objectContaining({ part: 'database', status: 'ok' }),
    )
    expect(await (await fetch(`${server.url}/api/metrics`)).text()).toMatch(/^sparky_runs_total\{.+\} \d+$/m)
  })

  describe('a stranger', () => {
    it.each(['/', '/api/repositories', '/api/health/live', '/icon.svg'])(
      'under another name gets nothing of %s',
      async (path) => {
        expect(await statusWith(path, { host: 'evil.example' })).toBe(403)
      },
    )
    it('gets no file of the application either', async () => {
      const page = await (await fetch(server.url)).text()
      const script = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? ''
      expect(await statusWith(script, {})).toBe(200)
      expect(await statusWith(script, { host: 'evil.example' })).toBe(403)
    })
    it('cannot read or write from another site', async () => {
      expect(await statusWith('/api/repositories', { origin: 'http://evil.example' })).toBe(403)
      expect(await statusWith('/api/repositories', { 'sec-fetch-site': 'cross-site' })).toBe(403)
      expect(await statusWith('/api/repositories', { 'content-type': 'text/plain' }, 'POST')).toBe(415)
    })
    it('finds a page that runs only its own scripts', async () => {
      const [first, second] = await Promise.all([fetch(server.url), fetch(server.url)])
      const policy = first.headers.get('content-security-policy') ?? ''
      expect(policy).toMatch(/default-src 'none'/)
      expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/)
      expect(policy).not.toMatch(/unsafe/)
      expect(second.headers.get('content-security-policy')).not.toBe(policy)
    })
  })

  it('with a token everything asks for it; the address with it is used once', async () => {
    const token = 'a-token-for-this-test'
    const guarded = await startServer({ SPARKY_TOKEN: token })
    try {
      const { origin } = new URL(guarded.url)
      expect((await fetch(`${origin}/api/health/live`)).status).toBe(401)
      expect((await fetch(origin)).status).toBe(401)
      const welcome = await fetch(`${origin}/?token=${token}`, { redirect: 'manual' })
      expect(welcome.status).toBe(303)
      expect(welcome.headers.get('location')).toBe('/')
      const cookie = welcome.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/HttpOnly/i)
      expect(cookie).toMatch(/SameSite=strict/i)
      expect((await fetch(origin, { headers: { cookie: cookie.split(';')[0] ?? '' } })).status).toBe(200)
      expect((await fetch(`${origin}/api/operations`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(
        200,
      )
    } finally {
      await guarded.stop()
    }
  })

  describe('in the middle of an answer', () => {
    const model = startScriptedServer({
      models: [{ id: MODEL, max_model_len: 8_192 }],
      reply: ({ response_format: isGuided }) =>
        isGuided ? { kind: 'stream', pieces: ['{}'] } : { kind: 'stream', pieces: endless(), delayMs: 20 },
    })
    afterAll(async () => (await model).close())

    it.each([
      ['killed', 'SIGKILL', 'failed', /half way|ended while/i],
      ['told to stop', 'SIGINT', 'stopped', /shutting down/i],
    ] as const)('%s, it tells after the next start how the run ended', async (_, signal, outcome, message) => {
      const address = `${(await model).address}/v1#${MODEL}`
      const place = { SPARKY_DATA: join(folders.create(), 'data'), SPARKY_MODEL: address }
      const before = await startServer(place)
      const { body: added } = await call('POST', '/api/repositories', { address: repository.folder }, before.url)
      await vi.waitFor(
        async () => {
          const { body } = await call('GET', `/api/repositories/${added.repository.id}`, undefined, before.url)
          expect(body.progress.repository.state).toBe('ready')
        },
        { timeout: 30_000, interval: 100 },
      )
      const question = { question: `Explain what commit ${sha} does`, repositoryId: added.repository.id }
      const { body: begun } = await call('POST', '/api/chat', question, before.url)
      const path = `/api/runs/${begun.runId}/events`
      const seen = await untilText(`${before.url}${path}`)
      const record = await readServerFile(place.SPARKY_DATA)
      if (signal === 'SIGKILL' && record) process.kill(record.pid, signal)
      await before.stop()
      expect(record && isAlive(record.pid)).toBe(false)
      const after = await startServer(place)
      try {
        const told = await readEvents(path, {}, after.url)
        expect(told.at(-1)).toMatchObject({ type: 'run-end', outcome })
        expect(told.at(-1)).toHaveProperty('answer.error.message', expect.stringMatching(message))
        // What was stored before the end is what was seen.
        const common = Math.min(told.length - 1, seen.length)
        expect(told.slice(0, common)).toEqual(seen.slice(0, common))
        expect((await call('GET', `/api/chats/${begun.chatId}`, undefined, after.url)).body.runs[0].outcome).toBe(
          outcome,
        )
      } finally {
        await after.stop()
      }
    })
  })
})

function* endless() {
  for (;;) yield 'word '
}

/** The events up to the first text of the answer; then the reader leaves. */
async function untilText(url: string): Promise<readonly RunEvent[]> {
  const leaving = new AbortController()
  const response = await fetch(url, { signal: leaving.signal })
  let text = ''
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece
    if (text.includes('"text-delta"')) break
  }
  leaving.abort()
  return parseEvents(text.slice(0, text.lastIndexOf('\n\n') + 2))
}

interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into answers of every shape.
  readonly body: any
}

async function call(method: string, path: string, body?: unknown, url = server.url): Promise<Reply> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  })
  return { status: response.status, body: await response.json() }
}

async function readEvents(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  url = server.url,
): Promise<readonly RunEvent[]> {
  return parseEvents(await (await fetch(`${url}${path}`, { headers })).text())
}

function parseEvents(text: string): readonly RunEvent[] {
  return [...text.matchAll(/^data: (.+)$/gm)].map(([, data]): RunEvent => JSON.parse(data ?? ''))
}

/** Through Node's own client: fetch does not let anyone choose the Host. */
function statusWith(path: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  request(`${server.url}${path}`, { method, headers }, (response) => {
    response.resume()
    resolve(response.statusCode ?? 0)
  })
    .on('error', reject)
    .end()
  return promise
}
