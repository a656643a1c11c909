// Weights for tests: those of this machine when there are any, else fetched the way the product does it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '#lib/config.ts'
import { fetchWeights, type WeightSource } from '#lib/models/weights.ts'
import { SERVERS_FOLDER, say } from './servers-folder.ts'

const FETCH_TIMEOUT_MS = 15 * 60_000

/** Folder of the weights; undefined when they were never fetched on this machine. */
export function findTestWeights({ name, hub }: WeightSource): string | undefined {
  return [SERVERS_FOLDER, loadConfig().dataFolder]
    .map((folder) => join(folder, 'weights', name))
    .find((folder) => hub.every(({ saveAs }) => existsSync(join(folder, saveAs))))
}

/** Folder of the weights, fetched if need be. */
export async function fetchTestWeights(source: WeightSource): Promise<string> {
  const found = findTestWeights(source)
  if (found !== undefined) return found
  say(`fetching ${source.name} (${Math.round(source.sizeBytes / 1e6)} MB) …`)
  return fetchWeights({
    folder: join(SERVERS_FOLDER, 'weights'),
    source,
    download: true,
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    onProgress: () => undefined,
  })
}
