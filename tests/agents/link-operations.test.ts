// What the operations say of links, reverts, issues, releases and ranges is what plain git says.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '#agents/operations/operation.ts'
import { runOperation } from '#agents/operations/registry.ts'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'

let repository: TestRepository
let agents: OpenAgents
let made: Readonly<
  Record<
    'start' | 'fix' | 'revert' | 'again' | 'broken' | 'mend' | 'merge' | 'topic' | 'port' | 'silent' | 'last',
    string
  >
>
beforeAll(async () => {
  repository = makeRepository()
  const { commit } = repository
  const grace = { author: 'Grace Hopper', email: 'grace@example.org' }
  const start = commit({
    files: {
      'src/app.ts': app(1),
      'CHANGELOG.md': '# Changes\n\n## 1.0\n\n- First release.\n',
    },
    message: 'Start',
  })
  repository.tag('v1.0.0', { message: 'One' })
  repository.branch('1.x')
  repository.checkout('main')
  const fix = commit({
    ...grace,
    files: {
      'src/app.ts': app(2),
      'CHANGELOG.md':
        '# Changes\n\n## 2.0\n\n- Start counts from two,\n  as it should (#12).\n\n## 1.0\n\n- First release.\n',
    },
    message:
      'Count from two\n\nFixes #12\n\nReviewed-by: Ada Lovelace <ada@example.org>\nCo-authored-by: Mary <mary@example.org>',
  })
  repository.tag('v2.0.0-rc1', { message: 'Candidate' })
  const revert = commit({
    files: { 'src/app.ts': app(1) },
    message: `Revert "Count from two"\n\nThis reverts commit ${fix}.`,
  })
  const again = commit({
    files: { 'src/app.ts': app(2) },
    message: 'Reapply "Count from two"',
  })
  const broken = commit({ files: { 'src/other.ts': 'export const broken = true\n' }, message: 'Add other' })
  const mend = commit({
    ...grace,
    files: { 'src/other.ts': 'export const broken = false\n' },
    message: `Mend other\n\nFixes: ${broken.slice(0, 12)} ("Add other")`,
  })
  repository.branch('topic')
  const topic = commit({ ...grace, files: { 'src/topic.ts': 'export {}\n' }, message: 'Topic, for ABC-45' })
  repository.checkout('main')
  const merge = repository.merge('topic', {
    message: "Merge branch 'topic' into 'main'\n\nSee merge request team/app!34",
  })
  repository.tag('v2.0.0', { message: 'Two' })
  repository.checkout('1.x')
  repository.git('cherry-pick', '-x', broken, mend)
  const port = repository.git('rev-parse', 'HEAD')
  const silent = commit({ files: { 'src/topic.ts': 'export {}\n' }, message: 'The same without a word' })
  repository.tag('v1.0.1', { message: 'One point one' })
  repository.checkout('main')
  const last = commit({ files: { 'src/app.ts': app(3) }, message: 'Count from three' })
  repository.branch('undone')
  repository.git('revert', '--no-edit', '-m', '1', merge)
  repository.checkout('main')
  made = { start, fix, revert, again, broken, mend, merge, topic, port, silent, last }
  agents = await openAgents(repository)
})
afterAll(async () => {
  await agents?.close()
  repository?.dispose()
})

/** Long enough that git names the function behind the place of a change. */
function app(value: number): string {
  return `function start() {\n${'  // and so on\n'.repeat(8)}  return ${value}\n}\n`
}

const run = (name: string, input: unknown, nowS = Date.now() / 1000) =>
  runOperation(agents.context({ nowS }), name, input)
const git = (...args: readonly string[]) =>
  repository
    .git(...args)
    .split('\n')
    .map((line) => line.replace(/^[ *]+/, ''))
    .filter((line) => line !== '')
