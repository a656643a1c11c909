// Random combinations of the filters of commits, each with several results, beside the same by plain git.
import { runOperation } from '#agents/operations/registry.ts'
import type { Check, Compared } from './differences.ts'
import { lineageOf, type PlainCommit, plainPeople, touches } from './plain-history.ts'
import { isUtf8Path, type Sample } from './sample.ts'

const LIST = 500
const DAY_S = 86_400
const WORDS = ['fix', 'add', 'test', 'doc', 'release', '#1', 'a', '%', '_', "'", '\\', 'ü']
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

export const isoDay = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
export const isMerge = (commit: PlainCommit) => commit.parents.length > 1
/** What four digits of a year can say. */
export const isInCalendar = (seconds: number) => Math.abs(seconds) < 60_000_000_000

/** The author's own clock as if it were UTC. */
export function localDate({ authoredAtS, authoredOffsetMinutes }: PlainCommit): Date {
  return new Date((authoredAtS + authoredOffsetMinutes * 60) * 1000)
}

type Test = (commit: PlainCommit) => boolean

/** What an operation is asked, and which commits fit by plain git. */
interface Scope {
  readonly input: Record<string, unknown>
  readonly reach: ReadonlySet<string>
  readonly tests: readonly Test[]
  /** The one among the tests that is about people. */
  readonly ofAuthor?: Test
  readonly period?: { readonly sinceS: number; readonly untilS: number }
}

/** What filters choose from. */
interface Choices {
  readonly people: readonly string[]
  readonly paths: readonly string[]
  readonly folders: readonly string[]
  readonly inside: readonly PlainCommit[]
}

