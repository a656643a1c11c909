// Groups of commits beside the same groups by plain git: by time, path, folder and author; new people; the largest.
import { runOperation } from '#agents/operations/registry.ts'
import { uncountedReason } from '#lib/history/uncounted-files.ts'
import { isInCalendar, isMerge, isoDay, localDate } from './compare-scopes.ts'
import type { Check, Compared } from './differences.ts'
import { type PlainCommit, plainPeople, readSizes } from './plain-history.ts'

const LIST = 500
const LARGEST = 20
/** Reaches of which all groups are made, for so many samples one. */
const SAMPLES_A_REACH = 10
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

type Counts = ReadonlyMap<string, number>

function counted(values: Iterable<string>): Counts {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** Counts as text, of the keys given: equal texts are equal counts. */
function told(keys: readonly string[], counts: Counts): string {
  return keys
    .map((key) => `${key}=${counts.get(key) ?? 0}`)
    .toSorted()
    .join(' ')
}

export async function* compareGroups(compared: Compared): AsyncGenerator<Check> {
  const { history, sample } = compared
  const sizes = await readSizes(history, (path) => uncountedReason(path) === undefined)
  const plain = new Set(plainPeople(history))
  for (let index = 0; index < Math.ceil(sample.size / SAMPLES_A_REACH); index += 1) {
    const to = index === 0 ? history.head : sample.pick(history.commits).oid
    const commits = [...history.ancestorsOf(to)].flatMap((oid) => history.byOid.get(oid) ?? [])
    yield* compareTimes(compared, to, commits)
    yield* comparePaths(compared, to, commits)
    yield* comparePeople(compared, to, { commits, plain })
    yield* compareLargest(compared, to, { commits, sizes })
  }
}

async function groupsOf({ context }: Compared, to: string, groupBy: string) {
  const { rows, total } = await runOperation(context, 'query_commits', { to, groupBy, limit: LIST, result: 'group' })
  return { total, counts: new Map(rows.map((row) => [String(row[groupBy]), Number(row.commits)])) }
}

/** Of many groups the latest are kept: of those that are, each number has to be right. */
async function* compareTimes(compared: Compared, to: string, commits: readonly PlainCommit[]): AsyncGenerator<Check> {
  const units: Readonly<Record<string, (commit: PlainCommit) => string>> = {
    year: ({ authoredAtS }) => isoDay(authoredAtS).slice(0, 4),
    month: ({ authoredAtS }) => isoDay(authoredAtS).slice(0, 7),
    day: ({ authoredAtS }) => isoDay(authoredAtS),
    weekday: (commit) => WEEKDAYS[localDate(commit).getUTCDay()] ?? '',
  }
  for (const [unit, keyOf] of Object.entries(units)) {
    const expected = counted(commits.filter(({ authoredAtS }) => isInCalendar(authoredAtS)).map(keyOf))
    const { counts } = await groupsOf(compared, to, unit)
    const kept = [...counts.keys()].filter((key) => key !== 'outside the calendar')
    yield { name: `group by ${unit}`, input: to, expected: told(kept, expected), actual: told(kept, counts) }
    if (expected.size < LIST)
      yield { name: `number of groups by ${unit}`, input: to, expected: `${expected.size}`, actual: `${kept.length}` }
  }
}

async function* comparePaths(compared: Compared, to: string, commits: readonly PlainCommit[]): AsyncGenerator<Check> {
  const changed = commits.filter((commit) => !isMerge(commit))
  const folderOf = (path: string) => /^.*\//s.exec(path)?.[0] ?? './'
  const each = (keyOf: (path: string) => string) =>
    counted(changed.flatMap(({ changes }) => [...new Set(changes.map(({ path }) => keyOf(path)))]))
  for (const [unit, expected] of [
    ['path', each((path) => path)],
    ['folder', each(folderOf)],
  ] as const) {
    const { counts, total } = await groupsOf(compared, to, unit)
    const kept = [...counts.keys()]
    yield { name: `group by ${unit}`, input: to, expected: told(kept, expected), actual: told(kept, counts) }
    yield { name: `number of groups by ${unit}`, input: to, expected: `${expected.size}`, actual: `${total}` }
  }
}

/** Only people who are one person however people are told apart. */
async function* comparePeople(
  { context, history, sample }: Compared,
  to: string,
  { commits, plain }: { readonly commits: readonly PlainCommit[]; readonly plain: ReadonlySet<string> },
): AsyncGenerator<Check> {
  const ask = async (more: object) =>
    (await runOperation(context, 'query_commits', { to, limit: LIST, ...more })).rows.filter((row) =>
      plain.has(String(row.author)),
    )
  const expected = counted(commits.map(({ author }) => author))
  const top = new Map((await ask({ result: 'top_authors' })).map((row) => [String(row.author), Number(row.commits)]))
  yield {
    name: 'top authors',
    input: to,
    expected: told([...top.keys()], expected),
    actual: told([...top.keys()], top),
  }
  const from = sample.pick(history.commits).oid
  const before = history.ancestorsOf(from)
  const earlier = new Set([...before].map((oid) => history.byOid.get(oid)?.author))
  const fresh = commits.filter(({ oid, author }) => !before.has(oid) && plain.has(author) && !earlier.has(author))
  const found = (await ask({ from, result: 'first_time_authors' })).map((row) => String(row.author))
  yield {
    name: 'first-time authors',
    input: { from, to },
    expected: [...new Set(fresh.map(({ author }) => author))].toSorted().join(', '),
    actual: found.toSorted().join(', '),
  }
}

/** A file that becomes a link is all new lines in a patch and none in --numstat: such commits are left out. */
const isTypeChange = ({ changes }: PlainCommit) => changes.some(({ status }) => status === 'T')

/** Lines of lock files, generated and vendored files do not count. */
async function* compareLargest(
  { context }: Compared,
  to: string,
  { commits, sizes }: { readonly commits: readonly PlainCommit[]; readonly sizes: ReadonlyMap<string, number> },
): AsyncGenerator<Check> {
  const input = { to, result: 'largest', merges: 'exclude', limit: LIST }
  const { rows } = await runOperation(context, 'query_commits', input)
  const typeChanges = new Set(commits.filter(isTypeChange).map(({ oid }) => oid))
  const kept = rows.filter(({ sha }) => !typeChanges.has(String(sha))).slice(0, LARGEST)
  const own = commits
    .filter((commit) => !isMerge(commit) && !isTypeChange(commit))
    .map(({ oid }) => sizes.get(oid) ?? 0)
  const actual = kept.map((row) => Number(row.additions ?? 0) + Number(row.deletions ?? 0))
  const largest = own.toSorted((a, b) => b - a).slice(0, LARGEST)
  yield { name: 'largest', input: to, expected: largest.join(' '), actual: actual.join(' ') }
  const lines = kept.map((row) => sizes.get(String(row.sha)) ?? 0)
  yield { name: 'lines of the largest', input: to, expected: lines.join(' '), actual: actual.join(' ') }
}
