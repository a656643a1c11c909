// The speed of a model, read off its answers.
import { describe, expect, it } from 'vitest'
import type { ChatModel } from '#lib/models/chat-model.ts'
import { withMeter } from '#lib/models/meter.ts'

describe('the speed of a model', () => {
  it('is unknown until an answer was long enough to tell', async () => {
    const { model, ask } = createClocked()
    expect(model.speed()).toBeUndefined()
    await ask(3)
    expect(model.speed()).toBeUndefined()
  })

  it('is that of the last answer: the wait for the first token, then tokens a second', async () => {
    const { model, ask } = createClocked()
    await ask(11)
    expect(model.speed()).toEqual({ firstTokenMs: 500, tokensPerSecond: 20 })
  })
})

/** A model that says its first token after 500 ms and each further one after 50 ms. */
function createClocked() {
  let nowMs = 0
  const clocked: ChatModel = {
    id: 'clocked',
    server: 'embedded',
    contextTokens: 1024,
    strength: 'small',
    guidedJson: true,
    async *stream({ maxTokens }) {
      nowMs += 450
      for (let count = 0; count < maxTokens; count += 1) {
        nowMs += 50
        yield { kind: count === 0 ? 'reasoning' : 'text', text: 'a' }
      }
      nowMs += 1_000
      yield { kind: 'usage', promptTokens: 1, completionTokens: maxTokens }
    },
  }
  const model = withMeter(clocked, () => nowMs)
  const ask = async (maxTokens: number) => {
    for await (const _ of model.stream({ messages: [], maxTokens, signal: new AbortController().signal }));
  }
  return { model, ask }
}
