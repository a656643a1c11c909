// Our own bare copy of a repository: cloned once, then followed; all reading happens there and never in the source.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { SparkyError } from '../errors.ts'
import type { AddressRules, RepositoryAddress } from './address.ts'
import { copyPartialSource, isFilteredSource, isPartialStore } from './partial-source.ts'
import { resolveRevision } from './revisions.ts'
import { type GitCommand, runGit } from './run.ts'
import { asArgument, readSourceRefs, readStoreRefs, type SourceHead, type SourceRefs } from './source-refs.ts'
import { removeStaleLocks } from './stale-locks.ts'
import { type MirrorProgress, type TransferLimits, watchTransfer } from './transfer-watch.ts'
import { openTransport, type Transport } from './transport.ts'

export type { MirrorProgress } from './transfer-watch.ts'

export interface MirrorOrder {
  readonly address: RepositoryAddress
  /** Where the store is, or will be: absolute, inside a folder that only we write to. */
  readonly gitFolder: string
  readonly rules: AddressRules
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: MirrorProgress) => void
  /** Default: MIRROR_LIMITS. */
  readonly limits?: Partial<TransferLimits>
}

export interface MirrorResult {
  /** True when a branch, a tag or HEAD is not what it was; always true the first time. */
  readonly changed: boolean
  /** Short name; null when HEAD is detached or there are no commits. */
  readonly defaultBranch: string | null
  /** Null while there are no commits. */
  readonly headOid: string | null
  /** True when the source itself does not have its whole history. */
  readonly shallow: boolean
  /** True when the source itself does not have all contents (a clone with --filter). */
  readonly partial: boolean
}

/** Starting limits: more than the largest repositories of code need, less than a machine notices. */
export const MIRROR_LIMITS: TransferLimits = { sizeBytes: 2 * 1024 ** 3, timeoutMs: 10 * 60_000, stallMs: 20_000 }

/** Branches and tags, and nothing else: `refs/replace` would forge history, `refs/pull` is not the repository's own. */
const REFSPECS = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'] as const
/** Keeps the commit of a detached HEAD, which no branch may hold. */
const HEAD_REFSPEC = '+HEAD:refs/sparky/head'
const SETTINGS = [
  'core.bigFileThreshold=32m',
  'fetch.unpackLimit=1',
  'transfer.unpackLimit=1',
  'fetch.writeCommitGraph=false',
]
/** Every refresh that brings something adds a pack; reading slows down with their number. */
const PACKS_LIMIT = 40

/**
 * Brings the store to what the source is now; the first time by a clone that appears only when it is complete.
 *
 * Safe to repeat after any interruption: what a killed clone or fetch left is removed first.
 *
 * @throws SparkyError `git/unsafe-address`, `git/unreachable`, `git/failed`, `git/timeout` (whole or stalled),
 *   `git/too-large`, `git/aborted`.
 */
export async function mirrorRepository(order: MirrorOrder): Promise<MirrorResult> {
  await mkdir(dirname(order.gitFolder), { recursive: true })
  await removeLeftovers(order.gitFolder)
  const transport = await openTransport(order)
  const source = await reach(order, () => readSourceRefs(transport, order.signal))
  const isNew = !existsSync(join(order.gitFolder, 'HEAD'))
  const haveChanged = await takeOver(order, transport, source, isNew)
  const hasMoved = await followHead(order.gitFolder, source.head)
  const headOid = await resolveRevision(order.gitFolder, 'HEAD', order.signal)
  return {
    changed: isNew || haveChanged || hasMoved,
    defaultBranch: source.head.kind === 'branch' ? readable(source.head.name).replace('refs/heads/', '') : null,
    headOid: headOid ?? null,
    shallow: existsSync(join(order.gitFolder, 'shallow')),
    partial: isPartialStore(order.gitFolder),
  }
}

async function takeOver(
  order: MirrorOrder,
  transport: Transport,
  source: SourceRefs,
  isNew: boolean,
): Promise<boolean> {
  if (!isNew && isPartialStore(order.gitFolder)) return await copyTo(order, source)
  try {
    return await transferTo(order, transport, source, isNew)
  } catch (error) {
    const isLacking =
      error instanceof SparkyError && error.code === 'git/failed' && (await isFilteredSource(order.address))
    if (!isLacking || !isNew) throw error
    return await copyTo(order, source)
  }
}

async function transferTo(
  order: MirrorOrder,
  transport: Transport,
  source: SourceRefs,
  isNew: boolean,
): Promise<boolean> {
  if (isNew) {
    await clone(order, transport)
    return true
  }
  await removeStaleLocks(order.gitFolder)
  if (isSame(await readStoreRefs(order.gitFolder, order.signal), source.oids) && source.head.kind !== 'detached')
    return false
  const before = await readStoreRefs(order.gitFolder, order.signal)
  await fetchInto(order, transport, source.head)
  return !isSame(await readStoreRefs(order.gitFolder, order.signal), before)
}

async function clone(order: MirrorOrder, transport: Transport): Promise<void> {
  await inFreshFolder(order.gitFolder, async (folder) => {
    const args = ['clone', '--bare', '--no-local', '--no-recurse-submodules', '--template=', '--progress']
    await transfer(order, folder, transport, { args: [...args, ...transport.options, '--', transport.target, folder] })
    // Nothing may be fetched from this store's own configuration, now or later.
    await runGit({
      args: ['config', '--remove-section', 'remote.origin'],
      gitFolder: folder,
      expectedExitCodes: [0, 128],
    })
  })
}

