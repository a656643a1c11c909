// Roles: by configuration, by what is found, by weights of this machine; what is missing is said.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { loadConfig, MODEL_ROLES } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { type Models, type OpenModelsOptions, openModels } from '#lib/models/registry.ts'
import { ROOT_FOLDER } from '#tests/db/open-test-database.ts'
import { findFreePort } from '#tests/servers/server-process.ts'
import { type ScriptedOptions, type ScriptedServer, startScriptedServer } from './scripted-server.ts'
import { writeTinyGguf } from './tiny-gguf.ts'

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean()
})

const SMALL = { id: 'qwen2.5:7b', owned_by: 'vllm', max_model_len: 8192 }
const STRONG = { id: 'Qwen2.5-32B', owned_by: 'vllm', max_model_len: 32768 }
const WEAK = { id: 'smollm2:135m', owned_by: 'vllm', max_model_len: 2048 }

describe('with SPARKY_MODEL=none', () => {
  it('no role has a model, nobody is asked and nothing is fetched', async () => {
    const server = await start({ models: [SMALL] })
    const models = await open({ SPARKY_MODEL: 'none', SPARKY_EMBEDDER: 'none' }, { usualServers: [server.address] })
    expect(rolesOf(models)).toEqual([undefined, undefined, undefined, undefined])
    expect(models.embedder()).toBeUndefined()
    expect(models.status()).toMatchObject({ servers: [], roles: {}, downloads: [], notes: [] })
  })

  it('a role of its own may still have one', async () => {
    const { address } = await start({ models: [SMALL] })
    const models = await open({ SPARKY_MODEL: 'none', SPARKY_EMBEDDER: 'none', SPARKY_MODEL_QA: `${address}/v1` })
    expect(rolesOf(models)).toEqual([undefined, undefined, undefined, SMALL.id])
  })
})

