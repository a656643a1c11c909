// The one door to git: every process is bounded in time, output and memory, and ends with its whole process group.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { toProcessEnvironment } from '../config.ts'
import { SparkyError } from '../errors.ts'
import { gitCommandLine, gitEnvironment } from './environment.ts'
import { abortedError, createProcessQueue, type Priority, type ProcessQueue } from './queue.ts'

/** Wall clock of a read: the slowest honest one (blame of a long file) takes a fifth of it. */
export const GIT_TIMEOUT_MS = 15_000
/** Wall clock of a stream over the whole history. */
export const GIT_STREAM_TIMEOUT_MS = 30 * 60_000
/** Output of a read that is held in memory. */
export const GIT_OUTPUT_LIMIT_BYTES = 32 * 1024 * 1024
/** What one git may allocate: reading all of git/git takes a tenth of it. */
export const GIT_MEMORY_LIMIT_BYTES = 2 * 1024 * 1024 * 1024
/** What is kept of the standard error of a process, from its end. */
const STDERR_LIMIT_CHARACTERS = 8_192
const QUEUE_TIMEOUT_MS: Readonly<Record<Priority, number>> = { interactive: 60_000, background: 20 * 60_000 }

export interface GitCommand {
  /** Subcommand and its arguments. Anything from outside is an object id or stands after `--end-of-options` or `--`. */
  readonly args: readonly string[]
  /** Settings (`-c`) of this call beside those of every call: `http.followRedirects=false`. */
  readonly settings?: readonly string[]
  /** The bare store, absolute; left out only by commands that make or ask for one. */
  readonly gitFolder?: string
  readonly input?: string | Buffer | AsyncIterable<Buffer | string> | Iterable<Buffer | string>
  /** From the start of the process, not from the place in the queue. */
  readonly timeoutMs?: number
  readonly outputLimitBytes?: number
  /** Default: interactive. */
  readonly priority?: Priority
  readonly signal?: AbortSignal
  readonly environment?: Readonly<Record<string, string>>
  /** Default: only 0. */
  readonly expectedExitCodes?: readonly number[]
  readonly memoryLimitBytes?: number
  /** Pathspecs are globs with magic instead of literal; only for patterns of our own. */
  readonly globPathspecs?: boolean
  /** Hears standard error as it comes (progress); text that is not UTF-8 is replaced. */
  readonly onStderr?: (text: string) => void
}

export interface GitResult {
  readonly stdout: Buffer
  /** The last 8,192 characters. */
  readonly stderr: string
  readonly exitCode: number
}

/** A running git whose output is read by the caller. */
export interface GitProcess {
  readonly child: ChildProcessWithoutNullStreams
  /** Ends the process with all of its children; `ended` then rejects with `reason`. */
  kill(reason: SparkyError): void
  /** Exit code and standard error; rejects with a SparkyError when the process could not start or was killed. */
  readonly ended: Promise<{ readonly exitCode: number; readonly stderr: string }>
}

/** Places for git in this process: the machine has only these cores, whoever asks. */
const QUEUE: ProcessQueue = createProcessQueue({ places: availableParallelism() + 2, reserved: 2 })

/**
 * Runs git and collects what it prints.
 *
 * @throws SparkyError `git/missing`, `git/timeout`, `git/output-limit`, `git/too-large` (memory), `git/aborted`, or
 *   `git/failed` when the exit code is not expected.
 */
export async function runGit(command: GitCommand): Promise<GitResult> {
  const chunks: Buffer[] = []
  const end = { exitCode: 0, stderr: '' }
  const limited = { ...command, outputLimitBytes: command.outputLimitBytes ?? GIT_OUTPUT_LIMIT_BYTES }
  for await (const chunk of stream({ ...limited, timeoutMs: command.timeoutMs ?? GIT_TIMEOUT_MS }, end))
    chunks.push(chunk)
  return { stdout: Buffer.concat(chunks), stderr: end.stderr, exitCode: end.exitCode }
}