async function fetchInto(order: MirrorOrder, transport: Transport, head: SourceHead): Promise<void> {
  const refspecs = head.kind === 'detached' ? [...REFSPECS, HEAD_REFSPEC] : REFSPECS
  const args = [
    'fetch',
    '--prune',
    '--force',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-auto-maintenance',
    '--no-write-fetch-head',
    '--no-show-forced-updates',
    '--update-shallow',
    '--progress',
  ]
  await transfer(order, order.gitFolder, transport, {
    args: [...args, ...transport.options, '--', transport.target, ...refspecs],
    gitFolder: order.gitFolder,
  })
  await repackWhenScattered(order)
}

/** One transfer under all limits. */
async function transfer(
  order: MirrorOrder,
  folder: string,
  transport: Transport,
  command: Pick<GitCommand, 'args' | 'gitFolder'>,
): Promise<void> {
  const limits = { ...MIRROR_LIMITS, ...order.limits }
  const watch = watchTransfer({
    gitFolder: folder,
    limits,
    ...(order.signal === undefined ? {} : { signal: order.signal }),
    ...(order.onProgress === undefined ? {} : { onProgress: order.onProgress }),
  })
  try {
    await reach(order, () =>
      runGit({
        ...command,
        settings: [...SETTINGS, ...transport.settings],
        environment: transport.environment,
        timeoutMs: limits.timeoutMs,
        priority: 'background',
        signal: watch.signal,
        onStderr: watch.hear,
      }),
    )
    await watch.checkSize()
  } finally {
    watch.stop()
  }
}

async function copyTo(order: MirrorOrder, source: SourceRefs): Promise<boolean> {
  if (order.address.kind !== 'folder') return false
  const { gitFolder } = order.address
  const limits = { ...MIRROR_LIMITS, ...order.limits }
  const copy = (store: string) =>
    copyPartialSource({
      sourceFolder: gitFolder,
      store,
      source,
      sizeLimitBytes: limits.sizeBytes,
      ...(order.signal === undefined ? {} : { signal: order.signal }),
    })
  if (existsSync(join(order.gitFolder, 'HEAD'))) return await copy(order.gitFolder)
  await inFreshFolder(order.gitFolder, copy)
  return true
}

/** Builds a store beside its place and moves it there when it is complete; what fails leaves nothing. */
async function inFreshFolder(gitFolder: string, build: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = `${gitFolder}.clone-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await build(folder)
    await rm(gitFolder, { recursive: true, force: true })
    await rename(folder, gitFolder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Half-made stores whose maker is gone. Those of this process are still being made. */
async function removeLeftovers(gitFolder: string): Promise<void> {
  const prefix = `${basename(gitFolder)}.clone-`
  for (const name of await readdir(dirname(gitFolder))) {
    if (!name.startsWith(prefix) || name.startsWith(`${prefix}${process.pid}-`)) continue
    await rm(join(dirname(gitFolder), name), { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Points HEAD of the store to what HEAD of the source names; true when that is new. */
async function followHead(gitFolder: string, head: SourceHead): Promise<boolean> {
  if (head.kind === 'unborn') return false
  const name = head.kind === 'branch' ? asArgument(head.name) : undefined
  const now = await runGit({ args: ['symbolic-ref', '--quiet', 'HEAD'], gitFolder, expectedExitCodes: [0, 1, 128] })
  if (name !== undefined) {
    if (now.stdout.toString('utf8').trim() === name) return false
    await runGit({ args: ['symbolic-ref', 'HEAD', name], gitFolder })
    return true
  }
  const isThere = now.exitCode !== 0 && (await resolveRevision(gitFolder, 'HEAD')) === head.oid
  if (isThere) return false
  await runGit({ args: ['update-ref', '--no-deref', 'HEAD', head.oid], gitFolder })
  return true
}

async function repackWhenScattered({ gitFolder, signal }: MirrorOrder): Promise<void> {
  const packs = (await readdir(join(gitFolder, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'))
  if (packs.length <= PACKS_LIMIT) return
  await runGit({
    args: ['repack', '-d', '--geometric=2', '--quiet'],
    gitFolder,
    timeoutMs: MIRROR_LIMITS.timeoutMs,
    priority: 'background',
    ...(signal === undefined ? {} : { signal }),
  })
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, oid]) => other.get(name) === oid)
}

function readable(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}

/** What git says of a source that does not answer, in terms of the address. */
async function reach<T>({ address }: MirrorOrder, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SparkyError) || error.code !== 'git/failed') throw error
    const name = address.kind === 'folder' ? address.path : address.url
    throw new SparkyError({
      code: address.kind === 'folder' ? 'git/failed' : 'git/unreachable',
      message: `The repository ${name} could not be read: ${error.message}`,
      remedy:
        address.kind === 'folder'
          ? 'Check that the folder may be read and that "git fsck" finds it sound.'
          : 'Check the address, whether the repository exists, and whether it needs a user and token in its URL.',
      retryable: address.kind === 'remote',
      cause: error,
    })
  }
}
