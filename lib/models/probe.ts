// First contact with a model server: what it is, which models it has, how much they read.
import { z } from 'zod'

export type ServerKind = 'vllm' | 'ollama' | 'llama.cpp' | 'lm-studio' | 'tensorrt-llm' | 'openai-compatible'

export interface ServerModel {
  readonly id: string
  /** Prompt and answer together, in tokens. */
  readonly contextTokens: number
  /** True when the name says that it embeds. */
  readonly embeds: boolean
}

export interface ProbedServer {
  readonly kind: ServerKind
  /** Base address with `/v1`. */
  readonly server: string
  readonly models: readonly ServerModel[]
}

/** Ports on which model servers listen unless told otherwise. */
export const USUAL_PORTS: readonly number[] = [8000, 8001, 8002, 8003, 11434, 8080, 1234, 8355]
/** Of a server that does not tell: what the smallest of today's models read. */
const DEFAULT_CONTEXT_TOKENS = 4096
/** A local server answers in milliseconds; one that is loading may not answer at all. */
export const FOUND_TIMEOUT_MS = 2_000
/** A server that somebody named may be busy answering. */
export const CONFIGURED_TIMEOUT_MS = 10_000

const ModelList = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      max_model_len: z.number().nullish(),
      owned_by: z.string().nullish(),
      meta: z.object({ n_ctx_train: z.number().nullish() }).nullish(),
    }),
  ),
})

export interface ProbeOptions {
  readonly key?: string | undefined
  readonly signal: AbortSignal
  /** For each of the questions. */
  readonly timeoutMs?: number
}

/**
 * What answers at an address; nothing when it is no model server or does not answer in time.
 *
 * @param address  Base address, with or without `/v1`.
 */
export async function probeServer(address: string, o: ProbeOptions): Promise<ProbedServer | undefined> {
  const root = address.replace(/\/+$/, '').replace(/\/v1$/, '')
  const ask = (path: string, init: RequestInit = {}) => fetchJson(`${root}${path}`, init, o)
  const list = ModelList.safeParse(await ask('/v1/models'))
  if (!list.success) return undefined
  const kind = await recognise(root, list.data.data[0]?.owned_by ?? undefined, ask)
  const models = await Promise.all(
    list.data.data.map(
      async ({ id, max_model_len }): Promise<ServerModel> => ({
        id,
        contextTokens: max_model_len ?? (await contextOf(kind, id, ask)) ?? DEFAULT_CONTEXT_TOKENS,
        embeds: /embed|minilm|bge-|e5-|gte-|nomic|mxbai/i.test(id),
      }),
    ),
  )
  return { kind, server: `${root}/v1`, models }
}

type Ask = (path: string, init?: RequestInit) => Promise<unknown>

async function recognise(root: string, owner: string | undefined, ask: Ask): Promise<ServerKind> {
  if (owner === 'vllm') return 'vllm'
  if (owner === 'llamacpp') return 'llama.cpp'
  if (z.object({ models: z.array(z.unknown()) }).safeParse(await ask('/api/tags')).success) return 'ollama'
  if (/:1234$/.test(root)) return 'lm-studio'
  if (/tensorrt|trtllm/i.test(owner ?? '')) return 'tensorrt-llm'
  return z.object({ default_generation_settings: z.unknown() }).safeParse(await ask('/props')).success
    ? 'llama.cpp'
    : 'openai-compatible'
}

/** The window that the server really uses, where it tells. Ollama cuts longer prompts silently, so its own default counts. */
async function contextOf(kind: ServerKind, model: string, ask: Ask): Promise<number | undefined> {
  if (kind === 'llama.cpp') {
    const props = z
      .object({ default_generation_settings: z.object({ n_ctx: z.number() }) })
      .safeParse(await ask('/props'))
    return props.success ? props.data.default_generation_settings.n_ctx : undefined
  }
  if (kind !== 'ollama') return undefined
  const shown = z.object({ parameters: z.string().nullish() }).safeParse(
    await ask('/api/show', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model }),
    }),
  )
  const window = shown.success ? /num_ctx\s+(\d+)/.exec(shown.data.parameters ?? '')?.[1] : undefined
  return window === undefined ? undefined : Number(window)
}

/** The JSON of an answer; undefined for anything else, which is what a probe expects to meet. */
async function fetchJson(
  url: string,
  init: RequestInit,
  { key, signal, timeoutMs = FOUND_TIMEOUT_MS }: ProbeOptions,
): Promise<unknown> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { ...init.headers, ...(key && { authorization: `Bearer ${key}` }) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    return response.ok ? await response.json() : undefined
  } catch (error) {
    if (signal.aborted) throw error
    return undefined
  }
}
