// The sentence that says which words of the question a number or a ranking leaves aside.
import { expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { withUnused } from '#agents/plain-sentences.ts'

const found = (input: object, operation = 'query_commits'): Finding => ({
  ...{ operation, input, elapsedMs: 1, summary: '', rows: [{ commits: 3 }], total: 3, sources: [], text: '', keys: [] },
  receipt: { kind: 'sql', command: 'SELECT 3' },
})
const NOTICES = ['Line counts are not complete.', 'Not taken into account: “purple”, “tests”.']

test('a number says which words it leaves aside, a ranking before its list', () => {
  expect(withUnused('**3 commits**.', [found({ result: 'count' })], NOTICES)).toBe(
    '**3 commits**. This does not take “purple”, “tests” into account.',
  )
  expect(withUnused('Most active: **Ada**.\n\n2. Grace', [found({ result: 'top_authors' })], NOTICES)).toBe(
    'This does not take “purple”, “tests” into account.\n\nMost active: **Ada**.\n\n2. Grace',
  )
})

test('commits that can be looked at, and a question that is used whole, get no such sentence', () => {
  expect(withUnused('List', [found({ result: 'list' })], NOTICES)).toBe('List')
  expect(withUnused('Text', [found({}, 'explain_commit')], NOTICES)).toBe('Text')
  expect(withUnused('**3 commits**.', [found({ result: 'count' })], NOTICES.slice(0, 1))).toBe('**3 commits**.')
})
