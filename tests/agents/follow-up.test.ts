// A question that leans on the one before is read with what the earlier one meant, changed by what the new one says.
import { describe, expect, test } from 'vitest'
import type { PreviousQuestion } from '#agents/understand/follow-up.ts'
import { understand } from '#agents/understand/understand.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import { openStory } from './open-story.ts'

const opened = openStory()

const read = async (question: string, previous: readonly PreviousQuestion[] = []) => {
  const context = opened.agents.context()
  const { readings } = await understand({
    question,
    previous,
    context: openUnderstanding(context),
    signal: context.signal,
  })
  const [best] = readings
  if (!best) throw new Error('no reading')
  return best
}

/** The reading of the second question after the first, whose answer was `answer`. */
const then = async (first: string, answer: string, second: string) => {
  const reading = await read(first)
  const { operation, input } = await read(second, [{ question: first, answer, reading }])
  return { operation, input }
}

const COUNT = 'How many commits did Ada Lovelace make in 2019?'
const IN_2020 = { since: '2020-01-01', until: '2021-01-01' }

describe('what a follow-up changes', () => {
  test.each([
    ['the year', COUNT, 'and in 2020?', { result: 'count', authors: ['Ada Lovelace'], ...IN_2020 }],
    ['the year, in German', COUNT, 'und 2020?', { result: 'count', ...IN_2020 }],
    ['the year, moved', COUNT, 'and the year after?', { result: 'count', authors: ['Ada Lovelace'], ...IN_2020 }],
    [
      'the month, moved',
      'commits in March 2020',
      'and the month before?',
      { since: '2020-02-01', until: '2020-03-01' },
    ],
    [
      'the person',
      COUNT,
      'what about Grace Hopper?',
      { result: 'count', authors: ['Grace Hopper'], since: '2019-01-01' },
    ],
    ['the place', COUNT, 'only in docs/', { result: 'count', authors: ['Ada Lovelace'], paths: ['docs/'] }],
    ['merges', COUNT, 'and without merges?', { result: 'count', merges: 'exclude', authors: ['Ada Lovelace'] }],
    ['the result', 'who works most on docs/?', 'and how many commits?', { result: 'count', paths: ['docs/'] }],
    [
      'the result to people',
      'who works most on docs/?',
      'who else?',
      { result: 'top_authors', paths: ['docs/'], limit: 20 },
    ],
    [
      'the result to the largest',
      'commits in 2019',
      'and the biggest one?',
      { result: 'largest', since: '2019-01-01' },
    ],
    [
      'the role stays',
      'commits where the committer is Ada Lovelace',
      'and Grace Hopper?',
      { committers: ['Grace Hopper'] },
    ],
  ] as const)('%s', async (_, first, second, input) => {
    expect(await then(first, '', second)).toMatchObject({ operation: 'query_commits', input })
  })

  test('the file of another operation', async () => {
    expect(await then('when was src/app.ts created?', '', 'and for docs/guide.md?')).toMatchObject({
      operation: 'file_history',
      input: { path: 'docs/guide.md' },
    })
  })

  test('a new period leaves nothing of the old one', async () => {
    const { input } = await then(COUNT, '', 'and since 2020?')
    expect(input).toEqual({ authors: ['Ada Lovelace'], since: '2020-01-01', result: 'count' })
  })
})

describe('what a word points back at', () => {
  const LIST = 'last three commits on src/app.ts'

  test('commits of the answer: the one, the second one, why', async () => {
    const { signing, session, start } = opened.story.made
    const answer = `${signing.slice(0, 9)} Sign, ${session.slice(0, 9)} Add, ${start.slice(0, 9)} Start`
    const second = { operation: 'explain_commit', input: { commit: session } }
    expect(await then(LIST, answer, 'the second one')).toEqual(second)
    expect(await then(LIST, answer, 'why was the second one made?')).toEqual(second)
    expect(await then(LIST, answer, 'which release has that commit?')).toEqual({
      operation: 'release_containing',
      input: { commit: signing },
    })
    expect(await then(LIST, answer, 'why?')).toEqual({
      operation: 'explain_commit',
      input: { commit: signing.slice(0, 9) },
    })
  })

  test.each([
    [
      'a file',
      'when was src/app.ts created?',
      'who changed that file most?',
      { paths: ['src/app.ts'], result: 'top_authors' },
    ],
    [
      'it',
      'when was src/app.ts created?',
      'how many commits touched it in 2019?',
      { paths: ['src/app.ts'], result: 'count' },
    ],
    ['a person', COUNT, 'what was their first commit?', { authors: ['Ada Lovelace'], result: 'first' }],
    [
      'they',
      COUNT,
      'how many commits did they make in docs/?',
      { authors: ['Ada Lovelace'], paths: ['docs/'], result: 'count' },
    ],
    [
      'a year',
      COUNT,
      'who made the most commits in that year?',
      { since: '2019-01-01', until: '2020-01-01', result: 'top_authors' },
    ],
  ] as const)('%s', async (_, first, second, input) => {
    expect(await then(first, '', second)).toMatchObject({ operation: 'query_commits', input })
  })
})

test('a question that stands on its own inherits nothing', async () => {
  expect(await then(COUNT, '', 'who created docs/guide.md?')).toMatchObject({
    operation: 'file_history',
    input: { path: 'docs/guide.md' },
  })
})
