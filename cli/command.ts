// What a command of the terminal is: a function from its arguments to an exit code.
import type { Terminal } from './terminal.ts'

/** Exit codes of every command, as the help states them. */
export const EXIT = { answered: 0, error: 1, usage: 2, notFound: 3 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What a command gets from main. */
export interface CommandInput {
  /** The arguments after the name of the command. */
  readonly args: readonly string[]
  readonly terminal: Terminal
  /** Aborted by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal
}

export type Command = (input: CommandInput) => Promise<ExitCode>

/** The command line itself is wrong: printed with the line of help, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
