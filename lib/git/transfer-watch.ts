// Watches a transfer: tells its progress, and stops it when it stands still or grows too large.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SparkyError } from '../errors.ts'

export interface MirrorProgress {
  /** As git names it: "Counting objects", "Receiving objects", "Resolving deltas". */
  readonly phase: string
  /** 0 to 100, within the phase. */
  readonly percent: number
}

export interface TransferLimits {
  /** Size of the packs of the store. */
  readonly sizeBytes: number
  /** Wall clock of the whole transfer. */
  readonly timeoutMs: number
  /** Longest time without a sign of life while objects come in. */
  readonly stallMs: number
}

/** Resolving deltas and checking can be silent for long on honest repositories, and do not depend on the other side. */
const LOCAL_WORK_FACTOR = 6
const LOCAL_WORK = /^(Resolving|Checking|Updating|Indexing)/
const LOOK_EVERY_MS = 250
const PROGRESS = /(?:^|[\r\n])(?:remote: )?([A-Z][A-Za-z ]{2,40}):\s+(\d{1,3})% \(/g

export interface TransferWatch {
  /** Fires when a limit is reached; its reason is the error to tell. */
  readonly signal: AbortSignal
  /** For `GitCommand.onStderr`. */
  hear(text: string): void
  /**
   * The last look after a transfer that was faster than the watch.
   *
   * @throws SparkyError `git/too-large`.
   */
  checkSize(): Promise<void>
  stop(): void
}

/** Watches the packs below `gitFolder` (which may not exist yet) and what git says. */
export function watchTransfer(o: {
  readonly gitFolder: string
  readonly limits: TransferLimits
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: MirrorProgress) => void
}): TransferWatch {
  const controller = new AbortController()
  let lifeAtMs = performance.now()
  let sizeBytes = 0
  let phase = ''
  let isLooking = false

  const look = async () => {
    const now = await sizeOfPacks(o.gitFolder)
    if (now !== sizeBytes) lifeAtMs = performance.now()
    sizeBytes = now
    if (sizeBytes > o.limits.sizeBytes) controller.abort(tooLargeError(o.limits.sizeBytes))
    const patienceMs = o.limits.stallMs * (LOCAL_WORK.test(phase) ? LOCAL_WORK_FACTOR : 1)
    if (performance.now() - lifeAtMs > patienceMs) controller.abort(stalledError(phase, patienceMs))
  }
  const timer = setInterval(
    () => {
      if (isLooking) return
      isLooking = true
      look()
        .catch((error: unknown) => controller.abort(error))
        .finally(() => {
          isLooking = false
        })
    },
    Math.min(LOOK_EVERY_MS, o.limits.stallMs),
  )

  return {
    signal: o.signal === undefined ? controller.signal : AbortSignal.any([o.signal, controller.signal]),
    hear: (text) => {
      lifeAtMs = performance.now()
      for (const [, name = '', percent] of text.matchAll(PROGRESS)) {
        phase = name
        o.onProgress?.({ phase, percent: Math.min(100, Number(percent)) })
      }
    },
    checkSize: async () => {
      if ((await sizeOfPacks(o.gitFolder)) > o.limits.sizeBytes) throw tooLargeError(o.limits.sizeBytes)
    },
    stop: () => clearInterval(timer),
  }
}

/** Bytes of packs, finished or coming in; 0 while there is no folder. */
async function sizeOfPacks(gitFolder: string): Promise<number> {
  const folder = join(gitFolder, 'objects', 'pack')
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function tooLargeError(limitBytes: number): SparkyError {
  return new SparkyError({
    code: 'git/too-large',
    message: `The repository was not taken over: it is larger than ${limitBytes} bytes.`,
    remedy: 'Clone it yourself without the large files (git clone --filter=blob:limit=1m) and add that folder.',
  })
}

function stalledError(phase: string, patienceMs: number): SparkyError {
  return new SparkyError({
    code: 'git/timeout',
    message: `The transfer was stopped: nothing happened for ${patienceMs / 1000} s${phase === '' ? '' : ` while "${phase}"`}.`,
    remedy: 'Check the network connection and the server, and try again.',
    retryable: true,
  })
}
