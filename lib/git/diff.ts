// What one commit changed: files, line counts and patches, each within a limit.
import { PATH_LIMIT_BYTES } from './parse-commits.ts'
import { decodePath } from './paths.ts'
import { requireOid } from './revisions.ts'
import { streamGit } from './run.ts'
import { splitTokens } from './tokens.ts'

export interface FileDiff {
  readonly path: string
  /** The former path of a rename or copy. */
  readonly oldPath?: string
  /** A added, D deleted, M modified, T type changed, R renamed, C copied. */
  readonly status: string
  /** Null for a binary file. */
  readonly additions: number | null
  readonly deletions: number | null
  /** From `diff --git` on, with three lines of context; empty when nothing of it fitted. */
  readonly patch: string
  /** True when the patch is not all of it. */
  readonly cut: boolean
}

export interface CommitDiff {
  /** In git's order of paths. */
  readonly files: readonly FileDiff[]
  /** True when there are more files than are listed. */
  readonly hasMoreFiles: boolean
  /** True when files or parts of patches were left out. */
  readonly cut: boolean
}

/** The largest honest diffs (a vendored library) take a few seconds. */
const DIFF_TIMEOUT_MS = 30_000
/** Most files of one answer. */
const FILES_LIMIT = 2_000
/** What git may print per byte that is kept, before it is stopped: the rest of a huge patch is skipped, not read for ever. */
const READ_FACTOR = 16
const FLAGS = ['-M', '--no-ext-diff', '--no-textconv', '--no-color']
const COUNTS = ['--raw', '--numstat', '-z', '--no-abbrev']
const SECTION = Buffer.from('\ndiff --git ')

/**
 * A commit against its first parent; a first commit against nothing. So a merge gives what it brought in.
 *
 * @param o.from        Instead of the parent: another commit; null: nothing at all.
 * @param o.paths       Only these files or folders, taken literally. Default: all.
 * @param o.limitBytes  Patches together; one of several files takes at most half, so that a lock file does not hide the rest.
 * @throws SparkyError `git/bad-object`, `git/too-large`, `git/timeout`, `git/aborted`, `git/failed`.
 */
export async function readCommitDiff(o: {
  readonly gitFolder: string
  readonly oid: string
  readonly from?: string | null
  readonly paths?: readonly string[]
  readonly limitBytes: number
  /** What git may allocate; default GIT_MEMORY_LIMIT_BYTES. */
  readonly memoryLimitBytes?: number
  readonly signal?: AbortSignal
}): Promise<CommitDiff> {
  const [command, ...revisions]: readonly [string, ...string[]] =
    o.from === undefined ? ownChanges(o.oid) : rangeOf(o.from, o.oid)
  const target = [...revisions, '--', ...(o.paths ?? [])]
  const common = commonOf(o)
  const { files, cut } = await readFiles(streamGit({ ...common, args: [command, ...FLAGS, ...COUNTS, ...target] }))
  const patches = await readPatches(streamGit({ ...common, args: [command, ...FLAGS, '-p', ...target] }), {
    limitBytes: o.limitBytes,
    fileLimitBytes: files.length === 1 ? o.limitBytes : Math.ceil(o.limitBytes / 2),
  })
  let next = 0
  const withPatches = files.map((file): FileDiff => {
    // A change of type (file to link) is printed as a deletion and a creation.
    const own = patches.slice(next, next + (file.status === 'T' ? 2 : 1))
    next += file.status === 'T' ? 2 : 1
    const isWhole = own.length > 0 && own.every((patch) => !patch.cut)
    return { ...file, patch: own.map((patch) => patch.text).join(''), cut: !isWhole }
  })
  return { files: withPatches, hasMoreFiles: cut, cut: cut || withPatches.some((file) => file.cut) }
}

/**
 * The files that a commit changes with their line counts alone, against its first parent.
 *
 * @throws SparkyError as `readCommitDiff`.
 */
export async function readChangedFiles(o: {
  readonly gitFolder: string
  readonly oid: string
  readonly signal?: AbortSignal
}): Promise<Pick<CommitDiff, 'hasMoreFiles'> & { readonly files: readonly ChangedFile[] }> {
  const [command, ...target] = ownChanges(o.oid)
  const { files, cut } = await readFiles(
    streamGit({ ...commonOf(o), args: [command, ...FLAGS, ...COUNTS, ...target, '--'] }),
  )
  return { files, hasMoreFiles: cut }
}

function ownChanges(oid: string): readonly [string, ...string[]] {
  return ['show', '--format=', '--diff-merges=first-parent', '--no-notes', requireOid(oid)]
}

function commonOf(o: {
  readonly gitFolder: string
  readonly memoryLimitBytes?: number
  readonly signal?: AbortSignal
}) {
  return {
    gitFolder: o.gitFolder,
    timeoutMs: DIFF_TIMEOUT_MS,
    ...(o.memoryLimitBytes === undefined ? {} : { memoryLimitBytes: o.memoryLimitBytes }),
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  }
}

