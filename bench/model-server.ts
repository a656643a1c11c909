// A model server in a thread of its own that notes its times: scripted with known delays, or a relay to a real server.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { z } from 'zod'

/** One chat request as the server saw it; milliseconds of the clock that `nowMs` reads. */
export interface ServedRequest {
  readonly startMs: number
  readonly firstTokenMs: number
  readonly lastTokenMs: number
  readonly endMs: number
}

export interface ModelServer {
  /** Base address with `/v1`. */
  readonly address: string
  /** Requests served so far, in the order of their end. */
  readonly served: readonly ServedRequest[]
  close(): Promise<void>
}

/** Name of the scripted model: large enough to be trusted with an answer. */
export const SCRIPTED_MODEL = 'scripted-7b'
/** What a small model on a fast card does: its first token soon, then 100 tokens a second. */
const SCRIPT = { firstTokenMs: 40, tokenMs: 10, tokens: 80 }
/** Looks like vLLM, so that a choice is asked for with its schema. */
const SCRIPTED = { id: SCRIPTED_MODEL, owned_by: 'vllm', max_model_len: 8192 }

/** Reads the same clock in every thread. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}

/** @param upstream  Base address with `/v1` of a real server; undefined for the script. */
export async function startModelServer(upstream: string | undefined): Promise<ModelServer> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { upstream }, execArgv: [] })
  const served: ServedRequest[] = []
  const listening = Promise.withResolvers<string>()
  worker.on('error', listening.reject)
  worker.on('message', (message: { readonly address: string } | { readonly request: ServedRequest }) => {
    if ('address' in message) listening.resolve(message.address)
    else served.push(message.request)
  })
  const address = await listening.promise
  return { address, served, close: async () => void (await worker.terminate()) }
}

type Reply = (request: IncomingMessage, response: ServerResponse, onToken: () => void) => Promise<void>

const Body = z.object({ response_format: z.unknown().optional() })

/** Answers a choice with JSON and everything else with words, token by token. */
const script: Reply = async (request, response, onToken) => {
  if (request.url === '/v1/models') return sendJson(response, { data: [SCRIPTED] })
  if (request.url !== '/v1/chat/completions') return void response.writeHead(404).end()
  const body = Body.parse(JSON.parse(await text(request)))
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const tokens =
    body.response_format === undefined
      ? Array.from({ length: SCRIPT.tokens }, (_, index) => (index === 0 ? 'Because' : ` wa${wordOf(index)}`))
      : ['{"choice": 1, "enough": true}']
  const dueMs = performance.now() + SCRIPT.firstTokenMs
  for (const [index, content] of tokens.entries()) {
    await wait(Math.max(0, dueMs + index * SCRIPT.tokenMs - performance.now()))
    onToken()
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
  }
  response.end('data: [DONE]\n\n')
}

function relayTo(upstream: string): Reply {
  const root = upstream.replace(/\/v1\/?$/, '')
  return async (request, response, onToken) => {
    const isPost = request.method === 'POST'
    const answer = await fetch(`${root}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json', accept: request.headers.accept ?? '*/*' },
      ...(isPost && { body: await text(request) }),
    })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
    for await (const bytes of answer.body ?? []) {
      if (/"(?:content|reasoning(?:_content)?)": ?"[^"]/.test(Buffer.from(bytes).toString('utf8'))) onToken()
      response.write(bytes)
    }
    response.end()
  }
}

function sendJson(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function serve(reply: Reply, port: NonNullable<typeof parentPort>): void {
  const server = createServer((request, response) => {
    const startMs = nowMs()
    let firstTokenMs: number | undefined
    let lastTokenMs = startMs
    const onToken = () => {
      lastTokenMs = nowMs()
      firstTokenMs ??= lastTokenMs
    }
    response.on('finish', () => {
      if (firstTokenMs !== undefined)
        port.postMessage({ request: { startMs, firstTokenMs, lastTokenMs, endMs: nowMs() } })
    })
    reply(request, response, onToken).catch((error: unknown) => response.destroy(new Error(String(error))))
  })
  server.listen(0, '127.0.0.1', () => {
    // A server that listens on a port has an address of that kind.
    const { port: number } = server.address() as AddressInfo
    port.postMessage({ address: `http://127.0.0.1:${number}/v1` })
  })
}

if (!isMainThread && parentPort) {
  const { upstream } = z.object({ upstream: z.string().optional() }).parse(workerData)
  serve(upstream === undefined ? script : relayTo(upstream), parentPort)
}

/** All different, for a model that repeats itself is stopped; and without digits, which would be claims. */
function wordOf(index: number): string {
  return [...index.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('')
}
