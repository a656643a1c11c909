// The commits of a repository as plain git tells them: what a test compares the tables with.
import type { RandomRepository } from './random-repository.ts'

export interface ToldFile {
  readonly path: string
  /** The former path of a rename. */
  readonly oldPath?: string
  /** Undefined for a binary file. */
  readonly lines?: number
}

export interface ToldCommit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly email: string
  readonly committerEmail: string
  readonly authoredAtS: number
  readonly offsetMinutes: number
  readonly committedAtS: number
  readonly message: string
  readonly files: readonly ToldFile[]
}

const FORMAT = ['%H', '%P', '%ae', '%ce', '%ad', '%ct', '%B'].join('%x02')

/** Everything that `revision` reaches. */
export function toldByGit(repository: RandomRepository, revision: string): readonly ToldCommit[] {
  const text = repository.git('log', '-z', '-M', '--numstat', '--date=raw', `--format=%x01${FORMAT}%x03`, revision)
  return text.split('\x01').slice(1).map(toCommit)
}

function toCommit(text: string): ToldCommit {
  const [head = '', tail = ''] = text.split('\x03')
  const [sha = '', parents = '', email = '', committerEmail = '', date = '', committedAt = '', message = ''] =
    head.split('\x02')
  const [authoredAt = '', zone = ''] = date.split(' ')
  const sign = zone.startsWith('-') ? -1 : 1
  return {
    ...{ sha, email, committerEmail, message },
    parents: parents.split(' ').filter((parent) => parent !== ''),
    authoredAtS: Number(authoredAt),
    offsetMinutes: sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5))),
    committedAtS: Number(committedAt),
    files: toFiles(tail),
  }
}

/** `added TAB removed TAB path NUL`, or with an empty path `NUL old NUL new NUL`. */
function toFiles(tail: string): readonly ToldFile[] {
  const fields = tail.split('\0').map((field) => field.replace(/^\n+/, ''))
  const files: ToldFile[] = []
  for (let field = fields.shift(); field !== undefined; field = fields.shift()) {
    const [added, removed, path] = field.split('\t')
    if (path === undefined) continue
    const lines = added === '-' ? {} : { lines: Number(added) + Number(removed) }
    if (path !== '') files.push({ path, ...lines })
    else files.push({ oldPath: fields.shift() ?? '', path: fields.shift() ?? '', ...lines })
  }
  return files
}
