// The commit query and the comparison of revisions as operations: names resolved, sentences, receipts that give the same.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { openStory } from './open-story.ts'

const opened = openStory()
const { run, git, shell } = opened
beforeAll(async () => {
  const { db, repositoryId } = opened.agents.context().history
  const name = (sha: string, value: string, key: string) =>
    db.query(
      `INSERT INTO commit_links (repository_id, commit_id, ordinal, kind, key, value, identity_id)
       SELECT $1, c.id, 100, 'co-authored-by', $3, $4, (SELECT id FROM identities WHERE repository_id = $1 AND email = $3)
       FROM commits c WHERE c.repository_id = $1 AND c.oid = $2`,
      [repositoryId, sha, key, value],
    )
  await name(opened.story.made.guide, 'Ada Lovelace <ada@example.org>', 'ada@example.org')
  await name(opened.story.made.signing, 'Katherine Johnson <kj@example.net>', 'kj@example.net')
})

const ask = (input: object) => run('query_commits', input)
const column = (finding: Finding, name: string) => finding.rows.map((row) => row[name])
/** What the receipt prints in a clone. */
const receiptOf = (finding: Finding) => {
  expect(finding.receipt.kind).toBe('git')
  return shell(finding.receipt.command)
}
const shasOf = (lines: readonly string[]) =>
  lines.flatMap((line) => /^(?:commit |[<>] )?([0-9a-f]{40})\b/.exec(line)?.[1] ?? [])

describe('one of many commits', () => {
  test('the nth from either end is that of git log, and so is its receipt', async () => {
    const all = git('log', '--format=%H', 'main')
    const third = await ask({ result: 'last', offset: 2 })
    expect(column(third, 'sha')).toEqual([all[2]])
    expect(third.text).toContain('The third last commit is')
    expect(shasOf(receiptOf(third))).toEqual([all[2]])
    const second = await ask({ result: 'first', offset: 1 })
    expect(column(second, 'sha')).toEqual([all.at(-2)])
    expect(second.text).toContain('The second commit is')
    expect(shasOf(receiptOf(second))).toEqual([all.at(-2)])
  })

  test('the nth of fewer is said not to be there', async () => {
    const finding = await ask({ result: 'first', offset: 30, authors: ['Mary Jackson'] })
    expect(finding).toMatchObject({ rows: [], total: 1, provesAbsence: true })
    expect(finding.text).toBe('There is no 31st one: there is only **1 commit** by Mary Jackson.')
  })

  test('the smallest and the second largest are those of git numstat', async () => {
    const sizes = git('log', '--no-merges', '--numstat', '--format=commit %H', 'main').reduce(
      (all, line) => {
        const [, sha] = /^commit (\w+)$/.exec(line) ?? []
        const [added, removed] = line.split('\t').map(Number)
        if (sha) all.push({ sha, size: 0 })
        else (all.at(-1) ?? { size: 0 }).size += (added ?? 0) + (removed ?? 0)
        return all
      },
      [] as { sha: string; size: number }[],
    )
    const smallest = await ask({ result: 'smallest', limit: 1 })
    expect(sizes.find(({ sha }) => sha === smallest.rows[0]?.sha)?.size).toBe(
      Math.min(...sizes.map(({ size }) => size)),
    )
    const largest = await ask({ result: 'largest', limit: 1, offset: 1 })
    const second = sizes.toSorted((a, b) => b.size - a.size)[1]?.size
    expect(sizes.find(({ sha }) => sha === largest.rows[0]?.sha)?.size).toBe(second)
    expect(largest.text).toContain('The second largest commit is')
  })
})

