// A small model inside this process, through llama.cpp: for machines without a model server.
import { availableParallelism } from 'node:os'
import { basename, dirname } from 'node:path'
import type { ChatHistoryItem, LlamaContext, LlamaModel } from 'node-llama-cpp'
import { SparkyError } from '#lib/errors.ts'
import { type ChatDelta, type ChatModel, type ChatRequest, strengthOf } from './chat-model.ts'

/** Bounds the memory of the attention cache; more than a weak model makes sense of. */
const CONTEXT_TOKENS = 4096

export interface EmbeddedModel extends ChatModel {
  close(): Promise<void>
}

/** @throws SparkyError `model/no-weights` when the file is no model that llama.cpp can load. */
export async function openEmbeddedModel(file: string): Promise<EmbeddedModel> {
  const { getLlama, LlamaChat } = await import('node-llama-cpp')
  const name = basename(file) === 'model.gguf' ? basename(dirname(file)) : basename(file, '.gguf')
  let model: LlamaModel
  let context: LlamaContext
  try {
    const llama = await getLlama({ build: 'never', gpu: false, maxThreads: Math.max(1, availableParallelism()) })
    model = await llama.loadModel({ modelPath: file })
    context = await model.createContext({ contextSize: { max: CONTEXT_TOKENS } })
  } catch (cause) {
    throw new SparkyError({
      code: 'model/no-weights',
      message: `${file} cannot be loaded as a model.`,
      remedy: 'Name a GGUF file in SPARKY_GGUF, or set SPARKY_MODEL=none.',
      cause,
    })
  }
  const turns = createTurns()

  async function* stream(request: ChatRequest): AsyncGenerator<ChatDelta> {
    const release = await turns.take(request.signal)
    const sequence = context.getSequence()
    const chat = new LlamaChat({ contextSequence: sequence })
    const pieces = createPipe<ChatDelta>()
    const leaving = new AbortController()
    try {
      const grammar =
        request.jsonSchema &&
        (await model.llama.createGrammarForJsonSchema(
          request.jsonSchema as Parameters<typeof model.llama.createGrammarForJsonSchema>[0],
        ))
      const generation = chat
        .generateResponse(historyOf(request), {
          maxTokens: request.maxTokens,
          temperature: request.temperature ?? 0,
          signal: AbortSignal.any([request.signal, leaving.signal]),
          onTextChunk: (text) => pieces.push({ kind: 'text', text }),
          ...(grammar && { grammar }),
        })
        .then(
          () => pieces.end(),
          (error: unknown) => pieces.fail(error),
        )
      yield* pieces
      await generation
      yield {
        kind: 'usage',
        promptTokens: sequence.tokenMeter.usedInputTokens,
        completionTokens: sequence.tokenMeter.usedOutputTokens,
      }
    } catch (cause) {
      if (request.signal.aborted)
        throw new SparkyError({
          code: 'model/aborted',
          message: `The request to ${name} was stopped.`,
          remedy: 'Ask again.',
          retryable: true,
          cause,
        })
      throw new SparkyError({
        code: 'model/refused',
        message: `${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
        remedy: 'Ask again, or set SPARKY_MODEL=none.',
        cause,
      })
    } finally {
      leaving.abort()
      chat.dispose({ disposeSequence: true })
      release()
    }
  }

  return {
    id: name,
    server: 'embedded',
    contextTokens: context.contextSize,
    strength: strengthOf(name),
    guidedJson: true,
    stream,
    async close() {
      await context.dispose()
      await model.dispose()
    },
  }
}

function historyOf({ messages }: ChatRequest): ChatHistoryItem[] {
  const items = messages.map(
    ({ role, text }): ChatHistoryItem =>
      role === 'assistant' ? { type: 'model', response: [text] } : { type: role, text },
  )
  return [...items, { type: 'model', response: [] }]
}

/** One request at a time: the context has one sequence. */
function createTurns() {
  let last: Promise<void> = Promise.resolve()
  return {
    async take(signal: AbortSignal): Promise<() => void> {
      const own = Promise.withResolvers<void>()
      const before = last
      last = before.then(() => own.promise)
      await before
      if (signal.aborted) {
        own.resolve()
        throw new SparkyError({
          code: 'model/aborted',
          message: 'The request was stopped while it waited.',
          remedy: 'Ask again.',
          retryable: true,
        })
      }
      return own.resolve
    },
  }
}

/** Values pushed by a callback, read as an async iterable. */
function createPipe<T>() {
  const waiting: T[] = []
  let ended = false
  let failure: unknown
  let wake = Promise.withResolvers<void>()
  const signal = () => {
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }
  return {
    push(value: T): void {
      waiting.push(value)
      signal()
    },
    end(): void {
      ended = true
      signal()
    },
    fail(error: unknown): void {
      failure = error
      ended = true
      signal()
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<T> {
      for (;;) {
        const value = waiting.shift()
        if (value !== undefined) yield value
        else if (ended) {
          if (failure !== undefined) throw failure
          return
        } else await wake.promise
      }
    },
  }
}
