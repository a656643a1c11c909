// Runs the operations of history on sampled inputs beside plain git, and tells where the two differ.
import type { Finding, OperationContext } from '#agents/operations/operation.ts'
import { runOperation } from '#agents/operations/registry.ts'
import { blameLines } from '#lib/git/blame.ts'
import { lineageOf, type PlainCommit, type PlainHistory, plainPeople, touches } from './plain-history.ts'
import type { Sample } from './sample.ts'
import { isUtf8Path } from './sample.ts'

export interface Check {
  /** What was compared: "count by author", "blame". */
  readonly name: string
  readonly input: unknown
  readonly expected: string
  readonly actual: string
}

export interface Compared {
  readonly context: OperationContext
  readonly history: PlainHistory
  readonly sample: Sample
}

const LIST = 500
const DAY_S = 86_400
const isoDay = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
const isMerge = (commit: PlainCommit) => commit.parents.length > 1
const byCommitDate = (a: PlainCommit, b: PlainCommit) => b.committedAtS - a.committedAtS

/** A set as text: equal texts are equal sets. */
const listed = (values: Iterable<string>) => [...values].toSorted().join(' ')
const counted = (values: Iterable<string>) => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
const pairs = (counts: Iterable<readonly [string, number]>) =>
  listed([...counts].map(([key, count]) => `${key}=${count}`))

/** Filters as an operation takes them, and the commits that fit by plain git. */
interface Scope {
  readonly input: Record<string, unknown>
  readonly authored: readonly PlainCommit[]
  /** With the period by commit dates, as lists take it. */
  readonly committed: readonly PlainCommit[]
}

/** Every comparison on so many samples; the name says what differs from git where git itself is not the measure. */
export async function* compareOperations(compared: Compared): AsyncGenerator<Check> {
  yield* compareScopes(compared)
  yield* compareGroups(compared)
  yield* compareReleases(compared)
  yield* compareMerges(compared)
  yield* compareCoChange(compared)
  yield* compareBlame(compared)
}

/** Random combinations of reach, people, paths, period, words of messages and merges. */
function* scopes({ history, sample }: Compared): Generator<Scope> {
  const people = plainPeople(history)
  const paths = [...new Set(history.commits.flatMap(({ changes }) => changes.map(({ path }) => path)))].filter(
    isUtf8Path,
  )
  const folders = [
    ...new Set(paths.flatMap((path) => (path.includes('/') ? [path.slice(0, path.lastIndexOf('/') + 1)] : []))),
  ]
  const words = ['fix', 'add', 'test', 'doc', 'release', '#1', 'a', '%', '_', "'", '\\', 'ü']
  const inside = [...history.ancestorsOf(history.head)].flatMap((oid) => history.byOid.get(oid) ?? [])
  for (let index = 0; index < sample.size; index += 1) {
    const input: Record<string, unknown> = {}
    const tests: ((commit: PlainCommit) => boolean)[] = []
    let reach: ReadonlySet<string> = new Set(inside.map(({ oid }) => oid))
    if (sample.one(3) === 0) {
      const [from, to] = [sample.pick(history.commits), sample.pick(history.commits)]
      Object.assign(input, { to: to.oid, ...(sample.one(2) === 0 && { from: from.oid }) })
      const excluded = input.from === undefined ? new Set<string>() : history.ancestorsOf(from.oid)
      reach = new Set([...history.ancestorsOf(to.oid)].filter((oid) => !excluded.has(oid)))
    }
    if (people.length > 0 && sample.one(3) === 0) {
      const name = sample.pick(people)
      input.authors = [name]
      tests.push(({ author }) => author === name)
    }
    const kind = paths.length === 0 ? 0 : sample.one(4)
    if (kind === 1) {
      const path = sample.pick(paths)
      input.paths = [path]
      // The names that led to the file are those before the end of the reach.
      const all = history.ancestorsOf(typeof input.to === 'string' ? input.to : history.head)
      const lineage = lineageOf(history, path, all)
      tests.push(({ oid }) => lineage.has(oid))
    }
    if (kind === 2 && folders.length > 0) {
      const folder = sample.pick(folders)
      input.paths = [folder]
      tests.push((commit) => touches(commit, (path) => path.startsWith(folder)))
    }
    if (sample.one(4) === 0) {
      const word = sample.pick(words)
      input.message = word
      tests.push(({ message }) => message.toLowerCase().includes(word.toLowerCase()))
    }
    const merges = sample.pick(['include', 'exclude', 'only', 'include'])
    if (merges !== 'include') {
      input.merges = merges
      tests.push((commit) => isMerge(commit) === (merges === 'only'))
    }
    const fit = [...reach]
      .flatMap((oid) => history.byOid.get(oid) ?? [])
      .filter((commit) => tests.every((test) => test(commit)))
    const period = samplePeriod(sample, inside)
    if (period === undefined) yield { input, authored: fit, committed: fit }
    else {
      Object.assign(input, { since: isoDay(period.sinceS), until: isoDay(period.untilS) })
      const isIn = (seconds: number) => seconds >= period.sinceS && seconds < period.untilS
      yield {
        input,
        authored: fit.filter(({ authoredAtS }) => isIn(authoredAtS)),
        committed: fit.filter(({ committedAtS }) => isIn(committedAtS)),
      }
    }
  }
}