describe('filters by name', () => {
  test('the committer is not the author, and a name that only commits is found', async () => {
    const committers = new Set(git('log', '--format=%cn', 'main'))
    for (const name of committers) {
      const finding = await ask({ result: 'count', committers: [name] })
      expect(finding.total, name).toBe(git('log', '--format=%cn', 'main').filter((other) => other === name).length)
      expect(receiptOf(finding).map((line) => line.trim())).toEqual([String(finding.total)])
    }
  })

  test('co-authors are found whether or not they ever committed, and nobody else is', async () => {
    expect(column(await ask({ result: 'list', coAuthors: ['Ada Lovelace'] }), 'sha')).toEqual([opened.story.made.guide])
    const guest = await ask({ result: 'list', coAuthors: ['Katherine Johnson'] })
    expect(column(guest, 'sha')).toEqual([opened.story.made.signing])
    expect(guest.text).toContain('co-authored by Katherine Johnson')
    expect((await ask({ result: 'list', coAuthors: ['Alan Turing'] })).missing).toHaveLength(1)
    const grouped = await ask({ result: 'group', groupBy: 'co_author' })
    expect(column(grouped, 'co_author').toSorted()).toEqual(['Ada Lovelace', 'Katherine Johnson'])
  })

  test('first parents are those of git log --first-parent, also of a range', async () => {
    const whole = await ask({ result: 'list', firstParent: true, limit: 50 })
    expect(column(whole, 'sha')).toEqual(git('log', '--first-parent', '--format=%H', 'main'))
    expect(shasOf(receiptOf(whole))).toEqual(column(whole, 'sha'))
    const range = await ask({ result: 'list', firstParent: true, from: 'v1.1.0', to: 'v2.0.0' })
    expect(column(range, 'sha')).toEqual(git('log', '--first-parent', '--format=%H', 'v1.1.0..v2.0.0'))
  })

  test('reverts are told by their messages', async () => {
    expect(column(await ask({ result: 'list', reverts: 'only' }), 'sha')).toEqual([opened.story.made.revert])
    expect((await ask({ result: 'count', reverts: 'exclude' })).total).toBe(
      git('log', '--format=%H', 'main').length - 1,
    )
  })

  test('several paths at once are commits that touch each of them', async () => {
    const finding = await ask({ result: 'list', paths: ['src/app.ts', 'src/legacy.ts'], allPaths: true })
    const touching = (path: string) => git('log', '--no-merges', '--format=%H', 'main', '--', path)
    const both = touching('src/app.ts').filter((sha) => touching('src/legacy.ts').includes(sha))
    expect(column(finding, 'sha')).toEqual(both)
    expect(finding.text).toContain('on all of `src/app.ts` and `src/legacy.ts`')
  })

  test('a size or a day that nothing has is an answer', async () => {
    const finding = await ask({ result: 'count', minFiles: 400, weekdays: ['saturday', 'sunday'] })
    expect(finding).toMatchObject({ total: 0, provesAbsence: true })
    expect(finding.text).toContain('that changed at least 400 files at weekends')
  })
})

describe('domains, links, days of the year and bots', () => {
  const authored = (format: string) => git('log', `--format=${format}`, 'main')

  test('@domain means everybody with such an address, alone, beside a name and left out', async () => {
    const emails = authored('%ae')
    const own = emails.filter((email) => email.endsWith('@example.org')).length
    const finding = await ask({ result: 'count', authors: ['@Example.org'] })
    expect(finding.total).toBe(own)
    expect(finding.text).toContain('by addresses of example.org')
    expect((await ask({ result: 'count', notAuthors: ['@example.org'] })).total).toBe(emails.length - own)
    expect((await ask({ result: 'count', authors: ['@example.org', 'Grace Hopper'] })).total).toBe(
      authored('%an %ae').filter((line) => /@example\.org$|^Grace Hopper /.test(line)).length,
    )
    expect((await ask({ result: 'count', authors: ['@nowhere.example'] })).missing).toHaveLength(1)
  })

  test('what a commit has', async () => {
    const finding = await ask({ result: 'list', has: ['co-author'] })
    expect(column(finding, 'sha').toSorted()).toEqual([opened.story.made.guide, opened.story.made.signing].toSorted())
    expect(finding.text).toContain('with a co-author')
    expect(await ask({ result: 'count', has: ['co-author', 'review'] })).toMatchObject({
      total: 0,
      provesAbsence: true,
    })
  })

  test('a day of any year is that of the author', async () => {
    const finding = await ask({ result: 'count', monthDays: ['02-01', '12-25'] })
    expect(finding.total).toBe(
      git('log', '--date=format:%m-%d', '--format=%ad', 'main').filter((day) => day === '02-01' || day === '12-25')
        .length,
    )
    expect(finding.total).toBeGreaterThan(0)
    expect(finding.text).toContain('on 1 February or 25 December of any year')
  })

  test('no bot is among these authors', async () => {
    expect(await ask({ result: 'count', bots: 'only' })).toMatchObject({ total: 0, provesAbsence: true })
    const share = await ask({ result: 'share', bots: 'only' })
    expect(share.text).toBe(`**0 %** of the ${authored('%H').length} commits are those by bots: 0 commits.`)
  })
})

