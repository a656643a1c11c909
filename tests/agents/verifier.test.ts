// What a model writes is mended, replaced or marked; what is not proven never passes as proven.
import { describe, expect, test } from 'vitest'
import { checkClaims } from '#agents/check-claims.ts'
import { gatherEvidence } from '#agents/evidence.ts'
import { mend } from '#agents/mend.ts'
import type { Finding } from '#agents/operations/operation.ts'
import { verdictOf } from '#agents/verifier.ts'
import { openObjectReader } from '#lib/git/objects.ts'
import { makeRepository } from '#tests/git/make-repository.ts'

const repository = makeRepository()
const first = repository.commit({
  files: { 'src/app.ts': 'one\ntwo\nthree\n' },
  message: 'Start',
  author: 'Ada Lovelace',
})
const second = repository.commit({ files: { 'src/other.ts': 'four\n' }, message: 'Add other', author: 'Grace Hopper' })
repository.tag('v1.0')
const gitFolder = `${repository.folder}/.git`

const finding: Finding = {
  operation: 'query_commits',
  input: { since: '2018-02-03', limit: 8 },
  summary: '1 commit',
  rows: [
    { sha: first, subject: 'Start', author: 'Ada Lovelace', authoredAt: '2020-01-01T12:00:00+00:00', commits: 1204 },
  ],
  total: 1204,
  sources: [
    { kind: 'file', path: 'src/app.ts', sha: second, line: 1, endLine: 2, label: 'src/app.ts', verified: true },
  ],
  receipt: { kind: 'git', command: 'git log' },
  text: '',
  keys: [],
  elapsedMs: 1,
}

/** Of a file that an earlier revision had. */
const gone: Finding = {
  ...finding,
  sources: [
    { kind: 'file', path: 'src/gone.ts', sha: first, line: 3, endLine: 5, label: 'src/gone.ts', verified: true },
  ],
  text: 'src/app.ts',
}

async function outcomes(text: string, question = 'who started this?', found = finding) {
  const objects = openObjectReader(gitFolder)
  try {
    const evidence = gatherEvidence([found], question)
    // Only these three fields of the operation context are read by the check.
    const context = { objects, revision: second, history: { gitFolder } } as Parameters<
      typeof checkClaims
    >[0]['context']
    const checked = await checkClaims({ text, evidence, people: ['Ada Lovelace', 'Grace Hopper'], context })
    const mended = mend(text, checked)
    return { checked, outcomes: checked.map((one) => one.outcome), mended: mended.text, verdict: verdictOf(mended) }
  } finally {
    await objects.close()
  }
}

describe('the check of a model’s text', () => {
  test('what the findings say is verified', async () => {
    const result = await outcomes(
      `Ada Lovelace made ${first.slice(0, 9)} on 2020-01-01, one of 1,204 commits; see src/app.ts:2.`,
    )
    expect(new Set(result.outcomes)).toEqual(new Set(['verified']))
    expect(result.verdict).toBe('verified')
  })
  test('lines of a file are proven by those that a finding shows, at whatever revision it shows them', async () => {
    expect((await outcomes('See src/app.ts:1-3.')).verdict).toBe('verified')
    expect((await outcomes('See src/app.ts:3.')).verdict).toBe('unverified')
    expect((await outcomes('See src/gone.ts:4.', '', gone)).verdict).toBe('verified')
    expect((await outcomes('See src/app.ts:40.', '', gone)).mended).toBe('See src/app.ts.')
  })
  test('an invented commit takes its sentence with it', async () => {
    const result = await outcomes('It began in 2020. The commit was 0123456789abcdef0123456789abcdef01234567.')
    expect(result.mended).not.toContain('0123456789abcdef')
    expect(result.verdict).toBe('repaired')
  })
  test('a mistyped commit is repaired to the one of the findings', async () => {
    const typo = `${first.slice(0, 8)}${first[8] === '0' ? '1' : '0'}`
    const result = await outcomes(`It was ${typo}.`)
    if (/\d/.test(typo) && /[a-f]/.test(typo)) expect(result.mended).toBe(`It was ${first.slice(0, 9)}.`)
    expect(result.verdict).not.toBe('verified')
  })
  test('a real commit that no finding names is marked, not shown as proven', async () => {
    expect((await outcomes(`See ${second}.`)).verdict).toBe('unverified')
  })
  test('a wrong number, day and line are not shown', async () => {
    const result = await outcomes(
      'There were 77 commits. It was on 2019-05-05. See src/app.ts:900. It was Ada Lovelace.',
    )
    expect(result.mended).not.toMatch(/77|2019-05-05|900/)
    expect(result.mended).toContain('Ada Lovelace')
  })
  test('a wrong number takes its own sentence only, not those in which its digits stand for something else', async () => {
    const text =
      'See [7]. There were 1,204 commits, one on 2020-01-01. Of these 2 were merges. In all 77 files.\n1. Then 20 more.'
    expect((await outcomes(text)).mended).toBe('See [7]. There were 1,204 commits, one on 2020-01-01.')
  })
  test('a mark stands behind its own claim when the sentence before goes', async () => {
    const text = `There were 77 commits. See ${second.slice(0, 9)}, it was Ada Lovelace.`
    const result = await outcomes(text)
    expect(result.mended).toBe(`See ${second.slice(0, 9)} (unproven), it was Ada Lovelace.`)
    expect(result.verdict).toBe('unverified')
  })
  test('what only the question says is marked: asking does not prove', async () => {
    const question = 'were there 500 commits on 2017-01-09 in lib/ghost/none.ts?'
    for (const said of ['There were 500.', 'It was on 2017-01-09.', 'It was on 2018-02-03.', 'See lib/ghost/none.ts.'])
      expect([said, (await outcomes(said, question)).outcomes]).toEqual([said, ['marked']])
    expect((await outcomes('There were 500.', question)).verdict).toBe('unverified')
  })
  test('how many rows were looked for is no number of anything', async () => {
    expect((await outcomes('There were 8 commits.')).outcomes).toEqual(['dropped'])
  })
  test('a contributor of another matter is marked', async () => {
    expect((await outcomes('Grace Hopper did it.')).outcomes).toEqual(['marked'])
  })
  test('a short path is completed, a path that does not exist is dropped', async () => {
    expect((await outcomes('Look at app.ts now.')).mended).toContain('app.ts')
    expect((await outcomes('Look at lib/ghost/none.ts now.')).mended).not.toContain('ghost')
  })
  test('words quoted from nowhere are marked', async () => {
    expect((await outcomes('It says “nothing of the kind at all”.')).outcomes).toEqual(['marked'])
  })
  test('a text without a single claim is not called verified', async () => {
    expect((await outcomes('The code seems fine.')).verdict).toBe('unverified')
  })
})
