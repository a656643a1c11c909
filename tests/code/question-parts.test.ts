// A report is taken apart into its title, what it tells and what it quotes; what a form says is none of it.
import { expect, test } from 'vitest'
import { kindOfQuestion, partsOfQuestion } from '#lib/code/words/question-parts.ts'

const report = [
  'Cookies are lost\r',
  '<!-- Tell us your version -->',
  'After a redirect to https://example.org/a the jar is empty.',
  '```python',
  'session.get(url)',
  '```',
  'I expect a cookie.',
  '    jar.set(cookie)',
].join('\n')

test('title, prose and quoted code of a report', () => {
  const { title, prose, quoted } = partsOfQuestion(report)
  expect(title).toBe('Cookies are lost')
  expect(prose.match(/\S+/g)?.join(' ')).toBe('After a redirect to the jar is empty. I expect a cookie.')
  expect(quoted).toContain('session.get(url)')
  expect(quoted).toContain('jar.set(cookie)')
})
test('a fence that is never closed quotes to the end', () => {
  expect(partsOfQuestion('Title\ntext\n```\ncode').quoted).toContain('code')
})
test('one line is a title', () => {
  expect(partsOfQuestion('where are cookies signed?')).toEqual({
    title: 'where are cookies signed?',
    prose: '',
    quoted: '',
  })
})
test.each([
  [report, 'report'],
  [`It fails ${'when the jar is empty '.repeat(10)}`, 'report'],
  ['Where are cookies signed?', 'question'],
  ['how is the jar emptied', 'question'],
  ['Wo werden Cookies signiert', 'question'],
  ['Find the place where cookies are signed', 'question'],
  ['Show only two decimals of the time', 'change'],
  ['fix(cookies): keep the jar on a redirect', 'change'],
  ['Session.send', 'question'],
  ['', 'question'],
])('%j is a %s', (text, kind) => {
  expect(kindOfQuestion(text)).toBe(kind)
})
