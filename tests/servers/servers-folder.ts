// Where everything that the test servers need is kept, and how they speak to whoever waits for them.
import { join, resolve } from 'node:path'

export const ROOT_FOLDER = resolve(import.meta.dirname, '../..')

/** Installed once, kept between runs; removing it is always safe while no server runs. */
export const SERVERS_FOLDER = join(ROOT_FOLDER, '.cache', 'servers')

/** One line for a person who waits. */
export function say(text: string): void {
  process.stderr.write(`[servers] ${text}\n`)
}
