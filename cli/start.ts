// `start`: builds what is stale, starts the server, adds the repositories and prints the address; Ctrl-C stops it all.
import { randomBytes } from 'node:crypto'
import { type Config, loadConfig } from '#lib/config.ts'
import { isLoopback } from '#lib/loopback.ts'
import { readArguments, readNumber } from './arguments.ts'
import { buildWhenStale, holdBuild } from './build.ts'
import { namedRepository, toAddress } from './choose-repository.ts'
import type { SparkyClient } from './client.ts'
import { type CommandInput, EXIT, type ExitCode, UsageError } from './command.ts'
import { findRunningServer } from './connect.ts'
import { checkGit } from './doctor-machine.ts'
import { untilReady } from './follow-progress.ts'
import { createHttpClient } from './http-client.ts'
import { reservePort, urlOf } from './port.ts'
import { removeServerFile, type ServerRecord, writeServerFile } from './server-file.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import type { Terminal } from './terminal.ts'

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  'no-download': { type: 'boolean', default: false },
} as const

/** More than anyone types; a mistyped `*` in a large folder stops here. */
const REPOSITORIES_LIMIT = 100

export async function start({ args, terminal, signal }: CommandInput): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, { options: OPTIONS, positionals: [0, REPOSITORIES_LIMIT] })
  const config = loadConfig()
  const host = values.host ?? config.host
  const wantedPort = values.port === undefined ? config.port : readNumber('port', values.port, [0, 65_535])
  const running = await findRunningServer(config.dataFolder)
  if (running)
    return joinRunning({
      running,
      isElsewhere: values.port !== undefined && new URL(running.url).port !== String(wantedPort),
      addresses: positionals,
      terminal,
      signal,
    })
  await warnOfOldGit(terminal)
  const port = await reservePort(host, wantedPort)
  await buildWhenStale({ rootFolder: config.rootFolder, terminal, signal })
  const url = urlOf(host, port)
  const token = config.token ?? (isLoopback(host) ? undefined : randomBytes(24).toString('base64url'))
  const options = {
    rootFolder: config.rootFolder,
    dataFolder: config.dataFolder,
    host,
    port,
    url,
    token,
    download: config.download && !values['no-download'],
    terminal,
    signal,
  }
  const server = await startServer(options)
  return serve({
    server,
    record: { url, pid: server.pid, ...(token && { token }) },
    config,
    addresses: positionals,
    terminal,
    signal,
  })
}

interface Serve {
  readonly server: ServerProcess
  readonly record: ServerRecord
  readonly config: Config
  readonly addresses: readonly string[]
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** From ready to stopped; whatever happens, the server is stopped and its traces are removed. */
async function serve({ server, record, config, addresses, terminal, signal }: Serve): Promise<ExitCode> {
  let letGo = async (): Promise<void> => undefined
  try {
    letGo = await holdBuild(config.rootFolder, server.pid)
    await writeServerFile(config.dataFolder, record)
    terminal.print(`Sparky runs at ${terminal.paint.bold(addressOf(record))}`)
    terminal.note(terminal.paint.dim('Stop it with Ctrl-C.'))
    const stopped = Promise.withResolvers<void>()
    signal.addEventListener('abort', () => stopped.resolve(), { once: true })
    if (signal.aborted) stopped.resolve()
    const adding = addAll({ client: createHttpClient(record), addresses, terminal, signal })
    await Promise.race([stopped.promise, server.ended])
    if (!signal.aborted) {
      terminal.note('The server has ended by itself; its log says why.')
      return EXIT.error
    }
    terminal.progress('')
    await Promise.all([server.stop(), adding])
    return EXIT.answered
  } finally {
    await server.stop()
    await letGo()
    await removeServerFile(config.dataFolder, server.pid)
  }
}

interface Join {
  readonly running: ServerRecord
  readonly isElsewhere: boolean
  readonly addresses: readonly string[]
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

async function joinRunning({ running, isElsewhere, addresses, terminal, signal }: Join): Promise<ExitCode> {
  if (isElsewhere)
    throw new UsageError(
      `Sparky runs already at ${running.url} (pid ${running.pid}) with this data folder; stop it first, or set SPARKY_DATA.`,
    )
  terminal.print(`Sparky runs already at ${terminal.paint.bold(addressOf(running))} (pid ${running.pid})`)
  const allAdded = await addAll({ client: createHttpClient(running), addresses, terminal, signal })
  return allAdded ? EXIT.answered : EXIT.error
}

interface AddAll {
  readonly client: SparkyClient
  readonly addresses: readonly string[]
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/** Adds one after the other; one that fails is said and does not stop the others. False when one failed. */
async function addAll({ client, addresses, terminal, signal }: AddAll): Promise<boolean> {
  let allAdded = true
  for (const address of addresses) {
    try {
      const known = namedRepository(await client.repositories(), address)
      if (known) await client.refresh(known.id)
      const repository = known ?? (await client.add(toAddress(address), { signal }))
      await untilReady({ client, repository, terminal, signal })
      terminal.note(`${repository.name} can be asked; the rest is indexed in the background.`)
    } catch (error) {
      if (signal.aborted) return false
      allAdded = false
      terminal.note(`${address}: ${error instanceof Error ? error.message : String(error)}`)
      if (error instanceof Error && 'remedy' in error) terminal.note(`  ${String(error.remedy)}`)
    }
  }
  return allAdded
}

/** The address to open; off loopback it carries the token once, which the browser then keeps in a cookie. */
function addressOf({ url, token }: ServerRecord): string {
  return token === undefined ? url : `${url}/?token=${token}`
}

/** Reading strangers' repositories with an old git is a risk, not an error. */
async function warnOfOldGit(terminal: Terminal): Promise<void> {
  const { status, detail, remedy } = await checkGit()
  if (status !== 'ok') terminal.note(`Warning: git ${detail}. ${remedy ?? ''}`)
}
