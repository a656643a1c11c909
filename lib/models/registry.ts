// Which model plays which role: from the configuration, else from what is found, else from weights of our own.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Config, MODEL_ROLES, type ModelRole } from '#lib/config.ts'
import { toSparkyError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import { withBreaker } from './breaker.ts'
import { type ChatModel, strengthOf } from './chat-model.ts'
import { type ChosenModel, chooseModel, findModel } from './choose-model.ts'
import { createDownloads, type Download } from './downloads.ts'
import { type EmbeddedModel, openEmbeddedModel } from './embedded.ts'
import type { Embedder } from './embedder.ts'
import { openHttpEmbedder } from './embedder-http.ts'
import { openOnnxEmbedder } from './embedder-onnx.ts'
import { withLoopGuard } from './loop-guard.ts'
import { type MeteredModel, type Speed, withMeter } from './meter.ts'
import { createOpenAiModel } from './openai.ts'
import { CONFIGURED_TIMEOUT_MS, FOUND_TIMEOUT_MS, type ProbedServer, probeServer, USUAL_PORTS } from './probe.ts'
import { baseAddress, parseModelSetting } from './setting.ts'
import { CHAT_WEIGHTS, EMBEDDER_WEIGHTS } from './weights.ts'

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
          /** Of its last answer. */
          readonly speed?: Speed
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
  /** Resolves when servers were looked for and what lies on this machine is loaded, after READY_LIMIT_MS at most; weights may still be on their way. */
  ready(): Promise<void>
  /** The embedder, once it is loaded, fetched if need be; undefined when there will be none. */
  embedderSettled(): Promise<Embedder | undefined>
  /** Resolves when nothing is being fetched or loaded any more. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface OpenModelsOptions {
  readonly config: Config
  readonly log: Log
  /** Replaced by tests. */
  readonly usualServers?: readonly string[]
  readonly lookAgainMs?: number
}

/** A model server needs minutes to load: whoever is named and not there yet is asked again. */
const LOOK_AGAIN_MS = 10_000

/** A busy machine may load weights for longer than a reader wants to wait: the question is answered without them. */
const READY_LIMIT_MS = 10_000

