// Reasoning that comes inside the text.
import { describe, expect, it } from 'vitest'
import type { ChatDelta } from '#lib/models/chat-model.ts'
import { createThinkSplitter } from '#lib/models/think-tags.ts'

describe('the reasoning of a text', () => {
  it.each([
    ['before the answer', '<think>Hm, 2 < 3.</think>Yes.', 'Hm, 2 < 3.', 'Yes.'],
    ['after blanks', '\n <think>\nHm.\n</think>\n\nYes.', '\nHm.\n', '\n\nYes.'],
    ['that is empty', '<think></think>Yes.', '', 'Yes.'],
    ['that never ends', '<think>Hm, </thin', 'Hm, </thin', ''],
    ['that is not there', 'Yes.', '', 'Yes.'],
    [
      'that the answer is about',
      'The tag <think> opens it, </think> closes it.',
      '',
      'The tag <think> opens it, </think> closes it.',
    ],
    ['named after real reasoning', '<think>Hm.</think>Write <think>.', 'Hm.', 'Write <think>.'],
    ['that only begins like a tag', '<thin ice', '', '<thin ice'],
    ['of nothing', '', '', ''],
  ])('%s is told apart, in whatever pieces it comes', (_, text, reasoning, answer) => {
    for (const size of [1, 2, 3, 5, 100]) {
      const splitter = createThinkSplitter()
      const deltas: ChatDelta[] = []
      for (let at = 0; at < text.length; at += size) deltas.push(...splitter.push(text.slice(at, at + size)))
      deltas.push(...splitter.end())
      const of = (kind: string) =>
        deltas.map((delta) => (delta.kind === kind && 'text' in delta ? delta.text : '')).join('')
      expect([of('reasoning'), of('text')]).toEqual([reasoning, answer])
      for (const delta of deltas) expect(delta).not.toHaveProperty('text', '')
    }
  })

  it('holds back no more than what may still become a tag', () => {
    const splitter = createThinkSplitter()
    expect([...splitter.push('Yes, 2 <')]).toEqual([{ kind: 'text', text: 'Yes, 2 <' }])
  })
})
