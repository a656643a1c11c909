// A thread that answers questions: started on first use, replaced when it dies.
import { parentPort, type Worker } from 'node:worker_threads'
import { type ErrorReport, reportError, SparkyError } from '#lib/errors.ts'
import { startWorker } from '#lib/start-worker.ts'

export interface AskedThread<Question, Answer> {
  /** @throws SparkyError what the thread throws, or `operation/failed` when it dies or does not answer in time. */
  ask(question: Question, signal: AbortSignal): Promise<Answer>
  /** False before the first question: then there is nothing to end. */
  readonly isStarted: boolean
  close(): Promise<void>
}

export interface AskedThreadOptions {
  /** Absolute path of the module that calls `answerQuestions`. */
  readonly file: string
  readonly name: string
  /** For people: "the code index". */
  readonly title: string
  readonly timeoutMs: number
}

interface Asked<Question> {
  readonly id: number
  readonly question: Question
}

interface Told<Answer> {
  readonly id: number
  readonly answer?: Answer
  readonly error?: ErrorReport
}

/** The side of the main thread. An idle thread does not keep the program alive. */
export function openAskedThread<Question, Answer>(o: AskedThreadOptions): AskedThread<Question, Answer> {
  const pending = new Map<number, PromiseWithResolvers<Answer>>()
  let worker: Worker | undefined
  let lastId = 0

  function start(): Worker {
    const fresh = startWorker(o.file, { name: o.name })
    fresh.unref()
    const die = (why: string) => {
      if (worker === fresh) worker = undefined
      for (const call of pending.values()) call.reject(failed(o.title, why))
      pending.clear()
    }
    fresh.on('error', (error) => die(error.message))
    fresh.on('exit', (code) => die(`its thread ended with exit code ${code}`))
    fresh.on('message', ({ id, answer, error }: Told<Answer>) => {
      const call = pending.get(id)
      pending.delete(id)
      if (answer !== undefined) call?.resolve(answer)
      else if (error) call?.reject(new SparkyError(error))
    })
    return fresh
  }

  return {
    get isStarted() {
      return worker !== undefined
    },
    async ask(question, signal) {
      signal.throwIfAborted()
      worker ??= start()
      lastId += 1
      const id = lastId
      const call = Promise.withResolvers<Answer>()
      pending.set(id, call)
      const late = `no answer within ${o.timeoutMs / 1000} s`
      const timer = setTimeout(() => call.reject(failed(o.title, late)), o.timeoutMs)
      const abort = () => call.reject(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
      worker.ref()
      worker.postMessage({ id, question } satisfies Asked<Question>)
      try {
        return await call.promise
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        pending.delete(id)
        if (pending.size === 0) worker?.unref()
      }
    },
    async close() {
      await worker?.terminate()
    },
  }
}

/** The side of the thread; does nothing where the module is not the beginning of one. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  parentPort?.on('message', ({ id, question }: Asked<Question>) => {
    answer(question).then(
      (told) => parentPort?.postMessage({ id, answer: told } satisfies Told<Answer>),
      (error: unknown) => parentPort?.postMessage({ id, error: reportError(error) } satisfies Told<Answer>),
    )
  })
}

function failed(title: string, why: string): SparkyError {
  return new SparkyError({
    code: 'operation/failed',
    message: `${title} failed: ${why}.`,
    remedy: 'Ask again; it is built anew.',
    retryable: true,
  })
}
