// A server that keeps failing is left alone, says so at once, and is tried again later.
import { describe, expect, it } from 'vitest'
import { SparkyError } from '#lib/errors.ts'
import { withBreaker } from '#lib/models/breaker.ts'
import type { ChatModel } from '#lib/models/chat-model.ts'

describe('the breaker of a model', () => {
  it('opens after three failures in a row, and then fails without asking', async () => {
    const { model, ask } = createFailing('model/unreachable')
    for (let at = 0; at < 3; at += 1) await expect(ask()).rejects.toThrow('scripted failure')
    await expect(ask()).rejects.toMatchObject({
      code: 'model/unreachable',
      retryable: true,
      message: expect.stringMatching(/scripted on http:\/\/here failed 3 times in a row and is left alone for 30 s/),
    })
    expect(model.asked).toBe(3)
  })

  it('makes one trial when its time is over: a failure opens it again, a success closes it', async () => {
    const { model, ask, clock } = createFailing('model/timeout')
    for (let at = 0; at < 3; at += 1) await expect(ask()).rejects.toThrow()
    clock.nowMs += 30_001
    await expect(ask()).rejects.toThrow('scripted failure')
    await expect(ask()).rejects.toThrow('left alone')
    clock.nowMs += 30_001
    model.fails = false
    await ask()
    model.fails = true
    await expect(ask()).rejects.toThrow('scripted failure')
    await expect(ask()).rejects.toThrow('scripted failure')
  })

  it.each(['model/aborted', 'model/too-long', 'model/refused', 'model/not-found'] as const)(
    'does not hold %s against the server',
    async (code) => {
      const { model, ask } = createFailing(code)
      for (let at = 0; at < 5; at += 1) await expect(ask()).rejects.toMatchObject({ code })
      expect(model.asked).toBe(5)
    },
  )
})

function createFailing(code: SparkyError['code']) {
  const model = { asked: 0, fails: true }
  const clock = { nowMs: 1_000_000 }
  const guarded = withBreaker(
    {
      id: 'scripted',
      server: 'http://here',
      contextTokens: 1024,
      strength: 'small',
      guidedJson: true,
      async *stream() {
        model.asked += 1
        if (model.fails) throw new SparkyError({ code, message: 'scripted failure', remedy: 'none' })
        yield { kind: 'text', text: 'Yes' }
      },
    } satisfies ChatModel,
    () => clock.nowMs,
  )
  const ask = async () => {
    const request = { messages: [], maxTokens: 1, signal: new AbortController().signal }
    for await (const _ of guarded.stream(request));
  }
  return { model, ask, clock }
}
