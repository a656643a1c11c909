// A store appears at its place only when it is complete; half-made ones are removed.
import { randomBytes } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Builds a store beside its place and moves it there when it is complete; what fails leaves nothing. */
export async function inFreshFolder(gitFolder: string, build: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = `${gitFolder}.clone-${makerOf()}-${randomBytes(4).toString('hex')}`
  try {
    await build(folder)
    await rm(gitFolder, { recursive: true, force: true })
    await rename(folder, gitFolder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Half-made stores whose maker is gone. Those of this process are still being made. */
export async function removeLeftovers(gitFolder: string): Promise<void> {
  const prefix = `${basename(gitFolder)}.clone-`
  for (const name of await readdir(dirname(gitFolder))) {
    if (!name.startsWith(prefix) || name.startsWith(`${prefix}${makerOf()}-`)) continue
    await rm(join(dirname(gitFolder), name), { recursive: true, force: true, maxRetries: 3 })
  }
}

/** This process, also where every start gets the same process id, as in a container. */
function makerOf(): string {
  return `${process.pid}-${Math.round(performance.timeOrigin)}`
}
