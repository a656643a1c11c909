// Runs one command to its end, with a limit; what it said is in the error.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

/** Kept of what a command says: enough to see why it failed. */
const TAIL_CHARACTERS = 4_000

/** What the command wrote to its standard output (its end, when it is long). */
export async function runCommand({ command, args, environment = {}, timeoutMs }: Command): Promise<string> {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-TAIL_CHARACTERS)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-TAIL_CHARACTERS)
  })
  const [exitCode, killedBy] = await once(child, 'close')
  if (exitCode === 0) return stdout
  const why = killedBy ? `was ended after ${timeoutMs / 1000} s` : `ended with exit code ${exitCode}`
  throw new Error(`${command} ${args.slice(0, 4).join(' ')} … ${why}: ${stderr || stdout}`)
}
