// JSON from a model: checked always, repaired once, refused with a reason.
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { completeJson } from '#lib/models/guided-json.ts'
import { createOpenAiModel } from '#lib/models/openai.ts'
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts'

const Choice = z.object({ choice: z.number().int().min(1).max(3) })
let server: ScriptedServer
afterEach(() => server?.close())

describe('JSON from a model', () => {
  it.each([
    ['bare', '{"choice": 2}'],
    ['fenced', '```json\n{"choice": 2}\n```'],
    ['wrapped in words', 'I choose this one: {"choice": 2}. It fits best.'],
    ['with braces in the words before it', 'Of {these} I choose {"choice": 2}'],
    ['with braces in its strings', '{"why": "} \\" {", "choice": 2}'],
    ['with braces in the words behind it', '{"choice": 2} and not {this}'],
    ['after reasoning that holds JSON', '<think>{"choice": 1}?</think>{"choice": 2}'],
  ])('%s is read at the first attempt', async (_, text) => {
    expect(await complete(text)).toEqual({ choice: 2 })
    expect(server.chats).toHaveLength(1)
  })

  it('that does not fit is asked for once more, with the fault and the schema', async () => {
    expect(await complete('{"choice": 9}', '{"choice": 3}')).toEqual({ choice: 3 })
    const [, again] = server.chats
    expect(again?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(again?.messages.at(-1)?.content).toContain('choice')
    expect(again?.messages.at(-1)?.content).toContain('"maximum":3')
  })

  it.each([
    ['no JSON', 'I cannot choose.'],
    ['JSON cut short', '{"choice": '],
    ['a number as text', '{"choice": "2"}'],
    ['a number out of all bounds', '{"choice": 913E6900037254}'],
    ['nothing', ''],
  ])('that stays %s is refused, and a third attempt is not made', async (_, text) => {
    await expect(complete(text)).rejects.toMatchObject({
      code: 'model/bad-output',
      message: expect.stringContaining('two attempts'),
      remedy: expect.stringContaining('larger model'),
    })
    expect(server.chats).toHaveLength(2)
  })

  it('is not repaired when the server fails', async () => {
    server = await startScriptedServer({ reply: () => ({ kind: 'status', status: 500, body: 'broken' }) })
    await expect(ask()).rejects.toMatchObject({ code: 'model/unreachable' })
    expect(server.chats).toHaveLength(1)
  })
})

/** The last text repeats. */
async function complete(...texts: readonly string[]): Promise<unknown> {
  server = await startScriptedServer({
    reply: () => ({ kind: 'stream', pieces: [texts[Math.min(server.chats.length, texts.length) - 1] ?? ''] }),
  })
  return ask()
}

async function ask(): Promise<unknown> {
  const model = createOpenAiModel({
    id: 'scripted',
    server: `${server.address}/v1`,
    contextTokens: 1024,
    strength: 'small',
    guidedJson: true,
  })
  const messages = [{ role: 'user', text: 'Choose.' }] as const
  return completeJson(model, { messages, schema: Choice, maxTokens: 50, signal: new AbortController().signal })
}