describe('thresholds and rankings', () => {
  const perAuthor = () => Map.groupBy(git('log', '--format=%an', 'main'), (name) => name)

  test('authors with exactly one commit', async () => {
    const once = [...perAuthor()].filter(([, own]) => own.length === 1).map(([name]) => name)
    const finding = await ask({ result: 'top_authors', minCommits: 1, maxCommits: 1 })
    expect(column(finding, 'author').toSorted()).toEqual(once.toSorted())
    expect(finding.text).toContain(`have exactly 1 commit:`)
    expect((await ask({ result: 'count_authors', minCommits: 1, maxCommits: 1 })).total).toBe(once.length)
    const none = await ask({ result: 'count_authors', minCommits: 900 })
    expect(none).toMatchObject({ total: 0, provesAbsence: true })
    expect(none.text).toBe('No author has at least 900 commits in the indexed history.')
  })

  test('the file with the most authors, and the person with the most files', async () => {
    const touched = git('log', '--no-merges', '-M', '--name-only', '--format=commit %an', 'main')
    const [authors, files] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()]
    let author = ''
    for (const line of touched) {
      if (line.startsWith('commit ')) author = line.slice(7)
      else {
        authors.set(line, new Set([...(authors.get(line) ?? []), author]))
        files.set(author, new Set([...(files.get(author) ?? []), line]))
      }
    }
    const most = (sets: ReadonlyMap<string, ReadonlySet<string>>) =>
      Math.max(...[...sets.values()].map(({ size }) => size))
    const file = await ask({ result: 'group', groupBy: 'path', rankBy: 'authors' })
    expect(file.rows[0]?.authors).toBe(most(authors))
    expect(authors.get(String(file.rows[0]?.path))?.size).toBe(most(authors))
    expect(file.text).toMatch(/^Most authors: file /)
    const person = await ask({ result: 'top_authors', rankBy: 'files' })
    expect(person.rows[0]?.files).toBe(most(files))
    expect(person.text).toMatch(
      new RegExp(`^Most files: .*\\*\\*${person.rows[0]?.author}\\*\\* .*with ${most(files)} files in`),
    )
  })

  test('months without a commit, and the one with the fewest', async () => {
    const months = new Set(git('log', '--date=format:%Y-%m', '--format=%ad', 'main'))
    const all = Array.from({ length: 12 }, (_, month) => `2019-${String(month + 1).padStart(2, '0')}`)
    const year = { since: '2019-01-01', until: '2020-01-01' }
    const silent = await ask({ result: 'group', groupBy: 'month', maxCommits: 0, ...year })
    expect(column(silent, 'month')).toEqual(all.filter((month) => !months.has(month)))
    expect(silent.text).toContain('have no commits in 2019:')
    const fewest = await ask({ result: 'group', groupBy: 'month', order: 'fewest', ...year })
    expect(fewest.rows[0]?.commits).toBe(0)
    expect(fewest.text).toMatch(/^Fewest commits in 2019: month \*\*2019-/)
    const full = await ask({ result: 'group', groupBy: 'year', maxCommits: 0, ...year })
    expect(full.text).toBe('There is no year without commits in 2019 in the indexed history.')
  })

  test('people named by a trailer', async () => {
    const finding = await ask({ result: 'group', groupBy: 'trailer', trailer: 'Co-authored-by' })
    expect(column(finding, 'person').toSorted()).toEqual(['Ada Lovelace', 'Katherine Johnson'])
    expect((await ask({ result: 'group', groupBy: 'trailer', trailer: 'reviewed-by' })).text).toBe(
      'No commits name a reviewer.',
    )
  })

  test('the second person to work on a file', async () => {
    const names = [...new Set(git('log', '--reverse', '--format=%an', 'main', '--', 'src/app.ts'))]
    const finding = await ask({ result: 'first_time_authors', paths: ['src/app.ts'], offset: 1, limit: 1 })
    expect(finding.text).toContain(
      `The second of ${finding.total} people with commits on \`src/app.ts\` is **${names[1]}**`,
    )
  })
})

