// A second store beside a repository that holds the files of a revision uncompressed, so that git searches them at the speed of memory.
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requireOid } from './revisions.ts'
import { runGit } from './run.ts'

/** Packs of small additions before they are written anew as one. */
const PACKS_LIMIT = 16
/** Objects of other revisions that are kept beside those of the newest one: as many times as it has. */
const OTHERS_KEPT = 2
const WRITE_TIMEOUT_MS = 5 * 60_000
/** Names of temporary files of a git that was killed. */
const LEFT_BEHIND = /^tmp_/

/** Where the store lies; it reads through to the repository, so that every revision can be asked for there. */
export function flatFolderOf(gitFolder: string): string {
  return join(gitFolder, 'flat.git')
}

/** The store to search in: the flat one where it was written, else the repository itself. */
export function searchFolderOf(gitFolder: string): string {
  const folder = flatFolderOf(gitFolder)
  return existsSync(join(folder, 'objects', 'info', 'alternates')) ? folder : gitFolder
}

/**
 * Adds what the store does not have of a revision: its commit, trees and files. Half a second for 48 MB.
 *
 * It takes as much room as the files do; the caller knows whether they are worth it.
 *
 * @throws SparkyError `git/failed`, `git/timeout`, `git/aborted`; errors of the file system.
 */
export async function writeFlatStore(o: {
  readonly gitFolder: string
  /** Full id of a commit. */
  readonly revision: string
  readonly signal: AbortSignal
}): Promise<void> {
  const folder = flatFolderOf(o.gitFolder)
  await makeStore(folder, o.revision)
  const packFolder = join(folder, 'objects', 'pack')
  const wanted = await objectsOf(o)
  const packs = await readPacks(packFolder)
  const there = await objectsIn(packFolder, packs)
  const missing = wanted.filter((oid) => !there.has(oid))
  if (missing.length === 0) return
  const isAnew = packs.length >= PACKS_LIMIT || there.size + missing.length > wanted.length * (1 + OTHERS_KEPT)
  const written = await writePack({ ...o, packFolder, oids: isAnew ? wanted : missing })
  // A git that is searching meanwhile finds what it misses in the new pack, or in the repository.
  if (isAnew)
    await removePacks(
      packFolder,
      packs.filter((name) => name !== written),
    )
}

async function makeStore(folder: string, revision: string): Promise<void> {
  const packFolder = join(folder, 'objects', 'pack')
  if (searchFolderOf(join(folder, '..')) !== folder) {
    const format = revision.length === 64 ? 'sha256' : 'sha1'
    await runGit({ args: ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, folder] })
    await mkdir(join(folder, 'objects', 'info'), { recursive: true })
    await writeFile(join(folder, 'objects', 'info', 'alternates'), '../../objects\n')
  }
  const left = (await readdir(packFolder)).filter((name) => LEFT_BEHIND.test(name))
  await Promise.all(left.map((name) => rm(join(packFolder, name), { force: true })))
}

/** The commit, and every tree and blob below it. */
async function objectsOf(o: {
  readonly gitFolder: string
  readonly revision: string
  readonly signal: AbortSignal
}): Promise<readonly string[]> {
  const { stdout } = await runGit({
    args: ['rev-list', '--objects', '--no-object-names', '--no-walk', requireOid(o.revision)],
    gitFolder: o.gitFolder,
    priority: 'background',
    signal: o.signal,
  })
  return stdout.toString('latin1').split('\n').filter(Boolean)
}

async function readPacks(packFolder: string): Promise<readonly string[]> {
  return (await readdir(packFolder)).flatMap((name) => /^pack-([0-9a-f]+)\.idx$/.exec(name)?.[1] ?? [])
}

async function objectsIn(packFolder: string, packs: readonly string[]): Promise<ReadonlySet<string>> {
  const oids = new Set<string>()
  for (const name of packs) {
    const { stdout } = await runGit({
      args: ['show-index', `--object-format=${name.length === 64 ? 'sha256' : 'sha1'}`],
      input: await readFile(join(packFolder, `pack-${name}.idx`)),
      priority: 'background',
    })
    // `<offset> <oid> (<checksum>)`
    for (const line of stdout.toString('latin1').split('\n')) oids.add(line.split(' ')[1] ?? '')
  }
  oids.delete('')
  return oids
}

/** The name of the pack, which is the same for the same objects. */
async function writePack(o: {
  readonly gitFolder: string
  readonly packFolder: string
  readonly oids: readonly string[]
  readonly signal: AbortSignal
}): Promise<string> {
  const { stdout } = await runGit({
    args: [
      'pack-objects',
      ...['--quiet', '--threads=1', '--compression=0'],
      ...['--window=0', '--depth=0', '--no-reuse-delta', '--no-reuse-object'],
      join(o.packFolder, 'pack'),
    ],
    gitFolder: o.gitFolder,
    input: `${o.oids.join('\n')}\n`,
    timeoutMs: WRITE_TIMEOUT_MS,
    priority: 'background',
    signal: o.signal,
  })
  return stdout.toString('latin1').trim()
}

async function removePacks(packFolder: string, names: readonly string[]): Promise<void> {
  // The index goes first: a pack without one is not looked at.
  for (const ending of ['idx', 'rev', 'pack'])
    await Promise.all(names.map((name) => rm(join(packFolder, `pack-${name}.${ending}`), { force: true })))
}
