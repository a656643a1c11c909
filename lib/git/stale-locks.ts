// Removes what a killed git left in a store: its locks would stop every later write.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Folders of a bare store in which git takes locks or writes packs under a temporary name. */
const FLAT_FOLDERS = ['.', 'objects/info', 'objects/info/commit-graphs', 'objects/pack'] as const
const LEFTOVER = /\.lock$|^tmp_(pack|idx|rev|mtimes|obj|graph)_|^\.tmp-/

/**
 * Removes locks and temporary packs that are older than this process: only it writes to its stores, so their owner is
 * gone. Younger ones belong to work that is going on and stay.
 */
export async function removeStaleLocks(gitFolder: string): Promise<void> {
  for (const folder of FLAT_FOLDERS) await removeIn(join(gitFolder, folder), false)
  await removeIn(join(gitFolder, 'refs'), true)
}

async function removeIn(folder: string, recursive: boolean): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  for (const entry of entries) {
    if (!entry.isFile() || !LEFTOVER.test(entry.name)) continue
    const file = join(entry.parentPath, entry.name)
    const facts = await stat(file).catch(() => undefined)
    if (facts !== undefined && facts.mtimeMs < performance.timeOrigin) await rm(file, { force: true })
  }
}
