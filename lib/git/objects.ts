// Point reads from a store: one persistent `cat-file` answers them all, and is replaced when it dies.
import { SparkyError } from '../errors.ts'
import { createAnswerReader, type FoundObject, type ObjectInfo, type ObjectRequest } from './object-answers.ts'
import { encodePath } from './paths.ts'
import { abortedError } from './queue.ts'
import { type GitProcess, startGit } from './run.ts'

export { listTree, type TreeEntry } from './list-tree.ts'
export { type BlobContent, streamBlobs } from './stream-blobs.ts'

/** Reads single objects by id, or files by `<commit or tree id>:<path>`. */
export interface ObjectReader {
  /** Undefined when there is no such object. */
  info(name: string): Promise<ObjectInfo | undefined>
  /**
   * The content; undefined when there is no such object.
   *
   * @param limitBytes  Default OBJECT_LIMIT_BYTES; the size is asked for first, so a larger object is never read.
   * @throws SparkyError `git/too-large` beyond the limit; `git/bad-object` when it cannot be read; `git/timeout`.
   */
  read(name: string, limitBytes?: number): Promise<Buffer | undefined>
  /** Ends the process; open requests reject with `git/aborted`. */
  close(): Promise<void>
}

/** Most that one read gives: as much of a file as is shown. */
export const OBJECT_LIMIT_BYTES = 5 * 1024 * 1024
const REQUEST_TIMEOUT_MS = 15_000
const CLOSE_TIMEOUT_MS = 2_000
/** Longest `<id>:<path>`: a path of git's own limit and its escapes. */
const NAME_LIMIT_CHARACTERS = 8_192
/** Only ids stand before the colon, so no name can be mistaken for an answer. */
const NAME = /^[0-9a-f]{40}(?:[0-9a-f]{24})?(?:\^\{(?:commit|tree)\})?(?::(?!\.{1,2}\/)[^\0]*)?$/

interface Request extends ObjectRequest {
  readonly resolve: (answer: FoundObject | undefined) => void
  readonly reject: (error: unknown) => void
  readonly deadline: NodeJS.Timeout
}

/**
 * A reader over the bare store `gitFolder`; it starts its process with the first request.
 *
 * Idle, it does not keep the program alive.
 */
export function openObjectReader(gitFolder: string): ObjectReader {
  let current: Connection | undefined
  let isClosed = false

  const ask = (verb: Request['verb'], name: string) => {
    if (isClosed) return Promise.reject(abortedError('the reader is closed'))
    if (name.length > NAME_LIMIT_CHARACTERS || !NAME.test(name)) return Promise.resolve(undefined)
    if (current === undefined || current.isDead) current = connect(gitFolder)
    return current.ask(verb, encodeName(name))
  }
  return {
    info: async (name) => (await ask('info', name))?.info,
    read: async (name, limitBytes = OBJECT_LIMIT_BYTES) => {
      const found = await ask('info', name)
      if (found === undefined) return undefined
      if (found.info.sizeBytes > limitBytes) throw tooLargeError(found.info, limitBytes)
      return (await ask('contents', found.info.oid))?.content
    },
    close: async () => {
      isClosed = true
      await current?.close()
    },
  }
}

interface Connection {
  readonly isDead: boolean
  ask(verb: Request['verb'], name: Buffer): Promise<FoundObject | undefined>
  close(): Promise<void>
}

/** One process; its requests are answered in the order in which they were written. */
function connect(gitFolder: string): Connection {
  const git = startGit({ args: ['cat-file', '--batch-command', '-z'], gitFolder })
  const open: Request[] = []
  const answers = createAnswerReader()
  let isDead = false
  setAwake(git, false)

  const die = (error: unknown) => {
    isDead = true
    for (const request of open.splice(0)) finish(request, () => request.reject(error))
  }
  const finish = (request: Request, tell: () => void) => {
    clearTimeout(request.deadline)
    if (open.length === 0) setAwake(git, false)
    tell()
  }

  git.child.stdout.on('data', (chunk: Buffer) => {
    answers.push(chunk)
    for (let request = open[0]; request !== undefined; request = open[0]) {
      const answer = answers.take(request)
      if (answer.kind === 'incomplete') return
      open.shift()
      finish(request, () => {
        if (answer.kind === 'unknown') request.reject(unknownAnswerError(answer.line))
        else request.resolve(answer.kind === 'found' ? answer : undefined)
      })
    }
  })
  git.ended.then(
    ({ exitCode, stderr }) => die(badObjectError(exitCode, stderr)),
    (error: unknown) => die(error),
  )

  return {
    get isDead() {
      return isDead
    },
    ask: (verb, name) =>
      new Promise((resolve, reject) => {
        const deadline = setTimeout(() => git.kill(slowError()), REQUEST_TIMEOUT_MS)
        open.push({ verb, name, resolve, reject, deadline })
        setAwake(git, true)
        git.child.stdin.write(Buffer.concat([Buffer.from(`${verb} `), name, Buffer.from([0])]))
      }),
    close: async () => {
      const deadline = setTimeout(() => git.kill(abortedError('the reader is closed')), CLOSE_TIMEOUT_MS)
      for (const request of open.splice(0)) finish(request, () => request.reject(abortedError('the reader is closed')))
      git.child.stdin.end()
      await git.ended.catch(() => undefined)
      clearTimeout(deadline)
    },
  }
}

/** Paths carry escapes for bytes that are not UTF-8; ids never do. */
function encodeName(name: string): Buffer {
  const colon = name.indexOf(':')
  if (colon < 0) return Buffer.from(name, 'latin1')
  return Buffer.concat([Buffer.from(name.slice(0, colon + 1), 'latin1'), encodePath(name.slice(colon + 1))])
}

/** Whether the process and its pipes keep the program alive. */
function setAwake(git: GitProcess, isAwake: boolean): void {
  const handles: unknown[] = [git.child, git.child.stdin, git.child.stdout, git.child.stderr]
  for (const handle of handles) {
    if (isRefable(handle)) isAwake ? handle.ref() : handle.unref()
  }
}

function isRefable(handle: unknown): handle is { ref(): void; unref(): void } {
  return typeof handle === 'object' && handle !== null && 'ref' in handle && 'unref' in handle
}

function tooLargeError({ oid, sizeBytes }: ObjectInfo, limitBytes: number): SparkyError {
  return new SparkyError({
    code: 'git/too-large',
    message: `The object ${oid} has ${sizeBytes} bytes, more than the ${limitBytes} that are read.`,
    remedy: 'Ask for a smaller file, or for lines of it with git itself.',
  })
}

function badObjectError(exitCode: number, stderr: string): SparkyError {
  return new SparkyError({
    code: 'git/bad-object',
    message: `git cat-file ended with code ${exitCode}: ${stderr.trim().slice(-500) || 'it gave no reason'}`,
    remedy: 'Check the repository with "git fsck".',
    retryable: true,
  })
}

function unknownAnswerError(line: string): SparkyError {
  return new SparkyError({
    code: 'git/bad-object',
    message: `git cat-file gave an answer that is not known: ${line.slice(0, 200)}`,
    remedy: 'Check the repository with "git fsck"; if it is sound, report the version of git.',
  })
}

function slowError(): SparkyError {
  return new SparkyError({
    code: 'git/timeout',
    message: `git cat-file gave no answer within ${REQUEST_TIMEOUT_MS / 1000} s.`,
    remedy: 'Try again when the machine has less to do.',
    retryable: true,
  })
}