describe('by configuration', () => {
  it('one server plays all roles with the model that is named', async () => {
    const { address } = await start({ models: [SMALL, STRONG] })
    const models = await open({ SPARKY_MODEL: `${address}/v1#${STRONG.id}` })
    expect(rolesOf(models)).toEqual([STRONG.id, STRONG.id, STRONG.id, STRONG.id])
    expect(models.role('qa')).toBe(models.role('summarizer'))
    expect(models.status().roles.qa).toEqual({
      model: STRONG.id,
      server: `${address}/v1`,
      strength: 'strong',
      contextTokens: 32768,
    })
  })

  it('a server without a name plays with its first model that does not embed', async () => {
    const { address } = await start({ models: [{ id: 'bge-m3' }, SMALL] })
    expect(rolesOf(await open({ SPARKY_MODEL: address }))).toEqual([SMALL.id, SMALL.id, SMALL.id, SMALL.id])
  })

  it('each role may have its own server', async () => {
    const [one, two] = [await start({ models: [SMALL] }), await start({ models: [STRONG] })]
    const models = await open({
      SPARKY_MODEL: `${one.address}/v1#${SMALL.id}`,
      SPARKY_MODEL_QA: `${two.address}/v1#${STRONG.id}`,
      SPARKY_MODEL_SUMMARIZER: 'none',
    })
    expect(rolesOf(models)).toEqual([SMALL.id, SMALL.id, undefined, STRONG.id])
  })

  it('a name with further marks is taken whole', async () => {
    const { address } = await start({ models: [{ id: 'a#b:c/d' }] })
    expect(rolesOf(await open({ SPARKY_MODEL: `${address}/v1#a#b:c/d` }))[0]).toBe('a#b:c/d')
  })

  it('a model that its server does not have is said, with those that it has', async () => {
    const { address } = await start({ models: [SMALL] })
    const models = await open({ SPARKY_MODEL: `${address}/v1#llama-9000b` })
    expect(rolesOf(models)[0]).toBeUndefined()
    expect(models.status().notes.join('\n')).toMatch(/has no model llama-9000b for the qa; it has qwen2.5:7b/)
  })

  it('a word that names nothing is said', async () => {
    const models = await open({ SPARKY_MODEL: 'gpt-4' })
    expect(rolesOf(models)[0]).toBeUndefined()
    expect(models.status().notes.join('\n')).toMatch(/gpt-4 .* is no model: use none, embedded or http/)
  })

  it('the key is sent; without it the server counts as refusing', async () => {
    const { address } = await start({ models: [SMALL], key: 'secret-word' })
    const without = await open({ SPARKY_MODEL: address })
    expect(without.status().notes.join('\n')).toContain('refuses SPARKY_MODEL_KEY')
    expect(rolesOf(await open({ SPARKY_MODEL: address, SPARKY_MODEL_KEY: 'secret-word' }))[0]).toBe(SMALL.id)
  })

  it('the key goes to servers that are named, and to none that is only found', async () => {
    const servers = [
      await start({ models: [SMALL, { id: 'bge-m3' }], ...EMBEDS }),
      await start({ models: [STRONG], ...EMBEDS }),
    ] as const
    const [found, named] = servers
    const models = await open(
      { SPARKY_MODEL_QA: named.address, SPARKY_MODEL_KEY: 'secret-word' },
      { usualServers: [found.address] },
    )
    await models.settled()
    const request = { messages: [], maxTokens: 1, signal: new AbortController().signal }
    for (const role of ['supervisor', 'qa'] as const) for await (const _ of models.role(role)?.stream(request) ?? []);
    expect(models.embedder()?.id).toBe('bge-m3')
    expect(found.keys()).toEqual([undefined])
    expect(named.keys()).toEqual(['secret-word'])
  })

  it('a server that comes later is used from then on, and no longer missed', async () => {
    const port = await findFreePort()
    const models = await open(
      { SPARKY_MODEL: `http://127.0.0.1:${port}/v1`, SPARKY_EMBEDDER: 'none' },
      { lookAgainMs: 20 },
    )
    expect(rolesOf(models)[0]).toBeUndefined()
    expect(models.status().notes).toEqual([
      expect.stringContaining(`No model server answers at http://127.0.0.1:${port}`),
    ])
    await start({ models: [SMALL] }, port)
    await expect.poll(() => rolesOf(models)).toEqual([SMALL.id, SMALL.id, SMALL.id, SMALL.id])
    expect(models.status().notes).toEqual([])
  })

  it('an embedder on a server that comes later is waited for, and no longer missed', async () => {
    const port = await findFreePort()
    const models = await open(
      { SPARKY_MODEL: 'none', SPARKY_EMBEDDER: `http://127.0.0.1:${port}/v1#bge-m3` },
      { lookAgainMs: 20 },
    )
    await models.settled()
    expect(models.status().notes.join('\n')).toContain('There is no embedder')
    const settling = models.embedderSettled()
    await start({ models: [{ id: 'bge-m3' }], ...EMBEDS }, port)
    expect(await settling).toMatchObject({ id: 'bge-m3', dimensions: 3 })
    expect(models.embedder()).toBe(await models.embedderSettled())
    expect(models.status().notes).toEqual([])
  })

  it('who waits for an embedder that never comes is let go when all is closed', async () => {
    const models = await open(
      { SPARKY_MODEL: 'none', SPARKY_EMBEDDER: `http://127.0.0.1:${await findFreePort()}/v1#bge-m3` },
      { lookAgainMs: 20 },
    )
    const settling = models.embedderSettled()
    await models.close()
    expect(await settling).toBeUndefined()
  })

  it('a server that gets its named models one by one is asked until it has them all', async () => {
    const list: { id: string }[] = [SMALL]
    const { address } = await start({ models: list, ...EMBEDS })
    const models = await open(
      { SPARKY_MODEL: `${address}#${SMALL.id}`, SPARKY_MODEL_QA: `${address}#${STRONG.id}`, SPARKY_EMBEDDER: address },
      { lookAgainMs: 20 },
    )
    await models.settled()
    expect(rolesOf(models)).toEqual([SMALL.id, SMALL.id, SMALL.id, undefined])
    expect(models.status().notes.join('\n')).toMatch(/no model Qwen2.5-32B for the qa.*no model that embeds/s)
    list.push(STRONG)
    await expect.poll(() => models.role('qa')?.id).toBe(STRONG.id)
    list.push({ id: 'bge-m3' })
    expect(await models.embedderSettled()).toMatchObject({ id: 'bge-m3' })
    expect(models.status().servers).toMatchObject([{ models: [SMALL.id, STRONG.id, 'bge-m3'].map((id) => ({ id })) }])
    expect(models.status().notes).toEqual([])
  })
})

