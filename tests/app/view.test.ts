// The pure parts of the page: addresses of evidence, markers, patches, words for progress.
import { describe, expect, it } from 'vitest'
import { type EvidenceTarget, formatTarget, pageOf, parseTarget } from '#app/_view/evidence.ts'
import { formatDuration } from '#app/_view/format.ts'
import { linkMarkers } from '#app/_view/link-markers.ts'
import { parsePatch } from '#app/_view/patch.ts'
import { describeCount, describeRate } from '#app/_view/progress.ts'
import { toTimeline } from '#app/_view/timeline.ts'

describe('the address of evidence', () => {
  const targets: readonly EvidenceTarget[] = [
    { kind: 'commit', sha: 'abcdef0123' },
    { kind: 'file', revision: 'v1.0', path: 'src/a b#c:d.ts' },
    { kind: 'file', revision: 'v1.0', path: 'src/a#12' },
    { kind: 'file', revision: 'v1.0', path: '50%23.txt', line: 3 },
    { kind: 'file', revision: 'HEAD', path: '' },
    { kind: 'file', revision: 'v1.0', path: 'a:b#c', line: 2, endLine: 9, repositoryId: 12 },
    { kind: 'commit', sha: 'abcdef0123', repositoryId: 3 },
    { kind: 'file', revision: 'HEAD', path: 'src/app.ts', line: 7 },
    { kind: 'file', revision: 'abcdef', path: 'weird\nname', line: 7, endLine: 12 },
    { kind: 'query', runId: 'a-b-c', callId: 'd-e-f' },
  ]
  it.each(targets)('is read back as it was written: %j', (target) => {
    const search = new URLSearchParams({ show: formatTarget(target) })
    expect(parseTarget(new URLSearchParams(search.toString()).get('show'))).toEqual(target)
  })
  it.each([
    '',
    'commit:',
    'commit:../../x',
    'query:a',
    'file:HEAD',
    'other:1',
    '@3:',
    '@x:commit:abcdef',
    '@3:query:a:b:c',
  ])('%j shows nothing', (text) => expect(parseTarget(text)).toBeUndefined())
  it('has a page of its own, with every part escaped', () => {
    expect(pageOf(3, { kind: 'commit', sha: 'abcd' })).toBe('/repositories/3/commits/abcd')
    expect(pageOf(3, { kind: 'file', revision: 'a/b', path: 'x y/#z?', line: 2, endLine: 4 })).toBe(
      '/repositories/3/files/a%2Fb/x%20y/%23z%3F?lines=2-4',
    )
  })
})

describe('markers', () => {
  const known = [{ id: '1' }, { id: '12' }]
  it.each([
    ['It is so [1].', 'It is so [1](#citation-1).'],
    ['[1][12]', '[1](#citation-1)[12](#citation-12)'],
    ['nothing known [7]', 'nothing known [7]'],
    ['a link [1](http://a.example)', 'a link [1](http://a.example)'],
    ['code `a[1]` and [1]', 'code `a[1]` and [1](#citation-1)'],
    ['```\na[1]\n```\n[12]', '```\na[1]\n```\n[12](#citation-12)'],
    ['unfinished ```\na[1]', 'unfinished ```\na[1]'],
  ])('%j', (text, expected) => expect(linkMarkers(text, known)).toBe(expected))
})

describe('a patch', () => {
  it('becomes lines with the numbers of both sides', () => {
    const patch = [
      'diff --git a/x b/x',
      '--- a/x',
      '+++ b/x',
      '@@ -4,3 +4,3 @@ function a() {',
      ' same',
      '-old',
      '+new',
      ' end',
      '\\ No newline at end of file',
      '@@ -20 +20,2 @@',
      '-- a list',
      '++ a list',
    ].join('\n')
    expect(parsePatch(patch)).toEqual([
      {
        heading: 'function a() {',
        lines: [
          { sign: ' ', oldLine: 4, newLine: 4, text: 'same' },
          { sign: '-', oldLine: 5, text: 'old' },
          { sign: '+', newLine: 5, text: 'new' },
          { sign: ' ', oldLine: 6, newLine: 6, text: 'end' },
        ],
      },
      {
        heading: '',
        lines: [
          { sign: '-', oldLine: 20, text: '- a list' },
          { sign: '+', newLine: 20, text: '+ a list' },
        ],
      },
    ])
  })
  it('of a binary file or a mere rename has no lines', () =>
    expect(parsePatch('diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n')).toEqual([]))
})

describe('progress', () => {
  it('says how far, how fast and how long still', () => {
    expect(describeCount({ done: 1200, total: 5531, unit: 'commits' })).toBe('1,200 of 5,531 commits')
    expect(describeRate({ done: 1200, total: 2400 }, { atMs: 0, done: 200 }, 2_000)).toBe('500/s, 3 s left')
    expect(describeRate({ done: 5, total: null }, { atMs: 0, done: 0 }, 2_000)).toBe('2.5/s')
    expect(describeRate({ done: 200, total: 2400 }, { atMs: 0, done: 200 }, 2_000)).toBe('')
  })
  it.each([
    [12.4, '12 ms'],
    [3_400, '3.4 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text))
})

describe('the timeline of lines', () => {
  const row = {
    kind: 'changed',
    sha: '1a2b3c4d5e6f',
    subject: 'Do it',
    author: 'Ada',
    path: 'a.ts',
    origin: false,
  } as const
  it('says of each commit what it did to the lines', () => {
    const rows = [
      { ...row, kind: 'introduced', authoredAt: '2019-02-01T23:00:00+09:00', line: 3, endLine: 5, text: 'one\ntwo' },
      { ...row, formatting: true },
      { ...row, kind: 'moved', fromPath: 'b.ts', origin: true },
      { ...row, kind: 'moved', fromPath: 'b.ts', copied: true },
      { ...row, kind: 'moved', fromPath: null, revertedBy: 'abcdef0123456789' },
      { ...row, kind: 'reverted', reverts: 'abcdef0123456789' },
      { ...row, removed: true, text: null },
    ]
    const steps = toTimeline(rows)
    expect(steps[0]).toEqual({
      sha: '1a2b3c4d5e6f',
      subject: 'Do it',
      author: 'Ada',
      day: '2019-02-01',
      what: 'introduced',
      notes: [],
      isOrigin: false,
      isCosmetic: false,
      isRemoval: false,
      path: 'a.ts',
      line: 3,
      endLine: 5,
      text: 'one\ntwo',
    })
    expect(steps.map(({ what, notes }) => [what, ...notes])).toEqual([
      ['introduced'],
      ['changed', 'formatting only'],
      ['moved from b.ts'],
      ['copied from b.ts'],
      ['moved within the file', 'reverted later by abcdef012'],
      ['reverts abcdef012'],
      ['changed', 'took the lines away'],
    ])
    expect(steps.map(({ isOrigin, isCosmetic, isRemoval }) => [isOrigin, isCosmetic, isRemoval].indexOf(true))).toEqual(
      [-1, 1, 0, -1, -1, -1, 2],
    )
    expect(steps[6]).not.toHaveProperty('text')
  })
  it('leaves out a row without a commit', () => expect(toTimeline([{ kind: 'changed', path: 'a.ts' }])).toEqual([]))
})