/**
 * What git prints, as it prints it; leaving the loop kills the process group.
 *
 * A reader that waits makes git wait: nothing piles up in memory. Without `outputLimitBytes` there is no limit but the
 * wall clock, so the reader has to count what it keeps.
 *
 * @throws SparkyError as `runGit`, at the end of the output.
 */
export function streamGit(command: GitCommand): AsyncIterable<Buffer> {
  return stream({ ...command, timeoutMs: command.timeoutMs ?? GIT_STREAM_TIMEOUT_MS }, { exitCode: 0, stderr: '' })
}

async function* stream(
  command: GitCommand & { readonly timeoutMs: number },
  end: { exitCode: number; stderr: string },
): AsyncGenerator<Buffer> {
  if (command.args.some((argument) => argument.includes('\0'))) throw badArgumentError(command)
  const priority = command.priority ?? 'interactive'
  const release = await QUEUE.enter({ priority, timeoutMs: QUEUE_TIMEOUT_MS[priority], ...pick(command.signal) })
  const limitBytes = command.outputLimitBytes ?? Number.POSITIVE_INFINITY
  let isOver = false
  let sizeBytes = 0
  const git = startGit(command)
  const timer = setTimeout(() => git.kill(timeoutError(command)), command.timeoutMs)
  let inputError: unknown
  const fed = feed(git, command.input).catch((error: unknown) => {
    inputError = error
    git.kill(abortedError(error))
  })
  try {
    for await (const chunk of git.child.stdout as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length
      if (sizeBytes > limitBytes) git.kill(outputLimitError(command, limitBytes))
      else yield chunk
    }
    const [ended] = await Promise.all([git.ended, fed])
    isOver = true
    Object.assign(end, ended)
    if (!(command.expectedExitCodes ?? [0]).includes(ended.exitCode)) throw failedError(command, ended)
  } catch (error) {
    if (inputError !== undefined) throw inputError
    await rethrowKnown(git, error)
  } finally {
    clearTimeout(timer)
    if (!isOver) git.kill(abortedError('the reader left'))
    release()
  }
}

/**
 * Starts git without a place in the queue, a wall clock or an output limit: for processes that live on.
 *
 * The caller reads `child.stdout`, and ends the process by closing `child.stdin` or by `kill`.
 */
export function startGit(command: GitCommand): GitProcess {
  const { file, args } = gitCommandLine({
    args: command.args,
    settings: command.settings ?? [],
    memoryLimitBytes: command.memoryLimitBytes ?? GIT_MEMORY_LIMIT_BYTES,
    globPathspecs: command.globPathspecs ?? false,
    ...(command.gitFolder === undefined ? {} : { gitFolder: command.gitFolder }),
  })
  // Detached makes the process the leader of its own group: helpers such as git-remote-https die with it.
  const child = spawn(file, args, {
    cwd: '/',
    env: toProcessEnvironment(gitEnvironment(command.environment)),
    detached: true,
    stdio: 'pipe',
  })
  let reason: SparkyError | undefined
  let stderr = ''

  const kill = (why: SparkyError) => {
    reason ??= why
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killGroup(child.pid)
    child.stdout.destroy()
  }
  const onAbort = () => kill(abortedError(command.signal?.reason))
  if (command.signal?.aborted) onAbort()
  command.signal?.addEventListener('abort', onAbort, { once: true })

  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_LIMIT_CHARACTERS)
    command.onStderr?.(text)
  })
  // A pipe that breaks because git ended early is told by the exit code, not by the pipe.
  child.stdin.on('error', () => undefined)

  const ended = new Promise<{ exitCode: number; stderr: string }>((resolve, reject) => {
    child.on('error', (cause) => reject(reason ?? missingError(cause)))
    child.on('close', (exitCode, signalName) => {
      command.signal?.removeEventListener('abort', onAbort)
      if (reason !== undefined) reject(reason)
      // 128 + signal number, as a shell says it.
      else resolve({ exitCode: exitCode ?? (signalName === 'SIGKILL' ? 137 : 143), stderr })
    })
  })
  // Whoever awaits it hears the rejection; nobody else has to.
  ended.catch(() => undefined)
  return { child, kill, ended }
}

