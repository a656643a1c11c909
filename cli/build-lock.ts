// One build at a time in one installation: the others wait, and none waits for a process that has died.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type DataLock, lockDataFolder } from '#lib/db/data-lock.ts'
import { SparkyError } from '#lib/errors.ts'
import type { Terminal } from './terminal.ts'

/** Longer than a build may take: whoever still holds the lock then has been stopped or hangs. */
const WAIT_MS = 900_000
const LOOK_EVERY_MS = 500

interface BuildLock {
  readonly rootFolder: string
  readonly terminal: Terminal
  readonly signal: AbortSignal
  /** At most this long. */
  readonly waitMs?: number
}

/**
 * Takes the lock of `.cache/build`.
 *
 * It is the file lock of the data folder: the operating system frees it when its owner dies, at whatever moment, so that no
 * leftover can be waited for and none need be removed.
 *
 * @throws SparkyError `repository/busy` when another build still holds it after `waitMs`, `config/invalid` when nothing can be
 *   written there; the reason of `signal` when that aborts.
 */
export async function lockBuild({ rootFolder, terminal, signal, waitMs = WAIT_MS }: BuildLock): Promise<DataLock> {
  const folder = join(rootFolder, '.cache', 'build')
  const startedMs = Date.now()
  for (let waited = false; ; waited = true) {
    const lock = await tryLock(folder)
    if (lock) return lock
    const pid = await readOwner(folder)
    const owner = `Another sparky${pid === undefined ? '' : ` (pid ${pid})`}`
    if (!waited) terminal.note(`${owner} is building: waiting for it …`)
    if (Date.now() - startedMs >= waitMs)
      throw new SparkyError({
        code: 'repository/busy',
        message: `${owner} has been building for ${Math.round(waitMs / 1000)} seconds.`,
        remedy: pid === undefined ? 'End it and run the command again.' : `If it hangs, end it: kill ${pid}`,
        retryable: true,
      })
    await delay(LOOK_EVERY_MS, undefined, { signal })
  }
}

async function tryLock(folder: string): Promise<DataLock | undefined> {
  try {
    await mkdir(folder, { recursive: true })
    return await lockDataFolder(folder)
  } catch (cause) {
    if (cause instanceof SparkyError && cause.code === 'db/locked') return undefined
    throw cause
  }
}

/** Undefined until the owner has written its pid. */
async function readOwner(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'lock.json'), 'utf8').catch(() => '')
  const pid = Number(/"pid":(\d+)/.exec(text)?.[1])
  return Number.isInteger(pid) ? pid : undefined
}