function samplePeriod(sample: Sample, commits: readonly PlainCommit[]) {
  if (sample.one(3) !== 0) return undefined
  const [a, b] = [sample.pick(commits).committedAtS, sample.pick(commits).authoredAtS].toSorted((x, y) => x - y)
  const [sinceS, untilS] = [a ?? 0, (b ?? 0) + DAY_S].map((seconds) => Math.floor(seconds / DAY_S) * DAY_S)
  // What an ISO day with four digits of a year can say.
  const isWritable = (seconds: number | undefined) => seconds !== undefined && Math.abs(seconds) < 60_000_000_000
  return isWritable(sinceS) && isWritable(untilS) ? { sinceS: sinceS ?? 0, untilS: untilS ?? 0 } : undefined
}

async function* compareScopes(compared: Compared): AsyncGenerator<Check> {
  const { context } = compared
  for (const { input, authored, committed } of scopes(compared)) {
    const ask = (more: object) => runOperation(context, 'query_commits', { ...input, ...more })
    const what = describe(input)
    const check = (name: string, expected: unknown, actual: unknown): Check => ({
      name: `${name} ${what}`,
      input,
      expected: String(expected),
      actual: String(actual),
    })
    yield check('count', authored.length, totalOf(await ask({ result: 'count' })))
    const list = await ask({ result: 'list', limit: LIST })
    yield check('number listed', committed.length, totalOf(list))
    if (committed.length <= LIST) yield check('list', listed(committed.map(({ oid }) => oid)), listed(shasOf(list)))
    const order = committed.toSorted(byCommitDate)
    yield check('last', order[0]?.committedAtS, timeOf(compared, await ask({ result: 'last' })))
    yield check('first', order.at(-1)?.committedAtS, timeOf(compared, await ask({ result: 'first' })))
  }
}

function describe(input: Record<string, unknown>): string {
  const [path] = Array.isArray(input.paths) ? input.paths : []
  const words = [
    ...(input.authors === undefined ? [] : ['author']),
    ...(path === undefined ? [] : [String(path).endsWith('/') ? 'folder' : 'file']),
    ...(input.since === undefined ? [] : ['period']),
    ...(input.message === undefined ? [] : ['message']),
    ...(input.from === undefined ? [] : ['range']),
    ...(input.merges === undefined ? [] : [`merges ${input.merges}`]),
  ]
  return words.length === 0 ? 'of all' : `by ${words.join(', ')}`
}

