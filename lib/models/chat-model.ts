// The contract of a language model: messages in, deltas out, wherever it runs.

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[]
  /** Most tokens to generate. */
  readonly maxTokens: number
  /** 0 to 2; default 0. */
  readonly temperature?: number
  /** JSON Schema that the text must obey; honoured where `guidedJson` is true. */
  readonly jsonSchema?: object
  readonly signal: AbortSignal
}

export type ChatDelta =
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'usage'; readonly promptTokens: number; readonly completionTokens: number }

export interface ChatModel {
  /** Name of the model, as its server spells it. */
  readonly id: string
  /** Base address of its server, or `embedded`. */
  readonly server: string
  /** Prompt and answer together, in tokens. */
  readonly contextTokens: number
  /** `weak` (under 1.5 billion parameters) is never trusted with a choice or a fact; `strong` may run look-ups of its own. */
  readonly strength: 'weak' | 'small' | 'strong'
  /** True when the server holds output to a JSON Schema. */
  readonly guidedJson: boolean
  /**
   * Streams one answer; `usage` comes last, when the server tells it. Leaving the loop or aborting closes the connection.
   *
   * @throws SparkyError `model/unreachable`, `model/timeout`, `model/aborted`, `model/too-long`, `model/not-found`, `model/refused`; `model/bad-output` when it repeats itself.
   */
  stream(request: ChatRequest): AsyncIterable<ChatDelta>
}

/** Billions of parameters that a model's name states ("Qwen2.5-32B", "smollm2:135m", "30B-A3B" → 30); undefined when it states none. */
export function parameterBillions(name: string): number | undefined {
  const match = /(?:^|[^a-z0-9.])(\d+(?:\.\d+)?)\s?([bm])(?![a-z0-9])/i.exec(name)
  if (!match) return undefined
  return Number(match[1]) / (match[2]?.toLowerCase() === 'm' ? 1000 : 1)
}

/** Parameters from which a model counts as small, and as strong, in billions. */
const SMALL_FROM = 1.5
const STRONG_FROM = 14

/** Strength by the name alone; a name without a size counts as small. */
export function strengthOf(name: string): ChatModel['strength'] {
  const billions = parameterBillions(name)
  if (billions === undefined) return 'small'
  if (billions < SMALL_FROM) return 'weak'
  return billions >= STRONG_FROM ? 'strong' : 'small'
}
