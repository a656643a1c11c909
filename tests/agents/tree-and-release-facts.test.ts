// Facts of the files at a revision, of releases among each other, of ages and arrivals, as plain git has them.
import { describe, expect, test } from 'vitest'
import { durationOf } from '#agents/operations/age.ts'
import { openStory } from './open-story.ts'

const opened = openStory()
const { run, git, shell } = opened

const receiptLines = (command: string) => shell(command)

describe('tree_facts', () => {
  test.each([
    [{}, 'main', []],
    [{ revision: 'v1.0.0' }, 'v1.0.0', []],
    [{ revision: '1.1.0', path: 'src/' }, 'v1.1.0', ['src']],
    [{ before: '2019-05-03' }, 'main@2019', []],
  ] as const)('counts the files of %o', async (input, revision, places) => {
    const at = revision === 'main@2019' ? opened.story.made.guide : revision
    const expected = git('ls-tree', '-r', '--name-only', at, ...places)
    const finding = await run('tree_facts', { result: 'count', ...input })
    expect(finding.total).toBe(expected.length)
    expect(finding.text).toContain(`**${expected.length} files**`)
    expect(receiptLines(finding.receipt.command)).toEqual(expected)
  })

  test('counts the files of an ending, a language or of tests alone', async () => {
    const expected = git('ls-tree', '-r', '--name-only', 'main').filter((path) => path.endsWith('.ts'))
    for (const extensions of [['ts'], ['.ts'], ['typescript']]) {
      const finding = await run('tree_facts', { result: 'count', extensions })
      expect(finding.rows.map((row) => row.path)).toEqual(expected)
      expect(receiptLines(finding.receipt.command)).toEqual(expected)
    }
    const tests = await run('tree_facts', { result: 'count', kind: 'test' })
    expect(tests).toMatchObject({ total: 0, provesAbsence: true })
  })

  test('counts lines as they were', async () => {
    for (const revision of ['v1.0.0', 'main']) {
      const lines = git('show', `${revision}:src/app.ts`).length
      const file = await run('tree_facts', { result: 'lines', revision, path: 'src/app.ts' })
      expect(file.text).toContain(`\`src/app.ts\` has **${lines} lines** at \`${revision}\``)
      expect(receiptLines(file.receipt.command)[0]).toMatch(new RegExp(`:src/app\\.ts:${lines}$`))
    }
    const all = await run('tree_facts', { result: 'lines', path: 'src/' })
    const paths = git('ls-tree', '-r', '--name-only', 'main', 'src')
    const sum = paths.reduce(
      (total, path) => total + opened.story.git('show', `main:${path}`).trimEnd().split('\n').length,
      0,
    )
    expect(all.keys).toEqual([String(sum)])
    const longest = await run('tree_facts', { result: 'longest' })
    expect(longest.text).toContain('The longest file')
    expect(longest.keys).toEqual(['src/counter.ts'])
  })

  test('names the oldest files, over renames, and the newest', async () => {
    const oldest = await run('tree_facts', { result: 'oldest' })
    expect(oldest.rows.slice(0, 3).map((row) => row.path)).toEqual(['LICENSE', 'README.md', 'src/app.ts'])
    expect(oldest.rows.slice(0, 3).every((row) => row.sha === opened.story.made.start)).toBe(true)
    expect(oldest.rows[3]).toMatchObject({ path: 'src/server/session.ts', sha: opened.story.made.session })
    expect(git('log', '--follow', '--format=%H', 'main', '--', 'src/server/session.ts').at(-1)).toBe(
      opened.story.made.session,
    )
    const newest = await run('tree_facts', { result: 'newest', limit: 1 })
    expect(newest.rows).toMatchObject([{ path: 'src/counter.ts', sha: opened.story.made.feature }])
  })

  test('names the files that no commit touched after the first', async () => {
    const expected = git('ls-tree', '-r', '--name-only', 'main').filter(
      (path) => git('log', '--format=%H', '--follow', 'main', '--', path).length === 1,
    )
    const finding = await run('tree_facts', { result: 'untouched' })
    expect(finding.rows.map((row) => row.path).toSorted()).toEqual(expected.toSorted())
    expect(finding.keys).toEqual([String(expected.length)])
  })

  test('names the files that no commit touched since a tag or a day', async () => {
    const files = git('ls-tree', '-r', '--name-only', 'main')
    for (const [since, flags] of [
      ['v1.1.0', ['v1.1.0..main']],
      ['2020-04-01', ['--since=2020-04-01T00:00:00Z', 'main']],
    ] as const) {
      const touched = new Set(git('log', '--format=', '--name-only', ...flags))
      const finding = await run('tree_facts', { result: 'untouched', since })
      expect(finding.rows.map((row) => row.path)).toEqual(files.filter((path) => !touched.has(path)))
    }
    expect((await run('tree_facts', { result: 'untouched', since: 'v9.9.9' })).missing).toHaveLength(1)
  })

  test('counts folders at any depth', async () => {
    const finding = await run('tree_facts', { result: 'folders' })
    const expected = git('ls-tree', '-r', '-d', '--name-only', 'main')
    expect(finding.rows.map((row) => row.path)).toEqual(expected.map((path) => `${path}/`))
    expect(receiptLines(finding.receipt.command)).toEqual(expected)
    expect((await run('tree_facts', { result: 'folders', path: 'src' })).rows).toEqual([{ path: 'src/server/' }])
  })

  test('says that there is no such folder, tag or time', async () => {
    expect((await run('tree_facts', { result: 'count', path: 'nowhere/' })).missing).toHaveLength(1)
    expect((await run('tree_facts', { result: 'count', revision: 'v9.9.9' })).missing).toHaveLength(1)
    expect((await run('tree_facts', { result: 'count', before: '2001-01-01' })).missing).toHaveLength(1)
  })
})

