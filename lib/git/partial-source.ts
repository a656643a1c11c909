// A local clone made with --filter cannot serve a clone: its objects are copied as files, and nothing is asked for.
import { createHash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createInflate } from 'node:zlib'
import { SparkyError } from '../errors.ts'
import type { RepositoryAddress } from './address.ts'
import { commonFolderOf } from './local-folder.ts'
import { abortedError } from './queue.ts'
import { runGit } from './run.ts'
import { readStoreRefs, type SourceRefs } from './source-refs.ts'

/** The names that git gives to packs and loose objects; nothing else is copied. */
const PACK_FILE = /^pack-[0-9a-f]{40,64}\.pack$/
const LOOSE_FOLDER = /^[0-9a-f]{2}$/
const LOOSE_FILE = /^[0-9a-f]{38}([0-9a-f]{24})?$/

/** As long as a whole transfer may take. */
const INDEX_TIMEOUT_MS = 10 * 60_000
/** Lies in a store of ours from whose history contents are missing. */
const MARKER = 'sparky-partial'

/** Whether contents may be missing from this store of ours. */
export function isPartialStore(gitFolder: string): boolean {
  return existsSync(join(gitFolder, MARKER))
}

/**
 * Whether the source is a local clone made with --filter. It may have everything all the same: only when it cannot serve
 * a clone, contents are missing.
 */
export async function isFilteredSource(address: RepositoryAddress): Promise<boolean> {
  if (address.kind !== 'folder') return false
  const names = await readdir(join(await commonFolderOf(address.gitFolder), 'objects', 'pack')).catch(() => [])
  return names.some((name) => name.endsWith('.promisor'))
}

/**
 * Copies objects, then sets branches and tags to those of the source; true when any of them changed.
 *
 * @throws SparkyError `git/too-large`; `git/unsafe-repository` when an object file is a link or not what its name claims;
 *   `git/aborted`.
 */
export async function copyPartialSource(o: {
  readonly sourceFolder: string
  /** Made when it does not exist. */
  readonly store: string
  readonly source: SourceRefs
  readonly sizeLimitBytes: number
  readonly signal?: AbortSignal
}): Promise<boolean> {
  const common = await commonFolderOf(o.sourceFolder)
  if (!existsSync(join(o.store, 'HEAD'))) await initialise(o.store, o.source)
  let sizeBytes = 0
  for (const file of await listObjectFiles(join(common, 'objects'))) {
    if (o.signal?.aborted) throw abortedError(o.signal.reason)
    const from = join(common, 'objects', file)
    const facts = await lstat(from)
    if (!facts.isFile()) throw linkError(from)
    sizeBytes += facts.size
    if (sizeBytes > o.sizeLimitBytes) throw tooLargeError(o.sizeLimitBytes)
    if (file.startsWith('pack/')) await takePack(from, join(o.store, 'objects', file), o)
    else await takeLoose(from, join(o.store, 'objects', file))
  }
  await copyShallow(common, o.store)
  return await setRefs(o.store, o.source, o.signal)
}

async function initialise(store: string, { oids }: SourceRefs): Promise<void> {
  const isSha256 = [...oids.values()].some((oid) => oid.length === 64)
  const format = `--object-format=${isSha256 ? 'sha256' : 'sha1'}`
  await runGit({ args: ['init', '--bare', '--quiet', '--template=', format, '--', store] })
  await writeFile(join(store, MARKER), '')
}

/** The index is made anew: it holds the ids, and one that lies would forge history. */
async function takePack(
  from: string,
  to: string,
  o: { readonly store: string; readonly signal?: AbortSignal },
): Promise<void> {
  if (existsSync(to.replace(/pack$/, 'idx'))) return
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  await runGit({
    args: ['index-pack', to],
    gitFolder: o.store,
    timeoutMs: INDEX_TIMEOUT_MS,
    priority: 'background',
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })
}

/** A loose object is taken only when its content has the id that its name claims: git does not check that when it reads. */
async function takeLoose(from: string, to: string): Promise<void> {
  if (existsSync(to)) return
  const content = await readFile(from)
  const oid = basename(dirname(to)) + basename(to)
  const hash = createHash(oid.length === 64 ? 'sha256' : 'sha1')
  try {
    const inflate = createInflate()
    inflate.end(content)
    for await (const chunk of inflate) hash.update(chunk)
  } catch (cause) {
    throw forgedError(from, cause)
  }
  if (hash.digest('hex') !== oid) throw forgedError(from)
  await mkdir(dirname(to), { recursive: true })
  await writeFile(to, content, { mode: 0o444 })
}

async function listObjectFiles(objects: string): Promise<readonly string[]> {
  const packs = (await readdir(join(objects, 'pack')).catch(() => [])).filter((name) => PACK_FILE.test(name))
  const folders = (await readdir(objects)).filter((name) => LOOSE_FOLDER.test(name))
  const loose = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(objects, folder))).filter((name) => LOOSE_FILE.test(name)).map((name) => join(folder, name)),
    ),
  )
  return [...packs.map((name) => join('pack', name)), ...loose.flat()]
}

async function copyShallow(common: string, store: string): Promise<void> {
  const file = join(common, 'shallow')
  const facts = await lstat(file).catch(() => undefined)
  if (facts === undefined) return
  if (!facts.isFile()) throw linkError(file)
  // Only whole ids, so that nothing else of a file is taken over.
  const lines = (await readFile(file, 'latin1')).split('\n').filter((line) => /^[0-9a-f]{40,64}$/.test(line))
  if (lines.length > 0) await copyFile(file, join(store, 'shallow'))
}

async function setRefs(store: string, { oids }: SourceRefs, signal?: AbortSignal): Promise<boolean> {
  const before = await readStoreRefs(store, signal)
  const deleted = [...before.keys()].filter((name) => !oids.has(name)).map((name) => `delete ${name}\0\0`)
  const updated = [...oids]
    .filter(([name, oid]) => before.get(name) !== oid)
    .map(([name, oid]) => `update ${name}\0${oid}\0\0`)
  if (deleted.length + updated.length === 0) return false
  for (const commands of [deleted, updated]) {
    if (commands.length === 0) continue
    await runGit({
      args: ['update-ref', '--no-deref', '-z', '--stdin'],
      gitFolder: store,
      input: Buffer.from(commands.join(''), 'latin1'),
      priority: 'background',
      ...(signal === undefined ? {} : { signal }),
    })
  }
  return true
}

function forgedError(file: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'git/unsafe-repository',
    message: `The repository is not used: the content of its object ${file} does not have the id that the name claims.`,
    remedy: 'Check the repository with "git fsck".',
    ...(cause === undefined ? {} : { cause }),
  })
}

function linkError(file: string): SparkyError {
  return new SparkyError({
    code: 'git/unsafe-repository',
    message: `The repository is not used: its file ${file} is not a regular file.`,
    remedy: 'Clone it with git and add the clone.',
  })
}

function tooLargeError(limitBytes: number): SparkyError {
  return new SparkyError({
    code: 'git/too-large',
    message: `The repository was not taken over: its objects are larger than ${limitBytes} bytes.`,
    remedy: 'Add a smaller clone of it.',
  })
}
