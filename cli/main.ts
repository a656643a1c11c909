// The terminal's way in: finds the command, runs it, prints what went wrong with its remedy, sets the exit code.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorCode, reportError } from '#lib/errors.ts'
import { ask } from './ask.ts'
import { type Command, EXIT, type ExitCode, UsageError } from './command.ts'
import { doctor } from './doctor.ts'
import { indexRepository } from './index-repository.ts'
import { remove } from './remove.ts'
import { repos } from './repos.ts'
import { run } from './run.ts'
import { search } from './search.ts'
import { setup } from './setup.ts'
import { start } from './start.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { test } from './test.ts'

const COMMANDS: Readonly<Record<string, Command>> = {
  start,
  ask,
  index: indexRepository,
  search,
  run,
  repos,
  remove,
  doctor,
  setup,
  test,
}

/** After the first Ctrl-C a command has this long to end by itself; a second Ctrl-C ends it at once. */
const STOP_WITHIN_MS = 2_800

/** What the user typed is wrong, found out only by whoever knows the operation. */
const MISTAKES: ReadonlySet<ErrorCode> = new Set(['operation/unknown', 'operation/bad-input'])

const terminal = openTerminal()
const [name = 'help', ...args] = process.argv.slice(2)
process.exit(await runCommand(terminal, name, args))

async function runCommand(terminal: Terminal, name: string, args: readonly string[]): Promise<ExitCode> {
  if (name === 'help' || args.includes('--help') || args.includes('-h')) {
    terminal.write(readHelp())
    return EXIT.answered
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  try {
    if (command === undefined) throw new UsageError(`There is no command "${name}".`)
    return await command({ args, terminal, signal: stopSignal() })
  } catch (error) {
    return explain(terminal, name, error)
  }
}

function explain(terminal: Terminal, name: string, error: unknown): ExitCode {
  if (error instanceof UsageError) {
    terminal.note(`sparky ${name}: ${error.message}`)
    terminal.note('  Run ./sparky help for the commands and their options.')
    return EXIT.usage
  }
  const { code, message, remedy } = reportError(error)
  terminal.note(`sparky ${name}: ${terminal.paint.bad(message)}`)
  terminal.note(`  ${remedy}`)
  if (code === 'internal' && error instanceof Error) terminal.note(terminal.paint.dim(error.stack ?? ''))
  return MISTAKES.has(code) ? EXIT.usage : EXIT.error
}

function readHelp(): string {
  return readFileSync(join(import.meta.dirname, 'help.txt'), 'utf8')
}

function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const [name, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(exitCode)
      stop.abort()
      setTimeout(() => process.exit(exitCode), STOP_WITHIN_MS).unref()
    })
  }
  return stop.signal
}
