// Our own bare copy of a repository: cloned once, then followed; all reading happens there and never in the source.
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SparkyError } from '../errors.ts'
import type { AddressRules, RepositoryAddress } from './address.ts'
import { inFreshFolder, removeLeftovers } from './fresh-folder.ts'
import { copyPartialSource, isFilteredSource, isPartialStore } from './partial-source.ts'
import { resolveRevision } from './revisions.ts'
import { runGit } from './run.ts'
import { asArgument, readSourceRefs, readStoreRefs, type SourceHead, type SourceRefs } from './source-refs.ts'
import { removeStaleLocks } from './stale-locks.ts'
import { cloneInto, fetchInto, MIRROR_LIMITS, reach } from './transfer.ts'
import type { MirrorProgress, TransferLimits } from './transfer-watch.ts'
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
    await inFreshFolder(order.gitFolder, (folder) => cloneInto(order, transport, folder))
    return true
  }
  await removeStaleLocks(order.gitFolder)
  const before = await readStoreRefs(order.gitFolder, order.signal)
  if (isSame(before, source.oids) && source.head.kind !== 'detached') return false
  await fetchInto(order, transport, source.head)
  return !isSame(await readStoreRefs(order.gitFolder, order.signal), before)
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

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, oid]) => other.get(name) === oid)
}

function readable(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
