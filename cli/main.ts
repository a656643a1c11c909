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

/** Named in the design, not made yet: who asks for one should not look for a mistake of their own. As in ./sparky. */
const PLANNED: ReadonlySet<string> = new Set(['worker', 'digest', 'eval'])

/** After the first Ctrl-C a command has this long to end by itself; a second Ctrl-C ends it at once. */
const STOP_WITHIN_MS = 2_800

/** 128 and the number of the signal, as shells have it. */
const STOP_SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** What the user typed is wrong, found out only by whoever knows the operation. */
const MISTAKES: ReadonlySet<ErrorCode> = new Set(['operation/unknown', 'operation/bad-input'])

const terminal = openTerminal()
const [name = 'help', ...args] = process.argv.slice(2)
process.exit(await runCommand(terminal, name, args))

async function runCommand(terminal: Terminal, name: string, args: readonly string[]): Promise<number> {
  if (name === 'help' || args.includes('--help') || args.includes('-h')) {
    terminal.write(readHelp())
    return EXIT.answered
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  const stop = listenForStop()
  try {
    if (command === undefined) throw new UsageError(describeMissing(name))
    const exitCode = await command({ args, terminal, signal: stop.signal })
    return exitCode === EXIT.error ? (stop.exitCode() ?? exitCode) : exitCode
  } catch (error) {
    const stoppedWith = stop.exitCode()
    if (stoppedWith === undefined) return explain(terminal, name, error)
    // What fails while a command is being ended is no news to whoever ended it.
    terminal.progress('')
    const { code, remedy } = reportError(error)
    terminal.note(code === 'run/aborted' ? `Stopped. ${remedy}` : 'Stopped.')
    return stoppedWith
  }
}

function describeMissing(name: string): string {
  return PLANNED.has(name)
    ? `"${name}" is planned; this version does not have it yet.`
    : `There is no command "${name}".`
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

interface Stop {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  /** What to end with when a signal came; undefined before. */
  exitCode(): number | undefined
}

function listenForStop(): Stop {
  const stop = new AbortController()
  let exitCode: number | undefined
  for (const [name, code] of Object.entries(STOP_SIGNALS))
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(code)
      exitCode = code
      stop.abort()
      setTimeout(() => process.exit(code), STOP_WITHIN_MS).unref()
    })
  return { signal: stop.signal, exitCode: () => exitCode }
}
