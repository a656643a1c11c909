// Which of the models that were found plays a role.
import type { ModelRole } from '#lib/config.ts'
import { parameterBillions, strengthOf } from './chat-model.ts'
import type { ProbedServer, ServerModel } from './probe.ts'
import type { ModelSetting } from './setting.ts'

export interface ChosenModel {
  readonly server: ProbedServer
  readonly model: ServerModel
}

/** Of a model that does not tell its size: the usual one of local models. */
const USUAL_BILLIONS = 7

/** The supervisor is the smallest model that can be trusted with a choice; every other role gets the largest. */
export function chooseModel(role: ModelRole, servers: readonly ProbedServer[]): ChosenModel | undefined {
  const sorted = servers
    .flatMap((server) => server.models.filter((model) => !model.embeds).map((model) => ({ server, model })))
    .toSorted((a, b) => sizeOf(a) - sizeOf(b))
  if (role !== 'supervisor') return sorted.at(-1)
  return sorted.find(({ model }) => strengthOf(model.id) !== 'weak') ?? sorted[0]
}

/** The model that a setting names; without a name the first of the server that is of the wanted kind. */
export function findModel(
  setting: Extract<ModelSetting, { kind: 'server' }>,
  servers: readonly ProbedServer[],
  kind: 'chat' | 'embedder',
): ChosenModel | undefined {
  const server = servers.find((one) => one.server === setting.server)
  const model = server?.models.find((one) =>
    setting.model === undefined ? one.embeds === (kind === 'embedder') : one.id === setting.model,
  )
  return server && model && { server, model }
}

function sizeOf({ model }: ChosenModel): number {
  return parameterBillions(model.id) ?? USUAL_BILLIONS
}
