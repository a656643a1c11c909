// The part of `doctor` that needs no database: git, Node, the data folder and the room that is left on its disk.
import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, mkdir, statfs } from 'node:fs/promises'
import { release } from 'node:os'
import { promisify } from 'node:util'
import type { Config } from '#lib/config.ts'
import { reportError } from '#lib/errors.ts'
import { checkGitVersion } from '#lib/git/run.ts'
import type { HealthEntry } from './client.ts'

/** The embedded weights (100 MB), the database and a mirror of a middle-sized repository. */
const WANTED_FREE_BYTES = 1e9
const PACKAGE_QUERY_TIMEOUT_MS = 5_000

export async function checkMachine(config: Config): Promise<readonly HealthEntry[]> {
  return [await checkGit(), checkNode(), ...(await checkDataFolder(config.dataFolder))]
}

/** The git that is installed, by the version of its package where there is one. */
export async function checkGit(): Promise<HealthEntry> {
  try {
    const { version, safe } = await checkGitVersion()
    const packaged = await debianVersion()
    const isPatched =
      packaged === undefined || !packaged.startsWith('1:2.39.5') || Number(/deb12u(\d+)$/.exec(packaged)?.[1] ?? 0) >= 3
    const detail = packaged ?? version
    if (safe && isPatched) return { part: 'git', status: 'ok', detail }
    return {
      part: 'git',
      status: 'warning',
      detail: `${detail} has known security holes`,
      remedy: 'Update to 2.50.1 or newer, or to 2.39.5-0+deb12u3 on Debian 12.',
    }
  } catch (error) {
    const { message, remedy } = reportError(error)
    return { part: 'git', status: 'broken', detail: message, remedy }
  }
}

/** The version of the distribution's package, which tells security fixes that `git version` does not; undefined elsewhere. */
async function debianVersion(): Promise<string | undefined> {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is dpkg-query's own
    const { stdout } = await promisify(execFile)('dpkg-query', ['-W', '-f', '${Version}', 'git'], {
      timeout: PACKAGE_QUERY_TIMEOUT_MS,
    })
    return stdout.trim() || undefined
  } catch {
    return undefined // Not Debian, or git is not from a package.
  }
}

function checkNode(): HealthEntry {
  return {
    part: 'node',
    status: 'ok',
    detail: `${process.version} on ${process.platform} ${release()} ${process.arch}`,
  }
}

async function checkDataFolder(folder: string): Promise<readonly HealthEntry[]> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK)
  } catch (error) {
    return [
      {
        part: 'data folder',
        status: 'broken',
        detail: `${folder} cannot be written: ${reportError(error).message}`,
        remedy: 'Choose another one with SPARKY_DATA.',
      },
    ]
  }
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  const disk: HealthEntry = { part: 'disk', status: 'ok', detail: `${(freeBytes / 1e9).toFixed(1)} GB free` }
  return [
    { part: 'data folder', status: 'ok', detail: folder },
    freeBytes >= WANTED_FREE_BYTES
      ? disk
      : { ...disk, status: 'warning', remedy: 'Free some space, or move the data with SPARKY_DATA.' },
  ]
}
