// Starts a thread from a file of the installation; the one place, so that no bundler takes the file for one of its own.
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** @param file  Absolute path of a TypeScript file, which Node runs as it is. */
export function startWorker(file: string, options: WorkerOptions): Worker {
  // Options of this process, such as a loader, are not those of a plain thread.
  return new Worker(file, { execArgv: [], ...options })
}
