// The embedder in its own thread: queries go ahead of the batches of indexing.
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SparkyError } from '#lib/errors.ts'
import { startWorker } from '#lib/start-worker.ts'
import type { Embedder, EmbedOptions } from './embedder.ts'
import type { EmbedderReply, EmbedderRequest, EmbedderStart, END_MESSAGE } from './embedder-worker.ts'
import { aborted } from './server-error.ts'

/** Texts sent to the thread at once: a query waits for at most one such batch. */
const BATCH_TEXTS = 16
const LOAD_TIMEOUT_MS = 60_000
/** Longer than a batch takes on a busy machine. A thread that is ended while ONNX computes takes the whole process with it. */
const END_TIMEOUT_MS = 30_000
/** A batch takes under a second; a stuck thread must not hang indexing forever. */
const BATCH_TIMEOUT_MS = 120_000

interface Job {
  readonly texts: readonly string[]
  readonly signal: AbortSignal
  readonly done: PromiseWithResolvers<readonly Float32Array[]>
}

/** @throws SparkyError `model/no-weights` when the model cannot be loaded. */
export async function openOnnxEmbedder({
  folder,
  rootFolder,
}: {
  readonly folder: string
  readonly rootFolder: string
}): Promise<Embedder> {
  const id = basename(folder)
  const place = { server: 'embedded', model: id }
  const start: EmbedderStart = { folder, threads: Math.max(1, Math.min(4, availableParallelism())) }
  const worker = startWorker(join(rootFolder, 'lib', 'models', 'embedder-worker.ts'), {
    name: 'sparky-embedder',
    workerData: start,
  })
  const waiting = { query: [] as Job[], document: [] as Job[] }
  let death: SparkyError | undefined
  let current: { readonly id: number; readonly reply: PromiseWithResolvers<EmbedderReply> } | undefined
  let busy = false
  let lastId = 0

  const die = (why: string) => {
    death ??= new SparkyError({
      code: 'model/unreachable',
      message: `The embedder ${id} ended: ${why}.`,
      remedy: 'Restart Sparky; search by words works meanwhile.',
      retryable: true,
    })
    current?.reply.reject(death)
    for (const job of [...waiting.query.splice(0), ...waiting.document.splice(0)]) job.done.reject(death)
  }
  worker.on('error', (error) => die(error.message))
  const ended = Promise.withResolvers<void>()
  worker.on('exit', (code) => {
    die(`its thread ended with exit code ${code}`)
    ended.resolve()
  })
  worker.on('message', (reply: EmbedderReply) => {
    if (reply.id === current?.id) current.reply.resolve(reply)
  })

  async function exchange(message: EmbedderRequest | undefined, timeoutMs: number): Promise<EmbedderReply> {
    if (death) throw death
    const reply = Promise.withResolvers<EmbedderReply>()
    current = { id: message?.id ?? 0, reply }
    const timer = setTimeout(() => die(`no answer within ${timeoutMs / 1000} s`), timeoutMs)
    if (message) worker.postMessage(message)
    try {
      return await reply.promise
    } finally {
      clearTimeout(timer)
      current = undefined
    }
  }

  async function work(): Promise<void> {
    if (busy) return
    busy = true
    try {
      for (
        let job = waiting.query.shift() ?? waiting.document.shift();
        job;
        job = waiting.query.shift() ?? waiting.document.shift()
      ) {
        // Whoever has left was told so already.
        if (!job.signal.aborted) await runJob(job)
      }
    } finally {
      busy = false
    }
  }

  async function runJob(job: Job): Promise<void> {
    try {
      lastId += 1
      const reply = await exchange({ id: lastId, texts: job.texts }, BATCH_TIMEOUT_MS)
      if ('vectors' in reply) job.done.resolve(reply.vectors)
      else
        job.done.reject(
          new SparkyError({
            code: 'model/bad-output',
            message: `The embedder ${id} failed: ${reply.error}.`,
            remedy: 'Remove its folder of weights so that it is fetched anew.',
          }),
        )
    } catch (error) {
      job.done.reject(error)
    }
  }

  /** Loads the model and reads the size of its vectors off the first one. */
  async function load(): Promise<number> {
    try {
      await exchange(undefined, LOAD_TIMEOUT_MS)
      const reply = await exchange({ id: 1, texts: ['size'] }, LOAD_TIMEOUT_MS)
      const size = 'vectors' in reply ? reply.vectors[0]?.length : undefined
      if (size) return size
      throw new Error('error' in reply ? reply.error : 'it gives no vectors')
    } catch (cause) {
      worker.unref()
      throw new SparkyError({
        code: 'model/no-weights',
        message: `The embedder in ${folder} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
        remedy: 'Name a folder with model.onnx and tokenizer.json, or remove it so that it is fetched anew.',
        cause,
      })
    }
  }

  const dimensions = await load()
  lastId = 1
  worker.unref()
  return {
    id,
    dimensions,
    async embed(texts, { purpose, signal }: EmbedOptions) {
      if (signal.aborted) throw aborted(place, signal.reason)
      if (death) throw death
      const jobs: Job[] = []
      for (let at = 0; at < texts.length; at += BATCH_TEXTS)
        jobs.push({ texts: texts.slice(at, at + BATCH_TEXTS), signal, done: Promise.withResolvers() })
      waiting[purpose].push(...jobs)
      void work()
      const leave = () => {
        for (const job of jobs) job.done.reject(aborted(place, signal.reason))
      }
      signal.addEventListener('abort', leave, { once: true })
      try {
        return (await Promise.all(jobs.map((job) => job.done.promise))).flat()
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
    async close() {
      death ??= new SparkyError({
        code: 'model/aborted',
        message: `The embedder ${id} was closed.`,
        remedy: 'Start Sparky again.',
      })
      for (const job of [...waiting.query.splice(0), ...waiting.document.splice(0)]) job.done.reject(death)
      worker.ref()
      worker.postMessage('end' satisfies typeof END_MESSAGE)
      await Promise.race([ended.promise, delay(END_TIMEOUT_MS, undefined, { ref: false })])
    },
  }
}
