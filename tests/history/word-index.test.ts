// The word index against git's own pickaxe: whole words, parts of words and phrases, before, during and after indexing.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'
import { readWordCommits } from '#lib/history/word-commits.ts'
import { findWordChanges } from '#lib/history/word-index.ts'
import { decodeBucket, encodeBucket } from '#lib/history/word-postings.ts'
import { ENGINES, type Engine } from '#tests/db/engines.ts'
import { makeRepository } from '#tests/git/make-repository.ts'
import { type OpenHistory, openHistory } from './open-history.ts'
import { makeRandomRepository } from './random-repository.ts'

const signal = AbortSignal.timeout(60_000)

/** Object ids that the index names, sorted. */
async function changing(o: OpenHistory, question: { text: string; wholeWord: boolean; revision: string }) {
  const changes = await findWordChanges(o.context, o.reach, { ...question, signal })
  expect(changes.complete).toBe(true)
  const rows = await readWordCommits(o.context, changes, { order: 'newest', limit: 10_000 })
  return rows.map(({ sha }) => sha).sort()
}

function pickaxeOf(git: (...args: readonly string[]) => string, flags: readonly string[], revision: string) {
  return git('log', '--format=%H', '-M', ...flags, revision)
    .split('\n')
    .filter(Boolean)
    .sort()
}

for (const { name, start } of ENGINES) {
  describe.skipIf(start === undefined)(`the word index on ${name}`, () => {
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

    test('names the commits that git names, at the tip and before it', async () => {
      const repository = makeRandomRepository({ seed: 11, commits: 160 })
      try {
        const opened = await openHistory(db, repository.gitFolder)
        await ingestChangedLines({ ...opened.context, blockCommits: 37 })
        const revisions = [repository.git('rev-parse', 'main'), repository.git('rev-parse', 'main~20')]
        const contents = repository.git('log', '--all', '-p', '-U0', '--format=')
        const words = [...new Set(contents.match(/\w{2,}/g))].filter((_, index) => index % 3 === 0).slice(0, 40)
        expect(words.length).toBeGreaterThan(20)
        for (const revision of revisions) {
          for (const text of words)
            expect([text, await changing(opened, { text, wholeWord: true, revision })]).toEqual([
              text,
              pickaxeOf(repository.git, ['--pickaxe-regex', `-S\\b${text}\\b`], revision),
            ])
          for (const text of ['in', 'ile-1', 'line 3 of', 'of src/', ' 4 of d', 'e 1', 'ü', 'never was', 'moved-1'])
            expect([text, await changing(opened, { text, wholeWord: false, revision })]).toEqual([
              text,
              pickaxeOf(repository.git, [`-S${text}`], revision),
            ])
        }
      } finally {
        repository.dispose()
      }
    })

    test('asks git for what is not indexed yet, and tells a word that came from one that went', async () => {
      const repository = makeRepository()
      try {
        const added = repository.commit({ files: { a: 'needle in hay\n', b: 'x\n' } })
        const gitFolder = join(repository.folder, '.git')
        const opened = await openHistory(db, gitFolder)
        const ask = (text: string, revision: string) => changing(opened, { text, wholeWord: true, revision })
        expect(await ask('needle', added)).toEqual([added])
        await ingestChangedLines(opened.context)
        const moved = repository.rename('a', 'c')
        const removed = repository.commit({ files: { c: 'hay in hay\n' } })
        await ingestCommits(opened.context)
        expect(await ask('needle', removed)).toEqual([added, removed].sort())
        await ingestChangedLines(opened.context)
        expect(await ask('needle', removed)).toEqual([added, removed].sort())
        expect(await ask('needle', moved)).toEqual([added])
        expect(await ask('haystack', removed)).toEqual([])
        const changes = await findWordChanges(opened.context, opened.reach, {
          ...{ text: 'needle', wholeWord: true, revision: removed, signal },
        })
        const rows = await readWordCommits(opened.context, changes, { order: 'oldest', limit: 5 })
        expect(rows.map(({ sha, change }) => [sha, change])).toEqual([
          [added, 'added'],
          [removed, 'removed'],
        ])
      } finally {
        repository.dispose()
      }
    })

    test('a change made twice has one patch id, whatever its white space and place; other changes have others', async () => {
      const repository = makeRepository()
      try {
        const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`)
        repository.commit({ files: { a: `${lines.join('\n')}\n` } })
        const first = repository.commit({ files: { a: `${lines.join('\n')}\nnew  line\n` } })
        const without = repository.commit({ files: { a: `${['top', ...lines].join('\n')}\n` } })
        const again = repository.commit({ files: { a: `${['top', ...lines].join('\n')}\nnew line\n` } })
        const { context } = await openHistory(db, join(repository.folder, '.git'))
        await ingestChangedLines(context)
        const rows = await db.query<{ oid: string; patchId: number }>(
          `SELECT c.oid, x.patch_id AS "patchId" FROM patches x JOIN commits c ON c.repository_id = $1 AND c.id = x.commit_id
           WHERE x.repository_id = $1`,
          [context.repositoryId],
        )
        const patchIds = new Map(rows.map(({ oid, patchId }) => [oid, patchId]))
        expect(patchIds.get(first)).toBe(patchIds.get(again))
        expect(new Set(patchIds.values()).size).toBe(3)
        expect(patchIds.get(without)).not.toBe(patchIds.get(first))
      } finally {
        repository.dispose()
      }
    })
  })
}

test('a bucket reads back what was written, small and large numbers alike', () => {
  const words = [
    { word: 'zebra', commitIds: [1, 2, 70_000, 2_000_000], flags: [1, 2, 0, 3] },
    { word: 'Apple', commitIds: [5], flags: [3] },
  ]
  const decoded = decodeBucket(encodeBucket(words), () => true)
  expect([...decoded.keys()]).toEqual(['Apple', 'zebra'])
  for (const { word, commitIds, flags } of words) expect(decoded.get(word)).toEqual({ commitIds, flags })
})
