// Single facts of one commit are what plain git says, in one sentence that holds nothing else that could be taken for them.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runOperation } from '#agents/operations/registry.ts'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import { type OpenAgents, openAgents } from './open-agents.ts'

let repository: TestRepository
let agents: OpenAgents
let made: Readonly<Record<'root' | 'plain' | 'applied' | 'side' | 'merge' | 'renamed' | 'empty', string>>
beforeAll(async () => {
  repository = makeRepository()
  const { commit, git } = repository
  const root = commit({ files: { 'a.txt': lines(10), 'gone.txt': lines(3) }, message: 'Start' })
  const plain = commit({
    files: { 'a.txt': `${lines(10)}one\ntwo\n`, 'gone.txt': null, 'b.bin': '\0\u0001\0', 'c.txt': lines(1500) },
    message: 'Change much\n\nBecause of 7 reasons.\n\nSigned-off-by: Ada <ada@example.org>',
    date: '2019-03-04T23:30:00+02:00',
  })
  git('tag', 'light', plain)
  repository.branch('side')
  const side = commit({ files: { 'side.txt': lines(4) }, message: 'Aside' })
  repository.checkout('main')
  const applied = commit({
    author: 'Grace Hopper',
    email: 'grace@example.org',
    files: { 'a.txt': lines(11) },
    message: 'By Grace',
  })
  const merge = repository.merge('side', { message: 'Merge the side' })
  const renamed = repository.rename('c.txt', 'd.txt', {})
  git('commit', '--allow-empty', '-m', 'Nothing at all')
  const empty = git('rev-parse', 'HEAD')
  made = { root, plain, applied, side, merge, renamed, empty }
  agents = await openAgents(repository)
})
afterAll(async () => {
  await agents?.close()
  repository?.dispose()
})

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `line ${index}\n`).join('')
}

const ask = (commit: string, ...aspects: readonly string[]) =>
  runOperation(agents.context(), 'commit_facts', { commit, aspects })
const git = (...args: readonly string[]) => repository.git(...args)
const short = (oid: string) => oid.slice(0, 9)
/** Every id in the text but that of the commit itself. */
const others = (text: string, own: string) =>
  [...text.matchAll(/\b[0-9a-f]{9}\b/g)].map(([id]) => id).filter((id) => id !== short(own))
const numbers = (text: string) =>
  [...text.replace(/`[^`]*`|\{\d+\}/g, '').matchAll(/\d[\d,]*/g)].map(([number]) => Number(number.replaceAll(',', '')))
const parentsOf = (oid: string) => git('log', '-1', '--format=%P', oid).split(' ').filter(Boolean).map(short)
const numstat = (oid: string) =>
  git('show', '--format=', '--diff-merges=first-parent', '-M', '--numstat', oid)
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'))
const sum = (oid: string, column: number) =>
  numstat(oid).reduce((total, cells) => total + (Number(cells[column]) || 0), 0)

describe('parents', () => {
  test('of a merge are those that git names, in order', async () => {
    const finding = await ask(made.merge, 'parents')
    expect(others(finding.text, made.merge)).toEqual(parentsOf(made.merge))
    expect(others((await ask(made.merge, 'second_parent')).text, made.merge)).toEqual(parentsOf(made.merge).slice(1))
    expect(others((await ask(made.merge, 'first_parent')).text, made.merge)).toEqual(parentsOf(made.merge).slice(0, 1))
  })

  test('of what is no merge: that it is none, and its one parent', async () => {
    const finding = await ask(made.applied, 'parents')
    expect(finding.text).toContain('is not a merge')
    expect(others(finding.text, made.applied)).toEqual(parentsOf(made.applied))
    const second = await ask(made.applied, 'second_parent')
    expect(second).toMatchObject({ provesAbsence: true })
    expect(second.text).toContain('no second parent')
  })

  test('a first commit has none, the newest has no child', async () => {
    expect(parentsOf(made.root)).toEqual([])
    expect(await ask(made.root, 'parents')).toMatchObject({ provesAbsence: true })
    expect(await ask(made.empty, 'children')).toMatchObject({ provesAbsence: true })
  })

  test('children are those of rev-list --children', async () => {
    const [, ...children] =
      git('rev-list', '--children', 'main')
        .split('\n')
        .find((line) => line.startsWith(made.plain))
        ?.split(' ') ?? []
    expect(children).toHaveLength(2)
    const finding = await ask(made.plain, 'children')
    expect(others(finding.text, made.plain).toSorted()).toEqual(children.map(short).toSorted())
  })
})

describe('sizes', () => {
  test.each(['plain', 'merge', 'renamed', 'empty', 'root'] as const)(
    'of %s are those of git show --numstat',
    async (name) => {
      const oid = made[name]
      const [added, removed, files] = [sum(oid, 0), sum(oid, 1), numstat(oid).length]
      const first = async (aspect: string) => numbers((await ask(oid, aspect)).text)[0] ?? 0
      expect(await first('lines_added')).toBe(added)
      expect(await first('lines_removed')).toBe(removed)
      expect(await first('lines_changed')).toBe(added + removed)
      expect(await first('file_count')).toBe(files)
      expect(numbers((await ask(oid, 'size')).text).slice(0, 3)).toEqual([files, added, removed])
    },
  )

  test('the number of lines stands alone', async () => {
    const finding = await ask(made.applied, 'lines_added')
    expect(numbers(finding.text)).toEqual([sum(made.applied, 0)])
    expect(finding.rows).toMatchObject([{ sha: made.applied, additions: sum(made.applied, 0) }])
  })

  test('files are all that git names, with what became of them', async () => {
    const finding = await ask(made.plain, 'files')
    const names = git('show', '--format=', '--name-only', made.plain).split('\n').filter(Boolean)
    for (const name of names) expect(finding.text).toContain(`\`${name}\``)
    expect(finding.text).toContain('`gone.txt` (deleted)')
    expect((await ask(made.renamed, 'files')).text).toContain('`d.txt` (renamed from `c.txt`)')
    expect(await ask(made.empty, 'files')).toMatchObject({ provesAbsence: true })
  })

  test.each([
    ['added_files', 'A'],
    ['deleted_files', 'D'],
    ['renamed_files', 'R'],
  ])('%s are those alone', async (aspect, status) => {
    for (const oid of [made.plain, made.renamed]) {
      const wanted = git('show', '--format=', '--name-status', '-M', oid)
        .split('\n')
        .filter((line) => line.startsWith(status))
        .map((line) => line.split('\t').at(-1))
      const finding = await ask(oid, aspect)
      expect(finding.rows.slice(1).map(({ path }) => path)).toEqual(wanted)
      expect(finding.provesAbsence === true).toBe(wanted.length === 0)
    }
  })
})

