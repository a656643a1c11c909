// Makes the data folder of the embedded database in a thread that ends afterwards, so that its memory is given back.
import { setFlagsFromString } from 'node:v8'
import { startPgliteThread } from './pglite-thread.ts'

/** One function at a time: 45 MB less at the peak, and a core is left to everyone else. */
const ONE_AT_A_TIME = '--wasm-num-compilation-tasks=1'
/**
 * The optimizing compiler takes 500 MB for the largest functions of Postgres. Making a folder takes 2 s with or without
 * it, so it is left out meanwhile: 0.6 GB at most instead of 1.1 GB.
 */
const WITHOUT_OPTIMIZING = '--liftoff-only --no-wasm-tier-up --no-wasm-dynamic-tiering'
const WITH_OPTIMIZING = '--no-liftoff-only --wasm-tier-up --wasm-dynamic-tiering'

/** Bounds what compiling Postgres takes of memory and processors; to be called before its thread starts. */
export function limitCompiler(): void {
  setFlagsFromString(ONE_AT_A_TIME)
}

/**
 * Fills an empty folder with a new database.
 *
 * @throws SparkyError `db/failed` or `db/disk-full`, or when `signal` aborts; what is in the folder then is not a database.
 */
export async function makeCluster(o: {
  readonly rootFolder: string
  readonly databaseFolder: string
  readonly signal?: AbortSignal | undefined
}): Promise<void> {
  setFlagsFromString(WITHOUT_OPTIMIZING)
  try {
    const start = { databaseFolder: o.databaseFolder, template: null }
    const thread = await startPgliteThread({ rootFolder: o.rootFolder, start, signal: o.signal })
    await thread.close()
  } finally {
    setFlagsFromString(WITH_OPTIMIZING)
  }
}
