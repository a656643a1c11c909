// What a repository holds, read by plain git: the ground from which the subjects of questions are chosen.
import { GIT_STREAM_TIMEOUT_MS, runGit } from '#lib/git/run.ts'

export interface Change {
  readonly path: string
  readonly added: number
  readonly deleted: number
}

export interface Commit {
  readonly sha: string
  readonly parents: readonly string[]
  /** After the .mailmap of the repository. */
  readonly author: string
  readonly email: string
  readonly committer: string
  readonly authorS: number
  readonly commitS: number
  /** ISO 8601 on the author's own clock. */
  readonly authorLocal: string
  readonly subject: string
  readonly body: string
  /** Without rename detection; empty for merges. */
  readonly changes: readonly Change[]
}

export interface Tag {
  readonly name: string
  readonly sha: string
  readonly createdS: number
}

export interface World {
  readonly gitFolder: string
  readonly repo: string
  readonly head: string
  /** Reachable from head, children before parents. */
  readonly commits: readonly Commit[]
  readonly bySha: ReadonlyMap<string, Commit>
  /** Commits without merges by author name. */
  readonly byAuthor: ReadonlyMap<string, readonly Commit[]>
  /** Commits without merges by path. */
  readonly byPath: ReadonlyMap<string, readonly Commit[]>
  readonly paths: readonly string[]
  /** Tags whose name is a plain version number, oldest first. */
  readonly releases: readonly Tag[]
  readonly tags: readonly Tag[]
  /** Names that share no address with another name: for them a person is a name, however people are grouped. */
  readonly plainNames: ReadonlySet<string>
  /** Number of people when names that share an address are one person. */
  peopleAmong(commits: readonly Commit[]): number
  git(args: readonly string[]): Promise<readonly string[]>
}

const FIELDS = ['%H', '%P', '%aN', '%aE', '%cN', '%at', '%ct', '%aI', '%s', '%b']
const OUTPUT_BYTES = 256 * 1024 * 1024

export async function readWorld(gitFolder: string, repo: string): Promise<World> {
  const text = async (args: readonly string[]) => {
    const limits = { outputLimitBytes: OUTPUT_BYTES, timeoutMs: GIT_STREAM_TIMEOUT_MS }
    return (await runGit({ gitFolder, args, ...limits })).stdout.toString()
  }
  const git = async (args: readonly string[]) => (await text(args)).split('\n').filter((line) => line !== '')
  const head = (await git(['rev-parse', 'HEAD']))[0] ?? ''
  const format = `--format=%x01${FIELDS.join('%x00')}%x02`
  const log = await text(['log', '--topo-order', '--use-mailmap', '--no-renames', '--numstat', format, head])
  const commits = log.split('\x01').slice(1).map(readCommit)
  const plain = commits.filter((commit) => commit.parents.length < 2)
  const tags = (await git(['for-each-ref', '--sort=creatordate', TAG_FORMAT, 'refs/tags'])).map(readTag)
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]))
  const groups = groupNames(commits)
  return {
    ...{ gitFolder, repo, head, commits, bySha, git },
    byAuthor: groupBy(plain, (commit) => [commit.author]),
    byPath: groupBy(plain, (commit) => commit.changes.map((change) => change.path)),
    paths: await git(['ls-tree', '-r', '--name-only', head]),
    tags: tags.filter((tag) => bySha.has(tag.sha)),
    releases: tags.filter((tag) => /^v?\d+(\.\d+)+$/.test(tag.name) && bySha.has(tag.sha)),
    plainNames: new Set([...groups].filter(([, size]) => size.names === 1).map(([name]) => name)),
    peopleAmong: (some) => new Set(some.map((commit) => groups.get(commit.author))).size,
  }
}

const TAG_FORMAT =
  '--format=%(refname:strip=2)%09%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)%09%(creatordate:unix)'

function readTag(line: string): Tag {
  const [name = '', sha = '', createdS = ''] = line.split('\t')
  return { name, sha, createdS: Number(createdS) }
}

function readCommit(block: string): Commit {
  const [head = '', tail = ''] = block.split('\x02')
  const [sha, parents, author, email, committer, authorS, commitS, authorLocal, subject, body] = head.split('\0')
  const changes = tail.split('\n').flatMap((line) => {
    const [added, deleted, path] = line.split('\t')
    // A quoted name holds characters that no question would spell out.
    if (path === undefined || path.startsWith('"')) return []
    return [{ path, added: Number(added) || 0, deleted: Number(deleted) || 0 }]
  })
  return {
    sha: sha ?? '',
    parents: (parents ?? '').split(' ').filter(Boolean),
    author: author ?? '',
    email: (email ?? '').toLowerCase(),
    committer: committer ?? '',
    authorS: Number(authorS),
    commitS: Number(commitS),
    authorLocal: authorLocal ?? '',
    subject: subject ?? '',
    body: body ?? '',
    changes,
  }
}

export function groupBy<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items)
    for (const key of keysOf(item)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [item])
      else group.push(item)
    }
  return groups
}

/** Names joined by shared addresses; names that differ only in case or accents count as joined too. */
function groupNames(commits: readonly Commit[]): ReadonlyMap<string, { names: number }> {
  const parent = new Map<string, string>()
  const rootOf = (key: string): string => {
    const above = parent.get(key)
    return above === undefined || above === key ? key : rootOf(above)
  }
  const join = (a: string, b: string) => {
    const [rootA, rootB] = [rootOf(a), rootOf(b)]
    parent.set(rootA, rootB)
    parent.set(rootB, rootB)
  }
  const names = new Set(commits.map((commit) => commit.author))
  for (const { author, email } of commits) {
    join(`n ${author}`, `e ${email}`)
    join(
      `n ${author}`,
      `f ${author
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '')}`,
    )
  }
  const sizes = new Map<string, { names: number }>()
  const out = new Map<string, { names: number }>()
  for (const name of names) {
    const root = rootOf(`n ${name}`)
    const size = sizes.get(root) ?? { names: 0 }
    size.names += 1
    sizes.set(root, size)
    out.set(name, size)
  }
  return out
}
