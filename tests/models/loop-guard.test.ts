// Answers that go round in circles are left; all others are untouched.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ChatModel } from '#lib/models/chat-model.ts'
import { endsInLoop, withLoopGuard } from '#lib/models/loop-guard.ts'
import { ROOT_FOLDER } from '#tests/db/open-test-database.ts'

describe('a text goes round in circles when it ends in', () => {
  it.each([
    ['the same marks', `The record is:\n\n${'..\n'.repeat(60)}`],
    ['blanks', `{"choice":${' '.repeat(200)}`],
    ['the same word', `It is ${'very '.repeat(40)}`],
    ['the same sentence', `It is used to ${'create a template that can be used to '.repeat(6)}create a tem`],
  ])('%s', (_, text) => {
    expect(endsInLoop(text)).toBe(true)
  })
})

describe('a text does not when it has', () => {
  it.each([
    ['a ruler', `Title\n${'='.repeat(120)}`],
    ['a table', `| a | b |\n${'|---|'.repeat(20)}`],
    ['a refrain', 'Yes, we have no bananas. '.repeat(3)],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(endsInLoop(text)).toBe(false)
  })

  it('the prose, lists and code of this repository', () => {
    for (const file of ['README.md', 'package.json', 'docker-compose.yml', 'lib/models/loop-guard.ts', 'LICENSE']) {
      const text = readFileSync(join(ROOT_FOLDER, file), 'utf8')
      for (let end = 1; end <= text.length; end += 37)
        expect(endsInLoop(text.slice(Math.max(0, end - 600), end))).toBe(false)
    }
  })
})

describe('a model that repeats itself', () => {
  it('is left within a few hundred characters, with the reason and a remedy', async () => {
    const seen: string[] = []
    const ask = async () => {
      const guarded = withLoopGuard(modelThat(() => 'and so on '))
      for await (const delta of guarded.stream(REQUEST)) if (delta.kind === 'text') seen.push(delta.text)
    }
    await expect(ask()).rejects.toMatchObject({
      code: 'model/bad-output',
      message: expect.stringContaining('and so on'),
      remedy: expect.stringContaining('larger model'),
    })
    expect(seen.join('').length).toBeLessThan(300)
  })

  it('is told apart from one that does not', async () => {
    const lines = Array.from({ length: 200 }, (_, at) => `line ${at * at}\n`)
    const seen: string[] = []
    const guarded = withLoopGuard(modelThat(() => lines[seen.length]))
    for await (const delta of guarded.stream(REQUEST)) if (delta.kind === 'text') seen.push(delta.text)
    expect(seen).toHaveLength(200)
  })
})

const REQUEST = { messages: [], maxTokens: 1_000, signal: new AbortController().signal }

/** Says what `next` gives until it gives nothing. */
function modelThat(next: () => string | undefined): ChatModel {
  return {
    id: 'scripted',
    server: 'embedded',
    contextTokens: 1024,
    strength: 'weak',
    guidedJson: true,
    async *stream() {
      for (let text = next(); text !== undefined; text = next()) yield { kind: 'text', text }
    },
  }
}
