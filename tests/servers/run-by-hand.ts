// Keeps a server running for a person at a terminal until Ctrl-C.

import type { RunningServer } from './server-process.ts'
import { say } from './servers-folder.ts'

/** Prints how to use the server, waits for SIGINT or SIGTERM, ends it. `setting` is the variable that takes its address. */
export async function runByHand(start: () => Promise<RunningServer>, setting: string): Promise<void> {
  const server = await start()
  process.stdout.write(`${setting}='${server.address}'\n`)
  say('Ctrl-C ends it')
  const asked = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => asked.resolve())
  // Signals do not keep a process alive.
  const alive = setInterval(() => undefined, 60_000)
  await asked.promise
  clearInterval(alive)
  await server.stop()
}