describe('by what is found', () => {
  it('the supervisor is the smallest that can be trusted with a choice, the rest is the largest', async () => {
    const [one, two] = [await start({ models: [WEAK, SMALL, { id: 'bge-m3' }] }), await start({ models: [STRONG] })]
    const models = await open({ SPARKY_EMBEDDER: 'none' }, { usualServers: [one.address, two.address] })
    expect(rolesOf(models)).toEqual([SMALL.id, STRONG.id, STRONG.id, STRONG.id])
  })

  it('a weak model plays all roles where there is no other', async () => {
    const { address } = await start({ models: [WEAK] })
    const models = await open({ SPARKY_EMBEDDER: 'none' }, { usualServers: [address] })
    expect(rolesOf(models)).toEqual([WEAK.id, WEAK.id, WEAK.id, WEAK.id])
    expect(models.role('qa')?.strength).toBe('weak')
  })

  it('a configured embedder does not stop the search for the rest', async () => {
    const [chat, embedding] = [await start({ models: [SMALL] }), await start({ models: [{ id: 'bge-m3' }], ...EMBEDS })]
    const models = await open({ SPARKY_EMBEDDER: embedding.address }, { usualServers: [chat.address] })
    expect(rolesOf(models)[0]).toBe(SMALL.id)
    expect(models.embedder()).toMatchObject({ id: 'bge-m3', dimensions: 3 })
  })

  it('an embedder among the models is used before weights of our own', async () => {
    const { address } = await start({ models: [SMALL, { id: 'nomic-embed-text' }], ...EMBEDS })
    const models = await open({}, { usualServers: [address] })
    expect(models.status().embedder).toEqual({ model: 'nomic-embed-text', dimensions: 3 })
  })
})

describe('by weights of this machine', () => {
  it('all open roles share the model of this process, ready with the first look', { timeout: 60_000 }, async () => {
    const file = join(await newFolder(), 'tiny-3b.gguf')
    await writeTinyGguf(file)
    const models = await open({ SPARKY_GGUF: file, SPARKY_MODEL_QA: 'none' })
    expect(rolesOf(models)).toEqual(['tiny-3b', 'tiny-3b', 'tiny-3b', undefined])
    expect(models.status().roles.supervisor).toMatchObject({
      server: 'embedded',
      strength: 'small',
      contextTokens: 512,
    })
  })

  it('without weights, and without leave to fetch them, all work goes on without a model, and that is said', async () => {
    const models = await open({})
    await models.settled()
    expect(rolesOf(models)).toEqual([undefined, undefined, undefined, undefined])
    const { notes, downloads } = models.status()
    expect(notes.join('\n')).toMatch(/no language model, so answers are made by code.*switched off/)
    expect(notes.join('\n')).toMatch(/no embedder, so search works by words only.*switched off/)
    for (const download of downloads) expect(download).toMatchObject({ state: 'failed', doneBytes: 0 })
    expect(await models.embedderSettled()).toBeUndefined()
  })

  it('a file that is no model is said', async () => {
    const models = await open({ SPARKY_GGUF: join(ROOT_FOLDER, 'package.json'), SPARKY_EMBEDDER: 'none' })
    await models.settled()
    expect(models.status().notes.join('\n')).toContain('package.json cannot be loaded as a model')
  })
})

describe('a model that keeps failing', () => {
  it('is left alone for all of its roles at once', async () => {
    const failing = await start({ models: [SMALL], reply: () => ({ kind: 'status', status: 500, body: 'broken' }) })
    const models = await open({ SPARKY_MODEL: failing.address })
    const ask = async (role: (typeof MODEL_ROLES)[number]) => {
      const request = { messages: [], maxTokens: 1, signal: new AbortController().signal }
      for await (const _ of models.role(role)?.stream(request) ?? []);
    }
    for (const role of ['supervisor', 'git-reader', 'summarizer'] as const)
      await expect(ask(role)).rejects.toMatchObject({
        code: 'model/unreachable',
        message: expect.stringContaining('status 500'),
      })
    await expect(ask('qa')).rejects.toThrow('left alone')
    expect(failing.chats).toHaveLength(3)
  })
})

const EMBEDS: ScriptedOptions = {
  routes: {
    '/v1/embeddings': ({ input }: { input: readonly string[] }) => ({
      data: input.map((_, index) => ({ index, embedding: [1, 2, 2] })),
    }),
  },
}

async function start(options: ScriptedOptions, port?: number): Promise<ScriptedServer> {
  const server = await startScriptedServer(options, port)
  cleanUp.push(() => server.close())
  return server
}

/** Models of an empty data folder that may fetch nothing, after their first look. */
async function open(
  settings: Readonly<Record<string, string>>,
  options: Partial<OpenModelsOptions> = {},
): Promise<Models> {
  const config = loadConfig({
    SPARKY_ROOT: ROOT_FOLDER,
    SPARKY_DATA: await newFolder(),
    SPARKY_NO_DOWNLOAD: '1',
    ...settings,
  })
  const models = openModels({ config, log: createLog('silent'), usualServers: [], ...options })
  cleanUp.push(() => models.close())
  await models.ready()
  return models
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparky-models-'))
  cleanUp.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function rolesOf(models: Models): readonly (string | undefined)[] {
  return MODEL_ROLES.map((role) => models.role(role)?.id)
}
