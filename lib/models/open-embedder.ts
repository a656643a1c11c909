// The embedder: the one that is configured, else one that a server offers, else weights of our own.
import type { Config } from '#lib/config.ts'
import { SparkyError } from '#lib/errors.ts'
import { findModel } from './choose-model.ts'
import type { Downloads } from './downloads.ts'
import type { Embedder } from './embedder.ts'
import { openHttpEmbedder } from './embedder-http.ts'
import { openOnnxEmbedder } from './embedder-onnx.ts'
import type { ServerList } from './server-list.ts'
import type { ModelSetting } from './setting.ts'
import { EMBEDDER_WEIGHTS } from './weights.ts'

export interface OpenEmbedderOptions {
  readonly setting: ModelSetting | undefined
  readonly servers: ServerList
  readonly downloads: Downloads
  readonly config: Config
  readonly signal: AbortSignal
}

/** Undefined when the setting wants none. @throws SparkyError `model/…` or `download/…` when it is not there now */
export async function openEmbedder(options: OpenEmbedderOptions): Promise<Embedder | undefined> {
  const { setting, servers, downloads, config, signal } = options
  const openOnnx = (folder: string) => openOnnxEmbedder({ folder, rootFolder: config.rootFolder })
  const openHttp = (place: ServedEmbedder) => openHttpEmbedder({ ...place, key: servers.keyOf(place.server), signal })
  switch (setting?.kind) {
    case 'none':
      return undefined
    case 'server': {
      // A server that lists no models may still have the one that is named.
      const model = findModel(setting, servers.all(), 'embedder')?.model.id ?? setting.model
      if (model === undefined) throw noEmbeddingModel(setting.server)
      return openHttp({ server: setting.server, model })
    }
    case undefined: {
      const offered = offeredEmbedder(servers)
      return offered ? openHttp(offered) : openOnnx(await downloads.fetchOne(EMBEDDER_WEIGHTS))
    }
    case 'embedded':
      return openOnnx(await downloads.fetchOne(EMBEDDER_WEIGHTS))
    case 'other':
      return openOnnx(setting.text)
  }
}

export interface ServedEmbedder {
  readonly server: string
  readonly model: string
}

/** The first model of a server that embeds. */
export function offeredEmbedder(servers: ServerList): ServedEmbedder | undefined {
  return servers
    .all()
    .flatMap(({ server, models }) =>
      models.filter((model) => model.embeds).map((model) => ({ server, model: model.id })),
    )[0]
}

function noEmbeddingModel(server: string): SparkyError {
  return new SparkyError({
    code: 'model/not-found',
    message: `The server ${server} has no model that embeds.`,
    remedy: 'Load one there, or name another server in SPARKY_EMBEDDER.',
    retryable: true,
  })
}
