// A history as plain git tells it, read by code of its own: what the operations are compared with.
import { decodePath } from '#lib/git/paths.ts'
import { GIT_STREAM_TIMEOUT_MS, runGit } from '#lib/git/run.ts'

export interface PlainCommit {
  readonly oid: string
  readonly parents: readonly string[]
  /** After the .mailmap of HEAD. */
  readonly author: string
  readonly email: string
  readonly committer: string
  readonly committerEmail: string
  readonly authoredAtS: number
  readonly authoredOffsetMinutes: number
  readonly committedAtS: number
  readonly message: string
  /** Against the first parent, renames detected; none for merges. */
  readonly changes: readonly PlainChange[]
}

export interface PlainChange {
  readonly status: string
  readonly path: string
  /** Of renames. */
  readonly oldPath?: string
}

export interface PlainHistory {
  readonly gitFolder: string
  readonly head: string
  /** Of all branches and tags, children before parents. */
  readonly commits: readonly PlainCommit[]
  readonly byOid: ReadonlyMap<string, PlainCommit>
  /** Tags that lead to a commit, with it. */
  readonly tags: readonly { readonly name: string; readonly oid: string; readonly createdAtS: number }[]
  /** A commit with everything before it. */
  ancestorsOf(oid: string): ReadonlySet<string>
  git(...args: readonly string[]): Promise<Buffer>
  lines(...args: readonly string[]): Promise<readonly string[]>
}

const OUTPUT_BYTES = 1024 * 1024 * 1024
const REFS = ['HEAD', '--branches', '--tags']

export async function readPlainHistory(gitFolder: string): Promise<PlainHistory> {
  const git = async (...args: readonly string[]) => {
    const limits = { outputLimitBytes: OUTPUT_BYTES, timeoutMs: GIT_STREAM_TIMEOUT_MS }
    return (await runGit({ gitFolder, args, ...limits, priority: 'background' })).stdout
  }
  const lines = async (...args: readonly string[]) => (await git(...args)).toString().split('\n').filter(Boolean)
  const fields = '%x01%H%x1f%P%x1f%aN%x1f%aE%x1f%cN%x1f%cE%x1f%at%x1f%ad%x1f%ct%x1f%B'
  const log = [
    'log',
    '-z',
    '--topo-order',
    '--encoding=UTF-8',
    '--use-mailmap',
    '--date=raw',
    '--raw',
    '-M',
    '--no-abbrev',
  ]
  const commits = readLog(await git(...log, `--format=${fields}`, ...REFS))
  const byOid = new Map(commits.map((commit) => [commit.oid, commit]))
  const format = '--format=%(refname:strip=2)%09%(objectname)%09%(*objectname)%09%(creatordate:unix)'
  const tags = (await lines('for-each-ref', format, 'refs/tags')).map((line) => line.split('\t'))
  return {
    ...{ gitFolder, commits, byOid, git, lines },
    head: (await lines('rev-parse', 'HEAD'))[0] ?? '',
    tags: (
      await Promise.all(tags.map(async ([name = '', , , createdAtS]) => readTag(lines, name, Number(createdAtS))))
    ).flat(),
    ancestorsOf: (oid) => ancestorsOf(byOid, [oid]),
  }
}

/** None for a tag of a file; a tag may stand on a tag. */
async function readTag(lines: PlainHistory['lines'], name: string, createdAtS: number) {
  const [oid] = await lines('rev-parse', '--verify', '--quiet', `refs/tags/${name}^{commit}`).catch(() => [])
  return oid === undefined ? [] : [{ name, oid, createdAtS }]
}

export function ancestorsOf(byOid: ReadonlyMap<string, PlainCommit>, oids: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [...oids]
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    if (found.has(oid)) continue
    found.add(oid)
    open.push(...(byOid.get(oid)?.parents ?? []))
  }
  return found
}

/** Tokens between NUL bytes: a commit begins with a byte 1, a change with a colon. */
function readLog(output: Buffer): readonly PlainCommit[] {
  const commits: (PlainCommit & { readonly changes: PlainChange[] })[] = []
  let status = ''
  let oldPath: string | undefined
  for (let start = 0; start < output.length; ) {
    const nul = output.indexOf(0, start)
    const end = nul < 0 ? output.length : nul
    const bytes = output.subarray(output[start] === 10 && output[start + 1] === 58 ? start + 1 : start, end)
    start = end + 1
    const current = commits.at(-1)
    if (status !== '') {
      const path = decodePath(bytes)
      if (status === 'R' && oldPath === undefined) oldPath = path
      else {
        current?.changes.push({ status, path, ...(oldPath !== undefined && { oldPath }) })
        status = ''
        oldPath = undefined
      }
    } else if (bytes[0] === 58) status = bytes.toString('latin1').split(' ')[4]?.[0] ?? ''
    else if (bytes[0] === 1) commits.push(readHeader(bytes.toString('utf8', 1)))
  }
  return commits
}

