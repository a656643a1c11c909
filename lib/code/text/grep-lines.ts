// Lines that git grep finds, read while it prints them: the first are kept, all are counted.
import { SparkyError, toSparkyError } from '#lib/errors.ts'
import { decodePath } from '#lib/git/paths.ts'
import { runGit, streamGit } from '#lib/git/run.ts'
import { type FoundLine, type FoundLines, LINE_LIMIT_CHARACTERS } from './text-protocol.ts'

export interface GrepQuestion {
  /** Of the repository, or of the store that reads through to it. */
  readonly gitFolder: string
  readonly revision: string
  readonly pattern: string
  readonly fixed: boolean
  readonly ignoreCase?: boolean
  readonly wholeWord?: boolean
  readonly pathspecs: readonly string[]
  readonly isGlob: boolean
  readonly limit: number
  readonly signal: AbortSignal
}

/** A pattern that needs longer is refused by git's match limit or this clock. */
const GREP_TIMEOUT_MS = 5_000
/** What git may print until counting stops: a pattern that fits every line of a large tree. */
const OUTPUT_LIMIT_BYTES = 512 * 1024 * 1024
/** Reading and matching overlap; more give nothing on the machines measured. */
const THREADS = 4
const LINE_FEED = 10
/** Trees without anything in them, which git knows without having them. */
const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
}
/** Numbers of PCRE2: too many steps, too deep, too much memory. @see https://www.pcre.org/current/doc/html/pcre2api.html */
const GAVE_UP = /failed with error code -(?:46|47|53|63)\b/

/** @throws SparkyError as `findText`. */
export async function grepLines(o: GrepQuestion): Promise<FoundLines & { readonly isStopped: boolean }> {
  const reader = createLineReader(o)
  const output = streamGit({
    args: [...argumentsOf(o), '-I', '-n', '-z', '--full-name', '--no-color', o.revision, '--', ...o.pathspecs],
    gitFolder: o.gitFolder,
    globPathspecs: o.isGlob,
    timeoutMs: GREP_TIMEOUT_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
    expectedExitCodes: [0, 1],
    priority: 'interactive',
    signal: o.signal,
    environment: environmentOf(o),
  })
  try {
    for await (const chunk of output) reader.push(chunk)
  } catch (error) {
    const { code } = toSparkyError(error)
    const isLimit = code === 'git/timeout' || code === 'git/output-limit'
    if (isLimit && reader.found().lines > 0) return { ...reader.found(), isStopped: true }
    throw await explain(o, toSparkyError(error))
  }
  return { ...reader.found(), isStopped: false }
}

function argumentsOf(o: GrepQuestion): readonly string[] {
  return [
    ...['grep', `--threads=${THREADS}`, o.fixed ? '-F' : '-P'],
    ...(o.ignoreCase ? ['-i'] : []),
    ...(o.wholeWord ? ['-w'] : []),
    ...['-e', o.pattern],
  ]
}

/** What is a letter, and its other case, is told by the locale; where this one is missing git takes bytes. */
function environmentOf({ fixed, ignoreCase }: GrepQuestion): Readonly<Record<string, string>> {
  return !fixed || ignoreCase === true ? { LC_ALL: 'C.UTF-8' } : {}
}

/** Cuts `<revision>:<path>` NUL `<line>` NUL `<text>` LF, wherever the pieces of the output begin and end. */
function createLineReader({ revision, limit }: Pick<GrepQuestion, 'revision' | 'limit'>) {
  const matches: FoundLine[] = []
  let lines = 0
  let files = 0
  let path: Buffer = Buffer.alloc(0)
  let fields: Buffer[][] = [[], [], []]
  let field = 0
  /** Bytes of the text that are kept; a line may be as long as the file. */
  const textLimit = 4 * LINE_LIMIT_CHARACTERS

  const finish = () => {
    const [name, number, text] = fields.map((parts) =>
      parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts),
    )
    lines += 1
    if (name && !name.equals(path)) {
      files += 1
      // A copy: a view would keep the whole piece of output.
      path = Buffer.from(name)
    }
    if (name && number && text && matches.length < limit)
      matches.push({
        path: decodePath(name.subarray(revision.length + 1)),
        line: Number(number.toString('latin1')),
        text: text.subarray(0, textLimit).toString('utf8').slice(0, LINE_LIMIT_CHARACTERS),
      })
    fields = [[], [], []]
  }
  /** Counts a line of the file that was told last, where all of it is in the piece; gives where the next begins, else 0. */
  const skipLine = (chunk: Buffer, at: number) => {
    const pathEnd = at + path.length
    if (chunk[pathEnd] !== 0 || chunk.compare(path, 0, path.length, at, pathEnd) !== 0) return 0
    const numberEnd = chunk.indexOf(0, pathEnd + 1)
    const end = numberEnd < 0 ? -1 : chunk.indexOf(LINE_FEED, numberEnd)
    if (end >= 0) lines += 1
    return end + 1
  }
  return {
    push(chunk: Buffer) {
      for (let at = 0; at < chunk.length; ) {
        if (field === 0 && matches.length >= limit) {
          const next = skipLine(chunk, at)
          if (next > 0) {
            at = next
            continue
          }
        }
        const end = chunk.indexOf(field === 2 ? LINE_FEED : 0, at)
        const part = chunk.subarray(at, end < 0 ? chunk.length : end)
        const isWanted = field === 0 || matches.length < limit
        const known = fields[field] ?? []
        if (isWanted && (field < 2 || known.reduce((sum, { length }) => sum + length, 0) < textLimit)) known.push(part)
        if (end < 0) return
        at = end + 1
        field = (field + 1) % 3
        if (field === 0) finish()
      }
    },
    found: (): FoundLines => ({ matches, lines, files }),
  }
}

/** What the failure means to who asked. */
async function explain(o: GrepQuestion, error: SparkyError): Promise<SparkyError> {
  if (error.code === 'git/timeout')
    return new SparkyError({
      code: 'git/timeout',
      message: `The search was stopped after ${GREP_TIMEOUT_MS / 1000} s.`,
      remedy: 'Search in one folder, or with a pattern that has less to try.',
      cause: error,
    })
  if (error.code !== 'git/failed') return error
  const wrong = await faultOfPattern(o)
  if (wrong !== undefined)
    return new SparkyError({
      code: 'operation/bad-input',
      message: `“${o.pattern}” is no regular expression: ${wrong}.`,
      remedy: 'Correct the pattern (Perl-compatible), or search for it as plain text.',
      cause: error,
    })
  if (!GAVE_UP.test(error.message)) return error
  return new SparkyError({
    code: 'operation/bad-input',
    message: `The pattern “${o.pattern}” has too much to try: git gave up at its match limit.`,
    remedy: 'Write it without repeats inside of repeats, such as (a+)+.',
    cause: error,
  })
}

/** What git says against the pattern where there is nothing to search; undefined when it takes it. */
async function faultOfPattern(o: GrepQuestion): Promise<string | undefined> {
  const { exitCode, stderr } = await runGit({
    args: [...argumentsOf(o), o.revision.length === 64 ? EMPTY_TREE.sha256 : EMPTY_TREE.sha1, '--'],
    gitFolder: o.gitFolder,
    environment: environmentOf(o),
    expectedExitCodes: [0, 1, 128],
    signal: o.signal,
  })
  return exitCode === 128 ? (stderr.trim().split(': ').at(-1) ?? stderr) : undefined
}
