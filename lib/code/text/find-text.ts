// Exact text and patterns in the files of a revision: every line that git grep finds, counted in full.
import { searchFolderOf } from '#lib/git/flat-store.ts'
import { type GrepQuestion, grepLines } from './grep-lines.ts'
import { readPlace } from './searched-place.ts'
import type { FoundLine, FoundLines } from './text-protocol.ts'
import type { TextThread } from './text-thread.ts'

export interface FindTextOptions {
  readonly gitFolder: string
  /** A literal text of one line, or a Perl-compatible regular expression that is matched line by line. */
  readonly pattern: string
  readonly fixed: boolean
  readonly ignoreCase?: boolean
  /** Only where no letter, digit or underscore stands before or after. */
  readonly wholeWord?: boolean
  /** Full id of a commit. */
  readonly revision: string
  /** A file, a folder, or a glob: `*.go` at any depth, `src/*.go` in one folder, `src/**` below it, `*.{ts,tsx}`. */
  readonly path?: string
  /** Pathspecs with magic, of our own; default: every file. */
  readonly globs?: readonly string[]
  readonly limit: number
  readonly signal: AbortSignal
}

export interface FoundText {
  readonly matches: readonly FoundLine[]
  /** How many lines and files match in all, each counted once; at least so many when `isStopped`. */
  readonly lines: number
  readonly files: number
  /** True when there are more matches than the limit. */
  readonly cut: boolean
  /** True when git was stopped before it had seen every file. */
  readonly isStopped: boolean
  /** What a reader can run to see the same. */
  readonly command: string
}

/**
 * Lines in git's order: by path, then by number. Binary files, symbolic links and submodules are not searched.
 *
 * A literal is looked for in the texts that the thread keeps, anything else, and what it does not keep yet, by git
 * itself: the answer is the same.
 *
 * @throws SparkyError `operation/bad-input` for a pattern that is no regular expression or that git gives up on;
 *   `git/timeout` when nothing was found in time; `git/failed`.
 */
export async function findText(o: FindTextOptions, thread: TextThread | undefined): Promise<FoundText> {
  const command = commandOf(o)
  const told = (found: FoundLines & { readonly isStopped: boolean }): FoundText => ({
    ...found,
    cut: found.lines > found.matches.length,
    command,
  })
  const kept =
    thread &&
    (await askThread(o, thread).catch(() => {
      o.signal.throwIfAborted()
      // A thread that failed is replaced at the next question; git knows the answer to this one.
      return null
    }))
  if (kept) return told({ ...kept, isStopped: false })
  return told(await grepLines({ ...o, ...pathspecsOf(o), gitFolder: searchFolderOf(o.gitFolder) }))
}

async function askThread(o: FindTextOptions, thread: TextThread): Promise<FoundLines | null> {
  const { gitFolder, revision, pattern: text, limit, wholeWord = false, signal } = o
  const place = readPlace(o.path)
  const isPlain = o.fixed && o.ignoreCase !== true && !/[\n\0]/.test(text) && text !== ''
  if (!thread.isStarted || !isPlain || o.globs !== undefined || place.kind === 'glob') {
    // Only later questions gain by it: this one neither waits for it nor fails with it.
    thread.ask({ kind: 'begin', gitFolder, revision }, signal).catch(() => undefined)
    return null
  }
  const path = place.kind === 'path' ? { path: place.path } : {}
  return (await thread.ask({ kind: 'literal', gitFolder, revision, text, wholeWord, limit, ...path }, signal)).found
}

function pathspecsOf({ path, globs }: FindTextOptions): Pick<GrepQuestion, 'pathspecs' | 'isGlob'> {
  const place = readPlace(path)
  if (place.kind === 'all') return { pathspecs: globs ?? [], isGlob: globs !== undefined }
  if (place.kind === 'glob') return { pathspecs: place.pathspecs, isGlob: true }
  return { pathspecs: [place.path], isGlob: false }
}

function commandOf(o: FindTextOptions): string {
  const { pathspecs, isGlob } = pathspecsOf(o)
  const places = pathspecs.map((one) => quote(isGlob || !/[*?[\\]|^:/.test(one) ? one : `:(literal)${one}`))
  return [
    `git grep -n -I ${o.fixed ? '-F' : '-P'}`,
    ...(o.ignoreCase ? ['-i'] : []),
    ...(o.wholeWord ? ['-w'] : []),
    `-e ${quote(o.pattern)} ${o.revision.slice(0, 12)}`,
    ...(places.length > 0 ? ['--', ...places] : []),
  ].join(' ')
}

/** As one word of a shell command. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
