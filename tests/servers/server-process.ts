// One server as a process group of its own: started, waited for, and ended with everything that it started.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { say } from './servers-folder.ts'

export interface ServerProcess {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  readonly logFile: string
  /** Answers with success once the server can be used. */
  readonly healthUrl: string
  readonly startTimeoutMs: number
  /** Gives the start up. */
  readonly signal?: AbortSignal | undefined
}

/** A server that can be used. */
export interface RunningServer {
  /** As the configuration of Sparky wants it. */
  readonly address: string
  stop(): Promise<void>
}

const POLL_MS = 250
/** A server that has not ended by then is killed: vitest itself waits ten seconds. */
const STOP_TIMEOUT_MS = 5_000
const LOG_TAIL_CHARACTERS = 1_000
const ERROR_LINES = 5
const LINE_CHARACTERS = 300

/** Ends a server: asks first and kills later, or kills at once. */
export type StopProcess = (first?: 'SIGINT' | 'SIGKILL') => Promise<void>

/** Resolves when the server is healthy; the returned function ends it. */
export async function startProcess(wanted: ServerProcess): Promise<StopProcess> {
  const { name, logFile } = wanted
  const log = openSync(logFile, 'w')
  const startedMs = Date.now()
  const child = spawn(wanted.command, wanted.args, {
    cwd: wanted.cwd,
    env: { ...process.env, ...wanted.environment },
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  const ended = Promise.withResolvers<void>()
  child.once('exit', () => ended.resolve())
  child.once('error', () => ended.resolve())
  const killAtExit = () => signalGroup(child, 'SIGKILL')
  process.once('exit', killAtExit)
  const stop: StopProcess = async (first = 'SIGINT') => {
    signalGroup(child, first)
    await Promise.race([ended.promise, delay(STOP_TIMEOUT_MS, undefined, { ref: false })])
    // Children that outlive their parent are in the same group.
    signalGroup(child, 'SIGKILL')
    await ended.promise
    process.off('exit', killAtExit)
  }
  say(`${name} is starting (pid ${child.pid}, log ${logFile}) …`)
  try {
    await waitUntilHealthy(wanted, child)
  } catch (error) {
    await stop()
    throw error
  }
  say(`${name} is ready after ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
  return stop
}

/** A port that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

async function waitUntilHealthy(wanted: ServerProcess, child: ChildProcess): Promise<void> {
  const { name, logFile, startTimeoutMs } = wanted
  const deadlineMs = Date.now() + startTimeoutMs
  while (!(await isHealthy(wanted.healthUrl))) {
    wanted.signal?.throwIfAborted()
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} ended while it was starting.\n${summarise(logFile)}`)
    if (Date.now() > deadlineMs)
      throw new Error(`${name} was not ready after ${startTimeoutMs / 1000} s.\n${summarise(logFile)}`)
    await delay(POLL_MS)
  }
}

/** The first lines of a log that tell of an error, and its end. */
function summarise(logFile: string): string {
  const text = readFileSync(logFile, 'utf8')
  const errors = text.split('\n').filter((line) => /panic|error|traceback|fatal/i.test(line))
  const first = errors.slice(0, ERROR_LINES).map((line) => line.slice(0, LINE_CHARACTERS))
  return [`${logFile}:`, ...first, '…', text.slice(-LOG_TAIL_CHARACTERS)].join('\n')
}

async function isHealthy(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.ok,
    () => false,
  )
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: there is nobody left to end.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