describe('measures', () => {
  test('lines and files of a commit', async () => {
    const sizes = git('log', '--no-merges', '--shortstat', '--format=', 'main').map((line) =>
      Number(/^ *(\d+) file/.exec(line)?.[1]),
    )
    const finding = await ask({ result: 'average', measure: 'files' })
    const average = Math.round((100 * sizes.reduce((sum, size) => sum + size, 0)) / sizes.length) / 100
    expect(finding.rows[0]).toMatchObject({ unit: 'commit', of: 'files', average, units: sizes.length })
    expect(finding.text).toContain(`On average **${average} files per commit**`)
  })

  test('a share is that of the people among all, and of the rest among everything', async () => {
    const all = git('log', '--format=%an', 'main')
    const own = all.filter((name) => name === 'Ada Lovelace').length
    const finding = await ask({ result: 'share', authors: ['Ada Lovelace'] })
    expect(finding.rows).toEqual([
      { commits: own, of: all.length, percent: Math.round((10_000 * own) / all.length) / 100 },
    ])
    expect(finding.text).toMatch(/^\*\*[\d.]+ %\*\* of the 12 commits are those by Ada Lovelace: \d commits\.$/)
    const folder = await ask({ result: 'share', paths: ['docs/'], since: '2019-01-01', until: '2020-01-01' })
    const year = ['--since=2019-01-01T00:00:00Z', '--until=2019-12-31T23:59:59Z']
    expect(folder.rows[0]).toMatchObject({
      commits: git('log', '--no-merges', '--format=%H', ...year, 'main', '--', 'docs/').length,
      of: git('log', '--format=%H', ...year, 'main').length,
    })
    expect(folder.text).toContain('of the 5 commits in 2019 are those on `docs/`')
    const ofFolder = await ask({ result: 'share', authors: ['Grace Hopper'], paths: ['docs/'] })
    expect(ofFolder.rows[0]?.of).toBe(git('log', '--no-merges', '--format=%H', 'main', '--', 'docs/').length)
  })

  test('an average counts the months without a commit', async () => {
    const finding = await ask({ result: 'average', since: '2019-01-01', until: '2020-01-01' })
    const months = git('log', '--format=%ad', '--date=format:%Y-%m', 'main').filter((month) => month < '2020')
    expect(finding.rows[0]).toMatchObject({
      commits: months.length,
      units: 12,
      average: Math.round((100 * months.length) / 12) / 100,
      minimum: 0,
    })
    expect(finding.text).toContain('commits per month** in 2019')
  })

  test('the longest gap is that between the author dates of git', async () => {
    const times = git('log', '--format=%at', 'main')
      .map(Number)
      .toSorted((a, b) => a - b)
    const longest = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)))
    const finding = await ask({ result: 'longest_gap' })
    expect(finding.rows[0]?.seconds).toBe(longest)
    expect(finding.sources.map((source) => source.sha)).toEqual([finding.rows[0]?.sha, finding.rows[0]?.nextSha])
    expect((await ask({ result: 'longest_gap', authors: ['Mary Jackson'] })).text).toContain('fewer than two commits')
  })

  test('a place counts those with more commits, and nobody without any has one', async () => {
    const counts = git('shortlog', '-sn', 'main').map((line) => Number.parseInt(line, 10))
    const own = git('log', '--format=%an', 'main').filter((name) => name === 'Grace Hopper').length
    const finding = await ask({ result: 'rank', authors: ['Grace Hopper'] })
    const rank = 1 + counts.filter((count) => count > own).length
    expect(finding.text).toBe(`**Grace Hopper** is number **${rank}** of 4 authors, with ${own} commits.`)
    const none = await ask({ result: 'rank', authors: ['Mary Jackson'], since: '2019-01-01', until: '2020-01-01' })
    expect(none).toMatchObject({ provesAbsence: true })
    expect(none.text).toBe('**Mary Jackson** has no commits in 2019; 2 authors have.')
  })

  test('who stopped has no commit in the last months', async () => {
    const finding = await ask({ result: 'stopped_authors', months: 3 })
    const last = Map.groupBy(git('log', '--format=%an\t%aI', 'main'), (line) => line.split('\t')[0] ?? '')
    const gone = [...last].filter(([, lines]) => lines.every((line) => (line.split('\t')[1] ?? '') < '2020-02-20'))
    expect(column(finding, 'author').toSorted()).toEqual(gone.map(([name]) => name).toSorted())
    expect(finding.text).toContain('but none in the last 3 months')
  })
})

test('groups have receipts that count the same', async () => {
  for (const groupBy of ['year', 'month', 'week', 'day', 'weekday', 'hour', 'path']) {
    const finding = await ask({ result: 'group', groupBy, limit: 100 })
    const counted = receiptOf(finding).map((line) => /^\s*(\d+)\s+(.*)$/.exec(line)?.slice(1) ?? [])
    expect(new Map(finding.rows.map((row) => [row[groupBy], row.commits])), groupBy).toEqual(
      new Map(counted.map(([commits, key]) => [key, Number(commits)])),
    )
  }
})

const GROUPS = [
  ...['author', 'committer', 'co_author', 'email_domain', 'year', 'quarter', 'month', 'week', 'day'],
  ...['weekday', 'hour', 'path', 'folder', 'extension'],
]

