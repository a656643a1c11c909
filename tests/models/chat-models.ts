// All ways to a language model behind one name each, so that one suite runs on each; what is absent is skipped by name.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { ChatModel } from '#lib/models/chat-model.ts'
import { openEmbeddedModel } from '#lib/models/embedded.ts'
import { createOpenAiModel } from '#lib/models/openai.ts'
import { probeServer } from '#lib/models/probe.ts'
import { type ChatBody, type Reply, startScriptedServer } from './scripted-server.ts'
import { writeTinyGguf } from './tiny-gguf.ts'

/** An opened model; `unknown` is one that its server does not have. */
export interface OpenedModel {
  readonly model: ChatModel
  readonly unknown?: ChatModel
  close(): Promise<void>
}

/** One way: its name says why it is skipped when `open` is absent. */
interface ChatModelWay {
  readonly name: string
  readonly isServer?: true
  readonly open?: () => Promise<OpenedModel>
}

export const CHAT_MODELS: readonly ChatModelWay[] = [
  { name: 'a scripted server', isServer: true, open: openScripted },
  {
    name: 'llama.cpp in this process, random weights',
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sparky-tiny-'))
      await writeTinyGguf(join(folder, 'tiny.gguf'))
      const model = await openEmbeddedModel(join(folder, 'tiny.gguf'))
      return { model, close: () => model.close().then(() => rm(folder, { recursive: true })) }
    },
  },
  withWeights(),
  withVllm(),
]

function withWeights(): ChatModelWay {
  const name = 'llama.cpp in this process, SmolLM2'
  const folder = inject('weights').chat
  if (folder === undefined)
    return { name: `${name} (skipped: no weights on this machine; ./sparky test --servers fetches them)` }
  return {
    name,
    open: async () => {
      const model = await openEmbeddedModel(join(folder, 'model.gguf'))
      return { model, close: () => model.close() }
    },
  }
}

function withVllm(): ChatModelWay {
  const setting = inject('servers').vllm
  if (setting === undefined) return { name: 'vLLM (skipped: no server; ./sparky test --servers starts one)' }
  return {
    name: 'vLLM',
    isServer: true,
    open: async () => {
      const [address = '', id = ''] = setting.split('#')
      const probed = await probeServer(address, { signal: AbortSignal.timeout(30_000) })
      const contextTokens = probed?.models[0]?.contextTokens ?? 0
      const options = { server: address, contextTokens, strength: 'weak', guidedJson: true } as const
      return {
        model: createOpenAiModel({ ...options, id }),
        unknown: createOpenAiModel({ ...options, id: 'no-such-model' }),
        close: async () => undefined,
      }
    },
  }
}

const SCRIPTED = { id: 'scripted', contextTokens: 1024, strength: 'small', guidedJson: true } as const

async function openScripted(): Promise<OpenedModel> {
  const server = await startScriptedServer({ reply: answerLikeVllm })
  const options = { ...SCRIPTED, server: `${server.address}/v1` }
  return {
    model: createOpenAiModel(options),
    unknown: createOpenAiModel({ ...options, id: 'no-such-model' }),
    close: () => server.close(),
  }
}

/** What vLLM 0.32 was seen to say, without a model. */
function answerLikeVllm({ model, messages, response_format }: ChatBody): Reply {
  const error = (status: number, message: string): Reply => ({
    kind: 'status',
    status,
    body: JSON.stringify({ error: { message, type: 'BadRequestError', param: null, code: status } }),
  })
  if (model !== SCRIPTED.id) return error(404, `The model \`${model}\` does not exist.`)
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0)
  if (characters > SCRIPTED.contextTokens * 4)
    return error(400, `This model's maximum context length is ${SCRIPTED.contextTokens} tokens.`)
  if (response_format) return { kind: 'stream', pieces: ['{"cho', 'ice": "', 'second"}'] }
  return { kind: 'stream', pieces: words(), delayMs: 2 }
}

function* words(): Iterable<string> {
  for (;;) yield* ['One', ' word', ' after', ' another', '.']
}