function readHeader(text: string): PlainCommit & { readonly changes: PlainChange[] } {
  const [oid, parents, author, email, committer, committerEmail, at, ad, ct, ...message] = text.split('\x1f')
  return {
    oid: oid ?? '',
    parents: (parents ?? '').split(' ').filter(Boolean),
    author: author ?? '',
    email: (email ?? '').toLowerCase(),
    committer: committer ?? '',
    committerEmail: (committerEmail ?? '').toLowerCase(),
    authoredAtS: Number(at),
    authoredOffsetMinutes: offsetOf(ad?.split(' ')[1] ?? ''),
    committedAtS: Number(ct),
    message: message.join('\x1f'),
    changes: [],
  }
}

/** `-0730` in minutes; more than a day is no clock of anyone, and taken for UTC. */
function offsetOf(text: string): number {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3, 5))
  if (minutes > 24 * 60) return 0
  return text.startsWith('-') ? -minutes : minutes
}

/**
 * Added and removed lines of each commit against its first parent; none for those where git counts no line of any file.
 *
 * @param isCounted  Whether the lines of a file count at all.
 */
export async function readSizes(
  history: PlainHistory,
  isCounted: (path: string) => boolean,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  const output = await history.git('log', '-z', '-M', '--numstat', '--format=%x01%H', ...REFS)
  let oid = ''
  const tokens = output.toString('latin1').split('\0')
  for (let index = 0; index < tokens.length; index += 1) {
    const token = (tokens[index] ?? '').replace(/^\n/, '')
    if (token.startsWith('\x01')) oid = token.slice(1)
    const [, added, deleted, name] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(token) ?? []
    if (added === undefined) continue
    // Of a rename both names follow.
    const path = name === '' ? (tokens[index + 2] ?? '') : (name ?? '')
    if (name === '') index += 2
    if (added !== '-' && isCounted(path)) sizes.set(oid, (sizes.get(oid) ?? 0) + Number(added) + Number(deleted))
  }
  return sizes
}

/**
 * Commits in which a name means the file that has it at a commit, over its former names.
 *
 * The definition: of the commits of `reach`, those that touch `path`, without what lies before a commit that renamed
 * another file to `path`; and for that other name the same among what lies before that commit. Of several such renames
 * on one line of history the latest counts; on separate lines each does.
 */
export function lineageOf(history: PlainHistory, path: string, reach: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [{ path, reach }]
  const asked = new Set<string>()
  for (let step = open.pop(); step !== undefined && asked.size < 1_000; step = open.pop()) {
    const { path: name, reach: inside } = step
    const renames = [...inside].flatMap((oid) => {
      const renamed = history.byOid.get(oid)?.changes.find((change) => change.status === 'R' && change.path === name)
      return renamed?.oldPath === undefined ? [] : [{ oid, oldPath: renamed.oldPath }]
    })
    const before = renames.map(({ oid }) => ancestorsOf(history.byOid, history.byOid.get(oid)?.parents ?? []))
    const latest = renames.filter(({ oid }) => !before.some((set) => set.has(oid)))
    const covered = latest.map(({ oid }) => before[renames.findIndex((one) => one.oid === oid)] ?? new Set<string>())
    for (const oid of inside)
      if (!covered.some((set) => set.has(oid)) && touches(history.byOid.get(oid), (one) => one === name)) found.add(oid)
    for (const [index, { oid, oldPath }] of latest.entries()) {
      if (asked.has(`${oid} ${oldPath}`)) continue
      asked.add(`${oid} ${oldPath}`)
      open.push({ path: oldPath, reach: covered[index] ?? new Set() })
    }
  }
  return found
}

/** A rename touches the old path too. */
export function touches(commit: PlainCommit | undefined, isWanted: (path: string) => boolean): boolean {
  return (
    commit?.changes.some((one) => isWanted(one.path) || (one.oldPath !== undefined && isWanted(one.oldPath))) ?? false
  )
}

/** Names that are one person however people are told apart: no address and no other spelling of it is anyone else's. */
export function plainPeople(history: PlainHistory): readonly string[] {
  const emailsOf = new Map<string, Set<string>>()
  const namesOf = new Map<string, Set<string>>()
  const add = (map: Map<string, Set<string>>, key: string, value: string) =>
    map.set(key, (map.get(key) ?? new Set()).add(value))
  const plain = (name: string) =>
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '')
  for (const commit of history.commits)
    for (const [name, email] of [
      [commit.author, commit.email],
      [commit.committer, commit.committerEmail],
    ] as const) {
      add(emailsOf, name, email)
      add(namesOf, email, name)
      add(namesOf, `login ${email.split('@')[0]?.replace(/^\d+\+/, '')}`, name)
      add(namesOf, `plain ${plain(name)}`, name)
    }
  const isAlone = (key: string) => namesOf.get(key)?.size === 1
  return [...new Set(history.commits.map((commit) => commit.author))].filter((name) => {
    const emails = [...(emailsOf.get(name) ?? [])]
    const logins = emails.map((email) => `login ${email.split('@')[0]?.replace(/^\d+\+/, '')}`)
    return /^\p{L}+( \p{L}+)+$/u.test(name) && [`plain ${plain(name)}`, ...emails, ...logins].every(isAlone)
  })
}