describe('releases among each other', () => {
  const count = (range: string) => Number(git('rev-list', '--count', range)[0])
  const people = (range: string) => new Set(git('log', '--format=%ae', range)).size

  test('release_sizes counts what each has beyond the one before it', async () => {
    const finding = await run('release_sizes', { order: 'oldest' })
    expect(finding.rows).toEqual([
      { tag: 'v1.0.0', date: '2019-02-02', before: null, commits: count('v1.0.0'), authors: people('v1.0.0') },
      {
        tag: 'v1.1.0',
        date: '2019-06-02',
        before: 'v1.0.0',
        commits: count('v1.0.0..v1.1.0'),
        authors: people('v1.0.0..v1.1.0'),
      },
      {
        tag: 'v2.0.0',
        date: '2020-03-06',
        before: 'v1.1.0',
        commits: count('v1.1.0..v2.0.0'),
        authors: people('v1.1.0..v2.0.0'),
      },
    ])
    for (const by of ['commits', 'authors']) {
      const most = await run('release_sizes', { by, order: 'most' })
      expect(most.keys).toEqual(['v2.0.0'])
      expect(most.text).toMatch(/^`v2\.0\.0` is the release with the most /)
    }
    expect((await run('release_sizes', { order: 'most', until: '2019-03-01' })).rows).toHaveLength(1)
    const average = await run('release_sizes', { average: true })
    expect(average.keys).toEqual([String(Math.round((10 * count('v2.0.0')) / 3) / 10)])
  })

  test('release_gaps measures days between successive releases', async () => {
    const at = (tag: string) =>
      Number(git('for-each-ref', '--format=%(creatordate:unix)', `refs/tags/${tag}`)[0]) / 86_400
    const [first, second, third] = [at('v1.0.0'), at('v1.1.0'), at('v2.0.0')]
    const keyOf = async (input: object) => (await run('release_gaps', input)).keys
    expect(await keyOf({ result: 'longest' })).toEqual([String(third - second)])
    expect(await keyOf({ result: 'shortest' })).toEqual([String(second - first)])
    expect(await keyOf({ result: 'last' })).toEqual([String(third - second)])
    expect(await keyOf({ result: 'average' })).toEqual([String(Math.round((third - first) / 2))])
    expect(await keyOf({ result: 'to_first' })).toEqual(['23'])
    expect(await keyOf({ result: 'since', release: '1.1.0' })).toEqual([
      String(Math.floor(opened.agents.context().nowS / 86_400 - second)),
    ])
    const none = await run('release_gaps', { result: 'longest', since: '2020-01-01' })
    expect(none).toMatchObject({ provesAbsence: true, rows: [] })
  })
})

