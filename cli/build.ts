// Builds the web application when its sources have changed since the last build.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SparkyError } from '#lib/errors.ts'
import { isAlive } from '#lib/is-alive.ts'
import { lockBuild } from './build-lock.ts'
import { childEnvironment } from './child-environment.ts'
import type { Terminal } from './terminal.ts'

/** What a build is made from; tests, benches and documents are not. */
const SOURCES = ['app', 'agents', 'lib', 'drizzle', 'public']
const ROOT_SOURCE = /^(next\.config\.|postcss\.config\.|proxy\.|instrumentation|tsconfig\.json$|package(-lock)?\.json$)/
/** A build takes half a minute on two cores; on a busy small machine ten times that. */
const BUILD_TIMEOUT_MS = 600_000
/** Lines kept to explain a failure. */
const TAIL_LINES = 30

interface Build {
  readonly rootFolder: string
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/**
 * Makes `.next` fit the sources; resolves to whether it had to build.
 *
 * @throws SparkyError when the build fails or takes too long, when nothing can be written, or when a server still runs from the old
 *   build; the reason of `signal` when that aborts.
 */
export async function buildWhenStale({ rootFolder, terminal, signal }: Build): Promise<boolean> {
  const stamp = join(rootFolder, '.next', '.sparky-build')
  if ((await readStamp(stamp)) === (await hashSources(rootFolder))) return false
  await checkWritable(rootFolder)
  const lock = await lockBuild({ rootFolder, terminal, signal })
  try {
    const hash = await hashSources(rootFolder)
    if ((await readStamp(stamp)) === hash) return false
    const pid = await findServer(rootFolder)
    if (pid !== undefined)
      throw new SparkyError({
        code: 'repository/busy',
        message: `The sources changed, and the server with pid ${pid} still runs from the old build in ${join(rootFolder, '.next')}.`,
        remedy: `Stop it (kill ${pid}) and run the command again.`,
      })
    await rm(stamp, { force: true })
    await build({ rootFolder, terminal, signal })
    await writeFile(stamp, hash)
    return true
  } finally {
    lock.release()
  }
}

/** Notes that the process `pid` serves from the build of `rootFolder`; undo with the returned function. */
export async function holdBuild(rootFolder: string, pid: number): Promise<() => Promise<void>> {
  const file = join(serversFolder(rootFolder), String(pid))
  try {
    await mkdir(serversFolder(rootFolder), { recursive: true })
    await writeFile(file, '')
  } catch (error) {
    // An image or a system-wide installation: whoever may not write here may not build here either.
    if (isDenied(error)) return async () => undefined
    throw error
  }
  return () => rm(file, { force: true })
}

async function build({ rootFolder, terminal, signal }: Build): Promise<void> {
  terminal.note('Building the web application …')
  const startedMs = Date.now()
  const timeout = AbortSignal.timeout(BUILD_TIMEOUT_MS)
  const child = spawn(process.execPath, [join(rootFolder, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
    cwd: rootFolder,
    env: childEnvironment({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, timeout]),
  })
  const tail: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return
      tail.push(line)
      if (tail.length > TAIL_LINES) tail.shift()
      terminal.progress(`  ${Math.round((Date.now() - startedMs) / 1000)} s · ${line.trim()}`)
    })
  const exitCode = await endOf(child)
  terminal.progress('')
  signal.throwIfAborted()
  if (timeout.aborted)
    throw new SparkyError({
      code: 'internal',
      message: `The build was not done after ${BUILD_TIMEOUT_MS / 60_000} minutes.`,
      remedy: 'Run the command again when the machine has less to do.',
      retryable: true,
    })
  if (exitCode !== 0) {
    for (const line of tail) terminal.note(line)
    throw new SparkyError({
      code: 'internal',
      message: `The build failed with exit code ${exitCode}.`,
      remedy: 'The lines above say why; in a clean clone, please report them.',
    })
  }
  terminal.note(`Built in ${Math.round((Date.now() - startedMs) / 1000)} s.`)
}

/** The exit code; null for a process that was ended by a signal. It is gone then, and the lock may go too. */
async function endOf(child: ChildProcess): Promise<number | null> {
  const ended = Promise.withResolvers<number | null>()
  child.once('error', (error) => {
    if (error.name === 'AbortError') child.once('exit', ended.resolve)
    else ended.reject(error)
  })
  child.once('close', ended.resolve)
  return ended.promise
}

/** An image or a system-wide installation is built by whoever made it. @throws SparkyError `config/invalid` */
async function checkWritable(rootFolder: string): Promise<void> {
  try {
    await mkdir(join(rootFolder, '.cache'), { recursive: true })
    await access(join(rootFolder, '.cache'), constants.W_OK)
  } catch (cause) {
    if (!isDenied(cause)) throw cause
    throw new SparkyError({
      code: 'config/invalid',
      message: `The web application is not built for these sources, and ${rootFolder} cannot be written.`,
      remedy: 'Run ./sparky setup as the owner of that folder, or clone Sparky into a folder of your own.',
      cause,
    })
  }
}

async function hashSources(rootFolder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of await listSources(rootFolder))
    hash
      .update(`${file}\0`)
      .update(await readFile(join(rootFolder, file)))
      .update('\0')
  return hash.digest('hex')
}

async function listSources(rootFolder: string): Promise<readonly string[]> {
  const rootFiles = (await readdir(rootFolder)).filter((name) => ROOT_SOURCE.test(name))
  const files = await Promise.all(
    SOURCES.filter((folder) => existsSync(join(rootFolder, folder))).map(async (folder) => {
      const entries = await readdir(join(rootFolder, folder), { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(rootFolder.length + 1))
    }),
  )
  return [...rootFiles, ...files.flat()].toSorted()
}

async function readStamp(file: string): Promise<string | undefined> {
  return existsSync(file) ? readFile(file, 'utf8') : undefined
}

function serversFolder(rootFolder: string): string {
  return join(rootFolder, '.cache', 'servers')
}

async function findServer(rootFolder: string): Promise<number | undefined> {
  const names = await readdir(serversFolder(rootFolder)).catch(() => [])
  for (const name of names) {
    if (isAlive(Number(name))) return Number(name)
    await rm(join(serversFolder(rootFolder), name), { force: true })
  }
  return undefined
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))
}
