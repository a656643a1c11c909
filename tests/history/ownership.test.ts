// People, ownership and profiles against plain git, on a repository of people with many names.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import type { Row } from '#lib/events.ts'
import { ingestChangedLines, ingestCommits } from '#lib/history/ingest.ts'
import { ownership } from '#lib/history/ownership.ts'
import { listPeople, resolvePeople } from '#lib/history/people.ts'
import { personProfile } from '#lib/history/person.ts'
import { ENGINES, type Engine } from '#tests/db/engines.ts'
import { BOTS, CREW, type CrewRepository, makeCrewRepository, PERSON_OF } from './crew-repository.ts'
import { type OpenHistory, openHistory } from './open-history.ts'
import { makeRandomRepository } from './random-repository.ts'

/** All four forms, for spellings that nothing else would join. */
const MAILMAP = `Anna Schmidt <anna@crew.example>
Anna Schmidt <anna@crew.example> <anna@else.example>
Grace Hopper <grace@navy.example>
<grace@navy.example> <77+grace@users.noreply.github.com>
Ada Lovelace <ada@crew.example> <ada@crew.example>
<ada@crew.example> <ada@home.example>
Release Bot <release@crew.example> release-bot <ada@crew.example>
José Núñez <jose@crew.example>
José Núñez <jose@crew.example> <jose.n@old.example>
Duy Nguyễn <duy@crew.example>
Mary Shaw <mary@crew.example> Mary Shaw <build@crew.example>
Ben Okri <ben@crew.example> Ben Okri <build@crew.example>
Kim Possible <kim@crew.example> Kim <noreply@github.com>
`