/** Starts looking around at once, in the background; never throws. */
export function openModels({
  config,
  log,
  usualServers = USUAL_PORTS.map((port) => `http://127.0.0.1:${port}`),
  lookAgainMs = LOOK_AGAIN_MS,
}: OpenModelsOptions): Models {
  const closing = new AbortController()
  const servers: ProbedServer[] = []
  /** One object a model, whatever its roles: they share what is known of its server. */
  const opened = new Map<string, MeteredModel>()
  const roles = new Map<ModelRole, MeteredModel>()
  const downloads = createDownloads(config, closing.signal)
  const notes = new Set<string>()
  let embedder: Embedder | undefined
  let inProcess: (EmbeddedModel & MeteredModel) | undefined

  const settingOf = (role: ModelRole) => parseModelSetting(config.roleModels[role] ?? config.model)
  const embedderSetting = parseModelSetting(config.embedder)
  const named = new Set(
    [...MODEL_ROLES.map(settingOf), embedderSetting].flatMap((setting) =>
      setting?.kind === 'server' ? setting.server : [],
    ),
  )
  const looksAround = MODEL_ROLES.some((role) => settingOf(role) === undefined)
  const isFound = (address: string) => servers.some((one) => one.server === baseAddress(address))

  const note = (text: string) => {
    if (notes.has(text)) return
    notes.add(text)
    log.info(text)
  }
  const absent = (address: string) =>
    `No model server answers at ${address}, or it refuses SPARKY_MODEL_KEY; it is asked again.`

  async function look(): Promise<void> {
    const around = looksAround ? usualServers.filter((address) => !named.has(baseAddress(address))) : []
    const addresses = [...named, ...around].filter((address) => !isFound(address))
    const found = await Promise.all(
      addresses.map((address) =>
        probeServer(address, {
          key: config.modelKey,
          signal: closing.signal,
          timeoutMs: named.has(address) ? CONFIGURED_TIMEOUT_MS : FOUND_TIMEOUT_MS,
        }),
      ),
    )
    servers.push(...found.filter((server) => server !== undefined))
    for (const address of named) {
      if (isFound(address)) notes.delete(absent(address))
      else note(absent(address))
    }
    for (const role of MODEL_ROLES) {
      const chosen = chosenFor(role)
      if (chosen) roles.set(role, open(chosen))
    }
  }

  function chosenFor(role: ModelRole): ChosenModel | undefined {
    const setting = settingOf(role)
    if (setting === undefined) return chooseModel(role, servers)
    if (setting.kind === 'other')
      note(`The setting ${setting.text} of the ${role} is no model: use none, embedded or http://server/v1#model.`)
    if (setting.kind !== 'server') return undefined
    const chosen = findModel(setting, servers, 'chat')
    const server = servers.find((one) => one.server === setting.server)
    if (chosen === undefined && server !== undefined)
      note(
        `The server ${setting.server} has no model ${setting.model ?? ''} for the ${role}; it has ${server.models.map((one) => one.id).join(', ') || 'none'}.`,
      )
    return chosen
  }

  function open({ server, model }: ChosenModel): MeteredModel {
    const name = `${server.server}#${model.id}`
    const known = opened.get(name) ?? withMeter(serverModel(server, model, config.modelKey))
    opened.set(name, known)
    return known
  }

  /** Until everything that was named is there; what is merely looked for is looked for once. */
  async function keepLooking(): Promise<void> {
    while ([...named].some((address) => !isFound(address))) {
      await delay(lookAgainMs, undefined, { signal: closing.signal, ref: false })
      const before = servers.length
      await look()
      if (servers.length > before && embedder === undefined && embedderSetting?.kind === 'server')
        await quietly(loadEmbedder, NO_EMBEDDER)
    }
  }

  async function loadEmbedder(): Promise<void> {
    const place = { key: config.modelKey, signal: closing.signal }
    switch (embedderSetting?.kind) {
      case 'none':
        return
      case 'server': {
        const chosen = findModel(embedderSetting, servers, 'embedder')
        const model = chosen?.model.id ?? embedderSetting.model
        if (model === undefined) note(`The server ${embedderSetting.server} has no model that embeds.`)
        else embedder = await openHttpEmbedder({ ...place, server: embedderSetting.server, model })
        return
      }
      case undefined: {
        const offered = offeredEmbedder()
        if (offered) embedder = await openHttpEmbedder({ ...place, ...offered })
        else embedder = await openOnnx(await downloads.fetchOne(EMBEDDER_WEIGHTS))
        return
      }
      case 'embedded':
        embedder = await openOnnx(await downloads.fetchOne(EMBEDDER_WEIGHTS))
        return
      case 'other':
        embedder = await openOnnx(embedderSetting.text)
        return
    }
  }

  const offeredEmbedder = () =>
    servers.flatMap((server) =>
      server.models.filter((model) => model.embeds).map((model) => ({ server: server.server, model: model.id })),
    )[0]
  const needsEmbedderWeights = () =>
    embedderSetting?.kind === 'embedded' || (embedderSetting === undefined && offeredEmbedder() === undefined)
  const openOnnx = (folder: string) => openOnnxEmbedder({ folder, rootFolder: config.rootFolder })

  /** True for a role that the model of this process may play where no server does. */
  const isOpen = (role: ModelRole) => (settingOf(role)?.kind ?? 'embedded') === 'embedded'

  async function loadInProcess(): Promise<void> {
    if (!MODEL_ROLES.some((role) => isOpen(role) && !roles.has(role))) return
    const file = config.ggufFile ?? join(await downloads.fetchFirst(CHAT_WEIGHTS), 'model.gguf')
    const model = await openEmbeddedModel(file)
    inProcess = { ...withMeter(withLoopGuard(model)), close: model.close }
  }

  const quietly = async (work: () => Promise<void>, what: string): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!closing.signal.aborted) note(`${what}: ${toSparkyError(error).message} ${toSparkyError(error).remedy}`)
    }
  }

  const looked = quietly(look, 'Looking for model servers failed')
  const embedderLoaded = looked.then(() => quietly(loadEmbedder, NO_EMBEDDER))
  const inProcessLoaded = looked.then(() =>
    quietly(loadInProcess, 'There is no language model, so answers are made by code'),
  )
  const settled = Promise.all([embedderLoaded, inProcessLoaded])
  const localLoaded = looked.then(async () => {
    const isModelHere = config.ggufFile !== undefined || (await downloads.isHere(CHAT_WEIGHTS))
    if (isModelHere) await inProcessLoaded
    if (!needsEmbedderWeights() || (await downloads.isHere([EMBEDDER_WEIGHTS]))) await embedderLoaded
  })
  const lookedOn = settled.then(() => quietly(keepLooking, 'Looking for model servers failed'))
  const playerOf = (role: ModelRole): MeteredModel | undefined =>
    roles.get(role) ?? (isOpen(role) ? inProcess : undefined)

  return {
    role: playerOf,
    embedder: () => embedder,
    status: () => ({
      servers: [...servers],
      roles: Object.fromEntries(
        MODEL_ROLES.flatMap((role) => {
          const model = playerOf(role)
          return model ? [[role, describe(model)]] : []
        }),
      ),
      embedder: embedder && { model: embedder.id, dimensions: embedder.dimensions },
      downloads: downloads.list(),
      notes: [...notes],
    }),
    ready: async () => {
      const limit = delay(READY_LIMIT_MS, undefined, { ref: false })
      await Promise.race([quietly(() => localLoaded, 'Looking for weights failed'), limit])
    },
    embedderSettled: async () => {
      await embedderLoaded
      return embedder
    },
    settled: async () => {
      await settled
    },
    async close() {
      closing.abort()
      await lookedOn
      await embedder?.close()
      await inProcess?.close()
    },
  }
}

const NO_EMBEDDER = 'There is no embedder, so search works by words only'

function describe(model: MeteredModel): NonNullable<ModelsStatus['roles'][ModelRole]> {
  const { id, server, strength, contextTokens } = model
  const speed = model.speed()
  return { model: id, server, strength, contextTokens, ...(speed && { speed }) }
}

function serverModel(server: ProbedServer, model: ProbedServer['models'][number], key: string | undefined): ChatModel {
  const guidedJson = server.kind !== 'openai-compatible'
  const bare = createOpenAiModel({
    id: model.id,
    server: server.server,
    key,
    contextTokens: model.contextTokens,
    strength: strengthOf(model.id),
    guidedJson,
  })
  return withBreaker(withLoopGuard(bare))
}
