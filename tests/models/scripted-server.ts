// A model server that does as it is told: real HTTP, scripted answers; the only stand-in for a model in the tests.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A string is content; an object is a whole delta, such as `{reasoning: '…'}`. */
export type Piece = string | Readonly<Record<string, unknown>>

/** What one chat request gets. */
export type Reply =
  | {
      readonly kind: 'stream'
      readonly pieces: Iterable<Piece> | AsyncIterable<Piece>
      /** Before each piece. */
      readonly delayMs?: number
      /** False: the stream ends without `finish_reason` and `[DONE]`, as when a server dies politely. */
      readonly isFinished?: boolean
      /** False: no usage, as from servers that do not count. */
      readonly hasUsage?: boolean
    }
  /** Exactly this body. */
  | { readonly kind: 'raw'; readonly body: string; readonly contentType?: string }
  | { readonly kind: 'status'; readonly status: number; readonly body: string }
  /** Takes the request and never says anything. */
  | { readonly kind: 'silence' }
  /** Sends these bytes and cuts the connection. */
  | { readonly kind: 'cut'; readonly body: string }

export interface ChatBody {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly max_tokens: number
  readonly response_format?: { readonly json_schema: { readonly schema: object } }
}

export interface ScriptedOptions {
  /** Entries of `/v1/models`. */
  readonly models?: readonly Readonly<Record<string, unknown>>[]
  /** What each chat request gets; default: a short greeting. */
  readonly reply?: (body: ChatBody) => Reply
  /** JSON for other paths, such as `/props` or `/api/tags`; a number is a status; a function gets the body. */
  readonly routes?: Readonly<Record<string, unknown>>
  /** What is wrong with the body of a request to another path, if anything. */
  readonly refuses?: (
    body: Readonly<Record<string, unknown>>,
  ) => { readonly status: number; readonly message: string } | undefined
  /** Before the answer to anything but a chat request. */
  readonly delayMs?: number
  /** The bearer token without which everything is answered with 401. */
  readonly key?: string
}

export interface ScriptedServer {
  /** Base address without `/v1`. */
  readonly address: string
  /** Bodies of the chat requests so far. */
  readonly chats: readonly ChatBody[]
  /** The bearer tokens of all requests so far, each once; undefined stands for none. */
  keys(): readonly (string | undefined)[]
  /** Chat requests that are being answered right now. */
  openCount(): number
  /** Resolves when a client has left a chat request before its end. */
  abandoned(): Promise<void>
  close(): Promise<void>
}

const GREETING: Reply = { kind: 'stream', pieces: ['Hello', ' ', 'there', '.'] }

/** Listens on a free port of this machine unless told otherwise. */
export async function startScriptedServer(options: ScriptedOptions = {}, port = 0): Promise<ScriptedServer> {
  const chats: ChatBody[] = []
  const keys = new Set<string | undefined>()
  const left = Promise.withResolvers<void>()
  let open = 0

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? ''
    keys.add(request.headers.authorization?.replace(/^Bearer /, ''))
    const text = await readText(request)
    if (options.delayMs !== undefined) await delay(options.delayMs, undefined, { ref: false })
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`)
      return sendJson(response, 401, { error: { message: 'Invalid key' } })
    if (path === '/v1/models') return sendJson(response, 200, { object: 'list', data: options.models ?? [] })
    if (path !== '/v1/chat/completions') {
      const route = options.routes?.[path]
      const refusal = options.refuses?.(JSON.parse(text || '{}'))
      if (refusal) return sendJson(response, refusal.status, { error: { message: refusal.message } })
      if (typeof route === 'number') return sendJson(response, route, { error: 'scripted' })
      const value = typeof route === 'function' ? route(JSON.parse(text || 'null')) : route
      return value === undefined ? sendJson(response, 404, { detail: 'Not Found' }) : sendJson(response, 200, value)
    }
    const body: ChatBody = JSON.parse(text)
    chats.push(body)
    open += 1
    response.once('close', () => {
      open -= 1
      if (!response.writableFinished) left.resolve()
    })
    await send(response, options.reply?.(body) ?? GREETING, body)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    chats,
    keys: () => [...keys],
    openCount: () => open,
    abandoned: () => left.promise,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function send(response: ServerResponse, reply: Reply, body: ChatBody): Promise<void> {
  switch (reply.kind) {
    case 'silence':
      return
    case 'status':
      return sendText(response, reply.status, 'application/json', reply.body)
    case 'raw':
      return sendText(response, 200, reply.contentType ?? 'text/event-stream', reply.body)
    case 'cut':
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(reply.body)
      // The bytes must be on their way before the connection is cut.
      setImmediate(() => response.destroy())
      return
    case 'stream':
      return stream(response, reply, body)
  }
}

async function stream(
  response: ServerResponse,
  { pieces, delayMs = 0, isFinished = true, hasUsage = true }: Extract<Reply, { kind: 'stream' }>,
  { model, messages, max_tokens: maxTokens }: ChatBody,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const write = (event: object) => response.write(`data: ${JSON.stringify({ model, ...event })}\n\n`)
  write({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] })
  let count = 0
  for await (const piece of pieces) {
    if (count >= maxTokens || response.destroyed) break
    if (delayMs > 0) await delay(delayMs)
    else if (count % 100 === 99) await delay(0)
    write({ choices: [{ index: 0, delta: typeof piece === 'string' ? { content: piece } : piece }] })
    count += 1
  }
  if (isFinished) write({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
  const promptTokens = Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / 4)
  if (hasUsage) write({ choices: [], usage: { prompt_tokens: promptTokens, completion_tokens: count } })
  response.end(isFinished ? 'data: [DONE]\n\n' : '')
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, 'application/json', JSON.stringify(value))
}

function sendText(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { 'content-type': contentType })
  response.end(text)
}

async function readText(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
