// The output of `git log --raw -z -p -U1 --format=%x00%H` as line counts of each commit, its lines handed to a visitor.
import { PATH_LIMIT_BYTES } from './parse-commits.ts'
import { decodePath } from './paths.ts'

export interface FileLineCount {
  /** UTF-8; see `decodePath`. The new path of a rename. */
  readonly path: string
  /** Null for a binary file. */
  readonly additions: number | null
  readonly deletions: number | null
}

export interface LineCounts {
  readonly oid: string
  readonly files: readonly FileLineCount[]
  /** True when files were left out: their paths are too long, or git could not count them. */
  readonly cut: boolean
}

/** Sees every changed line while it passes; nothing is kept here, so a line may be as long as it likes. */
export interface LineVisitor {
  /** What was seen of a commit that did not end does not count. */
  beginCommit(): void
  beginFile(path: Uint8Array): void
  /** The next piece, `bytes[start]` to before `bytes[end]`, of a line that was added (1) or removed (-1). */
  text(sign: 1 | -1, bytes: Uint8Array, start: number, end: number): void
  endLine(): void
  /** The open file is binary, so its lines are not shown; the object ids of its contents, before and after. */
  binary(from: string | undefined, to: string | undefined): void
  endFile(): void
  endCommit(oid: string): void
}

const NUL = 0x00
const NEWLINE = 0x0a
const PLUS = 0x2b
const MINUS = 0x2d
const AT = 0x40
const BINARY = 0x42
const DIFF = 0x64
/** The second letter of `diff`, where `deleted file mode` has another. */
const DIFF_SECOND = 0x69
const COLON = 0x3a

/** A path of the raw list; a file that became a link, or the other way round, has two patches. */
interface RawFile {
  readonly path: Buffer
  readonly patches: number
  readonly entry: RawEntry
}

/** `:old-mode new-mode old-oid new-oid status`; undefined for a side that does not exist. */
interface RawEntry {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly status: string
}

interface OpenFile {
  readonly path: Buffer | undefined
  readonly entry: RawEntry | undefined
  additions: number
  deletions: number
  isBinary: boolean
  patchesLeft: number
}

/** Where in the output the reader stands. */
type Place = 'start' | 'oid' | 'after oid' | 'raw' | 'line start' | 'letter after d' | 'skip' | 'content'

/**
 * A commit is NUL, its id, NUL; when it changed files, then a line break, the raw list (`:modes ids status`, NUL, path, NUL,
 * for renames a second path), an empty token, and one patch for each entry of the list in its order.
 *
 * Lines of a patch begin with `+`, `-`, a space or `\`, so no content can look like a header or like the next commit.
 *
 * @see https://git-scm.com/docs/git-log#_raw_output_format
 */
export async function* parseChangedLines(
  output: AsyncIterable<Buffer>,
  visitor?: LineVisitor,
): AsyncGenerator<readonly LineCounts[]> {
  const reader = createReader(visitor)
  for await (const chunk of output) {
    const commits = reader.read(chunk)
    if (commits.length > 0) yield commits
  }
  const last = reader.end()
  if (last) yield [last]
}

