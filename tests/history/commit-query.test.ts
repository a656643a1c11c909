// The commit query against plain git, on random histories and on both engines.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { type CommitQuery, runCommitQuery } from '#lib/history/commit-query.ts'
import { ENGINES, type Engine } from '#tests/db/engines.ts'
import { type OpenHistory, openHistory } from './open-history.ts'
import { makeRandomRepository, type RandomRepository } from './random-repository.ts'

for (const { name, start } of ENGINES) {
  describe.skipIf(start === undefined)(`commit query on ${name}`, () => {
    let engine: Engine
    let db: Database
    let repository: RandomRepository
    let history: OpenHistory
    let head: string

    beforeAll(async () => {
      engine = await (start as () => Promise<Engine>)()
      db = await engine.open()
      repository = makeRandomRepository({ seed: 7, commits: 300 })
      history = await openHistory(db, repository.gitFolder)
      head = repository.git('rev-parse', 'main')
    })
    afterAll(async () => {
      await db?.close()
      await engine?.stop()
      repository?.dispose()
    })

    const ask = (query: Omit<CommitQuery, 'reach'> & { reach?: CommitQuery['reach'] }) =>
      runCommitQuery(history.context, history.reach, { reach: { to: head }, ...query })
    const lines = (...args: readonly string[]) =>
      repository
        .git(...args)
        .split('\n')
        .filter((line) => line !== '')
    const shas = async (query: Omit<CommitQuery, 'reach' | 'result'> & { reach?: CommitQuery['reach'] }) => {
      const { rows, total } = await ask({ ...query, result: { kind: 'list', limit: 500 } })
      expect(rows.length).toBe(total)
      return rows.map((row) => String(row.sha)).toSorted()
    }

    test('counts what rev-list counts, of every ref', async () => {
      for (const ref of lines('for-each-ref', '--format=%(objectname)')) {
        const { total } = await ask({ reach: { to: ref }, result: { kind: 'count' } })
        expect(total).toBe(Number(repository.git('rev-list', '--count', ref)))
      }
    })

    test('a range a..b is what b reaches without what a reaches', async () => {
      // Not `rev-list a..b` itself: with wrong clocks git stops too early and names commits that both reach.
      const tags = lines('tag', '--list').map((tag) => repository.git('rev-parse', tag))
      expect(tags.length).toBeGreaterThan(3)
      for (const from of tags.slice(0, 3))
        for (const to of tags.slice(-3)) {
          const excluded = new Set(lines('rev-list', from))
          const expected = lines('rev-list', to).filter((sha) => !excluded.has(sha))
          expect(await shas({ reach: { from, to } })).toEqual(expected.toSorted())
        }
    })

    test('merges only and without merges', async () => {
      expect(await shas({ merges: 'only' })).toEqual(lines('rev-list', '--merges', head).toSorted())
      expect(await shas({ merges: 'exclude' })).toEqual(lines('rev-list', '--no-merges', head).toSorted())
    })

    test('lists by committer date, newest first, with the dates that git prints', async () => {
      const { rows } = await ask({ result: { kind: 'list', limit: 300 } })
      const dates = new Map(
        lines('log', '--format=%H %ct %aI', head).map((line) => [line.slice(0, 40), line.split(' ')]),
      )
      const seconds = rows.map((row) => Number(dates.get(String(row.sha))?.[1]))
      expect(seconds).toEqual(seconds.toSorted((a, b) => b - a))
      for (const row of rows) expect(row.authoredAt).toBe(dates.get(String(row.sha))?.[2]?.replace(/Z$/, '+00:00'))
    })

    test('groups by year, month and day of the author date in UTC', async () => {
      for (const [by, format] of [
        ['year', '%Y'],
        ['month', '%Y-%m'],
        ['day', '%Y-%m-%d'],
      ] as const) {
        const counts = countLines(lines('log', `--date=format-local:${format}`, '--format=%ad', head))
        const { rows, total } = await ask({ result: { kind: 'group', by, limit: 500 } })
        expect(total).toBe(counts.size)
        expect(rows.map((row) => [row[by], row.commits])).toEqual([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      }
    })

    test('a period takes its start and leaves out its end', async () => {
      const [sinceS, untilS] = [Date.UTC(2019, 0, 1) / 1000, Date.UTC(2020, 0, 1) / 1000]
      for (const [dateField, format] of [
        ['authored', '%at'],
        ['committed', '%ct'],
      ] as const) {
        const expected = lines('log', `--format=${format} %H`, head).filter(
          (line) => Number(line.split(' ')[0]) >= sinceS && Number(line.split(' ')[0]) < untilS,
        )
        expect(await shas({ sinceS, untilS, dateField })).toEqual(expected.map((line) => line.split(' ')[1]).toSorted())
      }
    })

    test('files and folders match git log --full-history without merges', async () => {
      const paths = lines('-c', 'core.quotePath=false', 'log', '--name-only', '--format=', '--no-renames', head)
      for (const path of [...new Set(paths)].slice(0, 12))
        expect(await shas({ paths: [path] }), path).toEqual(
          lines('rev-list', '--full-history', '--no-merges', head, '--', path).toSorted(),
        )
      for (const folder of ['src/', 'src/core/', 'docs/', 'test data/', 'ünï/'])
        expect(await shas({ paths: [folder] }), folder).toEqual(
          lines('rev-list', '--full-history', '--no-merges', head, '--', folder).toSorted(),
        )
      expect(await shas({ paths: ['docs/', 'src/'] })).toEqual(
        lines('rev-list', '--full-history', '--no-merges', head, '--', 'docs/', 'src/').toSorted(),
      )
      expect(await shas({ paths: [''] })).toEqual(lines('rev-list', head).toSorted())
    })

    test('words of messages match git log --grep, also with characters that mean something in patterns', async () => {
      for (const words of [
        ['fix'],
        ['100%'],
        ['under_score'],
        ['back\\slash'],
        ["it's"],
        ['fix', 'docs'],
        ['nothing like it'],
      ]) {
        const greps = words.map((word) => `--grep=${word}`)
        expect(await shas({ messageWords: words }), words.join()).toEqual(
          lines('rev-list', '--regexp-ignore-case', '--fixed-strings', '--all-match', ...greps, head).toSorted(),
        )
      }
    })

    test('top authors of a folder match git shortlog of the same commits', async () => {
      const { rows, total } = await ask({ paths: ['src/'], result: { kind: 'top', by: 'commits', limit: 50 } })
      const people = countLines(lines('log', '--full-history', '--no-merges', '--format=%ae', head, '--', 'src/'))
      const expected = [...people.values()].toSorted((a, b) => b - a)
      expect(rows.map((row) => row.commits)).toEqual(expected)
      expect(total).toBe(people.size)
      for (const row of rows) expect(row.commits).toBe(people.get(String(row.email)))
    })

    test('most changed paths and folders are those that git names', async () => {
      const named = lines('-c', 'core.quotePath=false', 'log', '--name-only', '-M', '--no-merges', '--format=', head)
      const { rows } = await ask({ result: { kind: 'group', by: 'path', limit: 500 } })
      expect(new Map(rows.map((row) => [row.path, row.commits]))).toEqual(countLines(named))
      const folders = await ask({ result: { kind: 'group', by: 'folder', limit: 500 } })
      const perCommit = repository
        .git('-c', 'core.quotePath=false', 'log', '--name-only', '-M', '--no-merges', '--format=%x00', head)
        .split('\0')
      const expected = countLines(
        perCommit.flatMap((block) => [...new Set(block.split('\n').filter(Boolean).map(folderOf))]),
      )
      expect(new Map(folders.rows.map((row) => [row.folder, row.commits]))).toEqual(expected)
    })

    test('first-time authors are those with no commit before', async () => {
      const tags = lines('tag', '--list', '--sort=creatordate')
      const [from, to] = [repository.git('rev-parse', tags[1] ?? ''), head]
      const before = new Set(lines('log', '--format=%ae', from))
      const excluded = new Set(lines('rev-list', from))
      const inside = new Set(
        lines('log', '--format=%H %ae', to)
          .filter((line) => !excluded.has(line.slice(0, 40)))
          .map((line) => line.slice(41)),
      )
      const { rows } = await ask({ reach: { from, to }, result: { kind: 'first-time-authors', limit: 100 } })
      expect(rows.map((row) => row.email).toSorted()).toEqual(
        [...inside].filter((email) => !before.has(email)).toSorted(),
      )
      const all = await ask({ result: { kind: 'first-time-authors', limit: 100 } })
      expect(all.total).toBe(new Set(lines('log', '--format=%ae', head)).size)
    })

    test('every combination of filters is the intersection of the filters', async () => {
      const [sinceS, untilS] = [Date.UTC(2018, 6, 1) / 1000, Date.UTC(2019, 2, 1) / 1000]
      const filters = [
        { paths: ['src/'] },
        { sinceS },
        { untilS },
        { messageWords: ['add'] },
        { merges: 'exclude' },
      ] as const
      const single = await Promise.all(filters.map(async (filter) => new Set(await shas(filter as never))))
      for (let mask = 1; mask < 1 << filters.length; mask += 1) {
        const chosen = filters.filter((_, bit) => mask & (1 << bit))
        const sets = single.filter((_, bit) => mask & (1 << bit))
        const expected = [...(sets[0] ?? [])].filter((sha) => sets.every((set) => set.has(sha)))
        expect(await shas(Object.assign({}, ...chosen))).toEqual(expected.toSorted())
      }
    })

    test('the receipt runs and gives the same number of rows', async () => {
      const results = [
        { kind: 'list', limit: 5 },
        { kind: 'count' },
        { kind: 'top', by: 'lines', limit: 5 },
        { kind: 'group', by: 'month', limit: 5 },
        { kind: 'group', by: 'folder', limit: 5 },
        { kind: 'first-time-authors', limit: 5 },
      ] as const
      for (const result of results) {
        const { rows, sql } = await ask({
          paths: ['src/', "it's \\ odd"],
          messageWords: ["it's", 'back\\slash'],
          result,
        })
        expect((await db.query(sql)).length).toBe(rows.length)
      }
    })

    test('a limit cuts the rows and not the total', async () => {
      const { rows, total } = await ask({ result: { kind: 'list', limit: 3 } })
      expect(rows).toHaveLength(3)
      expect(total).toBe(Number(repository.git('rev-list', '--count', head)))
    })
  })
}

function countLines(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : './'
}
