// The state of every part of a workspace in words, for the status page, `doctor` and whoever watches over it.
import { MODEL_ROLES } from '#lib/config.ts'
import { reportError } from '#lib/errors.ts'
import type { Download } from '#lib/models/downloads.ts'
import type { Workspace } from './workspace.ts'

/** One part; what does not work says how to mend it. `off` is chosen, `warning` works with a loss. */
export interface PartHealth {
  readonly part: string
  readonly status: 'ok' | 'off' | 'warning' | 'broken'
  readonly detail: string
  readonly remedy?: string
}

export interface HealthReport {
  readonly parts: readonly PartHealth[]
}

/** Asks every part. Never throws: a part that fails is `broken`. */
export async function checkHealth(
  workspace: Pick<Workspace, 'config' | 'db' | 'models' | 'vectors'>,
): Promise<HealthReport> {
  await workspace.models.ready()
  return { parts: [await checkDatabase(workspace), await checkVectors(workspace), ...checkModels(workspace)] }
}

async function checkDatabase({ db }: Pick<Workspace, 'db'>): Promise<PartHealth> {
  try {
    const [row] = await db.query<{ version: string }>("SELECT current_setting('server_version') AS version")
    const kind = db.kind === 'pglite' ? 'embedded Postgres' : 'Postgres server'
    return {
      part: 'database',
      status: 'ok',
      detail: `${kind} ${row?.version ?? ''}${db.hasVectors ? ' with pgvector' : ''}`,
    }
  } catch (error) {
    const { message, remedy } = reportError(error)
    return { part: 'database', status: 'broken', detail: message, remedy }
  }
}

async function checkVectors({ vectors, config }: Pick<Workspace, 'vectors' | 'config'>): Promise<PartHealth> {
  if (vectors === undefined)
    return {
      part: 'vectors',
      status: 'warning',
      detail: 'search by meaning is off: the database has no pgvector',
      remedy: 'Install pgvector in Postgres, or set MILVUS_ADDRESS.',
    }
  try {
    const count = new Set((await vectors.places()).map(({ repositoryId }) => repositoryId)).size
    const store = vectors.kind === 'milvus' ? `Milvus at ${config.milvusAddress}` : 'pgvector'
    const detail = `${store}, with vectors of ${count} ${count === 1 ? 'repository' : 'repositories'}`
    return { part: 'vectors', status: 'ok', detail }
  } catch (error) {
    const { message, remedy } = reportError(error)
    return { part: 'vectors', status: 'broken', detail: message, remedy }
  }
}

function checkModels({ models, config }: Pick<Workspace, 'models' | 'config'>): readonly PartHealth[] {
  const { roles, embedder, downloads, servers, notes } = models.status()
  const isChosen = config.model === 'none'
  return [
    servers.length > 0
      ? {
          part: 'model servers',
          status: 'ok',
          detail: servers
            .map(({ kind, server, models: offered }) => `${kind} at ${server} (${offered.length} models)`)
            .join(', '),
        }
      : { part: 'model servers', status: 'off', detail: 'none found' },
    ...MODEL_ROLES.map((role): PartHealth => {
      const model = roles[role]
      if (model)
        return {
          part: role,
          status: 'ok',
          detail: `${model.model} (${model.strength}, ${model.contextTokens.toLocaleString('en-US')} tokens) at ${model.server}`,
        }
      return {
        part: role,
        status: isChosen ? 'off' : 'warning',
        detail: isChosen ? 'none, as configured' : 'no model: answers are made by code',
        ...(!isChosen && { remedy: 'Start a model server, or allow a download.' }),
      }
    }),
    embedder
      ? { part: 'embedder', status: 'ok', detail: `${embedder.model}, ${embedder.dimensions} dimensions` }
      : {
          part: 'embedder',
          status: config.embedder === 'none' ? 'off' : 'warning',
          detail: 'none: search goes by words only',
        },
    ...downloads.map(describeDownload),
    ...notes.map((detail): PartHealth => ({ part: 'models', status: 'warning', detail })),
  ]
}

function describeDownload({ name, state, doneBytes, totalBytes, error }: Download): PartHealth {
  const detail = `${name}: ${Math.round(doneBytes / 1e6)} of ${Math.round(totalBytes / 1e6)} MB, ${state}`
  if (error) return { part: 'download', status: 'warning', detail: `${detail}: ${error.message}`, remedy: error.remedy }
  return { part: 'download', status: 'ok', detail }
}
