// Ingest of histories of every shape, refreshes included, compared with plain git, on both engines.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { commitAtDate, commitsBySubject, describeCommit, describePeriod } from '#lib/history/explain.ts'
import { ingestCommits } from '#lib/history/ingest.ts'
import { listPeople, resolvePeople } from '#lib/history/people.ts'
import { pathLineage, pathsEver } from '#lib/history/renames.ts'
import { ENGINES, type Engine } from '#tests/db/engines.ts'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import { addHistory, type OpenHistory, openHistory, snapshotHistory } from './open-history.ts'

for (const { name, start } of ENGINES) {
  describe.skipIf(start === undefined)(`ingest on ${name}`, () => {
    let engine: Engine
    let db: Database
    const made: TestRepository[] = []

    beforeAll(async () => {
      engine = await (start as () => Promise<Engine>)()
      db = await engine.open()
    })
    afterAll(async () => {
      await db?.close()
      await engine?.stop()
      for (const repository of made) repository.dispose()
    })

    const make = () => {
      const repository = makeRepository()
      made.push(repository)
      return repository
    }
    const gitFolderOf = (repository: TestRepository) => join(repository.folder, '.git')
    const open = (repository: TestRepository) => openHistory(db, gitFolderOf(repository))
    const count = async ({ context, reach }: OpenHistory, to: string) =>
      (await runCommitQuery(context, reach, { reach: { to }, result: { kind: 'count' } })).total

    test('an empty repository has no commits and no people', async () => {
      const { context } = await open(make())
      expect(await ingestCommits(context)).toMatchObject({ added: 0, refsChanged: 0 })
      expect(await listPeople(context)).toEqual([])
      expect(await pathsEver(context, { pattern: 'anything' })).toEqual([])
    })

    test('octopus and criss-cross merges keep all parents in order', async () => {
      const repository = make()
      repository.commit({ files: { a: '1' } })
      for (const branch of ['x', 'y', 'z']) {
        repository.branch(branch, 'main')
        repository.commit({ files: { [`on-${branch}`]: branch } })
      }
      repository.checkout('main')
      repository.git('merge', '--quiet', '-m', 'octopus', 'x', 'y', 'z')
      const octopus = repository.git('rev-parse', 'HEAD')
      repository.branch('left')
      repository.commit({ files: { 'on-left': '1' } })
      repository.branch('right', 'main')
      repository.commit({ files: { 'on-right': '1' } })
      const [left, right] = [repository.git('rev-parse', 'left'), repository.git('rev-parse', 'right')]
      repository.git('merge', '--quiet', '--no-ff', '-m', 'right takes left', left)
      repository.checkout('left')
      repository.git('merge', '--quiet', '--no-ff', '-m', 'left takes right', right)
      const history = await open(repository)
      expect((await describeCommit(history.context, octopus))?.parents).toEqual(
        repository.git('log', '-1', '--format=%P', octopus).split(' '),
      )
      for (const branch of ['left', 'right', 'main'])
        expect(await count(history, repository.git('rev-parse', branch))).toBe(
          Number(repository.git('rev-list', '--count', branch)),
        )
      const base = await history.reach.between(left, repository.git('rev-parse', 'right'))
      expect(base.commitCount).toBe(Number(repository.git('rev-list', '--count', `${left}..right`)))
      expect(await history.reach.contains({ ancestor: octopus, descendant: left })).toBe(true)
      expect(await history.reach.contains({ ancestor: left, descendant: octopus })).toBe(false)
      expect(
        await history.reach.descendantsAmong(left, [octopus, right, repository.git('rev-parse', 'right')]),
      ).toEqual([repository.git('rev-parse', 'right')])
    })

    test('an orphan branch is a history of its own', async () => {
      const repository = make()
      repository.commit()
      repository.git('checkout', '--quiet', '--orphan', 'pages')
      const page = repository.commit({ files: { 'index.html': 'x' } })
      const history = await open(repository)
      expect(await count(history, page)).toBe(1)
      expect((await history.reach.of(page)).includesAll).toBe(false)
    })

    test('a force-push hides what it dropped, and takes it back when it returns', async () => {
      const repository = make()
      const first = repository.commit({ files: { kept: '1' } })
      const dropped = repository.commit({
        files: { 'secret-plan.txt': '1' },
        author: 'Gone Person',
        email: 'gone@example.org',
        message: 'Dropped idea',
      })
      const history = await open(repository)
      repository.git('reset', '--quiet', '--hard', first)
      const kept = repository.commit({ files: { other: '1' } })
      expect((await ingestCommits(history.context)).added).toBe(1)
      expect(await count(history, kept)).toBe(2)
      expect(await resolvePeople(history.context, 'Gone Person')).toEqual([])
      expect(await pathsEver(history.context, { pattern: 'secret-plan.txt' })).toEqual([])
      expect(await commitsBySubject(history.context, { subject: 'Dropped idea', limit: 5 })).toEqual([])
      repository.git('branch', 'rescue', dropped)
      expect((await ingestCommits(history.context)).added).toBe(0)
      expect(await resolvePeople(history.context, 'Gone Person')).toHaveLength(1)
    })

    test('a deleted branch and a moved tag leave no ref behind', async () => {
      const repository = make()
      repository.commit()
      repository.branch('topic')
      repository.commit({ files: { t: '1' } })
      repository.tag('v1')
      const { context } = await open(repository)
      repository.checkout('main')
      repository.git('branch', '-D', 'topic')
      repository.git('tag', '--force', 'v1', 'main')
      expect(await ingestCommits(context)).toMatchObject({ added: 0, refsChanged: 2 })
      const refs = await db.query<{ name: string; oid: string }>(
        'SELECT name, commit_oid AS oid FROM refs WHERE repository_id = $1 ORDER BY name',
        [context.repositoryId],
      )
      const main = repository.git('rev-parse', 'main')
      expect(refs).toEqual([
        { name: 'refs/heads/main', oid: main },
        { name: 'refs/tags/v1', oid: main },
      ])
    })

    test('refreshing step by step ends where one ingest ends', async () => {
      const repository = make()
      repository.commit({ files: { a: 'a\n' } })
      const { context } = await open(repository)
      for (let step = 0; step < 5; step += 1) {
        repository.branch(`b${step}`, 'main')
        repository.commit({
          files: { [`f${step}`]: `${step}` },
          author: `Person Number${step}`,
          email: `p${step}@example.org`,
        })
        repository.checkout('main')
        repository.merge(`b${step}`)
        await ingestCommits(context)
      }
      const clean = await open(repository)
      expect(await snapshotHistory(context)).toEqual(await snapshotHistory(clean.context))
    })

    test('commits of one second and of wrong clocks keep parents below children', async () => {
      const repository = make()
      for (let index = 0; index < 6; index += 1)
        repository.commit({ files: { a: `${index}` }, date: '1600000000 +0000' })
      repository.commit({ files: { a: 'old' }, date: '1000000000 +0000' })
      repository.commit({ files: { a: 'far' }, date: '4000000000 +0000' })
      const { context } = await open(repository)
      const rows = await db.query('SELECT id FROM commits WHERE repository_id = $1 AND id <= ANY(parents)', [
        context.repositoryId,
      ])
      expect(rows).toEqual([])
    })

    test('awkward file names, people and messages come through unchanged', async () => {
      const repository = make()
      const names = [
        'with space',
        'tab\there',
        'line\nbreak',
        ':(top)x',
        'quote"s',
        'back\\slash',
        'ünï/ß',
        '-dash',
        '*',
        '{[,)}',
        "it's",
      ]
      repository.commit({
        files: Object.fromEntries(names.map((file) => [file, file])),
        author: 'Tab\tbed {"x"} \\N',
        email: 'we"ird\\@example.org',
        message: 'sub\\ject\tx\n\n\\.\n\tbody\n\\N',
      })
      const history = await open(repository)
      const paths = await db.query<{ path: string }>('SELECT path FROM paths WHERE repository_id = $1', [
        history.context.repositoryId,
      ])
      expect(paths.map(({ path }) => path).toSorted()).toEqual(names.toSorted())
      const commit = await describeCommit(history.context, repository.git('rev-parse', 'HEAD'))
      expect(commit).toMatchObject({
        subject: 'sub\\ject\tx',
        body: '\\.\n\tbody\n\\N',
        author: repository.git('log', '-1', '--format=%an'),
      })
      for (const name of names.filter((each) => !each.includes('\n')))
        expect((await pathsEver(history.context, { pattern: name, limit: 1 }))[0]).toMatchObject({
          path: name,
          existsAtHead: true,
        })
    })

    test('a change of the mailmap regroups people on refresh', async () => {
      const repository = make()
      repository.commit({ author: 'ada', email: 'a@one.example.org' })
      repository.commit({ author: 'Ada King', email: 'ada@two.example.org' })
      const { context } = await open(repository)
      expect(await listPeople(context)).toHaveLength(2)
      repository.commit({
        author: 'ada',
        email: 'a@one.example.org',
        files: {
          '.mailmap': 'Ada Lovelace <ada@two.example.org> <a@one.example.org>\nAda Lovelace <ada@two.example.org>\n',
        },
      })
      await ingestCommits(context)
      expect(await listPeople(context)).toMatchObject([
        { name: 'Ada Lovelace', email: 'ada@two.example.org', commits: 3 },
      ])
      repository.commit({ author: 'ada', email: 'a@one.example.org', files: { '.mailmap': null } })
      await ingestCommits(context)
      expect(await listPeople(context)).toHaveLength(2)
    })

    test('a file keeps its history over renames, and the old name means it only before them', async () => {
      const repository = make()
      const body = Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join('')
      const created = repository.commit({ files: { 'old.txt': body } })
      const edited = repository.commit({ files: { 'old.txt': `${body}more\n` } })
      const renamed = repository.rename('old.txt', 'lib/new.txt')
      const impostor = repository.commit({ files: { 'old.txt': 'something else\n' } })
      const last = repository.commit({ files: { 'lib/new.txt': `${body}more\nand more\n` } })
      const { context, reach } = await open(repository)
      const ask = async (path: string) => {
        const { rows } = await runCommitQuery(context, reach, {
          reach: { to: last },
          paths: [path],
          followRenames: true,
          result: { kind: 'list', limit: 10 },
        })
        return rows.map((row) => row.sha)
      }
      expect(await ask('lib/new.txt')).toEqual([last, renamed, edited, created])
      expect(await ask('old.txt')).toEqual([impostor, renamed, edited, created])
      expect(
        (await pathLineage(context, reach, { path: 'lib/new.txt', revision: last })).map((step) => step.path),
      ).toEqual(['lib/new.txt', 'old.txt'])
    })

    test('paths are found by suffix, basename, stem, case and typo, also when they are gone', async () => {
      const repository = make()
      repository.commit({
        files: {
          'src/flask/sessions.py': 'a\n',
          'src/flask/app.py': 'b\n',
          'docs/index.md': 'c\n',
          'removed/legacy.c': 'd\n',
        },
      })
      repository.commit({ files: { 'removed/legacy.c': null } })
      const { context } = await open(repository)
      const best = async (pattern: string) => (await pathsEver(context, { pattern, limit: 1 }))[0]
      expect(await best('sessions.py')).toMatchObject({ path: 'src/flask/sessions.py', fit: 'suffix' })
      expect(await best('flask/app.py')).toMatchObject({ path: 'src/flask/app.py', fit: 'suffix' })
      expect(await best('src/app.py')).toMatchObject({ path: 'src/flask/app.py', fit: 'part' })
      expect(await best('sessions')).toMatchObject({ path: 'src/flask/sessions.py', fit: 'stem' })
      expect(await best('DOCS/INDEX.md')).toMatchObject({ path: 'docs/index.md', fit: 'case' })
      expect(await best('sesions.py')).toMatchObject({ path: 'src/flask/sessions.py', fit: 'typo' })
      expect(await best('flask/')).toMatchObject({ path: 'src/flask/', existsAtHead: true })
      expect(await best('docs')).toMatchObject({ path: 'docs/' })
      expect(await best('legacy.c')).toMatchObject({ path: 'removed/legacy.c', existsAtHead: false, commits: 2 })
      expect(await best('never-was.rs')).toBeUndefined()
    })

    test('people are found by part, login, address and typo; nobody when nobody fits', async () => {
      const repository = make()
      repository.commit({ author: 'José Núñez', email: '123+jnunez@users.noreply.github.com' })
      repository.commit({ author: 'Grace Hopper', email: 'grace@navy.example.org' })
      repository.commit({ author: 'Grace Hopper', email: 'grace@navy.example.org' })
      repository.commit({ author: 'Grace Kelly', email: 'kelly@example.org' })
      const { context } = await open(repository)
      const names = async (text: string) => (await resolvePeople(context, text)).map((person) => person.name)
      expect(await names('jose nunez')).toEqual(['José Núñez'])
      expect(await names('@jnunez')).toEqual(['José Núñez'])
      expect(await names('grace')).toEqual(['Grace Hopper', 'Grace Kelly'])
      expect(await names('Hoper')).toEqual(['Grace Hopper'])
      expect(await names('KELLY@example.org')).toEqual(['Grace Kelly'])
      expect(await names('Grace Hopper <grace@navy.example.org>')).toEqual(['Grace Hopper'])
      expect(await names('josenunez')).toEqual(['José Núñez'])
      expect(await names('ghopper')).toEqual(['Grace Hopper'])
      expect(await names('gkopper')).toEqual([])
      expect(await names('hoppergrace')).toEqual([])
      expect(await names('Linus')).toEqual([])
      expect(await names('')).toEqual([])
    })

    test('a commit, a date and a period are described', async () => {
      const repository = make()
      const first = repository.commit({
        files: { 'a/x': '1\n' },
        message: 'Begin: the work',
        date: '2021-01-10T10:00:00+02:00',
      })
      repository.tag('v1', { message: 'one', date: '2021-01-11T00:00:00Z' })
      repository.branch('topic')
      repository.commit({
        files: { 'b/y': '1\n' },
        author: 'Grace Hopper',
        email: 'g@example.org',
        date: '2021-02-01T00:00:00Z',
      })
      repository.checkout('main')
      const merge = repository.merge('topic', { date: '2021-02-02T00:00:00Z' })
      const { context, reach } = await open(repository)
      expect(await describeCommit(context, first)).toMatchObject({
        oid: first,
        authoredAt: '2021-01-10T10:00:00+02:00',
        tags: ['v1'],
        parents: [],
      })
      expect(await describeCommit(context, '0'.repeat(40))).toBeUndefined()
      expect(await commitsBySubject(context, { subject: 'begin the work', limit: 1 })).toMatchObject([{ oid: first }])
      const at = (day: string) => commitAtDate(context, { head: merge, untilS: Date.parse(day) / 1000 })
      expect([await at('2020-12-31'), await at('2021-02-01T12:00:00Z'), await at('2022-01-01')]).toEqual([
        undefined,
        first,
        merge,
      ])
      const period = await describePeriod(context, reach, { reach: { to: merge }, limit: 10 })
      expect(period).toMatchObject({
        commits: 2,
        merges: 1,
        tags: [{ tag: 'v1', sha: first }],
        folders: [{ folder: 'a/' }, { folder: 'b/' }],
      })
    })

    test('two repositories in one database do not see each other', async () => {
      const [one, two] = [make(), make()]
      const head = one.commit({ author: 'Only One', email: 'one@example.org' })
      two.commit({ author: 'Only Two', email: 'two@example.org' })
      const [first, second] = [await open(one), await open(two)]
      expect(await count(first, head)).toBe(1)
      expect(await resolvePeople(second.context, 'Only One')).toEqual([])
      await expect(second.reach.of(head)).rejects.toMatchObject({ code: 'git/bad-revision' })
    })

    test('an aborted ingest stops, and the next run completes it', async () => {
      const repository = make()
      for (let index = 0; index < 5; index += 1) repository.commit({ files: { a: `${index}` } })
      const context = await addHistory(db, gitFolderOf(repository))
      await expect(ingestCommits({ ...context, signal: AbortSignal.abort() })).rejects.toThrow()
      expect(await ingestCommits(context)).toMatchObject({ added: 5 })
    })

    test('a parent that a shallow clone cut off is left out', async () => {
      const repository = make()
      for (let index = 0; index < 4; index += 1) repository.commit({ files: { a: `${index}` } })
      const shallow = make()
      const folder = join(shallow.folder, 'shallow')
      mkdirSync(folder)
      writeFileSync(join(folder, '.keep'), '')
      shallow.git('clone', '--quiet', '--depth=2', '--no-local', `file://${repository.folder}`, join(folder, 'x'))
      const { context } = await openHistory(db, join(folder, 'x', '.git'))
      const rows = await db.query<{ parents: number[] }>(
        'SELECT parents FROM commits WHERE repository_id = $1 ORDER BY id',
        [context.repositoryId],
      )
      expect(rows).toEqual([{ parents: [] }, { parents: [1] }])
    })
  })
}
