// Hotspots and co-change against plain git, on a repository whose files were moved.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { coChange, sharedCommits, WIDE_FILES } from '#lib/history/co-change.ts'
import { hotspots } from '#lib/history/hotspots.ts'
import { ENGINES, type Engine } from '#tests/db/engines.ts'
import { type CrewRepository, makeCrewRepository } from './crew-repository.ts'
import { type OpenHistory, openHistory } from './open-history.ts'

for (const { name, start } of ENGINES) {
  describe.skipIf(start === undefined)(`files that change on ${name}`, () => {
    let engine: Engine
    let db: Database
    let crew: CrewRepository
    let history: OpenHistory
    let head: string
    beforeAll(async () => {
      engine = await (start as () => Promise<Engine>)()
      db = await engine.open()
      crew = makeCrewRepository()
      history = await openHistory(db, crew.gitFolder)
      head = crew.git('rev-parse', 'main')[0] ?? ''
    })
    afterAll(async () => {
      await db?.close()
      await engine?.stop()
      crew?.dispose()
    })

    test('hotspots are commits under all names × what awk measures of the file', async () => {
      const { rows, total, leftOut } = await hotspots(history.context, history.reach, { revision: head, limit: 50 })
      const paths = crew.git('ls-tree', '-r', '--name-only', 'main')
      expect(rows.map((row) => row.path).toSorted()).toEqual(paths.filter((path) => path.endsWith('.ts')).toSorted())
      expect([total, leftOut]).toEqual([rows.length, paths.length - rows.length])
      for (const row of rows) {
        expect(row.commits, String(row.path)).toBe(
          crew.git('log', '--follow', '--format=%H', 'main', '--', String(row.path)).length,
        )
        const awk = `awk '/[^ \\t]/{match($0,/^[ \\t]*/);i=substr($0,1,RLENGTH);t=gsub(/\\t/,"",i);d=t+length(i)/4;n++;c+=1+d;if(d>m)m=d}END{print n,c,m+0}'`
        const measured = execFileSync(
          'sh',
          ['-c', `git --git-dir="$1" show "main:$2" | ${awk}`, 'sh', crew.gitFolder, String(row.path)],
          { encoding: 'utf8' },
        )
        expect([row.lines, row.complexity, row.maxDepth]).toEqual(measured.trim().split(' ').map(Number))
        expect(row.score).toBeCloseTo(Number(row.commits) * Number(row.complexity))
      }
      const scores = rows.map((row) => Number(row.score))
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      const docs = await hotspots(history.context, history.reach, { revision: head, limit: 5, path: 'docs/' })
      expect(docs.rows.map((row) => row.path)).toEqual(['docs/guide.md'])
    })

    /** Paths by commit, under the names that they have now. */
    const pathsByCommit = () => {
      const present = new Map<string, string>()
      const commits = new Map<string, Set<string>>()
      let current = new Set<string>()
      for (const line of crew.git('log', '-M', '--name-status', '--format=@%H', 'main')) {
        if (line.startsWith('@')) {
          current = new Set()
          commits.set(line.slice(1), current)
          continue
        }
        const [status = '', path = '', renamed] = line.split('\t')
        const known = present.get(renamed ?? path) ?? renamed ?? path
        if (status.startsWith('R')) present.set(path, known)
        current.add(known)
      }
      return commits
    }

    test('neighbours of a file are counted over renames of both, without sweeping commits', async () => {
      const path = 'src/core.ts'
      const own = [...pathsByCommit().values()].filter((paths) => paths.has(path))
      const narrow = own.filter((paths) => paths.size <= WIDE_FILES)
      const expected = Map.groupBy(
        narrow.flatMap((paths) => [...paths]).filter((other) => other !== path),
        (other) => other,
      )
      const found = await coChange(history.context, history.reach, { path, revision: head, limit: 500 })
      expect(Object.fromEntries(found.rows.map((row) => [row.path, row.commits]))).toEqual(
        Object.fromEntries([...expected].map(([other, times]) => [other, times.length])),
      )
      expect(found.rows.map((row) => row.path)).toContain('src/tokens.ts')
      expect([found.commits, found.wide]).toEqual([narrow.length, own.length - narrow.length])
      expect(found.wide).toBe(1)
      expect(found.formerNames).toEqual(['old/core.ts'])
      expect((await db.query<{ path: string }>(found.sql)).map((row) => row.path)).toEqual(
        found.rows.map((row) => row.path),
      )
    })

    test('under the present name alone, git log --full-diff counts the same', async () => {
      const path = 'src/core.ts'
      const lines = crew.git('log', '--full-diff', '--name-only', '--format=', 'main', '--', path)
      const counts = Map.groupBy(
        lines.filter((line) => line !== path && !line.startsWith('data/')),
        (line) => line,
      )
      const found = await coChange(history.context, history.reach, {
        path,
        revision: head,
        limit: 500,
        followRenames: false,
      })
      const sweep = ['src/tokens.ts']
      for (const row of found.rows)
        expect(row.commits, String(row.path)).toBe(
          (counts.get(String(row.path))?.length ?? 0) - (sweep.includes(String(row.path)) ? 1 : 0),
        )
      expect(found.rows).toHaveLength(counts.size)
    })

    test('a pair shares the commits that both have', async () => {
      const pair = ['src/core.ts', 'src/tokens.ts'] as const
      const expected = [...pathsByCommit()].filter(([, paths]) => pair.every((path) => paths.has(path)))
      const query = { path: pair[0], other: pair[1], revision: head, limit: 500 }
      const found = await sharedCommits(history.context, history.reach, query)
      expect(found.rows.map((row) => row.sha)).toEqual(expected.map(([sha]) => sha))
      expect(found).toMatchObject({ total: expected.length, wide: 1 })
      const lone = await sharedCommits(history.context, history.reach, { ...query, other: 'data/3.csv', limit: 1 })
      expect(lone).toMatchObject({ total: 1, otherCommits: 1 })
      expect(
        (await sharedCommits(history.context, history.reach, { ...query, path: 'web/page.ts', other: 'data/3.csv' }))
          .rows,
      ).toEqual([])
    })
  })
}
