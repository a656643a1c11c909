// One file from the hub: resumed where it broke off, checked against the digest that the hub states.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { SparkyError } from '#lib/errors.ts'

export interface HubFile {
  /** `owner/name` */
  readonly repository: string
  readonly path: string
  readonly saveAs: string
}

export interface DownloadFileOptions {
  readonly file: HubFile
  readonly folder: string
  readonly signal: AbortSignal
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
  readonly hubAddress?: string
}

const HUB_ADDRESS = 'https://huggingface.co'
/** A hub that has not answered by then is closed to this machine. */
const FIRST_ANSWER_TIMEOUT_MS = 5_000
/** A download that stands still for so long is given up; the next try resumes. */
const IDLE_TIMEOUT_MS = 30_000

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.17 */
const RANGE_NOT_SATISFIABLE = 416

/** @throws SparkyError `download/failed` (retryable), `download/digest-mismatch` */
export async function downloadFile({
  file,
  folder,
  signal,
  onProgress,
  hubAddress = HUB_ADDRESS,
}: DownloadFileOptions): Promise<void> {
  const target = join(folder, file.saveAs)
  if (await sizeOf(target)) return
  const url = `${hubAddress}/${file.repository}/resolve/main/${file.path}`
  const head = await ask(url, { method: 'HEAD', redirect: 'manual' }, signal)
  const digest = head.headers.get('x-linked-etag')?.replaceAll('"', '')
  const part = `${target}.part`
  let have = await sizeOf(part)
  let response = await ask(url, { headers: have > 0 ? { range: `bytes=${have}-` } : {} }, signal)
  if (response.status === RANGE_NOT_SATISFIABLE) {
    // What is here is no beginning of that file.
    await rm(part, { force: true })
    have = 0
    response = await ask(url, {}, signal)
  }
  if (!response.ok || response.body === null) throw failed(url, `status ${response.status}`)
  const resumed = response.status === 206
  const total = Number(response.headers.get('content-length') ?? 0) + (resumed ? have : 0)
  await save(response.body, { part, append: resumed, done: resumed ? have : 0, total, signal, onProgress, url })
  if (digest !== undefined && /^[0-9a-f]{64}$/.test(digest) && digest !== (await sha256Of(part))) {
    await rm(part, { force: true })
    throw new SparkyError({
      code: 'download/digest-mismatch',
      message: `${url} does not have the digest that the hub states.`,
      remedy: 'Try again; if it happens twice, name a model file of your own.',
    })
  }
  await rename(part, target)
}

interface Save {
  readonly part: string
  readonly append: boolean
  readonly done: number
  readonly total: number
  readonly signal: AbortSignal
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
  readonly url: string
}

async function save(
  body: ReadableStream<Uint8Array>,
  { part, append, done, total, signal, onProgress, url }: Save,
): Promise<void> {
  const idle = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let written = done
  const alive = () => {
    clearTimeout(timer)
    timer = setTimeout(() => idle.abort(), IDLE_TIMEOUT_MS)
  }
  const file = await open(part, append ? 'a' : 'w')
  try {
    alive()
    // The stream of fetch is the web stream that Node reads; only the two type libraries differ.
    const pieces: AsyncIterable<Uint8Array> = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0], {
      signal: AbortSignal.any([signal, idle.signal]),
    })
    // Each piece is in the file before the next is asked for: whatever breaks off, the next try goes on from there.
    for await (const piece of pieces) {
      alive()
      await file.writeFile(piece)
      written += piece.length
      onProgress(written, total)
    }
  } catch (error) {
    signal.throwIfAborted()
    throw failed(url, idle.signal.aborted ? 'it stood still' : 'it broke off', error)
  } finally {
    clearTimeout(timer)
    await file.close()
  }
  if (total > 0 && written !== total) throw failed(url, `it ended after ${written} of ${total} bytes`)
}

async function ask(url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(), FIRST_ANSWER_TIMEOUT_MS)
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any([signal, waiting.signal]) })
  } catch (error) {
    signal.throwIfAborted()
    throw failed(url, waiting.signal.aborted ? 'no answer' : 'no connection', error)
  } finally {
    clearTimeout(timer)
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (facts) => facts.size,
    () => 0,
  )
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

function failed(url: string, why: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'download/failed',
    message: `${url} could not be downloaded: ${why}.`,
    remedy: 'Check the connection; what has come is kept and the next try goes on from there.',
    retryable: true,
    ...(cause !== undefined && { cause }),
  })
}
