// Which model plays which role: from the configuration, else from what is found, else from weights of our own.
import { join } from 'node:path'
import { type Config, MODEL_ROLES, type ModelRole } from '#lib/config.ts'
import { type ErrorReport, reportError, toSparkyError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import { withBreaker } from './breaker.ts'
import { type ChatModel, parameterBillions, strengthOf } from './chat-model.ts'
import { type EmbeddedModel, openEmbeddedModel } from './embedded.ts'
import type { Embedder } from './embedder.ts'
import { openHttpEmbedder } from './embedder-http.ts'
import { openOnnxEmbedder } from './embedder-onnx.ts'
import { createOpenAiModel } from './openai.ts'
import { type ProbedServer, probeServer, USUAL_PORTS } from './probe.ts'
import { CHAT_WEIGHTS, EMBEDDER_WEIGHTS, fetchWeights, type WeightSource } from './weights.ts'

export interface Download {
  readonly name: string
  readonly license: string
  readonly doneBytes: number
  readonly totalBytes: number
  readonly state: 'running' | 'done' | 'failed'
  readonly error?: ErrorReport
}

/** For the status page and `doctor`. */
export interface ModelsStatus {
  readonly servers: readonly ProbedServer[]
  readonly roles: Readonly<
    Partial<
      Record<
        ModelRole,
        {
          readonly model: string
          readonly server: string
          readonly strength: ChatModel['strength']
          readonly contextTokens: number
        }
      >
    >
  >
  readonly embedder: { readonly model: string; readonly dimensions: number } | undefined
  readonly downloads: readonly Download[]
  /** What is not as one might expect: one sentence each. */
  readonly notes: readonly string[]
}

export interface Models {
  role(role: ModelRole): ChatModel | undefined
  embedder(): Embedder | undefined
  status(): ModelsStatus
  /** Resolves when the first look around is over (a few seconds at most); weights may still be on their way. */
  ready(): Promise<void>
  /** Resolves when nothing is being fetched or loaded any more. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** Starts looking around at once, in the background; never throws. */
export function openModels({ config, log }: { readonly config: Config; readonly log: Log }): Models {
  const closing = new AbortController()
  const servers: ProbedServer[] = []
  const roles = new Map<ModelRole, ChatModel>()
  const downloads = new Map<string, Download>()
  const notes: string[] = []
  let embedder: Embedder | undefined
  let inProcess: EmbeddedModel | undefined

  const note = (text: string) => {
    notes.push(text)
    log.info(text)
  }

  async function look(): Promise<void> {
    const named = new Set(
      [config.model, ...Object.values(config.roleModels), config.embedder].flatMap(
        (setting) => serverOf(setting) ?? [],
      ),
    )
    const wanted =
      named.size > 0
        ? [...named]
        : config.model === undefined
          ? USUAL_PORTS.map((port) => `http://127.0.0.1:${port}`)
          : []
    const found = await Promise.all(
      wanted.map((address) => probeServer(address, { key: config.modelKey, signal: closing.signal })),
    )
    servers.push(...found.filter((server) => server !== undefined))
    for (const [index, address] of wanted.entries())
      if (named.size > 0 && found[index] === undefined) note(`No model server answers at ${address}.`)
    for (const role of MODEL_ROLES) {
      const model =
        configuredModel(config.roleModels[role] ?? config.model, role) ??
        (config.model === undefined && config.roleModels[role] === undefined
          ? chooseModel(role, servers, config.modelKey)
          : undefined)
      if (model) roles.set(role, model)
    }
  }

  function configuredModel(setting: string | undefined, role: ModelRole): ChatModel | undefined {
    const address = serverOf(setting)
    if (setting === undefined || address === undefined) return undefined
    const server = servers.find((one) => one.server === `${address.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`)
    const name = nameOf(setting)
    const model =
      server?.models.find((one) => one.id === name) ??
      (name === undefined ? server?.models.find((one) => !one.embeds) : undefined)
    if (model === undefined && server !== undefined)
      note(
        `The server ${address} has no model ${name ?? ''} for the ${role}; it has ${server.models.map((one) => one.id).join(', ') || 'none'}.`,
      )
    return model && server && serverModel(server, model, config.modelKey)
  }

  async function loadEmbedder(): Promise<void> {
    const setting = config.embedder
    if (setting === 'none') return
    const address = serverOf(setting)
    const offered =
      address === undefined
        ? servers.flatMap((server) =>
            server.models.filter((model) => model.embeds).map((model) => ({ server: server.server, model: model.id })),
          )[0]
        : undefined
    if (setting !== undefined && address !== undefined)
      embedder = await openHttpEmbedder({
        server: `${address.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`,
        model: nameOf(setting) ?? '',
        key: config.modelKey,
        signal: closing.signal,
      })
    else if (offered && setting === undefined)
      embedder = await openHttpEmbedder({ ...offered, key: config.modelKey, signal: closing.signal })
    else {
      const folder = setting !== undefined && setting !== 'embedded' ? setting : await fetchOne(EMBEDDER_WEIGHTS)
      embedder = await openOnnxEmbedder({ folder, rootFolder: config.rootFolder })
    }
  }

  async function loadInProcess(): Promise<void> {
    const open = MODEL_ROLES.filter(
      (role) => (config.roleModels[role] ?? config.model ?? 'embedded') === 'embedded' && !roles.has(role),
    )
    if (open.length === 0) return
    const file = config.ggufFile ?? join(await fetchFirst(CHAT_WEIGHTS), 'model.gguf')
    inProcess = await openEmbeddedModel(file)
    for (const role of open) roles.set(role, inProcess)
  }

  /** The first source that can be had. */
  async function fetchFirst(sources: readonly WeightSource[]): Promise<string> {
    let failure: unknown
    for (const source of sources) {
      try {
        return await fetchOne(source)
      } catch (error) {
        closing.signal.throwIfAborted()
        failure = error
      }
    }
    throw failure
  }

  async function fetchOne(source: WeightSource): Promise<string> {
    const { name, license, sizeBytes } = source
    const tell = (state: Download['state'], doneBytes: number, error?: ErrorReport) =>
      downloads.set(name, { name, license, doneBytes, totalBytes: sizeBytes, state, ...(error && { error }) })
    try {
      const folder = await fetchWeights({
        folder: join(config.dataFolder, 'weights'),
        source,
        download: config.download,
        signal: closing.signal,
        onProgress: (done) => tell('running', done),
      })
      tell('done', sizeBytes)
      return folder
    } catch (error) {
      tell('failed', 0, reportError(error))
      throw error
    }
  }

  const quietly = async (work: () => Promise<void>, what: string): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!closing.signal.aborted) note(`${what}: ${toSparkyError(error).message} ${toSparkyError(error).remedy}`)
    }
  }

  const looked = quietly(look, 'Looking for model servers failed')
  const settled = looked.then(() =>
    Promise.all([
      quietly(loadEmbedder, 'There is no embedder, so search works by words only'),
      quietly(loadInProcess, 'There is no language model, so answers are made by code'),
    ]),
  )

  return {
    role: (role) => roles.get(role),
    embedder: () => embedder,
    status: () => ({
      servers,
      roles: Object.fromEntries(
        [...roles].map(([role, { id, server, strength, contextTokens }]) => [
          role,
          { model: id, server, strength, contextTokens },
        ]),
      ),
      embedder: embedder && { model: embedder.id, dimensions: embedder.dimensions },
      downloads: [...downloads.values()],
      notes,
    }),
    ready: () => looked,
    settled: async () => {
      await settled
    },
    async close() {
      closing.abort()
      await settled
      await embedder?.close()
      await inProcess?.close()
    },
  }
}

