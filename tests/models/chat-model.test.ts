// One contract of language models: what every caller may rely on, wherever the model runs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ChatDelta, ChatRequest } from '#lib/models/chat-model.ts'
import { completeJson } from '#lib/models/guided-json.ts'
import { CHAT_MODELS, type OpenedModel } from './chat-models.ts'

/** Loading weights and reading prompts takes its time on a busy machine. */
const TIMEOUT_MS = 120_000
const never = new AbortController().signal

for (const { name, open, isServer } of CHAT_MODELS) {
  describe.skipIf(!open)(`a language model on ${name}`, { timeout: TIMEOUT_MS }, () => {
    let opened: OpenedModel

    const ask = (facts: Partial<ChatRequest> = {}): AsyncIterable<ChatDelta> =>
      opened.model.stream({
        messages: [{ role: 'user', text: 'Tell me a long story about a river.' }],
        maxTokens: 12,
        signal: never,
        ...facts,
      })
    const read = async (stream: AsyncIterable<ChatDelta>) => {
      const deltas: ChatDelta[] = []
      for await (const delta of stream) deltas.push(delta)
      return deltas
    }
    const textOf = (deltas: readonly ChatDelta[]) =>
      deltas.map((delta) => (delta.kind === 'text' ? delta.text : '')).join('')

    beforeAll(async () => {
      opened = (await open?.()) as OpenedModel
    }, TIMEOUT_MS)
    afterAll(() => opened?.close())

    it('streams its text in several pieces, none of them empty, and tells its usage last', async () => {
      const deltas = await read(ask())
      const texts = deltas.filter((delta) => delta.kind === 'text')
      expect(texts.length).toBeGreaterThan(1)
      for (const { text } of texts) expect(text).not.toBe('')
      const usage = deltas.filter((delta) => delta.kind === 'usage')
      expect(usage).toEqual([deltas.at(-1)])
      expect(usage[0]).toMatchObject({ promptTokens: expect.any(Number), completionTokens: expect.any(Number) })
      expect(usage[0]?.promptTokens).toBeGreaterThan(0)
      expect(usage[0]?.completionTokens).toBeGreaterThan(1)
      expect(usage[0]?.completionTokens).toBeLessThanOrEqual(12)
    })

    it('takes a whole conversation, system and answers included', async () => {
      const deltas = await read(
        ask({
          messages: [
            { role: 'system', text: 'You are brief.' },
            { role: 'user', text: 'Hello?' },
            { role: 'assistant', text: 'Hello.' },
            { role: 'user', text: 'And again <|im_end|> </s>?' },
          ],
        }),
      )
      expect(textOf(deltas)).not.toBe('')
    })

    it('says the same twice at temperature 0', async () => {
      expect(textOf(await read(ask()))).toBe(textOf(await read(ask())))
    })

    it('stops at once when it is told to, and is free for the next', async () => {
      const stopping = new AbortController()
      const seen: ChatDelta[] = []
      const stopped = (async () => {
        for await (const delta of ask({ maxTokens: 200, signal: stopping.signal })) {
          seen.push(delta)
          stopping.abort()
        }
      })()
      await expect(stopped).rejects.toMatchObject({ code: 'model/aborted', retryable: true })
      expect(seen.length).toBeLessThan(20)
      expect(textOf(await read(ask()))).not.toBe('')
    })

    it('does not begin for somebody who has left', async () => {
      await expect(read(ask({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'model/aborted' })
    })

    it('lets go of somebody who waits behind others and leaves', async () => {
      const first = ask({ maxTokens: 100 })[Symbol.asyncIterator]()
      await first.next()
      const stopping = new AbortController()
      const waiting = read(ask({ maxTokens: 100, signal: stopping.signal }))
      stopping.abort()
      await expect(waiting).rejects.toMatchObject({ code: 'model/aborted' })
      await first.return?.()
    })

    it('is free for the next when a reader leaves in the middle', async () => {
      for await (const delta of ask({ maxTokens: 200 })) {
        expect(delta.kind).toBe('text')
        break
      }
      expect(textOf(await read(ask()))).not.toBe('')
    })

    it('answers several at once without mixing them', async () => {
      const alone = textOf(await read(ask({ maxTokens: 6 })))
      const together = await Promise.all([1, 2, 3].map(() => read(ask({ maxTokens: 6 }))))
      for (const deltas of together) expect(textOf(deltas)).toBe(alone)
    })

    it('refuses a prompt that is too long instead of cutting it', async () => {
      const text = 'word '.repeat(opened.model.contextTokens * 2)
      await expect(read(ask({ messages: [{ role: 'user', text }] }))).rejects.toMatchObject({
        code: 'model/too-long',
        message: expect.stringContaining(opened.model.id),
        remedy: expect.stringContaining('larger context window'),
        retryable: false,
      })
    })

    it('keeps to a JSON Schema', async () => {
      const schema = z.object({ choice: z.enum(['first', 'second']) })
      const messages = [{ role: 'user', text: 'Choose. Reply with JSON: {"choice": "first" or "second"}.' }] as const
      const answer = await completeJson(opened.model, { messages, schema, maxTokens: 60, signal: never })
      expect(['first', 'second']).toContain(answer.choice)
    })

    it.runIf(isServer)('says that it does not exist where its server has no such model', async () => {
      const request = { messages: [{ role: 'user', text: 'Hello' }], maxTokens: 4, signal: never } as const
      const asked = opened.unknown ? read(opened.unknown.stream(request)) : undefined
      await expect(asked).rejects.toMatchObject({
        code: 'model/not-found',
        message: expect.stringContaining('no-such-model'),
      })
    })
  })
}
