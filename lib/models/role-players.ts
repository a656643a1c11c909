// Which model of a server plays which role, and which servers still lack the model that was named for one.
import { MODEL_ROLES, type ModelRole } from '#lib/config.ts'
import { withBreaker } from './breaker.ts'
import { type ChatModel, strengthOf } from './chat-model.ts'
import { type ChosenModel, chooseModel, findModel } from './choose-model.ts'
import { withLoopGuard } from './loop-guard.ts'
import { type MeteredModel, withMeter } from './meter.ts'
import type { Notes } from './notes.ts'
import { createOpenAiModel } from './openai.ts'
import type { ServerList } from './server-list.ts'
import type { ModelSetting } from './setting.ts'

export interface RolePlayersOptions {
  readonly settingOf: (role: ModelRole) => ModelSetting | undefined
  readonly servers: ServerList
  readonly notes: Notes
}

export interface RolePlayers {
  get(role: ModelRole): MeteredModel | undefined
  /** Gives each role the model that its setting names or, without a setting, the best of those found. */
  choose(): void
  /** Servers whose model for a role is not there yet. */
  lacking(): readonly string[]
}

export function createRolePlayers({ settingOf, servers, notes }: RolePlayersOptions): RolePlayers {
  /** One object a model, whatever its roles: they share what is known of its server. */
  const opened = new Map<string, MeteredModel>()
  const players = new Map<ModelRole, MeteredModel>()

  function chosenFor(role: ModelRole): ChosenModel | undefined {
    const setting = settingOf(role)
    if (setting === undefined) return chooseModel(role, servers.all())
    return setting.kind === 'server' ? findModel(setting, servers.all(), 'chat') : undefined
  }

  /** What is wrong with the setting of a role whose server answers. */
  function faultOf(role: ModelRole): string | undefined {
    const setting = settingOf(role)
    if (setting?.kind === 'other')
      return `The setting ${setting.text} of the ${role} is no model: use none, embedded or http://server/v1#model.`
    const server = setting?.kind === 'server' && servers.all().find((one) => one.server === setting.server)
    if (!server || chosenFor(role) !== undefined) return undefined
    const names = server.models.map((one) => one.id).join(', ')
    return `The server ${server.server} has no model ${setting.model ?? ''} for the ${role}; it has ${names || 'none'}.`
  }

  function open({ server, model }: ChosenModel): MeteredModel {
    const name = `${server.server}#${model.id}`
    const known = opened.get(name) ?? withMeter(openServerModel({ server, model }, servers.keyOf(server.server)))
    opened.set(name, known)
    return known
  }

  return {
    get: (role) => players.get(role),
    choose() {
      for (const role of MODEL_ROLES) {
        const chosen = chosenFor(role)
        if (chosen) players.set(role, open(chosen))
        notes.set(`role ${role}`, faultOf(role))
      }
    },
    lacking: () =>
      MODEL_ROLES.flatMap((role) => {
        const setting = settingOf(role)
        return setting?.kind === 'server' && chosenFor(role) === undefined ? setting.server : []
      }),
  }
}

function openServerModel({ server, model }: ChosenModel, key: string | undefined): ChatModel {
  const bare = createOpenAiModel({
    id: model.id,
    server: server.server,
    key,
    contextTokens: model.contextTokens,
    strength: strengthOf(model.id),
    guidedJson: server.kind !== 'openai-compatible',
  })
  return withBreaker(withLoopGuard(bare))
}
