// Keeps of each commit as many of its changed lines as are worth reading, while its diff passes.
import type { LineVisitor } from '#lib/git/parse-changed-lines.ts'
import { uncountedReason } from '#lib/history/uncounted-files.ts'

/** The changed lines of one file, cut to the limits below. */
export interface ChangedFile {
  readonly path: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** What one commit may keep: enough to choose from, and a mass change costs no more than any other. */
const FILES_LIMIT = 40
const LINES_PER_FILE = 60
const LINE_LIMIT_BYTES = 200

export interface CommitLines extends LineVisitor {
  /** The files of a commit that has passed; they are forgotten here. */
  take(oid: string): readonly ChangedFile[]
}

/** Lines of lock files, generated and vendored files are left out. */
export function createCommitLines(): CommitLines {
  const done = new Map<string, readonly ChangedFile[]>()
  let files: ChangedFile[] = []
  let open: { readonly path: string; readonly added: string[]; readonly removed: string[] } | undefined
  let line: Buffer[] = []
  let lineBytes = 0
  let sign: 1 | -1 = 1
  return {
    beginCommit() {
      files = []
    },
    beginFile(bytes) {
      const path = Buffer.from(bytes).toString('utf8')
      open =
        files.length < FILES_LIMIT && uncountedReason(path) === undefined ? { path, added: [], removed: [] } : undefined
    },
    text(newSign, bytes, start, end) {
      sign = newSign
      if (open === undefined || lineBytes >= LINE_LIMIT_BYTES) return
      const piece = Buffer.from(bytes.subarray(start, Math.min(end, start + LINE_LIMIT_BYTES - lineBytes)))
      line.push(piece)
      lineBytes += piece.length
    },
    endLine() {
      const lines = sign === 1 ? open?.added : open?.removed
      const text = Buffer.concat(line).toString('utf8').trim()
      if (lines !== undefined && lines.length < LINES_PER_FILE && text !== '') lines.push(text)
      line = []
      lineBytes = 0
    },
    binary: () => undefined,
    endFile() {
      if (open !== undefined) files.push(open)
      open = undefined
    },
    endCommit(oid) {
      done.set(oid, files)
    },
    take(oid) {
      const taken = done.get(oid) ?? []
      done.delete(oid)
      return taken
    },
  }
}
