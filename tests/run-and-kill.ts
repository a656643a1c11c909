// Runs a script of the tests in a process of its own and kills it in the middle, as a power cut would.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * Runs the script until it has said so many lines, then kills it with kill -9.
 *
 * Resolves to true when it came to its end, which it tells by the line "done".
 */
export async function runAndKill(o: {
  readonly script: string
  readonly args: readonly string[]
  readonly afterLines: number
}): Promise<boolean> {
  const child = spawn(process.execPath, [o.script, ...o.args], {
    cwd: process.cwd(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let isDone = false
  let seen = 0
  for await (const line of createInterface({ input: child.stdout })) {
    isDone ||= line === 'done'
    seen += 1
    if (seen === o.afterLines) child.kill('SIGKILL')
  }
  await ended
  return isDone
}
