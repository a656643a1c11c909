// How fast a model answers, read off its own answers: nothing is asked only to be measured.
import type { ChatModel } from './chat-model.ts'

export interface Speed {
  /** From the request to the first piece of text or reasoning. */
  readonly firstTokenMs: number
  /** Between the first and the last piece. */
  readonly tokensPerSecond: number
}

export interface MeteredModel extends ChatModel {
  /** Of the last answer that was long enough to tell; undefined before that. */
  speed(): Speed | undefined
}

/** Shorter answers say more about the network than about the model. */
const ANSWER_TOKENS_MINIMUM = 8

/** The same model, remembering its speed. */
export function withMeter(model: ChatModel, now: () => number = () => performance.now()): MeteredModel {
  let speed: Speed | undefined
  return {
    ...model,
    speed: () => speed,
    async *stream(request) {
      const startedMs = now()
      let firstMs: number | undefined
      let lastMs = startedMs
      for await (const delta of model.stream(request)) {
        if (delta.kind !== 'usage') {
          lastMs = now()
          firstMs ??= lastMs
        } else if (firstMs !== undefined && lastMs > firstMs && delta.completionTokens >= ANSWER_TOKENS_MINIMUM)
          speed = {
            firstTokenMs: Math.round(firstMs - startedMs),
            tokensPerSecond: Math.round(((delta.completionTokens - 1) / (lastMs - firstMs)) * 10_000) / 10,
          }
        yield delta
      }
    },
  }
}
