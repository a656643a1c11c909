// Which model plays which role: from the configuration, else from what is found, else from weights of our own.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Config, MODEL_ROLES, type ModelRole } from '#lib/config.ts'
import { toSparkyError } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import type { ChatModel } from './chat-model.ts'
import { createDownloads, type Download } from './downloads.ts'
import { type EmbeddedModel, openEmbeddedModel } from './embedded.ts'
import type { Embedder } from './embedder.ts'
import { withLoopGuard } from './loop-guard.ts'
import { type MeteredModel, type Speed, withMeter } from './meter.ts'
import { createNotes } from './notes.ts'
import { offeredEmbedder, openEmbedder } from './open-embedder.ts'
import { type ProbedServer, USUAL_PORTS } from './probe.ts'
import { createRolePlayers } from './role-players.ts'
import { createServerList } from './server-list.ts'
import { parseModelSetting } from './setting.ts'
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
  /**
   * The embedder, once it is there, fetched if need be; undefined when no server that was named can bring one any more, and
   * after `close`. A configured server is asked until it has one.
   */
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

/** A model server needs minutes to load or pull its models: whoever lacks one that was named is asked again. */
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
  const { signal } = closing
  const settingOf = (role: ModelRole) => parseModelSetting(config.roleModels[role] ?? config.model)
  const embedderSetting = parseModelSetting(config.embedder)
  const named = new Set(
    [...MODEL_ROLES.map(settingOf), embedderSetting].flatMap((setting) =>
      setting?.kind === 'server' ? setting.server : [],
    ),
  )
  const around = MODEL_ROLES.some((role) => settingOf(role) === undefined) ? usualServers : []
  const notes = createNotes(log)
  const servers = createServerList({ named, around, key: config.modelKey, signal, notes })
  const players = createRolePlayers({ settingOf, servers, notes })
  const downloads = createDownloads(config, signal)
  const embedderArrived = Promise.withResolvers<void>()
  let embedder: Embedder | undefined
  let isOpeningEmbedder = false
  let inProcess: (EmbeddedModel & MeteredModel) | undefined

  /** Does the work; what goes wrong is noted under its name, and no longer once it has gone well. */
  const quietly = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
      notes.set(what, undefined)
    } catch (error) {
      if (!signal.aborted) notes.set(what, `${what}: ${toSparkyError(error).message} ${toSparkyError(error).remedy}`)
    }
  }

  async function look(): Promise<void> {
    await servers.look(new Set(lacking()))
    players.choose()
  }

  /** Servers that were named and do not have yet what they were named for. */
  function lacking(): readonly string[] {
    const isEmbedderMissing = embedder === undefined && embedderSetting?.kind === 'server'
    return [...players.lacking(), ...(isEmbedderMissing ? [embedderSetting.server] : [])]
  }

  async function keepLooking(): Promise<void> {
    while (lacking().length > 0) {
      await delay(lookAgainMs, undefined, { signal, ref: false })
      await look()
      if (mayEmbedderCome()) await loadEmbedder()
    }
  }

  /** True while there is none and a server may have brought one. */
  function mayEmbedderCome(): boolean {
    if (embedder !== undefined || isOpeningEmbedder) return false
    return (
      embedderSetting?.kind === 'server' || (embedderSetting === undefined && offeredEmbedder(servers) !== undefined)
    )
  }

  async function loadEmbedder(): Promise<void> {
    isOpeningEmbedder = true
    await quietly(NO_EMBEDDER, async () => {
      embedder = await openEmbedder({ setting: embedderSetting, servers, downloads, config, signal })
    })
    isOpeningEmbedder = false
    if (embedder !== undefined) embedderArrived.resolve()
  }

  const needsEmbedderWeights = () =>
    embedderSetting?.kind === 'embedded' || (embedderSetting === undefined && offeredEmbedder(servers) === undefined)

  /** True for a role that the model of this process may play where no server does. */
  const isOpen = (role: ModelRole) => (settingOf(role)?.kind ?? 'embedded') === 'embedded'
  const playerOf = (role: ModelRole) => players.get(role) ?? (isOpen(role) ? inProcess : undefined)

  async function loadInProcess(): Promise<void> {
    if (!MODEL_ROLES.some((role) => isOpen(role) && !players.get(role))) return
    const file = config.ggufFile ?? join(await downloads.fetchFirst(CHAT_WEIGHTS), 'model.gguf')
    const model = await openEmbeddedModel(file)
    inProcess = { ...withMeter(withLoopGuard(model)), close: model.close }
  }

  const looked = quietly(NO_SEARCH, look)
  const embedderLoaded = looked.then(loadEmbedder)
  const inProcessLoaded = looked.then(() => quietly(NO_MODEL, loadInProcess))
  const settled = Promise.all([embedderLoaded, inProcessLoaded])
  const localLoaded = looked.then(async () => {
    const isModelHere = config.ggufFile !== undefined || (await downloads.isHere(CHAT_WEIGHTS))
    if (isModelHere) await inProcessLoaded
    if (!needsEmbedderWeights() || (await downloads.isHere([EMBEDDER_WEIGHTS]))) await embedderLoaded
  })
  const lookedOn = looked.then(() => quietly(NO_SEARCH, keepLooking))

  return {
    role: playerOf,
    embedder: () => embedder,
    status: () => ({
      servers: servers.all(),
      roles: Object.fromEntries(
        MODEL_ROLES.flatMap((role) => {
          const model = playerOf(role)
          return model ? [[role, describe(model)]] : []
        }),
      ),
      embedder: embedder && { model: embedder.id, dimensions: embedder.dimensions },
      downloads: downloads.list(),
      notes: notes.list(),
    }),
    ready: async () => {
      const limit = delay(READY_LIMIT_MS, undefined, { ref: false })
      await Promise.race([quietly('Looking for weights failed', () => localLoaded), limit])
    },
    embedderSettled: async () => {
      await embedderLoaded
      await Promise.race([embedderArrived.promise, lookedOn])
      return embedder
    },
    settled: async () => {
      await settled
    },
    async close() {
      closing.abort()
      await Promise.all([settled, lookedOn])
      await embedder?.close()
      await inProcess?.close()
    },
  }
}

const NO_SEARCH = 'Looking for model servers failed'
const NO_MODEL = 'There is no language model, so answers are made by code'
const NO_EMBEDDER = 'There is no embedder, so search works by words only'

function describe(model: MeteredModel): NonNullable<ModelsStatus['roles'][ModelRole]> {
  const { id, server, strength, contextTokens } = model
  const speed = model.speed()
  return { model: id, server, strength, contextTokens, ...(speed && { speed }) }
}
