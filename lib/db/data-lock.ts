// The exclusive lock on the data folder: held by one process, released by the operating system when it dies.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { SparkyError } from '#lib/errors.ts'
import { isAlive } from '#lib/is-alive.ts'

/** A held lock. */
export interface DataLock {
  release(): void
}

const Owner = z.object({ pid: z.number().int() })

/** The owner writes its pid right after it has the lock; a loser waits this long for it, in steps. */
const OWNER_WAIT_STEPS = 20
const OWNER_WAIT_STEP_MS = 50

/**
 * Takes the lock.
 *
 * Two processes on one data folder lose data silently, and a file with a pid can outlive its process, name a stranger's pid, or be
 * taken by two starters at once. A file lock of the operating system has none of these faults; Node offers one only inside its
 * SQLite, so an empty SQLite file is locked and never written. `lock.json` beside it only names the owner.
 *
 * @throws SparkyError `db/locked`, naming the pid.
 * @see https://www.sqlite.org/lockingv3.html
 */
export async function lockDataFolder(dataFolder: string): Promise<DataLock> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const ownerFile = join(dataFolder, 'lock.json')
  const lock = tryLock(join(dataFolder, 'lock'))
  if (!lock) throw locked(dataFolder, await readOwner(ownerFile))
  try {
    await writeFile(ownerFile, JSON.stringify({ pid: process.pid }))
  } catch (error) {
    lock.close()
    throw error
  }
  let held = true
  return {
    release() {
      if (held) lock.close()
      held = false
    },
  }
}

/** SQLite's result code when another connection holds the lock. */
const SQLITE_BUSY = 5

function tryLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined
    throw error
  }
}

/** The pid of the process that holds the lock; undefined when it cannot be known. */
async function readOwner(file: string): Promise<number | undefined> {
  for (let step = 0; step < OWNER_WAIT_STEPS; step += 1) {
    const pid = Owner.safeParse(
      await readFile(file, 'utf8')
        .then(JSON.parse)
        .catch(() => undefined),
    ).data?.pid
    // A pid that is not alive is the one of the former owner: the new one has not written its own yet.
    if (pid !== undefined && isAlive(pid)) return pid
    await delay(OWNER_WAIT_STEP_MS)
  }
  return undefined
}

function locked(dataFolder: string, pid: number | undefined): SparkyError {
  const owner = pid === undefined ? 'another process' : `process ${pid}`
  return new SparkyError({
    code: 'db/locked',
    message: `The data folder ${dataFolder} is in use by ${pid === process.pid ? `this very process (${pid})` : owner}.`,
    remedy:
      pid === undefined
        ? 'Stop the Sparky that uses it (it may run in a container), or choose another folder with SPARKY_DATA.'
        : `Stop it first (kill ${pid}), or choose another folder with SPARKY_DATA.`,
    retryable: true,
  })
}