describe('every result of every filter', () => {
  const filters: readonly object[] = [
    {},
    { authors: ['Ada Lovelace'] },
    { authors: ['Mary Jackson'], notAuthors: ['Grace Hopper'] },
    { committers: ['Grace Hopper'], firstParent: true },
    { coAuthors: ['Katherine Johnson'] },
    { paths: ['src/'], since: '2019-01-01', until: '2020-01-01' },
    { paths: ['src/app.ts', 'docs/'], allPaths: true },
    { message: 'session', merges: 'exclude', reverts: 'exclude' },
    { merges: 'only' },
    { reverts: 'only', dateField: 'committed', since: '2020-01-01' },
    { weekdays: ['monday', 'friday'], sinceHour: 9, untilHour: 17 },
    { minLines: 2, maxLines: 30, minFiles: 1, maxFiles: 1 },
    { from: 'v1.0.0', to: 'v2.0.0' },
    { since: '2031-01-01', until: '2032-01-01' },
  ]
  const results: readonly object[] = [
    ...['list', 'count', 'first', 'last', 'largest', 'smallest', 'count_authors', 'top_authors'].map((result) => ({
      result,
    })),
    ...['first_time_authors', 'stopped_authors', 'share', 'longest_gap'].map((result) => ({ result })),
    { result: 'rank', authors: ['Ada Lovelace'] },
    { result: 'rank', authors: ['Ada Lovelace'], rankBy: 'lines' },
    { result: 'top_authors', rankBy: 'lines', offset: 1 },
    { result: 'list', offset: 50 },
    ...GROUPS.flatMap((groupBy) => [
      { result: 'group', groupBy },
      { result: 'group', groupBy, rankBy: 'lines', limit: 2 },
      { result: 'average', groupBy },
    ]),
  ]

  test('is an answer in whole sentences that holds its keys, with a receipt', async () => {
    for (const filter of filters)
      for (const result of results) {
        const input = { ...filter, ...result }
        const finding = await ask(input)
        const [head = ''] = finding.text.split('\n')
        const about = `${JSON.stringify(input)}: ${finding.text}`
        expect(head, about).toMatch(/[.:]$/)
        expect(finding.text, about).not.toMatch(/undefined|NaN|null|\[object|[^\n] {2}|\.\.| ,/)
        for (const key of finding.keys) expect(finding.text, about).toContain(key)
        expect(finding.receipt.command.length, about).toBeGreaterThan(10)
        const markers = [...finding.text.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index))
        for (const marker of markers) expect(finding.sources[marker], about).toBeDefined()
      }
  })
})

describe('two revisions', () => {
  const compare = (a: string, b: string) => run('compare_revisions', { a, b })

  test('have the merge base, the commits and the files that git names', async () => {
    const [a, b] = [opened.story.made.feature, opened.story.made.last]
    for (const [from, to] of [
      [a, b],
      [opened.story.made.guide, opened.story.made.session],
      ['v1.0.0', 'v2.0.0'],
      [opened.story.made.removal, a],
    ] as const) {
      const finding = await compare(from, to)
      const of = (relation: string) => finding.rows.filter((row) => row.relation === relation)
      expect(of('merge base').map((row) => row.sha)).toEqual(git('merge-base', '--all', from, to))
      for (const [name, other] of [
        [from, to],
        [to, from],
      ] as const)
        expect(of(`only in ${name}`).map((row) => row.sha)).toEqual(git('log', '--format=%H', `${other}..${name}`))
      expect(of('differing file').map((row) => row.path)).toEqual(git('diff', '-M', '--name-only', from, to))
      for (const key of finding.keys) expect(finding.text).toContain(key)
      const shas = shasOf(receiptOf(finding))
      for (const { sha } of finding.rows) if (sha !== undefined) expect(shas).toContain(sha)
    }
  })

  test('that are on one line or the same are said to be', async () => {
    expect((await compare('v1.0.0', 'v2.0.0')).text).toContain('`v1.0.0` is an ancestor of `v2.0.0`')
    expect((await compare('v2.0.0', 'v1.0.0')).text).toContain('`v1.0.0` is an ancestor of `v2.0.0`')
    expect((await compare('v2.0.0', 'v2.0.0')).text).toContain('are the same commit')
    expect((await compare('v2.0.0', 'v9.9.9')).missing).toEqual([{ kind: 'tag', text: 'v9.9.9', status: 'missing' }])
  })
})
