// The writer's window is filled with the best pieces of code, whole, and what is left out is said.
import { expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import type { RunState } from '#agents/state.ts'
import { writePrompt } from '#agents/write-prompt.ts'

const PIECE = `${'x'.repeat(98)}\n`.repeat(20)
const excerpts = Array.from({ length: 8 }, (_, index) => `[${index + 1}] src/file-${index}.ts:1-20\n${PIECE}`)
const finding: Finding = {
  operation: 'search_code',
  input: {},
  summary: '8 places',
  rows: [],
  total: 8,
  sources: [],
  receipt: { kind: 'index', command: '' },
  text: 'The best places.',
  keys: [],
  excerpts,
  elapsedMs: 1,
}
const stateWith = (findings: readonly Finding[]) =>
  // Only these fields of the state are read.
  ({ question: 'how is it done?', findings, objections: [], notes: undefined }) as unknown as RunState

const write = (contextTokens: number, state = stateWith([finding])) => {
  const { messages, notices } = writePrompt({
    state,
    model: { contextTokens },
    plain: 'The best places.',
    answerTokens: 500,
  })
  return { text: messages.at(-1)?.text ?? '', notices }
}

test('a wide window reads every piece', () => {
  const { text, notices } = write(32_000)
  for (const excerpt of excerpts) expect(text).toContain(excerpt.trimEnd())
  expect(notices).toEqual([])
})

test('a narrow window reads the best pieces whole, and says of how many', () => {
  const { text, notices } = write(4_096)
  const read = excerpts.filter((excerpt) => text.includes(excerpt.trimEnd())).length
  expect(read).toBeGreaterThan(1)
  expect(read).toBeLessThan(8)
  expect(text).toContain('src/file-0.ts')
  expect(text).not.toContain(`src/file-${read}.ts`)
  expect(notices).toEqual([`The model read the code of ${read} of 8 places: more do not fit its window.`])
  expect(text.length).toBeLessThan(4_096 * 3)
})

test('findings that do not fit at all are cut, which is said', () => {
  const { text, notices } = write(2_048, stateWith([{ ...finding, excerpts: [], material: 'm'.repeat(40_000) }]))
  expect(text.length).toBeLessThan(2_048 * 3)
  expect(notices).toEqual(['What was found is longer than the window of the model: it read the beginning.'])
})