/** The tree without files, which git knows without having it, by the length of ids: SHA-1 and SHA-256. */
const EMPTY_TREE: Readonly<Record<number, string>> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
}

function rangeOf(from: string | null, to: string): readonly [string, ...string[]] {
  return ['diff', from === null ? (EMPTY_TREE[to.length] ?? '') : requireOid(from), requireOid(to)]
}

export type ChangedFile = Omit<FileDiff, 'patch' | 'cut'>

/** Raw entries come first, then the counts of the same files in the same order. */
async function readFiles(output: AsyncIterable<Buffer>): Promise<{ files: readonly ChangedFile[]; cut: boolean }> {
  const files: ChangedFile[] = []
  const counts = new Map<string, Pick<ChangedFile, 'additions' | 'deletions'>>()
  /** Paths still to come for the entry that was begun; `old` is kept of a rename. */
  let entry:
    | { readonly status?: string; readonly counted?: Pick<ChangedFile, 'additions' | 'deletions'>; old?: Buffer }
    | undefined
  let needsOld = false
  let cut = false

  for await (const tokens of splitTokens(output)) {
    for (const { bytes } of tokens) {
      if (entry !== undefined) {
        if (needsOld) {
          entry.old = Buffer.from(bytes)
          needsOld = false
          continue
        }
        const path = decodePath(bytes)
        if (entry.counted !== undefined) counts.set(path, entry.counted)
        else if (bytes.length > PATH_LIMIT_BYTES || files.length >= FILES_LIMIT) cut = true
        else {
          const oldPath = entry.old === undefined ? {} : { oldPath: decodePath(entry.old) }
          files.push({ path, ...oldPath, status: entry.status ?? 'M', additions: null, deletions: null })
        }
        entry = undefined
        // Every further file would only be counted and thrown away.
        if (files.length > FILES_LIMIT) return { files, cut: true }
        continue
      }
      const text = bytes.toString('latin1').replace(/^\n/, '')
      if (text.startsWith(':')) {
        const status = text.charAt(text.lastIndexOf(' ') + 1)
        entry = { status }
        needsOld = status === 'R' || status === 'C'
        continue
      }
      const match = /^(\d+|-)\t(\d+|-)\t/.exec(text)
      if (match === null) continue
      const counted = { additions: readCount(match[1]), deletions: readCount(match[2]) }
      const start = bytes.indexOf(9, bytes.indexOf(9) + 1) + 1
      if (start < bytes.length) counts.set(decodePath(bytes.subarray(start)), counted)
      else {
        entry = { counted }
        needsOld = true
      }
    }
  }
  return { files: files.map((file) => ({ ...file, ...counts.get(file.path) })), cut }
}

function readCount(text: string | undefined): number | null {
  return text === undefined || text === '-' ? null : Number(text)
}

interface PatchLimits {
  readonly limitBytes: number
  readonly fileLimitBytes: number
}

interface Patch {
  text: string
  cut: boolean
}

/** Sections begin with `diff --git ` at the start of a line, where no line of content can stand: each has a sign before it. */
async function readPatches(output: AsyncIterable<Buffer>, limits: PatchLimits): Promise<readonly Patch[]> {
  const patches: Patch[] = []
  const collector = createCollector(limits, patches)
  let rest: Buffer = Buffer.from('\n')
  let readBytes = 0
  for await (const chunk of output) {
    readBytes += chunk.length
    let text = Buffer.concat([rest, chunk])
    for (let at = text.indexOf(SECTION); at >= 0; at = text.indexOf(SECTION)) {
      collector.add(text.subarray(0, at + 1))
      collector.begin()
      // The line break before a section belongs to the section that ended; this one begins with its first letter.
      collector.add(text.subarray(at + 1, at + SECTION.length))
      text = text.subarray(at + SECTION.length)
    }
    const kept = Math.min(text.length, SECTION.length - 1)
    collector.add(text.subarray(0, text.length - kept))
    rest = text.subarray(text.length - kept)
    if (readBytes > limits.limitBytes * READ_FACTOR + 65_536) {
      collector.finish(true)
      return patches
    }
  }
  collector.add(rest)
  collector.finish(false)
  return patches
}

function createCollector({ limitBytes, fileLimitBytes }: PatchLimits, patches: Patch[]) {
  let parts: Buffer[] | undefined
  let sizeBytes = 0
  let totalBytes = 0
  let cut = false
  const flush = (isCut: boolean) => {
    if (parts === undefined) return
    patches.push({ text: Buffer.concat(parts).toString('utf8'), cut: cut || isCut })
  }
  return {
    begin: () => {
      flush(false)
      parts = []
      sizeBytes = 0
      cut = false
    },
    add: (bytes: Buffer) => {
      if (parts === undefined) return
      const room = Math.max(0, Math.min(fileLimitBytes - sizeBytes, limitBytes - totalBytes))
      const kept = bytes.subarray(0, room)
      if (kept.length < bytes.length) cut = true
      parts.push(kept)
      sizeBytes += kept.length
      totalBytes += kept.length
    },
    finish: flush,
  }
}
