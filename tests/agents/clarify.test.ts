// A question that means two things equally is answered by the best guess, with the other meanings to choose from; that is rare.
import { describe, expect, test } from 'vitest'
import { readIntent } from '#agents/understand/intents.ts'
import { linkPerson } from '#agents/understand/link-person.ts'
import { linkLastRelease } from '#agents/understand/link-topic.ts'
import { understand } from '#agents/understand/understand.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import { FRESH_WORDINGS } from './fresh-wordings.ts'
import { openStory } from './open-story.ts'

const opened = openStory()

describe('a name of two files', () => {
  test('is answered for one and offers the other', async () => {
    const { answer } = await opened.agents.ask('last commit on index.ts')
    expect(answer.status).toBe('answered')
    const [choice] = answer.choices ?? []
    expect(choice).toMatch(/^last commit on (?:api|web)\/index\.ts$/)
    expect(answer.answer).toContain(`- ${choice}`)
    expect((await opened.agents.ask(choice ?? '')).answer.choices).toBeUndefined()
  })
})

describe('a name of two people', () => {
  const span = { kind: 'name', text: 'John', start: 0, end: 4, marked: false } as const
  const john = (id: number, name: string, commits: number) => ({ id, name, score: 0.9, commits })

  test('is open when both did about as much', () => {
    expect(linkPerson(span, [john(1, 'John Ash', 10), john(2, 'John Oak', 8)])).toMatchObject({
      value: 'John Ash',
      alternatives: ['John Oak'],
      isEven: true,
    })
  })

  test('is the one who did by far more', () => {
    expect(linkPerson(span, [john(1, 'John Ash', 10), john(2, 'John Oak', 2)])?.isEven).toBeUndefined()
  })
})

describe('the last release', () => {
  const question = 'who worked on the last release?'
  const tag = (name: string, createdAtS: number) => ({ name, kind: 'tag', createdAtS }) as const

  test('is open when two lines are kept up', () => {
    const refs = [tag('v2.0.0', 1), tag('v1.9.1', 2)]
    expect(linkLastRelease(question, readIntent(question), refs)).toMatchObject([
      { value: 'v1.9.1', alternatives: ['v2.0.0'], isEven: true },
    ])
  })

  test('is the newest with the highest number', () => {
    const refs = [tag('v1.9.1', 1), tag('v2.0.0', 2), tag('v2.1.0-rc1', 3)]
    expect(linkLastRelease(question, readIntent(question), refs)).toMatchObject([{ value: 'v2.0.0', status: 'found' }])
  })
})

test.each(['why?', 'who wrote that commit?', 'the second one'])(
  '“%s” without a conversation is asked back',
  async (question) => {
    const { answer } = await opened.agents.ask(question)
    expect(answer.status).toBe('incomplete')
    expect(answer.answer).toContain('What do you mean?')
  },
)

test('of ordinary questions hardly any is asked back', async () => {
  const context = opened.agents.context()
  const open: string[] = []
  for (const [, question] of FRESH_WORDINGS) {
    const { clarification } = await understand({
      question,
      context: openUnderstanding(context),
      signal: context.signal,
    })
    if (clarification) open.push(question)
  }
  expect(open.length).toBeLessThanOrEqual(2)
})
