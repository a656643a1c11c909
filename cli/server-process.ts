// The web server as a child process: started, awaited until it is ready, stopped with all it started.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { type ErrorCode, SparkyError } from '#lib/errors.ts'
import { childEnvironment } from './child-environment.ts'
import type { Terminal } from './terminal.ts'

/** The first start creates the database and may look for model servers; on a small busy machine that takes a while. */
const READY_TIMEOUT_MS = 120_000
const LOOK_EVERY_MS = 80
/** A server that is asked to stop has this long; the rest of the three seconds that a person waits is ours. */
const STOP_WITHIN_MS = 2_200
/** A log larger than this is set aside when the server starts. */
const LOG_LIMIT_BYTES = 10 * 1024 * 1024

export interface ServerOptions {
  readonly rootFolder: string
  readonly dataFolder: string
  readonly host: string
  readonly port: number
  readonly url: string
  readonly token: string | undefined
  readonly download: boolean
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

export interface ServerProcess {
  readonly pid: number
  /** Resolves when the process has ended, however it ended. */
  readonly ended: Promise<void>
  /** Ends it within three seconds. */
  stop(): Promise<void>
}

/** Starts the server and resolves when it is ready. @throws SparkyError why it is not; then it is stopped again. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const log = await openLog(options)
  const child = spawnServer(options, log)
  const { pid } = child
  if (pid === undefined)
    throw new SparkyError({
      code: 'internal',
      message: 'The server process could not be started.',
      remedy: 'Check the limits on processes and memory of this user.',
    })
  const ended = once(child, 'exit').then(() => undefined)
  const server = { pid, ended, stop: () => stop(child, pid, ended) }
  try {
    await untilReady(options, child, log.path)
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

interface ServerLog {
  /** Undefined when the log goes where the terminal's own remarks go: a service manager or a container keeps it. */
  readonly path: string | undefined
}

async function openLog({ dataFolder, terminal }: ServerOptions): Promise<ServerLog> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  if (!terminal.showsProgress) return { path: undefined }
  const path = join(dataFolder, 'server.log')
  const sizeBytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
  if (sizeBytes > LOG_LIMIT_BYTES) await rename(path, `${path}.1`)
  return { path }
}

/** Those of ./sparky: little room for short-lived objects, because the server is to stay below 1 GB. */
const NODE_FLAGS = ['--max-semi-space-size=8', '--disable-warning=ExperimentalWarning']

function spawnServer(
  { rootFolder, dataFolder, host, port, token, download }: ServerOptions,
  log: ServerLog,
): ChildProcess {
  const next = join(rootFolder, 'node_modules', 'next', 'dist', 'bin', 'next')
  // The user's folder stays the current one, so that relative paths among the settings mean what they meant there.
  const child = spawn(process.execPath, [...NODE_FLAGS, next, 'start', rootFolder, '-H', host, '-p', String(port)], {
    env: childEnvironment({
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      // Next would wait for open streams; the application itself ends them on a signal.
      NEXT_MANUAL_SIG_HANDLE: '1',
      SPARKY_ROOT: rootFolder,
      SPARKY_DATA: dataFolder,
      SPARKY_HOST: host,
      SPARKY_PORT: String(port),
      SPARKY_TOKEN: token,
      ...(!download && { SPARKY_NO_DOWNLOAD: '1' }),
    }),
    // A group of its own: Ctrl-C reaches us alone, and we stop it in order.
    detached: true,
    stdio: log.path === undefined ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
  })
  if (log.path !== undefined) {
    const file = createWriteStream(log.path, { flags: 'a', mode: 0o600 })
    child.stdout?.pipe(file, { end: false })
    child.stderr?.pipe(file, { end: false })
  }
  return child
}

async function untilReady(
  { url, token, terminal, signal }: ServerOptions,
  child: ChildProcess,
  logFile: string | undefined,
): Promise<void> {
  const startedMs = Date.now()
  while (Date.now() - startedMs < READY_TIMEOUT_MS) {
    signal.throwIfAborted()
    if (child.exitCode !== null || child.signalCode !== null) throw endedEarly(child, logFile)
    const { ready, error } = await askReady(url, token)
    if (ready) return terminal.progress('')
    if (error) throw error
    terminal.progress(`Starting … ${Math.round((Date.now() - startedMs) / 1000)} s`)
    await delay(LOOK_EVERY_MS, undefined, { signal })
  }
  throw new SparkyError({
    code: 'http/unreachable',
    message: `The server was not ready after ${READY_TIMEOUT_MS / 1000} seconds.`,
    remedy: logFile ? `Its log says more: ${logFile}` : 'The lines above say more.',
  })
}

const NotReady = z.object({
  error: z.object({
    code: z.custom<ErrorCode>((value) => typeof value === 'string'),
    message: z.string(),
    remedy: z.string(),
  }),
})

async function askReady(
  url: string,
  token: string | undefined,
): Promise<{ readonly ready: boolean; readonly error?: SparkyError }> {
  try {
    const response = await fetch(new URL('/api/health/ready', url), {
      signal: AbortSignal.timeout(5_000),
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
    })
    if (response.ok) return { ready: true }
    const failed = NotReady.safeParse(await response.json())
    return { ready: false, ...(failed.success && { error: new SparkyError(failed.data.error) }) }
  } catch {
    return { ready: false } // Not listening yet, or not speaking JSON yet: looked at again until the time is up.
  }
}

function endedEarly({ exitCode, signalCode }: ChildProcess, logFile: string | undefined): SparkyError {
  return new SparkyError({
    code: 'internal',
    message: `The server ended while starting (${signalCode ?? `exit code ${exitCode}`}).`,
    remedy: logFile ? `Its log says why: ${logFile}` : 'The lines above say why.',
  })
}

async function stop(child: ChildProcess, pid: number, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await Promise.race([ended, delay(STOP_WITHIN_MS)])
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // ESRCH: the whole group has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
