// What the operations about people and places say, on the story: names, numbers and absences as git has them.
import { describe, expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { runOperation } from '#agents/operations/registry.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { openAgents } from './open-agents.ts'
import { openStory } from './open-story.ts'

const opened = openStory()
const { run, git } = opened

/** Author to commits, most first. */
const shortlog = (...args: readonly string[]) =>
  git('shortlog', '-sn', '--no-merges', 'main', ...args).map((line) => line.trim().split('\t').reverse())
const receiptRows = (finding: Finding) => {
  expect(finding.receipt.kind).toBe('sql')
  return opened.agents.context().history.db.query<Record<string, unknown>>(finding.receipt.command)
}

describe('ownership', () => {
  test('names the person with the largest share, and on how few people it rests', async () => {
    const finding = await run('ownership', {})
    const [[name, commits]] = shortlog() as [[string, string]]
    const total = Number(git('rev-list', '--count', '--no-merges', 'main')[0])
    const share = Math.round((1000 * Number(commits)) / total) / 10
    expect(Object.fromEntries(finding.rows.map((row) => [row.author, String(row.commits)]))).toEqual(
      Object.fromEntries(shortlog()),
    )
    expect(finding.text).toContain(
      `**${name}** has the largest share of the repository: ${share} % of ${total} commits`,
    )
    expect(finding.text).toContain(`The bus factor is **1**: ${name} holds at least half of the commits.`)
    expect(finding.keys).toEqual([name])
    expect((await receiptRows(finding)).map((row) => row.author)).toEqual(finding.rows.map((row) => row.author))
  })

  test('a partial path is found, a file is followed over its rename, and lines can lead', async () => {
    const finding = await run('ownership', { path: 'session.ts', rankBy: 'lines' })
    const lines = git('log', '--follow', '--numstat', '--format=@%an', 'main', '--', 'src/server/session.ts')
    let author = ''
    const additions: Record<string, number> = {}
    for (const line of lines)
      if (line.startsWith('@')) author = line.slice(1)
      else additions[author] = (additions[author] ?? 0) + Number(line.split('\t')[0])
    expect(Object.fromEntries(finding.rows.map((row) => [row.author, row.additions]))).toEqual(additions)
    expect(finding.text).toMatch(
      /^\*\*Grace Hopper\*\* has the largest share of `src\/server\/session.ts`: .* of the lines added/,
    )
  })

  test('nobody in a period is an answer, a path that never was is missing', async () => {
    const nobody = await run('ownership', { path: 'docs/', since: '2010-01-01', until: '2011-01-01' })
    expect(nobody).toMatchObject({ rows: [], provesAbsence: true, text: 'Nobody has changed `docs/` in 2010.' })
    const missing = await run('ownership', { path: 'docs/giude.md' })
    expect(missing.missing).toEqual([{ kind: 'path', text: 'docs/giude.md', status: 'missing' }])
    expect(missing.text).toContain('Did you mean `docs/guide.md`?')
    expect((await run('ownership', { since: '2019-02-30' })).missing).toEqual([
      { kind: 'date', text: '2019-02-30', status: 'missing' },
    ])
  })

  test('without bots nothing is missing where there are none, and bots alone are nobody', async () => {
    const [all, people] = [await run('ownership', {}), await run('ownership', { bots: 'exclude' })]
    expect(people.rows).toEqual(all.rows)
    expect((await run('ownership', { bots: 'only' })).text).toBe('Nobody has changed the repository, bots only.')
  })
})

describe('hotspots', () => {
  test('are files that exist, with what they are made of, and say how they are computed', async () => {
    const finding = await run('hotspots', {})
    const files = git('ls-tree', '-r', '--name-only', 'main').filter((path) => path.endsWith('.ts'))
    expect(finding.rows.map((row) => row.path).toSorted()).toEqual(files)
    expect(finding.text).toMatch(/1\. `src\/.*` — \d+ commits? × complexity [\d.]+ \(\d+ lines?, mean depth/)
    expect(finding.notices?.join(' ')).toContain('1 + depth of indentation')
    expect(finding.notices?.join(' ')).toContain('of text, data or generated code')
    const receipt = new Map((await receiptRows(finding)).map((row) => [row.path, row.commits]))
    for (const row of finding.rows) expect(receipt.get(row.path)).toBe(row.commits)
  })

  test('of an older revision are of its files', async () => {
    const revision = opened.story.made.session
    const old = await runOperation(opened.agents.context({ revision }), 'hotspots', {})
    expect(old.rows.map((row) => row.path).toSorted()).toEqual(['src/app.ts', 'src/legacy.ts', 'src/session.ts'])
  })

  test('none in a period is an answer', async () => {
    expect(await run('hotspots', { since: '2030-01-01' })).toMatchObject({ rows: [], provesAbsence: true })
  })
})

describe('a person', () => {
  test('is told with first and last commit, months and places', async () => {
    const finding = await run('person', { name: 'grace' })
    const own = git('log', '--author=Grace Hopper', '--format=%H %ad', '--date=format:%Y-%m-%d', 'main')
    const [last = '', first = ''] = [own[0], own.at(-1)]
    const months = new Set(own.map((line) => line.slice(41, 48)))
    expect(finding.text).toContain(`authored **${own.length} commits** (1 merge among them), in ${months.size} months`)
    expect(finding.text).toContain(`from ${first.slice(41)} (\`${first.slice(0, 9)}\``)
    expect(finding.text).toContain(`to ${last.slice(41)} (\`${last.slice(0, 9)}\``)
    expect(finding.sources.map((source) => source.sha)).toEqual([first.slice(0, 40), last.slice(0, 40)])
    expect(finding.text).toContain('Commits by year: 2019: 2, 2020: 2.')
    expect(finding.notices).toEqual([])
    expect(await receiptRows(finding)).toHaveLength(finding.rows.length)
  })

  test('a first name that fits two people says which was taken', async () => {
    const finding = await run('person', { name: 'Ada' })
    expect(finding.keys).toEqual([
      'Ada Lovelace',
      String(git('log', '--author=Ada Lovelace', '--format=%H', 'main').length),
    ])
    expect(finding.notices).toContain('“Ada” was read as Ada Lovelace; Ada Yonath fits too.')
  })

  test('who only committed the work of others is known by that', async () => {
    const repository = makeRepository()
    repository.commit({ files: { 'a.ts': '1\n' } })
    repository.commit({ files: { 'a.ts': '2\n' }, committer: 'Merge Keeper', committerEmail: 'keeper@x.org' })
    const lone = await openAgents(repository)
    try {
      const finding = await runOperation(lone.context(), 'person', { name: 'keeper' })
      expect(finding.text).toBe(
        '**Merge Keeper** authored no commits in this history.\n\nOther roles: committer of 1 commit of others.',
      )
    } finally {
      await lone.close()
      repository.dispose()
    }
  })

  test('who is not yet there at a revision has no commits, and nobody is missing', async () => {
    const early = await runOperation(opened.agents.context({ revision: opened.story.made.start }), 'person', {
      name: 'Mary Jackson',
    })
    expect(early).toMatchObject({ provesAbsence: true })
    expect(early.text).toContain('**Mary Jackson** authored no commits in this history.')
    expect((await run('person', { name: 'Bilbo Baggins' })).missing).toEqual([
      { kind: 'person', text: 'Bilbo Baggins', status: 'missing' },
    ])
  })
})

describe('files that change together', () => {
  test('are counted under former names too, and it says so', async () => {
    const finding = await run('co_changed_files', { path: 'src/server/session.ts' })
    // The sessions came with a change of the server, and were signed with another.
    expect(finding.rows).toEqual([{ path: 'src/app.ts', commits: 2, share: 40 }])
    expect(git('log', '--follow', '--format=%H', 'main', '--', 'src/server/session.ts')).toHaveLength(5)
    expect(finding.notices).toEqual(['Counted under its former names too: `src/session.ts`.'])
    expect((await receiptRows(finding)).map((row) => row.path)).toEqual(['src/app.ts'])
    expect((await run('co_changed_files', { path: 'src/server/session.ts', followRenames: false })).rows).toEqual([])
  })

  test('a pair has the commits that changed both, or never did', async () => {
    const finding = await run('co_changed_files', { path: 'src/app.ts', with: 'session.ts' })
    expect(finding.rows.map((row) => row.sha)).toEqual([opened.story.made.signing, opened.story.made.session])
    expect(finding.text).toContain('were changed together in **2 commits**: 66.7 % of the 3 of the one, 40 % of the 5')
    const never = await run('co_changed_files', { path: 'src/app.ts', with: 'docs/guide.md' })
    expect(never).toMatchObject({ total: 0, provesAbsence: true })
    expect(never.text).toContain('were never changed in the same commit')
    const missing = await run('co_changed_files', { path: 'src/app.ts', with: 'no/such.ts' })
    expect(missing.missing).toEqual([{ kind: 'path', text: 'no/such.ts', status: 'missing' }])
  })
})
