// One transfer from the source into a store: a clone or a fetch, under all limits.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SparkyError } from '../errors.ts'
import type { MirrorOrder } from './mirror.ts'
import { type GitCommand, runGit } from './run.ts'
import type { SourceHead } from './source-refs.ts'
import { type TransferLimits, watchTransfer } from './transfer-watch.ts'
import type { Transport } from './transport.ts'

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

/** A new bare store in `folder`, which does not exist yet. */
export async function cloneInto(order: MirrorOrder, transport: Transport, folder: string): Promise<void> {
  const args = ['clone', '--bare', '--no-local', '--no-recurse-submodules', '--template=', '--progress']
  await transfer(order, folder, transport, { args: [...args, ...transport.options, '--', transport.target, folder] })
  // Nothing may be fetched from this store's own configuration, now or later.
  await runGit({
    args: ['config', '--remove-section', 'remote.origin'],
    gitFolder: folder,
    expectedExitCodes: [0, 128],
  })
}

/** Brings an existing store to the branches and tags that the source has now. */
export async function fetchInto(order: MirrorOrder, transport: Transport, head: SourceHead): Promise<void> {
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

/** What git says of a source that does not answer, in terms of the address. */
export async function reach<T>({ address }: MirrorOrder, work: () => Promise<T>): Promise<T> {
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
