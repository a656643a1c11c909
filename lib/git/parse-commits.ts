// The output of `git log --raw -z` as commits: fixed-count NUL-separated fields, so that no message can forge a commit.
import { decodePath } from './paths.ts'
import { splitTokens } from './tokens.ts'

/** A file that a commit changed against its first parent. */
export interface FileChange {
  /** Added, deleted, modified, type changed, renamed, copied. */
  readonly status: 'A' | 'D' | 'M' | 'T' | 'R' | 'C'
  /** UTF-8; see `decodePath`. */
  readonly path: string
  /** The former path of R and C. */
  readonly oldPath?: string
  /** Percent, of R and C. */
  readonly similarity?: number
  /** All zeros where there was no file. */
  readonly oldOid: string
  /** All zeros where there is no file any more. */
  readonly newOid: string
}

export interface CommitRecord {
  readonly oid: string
  readonly parents: readonly string[]
  readonly authorName: string
  readonly authorEmail: string
  /** Seconds as git gives them, far outside the range of a Date too; 0 where git cannot read them. */
  readonly authoredAtS: number
  readonly authoredOffsetMinutes: number
  readonly committerName: string
  readonly committerEmail: string
  readonly committedAtS: number
  /** The first paragraph on one line. */
  readonly subject: string
  /** The message without its subject. */
  readonly body: string
  /** Empty for merges and empty commits. */
  readonly changes: readonly FileChange[]
  /** True when the message, a path or the list of changes was longer than its limit. */
  readonly cut: boolean
}

/** Changed files kept of one commit: the largest tree that is indexed. */
const CHANGES_LIMIT = 200_000
/** Longest path kept: an index of the database takes no longer key. */
export const PATH_LIMIT_BYTES = 1_024
/** Longest name or address of a person kept, for the same reason. */
const NAME_LIMIT_CHARACTERS = 500
const COLON = 0x3a
const NEWLINE = 0x0a

const FIELDS = ['H', 'P', 'an', 'ae', 'ad', 'cn', 'ce', 'cd', 's', 'b']

/** The `--format` that `parseCommits` reads; it needs `-z --raw --no-abbrev --date=raw --encoding=UTF-8` beside it. */
export const COMMIT_FORMAT = FIELDS.map((field) => `%${field}`).join('%x00')

/**
 * A commit is as many tokens as there are FIELDS, then two or three tokens a changed file: `:modes oids status`, path,
 * and for R and C the new path. Only the first such token of a commit begins with a line break, and no field that
 * follows a commit (an object id) begins with either, so a message cannot pretend to be anything.
 */
export async function* parseCommits(output: AsyncIterable<Buffer>): AsyncGenerator<CommitRecord[]> {
  let fields: string[] = []
  let changes: FileChange[] = []
  let meta: string | undefined
  let oldPath: Buffer | undefined
  let isCut = false

  for await (const tokens of splitTokens(output)) {
    const commits: CommitRecord[] = []
    for (const { bytes, cut } of tokens) {
      isCut ||= cut
      if (meta !== undefined) {
        const letter = meta.charAt(meta.lastIndexOf(' ') + 1)
        if (oldPath === undefined && (letter === 'R' || letter === 'C')) {
          oldPath = Buffer.from(bytes)
          continue
        }
        if (changes.length < CHANGES_LIMIT && bytes.length <= PATH_LIMIT_BYTES)
          changes.push(readChange(meta, bytes, oldPath))
        else isCut = true
        meta = undefined
        oldPath = undefined
      } else if (fields.length < FIELDS.length) {
        fields.push(bytes.toString('utf8'))
      } else if (bytes[0] === NEWLINE || bytes[0] === COLON) {
        meta = bytes.toString('latin1')
      } else {
        commits.push(readCommit(fields, changes, isCut))
        fields = [bytes.toString('latin1')]
        changes = []
        isCut = cut
      }
    }
    if (commits.length > 0) yield commits
  }
  if (fields.length === FIELDS.length) yield [readCommit(fields, changes, isCut)]
}

function readCommit(fields: readonly string[], changes: readonly FileChange[], isCut: boolean): CommitRecord {
  const [
    oid = '',
    parents = '',
    authorName = '',
    authorEmail = '',
    authored = '',
    committerName = '',
    committerEmail = '',
    committed = '',
    subject = '',
    body = '',
  ] = fields
  return {
    oid,
    parents: parents === '' ? [] : parents.split(' '),
    authorName: authorName.slice(0, NAME_LIMIT_CHARACTERS),
    authorEmail: authorEmail.slice(0, NAME_LIMIT_CHARACTERS),
    authoredAtS: readSeconds(authored),
    authoredOffsetMinutes: readOffset(authored),
    committerName: committerName.slice(0, NAME_LIMIT_CHARACTERS),
    committerEmail: committerEmail.slice(0, NAME_LIMIT_CHARACTERS),
    committedAtS: readSeconds(committed),
    subject,
    body: body.trimEnd(),
    changes,
    cut: isCut,
  }
}

/** `1700000000 +0200`; 0 for a number that is none of ours: git prints a date before 1970 as one near 2^64. */
export function readSeconds(raw: string): number {
  const seconds = Number.parseInt(raw, 10)
  return Number.isSafeInteger(seconds) ? seconds : 0
}

function readOffset(raw: string): number {
  const match = /([+-])(\d{2,})(\d{2})$/.exec(raw)
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  // A nonsensical offset (git keeps any digits) would not fit its column.
  if (minutes > 24 * 60) return 0
  return match[1] === '-' ? -minutes : minutes
}

/** `:100644 100644 <old> <new> R087`, with a line break in front for the first of a commit. */
function readChange(meta: string, pathBytes: Buffer, oldPathBytes: Buffer | undefined): FileChange {
  const parts = meta.split(' ')
  const [oldOid = '', newOid = '', code = 'M'] = [parts[2], parts[3], parts[4]]
  const status = readStatus(code)
  const path = decodePath(pathBytes)
  if (oldPathBytes === undefined) return { status, path, oldOid, newOid }
  return { status, path, oldPath: decodePath(oldPathBytes), similarity: Number(code.slice(1)) || 0, oldOid, newOid }
}

function readStatus(code: string): FileChange['status'] {
  const letter = code.charAt(0)
  switch (letter) {
    case 'A':
    case 'D':
    case 'M':
    case 'T':
    case 'R':
    case 'C':
      return letter
    default:
      // Unmerged and unknown (U, X) do not occur between two commits.
      return 'M'
  }
}