/** The address of `http://server/v1#model`. */
function serverOf(setting: string | undefined): string | undefined {
  return setting !== undefined && /^https?:\/\//.test(setting) ? setting.replace(/#.*$/, '') : undefined
}

function nameOf(setting: string): string | undefined {
  const at = setting.indexOf('#')
  return at < 0 ? undefined : setting.slice(at + 1)
}

function serverModel(server: ProbedServer, model: ProbedServer['models'][number], key: string | undefined): ChatModel {
  const guidedJson = server.kind !== 'openai-compatible'
  return withBreaker(
    createOpenAiModel({
      id: model.id,
      server: server.server,
      key,
      contextTokens: model.contextTokens,
      strength: strengthOf(model.id),
      guidedJson,
    }),
  )
}

/** The supervisor is the smallest model that can be trusted with a choice; everything else gets the largest. */
export function chooseModel(
  role: ModelRole,
  servers: readonly ProbedServer[],
  key: string | undefined,
): ChatModel | undefined {
  const all = servers.flatMap((server) =>
    server.models
      .filter((model) => !model.embeds)
      .map((model) => ({ server, model, billions: parameterBillions(model.id) ?? 7 })),
  )
  const sorted = all.sort((a, b) => a.billions - b.billions)
  const chosen =
    role === 'supervisor' ? (sorted.find(({ model }) => strengthOf(model.id) !== 'weak') ?? sorted[0]) : sorted.at(-1)
  return chosen && serverModel(chosen.server, chosen.model, key)
}
