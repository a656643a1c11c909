// Every filter of the commit query with every result: the rows are those that follow from what plain git tells.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#lib/db/database.ts'
import { type CommitQuery, type CommitResult, type GroupBy, runCommitQuery } from '#lib/history/commit-query.ts'
import { ingestChangedLines } from '#lib/history/ingest.ts'
import { ENGINES, type Engine } from '#tests/db/engines.ts'
import { type OpenHistory, openHistory } from './open-history.ts'
import { makeRandomRepository, type RandomRepository } from './random-repository.ts'
import { type ToldCommit, type ToldFile, toldByGit } from './told-by-git.ts'

type Filters = Omit<CommitQuery, 'reach' | 'result'> & { readonly reach?: Partial<CommitQuery['reach']> }

interface Filter {
  readonly name: string
  readonly filters: Filters
  /** Whether git's commit is one of them. */
  readonly keeps: (commit: ToldCommit) => boolean
}

const PATH = 'src/file-3.txt'
const [SINCE_S, UNTIL_S] = [Date.UTC(2018, 1, 1) / 1000, Date.UTC(2018, 2, 20) / 1000]
const DAY_S = 86_400

const localS = (commit: ToldCommit) => commit.authoredAtS + commit.offsetMinutes * 60
const localDate = (commit: ToldCommit) => new Date(localS(commit) * 1000)
const touches = (commit: ToldCommit, path: string) =>
  commit.files.some((file) => [file.path, file.oldPath].some((name) => isUnder(name, path)))
const isUnder = (name: string | undefined, path: string) =>
  name !== undefined &&
  (path.startsWith('*') ? name.endsWith(path.slice(1)) : path.endsWith('/') ? name.startsWith(path) : name === path)
const linesOf = (files: readonly ToldFile[]) => files.reduce((sum, file) => sum + (file.lines ?? 0), 0)
const isRevert = ({ message }: ToldCommit) => message.startsWith('Revert "')