const receipt = (finding: Finding) =>
  execFileSync('sh', ['-c', finding.receipt.command], { cwd: repository.folder, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
const related = (finding: Finding, relation: string) =>
  finding.rows.filter((row) => row.relation === relation).map((row) => row.sha ?? row.value)

describe('commit_links', () => {
  test('a commit that was reverted and applied again says both, with its people, issue and release', async () => {
    const finding = await run('commit_links', { commit: made.fix })
    expect(related(finding, 'reverted by')).toEqual(
      git('log', '--grep', `This reverts commit ${made.fix}`, '--format=%H'),
    )
    expect(related(finding, 're-applied by')).toEqual([made.again])
    expect(related(finding, 'closes')).toEqual(['#12'])
    expect(related(finding, 'reviewed-by')).toEqual(
      git('log', '-1', '--format=%(trailers:key=Reviewed-by,valueonly)', made.fix),
    )
    expect(related(finding, 'co-authored-by')).toEqual(['Mary <mary@example.org>'])
    expect(finding.rows.find((row) => row.relation === 'release')?.value).toBe('v2.0.0')
    expect(finding.rows.find((row) => row.relation === 'reviewed-by')?.author).toBe('Ada Lovelace')
    expect((await agents.context().history.db.query(finding.receipt.command)).length).toBeGreaterThan(3)
  })

  test('a fix and a cherry-pick are told from both ends', async () => {
    expect(related(await run('commit_links', { commit: made.mend }), 'fixes')).toEqual([made.broken])
    expect(related(await run('commit_links', { commit: made.broken }), 'fixed by')).toContain(made.mend)
    expect(related(await run('commit_links', { commit: made.port }), 'cherry-picked from')).toEqual([made.mend])
    const picked = await run('commit_links', { commit: made.mend })
    expect(related(picked, 'cherry-picked as')).toEqual(
      git('log', '--all', '--grep', `cherry picked from commit ${made.mend}`, '--format=%H'),
    )
  })

  test('the same change on another branch is known by its patch, as git cherry knows it', async () => {
    const finding = await run('commit_links', { commit: made.topic })
    expect(related(finding, 'same change')).toEqual([made.silent])
    expect(git('cherry', '1.x', made.topic, made.mend)).toEqual([`- ${made.topic}`])
    expect(related(await run('commit_links', { commit: made.mend }), 'same change')).toEqual([])
  })

  test('a commit goes with the merge that brought it in when that is reverted', async () => {
    const revision = repository.git('rev-parse', 'undone')
    const finding = await runOperation(agents.context({ revision }), 'commit_links', { commit: made.topic })
    expect(related(finding, 'merge reverted by')).toEqual(
      git('log', '--grep', `This reverts commit ${made.merge}`, '--format=%H', 'undone'),
    )
    expect(related(await run('commit_links', { commit: made.topic }), 'merge reverted by')).toEqual([])
  })

  test('the merge that brought a commit in, and nothing where there is nothing', async () => {
    const [merge] = git('log', '--merges', '--ancestry-path', '--reverse', '--format=%H', `${made.topic}..main`)
    expect(related(await run('commit_links', { commit: made.topic }), 'merged by')).toEqual([merge])
    expect((await run('commit_links', { commit: made.last })).text).toContain('is linked to nothing')
    expect((await run('commit_links', { commit: 'deadbeef1234' })).missing).toHaveLength(1)
  })
})

describe('commit_links of one kind', () => {
  const ask = (commit: string, aspect: string) => run('commit_links', { commit, aspect })
  const others = (text: string, own: string) =>
    [...text.matchAll(/`([0-9a-f]{9})`/g)].map(([, id]) => id).filter((id) => id !== own.slice(0, 9))

  test('who took a commit back, and who put it back', async () => {
    const { text } = await ask(made.fix, 'reverted_by')
    const [revert = ''] = git('log', '--grep', `This reverts commit ${made.fix}`, '--format=%h', '--abbrev=9')
    expect(others(text, made.fix)).toEqual([revert, made.again.slice(0, 9)])
    expect(text).toMatch(/was reverted by .* It was put back by /)
  })

  test('the reason is that of the message of the revert, if it gives one', async () => {
    expect((await ask(made.fix, 'revert_reason')).text).toContain('gives no reason')
    expect(await ask(made.last, 'revert_reason')).toMatchObject({ rows: [], provesAbsence: true })
  })

  test('what a revert takes back', async () => {
    expect(others((await ask(made.revert, 'reverts')).text, made.revert)).toEqual([made.fix.slice(0, 9)])
    expect(await ask(made.fix, 'reverts')).toMatchObject({ total: 0, provesAbsence: true })
  })

  test('the fix, the twin, the merge and the release, each alone', async () => {
    const cases = [
      [made.broken, 'fixed_by', made.mend],
      [made.mend, 'fixes', made.broken],
      [made.topic, 'cherry_picks', made.silent],
      [made.topic, 'merge', made.merge],
    ] as const
    for (const [commit, aspect, other] of cases)
      expect([aspect, others((await ask(commit, aspect)).text, commit)]).toEqual([aspect, [other.slice(0, 9)]])
    expect((await ask(made.fix, 'releases')).text).toContain('**v2.0.0**')
  })

  test('the issue and the people of the message, without the rest of it', async () => {
    expect((await ask(made.fix, 'issues')).text).toMatch(/closes `#12`\.$/)
    expect((await ask(made.fix, 'co_authors')).text).toMatch(/was co-authored by \*\*Mary\*\*\.$/)
    expect((await ask(made.fix, 'reviewers')).text).toMatch(/was reviewed by \*\*Ada Lovelace\*\*\.$/)
    expect((await ask(made.fix, 'trailers')).rows.map((row) => row.value)).toEqual(
      git('log', '-1', '--format=%(trailers:valueonly)', made.fix),
    )
  })

  test.each([
    ['reverted_by', 'was never reverted'],
    ['cherry_picks', 'was not cherry-picked'],
    ['issues', 'names no issue'],
    ['co_authors', 'names no co-author'],
    ['reviewers', 'nobody'],
    ['signers', 'not signed off'],
    ['trailers', 'no trailers'],
    ['merge', 'not brought in by a merge'],
    ['releases', 'not in any release'],
  ])('none is an answer: %s', async (aspect, words) => {
    const finding = await ask(made.last, aspect)
    expect(finding).toMatchObject({ rows: [], total: 0, provesAbsence: true })
    expect(finding.text).toContain(words)
    expect(others(finding.text, made.last)).toEqual([])
  })
})

describe('list_reverts', () => {
  test('are those that git finds, with what became of what they revert', async () => {
    const finding = await run('list_reverts', {})
    expect(finding.rows.map((row) => row.sha)).toEqual(
      git('log', '--grep=^Revert "', '--grep=^Reapply "', '--format=%H'),
    )
    expect(finding.rows).toMatchObject([
      { sha: made.again, revertedSha: made.revert, state: 'reverted' },
      { sha: made.revert, revertedSha: made.fix, state: 're-applied', stateSha: made.again },
    ])
    expect(await agents.context().history.db.query(finding.receipt.command)).toHaveLength(2)
  })

  test('of a scope are those of the scope; none is an answer', async () => {
    const scoped = await run('list_reverts', { to: 'v2.0.0', from: made.revert })
    expect(scoped.rows.map((row) => row.sha)).toEqual([made.again])
    expect(await run('list_reverts', { authors: ['Grace Hopper'] })).toMatchObject({ total: 0, provesAbsence: true })
    const before = await run('list_reverts', { to: made.revert })
    expect(before.rows).toMatchObject([{ sha: made.revert, state: 'reverted' }])
  })
})

describe('issue_references', () => {
  test.each([
    ['#12', 'fix'],
    ['12', 'fix'],
    ['https://github.com/any/story/issues/12', undefined],
    ['ABC-45', 'topic'],
    ['abc-45', 'topic'],
    ['team/app!34', 'merge'],
  ] as const)('%s', async (issue, expected) => {
    const finding = await run('issue_references', { issue })
    if (expected === undefined) expect(finding.missing).toHaveLength(1)
    else expect(finding.rows[0]?.sha).toBe(made[expected])
  })

  test('a fix that was reverted for good says so', async () => {
    expect((await run('issue_references', { issue: '#12' })).text).not.toContain('reverted later')
    const then = await runOperation(agents.context({ revision: made.revert }), 'issue_references', { issue: '#12' })
    expect(then.text).toContain('was fixed by')
    expect(then.text).toContain('(reverted later)')
  })
})

describe('release_containing', () => {
  const contains = (commit: string, ...args: readonly string[]) =>
    git('tag', '--contains', commit, '--sort=creatordate', ...args)

  test('of each kind and on each branch is what git tag --contains says', async () => {
    const stable = await run('release_containing', { commit: made.fix, kind: 'stable' })
    expect(stable.rows.map((row) => row.tag)).toEqual(contains(made.fix).filter((tag) => !tag.includes('-')))
    expect(receipt(stable)).toEqual(stable.rows.map((row) => row.tag))
    const candidate = await run('release_containing', { commit: made.fix, kind: 'pre-release' })
    expect(candidate.keys).toEqual(['v2.0.0-rc1'])
    expect(receipt(candidate)).toEqual(['v2.0.0-rc1'])
    expect((await run('release_containing', { commit: made.fix, kind: 'any' })).keys).toEqual(
      contains(made.fix).slice(0, 1),
    )
    const old = await run('release_containing', { commit: made.start, branch: '1.x' })
    expect(old.rows.map((row) => row.tag)).toEqual(contains(made.start, '--merged', '1.x'))
    expect(receipt(old)).toEqual(old.rows.map((row) => row.tag))
    expect(await run('release_containing', { commit: made.fix, branch: '1.x' })).toMatchObject({
      total: 0,
      provesAbsence: true,
    })
    expect((await run('release_containing', { commit: made.fix, branch: 'nowhere' })).missing).toHaveLength(1)
  })

  test('names the branches that hold the commit', async () => {
    for (const commit of [made.start, made.port, made.topic]) {
      const { text } = await run('release_containing', { commit })
      for (const branch of git('branch', '--format=%(refname:short)'))
        expect([branch, text.includes(`\`${branch}\``)]).toEqual([
          branch,
          git('branch', '--contains', commit).includes(branch),
        ])
    }
  })
})

describe('explanations', () => {
  test('a commit comes with the changelog entry, its neighbours on the same files and what became of it', async () => {
    const finding = await run('explain_commit', { commit: made.fix })
    expect(finding.text).toContain('as it should (#12)')
    const entry = finding.sources.find((source) => source.kind === 'file')
    expect(entry).toMatchObject({ path: 'CHANGELOG.md', line: 5, endLine: 6 })
    const of = (relation: string) =>
      finding.rows.filter((row) => row.relation === relation && row.path === 'src/app.ts').map((row) => row.sha)
    expect(of('before')).toEqual(git('log', '-1', '--format=%H', `${made.fix}~`, '--', 'src/app.ts'))
    expect(of('after')).toEqual(
      git('log', '--reverse', '--format=%H', `${made.fix}..main`, '--', 'src/app.ts').slice(0, 3),
    )
    expect(related(finding, 'reverted by')).toEqual([made.revert])
    expect(finding.text).toContain('in `start`')
  })

  test('a range has every file with the lines of git diff, every person and every message', async () => {
    const finding = await run('explain_range', { from: 'v1.0.0', to: 'v2.0.0' })
    expect(finding.total).toBe(Number(git('rev-list', '--count', '--no-merges', 'v1.0.0..v2.0.0')[0]))
    for (const line of git('diff', '--numstat', 'v1.0.0', 'v2.0.0')) {
      const [added, deleted, path] = line.split('\t')
      expect(finding.text).toMatch(new RegExp(`\`${path}\` \\(\\+${added} −${deleted}`))
    }
    for (const subject of git('log', '--no-merges', '--format=%s', 'v1.0.0..v2.0.0'))
      expect(finding.material).toContain(subject)
    expect(finding.material).toContain('Fixes #12')
    expect(finding.material).toContain('+export const broken = false')
    const people = finding.rows.filter((row) => row.path === undefined)
    const byGit = git('shortlog', '-sn', '--no-merges', 'v1.0.0..v2.0.0').map((line) => line.split('\t'))
    expect(new Map(people.map((row) => [row.author, String(row.commits)]))).toEqual(
      new Map(byGit.map(([commits, author]) => [author, commits])),
    )
  })

  test('a range of one folder is that folder; the work of one person has no diff of the whole, and says so', async () => {
    const folder = await run('explain_range', { paths: ['src/'], to: 'v2.0.0' })
    expect(folder.text).not.toContain('CHANGELOG.md')
    const own = await run('explain_range', { authors: ['Grace Hopper'] })
    expect(own.notices?.join()).toContain('no diff of the whole')
    expect(await run('explain_range', { since: '2050-01-01' })).toMatchObject({ total: 0, provesAbsence: true })
  })

  test('a period is the difference between what was there before and after it', async () => {
    const day = (commit: string) => git('log', '-1', '--format=%cs', commit)[0]
    const finding = await run('explain_range', { since: day(made.broken), until: day(made.merge) })
    expect(finding.text).toContain('`src/other.ts` (+1 −0')
    expect(finding.text).not.toContain('src/app.ts')
  })
})