/**
 * The version of the installed git, and whether it has the fixes that reading strangers' repositories needs
 * (at least 2.39.5 or, above 2.40, at least 2.50.1).
 *
 * @throws SparkyError `git/missing`.
 */
export async function checkGitVersion(): Promise<{ readonly version: string; readonly safe: boolean }> {
  const { stdout } = await runGit({ args: ['version'] })
  const version = /\d+(\.\d+)+/.exec(stdout.toString())?.[0] ?? 'unknown'
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const number = major * 1e6 + minor * 1e3 + patch
  return { version, safe: number >= 2_050_001 || (number >= 2_039_005 && number < 2_040_000) }
}

async function feed({ child }: GitProcess, input: GitCommand['input']): Promise<void> {
  if (input === undefined || typeof input === 'string' || Buffer.isBuffer(input)) {
    child.stdin.end(input ?? '')
    return
  }
  try {
    await pipeline(Readable.from(input, { objectMode: true }), child.stdin)
  } catch (error) {
    // Git that has read enough closes its input (EPIPE); any other error is the caller's own and has to surface.
    if (!isClosedPipe(error)) throw error
  }
}

function isClosedPipe(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return (
    code === 'EPIPE' ||
    code === 'ECONNRESET' ||
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    code === 'ERR_STREAM_DESTROYED'
  )
}

/** A destroyed pipe says only "premature close"; the reason of the kill, if there is one, is the error. */
async function rethrowKnown(git: GitProcess, error: unknown): Promise<never> {
  if (error instanceof SparkyError) throw error
  if (isClosedPipe(error)) await git.ended
  throw error
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // ESRCH: the group is gone already, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function pick(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

/** The subcommand, for messages; the arguments may hold what does not belong into a log. */
function nameOf({ args }: GitCommand): string {
  return `git ${args.find((argument) => !argument.startsWith('-')) ?? ''}`
}

function missingError(cause: Error): SparkyError {
  return new SparkyError({
    code: 'git/missing',
    message: `Git could not be started: ${cause.message}.`,
    remedy: 'Install git 2.39.5, 2.50.1 or newer, and make sure that it is on the PATH.',
    cause,
  })
}

function badArgumentError(command: GitCommand): SparkyError {
  return new SparkyError({
    code: 'git/failed',
    message: `${nameOf(command)} was not started: an argument holds a NUL byte.`,
    remedy: 'Correct the path or revision.',
  })
}

function timeoutError(command: GitCommand & { readonly timeoutMs: number }): SparkyError {
  return new SparkyError({
    code: 'git/timeout',
    message: `${nameOf(command)} was stopped after ${command.timeoutMs / 1000} s.`,
    remedy: 'Ask for less: a shorter period, one file or one folder.',
    retryable: true,
  })
}

function outputLimitError(command: GitCommand, limitBytes: number): SparkyError {
  return new SparkyError({
    code: 'git/output-limit',
    message: `${nameOf(command)} was stopped because it printed more than ${limitBytes} bytes.`,
    remedy: 'Ask for less: a shorter period, one file or one folder.',
  })
}

function failedError(command: GitCommand, { exitCode, stderr }: { exitCode: number; stderr: string }): SparkyError {
  if (/^prlimit: failed to execute/m.test(stderr)) return missingError(new Error(stderr.trim()))
  const isMemory = /out of memory|cannot allocate memory|mmap failed/i.test(stderr)
  return new SparkyError({
    code: isMemory ? 'git/too-large' : 'git/failed',
    message: `${nameOf(command)} ended with code ${exitCode}: ${stderr.trim().slice(-500) || 'it gave no reason'}`,
    remedy: isMemory
      ? 'This needs more memory than one git process may have; ask for less.'
      : 'Check the repository with "git fsck"; if it is sound, report this with the log of the server.',
  })
}
