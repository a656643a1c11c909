// Line counts against git log --numstat, what is left out, and going on after new commits.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import { runCommitQuery } from '#lib/history/commit-query.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'
import { ENGINES, type Engine } from '#tests/db/engines.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { openHistory } from './open-history.ts'
import { makeRandomRepository } from './random-repository.ts'

for (const { name, start } of ENGINES) {
  describe.skipIf(start === undefined)(`line counts on ${name}`, () => {
    let engine: Engine
    let db: Database
    beforeAll(async () => {
      engine = await (start as () => Promise<Engine>)()
      db = await engine.open()
    })
    afterAll(async () => {
      await db?.close()
      await engine?.stop()
    })

    test('every commit has the totals of git log --numstat, in blocks of any size', async () => {
      const repository = makeRandomRepository({ seed: 3, commits: 200 })
      try {
        const { context } = await openHistory(db, repository.gitFolder)
        const steps: number[] = []
        await ingestChangedLines({ ...context, blockCommits: 17, onProgress: ({ done }) => void steps.push(done) })
        expect(steps).toEqual(steps.toSorted((a, b) => a - b))
        expect(steps.at(-1)).toBe(200)
        const expected = new Map<string, [number, number]>()
        for (const block of repository.git('log', '--all', '--numstat', '-M', '--format=%x00%H').split('\0').slice(1)) {
          const [sha = '', ...files] = block.split('\n').filter(Boolean)
          const counts = files.map((file) => file.split('\t').map(Number))
          expected.set(sha, [sum(counts.map(([added]) => added)), sum(counts.map(([, deleted]) => deleted))])
        }
        const rows = await db.query<{ oid: string; additions: number; deletions: number }>(
          `SELECT c.oid, coalesce(sum(x.additions), 0) AS additions, coalesce(sum(x.deletions), 0) AS deletions
           FROM commits c LEFT JOIN changes x ON x.repository_id = $1 AND x.commit_id = c.id
           WHERE c.repository_id = $1 GROUP BY c.oid`,
          [context.repositoryId],
        )
        expect(new Map(rows.map((row) => [row.oid, [row.additions, row.deletions]]))).toEqual(expected)
      } finally {
        repository.dispose()
      }
    })

    test('lock, generated and vendored files are left out, recorded, and said; new commits are counted on refresh', async () => {
      const repository = makeRepository()
      try {
        repository.commit({
          files: {
            'a.ts': '1\n2\n',
            'package-lock.json': '{}\n',
            'web/x.min.js': 'x\n',
            'node_modules/y/index.js': 'y\n',
          },
        })
        const { context, reach } = await openHistory(db, join(repository.folder, '.git'))
        const askLines = async () =>
          runCommitQuery(context, reach, {
            reach: { to: repository.git('rev-parse', 'HEAD') },
            result: { kind: 'top', by: 'lines', limit: 5 },
          })
        expect((await askLines()).notices[0]).toContain('not complete')
        await ingestChangedLines(context)
        expect((await askLines()).rows[0]).toMatchObject({ additions: 2, deletions: 0 })
        expect((await askLines()).notices).toEqual(['Lines of 3 changes to generated and lock files are not counted.'])
        const stage = await createStageStore(db).get(context.repositoryId, 'changed lines')
        expect(stage).toMatchObject({
          status: 'done',
          skipped: expect.arrayContaining([{ reason: 'lock file', count: 1, examples: ['package-lock.json'] }]),
        })
        repository.commit({ files: { 'a.ts': '2\n' } })
        await ingestCommits(context)
        await ingestChangedLines(context)
        expect((await askLines()).rows[0]).toMatchObject({ commits: 2, additions: 2, deletions: 1 })
      } finally {
        repository.dispose()
      }
    })
  })
}

function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0)
}
