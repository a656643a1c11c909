// The protocol of model servers, with all that goes wrong on the way.
import { afterEach, describe, expect, it } from 'vitest'
import type { ChatDelta, ChatModel, ChatRequest } from '#lib/models/chat-model.ts'
import { createOpenAiModel, type OpenAiModelOptions } from '#lib/models/openai.ts'
import { findFreePort } from '#tests/servers/server-process.ts'
import {
  type Piece,
  type Reply,
  type ScriptedOptions,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.ts'

let server: ScriptedServer
afterEach(() => server?.close())

describe('a stream', () => {
  it.each(['reasoning', 'reasoning_content'])('tells reasoning that comes as %s apart from text', async (field) => {
    const model = await modelThat([{ [field]: 'Let me ' }, { [field]: 'see.' }, 'Seen', '.'])
    expect(await read(model)).toEqual([
      { kind: 'reasoning', text: 'Let me ' },
      { kind: 'reasoning', text: 'see.' },
      { kind: 'text', text: 'Seen' },
      { kind: 'text', text: '.' },
      { kind: 'usage', promptTokens: 2, completionTokens: 4 },
    ])
  })

  it('without a count ends without usage', async () => {
    const model = await modelFor({ kind: 'stream', pieces: ['Yes'], hasUsage: false })
    expect(await read(model)).toEqual([{ kind: 'text', text: 'Yes' }])
  })

  it('that counts after each token tells one usage, the last', async () => {
    const counted = (count: number, content: string) =>
      event({ choices: [{ delta: { content } }], usage: { prompt_tokens: 5, completion_tokens: count } })
    const model = await modelFor({ kind: 'raw', body: `${counted(1, 'a')}${counted(2, 'b')}data: [DONE]\n\n` })
    expect((await read(model)).filter(({ kind }) => kind === 'usage')).toEqual([
      { kind: 'usage', promptTokens: 5, completionTokens: 2 },
    ])
  })

  it('may have comments, other fields, any line ends, and pieces of characters', async () => {
    const body = `: ping\r\nevent: message\r\nid: 1\r\ndata: {"choices":[{"delta":{"content":"Gr\u00fc\u00dfe \ud83c\udf0a"}}]}\r\n\r\n: ping\n\ndata: [DONE]\n\n`
    const model = await modelFor({ kind: 'raw', body })
    expect(await textOf(model)).toBe('Grüße 🌊')
  })

  it('may be no stream at all: the whole answer at once counts as well', async () => {
    const answer = {
      choices: [{ message: { role: 'assistant', content: 'All at once' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 3 },
    }
    const model = await modelFor({ kind: 'raw', contentType: 'application/json', body: JSON.stringify(answer) })
    expect(await read(model)).toEqual([
      { kind: 'text', text: 'All at once' },
      { kind: 'usage', promptTokens: 3, completionTokens: 3 },
    ])
  })

  it('without [DONE] is whole when the server said why it finished', async () => {
    const body = event({ choices: [{ delta: { content: 'Yes' }, finish_reason: 'length' }] })
    expect(await textOf(await modelFor({ kind: 'raw', body }))).toBe('Yes')
  })
})

describe('a failure is told by its code, with server, model and remedy:', () => {
  const body = (message: string) => JSON.stringify({ error: { message } })
  const half = event({ choices: [{ delta: { content: 'Half an ans' } }] })

  it.each<[string, Reply, string, boolean, string]>([
    ['a refused request', status(400, body('bad temperature')), 'model/refused', false, 'bad temperature'],
    ['a refused key', status(401, body('who are you')), 'model/refused', false, 'who are you'],
    ['an unknown model', status(404, body('no such model')), 'model/not-found', false, 'no such model'],
    ['too many requests', status(429, body('slow down')), 'model/unreachable', true, 'slow down'],
    ['a broken server', status(500, 'Internal Server Error'), 'model/unreachable', true, 'Internal Server Error'],
    ['a loading server', status(503, body('Loading model')), 'model/unreachable', true, 'Loading model'],
    [
      'a long prompt on vLLM',
      status(400, body('maximum context length is 4096 tokens')),
      'model/too-long',
      false,
      '4096',
    ],
    [
      'a long prompt on llama.cpp',
      status(400, body('the request exceeds the available context size')),
      'model/too-long',
      false,
      'context size',
    ],
    [
      'an error inside the stream',
      raw(`${half}${event({ error: { message: 'out of memory' } })}`),
      'model/unreachable',
      true,
      'out of memory',
    ],
    ['a page instead of a stream', raw('<html>Welcome</html>', 'text/html'), 'model/unreachable', true, 'broke off'],
    ['broken JSON', raw('data: {"choices": [{"delta\n\n'), 'model/unreachable', true, 'broke off'],
    ['JSON of another kind', raw('data: {"choices": "none"}\n\n'), 'model/unreachable', true, 'broke off'],
    [
      'a polite end in the middle',
      { kind: 'stream', pieces: ['Half an ans'], isFinished: false },
      'model/unreachable',
      true,
      'broke off',
    ],
    ['a cut connection', { kind: 'cut', body: half }, 'model/unreachable', true, 'broke off'],
    ['an empty body', raw(''), 'model/unreachable', true, 'broke off'],
  ])('%s', async (_, reply, code, retryable, message) => {
    const model = await modelFor(reply)
    await expect(read(model)).rejects.toMatchObject({
      code,
      retryable,
      message: expect.stringContaining(message),
      remedy: expect.stringMatching(/.{10}/),
    })
    await expect(read(model)).rejects.toThrow(server.address)
  })

  it('a server that is not there', async () => {
    server = await startScriptedServer()
    const address = `http://127.0.0.1:${await findFreePort()}/v1`
    const model = createOpenAiModel({ ...MODEL, server: address })
    await expect(read(model)).rejects.toMatchObject({
      code: 'model/unreachable',
      message: expect.stringContaining(address),
      remedy: expect.stringContaining('SPARKY_MODEL'),
    })
  })

  it('an event without end is not kept in memory', async () => {
    const model = await modelFor(raw(`data: ${'x'.repeat(3 * 1024 * 1024)}`))
    await expect(read(model)).rejects.toMatchObject({ code: 'model/unreachable' })
  })
})

describe('waiting', () => {
  it('for a first token that never comes ends, and frees the server', async () => {
    const model = await modelFor({ kind: 'silence' }, { timeouts: { firstTokenMs: 50, idleMs: 5_000 } })
    await expect(read(model)).rejects.toMatchObject({
      code: 'model/timeout',
      message: expect.stringContaining('first token'),
      retryable: true,
    })
    await server.abandoned()
  })

  it('for a further token that never comes ends, and frees the server', async () => {
    const slow = async function* () {
      yield 'One'
      await new Promise(() => undefined)
    }
    const model = await modelFor({ kind: 'stream', pieces: slow() }, { timeouts: { firstTokenMs: 5_000, idleMs: 50 } })
    await expect(read(model)).rejects.toMatchObject({
      code: 'model/timeout',
      message: expect.stringContaining('further token'),
    })
    await server.abandoned()
  })

  it('for a slow first token is patient', async () => {
    const model = await modelFor(
      { kind: 'stream', pieces: ['Late'], delayMs: 200 },
      { timeouts: { firstTokenMs: 5_000, idleMs: 5_000 } },
    )
    expect(await textOf(model)).toBe('Late')
  })
})

describe('leaving', () => {
  const endless = (): Reply => ({ kind: 'stream', pieces: forever(), delayMs: 1 })

  it('by the signal frees the server', async () => {
    const model = await modelFor(endless())
    const stopping = new AbortController()
    const reading = (async () => {
      for await (const _ of model.stream(request({ signal: stopping.signal }))) stopping.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'model/aborted', retryable: true })
    await server.abandoned()
    await expect.poll(() => server.openCount()).toBe(0)
  })

  it('the loop frees the server', async () => {
    const model = await modelFor(endless())
    for await (const _ of model.stream(request())) break
    await server.abandoned()
    await expect.poll(() => server.openCount()).toBe(0)
  })

  it('before the first token frees the server', async () => {
    const model = await modelFor({ kind: 'silence' })
    const stopping = new AbortController()
    const reading = read(model, { signal: stopping.signal })
    await expect.poll(() => server.openCount()).toBe(1)
    stopping.abort()
    await expect(reading).rejects.toMatchObject({ code: 'model/aborted' })
    await server.abandoned()
  })
})

describe('a request', () => {
  it('carries messages, limits, schema and key', async () => {
    server = await startScriptedServer({ key: 'secret-word' })
    const model = createOpenAiModel({ ...MODEL, server: `${server.address}/v1`, key: 'secret-word' })
    await read(model, { jsonSchema: { type: 'object' }, maxTokens: 7 })
    expect(server.chats).toEqual([
      {
        model: 'scripted',
        messages: [{ role: 'user', content: 'Hello' }],
        max_tokens: 7,
        temperature: 0,
        stream: true,
        stream_options: { include_usage: true },
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema: { type: 'object' } },
        },
      },
    ])
  })

  it('carries no schema to a server that does not know them', async () => {
    const model = await modelFor({ kind: 'stream', pieces: ['{}'] }, { guidedJson: false })
    await read(model, { jsonSchema: { type: 'object' } })
    expect(server.chats[0]).not.toHaveProperty('response_format')
  })
})

const MODEL = { id: 'scripted', contextTokens: 1024, strength: 'small', guidedJson: true } as const

async function modelFor(reply: Reply, options: Partial<OpenAiModelOptions> = {}): Promise<ChatModel> {
  server = await startScriptedServer({ reply: () => reply } satisfies ScriptedOptions)
  return createOpenAiModel({ ...MODEL, server: `${server.address}/v1`, ...options })
}

const modelThat = (pieces: readonly Piece[]) => modelFor({ kind: 'stream', pieces })

function request(facts: Partial<ChatRequest> = {}): ChatRequest {
  return {
    messages: [{ role: 'user', text: 'Hello' }],
    maxTokens: 1_000_000,
    signal: new AbortController().signal,
    ...facts,
  }
}

async function read(model: ChatModel, facts: Partial<ChatRequest> = {}): Promise<readonly ChatDelta[]> {
  const deltas: ChatDelta[] = []
  for await (const delta of model.stream(request(facts))) deltas.push(delta)
  return deltas
}

async function textOf(model: ChatModel): Promise<string> {
  return (await read(model)).map((delta) => (delta.kind === 'text' ? delta.text : '')).join('')
}

function status(code: number, body: string): Reply {
  return { kind: 'status', status: code, body }
}

function raw(body: string, contentType?: string): Reply {
  return { kind: 'raw', body, ...(contentType && { contentType }) }
}

function event(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

function* forever(): Iterable<string> {
  for (;;) yield 'on and '
}
