// First contact: what each kind of server tells of itself.
import { afterEach, describe, expect, inject, it } from 'vitest'
import { parameterBillions, strengthOf } from '#lib/models/chat-model.ts'
import { probeServer } from '#lib/models/probe.ts'
import { findFreePort } from '#tests/servers/server-process.ts'
import { VLLM_CONTEXT_TOKENS } from '#tests/servers/vllm-context.ts'
import { type ScriptedOptions, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

let server: ScriptedServer | undefined
const signal = new AbortController().signal
afterEach(async () => {
  await server?.close()
  server = undefined
})

const probe = async (options: ScriptedOptions, o: Partial<Parameters<typeof probeServer>[1]> = {}) => {
  server = await startScriptedServer(options)
  return probeServer(server.address, { signal, ...o })
}

describe('a server is recognised as', () => {
  it('vLLM, which tells its window', async () => {
    const models = [{ id: 'Qwen/Qwen2.5-7B-Instruct', owned_by: 'vllm', max_model_len: 16384 }]
    expect(await probe({ models })).toEqual({
      kind: 'vllm',
      server: `${server?.address}/v1`,
      models: [{ id: 'Qwen/Qwen2.5-7B-Instruct', contextTokens: 16384, embeds: false }],
    })
  })

  it('Ollama, whose window is the one set for the model, else its small default', async () => {
    const found = await probe({
      models: [{ id: 'qwen2.5:7b-instruct' }, { id: 'smollm2:135m' }, { id: 'all-minilm:latest' }],
      routes: {
        '/api/tags': { models: [] },
        '/api/show': ({ model }: { model: string }) =>
          model.startsWith('qwen') ? { parameters: 'stop "<|im_end|>"\nnum_ctx                        8192' } : {},
      },
    })
    expect(found?.kind).toBe('ollama')
    expect(found?.models).toEqual([
      { id: 'qwen2.5:7b-instruct', contextTokens: 8192, embeds: false },
      { id: 'smollm2:135m', contextTokens: 4096, embeds: false },
      { id: 'all-minilm:latest', contextTokens: 4096, embeds: true },
    ])
  })

  it('llama.cpp, whose window is the one it was started with', async () => {
    const found = await probe({
      models: [{ id: 'model.gguf', owned_by: 'llamacpp', meta: { n_ctx_train: 131072 } }],
      routes: { '/props': { default_generation_settings: { n_ctx: 2048 } } },
    })
    expect(found).toMatchObject({ kind: 'llama.cpp', models: [{ contextTokens: 2048 }] })
  })

  it('one that speaks the protocol, when it tells nothing else', async () => {
    const found = await probe({ models: [{ id: 'mystery' }] })
    expect(found).toMatchObject({ kind: 'openai-compatible', models: [{ id: 'mystery', contextTokens: 4096 }] })
  })

  const vllm = inject('servers').vllm
  it.skipIf(vllm === undefined)(`a real vLLM${vllm === undefined ? ' (skipped: no server)' : ''}`, async () => {
    const [address = '', id] = vllm?.split('#') ?? []
    expect(await probeServer(address, { signal, timeoutMs: 30_000 })).toEqual({
      kind: 'vllm',
      server: address,
      models: [{ id, contextTokens: VLLM_CONTEXT_TOKENS, embeds: false }],
    })
  })
})

describe('no model server is', () => {
  it.each<[string, ScriptedOptions]>([
    ['one that lists nothing of the kind', { routes: {}, key: 'secret-word-of-mine' }],
    ['a broken one', { models: [{ name: 'without an id' }] }],
  ])('%s', async (_, options) => {
    expect(await probe(options)).toBeUndefined()
  })

  it('a port where nobody listens', async () => {
    expect(await probeServer(`http://127.0.0.1:${await findFreePort()}`, { signal })).toBeUndefined()
  })

  it('one that does not answer in time', async () => {
    const found = await probe({ routes: {}, models: [{ id: 'slow' }], delayMs: 10_000 }, { timeoutMs: 50 })
    expect(found).toBeUndefined()
  })
})

it('a probe takes the address with or without /v1, and sends the key', async () => {
  server = await startScriptedServer({ models: [{ id: 'mine' }], key: 'secret-word' })
  for (const end of ['', '/', '/v1', '/v1/']) {
    const found = await probeServer(`${server.address}${end}`, { signal, key: 'secret-word' })
    expect(found?.server).toBe(`${server.address}/v1`)
  }
})

it('a probe ends with its caller', async () => {
  await expect(probeServer('http://127.0.0.1:1', { signal: AbortSignal.abort() })).rejects.toThrow()
})

describe('the strength of a model', () => {
  it.each([
    ['HuggingFaceTB/SmolLM2-135M-Instruct', 0.135, 'weak'],
    ['smollm2:135m', 0.135, 'weak'],
    ['Qwen/Qwen3-0.6B', 0.6, 'weak'],
    ['Qwen2.5-1.5B-Instruct', 1.5, 'small'],
    ['meta-llama/Llama-3.1-8B-Instruct', 8, 'small'],
    ['llama3.1:8b-instruct-q4_K_M', 8, 'small'],
    ['Qwen/Qwen3-30B-A3B', 30, 'strong'],
    ['openai/gpt-oss-20b', 20, 'strong'],
    ['Qwen/Qwen2.5-32B-Instruct-AWQ', 32, 'strong'],
    ['mistral-small', undefined, 'small'],
    ['gpt-4b1t', undefined, 'small'],
  ])('%s is read off its name', (name, billions, strength) => {
    expect(parameterBillions(name)).toBe(billions)
    expect(strengthOf(name)).toBe(strength)
  })
})
