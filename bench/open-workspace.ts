// A workspace on a data folder of its own, without a language model, that a measurement opens and leaves no trace of.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openWorkspace, type Workspace } from '#agents/workspace.ts'
import { type Config, loadConfig } from '#lib/config.ts'
import { EMBEDDER_WEIGHTS, fetchWeights } from '#lib/models/weights.ts'

/** A large repository on a slow machine; a measurement that hangs must end. */
export const TIMEOUT_MS = 60 * 60_000

/**
 * Opens a fresh workspace, lets `work` use it, and removes it.
 *
 * @param o.embedder  False: the code is searched by words only. True: the weights of the configured data folder, fetched once.
 */
export async function withWorkspace<T>(
  o: { readonly embedder: boolean; readonly model?: string },
  work: (workspace: Workspace, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sparky-bench-'))
  try {
    const workspace = await openWorkspace(await configFor(o, join(folder, 'data')))
    try {
      return await work(workspace, folder)
    } finally {
      await workspace.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function configFor(
  { embedder, model = 'none' }: { readonly embedder: boolean; readonly model?: string },
  dataFolder: string,
): Promise<Config> {
  const config = loadConfig()
  return {
    ...config,
    rootFolder: resolve(import.meta.dirname, '..'),
    dataFolder,
    databaseUrl: undefined,
    milvusAddress: undefined,
    model,
    embedder: embedder ? await weightsFolder(config) : 'none',
    logLevel: 'error',
  }
}

async function weightsFolder({ dataFolder, download }: Config): Promise<string> {
  return fetchWeights({
    folder: join(dataFolder, 'weights'),
    source: EMBEDDER_WEIGHTS,
    download,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    onProgress: () => undefined,
  })
}