export async function* compareScopes(compared: Compared): AsyncGenerator<Check> {
  const { history, sample } = compared
  const paths = [...new Set(history.commits.flatMap(({ changes }) => changes.map(({ path }) => path)))].filter(
    isUtf8Path,
  )
  const choices: Choices = {
    people: plainPeople(history),
    paths,
    folders: [...new Set(paths.flatMap((path) => path.match(/^.*\//s) ?? []))],
    inside: [...history.ancestorsOf(history.head)].flatMap((oid) => history.byOid.get(oid) ?? []),
  }
  for (let index = 0; index < sample.size; index += 1) yield* compareScope(compared, chooseScope(compared, choices))
}

function chooseScope(compared: Compared, choices: Choices): Scope {
  const { sample } = compared
  const { input, reach } = chooseReach(compared, choices)
  const tests = [
    ...choosePaths(compared, choices, input),
    ...chooseClock(sample, input),
    ...chooseMessage(sample, input),
    ...chooseFiles(sample, input),
  ]
  const ofAuthor = choosePerson(sample, choices, input)
  const period = choosePeriod(sample, choices.inside, input)
  return { input, reach, tests, ...(ofAuthor && { ofAuthor }), ...(period && { period }) }
}

function chooseReach({ history, sample }: Compared, { inside }: Choices) {
  const input: Record<string, unknown> = {}
  const all: ReadonlySet<string> = new Set(inside.map(({ oid }) => oid))
  if (sample.one(3) !== 0) return { input, reach: all }
  const to = sample.pick(history.commits)
  input.to = to.oid
  if (sample.one(4) === 0) {
    input.firstParent = true
    const line = new Set<string>()
    for (let at: PlainCommit | undefined = to; at !== undefined; at = history.byOid.get(at.parents[0] ?? ''))
      line.add(at.oid)
    return { input, reach: line }
  }
  const reach = history.ancestorsOf(to.oid)
  if (sample.one(2) === 0) return { input, reach }
  const from = sample.pick(history.commits)
  input.from = from.oid
  const excluded = history.ancestorsOf(from.oid)
  return { input, reach: new Set([...reach].filter((oid) => !excluded.has(oid))) }
}

function choosePaths({ history, sample }: Compared, choices: Choices, input: Record<string, unknown>): readonly Test[] {
  const kind = choices.paths.length === 0 ? 0 : sample.one(5)
  if (kind === 1 || kind === 3) {
    const wanted = kind === 1 ? [sample.pick(choices.paths)] : [sample.pick(choices.paths), sample.pick(choices.paths)]
    input.paths = [...new Set(wanted)]
    const isAll = kind === 3 && sample.one(2) === 0
    if (isAll) input.allPaths = true
    // The names that led to a file are those before the end of the reach.
    const all = history.ancestorsOf(typeof input.to === 'string' ? input.to : history.head)
    const lineages = wanted.map((path) => lineageOf(history, path, all))
    return [({ oid }) => (isAll ? lineages.every((one) => one.has(oid)) : lineages.some((one) => one.has(oid)))]
  }
  if (kind !== 2 || choices.folders.length === 0) return []
  const folder = sample.pick(choices.folders)
  input.paths = [folder]
  return [(commit) => touches(commit, (path) => path.startsWith(folder))]
}

function chooseClock(sample: Sample, input: Record<string, unknown>): readonly Test[] {
  const kind = sample.one(8)
  if (kind === 0) {
    const days = [sample.one(7), sample.one(7)]
    input.weekdays = [...new Set(days)].map((day) => WEEKDAYS[day])
    return [(commit) => days.includes((localDate(commit).getUTCDay() + 6) % 7)]
  }
  if (kind !== 1) return []
  const [since, until] = [sample.one(24), sample.one(24) + 1]
  Object.assign(input, { sinceHour: since, untilHour: until })
  const isIn = (hour: number) => (since <= until ? hour >= since && hour < until : hour >= since || hour < until)
  return [(commit) => isIn(localDate(commit).getUTCHours())]
}

function chooseMessage(sample: Sample, input: Record<string, unknown>): readonly Test[] {
  const tests: Test[] = []
  if (sample.one(4) === 0) {
    const word = sample.pick(WORDS)
    input.message = word
    tests.push(({ message }) => message.toLowerCase().includes(word.toLowerCase()))
  }
  const merges = sample.pick(['include', 'exclude', 'only', 'include'])
  if (merges === 'include') return tests
  input.merges = merges
  return [...tests, (commit) => isMerge(commit) === (merges === 'only')]
}

/** Merges and empty commits have no size. */
function chooseFiles(sample: Sample, input: Record<string, unknown>): readonly Test[] {
  if (sample.one(8) !== 0) return []
  const [least, most] = [1 + sample.one(3), 2 + sample.one(5)]
  Object.assign(input, { minFiles: least, maxFiles: most })
  return [({ changes }) => changes.length >= least && changes.length <= most]
}

function choosePerson(sample: Sample, { people }: Choices, input: Record<string, unknown>): Test | undefined {
  if (people.length === 0) return undefined
  const name = sample.pick(people)
  switch (sample.one(6)) {
    case 0:
    case 1:
      input.authors = [name]
      return ({ author }) => author === name
    case 2:
      input.notAuthors = [name]
      return ({ author }) => author !== name
    default:
      return undefined
  }
}

function choosePeriod(sample: Sample, commits: readonly PlainCommit[], input: Record<string, unknown>) {
  if (sample.one(3) !== 0) return undefined
  const [a = 0, b = 0] = [sample.pick(commits).committedAtS, sample.pick(commits).authoredAtS].toSorted((x, y) => x - y)
  const [sinceS = 0, untilS = 0] = [a, b + DAY_S].map((seconds) => Math.floor(seconds / DAY_S) * DAY_S)
  if (!isInCalendar(sinceS) || !isInCalendar(untilS)) return undefined
  Object.assign(input, { since: isoDay(sinceS), until: isoDay(untilS) })
  return { sinceS, untilS }
}

async function* compareScope({ context, history }: Compared, scope: Scope): AsyncGenerator<Check> {
  const { input, reach, tests, ofAuthor, period } = scope
  const fit = [...reach]
    .flatMap((oid) => history.byOid.get(oid) ?? [])
    .filter((one) => tests.every((test) => test(one)))
  const isIn = (seconds: number) => period === undefined || (seconds >= period.sinceS && seconds < period.untilS)
  const ofAll = fit.filter(({ authoredAtS }) => isIn(authoredAtS))
  const authored = ofAll.filter((one) => ofAuthor?.(one) ?? true)
  const committed = fit.filter((one) => isIn(one.committedAtS) && (ofAuthor?.(one) ?? true))
  const ask = (more: object) => runOperation(context, 'query_commits', { ...input, ...more })
  const check = (name: string, expected: unknown, actual: unknown): Check => ({
    ...{ name, input },
    expected: String(expected),
    actual: String(actual),
  })
  yield check('count', authored.length, (await ask({ result: 'count' })).total)
  const list = await ask({ result: 'list', limit: LIST })
  yield check('number listed', committed.length, list.total)
  const oids = (rows: readonly { readonly sha?: unknown }[]) =>
    rows
      .map(({ sha }) => String(sha))
      .toSorted()
      .join(' ')
  if (committed.length <= LIST) yield check('list', oids(committed.map(({ oid }) => ({ sha: oid }))), oids(list.rows))
  const times = committed.map(({ committedAtS }) => committedAtS).toSorted((a, b) => b - a)
  const timeOf = async (more: object) => history.byOid.get(String((await ask(more)).rows[0]?.sha))?.committedAtS
  yield check('last', times[0], await timeOf({ result: 'last' }))
  yield check('first', times.at(-1), await timeOf({ result: 'first' }))
  if (times.length > 2) yield check('third', times[2], await timeOf({ result: 'list', offset: 2, limit: 1 }))
  if (input.authors !== undefined && authored.length > 0) {
    const [share] = (await ask({ result: 'share' })).rows
    yield check('share', `${authored.length} of ${ofAll.length}`, `${share?.commits} of ${share?.of}`)
  }
  if (authored.length > 1)
    yield check('longest gap', longestGap(authored), (await ask({ result: 'longest_gap' })).rows[0]?.seconds)
  const average = async () => (await ask({ result: 'average', groupBy: 'month' })).rows[0]
  const dates = [...reach].map((oid) => history.byOid.get(oid)?.authoredAtS ?? 0)
  yield* compareAverage({ commits: authored, dates, ...(period && { period }) }, average, check)
}

function longestGap(commits: readonly PlainCommit[]): number {
  const times = commits.map(({ authoredAtS }) => authoredAtS).toSorted((a, b) => a - b)
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)))
}

/** Months without a commit count as 0: those of the period as far as the history goes, else from the first commit to the last. */
async function* compareAverage(
  o: {
    readonly commits: readonly PlainCommit[]
    /** Of all commits that are reached, whether they fit or not. */
    readonly dates: readonly number[]
    readonly period?: Scope['period']
  },
  ask: () => Promise<Readonly<Record<string, unknown>> | undefined>,
  check: (name: string, expected: unknown, actual: unknown) => Check,
): AsyncGenerator<Check> {
  const { commits, dates, period } = o
  if (commits.length === 0 || !commits.every(({ authoredAtS }) => isInCalendar(authoredAtS))) return
  const months = commits.map(({ authoredAtS }) => monthOf(authoredAtS))
  const ends =
    period === undefined
      ? months
      : [Math.max(period.sinceS, Math.min(...dates)), Math.min(period.untilS - 1, Math.max(...dates))].map(monthOf)
  const units = Math.max(...ends) - Math.min(...ends) + 1
  const counts = new Map<number, number>()
  for (const month of months) counts.set(month, (counts.get(month) ?? 0) + 1)
  const least = counts.size < units ? 0 : Math.min(...counts.values())
  const found = await ask()
  const expected = `${commits.length} in ${units}, ${least} to ${Math.max(...counts.values())}`
  yield check('average', expected, `${found?.commits} in ${found?.units}, ${found?.minimum} to ${found?.maximum}`)
}

function monthOf(seconds: number): number {
  const date = new Date(seconds * 1000)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
