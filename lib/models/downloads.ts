// Weights on their way: fetched one after the other, with what the status page shows of them.
import { join } from 'node:path'
import type { Config } from '#lib/config.ts'
import { type ErrorReport, reportError } from '#lib/errors.ts'
import { fetchWeights, hasWeights, type WeightSource } from './weights.ts'

export interface Download {
  readonly name: string
  readonly license: string
  readonly doneBytes: number
  readonly totalBytes: number
  readonly state: 'running' | 'done' | 'failed'
  readonly error?: ErrorReport
}

export interface Downloads {
  /** Folder of the weights. @throws SparkyError as `fetchWeights` */
  fetchOne(source: WeightSource): Promise<string>
  /** Folder of the first source that is here already, else of the first that can be had. @throws SparkyError what the last one throws */
  fetchFirst(sources: readonly WeightSource[]): Promise<string>
  /** True when one of the sources need not be fetched. */
  isHere(sources: readonly WeightSource[]): Promise<boolean>
  list(): readonly Download[]
}

export function createDownloads(config: Pick<Config, 'dataFolder' | 'download'>, signal: AbortSignal): Downloads {
  const downloads = new Map<string, Download>()

  async function fetchOne(source: WeightSource): Promise<string> {
    const { name, license, sizeBytes } = source
    let doneBytes = 0
    const tell = (state: Download['state'], error?: ErrorReport) =>
      downloads.set(name, { name, license, doneBytes, totalBytes: sizeBytes, state, ...(error && { error }) })
    tell('running')
    try {
      const folder = await fetchWeights({
        folder: join(config.dataFolder, 'weights'),
        source,
        download: config.download,
        signal,
        onProgress: (done) => {
          doneBytes = Math.min(done, sizeBytes)
          tell('running')
        },
      })
      doneBytes = sizeBytes
      tell('done')
      return folder
    } catch (error) {
      tell('failed', reportError(error))
      throw error
    }
  }

  async function fetchFirst(sources: readonly WeightSource[]): Promise<string> {
    const here = await findHere(sources)
    if (here) return fetchOne(here)
    let failure: unknown
    for (const source of sources) {
      try {
        return await fetchOne(source)
      } catch (error) {
        signal.throwIfAborted()
        failure = error
      }
    }
    throw failure
  }

  async function findHere(sources: readonly WeightSource[]): Promise<WeightSource | undefined> {
    for (const source of sources) if (await hasWeights(join(config.dataFolder, 'weights'), source)) return source
    return undefined
  }

  return {
    fetchOne,
    fetchFirst,
    isHere: async (sources) => (await findHere(sources)) !== undefined,
    list: () => [...downloads.values()],
  }
}