for (const { name, start } of ENGINES) {
  describe.skipIf(start === undefined)(`people on ${name}`, () => {
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
      await ingestChangedLines(history.context)
      head = crew.git('rev-parse', 'main')[0] ?? ''
    })
    afterAll(async () => {
      await db?.close()
      await engine?.stop()
      crew?.dispose()
    })

    /** Commits and added lines by person, as git tells them for the spellings that are known to be one person's. */
    const sharesByGit = (...args: readonly string[]) => {
      const shares = new Map<string, { commits: number; additions: number; lastAtS: number }>()
      let current = { commits: 0, additions: 0, lastAtS: 0 }
      for (const line of crew.git('log', '--no-merges', '--numstat', '-M', '--format=@%an <%ae> %at', ...args)) {
        const [, spelling = '', atS] = /^@(.*>) (\d+)$/.exec(line) ?? []
        if (spelling === '') current.additions += Number(line.split('\t')[0])
        else {
          const person = PERSON_OF.get(spelling) ?? spelling
          current = shares.get(person) ?? { commits: 0, additions: 0, lastAtS: 0 }
          shares.set(person, current)
          current.commits += 1
          current.lastAtS = Math.max(current.lastAtS, Number(atS))
        }
      }
      return shares
    }
    const fewestForHalf = (parts: readonly number[]) => {
      const whole = parts.reduce((sum, part) => sum + part, 0)
      let [held, people] = [0, 0]
      for (const part of parts.toSorted((a, b) => b - a)) {
        if (held * 2 >= whole) break
        held += part
        people += 1
      }
      return people
    }
    const personOf = (row: Row) => {
      const spelling = [...PERSON_OF.keys()].find((key) => key === `${row.author} <${row.email}>`)
      return PERSON_OF.get(spelling ?? '') ?? `nobody: ${row.author} <${row.email}>`
    }
    const owners = (query: Partial<Parameters<typeof ownership>[2]>) =>
      ownership(history.context, history.reach, { revision: head, limit: 100, ...query })

    const expectShares = async (
      found: Awaited<ReturnType<typeof owners>>,
      expected: ReturnType<typeof sharesByGit>,
    ) => {
      expect(expected.size).toBeGreaterThan(1)
      const ours = found.rows.map((row) => [personOf(row), { commits: row.commits, additions: row.additions }] as const)
      expect(Object.fromEntries(ours)).toEqual(
        Object.fromEntries([...expected].map(([person, { commits, additions }]) => [person, { commits, additions }])),
      )
      expect(found.total).toBe(expected.size)
      const shares = [...expected.values()]
      expect(found.busFactor).toEqual({
        commits: fewestForHalf(shares.map(({ commits }) => commits)),
        lines: fewestForHalf(shares.map(({ additions }) => additions)),
      })
      // The receipt gives the same rows.
      const receipt = await db.query<{ author: string; commits: number }>(found.sql)
      expect(receipt.map(({ author, commits }) => [author, commits])).toEqual(
        found.rows.map(({ author, commits }) => [author, commits]),
      )
    }

    test('each of the crew is one person: aliases join, strangers and bots do not', async () => {
      const people = await listPeople(history.context)
      expect(people).toHaveLength(Object.keys(CREW).length)
      await expectShares(await owners({}), sharesByGit('main'))
    })

    test('a file is owned over its rename, as git log --follow counts', async () => {
      for (const path of ['src/tokens.ts', 'src/core.ts', 'web/page.ts'])
        await expectShares(await owners({ path }), sharesByGit('--follow', 'main', '--', path))
    })

    test('a folder is owned with what its files were before they were moved in', async () => {
      await expectShares(await owners({ path: 'src/' }), sharesByGit('main', '--', 'src', 'old'))
      await expectShares(await owners({ path: 'docs/' }), sharesByGit('main', '--', 'docs'))
    })

    test('a period takes its start and leaves out its end', async () => {
      const times = crew
        .git('log', '--format=%at', 'main')
        .map(Number)
        .toSorted((a, b) => a - b)
      const [sinceS = 0, untilS = 0] = [times[30], times[80]]
      const found = await owners({ path: 'web/', sinceS, untilS })
      const expected = crew
        .git('log', '--format=%at', 'main', '--', 'web')
        .filter((atS) => Number(atS) >= sinceS && Number(atS) < untilS)
      expect(found.commits).toBe(expected.length)
      expect((await owners({ path: 'web/', sinceS: untilS * 2 })).rows).toEqual([])
    })

    test('among branches and merges, every file and the whole have the commits and lines of git', async () => {
      const random = makeRandomRepository({ seed: 11, commits: 150 })
      try {
        const { context, reach } = await openHistory(db, random.gitFolder)
        await ingestChangedLines(context)
        const revision = random.git('rev-parse', 'main')
        const tell = (...args: readonly string[]) => {
          const lines = random
            .git('log', '--no-merges', '--full-history', '--numstat', '-M', '--format=@%H', revision, ...args)
            .split('\n')
          const [commits, files] = [
            lines.filter((line) => line.startsWith('@')),
            lines.filter((line) => /^\d/.test(line)),
          ]
          return {
            commits: commits.length,
            additions: files.reduce((sum, line) => sum + Number(line.split('\t')[0]), 0),
          }
        }
        const found = await ownership(context, reach, { revision, limit: 500 })
        expect(random.git('log', '--merges', '--format=%H', revision)).not.toBe('')
        expect({ commits: found.commits, additions: found.additions }).toEqual(tell())
        const renamed = new Set(
          random
            .git('-c', 'core.quotePath=false', 'log', '-M', '--diff-filter=R', '--name-only', '--format=', '--all')
            .split('\n'),
        )
        const paths = random.git('-c', 'core.quotePath=false', 'ls-tree', '-r', '--name-only', revision).split('\n')
        const plain = paths.filter((path) => !renamed.has(path) && !path.startsWith('"'))
        expect(plain.length).toBeGreaterThan(3)
        for (const path of plain) {
          const own = await ownership(context, reach, { path, revision, limit: 500 })
          expect([path, own.commits]).toEqual([path, tell('--', path).commits])
        }
      } finally {
        random.dispose()
      }
    })

    test('while lines are still being counted, shares of lines are left out and it says so', async () => {
      const fresh = await openHistory(db, crew.gitFolder)
      const found = await ownership(fresh.context, fresh.reach, { revision: head, limit: 3 })
      expect(found.rows[0]).toMatchObject({ additions: null, lineShare: null })
      expect(found.busFactor.lines).toBe(0)
      expect(found.notices).toEqual(['Line counts are not complete.'])
    })

    test('bots can be left out, or asked for alone', async () => {
      const [all, people, bots] = [await owners({}), await owners({ bots: 'exclude' }), await owners({ bots: 'only' })]
      expect(new Set(bots.rows.map(personOf))).toEqual(new Set(BOTS))
      expect(bots.rows.every((row) => row.isBot === true)).toBe(true)
      expect(people.rows.some((row) => row.isBot === true)).toBe(false)
      expect(people.commits + bots.commits).toBe(all.commits)
      expect(bots.commits).toBe(
        crew.git('log', '--format=%H', '--author=bot\\]', '--author=release-bot', 'main').length,
      )
    })

    test('who committed anywhere in the year before the revision is active', async () => {
      const revisedAtS = Number(crew.git('log', '-1', '--format=%ct', 'main')[0])
      const lastAtS = sharesByGit('main')
      const found = await owners({ path: 'docs/' })
      for (const row of found.rows)
        expect([row.author, row.isActive]).toEqual([
          row.author,
          (lastAtS.get(personOf(row))?.lastAtS ?? 0) >= revisedAtS - 365 * 86_400,
        ])
      expect(found.rows.some((row) => row.isActive === false)).toBe(true)
      expect(found.active.people).toBe(found.rows.filter((row) => row.isActive === true).length)
    })

    test('a profile has the months, days and hours of the own clock, the roles and the places', async () => {
      const [ada] = await resolvePeople(history.context, 'Ada Lovelace')
      const spellings = CREW.ada ?? []
      const format = '--format=%an <%ae>|%H|%ad'
      const own = crew
        .git('log', '--date=format:%Y-%m|%A|%H', format, 'main')
        .map((line) => line.split('|'))
        .filter(([spelling = '']) => spellings.includes(spelling))
      const profile = await personProfile(history.context, history.reach, {
        personId: ada?.id ?? 0,
        revision: head,
        by: 'month',
      })
      const facts = (fact: string) =>
        Object.fromEntries(profile.rows.filter((row) => row.fact === fact).map((row) => [row.key, row.commits]))
      const counts = (column: number, word = (text: string) => text) =>
        Object.fromEntries(
          [...Map.groupBy(own, (line) => word(line[column] ?? ''))].map(([key, lines]) => [key, lines.length]),
        )
      expect(facts('authored')).toEqual({ commits: own.length, merges: 0 })
      expect(facts('first commit')).toEqual({ [own.at(-1)?.[1] ?? '']: 1 })
      expect(facts('last commit')).toEqual({ [own[0]?.[1] ?? '']: 1 })
      expect(facts('month')).toEqual(counts(2))
      expect(facts('active months')).toEqual({ null: Object.keys(counts(2)).length })
      expect(facts('weekday')).toEqual(counts(3))
      expect(facts('hour')).toEqual(counts(4, (hour) => String(Number(hour))))
      const identities = profile.rows.filter((row) => row.fact === 'identity')
      expect(Object.fromEntries(identities.map((row) => [`${row.key} <${row.detail}>`, row.commits]))).toEqual(
        counts(0),
      )
      expect(profile.rows.filter((row) => row.fact === 'folder').map((row) => row.key)).toContain('src/')
      expect(facts('role')).toEqual({ committer: 0 })
      expect(await db.query(profile.sql)).toHaveLength(profile.rows.length)
    })

    test('a committer of the work of others, and a co-author, are told as such', async () => {
      const [grace] = await resolvePeople(history.context, 'grace')
      const profileOf = () =>
        personProfile(history.context, history.reach, { personId: grace?.id ?? 0, revision: head })
      const others = crew.git('log', '--format=%an', 'main').filter((author) => author !== 'Grace Hopper')
      expect((await profileOf()).rows.find((row) => row.fact === 'role')).toMatchObject({
        key: 'committer',
        commits: others.length,
      })
      expect((await profileOf()).knowsTrailers).toBe(false)
      await db.query(
        `INSERT INTO commit_links (repository_id, commit_id, ordinal, kind, key, value) VALUES
          ($1, 5, 1, 'co-authored-by', 'grace@navy.example', 'x'), ($1, 6, 1, 'co-authored-by', 'grace@navy.example', 'x'),
          ($1, 6, 2, 'reviewed-by', 'grace@navy.example', 'x'), ($1, 7, 1, 'co-authored-by', 'kim@crew.example', 'x')`,
        [history.context.repositoryId],
      )
      const roles = (await profileOf()).rows.filter((row) => row.fact === 'role').slice(1)
      expect(roles.map((row) => [row.key, row.commits])).toEqual([
        ['co-authored-by', 2],
        ['reviewed-by', 1],
      ])
    })

    test('a mailmap that comes, changes and goes is followed on refresh, as git shortlog follows it', async () => {
      const shortlog = () =>
        crew
          .git('shortlog', '-sne', '--no-merges', 'main')
          .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line)?.slice(1) ?? [])
      const ours = async () => {
        await ingestCommits(history.context)
        const revision = crew.git('rev-parse', 'main')[0] ?? ''
        const { rows } = await owners({ revision })
        return rows.map((row) => [String(row.commits), `${row.author} <${row.email}>`])
      }
      const before = (await ours()).map(([, person]) => person)
      crew.put('.mailmap', MAILMAP)
      expect((await ours()).toSorted()).toEqual(shortlog().toSorted())
      crew.put('.mailmap', MAILMAP.replaceAll('Anna Schmidt', 'Anna Weber').replace(/^Kim.*\n/m, ''))
      const changed = await ours()
      expect(changed.toSorted()).toEqual(shortlog().toSorted())
      expect(changed.map(([, person]) => person)).toContain('Anna Weber <anna@crew.example>')
      crew.put('.mailmap', undefined)
      expect((await ours()).map(([, person]) => person).toSorted()).toEqual(before.toSorted())
    })
  })
}
