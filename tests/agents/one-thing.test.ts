// One thing asked for is one sentence that holds nothing else of its kind; the rows hold the rest.
import { describe, expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { understand } from '#agents/understand/understand.ts'
import { openUnderstanding } from '#agents/understanding.ts'
import { openStory } from './open-story.ts'

const opened = openStory()
const { run, git, shell } = opened

const short = (sha: string | undefined) => String(sha).slice(0, 9)
/** Shas named by the text, in its order. */
const shasIn = ({ text }: Finding) => text.match(/\b[0-9a-f]{9}\b/g) ?? []
const receiptOf = (finding: Finding) => {
  expect(finding.receipt.kind).toBe('git')
  return shell(finding.receipt.command)
}

describe('files of an ending', () => {
  const touching = (...args: readonly string[]) => git('log', '--no-merges', '--full-history', '--format=%H', ...args)

  test('are those that git finds by the pattern, alone and with other paths and people', async () => {
    for (const [paths, patterns] of [
      [['*.md'], ['*.md']],
      [['*.ts'], ['*.ts']],
      [
        ['*.md', 'src/legacy.ts'],
        ['*.md', 'src/legacy.ts'],
      ],
    ] as const) {
      const finding = await run('query_commits', { result: 'list', paths, limit: 50 })
      const expected = touching('main', '--', ...patterns)
      expect(finding.rows.map((row) => row.sha)).toEqual(expected)
      const count = await run('query_commits', { result: 'count', paths })
      expect(count.text).toMatch(new RegExp(`^\\*\\*${expected.length} commits\\*\\* on `))
    }
    const count = await run('query_commits', { result: 'count', paths: ['*.md'] })
    expect(receiptOf(count).map((line) => line.trim())).toEqual([String(count.total)])
    const own = await run('query_commits', { result: 'count', paths: ['*.ts'], authors: ['Ada Lovelace'] })
    expect(own.total).toBe(touching('--author=ada@example.org', 'main', '--', '*.ts').length)
    expect(receiptOf(own).map((line) => line.trim())).toEqual([String(own.total)])
  })

  test('that never were are missing', async () => {
    const finding = await run('query_commits', { result: 'count', paths: ['*.zig'] })
    expect(finding.missing).toEqual([{ kind: 'path', text: '*.zig', status: 'missing' }])
    expect(receiptOf(finding)).toEqual([])
  })

  test('are counted and listed as they are in the tree', async () => {
    const inTree = git('ls-tree', '-r', '--name-only', 'main').filter((path) => path.endsWith('.ts'))
    const all = await run('list_tree', { ending: '.ts' })
    expect(all.rows.map((row) => row.path)).toEqual(inTree)
    expect(receiptOf(all)).toEqual(inTree)
    const own = inTree.filter((path) => path.startsWith('src/'))
    const count = await run('list_tree', { path: 'src/', ending: '.ts', aspect: 'count' })
    expect(count.text).toMatch(new RegExp(`^\\*\\*${own.length} files\\*\\* in \`src/\` end in \`\\.ts\` at .*\\.$`))
    expect(receiptOf(count)).toEqual(own)
    expect(await run('list_tree', { ending: '.zig' })).toMatchObject({ total: 0, provesAbsence: true })
  })

  test('limit the files that came or went', async () => {
    const finding = await run('file_changes', { kind: 'added', paths: ['*.md'], limit: 50 })
    const added = git('log', '--diff-filter=A', '--name-only', '--format=', 'main', '--', '*.md')
    expect(finding.rows.map((row) => row.path).toSorted()).toEqual(added.toSorted())
  })
})

describe('one sentence', () => {
  const shortlog = (...args: readonly string[]) =>
    git('shortlog', '-sn', '--no-merges', 'main', ...args).map((line) => line.trim().split('\t').reverse())

  test('owner, bus factor and who is active', async () => {
    const owner = await run('ownership', { path: 'docs/', aspect: 'owner' })
    expect(owner.text).toMatch(new RegExp(`^\\*\\*${shortlog('--', 'docs/')[0]?.[0]}\\*\\* has the largest share`))
    expect(owner.text.split('\n')).toHaveLength(1)
    const factor = await run('ownership', { aspect: 'bus_factor' })
    const [[first, commits]] = shortlog() as [[string, string]]
    expect(2 * Number(commits)).toBeGreaterThanOrEqual(git('rev-list', '--no-merges', 'main').length)
    expect(factor.text).toBe(`The bus factor of the repository is **1**: ${first} holds at least half of the commits.`)
    expect(factor.keys).toEqual(['1'])
    const active = await run('ownership', { aspect: 'active' })
    const since = new Date(Number(git('log', '-1', '--format=%ct', 'main')[0]) * 1000 - 365 * 86_400_000).toISOString()
    const still = new Set(git('log', `--since=${since}`, '--format=%an', 'main'))
    expect(active.text).toContain(`**${still.size} of the ${shortlog().length} people**`)
    for (const name of still) expect(active.text).toContain(name)
  })

  test('the foremost companion of a file, and how often two were changed', async () => {
    const finding = await run('co_changed_files', { path: 'src/server/session.ts', limit: 1 })
    expect(finding.text).toBe(
      '`src/app.ts` is changed together with `src/server/session.ts` most often: in **2 of its 5 commits** (40 %).',
    )
    expect(finding.rows).toHaveLength(1)
    const pair = await run('co_changed_files', { path: 'src/app.ts', with: 'session.ts', aspect: 'count' })
    expect(pair.text).toBe('`src/app.ts` and `src/server/session.ts` were changed together in **2 commits**.')
    expect([pair.rows.length, pair.sources]).toEqual([2, []])
  })

  test('a companion that another equals is not the only one', async () => {
    const { notices = [], rows } = await run('co_changed_files', { path: 'src/counter.ts', limit: 1 })
    expect(rows).toEqual([])
    const tie = await run('co_changed_files', { path: 'LICENSE', limit: 1 })
    expect(tie.rows).toHaveLength(1)
    expect([notices, tie.notices?.some((notice) => notice.includes('was changed with it as often'))]).toEqual([
      [],
      true,
    ])
  })

  test('the end, the beginning and all commits of a word', async () => {
    const removed = await run('symbol_history', { name: 'oldWay', kind: 'removed' })
    expect(shasIn(removed)).toEqual([short(opened.story.made.removal)])
    expect(removed.text).toMatch(/^`oldWay` was removed from the source in /)
    const begun = await run('symbol_history', { name: 'oldWay', kind: 'introduced' })
    expect(shasIn(begun)).toEqual([short(opened.story.made.start)])
    expect(begun.text).toContain('It is not in the code any more.')
    const alive = await run('symbol_history', { name: 'signCookie', kind: 'removed' })
    expect([alive.text, alive.keys]).toEqual(['`signCookie` is in the code today.', []])
    const all = await run('symbol_history', { name: 'oldWay', kind: 'commits' })
    expect(shasIn(all)).toEqual(git('log', '--pickaxe-regex', '-S\\boldWay\\b', '--format=%H', 'main').map(short))
  })

  test('a history of lines lists the commits of git log -L, without the ones that only moved them', async () => {
    const input = { symbol: 'openSession', path: 'src/server/session.ts' }
    const history = await run('line_origin', { ...input, aspect: 'history' })
    const told = git('log', '-s', '--format=%H', '-L1,3:src/server/session.ts', 'main')
    expect(shasIn(history).toSorted()).toEqual(
      told
        .filter((sha) => sha !== opened.story.made.rename)
        .map(short)
        .toSorted(),
    )
    expect(shasIn(history)[0]).toBe(short(opened.story.made.session))
    const origin = await run('line_origin', { ...input, aspect: 'origin' })
    expect(shasIn(origin)).toEqual([short(opened.story.made.session)])
  })

  test('one group, a count of tags, where two revisions part, a whole number', async () => {
    const months = git('log', '--date=format-local:%Y-%m', '--format=%ad', 'main')
    const counts = [...Map.groupBy(months, (month) => month)].map(([month, all]) => [month, all.length] as const)
    const most = Math.max(...counts.map(([, count]) => count))
    const best = counts.filter(([, count]) => count === most).map(([month]) => month)
    const month = await run('query_commits', { result: 'group', groupBy: 'month', rankBy: 'commits', limit: 1 })
    expect(best).toContain(month.rows[0]?.month)
    const quiet = await run('query_commits', { result: 'group', groupBy: 'month', order: 'fewest', limit: 1 })
    // The story has months without a commit.
    expect(months).not.toContain(quiet.rows[0]?.month)
    expect(quiet.text).toMatch(/ is the month with the fewest commits: 0 commits\b/)
    expect(month.rows).toHaveLength(Math.min(2, best.length))
    expect(month.text).toMatch(/^\*\*\d{4}-\d\d\*\* is the month with the most commits: \d+ commits/)
    const tags = await run('list_tags', { aspect: 'count', since: '2019-01-01', until: '2020-01-01' })
    expect([tags.text, tags.sources]).toEqual(['**2 tags** in 2019.', []])
    const base = await run('compare_revisions', { a: 'feature', b: 'main', aspect: 'base' })
    expect(base.text.split('\n')).toHaveLength(1)
    const share = await run('query_commits', { result: 'share', authors: ['Ada Lovelace'], decimals: 0 })
    const own = git('rev-list', '--count', '--author=ada@example.org', 'main')[0]
    const all = git('rev-list', '--count', 'main')[0]
    expect(share.text).toMatch(new RegExp(`^\\*\\*${Math.round((100 * Number(own)) / Number(all))} %\\*\\*`))
  })

  test('a mean or a median alone, and nobody where nothing was deleted', async () => {
    const mean = await run('query_commits', { result: 'average', groupBy: 'year', statistic: 'mean' })
    const years = git('log', '--date=format-local:%Y', '--format=%ad', 'main')
    const counts = [...Map.groupBy(years, (year) => year).values()].map((all) => all.length)
    expect(counts).toHaveLength(2)
    const half = (counts[0] ?? 0) / 2 + (counts[1] ?? 0) / 2
    expect(mean.text).toBe(`On average **${half} commits per year**.`)
    const median = await run('query_commits', { result: 'average', groupBy: 'year', statistic: 'median' })
    expect(median.text).toBe(`The median is **${half} commits per year**.`)
    const alive = await run('file_history', { path: 'src/server/session.ts', about: 'deletion' })
    expect(alive.text).toBe('`src/server/session.ts` was not deleted: it is still there.')
    expect(alive.sources).toEqual([])
  })
})

describe('is read from the question', () => {
  const IN_2019 = { since: '2019-01-01', until: '2020-01-01' }
  test.each([
    [
      'how many non-merge commits changed at least one .ts file?',
      'query_commits',
      { paths: ['*.ts'], result: 'count' },
    ],
    ['*.md commits in 2019 by Ada Lovelace', 'query_commits', { paths: ['*.md'], result: 'list', ...IN_2019 }],
    ['who changed .ts files most?', 'query_commits', { paths: ['*.ts'], result: 'top_authors' }],
    ['Wie viele Commits haben `.ts`-Dateien geändert?', 'query_commits', { paths: ['*.ts'], result: 'count' }],
    ['which kinds of files did Ada Lovelace change?', 'query_commits', { result: 'group', groupBy: 'extension' }],
    ['Wednesday commits 2019', 'query_commits', { weekdays: ['wednesday'], ...IN_2019 }],
    ['which commit is number 4, root is 1', 'query_commits', { order: 'oldest', offset: 3, limit: 1 }],
    ['if the root commit is number 1, which commit is number 4?', 'query_commits', { order: 'oldest', offset: 3 }],
    ['how many commits touched signCookie?', 'query_commits', { word: 'signCookie', result: 'count' }],
    ['who touched signCookie most often?', 'query_commits', { word: 'signCookie', result: 'top_authors' }],
    ['which month of 2019 was the busiest?', 'query_commits', { groupBy: 'month', limit: 1 }],
    ['what share of all commits is by Ada Lovelace? round it', 'query_commits', { result: 'share', decimals: 0 }],
    ['average number of commits per month in 2019', 'query_commits', { result: 'average', statistic: 'mean' }],
    ['median commits per week', 'query_commits', { result: 'average', groupBy: 'week', statistic: 'median' }],
    ['how many .ts files are in src/?', 'tree_facts', { result: 'count', path: 'src/', extensions: ['ts'] }],
    ['which other file usually changes with src/app.ts?', 'co_changed_files', { path: 'src/app.ts', limit: 1 }],
    ['who has the largest share of src/?', 'ownership', { path: 'src/', aspect: 'owner' }],
    ['how did openSession in src/server/session.ts develop over time?', 'line_origin', { aspect: 'history' }],
    ['which year had the fewest commits?', 'query_commits', { groupBy: 'year', order: 'fewest', limit: 1 }],
    ['git log -S signCookie --no-merges', 'symbol_history', { kind: 'commits' }],
    ['bus factor of src/', 'ownership', { path: 'src/', aspect: 'bus_factor' }],
    ['who owns docs/?', 'ownership', { path: 'docs/', aspect: 'owner' }],
    ['which owners of src/ are still active?', 'ownership', { path: 'src/', aspect: 'active' }],
    ['src/app.ts: no. 1 co-changed file', 'co_changed_files', { path: 'src/app.ts', limit: 1 }],
    ['git log -L of signCookie in src/server/session.ts', 'line_origin', { symbol: 'signCookie', aspect: 'history' }],
    ['who wrote line 2 of src/app.ts?', 'line_origin', { line: 2, aspect: 'origin' }],
    ['which commit got rid of the last trace of `oldWay`?', 'symbol_history', { kind: 'removed' }],
    ['every commit that added or removed signCookie', 'symbol_history', { kind: 'commits' }],
    ['what is the commit that removed oldWay?', 'symbol_history', { kind: 'removed' }],
    ['how many tags were made in 2019?', 'list_tags', { aspect: 'count', ...IN_2019 }],
    ['newest tag on 2019-07-14, no pre-releases', 'list_tags', { until: '2019-07-15', stable: true, limit: 1 }],
    ['common ancestor of v2.0.0 and v1.0.0', 'compare_revisions', { aspect: 'base' }],
  ])('%s', async (question, operation, input) => {
    const context = opened.agents.context()
    const { readings } = await understand({ question, context: openUnderstanding(context), signal: context.signal })
    expect({ operation: readings[0]?.operation, input: readings[0]?.input }).toMatchObject({ operation, input })
  })

  test('a list is not cut to its first, and both parts of a question are answered', async () => {
    const inputOf = async (question: string) => {
      const context = opened.agents.context()
      const { readings } = await understand({ question, context: openUnderstanding(context), signal: context.signal })
      return readings[0]?.input
    }
    expect(await inputOf('which files change together with src/app.ts?')).not.toHaveProperty('limit')
    expect(await inputOf('which files were changed most often in 2019?')).not.toHaveProperty('limit')
    expect(await inputOf('who owns docs/ and what is its bus factor?')).not.toHaveProperty('aspect')
    expect(await inputOf('when was the .env file added?')).not.toHaveProperty('paths')
  })
})