function createReader(visitor: LineVisitor | undefined) {
  let place: Place = 'start'
  let token: Buffer[] = []
  let tokenBytes = 0
  let oid = ''
  let files: FileLineCount[] = []
  let cut = false
  let queue: RawFile[] = []
  /** Paths that the entry being read still has to name. */
  let pathsExpected = 0
  let entry: RawEntry | undefined
  let file: OpenFile | undefined
  let inHunk = false
  let sign: 1 | -1 = 1

  const takeToken = (): Buffer => {
    const bytes = token.length === 1 && token[0] ? token[0] : Buffer.concat(token)
    token = []
    tokenBytes = 0
    return bytes
  }
  const closeFile = (): void => {
    if (file === undefined) return
    if (file.isBinary) visitor?.binary(file.entry?.from, file.entry?.to)
    visitor?.endFile()
    const { path, additions, deletions, isBinary } = file
    if (path === undefined || path.length > PATH_LIMIT_BYTES) cut = true
    else
      files.push({
        path: decodePath(path),
        additions: isBinary ? null : additions,
        deletions: isBinary ? null : deletions,
      })
    file = undefined
  }
  const closeCommit = (): LineCounts | undefined => {
    closeFile()
    const commit = oid === '' ? undefined : { oid, files, cut }
    if (commit) visitor?.endCommit(oid)
    oid = ''
    files = []
    cut = false
    queue = []
    pathsExpected = 0
    inHunk = false
    return commit
  }
  const openPatch = (): void => {
    inHunk = false
    if (file !== undefined && file.patchesLeft > 0) {
      file.patchesLeft -= 1
      return
    }
    closeFile()
    const next = queue.shift()
    file = {
      path: next?.path,
      entry: next?.entry,
      additions: 0,
      deletions: 0,
      isBinary: false,
      patchesLeft: (next?.patches ?? 1) - 1,
    }
    visitor?.beginFile(next?.path ?? Buffer.alloc(0))
  }
  const readRaw = (bytes: Buffer): void => {
    if (pathsExpected === 0 && bytes[0] === COLON) {
      const [, , from = '', to = '', status = ''] = bytes.toString('latin1').split(' ')
      entry = { from: existing(from), to: existing(to), status: status[0] ?? '' }
      pathsExpected = entry.status === 'R' || entry.status === 'C' ? 2 : 1
      return
    }
    pathsExpected -= 1
    // Of a rename the second path counts.
    if (pathsExpected === 0 && entry) queue.push({ path: bytes, entry, patches: entry.status === 'T' ? 2 : 1 })
  }

  /** Reads a token that ends with NUL; undefined when the chunk ends before it. */
  const readToken = (chunk: Buffer, at: number): number | undefined => {
    const end = chunk.indexOf(NUL, at)
    const piece = chunk.subarray(at, end < 0 ? chunk.length : end)
    // A path beyond the limit is not kept whole: that it is too long is all that matters.
    if (tokenBytes <= PATH_LIMIT_BYTES) token.push(Buffer.from(piece))
    tokenBytes += piece.length
    return end < 0 ? undefined : end + 1
  }

  return {
    end: closeCommit,
    read(chunk: Buffer): readonly LineCounts[] {
      const commits: LineCounts[] = []
      let at = 0
      while (at < chunk.length) {
        const byte = chunk[at]
        switch (place) {
          case 'start':
          case 'after oid':
          case 'line start':
            if (byte === NUL) {
              const commit = closeCommit()
              if (commit) commits.push(commit)
              place = 'oid'
            } else if (place === 'after oid') place = byte === NEWLINE ? 'raw' : 'start'
            else if (place === 'line start' && (byte === PLUS || byte === MINUS) && inHunk) {
              sign = byte === PLUS ? 1 : -1
              place = 'content'
            } else if (byte === DIFF) place = 'letter after d'
            else {
              if (byte === AT) inHunk = true
              else if (byte === BINARY && file && !inHunk) file.isBinary = true
              place = byte === NEWLINE ? 'line start' : 'skip'
            }
            at += 1
            break
          case 'letter after d':
            if (byte === DIFF_SECOND) openPatch()
            place = 'skip'
            break
          case 'oid':
          case 'raw': {
            const next = readToken(chunk, at)
            if (next === undefined) return commits
            at = next
            const bytes = takeToken()
            if (place === 'oid') {
              oid = bytes.toString('latin1')
              visitor?.beginCommit()
              place = 'after oid'
            } else if (bytes.length === 0) place = 'line start'
            else readRaw(bytes)
            break
          }
          case 'skip': {
            const end = chunk.indexOf(NEWLINE, at)
            if (end < 0) return commits
            at = end + 1
            place = 'line start'
            break
          }
          case 'content': {
            const end = chunk.indexOf(NEWLINE, at)
            visitor?.text(sign, chunk, at, end < 0 ? chunk.length : end)
            if (end < 0) return commits
            visitor?.endLine()
            if (file && sign === 1) file.additions += 1
            else if (file) file.deletions += 1
            at = end + 1
            place = 'line start'
            break
          }
        }
      }
      return commits
    },
  }
}

function existing(oid: string): string | undefined {
  return /^0+$/.test(oid) ? undefined : oid
}
