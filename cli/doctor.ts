// `doctor`: looks at every part that Sparky rests on and says what is broken and how to mend it.
import { loadConfig } from '#lib/config.ts'
import { type SparkyError, toSparkyError } from '#lib/errors.ts'
import { readArguments } from './arguments.ts'
import type { HealthEntry } from './client.ts'
import { type CommandInput, EXIT, type ExitCode } from './command.ts'
import { findRunningServer, withModestClient } from './connect.ts'
import { checkMachine } from './doctor-machine.ts'

const MARK: Readonly<Record<HealthEntry['status'], string>> = {
  ok: 'ok',
  off: 'off',
  warning: 'warning',
  broken: 'BROKEN',
}

export async function doctor({ args, terminal }: CommandInput): Promise<ExitCode> {
  const { values } = readArguments(args, {
    options: { json: { type: 'boolean', default: false } },
    positionals: [0, 0],
  })
  const parts = [...(await checkMachine(loadConfig())), ...(await checkParts())]
  const isHealthy = !parts.some(({ status }) => status === 'broken')
  if (values.json) terminal.print(JSON.stringify({ healthy: isHealthy, parts }))
  else
    for (const { part, status, detail, remedy } of parts) {
      const paint =
        status === 'broken' ? terminal.paint.bad : status === 'ok' ? terminal.paint.good : terminal.paint.dim
      terminal.print(`${part.padEnd(14)} ${paint(MARK[status].padEnd(8))} ${detail}`)
      if (remedy !== undefined) terminal.print(`${' '.repeat(24)}${remedy}`)
    }
  return isHealthy ? EXIT.answered : EXIT.error
}

/** Database, vectors, models: asked of the running server, else of a workspace of our own. */
async function checkParts(): Promise<readonly HealthEntry[]> {
  try {
    const config = loadConfig()
    const server = await findRunningServer(config.dataFolder)
    const running: HealthEntry = server
      ? { part: 'server', status: 'ok', detail: `${server.url}, pid ${server.pid}` }
      : { part: 'server', status: 'off', detail: 'not running; commands work in-process' }
    return [running, ...(await withModestClient((client) => client.health()))]
  } catch (error) {
    return [partOf(toSparkyError(error))]
  }
}

function partOf({ code, message, remedy }: SparkyError): HealthEntry {
  if (code === 'db/locked') return { part: 'data folder', status: 'warning', detail: message, remedy }
  return { part: code.split('/', 1)[0] ?? code, status: 'broken', detail: message, remedy }
}
