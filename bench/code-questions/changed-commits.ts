// The commits of `git log --raw -z` with the files they changed, and whether a commit is about code or about upkeep.
import { roleOfFile } from '#lib/code/file-role.ts'

export interface ChangedCommit {
  readonly sha: string
  /** Its first parent; undefined for a root. */
  readonly parent: string | undefined
  readonly subject: string
  readonly changes: readonly { readonly status: string; readonly path: string; readonly oldPath?: string }[]
}

/** Commits as `--format=%x01%H%x02%P%x02%s` prints them with `--raw -z -M`, in the order of the log. */
export function parseRawLog(log: string): readonly ChangedCommit[] {
  return log
    .split('\x01')
    .slice(1)
    .map((entry) => {
      const [sha = '', parents = '', rest = ''] = entry.split('\x02')
      const [subject = '', ...fields] = rest.split('\0')
      return { sha, parent: parents.split(' ')[0] || undefined, subject: subject.trim(), changes: parseChanges(fields) }
    })
}

function parseChanges(fields: readonly string[]): ChangedCommit['changes'] {
  const changes: ChangedCommit['changes'][number][] = []
  for (let at = 0; at < fields.length; at += 1) {
    const status = /^\n?:\d+ \d+ \w+ \w+ ([A-Z])\d*$/.exec(fields[at] ?? '')?.[1]
    if (status === undefined) continue
    const first = fields[at + 1] ?? ''
    if (status === 'R' || status === 'C') {
      changes.push({ status, oldPath: first, path: fields[at + 2] ?? '' })
      at += 2
    } else {
      changes.push({ status, path: first })
      at += 1
    }
  }
  return changes
}

/** The changed files that are there before the commit, under the names that they have there. */
export function presentBefore({ changes }: ChangedCommit): readonly string[] {
  return changes.flatMap(({ status, path, oldPath }) =>
    status === 'A' || status === 'C' ? [] : [status === 'R' ? (oldPath ?? path) : path],
  )
}

const RELEASE =
  /^(?:v?\d+\.\d+|release\b|prepare(?:d)? (?:for )?(?:release|next|v?\d)|(?:chore\(?:?\s*\)?:?\s*)?(?:bump|update|upgrade)\b.*\b(?:version|deps?|dependenc|from v?\d|to v?\d)|\[maven-release|merge\b|revert\b|start(?:ing)? v?\d|version\b|back to dev|changelog\b)|\bversion bump\b|\bbump version\b|\(deps(?:-dev)?\)/i
const UPKEEP =
  /^(?:docs?|style|ci|build|chore|release|format|lint|typos?|test|tests)(?:\([^)]*\))?!?:|\b(?:typos?|gofmt|black|prettier|eslint|rustfmt|clippy|whitespace|formatting|pre-commit|copyright|readme|changelog)\b/i

/** `upkeep`: releases, versions, formatting, and changes of documentation or settings alone. */
export function kindOfCommit(commit: ChangedCommit): 'code' | 'upkeep' {
  const roles = commit.changes.map(({ path }) => roleOfFile(path))
  const isCode = roles.some((role) => role === 'source')
  const isTold = commit.subject.split(/\s+/).length >= 2
  return isCode && isTold && !RELEASE.test(commit.subject) && !UPKEEP.test(commit.subject) ? 'code' : 'upkeep'
}