describe('age', () => {
  test('is counted by the calendar', () => {
    expect(durationOf('2019-01-10', '2020-06-10')).toBe('1 year and 5 months')
    expect(durationOf('2019-01-31', '2019-02-28')).toBe('1 month')
    expect(durationOf('2020-02-29', '2021-03-01')).toBe('1 year and 1 day')
    expect(durationOf('2020-03-01', '2020-03-01')).toBe('0 days')
  })

  test('of the repository, of a file over its renames, of one that is gone, and of somebody', async () => {
    expect((await run('age', {})).text).toContain('**1 year and 5 months** old')
    expect((await run('age', { path: 'src/server/session.ts' })).rows[0]).toMatchObject({
      sha: opened.story.made.session,
    })
    const gone = await run('age', { path: 'src/legacy.ts' })
    expect(gone.text).toContain(`existed for **${durationOf('2019-01-10', '2020-02-11')}**`)
    const grace = await run('age', { author: 'Grace Hopper', until: 'last' })
    expect(grace.text).toContain(`Grace Hopper has been active for **${durationOf('2019-05-02', '2020-04-01')}**`)
    expect((await run('age', { author: 'Nobody Atall' })).missing).toHaveLength(1)
  })
})

describe('symbol_arrival', () => {
  test('leads with the first release that has a name', async () => {
    const expected = git('tag', '--contains', opened.story.made.signing, '--sort=creatordate')[0]
    const finding = await run('symbol_arrival', { name: 'signCookie', by: 'release' })
    expect(finding.text).toMatch(new RegExp(`^\\*\\*${expected}\\*\\*`))
    expect(finding.keys).toEqual([expected])
  })

  test('names the pull request of the merge that brought it in, or says that none is named', async () => {
    const finding = await run('symbol_arrival', { name: 'countVisits', by: 'request' })
    expect(finding.text).toMatch(/^\*\*Pull request #34\*\* introduced `countVisits`/)
    expect(finding.sources.map(({ sha }) => sha)).toEqual([opened.story.made.feature, opened.story.made.merge])
    expect(await run('symbol_arrival', { name: 'openSession', by: 'request' })).toMatchObject({ provesAbsence: true })
    expect((await run('symbol_arrival', { name: 'neverWasThere', by: 'release' })).missing).toHaveLength(1)
  })
})

test('definition_changes: what came and went, not what only moved', async () => {
  const range = { from: 'v1.0.0', to: 'main' }
  const added = await run('definition_changes', { ...range, change: 'added', kind: 'function' })
  expect(added.rows.map(({ name, path }) => [name, path])).toEqual([
    ['countVisits', 'src/counter.ts'],
    ['signCookie', 'src/server/session.ts'],
  ])
  for (const { name, path } of added.rows) {
    expect(opened.story.git('grep', '-c', `function ${name}(`, 'main', '--', String(path))).toContain(':1')
    expect(opened.story.git('ls-tree', '-r', '--name-only', 'v1.0.0')).not.toContain('src/counter.ts')
  }
  const removed = await run('definition_changes', { ...range, change: 'removed' })
  expect(removed.rows).toMatchObject([{ name: 'oldWay', kind: 'constant', path: 'src/legacy.ts' }])
  expect(await run('definition_changes', { ...range, change: 'removed', kind: 'function' })).toMatchObject({
    total: 0,
    provesAbsence: true,
  })
  expect((await run('definition_changes', { from: 'v9.9.9', change: 'added' })).missing).toHaveLength(1)
})

test('the creation of a folder, and where its files came from', async () => {
  const finding = await run('file_history', { path: 'src/server/', about: 'renames' })
  expect(finding.text).toContain(
    '`src/server/` was not renamed as a whole: 1 file of it came from other folders, most of them from `src/`',
  )
})
