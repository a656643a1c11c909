// What rests on the graph and on files beside plain git: releases, merge bases, merges, files that change together, blame.
import { runOperation } from '#agents/operations/registry.ts'
import { blameLines } from '#lib/git/blame.ts'
import { isoDay } from './compare-scopes.ts'
import type { Check, Compared } from './differences.ts'
import { touches } from './plain-history.ts'
import { isUtf8Path } from './sample.ts'

const LIST = 500
/** Rows of release_containing. */
const TAGS_SHOWN = 100
const listed = (values: Iterable<unknown>) => [...values].map(String).toSorted().join(' ')

export async function* compareReleases({ context, history, sample }: Compared): AsyncGenerator<Check> {
  for (let index = 0; index < sample.size && history.tags.length > 0; index += 1) {
    const { oid } = sample.pick(history.commits)
    const expected = await history.lines('tag', '--contains', oid)
    const { total, rows } = await runOperation(context, 'release_containing', { commit: oid })
    yield { name: 'number of tags containing', input: oid, expected: `${expected.length}`, actual: `${total}` }
    if (expected.length <= TAGS_SHOWN)
      yield {
        name: 'tags containing',
        input: oid,
        expected: listed(expected),
        actual: listed(rows.map((row) => row.tag)),
      }
  }
  const { rows, total } = await runOperation(context, 'list_tags', { limit: LIST })
  yield { name: 'number of tags', input: {}, expected: `${history.tags.length}`, actual: `${total}` }
  const days = history.tags.map(({ name, createdAtS }) => `${name}=${isoDay(createdAtS)}`)
  if (days.length <= LIST)
    yield {
      name: 'dates of tags',
      input: {},
      expected: listed(days),
      actual: listed(rows.map((row) => `${row.tag}=${row.date}`)),
    }
}

/** The commit of the line of first parents by which a commit came in; itself when it was made there. */
export async function* compareMerges({ context, history, sample }: Compared): AsyncGenerator<Check> {
  const line = await history.lines('rev-list', '--first-parent', history.head)
  const entered = new Map<string, string>()
  for (const oid of line.toReversed())
    for (const one of history.ancestorsOf(oid)) if (!entered.has(one)) entered.set(one, oid)
  const own = [...entered.keys()]
  for (let index = 0; index < sample.size; index += 1) {
    const oid = sample.pick(own)
    const { rows, total } = await runOperation(context, 'merge_of', { commit: oid })
    const actual = total === 0 ? oid : String(rows[0]?.sha)
    yield { name: 'merge that brought a commit in', input: oid, expected: entered.get(oid) ?? '', actual }
  }
}

/** How many commits each of two has alone, and all the best of those that they have in common. */
export async function* compareRevisions({ context, history, sample }: Compared): AsyncGenerator<Check> {
  for (let index = 0; index < sample.size; index += 1) {
    const [a, b] = [sample.pick(history.commits).oid, sample.pick(history.commits).oid]
    if (a === b) continue
    const [ofA, ofB] = [history.ancestorsOf(a), history.ancestorsOf(b)]
    const alone = (own: ReadonlySet<string>, other: ReadonlySet<string>) =>
      [...own].filter((oid) => !other.has(oid)).length
    const { rows, keys } = await runOperation(context, 'compare_revisions', { a, b })
    yield {
      name: 'commits that two revisions have alone',
      input: { a, b },
      expected: `${alone(ofA, ofB)} ${alone(ofB, ofA)}`,
      actual: keys.join(' '),
    }
    const common = [...ofA].filter((oid) => ofB.has(oid))
    const below = new Set(common.flatMap((oid) => history.byOid.get(oid)?.parents ?? []))
    yield {
      name: 'merge bases',
      input: { a, b },
      expected: listed(common.filter((oid) => !below.has(oid))),
      actual: listed(rows.filter(({ relation }) => relation === 'merge base').map(({ sha }) => sha)),
    }
  }
}

/** Under its present name alone, as `--name-only` with renames tells it. */
export async function* compareCoChange({ context, history, sample }: Compared): AsyncGenerator<Check> {
  const own = [...history.ancestorsOf(history.head)].flatMap((oid) => history.byOid.get(oid) ?? [])
  const paths = [...new Set(own.flatMap(({ changes }) => changes.map(({ path }) => path)))].filter(isUtf8Path)
  for (let index = 0; index < sample.size && paths.length > 0; index += 1) {
    const path = sample.pick(paths)
    const counts = new Map<string, number>()
    for (const { changes } of own.filter((commit) => touches(commit, (one) => one === path)))
      for (const other of changes) if (other.path !== path) counts.set(other.path, (counts.get(other.path) ?? 0) + 1)
    const { rows, total } = await runOperation(context, 'co_changed_files', { path, limit: 50, followRenames: false })
    yield { name: 'number of co-changed files', input: path, expected: `${counts.size}`, actual: `${total}` }
    const found = rows.map((row) => `${row.path}=${row.commits}`)
    const expected = rows.map((row) => `${row.path}=${counts.get(String(row.path)) ?? 0}`)
    yield { name: 'co-changed files', input: path, expected: listed(expected), actual: listed(found) }
    const most = [...counts.values()].toSorted((a, b) => b - a).slice(0, 50)
    yield {
      name: 'order of co-changed files',
      input: path,
      expected: most.join(' '),
      actual: rows.map((row) => row.commits).join(' '),
    }
  }
}

export async function* compareBlame({ history, sample }: Compared): AsyncGenerator<Check> {
  const { head, gitFolder } = history
  const files = (await history.git('ls-tree', '-r', '-z', '--name-only', head)).toString().split('\0')
  const askable = files.filter((path) => path !== '' && isUtf8Path(path))
  for (let index = 0; index < sample.size && askable.length > 0; index += 1) {
    const path = sample.pick(askable)
    // A submodule has no contents here.
    const content = await history.git('cat-file', '-p', `${head}:${path}`).catch(() => Buffer.alloc(0))
    const size = content.toString('latin1').split('\n').length - 1
    if (size < 1) continue
    const line = 1 + sample.one(size)
    const followMoves = index % 2 === 1
    const flags = followMoves ? ['-w', '-M', '-C', '-C'] : []
    const plain = await history.lines('blame', '--porcelain', ...flags, `-L${line},${line}`, head, '--', path)
    const [found] = await blameLines({ gitFolder, revision: head, path, startLine: line, endLine: line, followMoves })
    yield {
      name: followMoves ? 'blame past moves' : 'blame',
      input: `${path}:${line}`,
      expected: plain[0]?.split(' ').slice(0, 2).join(' ') ?? '',
      actual: `${found?.oid} ${found?.originalLine}`,
    }
  }
}
