// The rows of each operation are those of plain git, and its receipt, run as it stands, gives them again.
import { describe, expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { describeOperations, OPERATIONS } from '#agents/operations/registry.ts'
import { verifySource } from '#agents/verify-source.ts'
import { openStory } from './open-story.ts'

const opened = openStory()
const { run, git, shell } = opened

const column = (finding: Finding, name: string) => finding.rows.map((row) => row[name])
/** What the receipt prints when a reader runs it in a clone. */
const receiptLines = (finding: Finding) => {
  expect(finding.receipt.kind).toBe('git')
  return shell(finding.receipt.command)
}
const receiptShas = (finding: Finding) =>
  receiptLines(finding).flatMap((line) => /^(?:commit )?([0-9a-f]{40})\b/.exec(line)?.[1] ?? [])

describe('query_commits', () => {
  test('counts what rev-list counts, and says what the count would be without merges', async () => {
    const finding = await run('query_commits', { result: 'count' })
    expect(finding.total).toBe(Number(git('rev-list', '--count', 'main')[0]))
    const unmerged = git('rev-list', '--count', '--no-merges', 'main')[0]
    expect(finding.notices).toContain(`Merges are included; there are ${unmerged} without them.`)
    expect(receiptLines(finding)).toEqual([String(finding.total)])
  })

  test('counts and lists the commits that changed a word or a text, with any other filter', async () => {
    const shas = (...flags: readonly string[]) => git('log', '--format=%H', '-M', ...flags, 'main')
    const word = await run('query_commits', { result: 'list', word: 'openSession', limit: 50 })
    expect(column(word, 'sha')).toEqual(shas('--pickaxe-regex', '-S\\bopenSession\\b'))
    expect(receiptShas({ ...word })).toEqual([...column(word, 'sha')])
    const part = await run('query_commits', { result: 'list', word: 'ession(s', limit: 50 })
    expect(column(part, 'sha')).toEqual(shas('-Session(s'))
    const count = await run('query_commits', { result: 'count', word: 'openSession', authors: ['Grace Hopper'] })
    expect(count.total).toBe(shas('--pickaxe-regex', '-S\\bopenSession\\b', '--author=Grace').length)
    expect(await run('query_commits', { result: 'count', word: 'neverWasThere' })).toMatchObject({
      missing: [{ kind: 'symbol', text: 'neverWasThere' }],
    })
  })

  test('lists the commits of a file over its rename, newest first', async () => {
    const finding = await run('query_commits', { result: 'list', paths: ['src/server/session.ts'] })
    expect(column(finding, 'sha')).toEqual(git('log', '--follow', '--format=%H', 'main', '--', 'src/server/session.ts'))
  })

  test('lists the commits of a folder and of a period as the receipt does', async () => {
    const folder = await run('query_commits', { result: 'list', paths: ['docs/'] })
    expect(column(folder, 'sha')).toEqual(receiptShas(folder))
    expect(folder.rows).toHaveLength(3)
    const period = await run('query_commits', { result: 'list', since: '2019-05-01', until: '2019-05-07' })
    expect(column(period, 'sha')).toEqual([opened.story.made.signing, opened.story.made.guide])
    expect(receiptShas(period)).toEqual(column(period, 'sha'))
  })

  test('a range is what the newer tag has and the older has not', async () => {
    const finding = await run('query_commits', { result: 'list', from: 'v1.1.0', to: 'v2.0.0' })
    expect(column(finding, 'sha')).toEqual(git('log', '--format=%H', 'v1.1.0..v2.0.0'))
    expect(receiptShas(finding)).toEqual(column(finding, 'sha'))
  })

  test('the commits of somebody in a period are counted and listed as the receipt does', async () => {
    const filters = { authors: ['Grace Hopper'], since: '2019-05-03', until: '2020-05-01' }
    const count = await run('query_commits', { ...filters, result: 'count' })
    expect(count.total).toBe(3)
    expect(receiptLines(count).map((line) => line.trim())).toEqual(['3'])
    const list = await run('query_commits', { ...filters, result: 'list' })
    expect(column(list, 'sha')).toEqual([opened.story.made.revert, opened.story.made.merge, opened.story.made.signing])
    expect(receiptShas(list)).toEqual(column(list, 'sha'))
    const mentioned = await run('query_commits', { ...filters, message: 'session', result: 'count' })
    expect(receiptLines(mentioned).map((line) => line.trim())).toEqual([String(mentioned.total)])
    expect(mentioned.total).toBe(2)
  })

  test('ranks people as shortlog does, and counts them', async () => {
    const top = await run('query_commits', { result: 'top_authors', merges: 'exclude', limit: 10 })
    const expected = git('shortlog', '-sn', '--no-merges', 'main').map((line) => {
      const [, commits, author] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
      return { author, commits: Number(commits) }
    })
    const rows = top.rows.map(({ author, commits }) => ({ author, commits }))
    expect(rows).toHaveLength(expected.length)
    expect(rows).toEqual(expect.arrayContaining(expected))
    expect((await run('query_commits', { result: 'count_authors' })).text).toContain('**4 authors**')
  })

  test('several files or people are any of them, and the words say so', async () => {
    const finding = await run('query_commits', { result: 'count', paths: ['src/app.ts', 'docs/guide.md'] })
    expect(finding.text).toContain('on `src/app.ts` or `docs/guide.md`')
    expect(finding.total).toBe(
      git('log', '--no-merges', '--format=%H', 'main', '--', 'src/app.ts', 'docs/guide.md').length,
    )
  })

  test('leaves out whom it is told to', async () => {
    const finding = await run('query_commits', { result: 'list', notAuthors: ['Ada Lovelace'], limit: 50 })
    const others = git('log', '--format=%H %an', 'main').filter((line) => !line.endsWith('Ada Lovelace'))
    expect(column(finding, 'sha')).toEqual(others.map((line) => line.slice(0, 40)))
  })

  test('people count as new in the period of their first commit only', async () => {
    const finding = await run('query_commits', {
      result: 'first_time_authors',
      since: '2020-01-01',
      until: '2021-01-01',
    })
    expect(column(finding, 'author')).toEqual(['Ada Yonath', 'Mary Jackson'])
  })

  test('the largest commit is the one with the most changed lines', async () => {
    const finding = await run('query_commits', { result: 'largest', limit: 1 })
    expect(column(finding, 'sha')).toEqual([opened.story.made.feature])
    const [numstat] = git('log', '-1', '--numstat', '--format=', opened.story.made.feature)
    expect(finding.rows[0]?.additions).toBe(Number(numstat?.split('\t')[0]))
  })

  test('groups by year and by day of the week', async () => {
    const years = await run('query_commits', { result: 'group', groupBy: 'year' })
    expect(years.rows).toEqual([
      { year: '2019', commits: 5 },
      { year: '2020', commits: 7 },
    ])
    const days = await run('query_commits', { result: 'group', groupBy: 'weekday' })
    const counted = Map.groupBy(git('log', '--date=format:%A', '--format=%ad', 'main'), (day) => day)
    for (const { weekday, commits } of days.rows) expect(commits).toBe(counted.get(String(weekday))?.length)
  })

  test('a name that never was is a finding of its own, with a command that shows it', async () => {
    const finding = await run('query_commits', { result: 'count', authors: ['Bilbo Baggins'] })
    expect(finding.missing).toEqual([{ kind: 'person', text: 'Bilbo Baggins', status: 'missing' }])
    expect(() => receiptLines(finding)).toThrow()
    const gone = await run('query_commits', { result: 'list', paths: ['no/such/file.ts'] })
    expect(receiptLines(gone)).toEqual([])
  })

  test('nothing in a period is an answer, not a failure', async () => {
    const finding = await run('query_commits', { result: 'list', since: '2030-01-01', until: '2031-01-01' })
    expect(finding).toMatchObject({ total: 0, provesAbsence: true })
    expect(finding.text).toContain('There are no commits in 2030')
  })
})

describe('the life of a file', () => {
  test('creation, rename and last change are those of git log --follow', async () => {
    const finding = await run('file_history', { path: 'src/server/session.ts' })
    const followed = git('log', '--follow', '--format=%H', 'main', '--', 'src/server/session.ts')
    expect(finding.rows.map((row) => [row.event, row.sha])).toEqual([
      ['created', followed.at(-1)],
      ['renamed', opened.story.made.rename],
      ['last change', followed[0]],
    ])
    expect(receiptShas({ ...finding, receipt: { ...finding.receipt, command: finding.receipt.command } })).toEqual(
      followed,
    )
  })

  test('a deleted file says by whom and when, and that comes first when it is asked', async () => {
    const finding = await run('file_history', { path: 'src/legacy.ts', about: 'deletion' })
    expect(finding.text.split('\n')[0]).toMatch(/`src\/legacy\.ts` was deleted by Ada Lovelace on 2020-02-11/)
    expect(git('log', '--diff-filter=D', '--format=%H', 'main', '--', 'src/legacy.ts')).toContain(
      opened.story.made.removal,
    )
    expect(column(finding, 'sha')).toContain(opened.story.made.removal)
  })

  test('a file that is still there is not said to be gone, nor one renamed that never was', async () => {
    expect((await run('file_history', { path: 'src/app.ts', about: 'deletion' })).text).toContain('was not deleted')
    expect((await run('file_history', { path: 'src/app.ts', about: 'renames' })).text).toContain('was never renamed')
  })

  test('files that change together are counted as the receipt counts them', async () => {
    const finding = await run('co_changed_files', { path: 'src/app.ts', followRenames: false })
    const lines = receiptLines(finding).map((line) => /^\s*(\d+)\s+(.*)$/.exec(line)?.slice(1) ?? [])
    const expected = lines
      .filter(([, path]) => path !== 'src/app.ts')
      .map(([commits, path]) => ({ path, commits: Number(commits) }))
    expect(finding.rows).toHaveLength(Math.min(5, expected.length))
    for (const { path, commits } of finding.rows) expect(expected).toContainEqual({ path, commits })
  })
})

describe('files that came, went or moved', () => {
  const byGit = (filter: string, ...args: readonly string[]) =>
    git('log', `--diff-filter=${filter}`, '--name-only', '--format=', ...args, 'main').toSorted()

  test('are those of git log --diff-filter, in a period and of everything', async () => {
    const added = await run('file_changes', { kind: 'added', limit: 200 })
    expect(column(added, 'path').toSorted()).toEqual([...new Set(byGit('A'))])
    const deleted = await run('file_changes', { kind: 'deleted', since: '2020-01-01', until: '2021-01-01' })
    expect(column(deleted, 'path')).toEqual(byGit('D'))
    expect(column(deleted, 'sha')).toEqual([opened.story.made.removal])
    const renamed = await run('file_changes', { kind: 'renamed' })
    expect(renamed.rows).toMatchObject([{ path: 'src/server/session.ts', oldPath: 'src/session.ts' }])
  })

  test('none in a period is an answer', async () => {
    expect(await run('file_changes', { kind: 'deleted', since: '2019-01-01', until: '2020-01-01' })).toMatchObject({
      total: 0,
      provesAbsence: true,
    })
  })

  test('a path with a typo is not taken for another, but the other is suggested', async () => {
    const finding = await run('file_history', { path: 'src/ap.ts' })
    expect(finding.rows).toEqual([])
    const typo = await run('file_history', { path: 'docs/giude.md' })
    expect(typo.missing).toHaveLength(1)
    expect(typo.text).toContain('Did you mean `docs/guide.md`?')
  })
})

describe('words and lines', () => {
  test('a word first appears where the pickaxe finds it last', async () => {
    const finding = await run('symbol_history', { name: 'signCookie' })
    expect(finding.rows[0]?.sha).toBe(opened.story.made.signing)
    expect(receiptShas(finding).at(-1)).toBe(opened.story.made.signing)
    expect(finding.total).toBe(receiptShas(finding).length)
  })

  test('a word that only documentation still has was removed from the source', async () => {
    const finding = await run('symbol_history', { name: 'oldWay' })
    expect(finding.text).toContain(`It was removed from the source in \`${opened.story.made.removal.slice(0, 9)}\``)
    expect(finding.text).not.toContain('It is in the code today')
  })

  test('a word in another case is found in the case that the code has', async () => {
    const finding = await run('symbol_history', { name: 'signcookie' })
    expect(finding.rows[0]?.sha).toBe(opened.story.made.signing)
    expect(finding.notices).toContain('“signcookie” was read as signCookie.')
  })

  test('a word that never was is proven so', async () => {
    const finding = await run('symbol_history', { name: 'neverWasThere' })
    expect(finding.missing).toHaveLength(1)
    expect(receiptLines(finding)).toEqual([])
  })

  test('a line has the commit that blame gives', async () => {
    const finding = await run('line_origin', { path: 'src/app.ts', line: 2 })
    const [blamed] = git('blame', '-l', '-s', '-w', '-M', '-C', '-L', '2,2', 'main', '--', 'src/app.ts')
    const origins = finding.rows.filter((row) => row.origin).map((row) => row.sha)
    expect(origins).toEqual([blamed?.replace('^', '').slice(0, 40)])
    expect(receiptLines(finding)[0]?.slice(0, 8)).toBe(String(origins[0]).slice(0, 8))
  })

  test('a line beyond the end of the file is missing', async () => {
    expect((await run('line_origin', { path: 'src/app.ts', line: 4000 })).missing).toHaveLength(1)
  })

  test('an exact text stands on the lines that git grep gives', async () => {
    const finding = await run('find_text', { text: 'signCookie' })
    expect(finding.rows.map((row) => `${row.path}:${row.line}`)).toEqual(
      git('grep', '-n', '-F', 'signCookie', 'main').map((line) => line.split(':').slice(1, 3).join(':')),
    )
  })

  test.each([
    { text: 'sign\\w+', regex: true },
    { text: 'SIGNCOOKIE', ignoreCase: true, path: 'src/' },
    { text: 'return', wholeWord: true, path: '*.ts' },
  ])('the receipt of %j gives its rows, and one row less is still counted', async (input) => {
    const finding = await run('find_text', { ...input, limit: 200 })
    expect(finding.total).toBeGreaterThan(1)
    expect(receiptLines(finding).map((line) => line.split(':').slice(1, 3).join(':'))).toEqual(
      finding.rows.map((row) => `${row.path}:${row.line}`),
    )
    const cut = await run('find_text', { ...input, limit: finding.total - 1 })
    expect(cut.total).toBe(finding.total)
    expect(cut.notices).toHaveLength(1)
  })

  test('a text that is not there and a place that is not there are told apart', async () => {
    expect((await run('find_text', { text: 'neverWasThere' })).missing).toMatchObject([{ kind: 'quote' }])
    expect((await run('find_text', { text: 'listen', path: 'nowhere/' })).missing).toMatchObject([{ kind: 'path' }])
    await expect(run('find_text', { text: '(', regex: true })).rejects.toMatchObject({ code: 'operation/bad-input' })
  })
})

describe('releases and merges', () => {
  test('the first release with a commit is the first tag that contains it', async () => {
    const finding = await run('release_containing', { commit: opened.story.made.signing })
    expect(finding.keys).toEqual(git('tag', '--contains', opened.story.made.signing, '--sort=creatordate').slice(0, 1))
    expect(receiptLines(finding)).toEqual(column(finding, 'tag'))
  })

  test('whether a release has a commit is answered with yes or no', async () => {
    const { signing, last } = opened.story.made
    expect((await run('release_containing', { commit: signing, release: 'v2.0.0' })).text).toMatch(/^Yes, /)
    expect((await run('release_containing', { commit: signing, release: 'v1.0.0' })).text).toMatch(/^No, /)
    expect(await run('release_containing', { commit: last })).toMatchObject({ total: 0, provesAbsence: true })
  })

  test('tags of a period and by year', async () => {
    const finding = await run('list_tags', { since: '2019-01-01', until: '2020-01-01' })
    expect(column(finding, 'tag')).toEqual(['v1.1.0', 'v1.0.0'])
    expect((await run('list_tags', { groupBy: 'year' })).rows).toEqual([
      { year: '2019', tags: 2 },
      { year: '2020', tags: 1 },
    ])
  })

  test('the release after another, and the days between two', async () => {
    const after = await run('list_tags', { after: 'v1.1.0', order: 'oldest', limit: 1 })
    expect(column(after, 'tag')).toEqual(['v2.0.0'])
    // From 2 February 2019 to 6 March 2020.
    expect((await run('list_tags', { names: ['v1.0.0', 'v2.0.0'] })).keys).toEqual(['398'])
    expect((await run('list_tags', { names: ['v1.0.0', 'v8.0.0'] })).missing).toHaveLength(1)
  })

  test('the last commit of a file is explained without its id', async () => {
    const finding = await run('explain_commit', { which: 'last', of: { paths: ['src/legacy.ts'] } })
    expect(finding.rows[0]?.sha).toBe(opened.story.made.removal)
    expect((await run('explain_commit', { which: 'first', of: { authors: ['Nobody Atall'] } })).missing).toHaveLength(1)
  })

  test('a commit came in with the merge that first had it, and its pull request', async () => {
    const finding = await run('merge_of', { commit: opened.story.made.feature })
    expect(finding.rows[0]).toMatchObject({ sha: opened.story.made.merge, pullRequest: '#34' })
    expect(receiptShas(finding)[0]).toBe(opened.story.made.merge)
    expect((await run('merge_of', { commit: opened.story.made.guide })).text).toContain('straight to the main line')
  })

  test('an issue is fixed by the commit that says so', async () => {
    expect((await run('issue_references', { issue: '#12' })).rows[0]?.sha).toBe(opened.story.made.signing)
    expect((await run('issue_references', { issue: '#13' })).missing).toHaveLength(1)
  })
})

describe('what only messages tell', () => {
  test('the commit that speaks of most of the words comes first', async () => {
    const finding = await run('search_commits', { query: 'memory leak idle sessions' })
    expect([opened.story.made.fix, opened.story.made.revert]).toContain(finding.rows[0]?.sha)
    expect(finding.isFarFetched).toBe(false)
  })

  test('one common word among rare ones that nobody wrote is far-fetched', async () => {
    const finding = await run('search_commits', { query: 'quantum blockchain sessions telepathy' })
    expect(finding.isFarFetched).toBe(true)
    expect((await run('search_commits', { query: 'telepathy' })).rows).toEqual([])
  })
})

describe('every operation', () => {
  const INPUTS: Readonly<Record<string, () => unknown>> = {
    query_commits: () => ({ result: 'list' }),
    compare_revisions: () => ({ a: 'v1.0.0', b: 'v2.0.0' }),
    file_history: () => ({ path: 'src/legacy.ts' }),
    file_changes: () => ({ kind: 'added' }),
    commit_facts: () => ({ commit: opened.story.made.merge, aspects: ['parents', 'lines_added', 'files'] }),
    explain_commit: () => ({ commit: opened.story.made.signing }),
    explain_range: () => ({ from: 'v1.0.0', to: 'v2.0.0' }),
    summarize_period: () => ({ since: '2019-01-01', until: '2020-01-01' }),
    symbol_history: () => ({ name: 'oldWay' }),
    line_origin: () => ({ path: 'src/app.ts', line: 1 }),
    removed_code: () => ({ name: 'oldWay' }),
    list_tags: () => ({}),
    release_containing: () => ({ commit: opened.story.made.start }),
    merge_of: () => ({ commit: opened.story.made.feature }),
    commit_links: () => ({ commit: opened.story.made.fix }),
    list_reverts: () => ({}),
    hotspots: () => ({}),
    person: () => ({ name: 'Ada Lovelace' }),
    ownership: () => ({ path: 'src/' }),
    co_changed_files: () => ({ path: 'src/app.ts' }),
    issue_references: () => ({ issue: '12' }),
    search_commits: () => ({ query: 'sessions' }),
    search_code: () => ({ query: 'sign the session cookie' }),
    find_text: () => ({ text: 'listen' }),
    find_symbol: () => ({ name: 'startServer' }),
    find_references: () => ({ name: 'signCookie' }),
    callers: () => ({ name: 'signCookie' }),
    symbol_uses: () => ({ name: 'openSession' }),
    outline: () => ({ path: 'src/app.ts' }),
    repository_map: () => ({}),
    read_file: () => ({ path: 'src/app.ts' }),
    list_tree: () => ({ order: 'size' }),
    tree_facts: () => ({ result: 'oldest' }),
    release_sizes: () => ({}),
    release_gaps: () => ({ result: 'longest' }),
    age: () => ({}),
    definition_changes: () => ({ from: 'v1.0.0', change: 'added' }),
    symbol_arrival: () => ({ name: 'openSession', by: 'release' }),
    repository_overview: () => ({}),
    across_repositories: () => ({ operation: 'find_text', input: { text: 'listen' } }),
  }

  test('is run here, and describes its input as a schema', () => {
    expect(Object.keys(INPUTS).toSorted()).toEqual(OPERATIONS.map(({ name }) => name).toSorted())
    for (const { input } of describeOperations()) expect(input).toMatchObject({ type: 'object' })
  })

  test.each(Object.keys(INPUTS))(
    '%s: git has each of its sources, and its text leaves no marker without one',
    async (name) => {
      const finding = await run(name, INPUTS[name]?.())
      expect(finding.rows.length).toBeGreaterThan(0)
      expect(finding.receipt.command).not.toBe('')
      for (const source of finding.sources)
        expect([source, await verifySource(source, opened.agents.context())]).toEqual([source, true])
      for (const [, index] of finding.text.matchAll(/\{(-?\d+)\}/g))
        expect(finding.sources[Number(index)]).toBeDefined()
      for (const key of finding.keys) expect(finding.text.replaceAll(',', '')).toContain(key)
      if (finding.receipt.kind === 'git') expect(receiptLines(finding).length).toBeGreaterThan(0)
      if (finding.receipt.kind === 'sql')
        expect((await opened.agents.context().history.db.query(finding.receipt.command)).length).toBeGreaterThan(0)
    },
  )

  test.each(Object.keys(INPUTS).filter((name) => name !== 'repository_overview'))(
    '%s: an input that does not fit is refused by name',
    async (name) => {
      const wrong = { path: 5, commit: 5, result: 5, name: 5, issue: 5, query: 5, text: 5, limit: 'x', since: 5 }
      await expect(run(name, wrong)).rejects.toMatchObject({ code: 'operation/bad-input' })
    },
  )
})
