// Starts one of the processes of this folder and reads what it says, line by line.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Child {
  readonly process: ChildProcess
  /** The next line that it says. */
  line(): Promise<string>
  tell(line: string): void
  /** kill -9; resolves when it is gone, with all lines that were not read. */
  kill(): Promise<readonly string[]>
}

export function startChild(name: string, argument: string): Child {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), argument], {
    cwd: process.cwd(),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const readers: ((line: string) => void)[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => {
    const waiting = readers.shift()
    if (waiting) waiting(line)
    else lines.push(line)
  })
  const closed = once(reader, 'close')
  return {
    process: child,
    line() {
      const line = lines.shift()
      return line === undefined ? new Promise((resolve) => readers.push(resolve)) : Promise.resolve(line)
    },
    tell(line) {
      child.stdin.write(`${line}\n`)
    },
    async kill() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
      child.kill('SIGKILL')
      await Promise.all([ended, closed])
      return lines
    },
  }
}
