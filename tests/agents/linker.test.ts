// What a question names is linked to what the repository has: found, missing or ambiguous, kind by kind.
import { describe, expect, test } from 'vitest'
import { understand } from '#agents/understand/understand.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import { openStory } from './open-story.ts'

const opened = openStory()

const understood = (question: string) => {
  const context = opened.agents.context()
  return understand({ question, context: openUnderstanding(context), signal: context.signal })
}
/** [kind, value, status] of everything linked. */
const links = async (question: string) =>
  (await understood(question)).entities.map(({ kind, value, status }) => [kind, value, status])

describe('each kind is found', () => {
  test.each([
    ['a full path', 'last commit on src/app.ts', ['path', 'src/app.ts', 'found']],
    ['the end of a path', 'who wrote server/session.ts', ['path', 'src/server/session.ts', 'found']],
    ['a path in backticks', 'history of `docs/guide.md`', ['path', 'docs/guide.md', 'found']],
    ['a path that is gone', 'when was src/legacy.ts removed', ['path', 'src/legacy.ts', 'found']],
    ['a folder with a slash', 'commits in docs/', ['folder', 'docs/', 'found']],
    ['a folder by its word', 'who works on the docs folder', ['folder', 'docs/', 'found']],
    ['a folder by a plain word', 'which commits touch docs', ['folder', 'docs/', 'found']],
    ['a full name', 'commits by Grace Hopper', ['person', 'Grace Hopper', 'found']],
    ['a name in lower case', 'how many commits has grace hopper made', ['person', 'Grace Hopper', 'found']],
    ['an address', 'commits by mary@example.org', ['person', 'Mary Jackson', 'found']],
    ['a login', 'commits by @amazinggrace', ['person', 'Grace Hopper', 'found']],
    ['a name with a typo', 'commits by Grace Hoper', ['person', 'Grace Hopper', 'found']],
    ['a tag', 'what is in v1.1.0', ['tag', 'v1.1.0', 'found']],
    ['a version without its letter', 'when was 1.1.0 released', ['tag', 'v1.1.0', 'found']],
    ['a short version', 'when did v2 come out', ['tag', 'v2.0.0', 'found']],
    ['a function with brackets', 'who introduced signCookie()', ['symbol', 'signCookie', 'found']],
    ['a function by its noun', 'history of the function listen', ['symbol', 'listen', 'found']],
    ['a function that a file is called like', 'how did the function Guide evolve', ['symbol', 'Guide', 'found']],
    ['a name behind a word of its own', 'Has Grace Hopper worked here', ['person', 'Grace Hopper', 'found']],
    ['an issue', 'was #12 fixed', ['issue', '#12', 'found']],
    ['a period', 'commits in 2019', ['date', '2019-01-01..2020-01-01', 'found']],
  ])('%s', async (_, question, expected) => {
    expect(await links(question)).toContainEqual(expected)
  })

  test('an abbreviated and a full object id', async () => {
    const { signing } = opened.story.made
    expect(await links(`explain ${signing.slice(0, 8)}`)).toContainEqual(['commit', signing, 'found'])
    expect(await links(`explain ${signing}`)).toContainEqual(['commit', signing, 'found'])
  })

  test('the subject of a commit in quotes', async () => {
    expect(await links('why was "Sign session cookies" done?')).toContainEqual([
      'commit',
      opened.story.made.signing,
      'found',
    ])
  })
})

describe('each kind is missing when nothing ever had the name', () => {
  test.each([
    ['a path', 'last commit on src/never/was.ts', 'path'],
    ['a folder', 'commits in nowhere/', 'folder'],
    ['a full name', 'commits by Bilbo Baggins', 'person'],
    ['the first name of one and the last name of another', 'how many commits did Ada Hopper make', 'person'],
    ['a name that shares its first name', 'what share of the commits was made by Mary Poppins', 'person'],
    ['a login in the place of a person', 'how many commits has xyzzy42 made', 'person'],
    ['an address', 'commits by nobody@nowhere.example', 'person'],
    ['a tag', 'what changed in v7.7.7', 'tag'],
    ['an object id', 'explain commit deadbeef1', 'commit'],
    ['a day', 'what happened on 2019-02-30', 'date'],
  ])('%s', async (_, question, kind) => {
    const { entities } = await understood(question)
    const found = entities.filter((entity) => entity.kind === kind && entity.status === 'missing')
    // An address is looked up by the operation; here it must at least not be taken for somebody.
    if (question.includes('@')) expect(entities.every((entity) => entity.value !== 'Ada Lovelace')).toBe(true)
    else expect(found).toHaveLength(1)
  })
})

describe('what could mean several things says so', () => {
  test('a file name that two folders have', async () => {
    const { entities, readings } = await understood('last commit on index.ts')
    expect(entities).toContainEqual(expect.objectContaining({ kind: 'path', status: 'ambiguous' }))
    const [notice] = readings[0]?.notices ?? []
    expect(notice).toMatch(/index\.ts” was read as (?:api|web)\/index\.ts; (?:api|web)\/index\.ts would fit too/)
  })

  test('a first name that two people have means the one with more commits, and says who else', async () => {
    const { entities, readings } = await understood('how many commits by Ada?')
    expect(entities).toContainEqual(
      expect.objectContaining({ kind: 'person', value: 'Ada Lovelace', status: 'ambiguous' }),
    )
    expect(readings[0]?.notices).toContain('“Ada” was read as Ada Lovelace; Ada Yonath would fit too.')
  })

  test('a spelling that is not the name says whom it was taken for', async () => {
    const { readings } = await understood('how many commits by Grace Hoper?')
    expect(readings[0]?.notices).toContain('“Grace Hoper” was read as Grace Hopper.')
  })
})

describe('what only looks like a name is none', () => {
  test.each([
    ['a choice of words', 'is it read/write or and/or?'],
    ['a capital at the start', 'Where are sessions kept?'],
    ['the repository’s own name', 'how many commits does story have?'],
    ['a word of hex letters', 'is the facade decade added?'],
  ])('%s', async (_, question) => {
    expect((await links(question)).filter(([kind]) => kind !== 'path' && kind !== 'folder')).toEqual([])
  })

  test('a quote after “mention” stays a quote, even when a file has that name', async () => {
    expect(await links('commits that mention "guide"')).toContainEqual(['quote', 'guide', 'found'])
  })

  test('words that nothing accounts for are told to the reader', async () => {
    const { readings } = await understood('how many commits about the flux capacitor of src/app.ts?')
    expect(readings[0]?.notices?.join(' ') ?? '').not.toContain('commits')
    expect(JSON.stringify(readings[0])).toContain('flux')
  })
})
