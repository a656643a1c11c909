// Questions about code as it was, about exact texts, and about all repositories are read as what they ask for.
import { describe, expect, test } from 'vitest'
import type { PreviousQuestion } from '#agents/understand/follow-up.ts'
import { understand } from '#agents/understand/understand.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import { openStory } from './open-story.ts'

const opened = openStory()

async function read(question: string, previous: readonly PreviousQuestion[] = []) {
  const context = opened.agents.context()
  const { readings } = await understand({
    question,
    previous,
    context: openUnderstanding(context),
    signal: context.signal,
  })
  const [best] = readings
  return { operation: best?.operation, input: best?.input ?? {} }
}

async function flat(question: string, previous: readonly PreviousQuestion[] = []) {
  const { operation, input } = await read(question, previous)
  return { ...input, operation }
}

describe('at another revision', () => {
  test.each([
    ['where was openSession defined in v1.0.0?', { operation: 'find_symbol', name: 'openSession', at: 'v1.0.0' }],
    ['how did v1.0.0 open sessions?', { operation: 'search_code', at: 'v1.0.0' }],
    ['how were sessions handled in 2019?', { operation: 'search_code', at: '2019-12-31' }],
    ['show me src/app.ts at v1.0.0', { operation: 'read_file', path: 'src/app.ts', at: 'v1.0.0' }],
    ['how did src/app.ts look in version v1.0.0?', { operation: 'read_file', path: 'src/app.ts', at: 'v1.0.0' }],
    ['what files were there in v1.0.0?', { operation: 'list_tree', at: 'v1.0.0' }],
    ['where is oldWay used in v1.1.0?', { operation: 'find_references', name: 'oldWay', at: 'v1.1.0' }],
  ])('%s', async (question, wanted) => expect(await flat(question)).toMatchObject(wanted))

  test.each([
    'who changed src/app.ts in 2019?',
    'which commits touched src/app.ts since v1.0.0?',
    'what changed between v1.0.0 and v1.1.0?',
  ])('what happened in a time is no look at its files: %s', async (question) =>
    expect(await flat(question)).not.toHaveProperty('at'),
  )

  const turn = (operation: string, input: PreviousQuestion['reading']['input'], answer = ''): PreviousQuestion => ({
    question: 'where are sessions opened?',
    answer,
    reading: { operation, input, score: 1, by: 'rules', reason: '', entities: [], missing: [] },
  })
  test.each([
    [
      'how did v1.0.0 do this?',
      turn('search_code', { query: 'where are sessions opened?' }),
      { operation: 'search_code', query: 'where are sessions opened?', at: 'v1.0.0' },
    ],
    ['and in v1.1.0?', turn('find_text', { text: 'oldWay' }), { operation: 'find_text', text: 'oldWay', at: 'v1.1.0' }],
    [
      'when did this stop being true?',
      turn('find_text', { text: 'oldWay', at: 'v1.1.0' }),
      { operation: 'symbol_history', name: 'oldWay', kind: 'removed' },
    ],
    [
      'since when is it done this way?',
      turn('search_code', { query: 'x' }, 'Most likely in `src/server/session.ts:1-7`, `openSession`.'),
      { operation: 'symbol_history', name: 'openSession', kind: 'introduced' },
    ],
  ])('after an answer: %s', async (question, previous, wanted) =>
    expect(await flat(question, [previous])).toMatchObject(wanted),
  )
})

describe('exact texts and patterns', () => {
  test.each([
    ['grep for listen in v1.1.0', { operation: 'find_text', text: 'listen', at: 'v1.1.0' }],
    ['grep -i "return X"', { operation: 'find_text', text: 'return X', ignoreCase: true }],
    ['find lines matching the regex /open.*\\(/', { operation: 'find_text', text: 'open.*\\(', regex: true }],
    ["git grep -P 'a|b'", { operation: 'find_text', text: 'a|b', regex: true }],
    ['show openSession in src/server/session.ts', { operation: 'read_file', around: 'openSession' }],
  ])('%s', async (question, wanted) => expect(await flat(question)).toMatchObject(wanted))

  test.each(['who added the grep command?', 'which files match the pattern of a factory'])(
    'words like these are no command: %s',
    async (question) => expect((await read(question)).operation).not.toBe('find_text'),
  )
})

describe('how the code hangs together', () => {
  test.each([
    ['who calls openSession?', { operation: 'callers', name: 'openSession' }],
    ['what calls openSession() in v1.0.0?', { operation: 'callers', name: 'openSession', at: 'v1.0.0' }],
    ['wer ruft openSession auf?', { operation: 'callers', name: 'openSession' }],
    ['qui appelle openSession ?', { operation: 'callers', name: 'openSession' }],
    ['references of signCookie', { operation: 'find_references', name: 'signCookie' }],
    ['which classes implement startServer?', { operation: 'find_references', kind: 'inherit' }],
    ['what does startServer use?', { operation: 'symbol_uses', name: 'startServer' }],
    ['which functions does openSession call?', { operation: 'symbol_uses', name: 'openSession' }],
    ['outline of src/app.ts', { operation: 'outline', path: 'src/app.ts' }],
    ['what functions are in src/app.ts?', { operation: 'outline', path: 'src/app.ts' }],
    ['what are the most important files of this code base?', { operation: 'repository_map' }],
    ['architecture overview', { operation: 'repository_map' }],
  ])('%s', async (question, wanted) => expect(await flat(question)).toMatchObject(wanted))

  test.each([
    'who added openSession?',
    'when was openSession last called in src/app.ts?',
    'which commits use openSession?',
  ])('the past of a name is another question: %s', async (question) =>
    expect(['callers', 'find_references', 'symbol_uses']).not.toContain((await read(question)).operation),
  )
})

describe('all repositories', () => {
  const uses = (text: string) => ({
    operation: 'across_repositories',
    input: { operation: 'find_text', input: { text, wholeWord: true } },
  })
  test.each([
    ['which of our repositories still use signCookie?', 'signCookie'],
    ['Which repos import left-pad?', 'left-pad'],
    ['do any of our projects depend on `@scope/pad`?', '@scope/pad'],
    ['which repositories have a function called countVisits?', 'countVisits'],
    ['welche unserer Repositories benutzen signCookie noch?', 'signCookie'],
    ['quels dépôts utilisent signCookie ?', 'signCookie'],
    ['哪些仓库还在使用 signCookie？', 'signCookie'],
  ])('%s', async (question, text) => {
    expect(await read(question)).toMatchObject(uses(text))
  })
  test.each([
    ['where in all our repositories are sessions opened?', 'search_code', { query: 'where are sessions opened?' }],
    ['who committed most across all repositories?', 'query_commits', { result: 'top_authors' }],
    ['how many commits do all our projects have?', 'query_commits', { result: 'count' }],
  ])('%s', async (question, own, input) =>
    expect(await read(question)).toMatchObject({
      operation: 'across_repositories',
      input: { operation: own, input },
    }),
  )
  test.each([
    'what is this repository about?',
    'how do projects get their settings?',
    'where is the repository opened?',
  ])('a question about one repository stays one: %s', async (question) =>
    expect((await read(question)).operation).not.toBe('across_repositories'),
  )
})