/** Nothing found is 0, also where the answer says that something named does not exist. */
const totalOf = (finding: Finding) => finding.total
const shasOf = (finding: Finding) => finding.rows.map((row) => String(row.sha))
const timeOf = ({ history }: Compared, finding: Finding) => history.byOid.get(shasOf(finding)[0] ?? '')?.committedAtS

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Groups of samples of commits: by time, by path, by folder, by author. */
async function* compareGroups(compared: Compared): AsyncGenerator<Check> {
  const { context, history, sample } = compared
  const plain = new Set(plainPeople(history))
  for (let index = 0; index < Math.ceil(sample.size / 7); index += 1) {
    const to = index === 0 ? history.head : sample.pick(history.commits).oid
    const commits = [...history.ancestorsOf(to)].flatMap((oid) => history.byOid.get(oid) ?? [])
    const ask = (more: object) => runOperation(context, 'query_commits', { to, limit: LIST, ...more })
    const group = async (groupBy: string) => {
      const { rows, total } = await ask({ result: 'group', groupBy })
      return { total, rows: rows.map((row) => [String(row[groupBy]), Number(row.commits)] as const) }
    }
    const calendar = commits.filter(({ authoredAtS }) => Math.abs(authoredAtS) < 60_000_000_000)
    const units: readonly (readonly [string, (seconds: number) => string])[] = [
      ['year', (seconds) => isoDay(seconds).slice(0, 4)],
      ['month', (seconds) => isoDay(seconds).slice(0, 7)],
      ['day', isoDay],
      ['weekday', (seconds) => WEEKDAYS[new Date(seconds * 1000).getUTCDay()] ?? ''],
    ]
    for (const [unit, of] of units) {
      const expected = counted(calendar.map(({ authoredAtS }) => of(authoredAtS)))
      const { rows } = await group(unit)
      // The latest groups are kept: of those that are, each number has to be right.
      const kept = rows.filter(([key]) => key !== 'outside the calendar')
      const wanted = kept.map(([key]) => [key, expected.get(key) ?? 0] as const)
      yield { name: `group by ${unit}`, input: to, expected: pairs(wanted), actual: pairs(kept) }
      if (expected.size < LIST)
        yield {
          name: `number of groups by ${unit}`,
          input: to,
          expected: String(expected.size),
          actual: String(kept.length),
        }
    }
    const changed = commits.filter((commit) => !isMerge(commit))
    const byPath = counted(changed.flatMap(({ changes }) => changes.map(({ path }) => path)))
    const paths = await group('path')
    yield {
      name: 'group by path',
      input: to,
      expected: pairs(paths.rows.map(([key]) => [key, byPath.get(key) ?? 0])),
      actual: pairs(paths.rows),
    }
    yield { name: 'number of paths', input: to, expected: String(byPath.size), actual: String(paths.total) }
    const byFolder = counted(changed.flatMap(({ changes }) => [...new Set(changes.map(({ path }) => folderOf(path)))]))
    const folders = await group('folder')
    yield {
      name: 'group by folder',
      input: to,
      expected: pairs(folders.rows.map(([key]) => [key, byFolder.get(key) ?? 0])),
      actual: pairs(folders.rows),
    }
    const authors = counted(commits.map(({ author }) => author))
    const top = await ask({ result: 'top_authors' })
    const known = top.rows.filter((row) => plain.has(String(row.author)))
    yield {
      name: 'top authors (people of one name)',
      input: to,
      expected: pairs(known.map((row) => [String(row.author), authors.get(String(row.author)) ?? 0])),
      actual: pairs(known.map((row) => [String(row.author), Number(row.commits)])),
    }
    yield* compareNewPeople(compared, to, plain)
  }
}

const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : './')

async function* compareNewPeople({ context, history, sample }: Compared, to: string, plain: ReadonlySet<string>) {
  const from = sample.pick(history.commits).oid
  const before = history.ancestorsOf(from)
  const namesOf = (oids: Iterable<string>) => new Set([...oids].map((oid) => history.byOid.get(oid)?.author ?? ''))
  const earlier = namesOf(before)
  const fresh = [...namesOf([...history.ancestorsOf(to)].filter((oid) => !before.has(oid)))].filter(
    (name) => plain.has(name) && !earlier.has(name),
  )
  const { rows } = await runOperation(context, 'query_commits', { from, to, limit: LIST, result: 'first_time_authors' })
  const actual = rows.map((row) => String(row.author)).filter((name) => plain.has(name))
  yield {
    name: 'first-time authors (people of one name)',
    input: { from, to },
    expected: listed(fresh),
    actual: listed(actual),
  }
}

