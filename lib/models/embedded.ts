// A small model inside this process, through llama.cpp: for machines without a model server.
import { availableParallelism } from 'node:os'
import { basename, dirname } from 'node:path'
import type { ChatHistoryItem, Llama, LlamaChat, LlamaContext, LlamaModel } from 'node-llama-cpp'
import { SparkyError } from '#lib/errors.ts'
import { type ChatDelta, type ChatModel, type ChatRequest, strengthOf } from './chat-model.ts'
import { createPipe } from './pipe.ts'
import { aborted, tooLong } from './server-error.ts'
import { createSleeper } from './sleeper.ts'
import { createTurns } from './turns.ts'

/** Bounds the memory of the attention cache; more than a weak model makes sense of. */
const CONTEXT_TOKENS = 4096
/**
 * Half of the cores: the threads of llama.cpp wait for each other by spinning, so one that must share its core stops all.
 * On two busy cores 30 tokens took 17 s with two threads and 1.2 s with one; on idle ones two are 1.6 times as fast.
 */
const THREADS = Math.max(1, Math.floor(availableParallelism() / 2))
/** An answer with less room than this is no answer. */
const ANSWER_TOKENS_MINIMUM = 16
/** No token of any model stands for so many characters: longer texts need not be counted. */
const TOKEN_CHARACTERS_LIMIT = 64

export interface EmbeddedModel extends ChatModel {
  close(): Promise<void>
}

/**
 * One answer at a time: further requests wait. The weights are in memory only while they are used, and a while after: with the
 * first answer they are loaded, which takes a second for a small model.
 *
 * @throws SparkyError `model/no-weights` when the file is no model; so does the first answer when llama.cpp cannot load it.
 */
export async function openEmbeddedModel(file: string): Promise<EmbeddedModel> {
  const contextTokens = await readContextTokens(file)
  const name = basename(file) === 'model.gguf' ? basename(dirname(file)) : basename(file, '.gguf')
  const place = { server: 'embedded', model: name }
  const weights = createSleeper(() => load(file))
  const turns = createTurns()

  async function* stream(request: ChatRequest): AsyncGenerator<ChatDelta> {
    const release = await turns.take(request.signal).catch((cause: unknown) => {
      throw aborted(place, cause)
    })
    const pieces = createPipe<ChatDelta>()
    const leaving = new AbortController()
    let generation = Promise.resolve()
    let chat: LlamaChat | undefined
    try {
      const { LlamaChat, llama, model, context } = await weights.wake()
      const sequence = context.getSequence()
      chat = new LlamaChat({ contextSequence: sequence })
      const history = historyOf(request)
      const maxTokens = Math.min(request.maxTokens, roomAfter(chat, model, history))
      // llama.cpp would drop the beginning of the prompt without a word.
      if (maxTokens < Math.min(request.maxTokens, ANSWER_TOKENS_MINIMUM))
        throw tooLong(place, `it reads ${context.contextSize} tokens, prompt and answer together.`)
      const grammar = request.jsonSchema && (await grammarOf(llama, request.jsonSchema))
      generation = chat
        .generateResponse(history, {
          maxTokens,
          temperature: request.temperature ?? 0,
          signal: AbortSignal.any([request.signal, leaving.signal]),
          onTextChunk: (text) => {
            if (text !== '') pieces.push({ kind: 'text', text })
          },
          ...(grammar && { grammar }),
        })
        .then(
          () => pieces.end(),
          (error: unknown) => pieces.fail(error),
        )
      yield* pieces
      const { usedInputTokens, usedOutputTokens } = sequence.tokenMeter
      yield { kind: 'usage', promptTokens: usedInputTokens, completionTokens: usedOutputTokens }
    } catch (cause) {
      if (request.signal.aborted) throw aborted(place, cause)
      throw cause instanceof SparkyError ? cause : failed(name, cause)
    } finally {
      leaving.abort()
      // The sequence is in use until the generation has noticed.
      await generation
      chat?.dispose({ disposeSequence: true })
      weights.rest()
      release()
    }
  }

  return {
    id: name,
    server: place.server,
    contextTokens,
    strength: strengthOf(name),
    guidedJson: true,
    stream,
    close: weights.close,
  }
}

interface Loaded {
  readonly LlamaChat: typeof import('node-llama-cpp').LlamaChat
  readonly llama: Llama
  readonly model: LlamaModel
  readonly context: LlamaContext
  readonly dispose: () => Promise<void>
}

async function load(file: string): Promise<Loaded> {
  const { getLlama, LlamaChat, LlamaLogLevel } = await import('node-llama-cpp')
  try {
    const llama = await getLlama({
      build: 'never',
      gpu: false,
      maxThreads: THREADS,
      logLevel: LlamaLogLevel.disabled,
    })
    const model = await llama.loadModel({ modelPath: file })
    const context = await model.createContext({ contextSize: { max: CONTEXT_TOKENS } })
    const dispose = async () => {
      await context.dispose()
      await model.dispose()
      await llama.dispose()
    }
    return { LlamaChat, llama, model, context, dispose }
  } catch (cause) {
    throw noWeights(file, cause)
  }
}

function noWeights(file: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'model/no-weights',
    message: `${file} cannot be loaded as a model.`,
    remedy: 'Name a GGUF file in SPARKY_GGUF, or set SPARKY_MODEL=none.',
    cause,
  })
}

/** What the head of the file says; the weights stay where they are. @throws SparkyError `model/no-weights` */
async function readContextTokens(file: string): Promise<number> {
  try {
    const { readGgufFileInfo } = await import('node-llama-cpp')
    const { architectureMetadata } = await readGgufFileInfo(file, { readTensorInfo: false, logWarnings: false })
    return Math.min(CONTEXT_TOKENS, architectureMetadata.context_length ?? CONTEXT_TOKENS)
  } catch (cause) {
    throw noWeights(file, cause)
  }
}

function historyOf({ messages }: ChatRequest): ChatHistoryItem[] {
  const items = messages.map(
    ({ role, text }): ChatHistoryItem =>
      role === 'assistant' ? { type: 'model', response: [text] } : { type: role, text },
  )
  return [...items, { type: 'model', response: [] }]
}

/** Tokens that are left for the answer; negative when the prompt alone is too long. */
function roomAfter(chat: LlamaChat, model: LlamaModel, history: ChatHistoryItem[]): number {
  const contextTokens = chat.context.contextSize
  const { contextText } = chat.chatWrapper.generateContextState({ chatHistory: history })
  if (contextText.toString().length > contextTokens * TOKEN_CHARACTERS_LIMIT) return -1
  return contextTokens - contextText.tokenize(model.tokenizer).length
}

/** A schema that llama.cpp cannot follow is left to the check that comes after every answer. */
async function grammarOf(llama: Llama, schema: object) {
  type Schema = Parameters<Llama['createGrammarForJsonSchema']>[0]
  try {
    // Any JSON Schema may be tried: what is not understood is refused here.
    return await llama.createGrammarForJsonSchema(schema as Schema)
  } catch {
    return undefined
  }
}

function failed(name: string, cause: unknown): SparkyError {
  return new SparkyError({
    code: 'model/refused',
    message: `${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Ask again, or set SPARKY_MODEL=none.',
    cause,
  })
}
