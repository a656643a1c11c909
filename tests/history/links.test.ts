// Links between commits: what the stage stores, what it finds later, and what reverts, picks and issues come to; against plain git.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { createStageStore } from '#lib/db/jobs.ts'
import type { HistoryContext } from '#lib/history/context.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'
import { commitsAround } from '#lib/history/link-around.ts'
import { commitsNaming, linkNotices, patchNotices, samePatch } from '#lib/history/link-query.ts'
import { listReverts, openReverts } from '#lib/history/link-reverts.ts'
import { ingestLinks } from '#lib/history/links.ts'
import { ENGINES, type Engine } from '#tests/db/engines.ts'
import { makeRepository, type TestRepository } from '#tests/git/make-repository.ts'
import { openHistory } from './open-history.ts'

for (const { name, start } of ENGINES) {
  describe.skipIf(start === undefined)(`links on ${name}`, () => {
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

    const withRepository = async (work: (repository: TestRepository) => Promise<void>) => {
      const repository = makeRepository()
      try {
        await work(repository)
      } finally {
        repository.dispose()
      }
    }
    const gitFolder = (repository: TestRepository) => join(repository.folder, '.git')
    const table = ({ repositoryId }: HistoryContext) =>
      db.query<{ sha: string; kind: string; key: string; value: string; target: string | null; email: string | null }>(
        `SELECT c.oid AS sha, l.kind, l.key, l.value, t.oid AS target, i.email FROM commit_links l
         JOIN commits c ON c.repository_id = $1 AND c.id = l.commit_id
         LEFT JOIN commits t ON t.repository_id = $1 AND t.id = l.target_commit_id
         LEFT JOIN identities i ON i.repository_id = $1 AND i.id = l.identity_id
         WHERE l.repository_id = $1 ORDER BY l.commit_id, l.ordinal`,
        [repositoryId],
      )
    const targetsOf = async (context: HistoryContext, sha: string) =>
      (await table(context)).filter((row) => row.sha === sha).map((row) => `${row.kind} ${row.target}`)

    test('trailers are those of git log for every commit, whatever the size of the blocks', async () => {
      await withRepository(async (repository) => {
        for (let number = 0; number < 14; number += 1)
          repository.commit({
            files: { 'a.txt': `${number}` },
            message: [
              `Commit ${number}`,
              ...(number % 2 ? [`Prose ${number}.`] : []),
              [
                ...(number % 3 ? ['not a trailer'] : []),
                'Signed-off-by: Ada Lovelace <ada@example.org>',
                `Reviewed-by: Grace <grace${number}@example.org>`,
                ...(number % 4 ? [' and more'] : []),
              ].join('\n'),
            ].join('\n\n'),
          })
        const { context } = await openHistory(db, gitFolder(repository))
        await ingestLinks({ ...context, blockCommits: 4 })
        const expected = repository
          .git('log', '--reverse', '-z', '--format=%H%n%(trailers:only,unfold)')
          .split('\0')
          .flatMap((entry) => {
            const [sha = '', ...lines] = entry.split('\n').filter(Boolean)
            return lines.map((line) => `${sha} ${line}`)
          })
        const stored = (await table(context)).map((row) => `${row.sha} ${spelled(row.kind)}: ${row.value}`)
        expect(stored).toEqual(expected)
        expect(stored.length).toBeGreaterThan(15)
        const emails = new Set((await table(context)).map((row) => `${row.kind} ${row.email}`))
        expect(emails).toEqual(new Set(['signed-off-by ada@example.org', 'reviewed-by null']))
      })
    })

    test('goes on after a break, and a refresh finds what was named before it was there', async () => {
      await withRepository(async (repository) => {
        repository.commit({ files: { 'a.txt': '1' }, message: 'Start' })
        repository.branch('other')
        const picked = repository.commit({ files: { 'b.txt': '1' }, message: 'Pick me' })
        repository.checkout('main')
        repository.git('branch', '-D', 'other')
        const pick = repository.commit({
          files: { 'b.txt': '1' },
          message: `Pick me\n\nCo-authored-by: Late <late@example.org>\n(cherry picked from commit ${picked})`,
        })
        for (let number = 0; number < 7; number += 1)
          repository.commit({ message: `More ${number}\n\nFixes #${number + 1}` })
        const { context } = await openHistory(db, gitFolder(repository))
        const stop = new AbortController()
        const interrupted = ingestLinks({
          ...context,
          blockCommits: 3,
          signal: stop.signal,
          onProgress: ({ done }) => done >= 6 && stop.abort(new Error('stopped')),
        })
        await expect(interrupted).rejects.toThrow('stopped')
        expect((await linkNotices(context))[0]).toContain('not complete')
        await ingestLinks({ ...context, blockCommits: 3 })
        expect(await linkNotices(context)).toEqual([])
        expect((await table(context)).filter((row) => row.kind === 'fixes-issue').map((row) => row.key)).toEqual(
          Array.from({ length: 7 }, (_, number) => `#${number + 1}`),
        )
        expect(await targetsOf(context, pick)).toContain('cherry-picked-from null')
        repository.git('branch', 'other', picked)
        repository.commit({ message: 'Late work', author: 'Late', email: 'late@example.org' })
        await ingestCommits(context)
        await ingestLinks(context)
        expect(await targetsOf(context, pick)).toContain(`cherry-picked-from ${picked}`)
        expect((await table(context)).find((row) => row.kind === 'co-authored-by')?.email).toBe('late@example.org')
        expect(await createStageStore(db).get(context.repositoryId, 'links')).toMatchObject({ status: 'done' })
      })
    })

    test('a named commit is found by its id, its abbreviation, its subject or its request', async () => {
      await withRepository(async (repository) => {
        const first = repository.commit({ files: { 'a.txt': '1' }, message: 'Add a thing' })
        repository.branch('stable')
        repository.checkout('main')
        const squashed = repository.commit({ files: { 'b.txt': '1' }, message: 'Squash it (#7)' })
        const second = repository.commit({ files: { 'a.txt': '2' }, message: 'Do it twice' })
        repository.checkout('stable')
        const twin = repository.commit({ files: { 'a.txt': '2' }, message: 'Do it twice' })
        repository.branch('topic')
        repository.commit({ files: { 'c.txt': '1' }, message: 'Topic' })
        repository.checkout('main')
        const say = (message: string) => repository.commit({ message })
        const onMain = say('Revert "Do it twice"')
        const merge = repository.merge('topic', { message: 'Merge pull request #9 from ada/topic\n\nTopic title' })
        const said = {
          whole: say(`Undo\n\nThis reverts commit ${first}.`),
          short: say(`Mend\n\nFixes: ${first.slice(0, 10)} ("Add a thing")`),
          request: say('Revert "Squash it" (#8)'),
          merged: say('Revert "Topic title"\n\nReverts #9'),
          rebased: say(`Revert "Add a thing"\n\nThis reverts commit ${'f'.repeat(40)}.`),
          mention: say(`Speak of ${second.slice(0, 12)} and of abcdef0123`),
        }
        repository.checkout('stable')
        const onStable = say('Revert "Do it twice"')
        repository.checkout('main')
        const { context } = await openHistory(db, gitFolder(repository))
        await ingestLinks(context)
        expect(await targetsOf(context, said.whole)).toEqual([`reverts ${first}`])
        expect(await targetsOf(context, said.short)).toEqual([`fixes-commit ${first}`])
        // Each its own twin, whichever was read last.
        expect(await targetsOf(context, onMain)).toEqual([`reverts ${second}`])
        expect(await targetsOf(context, onStable)).toEqual([`reverts ${twin}`])
        expect(await targetsOf(context, said.request)).toContain(`reverts ${squashed}`)
        expect(await targetsOf(context, said.merged)).toContain(`reverts ${merge}`)
        expect(await targetsOf(context, said.rebased)).toEqual([`reverts ${first}`])
        expect(await targetsOf(context, said.mention)).toEqual([`mentions ${second}`])
      })
    })

    test('a revert is followed through being applied again and reverted again', async () => {
      await withRepository(async (repository) => {
        repository.commit({ files: { 'a.txt': '1\n' }, message: 'Start' })
        const change = repository.commit({ files: { 'a.txt': '1\n2\n' }, message: 'Add two' })
        repository.git('revert', '--no-edit', change)
        const revert = repository.git('rev-parse', 'HEAD')
        const { context, reach } = await openHistory(db, gitFolder(repository))
        await ingestLinks(context)
        const state = async () => {
          const head = repository.git('rev-parse', 'HEAD')
          const reverts = await openReverts(context, (await reach.of(head)).ranges)
          const id = (await reach.idOf(change)) ?? 0
          const rows = (await listReverts(context, reach, { reach: { to: head }, limit: 10 })).rows
          return { inForce: reverts.isInForce(id), chain: reverts.chainOf(id).map(({ kind }) => kind), rows }
        }
        expect(await state()).toMatchObject({
          inForce: false,
          chain: ['reverted'],
          rows: [{ sha: revert, revertedSha: change, state: 'reverted', stateSha: null }],
        })
        // Only the subject says so.
        const again = repository.commit({
          files: { 'a.txt': '1\n2\n' },
          message: 'Revert "Revert "Add two""',
          date: '2038-01-01T12:00:00+00:00',
        })
        await ingestCommits(context)
        await ingestLinks(context)
        expect(await state()).toMatchObject({
          inForce: true,
          chain: ['reverted', 're-applied'],
          rows: [
            { sha: again, revertedSha: revert, state: 'reverted' },
            { sha: revert, revertedSha: change, state: 're-applied', stateSha: again },
          ],
        })
        repository.git('revert', '--no-edit', again)
        await ingestCommits(context)
        await ingestLinks(context)
        expect(await state()).toMatchObject({ inForce: false, chain: ['reverted', 're-applied', 'reverted'] })
        const listed = (await state()).rows.map((row) => row.sha)
        const byGit = repository.git('log', '--grep=^Revert', '--grep=^Reapply', '--format=%H').split('\n')
        expect(new Set(listed)).toEqual(new Set(byGit))
      })
    })

    test('the same change is known by its patch, as git patch-id has it, also after a revert', async () => {
      await withRepository(async (repository) => {
        repository.commit({ files: { 'a.txt': '1\n', 'b.txt': '1\n' }, message: 'Start' })
        repository.branch('stable')
        repository.checkout('main')
        const fix = repository.commit({ files: { 'a.txt': '1\nfix\n' }, message: 'Mend it' })
        repository.commit({ files: { 'a.txt': '1\n' }, message: `Revert "Mend it"\n\nThis reverts commit ${fix}.` })
        const silent = repository.commit({ files: { 'a.txt': '1\nfix\n' }, message: 'Try once more' })
        repository.checkout('stable')
        const port = repository.commit({ files: { 'a.txt': '1\nfix\n' }, message: 'Mend it, on the old line' })
        repository.commit({ files: { 'b.txt': '2\n' }, message: 'Other' })
        const { context, reach } = await openHistory(db, gitFolder(repository))
        await ingestLinks(context)
        expect((await patchNotices(context))[0]).toContain('trailers only')
        const ids = new Map<string, string>()
        for (const sha of repository.git('rev-list', '--all').split('\n')) {
          const patch = execFileSync('git', ['patch-id', '--stable'], {
            input: repository.git('show', sha),
            encoding: 'utf8',
          })
          ids.set(sha, patch.slice(0, 12))
        }
        await ingestChangedLines(context)
        expect(await patchNotices(context)).toEqual([])
        const twins = await samePatch(context, (await reach.idOf(fix)) ?? 0)
        const expected = [...ids].filter(([sha, patch]) => sha !== fix && patch === ids.get(fix)).map(([sha]) => sha)
        expect(new Set(expected)).toEqual(new Set([silent, port]))
        expect(new Set(twins)).toEqual(new Set(await Promise.all(expected.map((sha) => reach.idOf(sha)))))
        const { ranges } = await reach.of(silent)
        expect((await openReverts(context, ranges)).isInForce((await reach.idOf(fix)) ?? 0)).toBe(true)
      })
    })

    test('before and after a commit are those of git log on its files, a rename away included', async () => {
      await withRepository(async (repository) => {
        repository.commit({ files: { 'a.ts': '1\n2\n3\n' } })
        const middle = repository.commit({ files: { 'a.ts': '1\n2\n3\n4\n' } })
        const rename = repository.rename('a.ts', 'b.ts')
        repository.commit({ files: { 'b.ts': '5\n' } })
        const { context, reach } = await openHistory(db, gitFolder(repository))
        const revision = repository.git('rev-parse', 'HEAD')
        const around = (oid: string, files: readonly { path: string; oldPath?: string }[]) =>
          commitsAround(context, reach, { oid, revision, files })
        const byGit = (...args: readonly string[]) => repository.git('log', '--format=%H', ...args).split('\n')
        const rows = await around(middle, [{ path: 'a.ts' }])
        expect(rows.map(({ relation, sha }) => [relation, sha])).toEqual([
          ['before', byGit(`${middle}~`, '--', 'a.ts')[0]],
          ['after', byGit(`${middle}..`, '--', 'a.ts').at(-1)],
        ])
        const renamed = await around(rename, [{ path: 'b.ts', oldPath: 'a.ts' }])
        expect(renamed.map(({ relation, sha }) => [relation, sha])).toEqual([
          ['before', middle],
          ['after', revision],
        ])
      })
    })

    test('issues are found under every spelling, those that close them first', async () => {
      await withRepository(async (repository) => {
        const named = repository.commit({ message: 'Prepare for #12' })
        const request = repository.commit({ message: 'Do it (#12)' })
        const fixed = repository.commit({ message: 'Mend it\n\nFixes #12' })
        const foreign = repository.commit({ message: 'See other/name#12 and #120' })
        const { context, reach } = await openHistory(db, gitFolder(repository))
        await ingestLinks(context)
        const { ranges } = await reach.of(foreign)
        const ask = async (keys: readonly string[], alias?: string) => {
          const { commits, sql } = await commitsNaming(context, { keys, ranges, ...(alias && { alias }) })
          expect(await db.query(sql)).toHaveLength(commits.length)
          return commits.map(({ commitId }) => commitId)
        }
        const idsOf = (shas: readonly string[]) => Promise.all(shas.map((sha) => reach.idOf(sha)))
        expect(await ask(['#12'])).toEqual(await idsOf([fixed, request, named]))
        expect(await ask(['#12'], '/name#12')).toEqual(await idsOf([fixed, request, named, foreign]))
        expect(await ask(['#1'])).toEqual([])
      })
    })
  })
}

/** `Signed-off-by` of `signed-off-by`. */
function spelled(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}