for (const { name, start } of ENGINES) {
  describe.skipIf(start === undefined)(`the algebra on ${name}`, () => {
    let engine: Engine
    let db: Database
    let repository: RandomRepository
    let history: OpenHistory
    let head: string
    let commits: readonly ToldCommit[]
    let ids: ReadonlyMap<string, number>
    let people: ReadonlyMap<string, number>
    let coAuthored: ReadonlyMap<string, readonly string[]>
    let filters: readonly Filter[]

    beforeAll(async () => {
      engine = await (start as () => Promise<Engine>)()
      db = await engine.open()
      repository = makeRandomRepository({ seed: 11, commits: 240 })
      history = await openHistory(db, repository.gitFolder)
      await ingestChangedLines(history.context)
      head = repository.git('rev-parse', 'main')
      commits = toldByGit(repository, 'main')
      const repositoryId = [history.context.repositoryId]
      const rows = await db.query<{ oid: string; id: number }>(
        'SELECT oid, id FROM commits WHERE repository_id = $1',
        repositoryId,
      )
      ids = new Map(rows.map(({ oid, id }) => [oid, id]))
      const found = await db.query<{ email: string; id: number }>(
        'SELECT email, person_id AS id FROM identities WHERE repository_id = $1',
        repositoryId,
      )
      people = new Map(found.map(({ email, id }) => [email, id]))
      coAuthored = await nameCoAuthors()
      filters = makeFilters()
    })
    afterAll(async () => {
      await db?.close()
      await engine?.stop()
      repository?.dispose()
    })

    const idOf = (commit: ToldCommit | undefined) => ids.get(commit?.sha ?? '') ?? 0
    const person = (email: string) => people.get(email) ?? 0

    /** Every fifth commit names somebody, every seventh somebody who never committed, some of them both. */
    async function nameCoAuthors(): Promise<ReadonlyMap<string, readonly string[]>> {
      const named = new Map<string, readonly string[]>()
      const { repositoryId } = history.context
      for (const [index, { sha }] of commits.entries()) {
        const emails = [
          ...(index % 5 === 0 ? ['ada@example.org'] : []),
          ...(index % 7 === 0 ? ['guest@example.net'] : []),
        ]
        named.set(sha, emails)
        for (const [ordinal, email] of emails.entries())
          await db.query(
            `INSERT INTO commit_links (repository_id, commit_id, ordinal, kind, key, value, identity_id)
             VALUES ($1, $2, $3, 'co-authored-by', $4, $5, (SELECT id FROM identities WHERE repository_id = $1 AND email = $4 LIMIT 1))`,
            [repositoryId, ids.get(sha), ordinal, email, `Somebody <${email}>`],
          )
      }
      return named
    }

    function makeFilters(): readonly Filter[] {
      const ada = person('ada@example.org')
      const grace = person('grace@navy.example.org')
      const from = repository.git('rev-parse', repository.git('tag', '--list', '--merged=main').split('\n')[1] ?? '')
      const before = new Set(toldByGit(repository, from).map(({ sha }) => sha))
      const mainline = new Set(repository.git('rev-list', '--first-parent', head).split('\n'))
      const odd = commits.map(idOf).filter((id) => id % 2 === 1)
      const oddRanges = odd.toSorted((a, b) => a - b).map((id) => `[${id},${id + 1})`)
      const ofMany = (commit: ToldCommit) => commit.parents.length > 1
      const lines = (commit: ToldCommit) => linesOf(commit.files)
      const isSized = (commit: ToldCommit) => commit.files.length > 0
      const weekend = (commit: ToldCommit) => [0, 6].includes(localDate(commit).getUTCDay())
      const hour = (commit: ToldCommit) => localDate(commit).getUTCHours()
      const monthDays = new Set(commits.slice(0, 4).map((commit) => localDate(commit).toISOString().slice(5, 10)))
      return [
        { name: 'everything', filters: {}, keeps: () => true },
        { name: 'a range', filters: { reach: { from } }, keeps: ({ sha }) => !before.has(sha) },
        { name: 'first parents', filters: { reach: { firstParent: true } }, keeps: ({ sha }) => mainline.has(sha) },
        {
          name: 'ids',
          filters: { within: `{${oddRanges.join(',')}}` },
          keeps: (commit) => idOf(commit) % 2 === 1,
        },
        { name: 'a file', filters: { paths: [PATH] }, keeps: (commit) => touches(commit, PATH) },
        { name: 'an ending', filters: { paths: ['*.md'] }, keeps: (commit) => touches(commit, '*.md') },
        {
          name: 'an ending or a folder, without merges',
          filters: { paths: ['*.md', 'src/'], merges: 'exclude' },
          keeps: (commit) => touches(commit, '*.md') || touches(commit, 'src/'),
        },
        {
          name: 'a folder and an ending by one commit',
          filters: { paths: ['docs/', '*.md'], allPaths: true },
          keeps: (commit) => touches(commit, 'docs/') && touches(commit, '*.md'),
        },
        { name: 'a folder', filters: { paths: ['src/'] }, keeps: (commit) => touches(commit, 'src/') },
        {
          name: 'any of two folders',
          filters: { paths: ['docs/', 'src/'] },
          keeps: (commit) => touches(commit, 'docs/') || touches(commit, 'src/'),
        },
        {
          name: 'both of two folders',
          filters: { paths: ['docs/', 'src/'], allPaths: true },
          keeps: (commit) => touches(commit, 'docs/') && touches(commit, 'src/'),
        },
        {
          name: 'two authors',
          filters: { personIds: [ada, grace] },
          keeps: ({ email }) => email === 'ada@example.org' || email === 'grace@navy.example.org',
        },
        {
          name: 'not an author',
          filters: { excludedPersonIds: [ada] },
          keeps: ({ email }) => email !== 'ada@example.org',
        },
        {
          name: 'a domain or an author',
          filters: { personIds: [grace], domains: ['ci.example.org'] },
          keeps: ({ email }) => email === 'grace@navy.example.org' || email === 'bot@ci.example.org',
        },
        {
          name: 'not a domain',
          filters: { excludedDomains: ['example.org'] },
          keeps: ({ email }) => !email.endsWith('@example.org'),
        },
        {
          name: 'with a co-author',
          filters: { has: ['co-author'] },
          keeps: ({ sha }) => (coAuthored.get(sha)?.length ?? 0) > 0,
        },
        {
          name: 'a day of any year',
          filters: { monthDays: [...monthDays] },
          keeps: (commit) => monthDays.has(localDate(commit).toISOString().slice(5, 10)),
        },
        {
          name: 'a committer',
          filters: { committerIds: [grace] },
          keeps: ({ committerEmail }) => committerEmail === 'grace@navy.example.org',
        },
        {
          name: 'a co-author',
          filters: { coAuthors: { personIds: [ada], keys: [] } },
          keeps: ({ sha }) => coAuthored.get(sha)?.includes('ada@example.org') ?? false,
        },
        {
          name: 'a co-author who never committed',
          filters: { coAuthors: { personIds: [], keys: ['guest@example.net'] } },
          keeps: ({ sha }) => coAuthored.get(sha)?.includes('guest@example.net') ?? false,
        },
        {
          name: 'a period of writing',
          filters: { sinceS: SINCE_S, untilS: UNTIL_S },
          keeps: ({ authoredAtS }) => authoredAtS >= SINCE_S && authoredAtS < UNTIL_S,
        },
        {
          name: 'a period of committing',
          filters: { sinceS: SINCE_S, untilS: UNTIL_S, dateField: 'committed' },
          keeps: ({ committedAtS }) => committedAtS >= SINCE_S && committedAtS < UNTIL_S,
        },
        {
          name: 'words',
          filters: { messageWords: ['FIX', 'a'] },
          keeps: ({ message }) => /fix/i.test(message) && /a/i.test(message),
        },
        {
          name: 'words beyond ASCII',
          filters: { messageWords: ['ünï'] },
          keeps: ({ message }) => /ünï/iu.test(message),
        },
        { name: 'merges', filters: { merges: 'only' }, keeps: ofMany },
        { name: 'no merges', filters: { merges: 'exclude' }, keeps: (commit) => !ofMany(commit) },
        { name: 'reverts', filters: { reverts: 'only' }, keeps: isRevert },
        { name: 'no reverts', filters: { reverts: 'exclude' }, keeps: (commit) => !isRevert(commit) },
        { name: 'many lines', filters: { minLines: 20 }, keeps: (commit) => isSized(commit) && lines(commit) >= 20 },
        { name: 'few lines', filters: { maxLines: 15 }, keeps: (commit) => isSized(commit) && lines(commit) <= 15 },
        {
          name: 'two or three files',
          filters: { minFiles: 2, maxFiles: 3 },
          keeps: ({ files }) => files.length >= 2 && files.length <= 3,
        },
        { name: 'weekends', filters: { weekdays: ['saturday', 'sunday'] }, keeps: weekend },
        {
          name: 'hours of the day',
          filters: { sinceHour: 9, untilHour: 17 },
          keeps: (commit) => hour(commit) >= 9 && hour(commit) < 17,
        },
        {
          name: 'hours past midnight',
          filters: { sinceHour: 22, untilHour: 6 },
          keeps: (commit) => hour(commit) >= 22 || hour(commit) < 6,
        },
        {
          name: 'many at once',
          filters: { paths: ['src/'], untilS: UNTIL_S, excludedPersonIds: [grace], maxFiles: 3, sinceHour: 4 },
          keeps: (commit) =>
            touches(commit, 'src/') &&
            commit.authoredAtS < UNTIL_S &&
            commit.email !== 'grace@navy.example.org' &&
            commit.files.length <= 3 &&
            hour(commit) >= 4,
        },
      ]
    }

    const ask = ({ filters: { reach, ...rest } }: Filter, result: CommitResult) =>
      runCommitQuery(history.context, history.reach, { reach: { to: head, ...reach }, ...rest, result })
    const keptBy = (filter: Filter) => commits.filter(filter.keeps)
    const atOf =
      ({ filters: { dateField } }: Filter) =>
      (commit: ToldCommit) =>
        dateField === 'committed' ? commit.committedAtS : commit.authoredAtS
    /** Files that count for a filter: those of the paths asked about, else all. */
    const filesOf = ({ filters: { paths } }: Filter, commit: ToldCommit) =>
      commit.files.filter(
        (file) => paths === undefined || paths.some((path) => isUnder(file.path, path) || isUnder(file.oldPath, path)),
      )
    const each = async (check: (filter: Filter, kept: readonly ToldCommit[]) => Promise<void>) => {
      for (const filter of filters) await check(filter, keptBy(filter))
    }

    test('each filter keeps some commits and leaves some out', async () => {
      await each(async ({ name: filter }, kept) => {
        expect(kept.length, filter).toBeGreaterThan(2)
        if (filter !== 'everything') expect(kept.length, filter).toBeLessThan(commits.length)
      })
    })

    test('count', () =>
      each(async (filter, kept) => {
        const { rows, total } = await ask(filter, { kind: 'count' })
        expect([rows, total], filter.name).toEqual([[{ commits: kept.length }], kept.length])
      }))

    test('list: newest, oldest, and a page from the middle', () =>
      each(async (filter, kept) => {
        const ordered = kept.toSorted((a, b) => b.committedAtS - a.committedAtS || idOf(b) - idOf(a))
        const shas = ordered.map(({ sha }) => sha)
        const newest = await ask(filter, { kind: 'list', limit: 500 })
        expect(
          newest.rows.map((row) => row.sha),
          filter.name,
        ).toEqual(shas)
        const oldest = await ask(filter, { kind: 'list', limit: 4, order: 'oldest' })
        expect(
          oldest.rows.map((row) => row.sha),
          filter.name,
        ).toEqual(shas.toReversed().slice(0, 4))
        const page = await ask(filter, { kind: 'list', limit: 2, offset: 1 })
        expect(
          page.rows.map((row) => row.sha),
          filter.name,
        ).toEqual(shas.slice(1, 3))
        const behind = await ask(filter, { kind: 'list', limit: 2, offset: 400 })
        expect(behind.rows, filter.name).toEqual([])
        for (const { total } of [newest, oldest, page, behind]) expect(total, filter.name).toBe(kept.length)
        for (const { sha, filesChanged, additions, deletions } of newest.rows) {
          const told = commits.find((commit) => commit.sha === sha)
          expect(filesChanged).toBe(told?.files.length)
          expect(Number(additions) + Number(deletions)).toBe(linesOf(told?.files ?? []))
        }
      }))

    test('largest and smallest, by the lines of the paths asked about', () =>
      each(async (filter, kept) => {
        const sized = kept.map((commit) => ({ ...commit, size: linesOf(filesOf(filter, commit)) }))
        const largest = sized.toSorted((a, b) => b.size - a.size || idOf(b) - idOf(a))
        const { rows, total } = await ask(filter, { kind: 'list', limit: 7, order: 'largest' })
        expect([rows.map((row) => row.sha), total], filter.name).toEqual([
          largest.slice(0, 7).map(({ sha }) => sha),
          kept.length,
        ])
        for (const by of ['additions', 'deletions', 'files'] as const) {
          const large = await ask(filter, { kind: 'list', limit: 500, order: 'largest', by })
          expect(large.total, filter.name).toBe(kept.length)
          const sizes = large.rows.map((row) => {
            const told = sized.find(({ sha }) => sha === row.sha)
            return by === 'files' ? (told ? filesOf(filter, told).length : -1) : Number(row[by] ?? 0)
          })
          expect(sizes, `${filter.name} ${by}`).toEqual(sizes.toSorted((a, b) => b - a))
        }
        const smallest = sized
          .filter((commit) => filesOf(filter, commit).length > 0)
          .toSorted((a, b) => a.size - b.size || idOf(b) - idOf(a))
        const small = await ask(filter, { kind: 'list', limit: 7, order: 'smallest' })
        expect([small.rows.map((row) => row.sha), small.total], filter.name).toEqual([
          smallest.slice(0, 7).map(({ sha }) => sha),
          smallest.length,
        ])
      }))

    test('people: top by commits and by lines, committers and co-authors', () =>
      each(async (filter, kept) => {
        const counted = async (result: CommitResult, emails: (commit: ToldCommit) => readonly string[]) => {
          const { rows, total } = await ask(filter, result)
          const expected = countBy(kept, emails)
          const found = new Map(rows.map((row) => [row.email, row.commits]))
          expect(found, `${filter.name} ${JSON.stringify(result)}`).toEqual(expected)
          expect(total).toBe(expected.size)
          expect(rows.map((row) => row.commits)).toEqual(
            rows.map((row) => row.commits).toSorted((a, b) => Number(b) - Number(a)),
          )
        }
        await counted({ kind: 'top', by: 'commits', limit: 50 }, ({ email }) => [email])
        await counted({ kind: 'group', by: 'author', limit: 50 }, ({ email }) => [email])
        await counted({ kind: 'group', by: 'committer', limit: 50 }, ({ committerEmail }) => [committerEmail])
        await counted({ kind: 'group', by: 'co_author', limit: 50 }, ({ sha }) => coAuthored.get(sha) ?? [])
        const { rows } = await ask(filter, { kind: 'top', by: 'lines', limit: 50 })
        const lines = sumBy(
          kept,
          ({ email }) => [email],
          (commit) => linesOf(filesOf(filter, commit)),
        )
        const found = new Map(rows.map((row) => [row.email, Number(row.additions) + Number(row.deletions)]))
        expect(found, filter.name).toEqual(lines)
      }))

    test('people: first and last day, new ones, those who stopped, and places', () =>
      each(async (filter, kept) => {
        const at = atOf(filter)
        const lives = Map.groupBy(kept, ({ email }) => email)
        const { rows } = await ask(filter, { kind: 'top', by: 'commits', limit: 50 })
        for (const { email, firstAt, lastAt } of rows) {
          const times = lives.get(String(email))?.map(at) ?? []
          expect([Date.parse(String(firstAt)), Date.parse(String(lastAt))], filter.name).toEqual([
            Math.min(...times) * 1000,
            Math.max(...times) * 1000,
          ])
        }
        const inReach = new Set(
          filter.filters.reach?.from ? keptBy(filter).map(({ sha }) => sha) : commits.map(({ sha }) => sha),
        )
        const { sinceS } = filter.filters
        const earlier = commits.filter(
          (commit) => !inReach.has(commit.sha) || (sinceS !== undefined && at(commit) < sinceS),
        )
        const known = new Set(earlier.map(({ email }) => email))
        const fresh = await ask(filter, { kind: 'first-time-authors', limit: 50 })
        expect(fresh.rows.map((row) => row.email).toSorted(), filter.name).toEqual(
          [...lives.keys()].filter((email) => !known.has(email)).toSorted(),
        )
        const tip = new Date(
          (filter.filters.untilS ?? Number(repository.git('log', '-1', '--format=%ct', head))) * 1000,
        )
        tip.setUTCMonth(tip.getUTCMonth() - 1)
        // A period with a number of months is looked at as a whole.
        const stopped = await ask(filter, { kind: 'stopped-authors', months: 1, limit: 50 })
        expect(stopped.rows.map((row) => row.email).toSorted(), filter.name).toEqual(
          [...lives]
            .filter(([, own]) => Math.max(...own.map(at)) * 1000 < tip.getTime())
            .map(([email]) => email)
            .toSorted(),
        )
        if (filter.filters.personIds !== undefined) return
        const counts = [...lives.values()].map((own) => own.length)
        const asked = { ...filter, filters: { ...filter.filters, personIds: [person('jose@example.org')] } }
        const [row] = (await ask(asked, { kind: 'rank', by: 'commits' })).rows
        const own = lives.get('jose@example.org')?.length ?? 0
        const rank = own === 0 ? null : 1 + counts.filter((count) => count > own).length
        expect(row, filter.name).toMatchObject({ rank, commits: own, authors: lives.size })
      }))

    test('groups of times, of the clock and of addresses', () =>
      each(async (filter, kept) => {
        const at = atOf(filter)
        const day = (commit: ToldCommit) => new Date(at(commit) * 1000)
        const iso = (commit: ToldCommit) => day(commit).toISOString()
        const keys: Readonly<Partial<Record<GroupBy, (commit: ToldCommit) => string>>> = {
          year: (commit) => iso(commit).slice(0, 4),
          quarter: (commit) => `${iso(commit).slice(0, 4)}-Q${Math.floor(day(commit).getUTCMonth() / 3) + 1}`,
          month: (commit) => iso(commit).slice(0, 7),
          week: (commit) => isoWeek(day(commit)),
          day: (commit) => iso(commit).slice(0, 10),
          weekday: (commit) => DAYS[localDate(commit).getUTCDay()] ?? '',
          hour: (commit) => String(localDate(commit).getUTCHours()).padStart(2, '0'),
          email_domain: ({ email }) => email.split('@')[1] ?? '',
        }
        for (const [by, key] of Object.entries(keys) as readonly (readonly [
          GroupBy,
          (commit: ToldCommit) => string,
        ])[]) {
          const { rows, total } = await ask(filter, { kind: 'group', by, limit: 500 })
          const expected = countBy(kept, (commit) => [key(commit)])
          expect(new Map(rows.map((row) => [row[by], row.commits])), `${filter.name} by ${by}`).toEqual(expected)
          expect(total).toBe(expected.size)
        }
        const lines = await ask(filter, { kind: 'group', by: 'month', measure: 'lines', limit: 500 })
        expect(
          new Map(lines.rows.map((row) => [row.month, Number(row.additions) + Number(row.deletions)])),
          filter.name,
        ).toEqual(
          sumBy(
            kept,
            (commit) => [iso(commit).slice(0, 7)],
            (commit) => linesOf(filesOf(filter, commit)),
          ),
        )
      }))

    test('groups of paths, folders and extensions', () =>
      each(async (filter, kept) => {
        const names = {
          path: (path: string) => path,
          folder: (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : './'),
          extension: (path: string) => /[^/](\.[^./]+)$/.exec(path)?.[1] ?? '(none)',
        } as const
        for (const [by, nameOf] of Object.entries(names) as readonly (readonly [
          keyof typeof names,
          (path: string) => string,
        ])[]) {
          const { rows, total } = await ask(filter, { kind: 'group', by, limit: 500 })
          const expected = countBy(kept, (commit) => filesOf(filter, commit).map(({ path }) => nameOf(path)))
          expect(new Map(rows.map((row) => [row[by], row.commits])), `${filter.name} by ${by}`).toEqual(expected)
          expect(total).toBe(expected.size)
        }
        const { rows } = await ask(filter, { kind: 'group', by: 'folder', measure: 'lines', limit: 500 })
        const lines = new Map<string, number>()
        for (const file of kept.flatMap((commit) => filesOf(filter, commit)))
          lines.set(names.folder(file.path), (lines.get(names.folder(file.path)) ?? 0) + (file.lines ?? 0))
        expect(
          new Map(rows.map((row) => [row.folder, Number(row.additions) + Number(row.deletions)])),
          filter.name,
        ).toEqual(lines)
      }))

    test('shares, averages and the longest gap', () =>
      each(async (filter, kept) => {
        const at = atOf(filter)
        const {
          personIds,
          excludedPersonIds,
          committerIds,
          coAuthors,
          domains,
          excludedDomains,
          sinceS,
          untilS,
          merges,
          reach,
        } = filter.filters
        const people = [personIds, excludedPersonIds, committerIds, coAuthors, domains, excludedDomains]
        const isOfPeople = people.some((some) => some !== undefined)
        const [share] = (await ask(filter, { kind: 'share' })).rows
        expect(share?.commits, filter.name).toBe(kept.length)
        if (!isOfPeople) {
          const scope = filters.find(
            ({ name: other }) => other === (reach?.from ? 'a range' : reach ? 'first parents' : 'everything'),
          )
          const whole = commits.filter(
            (commit) =>
              (scope?.keeps(commit) ?? true) &&
              (sinceS === undefined || at(commit) >= sinceS) &&
              (untilS === undefined || at(commit) < untilS) &&
              (merges !== 'exclude' || commit.parents.length < 2),
          )
          expect(share?.of, filter.name).toBe(whole.length)
          expect(share?.percent, filter.name).toBeCloseTo((100 * kept.length) / whole.length, 1)
        }
        const days = kept.map((commit) => Math.floor(at(commit) / DAY_S))
        const reached = commits.filter((commit) => !reach || keptBy(filter).includes(commit)).map(at)
        const first =
          sinceS === undefined ? Math.min(...days) : Math.floor(Math.max(sinceS, Math.min(...reached)) / DAY_S)
        const last =
          untilS === undefined ? Math.max(...days) : Math.floor(Math.min(untilS - 1, Math.max(...reached)) / DAY_S)
        const perDay = Array.from(
          { length: last - first + 1 },
          (_, index) => days.filter((day) => day === first + index).length,
        )
        expect((await ask(filter, { kind: 'average', by: 'day' })).rows, filter.name).toEqual([
          averageRow('day', perDay, kept.length),
        ])
        const perAuthor = [...countBy(kept, ({ email }) => [email]).values()]
        expect((await ask(filter, { kind: 'average', by: 'author' })).rows, filter.name).toEqual([
          averageRow('author', perAuthor, kept.length),
        ])
        const authorsOfHour = Array.from(
          { length: 24 },
          (_, hour) =>
            new Set(kept.filter((each) => localDate(each).getUTCHours() === hour).map(({ email }) => email)).size,
        )
        expect((await ask(filter, { kind: 'average', by: 'hour', of: 'authors' })).rows, filter.name).toEqual([
          { ...averageRow('hour', authorsOfHour, kept.length), of: 'authors' },
        ])
        const perHour = Array.from(
          { length: 24 },
          (_, hour) => kept.filter((commit) => localDate(commit).getUTCHours() === hour).length,
        )
        expect((await ask(filter, { kind: 'average', by: 'hour' })).rows, filter.name).toEqual([
          averageRow('hour', perHour, kept.length),
        ])
        const sized = kept.filter((commit) => filesOf(filter, commit).length > 0)
        const files = sized.map((commit) => filesOf(filter, commit).length)
        if (sized.length === 0) return
        expect((await ask(filter, { kind: 'average', by: 'commit', of: 'files' })).rows, filter.name).toEqual([
          { ...averageRow('commit', files, files.length), of: 'files' },
        ])
        const lines = sized.map((commit) => linesOf(filesOf(filter, commit)))
        const [ofLines] = (await ask(filter, { kind: 'average', by: 'commit', of: 'lines' })).rows
        expect(ofLines?.of, filter.name).toBe('lines')
        expect(Number(ofLines?.average) * Number(ofLines?.units), filter.name).toBeCloseTo(
          lines.reduce((sum, each) => sum + each, 0),
          -1,
        )
        const inTime = kept.toSorted((a, b) => at(a) - at(b) || idOf(a) - idOf(b))
        const gaps = inTime.slice(1).map((commit, index) => at(commit) - at(inTime[index] ?? commit))
        const { rows, total } = await ask(filter, { kind: 'longest-gap', limit: 3 })
        expect([rows.map((row) => row.seconds), total], filter.name).toEqual([
          gaps.toSorted((a, b) => b - a).slice(0, 3),
          gaps.length,
        ])
        const before = inTime.findIndex(({ sha }) => sha === rows[0]?.sha)
        expect(inTime[before + 1]?.sha, filter.name).toBe(rows[0]?.nextSha)
      }))

    test('people by what they added, removed and touched, most or fewest first, and within a threshold', () =>
      each(async (filter, kept) => {
        const byEmail = ({ email }: ToldCommit) => [email]
        const files = new Map<string, Set<string>>()
        for (const commit of kept)
          files.set(
            commit.email,
            new Set([...(files.get(commit.email) ?? []), ...filesOf(filter, commit).map(({ path }) => path)]),
          )
        const touched = await ask(filter, { kind: 'top', by: 'files', limit: 50 })
        expect(new Map(touched.rows.map((row) => [row.email, row.files])), filter.name).toEqual(
          new Map([...files].map(([email, paths]) => [email, paths.size])),
        )
        expect(touched.rows.map((row) => Number(row.files))).toEqual(
          touched.rows.map((row) => Number(row.files)).toSorted((a, b) => b - a),
        )
        for (const by of ['additions', 'deletions'] as const) {
          const { rows } = await ask(filter, { kind: 'top', by, limit: 50 })
          const found = rows.map((row) => Number(row[by]))
          expect(found, filter.name).toEqual(found.toSorted((a, b) => b - a))
        }
        const counts = [...countBy(kept, byEmail)]
        const few = await ask(filter, { kind: 'top', by: 'commits', fewest: true, limit: 50 })
        expect(
          few.rows.map((row) => row.commits),
          filter.name,
        ).toEqual(counts.map(([, count]) => count).toSorted((a, b) => a - b))
        const some = await ask(filter, { kind: 'top', by: 'commits', minCommits: 2, maxCommits: 30, limit: 1 })
        expect(some.total, filter.name).toBe(counts.filter(([, count]) => count >= 2 && count <= 30).length)
        const named = await ask(filter, { kind: 'group', by: 'trailer', trailer: 'co-authored-by', limit: 50 })
        expect(new Map(named.rows.map((row) => [row.email, row.commits])), filter.name).toEqual(
          countBy(kept, ({ sha }) => coAuthored.get(sha) ?? []),
        )
      }))

    test('groups by their authors and files, and times without a commit', () =>
      each(async (filter, kept) => {
        const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : './')
        const distinct = (
          keys: (commit: ToldCommit) => readonly string[],
          values: (commit: ToldCommit) => readonly string[],
        ) => {
          const found = new Map<string, Set<string>>()
          for (const commit of kept)
            for (const key of keys(commit)) found.set(key, new Set([...(found.get(key) ?? []), ...values(commit)]))
          return new Map([...found].map(([key, set]) => [key, set.size]))
        }
        const check = async (by: GroupBy, measure: 'authors' | 'files', expected: Map<string, number>) => {
          const { rows } = await ask(filter, { kind: 'group', by, measure, limit: 500 })
          expect(new Map(rows.map((row) => [row[by], row[measure]])), `${filter.name} ${by} ${measure}`).toEqual(
            expected,
          )
          const values = rows.map((row) => Number(row[measure]))
          expect(values).toEqual(values.toSorted((a, b) => b - a))
        }
        const paths = (commit: ToldCommit) => filesOf(filter, commit).map(({ path }) => path)
        const month = (commit: ToldCommit) => [new Date(atOf(filter)(commit) * 1000).toISOString().slice(0, 7)]
        const author = ({ email }: ToldCommit) => [email]
        await check('path', 'authors', distinct(paths, author))
        await check(
          'folder',
          'authors',
          distinct((commit) => paths(commit).map(folderOf), author),
        )
        await check('month', 'authors', distinct(month, author))
        await check('month', 'files', distinct(month, paths))
        await check(
          'email_domain',
          'files',
          distinct(({ email }) => [email.split('@')[1] ?? ''], paths),
        )
        const hours = countBy(kept, (commit) => [String(localDate(commit).getUTCHours()).padStart(2, '0')])
        const silent = await ask(filter, { kind: 'group', by: 'hour', maxCommits: 0, limit: 50 })
        expect(
          silent.rows.map((row) => row.hour),
          filter.name,
        ).toEqual(
          Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')).filter((hour) => !hours.has(hour)),
        )
        const fewest = await ask(filter, { kind: 'group', by: 'hour', fewest: true, limit: 24 })
        expect(fewest.rows.map((row) => row.commits)).toEqual(
          Array.from({ length: 24 }, (_, hour) => hours.get(String(hour).padStart(2, '0')) ?? 0).toSorted(
            (a, b) => a - b,
          ),
        )
      }))

    test('who stopped in a period made the last commit in it', async () => {
      const filter: Filter = { name: 'a period', filters: { sinceS: SINCE_S, untilS: UNTIL_S }, keeps: () => true }
      const { rows } = await ask(filter, { kind: 'stopped-authors', limit: 50 })
      const lives = Map.groupBy(commits, ({ email }) => email)
      const expected = [...lives].filter(([, own]) => {
        const last = Math.max(...own.map(({ authoredAtS }) => authoredAtS))
        return last >= SINCE_S && last < UNTIL_S
      })
      expect(rows.map((row) => row.email).toSorted()).toEqual(expected.map(([email]) => email).toSorted())
    })

    test('every statement shown as a receipt gives the same number of rows', () =>
      each(async (filter) => {
        const results: readonly CommitResult[] = [
          { kind: 'share' },
          { kind: 'average', by: 'week' },
          { kind: 'longest-gap', limit: 2 },
          { kind: 'group', by: 'co_author', limit: 3 },
          { kind: 'group', by: 'folder', measure: 'authors', fewest: true, limit: 3 },
          { kind: 'group', by: 'week', measure: 'files', fewest: true, limit: 3 },
          { kind: 'group', by: 'trailer', trailer: 'co-authored-by', measure: 'files', limit: 3 },
          { kind: 'top', by: 'files', minCommits: 2, limit: 3 },
          { kind: 'list', limit: 3, offset: 1, order: 'smallest' },
        ]
        for (const result of results) {
          const { rows, sql } = await ask(filter, result)
          expect((await db.query(sql)).length, `${filter.name} ${result.kind}`).toBe(rows.length)
        }
      }))

    test('co-authors are said to be incomplete until the links are read', async () => {
      const [everything] = filters as readonly [Filter]
      const { notices } = await ask(everything, { kind: 'group', by: 'co_author', limit: 3 })
      expect(notices).toEqual([expect.stringContaining('Co-authors are not all read')])
      expect((await ask(everything, { kind: 'count' })).notices).toEqual([])
    })
  })
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek(date: Date): string {
  const thursday = new Date(date)
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7))
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_S * 1000)) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}

function sumBy(
  commits: readonly ToldCommit[],
  keys: (commit: ToldCommit) => readonly string[],
  amount: (commit: ToldCommit) => number,
): Map<string, number> {
  const sums = new Map<string, number>()
  for (const commit of commits)
    for (const key of new Set(keys(commit))) sums.set(key, (sums.get(key) ?? 0) + amount(commit))
  return sums
}

function countBy(commits: readonly ToldCommit[], keys: (commit: ToldCommit) => readonly string[]): Map<string, number> {
  return sumBy(commits, keys, () => 1)
}

function averageRow(unit: string, counts: readonly number[], commits: number) {
  const sorted = counts.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const sum = counts.reduce((total, count) => total + count, 0)
  return {
    unit,
    of: 'commits',
    average: expect.closeTo(sum / counts.length, 1),
    minimum: sorted[0],
    maximum: sorted.at(-1),
    median: ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2,
    units: counts.length,
    commits,
  }
}