async function* compareReleases({ context, history, sample }: Compared): AsyncGenerator<Check> {
  for (let index = 0; index < sample.size && history.tags.length > 0; index += 1) {
    const { oid } = sample.pick(history.commits)
    const expected = await history.lines('tag', '--contains', oid)
    const { total, rows } = await runOperation(context, 'release_containing', { commit: oid })
    yield { name: 'number of tags containing', input: oid, expected: String(expected.length), actual: String(total) }
    if (expected.length <= 100)
      yield {
        name: 'tags containing',
        input: oid,
        expected: listed(expected),
        actual: listed(rows.map((row) => String(row.tag))),
      }
  }
  const { rows, total } = await runOperation(context, 'list_tags', { limit: LIST })
  const days = history.tags.map(({ name, createdAtS }) => `${name}=${isoDay(createdAtS)}`)
  yield { name: 'number of tags', input: {}, expected: String(history.tags.length), actual: String(total) }
  if (days.length <= LIST)
    yield {
      name: 'dates of tags',
      input: {},
      expected: listed(days),
      actual: listed(rows.map((row) => `${row.tag}=${row.date}`)),
    }
}

/** The oldest commit on the line of first parents that has the commit. */
async function* compareMerges({ context, history, sample }: Compared): AsyncGenerator<Check> {
  const line = await history.lines('rev-list', '--first-parent', history.head)
  const reach = history.ancestorsOf(history.head)
  const own = history.commits.filter(({ oid }) => reach.has(oid))
  const entered = new Map<string, string>()
  for (const oid of line.toReversed())
    for (const one of history.ancestorsOf(oid)) if (!entered.has(one)) entered.set(one, oid)
  for (let index = 0; index < sample.size; index += 1) {
    const { oid } = sample.pick(own)
    const entry = entered.get(oid)
    const { rows, total } = await runOperation(context, 'merge_of', { commit: oid })
    yield {
      name: 'merge that brought a commit in',
      input: oid,
      expected: entry === oid ? 'direct' : String(entry),
      actual: total === 0 ? 'direct' : String(rows[0]?.sha),
    }
  }
}

/** Files changed beside a file under its present name, as --name-only with renames tells them. */
async function* compareCoChange({ context, history, sample }: Compared): AsyncGenerator<Check> {
  const reach = history.ancestorsOf(history.head)
  const own = history.commits.filter(({ oid }) => reach.has(oid))
  const paths = [...new Set(own.flatMap(({ changes }) => changes.map(({ path }) => path)))].filter(isUtf8Path)
  for (let index = 0; index < sample.size && paths.length > 0; index += 1) {
    const path = sample.pick(paths)
    const touching = own.filter((commit) => touches(commit, (one) => one === path))
    const expected = counted(
      touching.flatMap(({ changes }) => changes.map((one) => one.path)).filter((one) => one !== path),
    )
    const { rows, total } = await runOperation(context, 'co_changed_files', { path, limit: 50 })
    yield { name: 'number of co-changed files', input: path, expected: String(expected.size), actual: String(total) }
    const found = rows.map((row) => [String(row.path), Number(row.commits)] as const)
    const most = [...expected.values()].toSorted((a, b) => b - a).slice(0, 50)
    yield {
      name: 'co-changed files',
      input: path,
      expected: pairs(found.map(([key]) => [key, expected.get(key) ?? 0])),
      actual: pairs(found),
    }
    yield {
      name: 'order of co-changed files',
      input: path,
      expected: most.join(' '),
      actual: found.map(([, count]) => count).join(' '),
    }
  }
}

async function* compareBlame({ history, sample }: Compared): AsyncGenerator<Check> {
  const files = (await history.git('ls-tree', '-r', '-z', '--name-only', history.head)).toString().split('\0')
  const askable = files.filter((path) => path !== '' && isUtf8Path(path))
  for (let index = 0; index < sample.size && askable.length > 0; index += 1) {
    const path = sample.pick(askable)
    const size =
      (await history.git('cat-file', '-p', `${history.head}:${path}`).catch(() => Buffer.alloc(0)))
        .toString('latin1')
        .split('\n').length - 1
    if (size < 1) continue
    const line = 1 + sample.one(size)
    for (const followMoves of [false, true]) {
      const flags = followMoves ? ['-w', '-M', '-C'] : []
      const plain = await history.lines('blame', '--porcelain', ...flags, `-L${line},${line}`, history.head, '--', path)
      const [found] = await blameLines({
        gitFolder: history.gitFolder,
        revision: history.head,
        path,
        startLine: line,
        endLine: line,
        followMoves,
      })
      yield {
        name: followMoves ? 'blame past moves' : 'blame',
        input: `${path}:${line}`,
        expected: plain[0]?.split(' ').slice(0, 2).join(' ') ?? '',
        actual: `${found?.oid} ${found?.originalLine}`,
      }
    }
  }
}