describe('people, dates, words and names', () => {
  test('are those of git log', async () => {
    const cases = [
      ['author', '%aN'],
      ['committer', '%cN'],
    ] as const
    for (const [aspect, format] of cases)
      expect((await ask(made.applied, aspect)).text).toContain(
        `**${git('log', '-1', `--format=${format}`, made.applied)}**`,
      )
    const authored = (await ask(made.plain, 'authored_at')).text
    expect(authored).toContain(git('log', '-1', '--format=%ad', '--date=format:**%Y-%m-%d** at %H:%M:%S', made.plain))
    const day = new Date(Number(git('log', '-1', '--format=%ct', made.plain)) * 1000).toISOString().slice(0, 10)
    expect((await ask(made.plain, 'committed_at')).rows[0]?.committedAt).toContain(day)
    expect((await ask(made.plain, 'message')).text.replace(/^> ?|\\(?=<)/gm, '')).toContain(
      git('log', '-1', '--format=%B', made.plain).trim(),
    )
  })

  test('a tag on the commit, and none where there is none', async () => {
    expect((await ask(made.plain, 'tags')).text).toContain('`light`')
    expect(await ask(made.applied, 'tags')).toMatchObject({ provesAbsence: true })
    expect((await ask(made.empty, 'branches')).text).toContain('`main`')
  })

  test('several facts are told in the order asked', async () => {
    const { text, sources } = await ask(made.plain, 'committer', 'lines_added', 'parents')
    expect(text).toMatch(/committed by.*adds.*parent/s)
    expect(sources).toHaveLength(2)
  })

  test('each receipt is a command that prints something', async () => {
    const aspects = [
      'parents',
      'children',
      'author',
      'committer',
      'authored_at',
      'committed_at',
      'lines_added',
      'files',
      'message',
      'tags',
    ]
    for (const aspect of aspects) {
      const { receipt } = await ask(made.plain, aspect)
      expect(execFileSync('sh', ['-c', receipt.command], { cwd: repository.folder, encoding: 'utf8' })).not.toBe('')
    }
  })

  test('of the first and the last of a selection', async () => {
    const finding = await runOperation(agents.context(), 'commit_facts', {
      ...{ which: 'last', of: { authors: ['Grace Hopper'] }, aspects: ['parents'] },
    })
    expect(finding.rows[0]?.sha).toBe(git('log', '-1', '--author=Grace Hopper', '--format=%H'))
  })

  test('a commit that does not exist is said to be missing', async () => {
    expect((await ask('deadbeef1234', 'author')).missing).toHaveLength(1)
  })
})
