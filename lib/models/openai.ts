// Chat with any server that speaks the OpenAI protocol: vLLM, Ollama, llama.cpp, LM Studio, TensorRT-LLM.
import { z } from 'zod'
import type { ChatDelta, ChatModel, ChatRequest } from './chat-model.ts'
import { aborted, errorOfStatus, timedOut, unreachable } from './server-error.ts'
import { readEvents } from './sse.ts'
import { createThinkSplitter } from './think-tags.ts'

export interface OpenAiModelOptions {
  readonly id: string
  /** Base address with `/v1`. */
  readonly server: string
  readonly key?: string | undefined
  readonly contextTokens: number
  readonly strength: ChatModel['strength']
  readonly guidedJson: boolean
  /** Shorter in tests. */
  readonly timeouts?: Timeouts
}

export interface Timeouts {
  readonly firstTokenMs: number
  readonly idleMs: number
}

/** A long prompt on a CPU takes minutes before its first token. */
const FIRST_TOKEN_TIMEOUT_MS = 180_000
/** Between two tokens even a slow machine needs less. */
const IDLE_TIMEOUT_MS = 60_000

const Message = z.object({
  content: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
})
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: Message.nullish(),
        /** Of a server that does not stream: everything at once. */
        message: Message.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number().nullish() }).nullish(),
  error: z.unknown().optional(),
})

export function createOpenAiModel(options: OpenAiModelOptions): ChatModel {
  const { id, server, contextTokens, strength, guidedJson } = options
  return { id, server, contextTokens, strength, guidedJson, stream: (request) => streamChat(options, request) }
}

async function* streamChat(options: OpenAiModelOptions, request: ChatRequest): AsyncGenerator<ChatDelta> {
  const place = { server: options.server, model: options.id }
  const { firstTokenMs, idleMs } = options.timeouts ?? { firstTokenMs: FIRST_TOKEN_TIMEOUT_MS, idleMs: IDLE_TIMEOUT_MS }
  const watch = createWatch(request.signal)
  try {
    watch.expect('first token', firstTokenMs)
    const response = await fetch(`${options.server}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(options.key && { authorization: `Bearer ${options.key}` }),
      },
      body: JSON.stringify(bodyOf(options, request)),
      signal: watch.signal,
    })
    if (!response.ok || response.body === null) throw errorOfStatus(place, response.status, await response.text())
    const splitter = createThinkSplitter()
    let usage: ChatDelta | undefined
    let isFinished = false
    for await (const data of eventsOf(response, response.body)) {
      if (data === '[DONE]') {
        isFinished = true
        break
      }
      watch.expect('further token', idleMs)
      const chunk = Chunk.parse(JSON.parse(data))
      if (chunk.error) throw errorOfStatus(place, 500, data)
      const [choice] = chunk.choices ?? []
      if (choice?.finish_reason) isFinished = true
      const delta = choice?.delta ?? choice?.message
      const reasoning = delta?.reasoning || delta?.reasoning_content
      if (reasoning) yield { kind: 'reasoning', text: reasoning }
      if (delta?.content) yield* splitter.push(delta.content)
      // Some servers count after each token: only the last count is the sum.
      if (chunk.usage)
        usage = {
          kind: 'usage',
          promptTokens: chunk.usage.prompt_tokens,
          completionTokens: chunk.usage.completion_tokens ?? 0,
        }
    }
    if (!isFinished) throw unreachable(place, new Error('The stream ended before the answer did.'))
    yield* splitter.end()
    if (usage) yield usage
  } catch (error) {
    if (request.signal.aborted) throw aborted(place, error)
    if (watch.expired) throw timedOut(place, watch.expired.what, watch.expired.afterMs)
    if (error instanceof TypeError || (error instanceof Error && error.name === 'AbortError'))
      throw unreachable(place, error)
    if (error instanceof SyntaxError || error instanceof z.ZodError) throw unreachable(place, error)
    throw error
  } finally {
    watch.close()
  }
}

/** The events of a stream; the whole body of a server that does not stream. */
async function* eventsOf(response: Response, body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  if (response.headers.get('content-type')?.startsWith('application/json')) yield await response.text()
  else yield* readEvents(body)
}

function bodyOf(options: OpenAiModelOptions, request: ChatRequest): object {
  return {
    model: options.id,
    messages: request.messages.map(({ role, text }) => ({ role, content: text })),
    max_tokens: request.maxTokens,
    temperature: request.temperature ?? 0,
    stream: true,
    stream_options: { include_usage: true },
    ...(request.jsonSchema &&
      options.guidedJson && {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema: request.jsonSchema },
        },
      }),
  }
}

/** One timer that is pushed back at each sign of life; closing it closes the connection. */
function createWatch(signal: AbortSignal) {
  const own = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const watch = {
    signal: AbortSignal.any([signal, own.signal]),
    expired: undefined as { readonly what: string; readonly afterMs: number } | undefined,
    expect(what: string, afterMs: number): void {
      clearTimeout(timer)
      timer = setTimeout(() => {
        watch.expired = { what, afterMs }
        own.abort()
      }, afterMs)
    },
    close(): void {
      clearTimeout(timer)
      own.abort()
    },
  }
  return watch
}
