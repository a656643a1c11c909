// The container files hold together: names, ports, models and variables mean the same on both sides.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadConfig, MODEL_ROLES, SETTING_NAMES } from '#lib/config.ts'
import { type ComposeService, ROOT, readCompose, readComposeText } from './compose-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparky-compose-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SECRETS = makeEnvironment('gpu')
const compose = readCompose(SECRETS)
const services = Object.entries(compose.services)
const apps = services.filter(([name]) => name === 'app' || name.startsWith('app-'))

describe('the variables', () => {
  it('without passwords nothing starts', () => {
    expect(() => readCompose({})).toThrow('run deploy/make-env first')
  })

  it('deploy/make-env writes all that is required, random, for its owner only, and never over another', () => {
    const [first, second] = [makeEnvironment('gpu'), makeEnvironment('ollama')]
    for (const name of ['SPARKY_TOKEN', 'POSTGRES_PASSWORD', 'MILVUS_PASSWORD']) {
      expect(first[name]).toMatch(/^[0-9a-f]{48}$/)
      expect(first[name]).not.toBe(second[name])
    }
    expect(second.COMPOSE_PROFILES).toBe('ollama')
    expect(() => execFileSync(join(folder, 'ollama', 'deploy', 'make-env'), { stdio: 'pipe' })).toThrow(
      '.env is there already',
    )
  })

  it('no password stands in the file', () => {
    const lines = readComposeText()
      .split('\n')
      .filter((line) => /^\s*[A-Z_]*(PASSWORD|TOKEN|SECRET|KEY)[A-Z_]*:/.test(line))
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines)
      expect(line).toMatch(/\$\{(POSTGRES_PASSWORD|MILVUS_PASSWORD|SPARKY_TOKEN):\?|\$\{HF_TOKEN:-\}/)
  })

  it.each(apps)('%s sets only settings that exist, and the configuration accepts them', (_, app) => {
    expect(Object.keys(app.environment).filter((name) => !SETTING_NAMES.includes(name))).toEqual([])
    expect(loadConfig(app.environment)).toMatchObject({
      host: '0.0.0.0',
      token: SECRETS.SPARKY_TOKEN,
      allowedRoots: ['/repositories'],
    })
  })
})

describe('the network', () => {
  it('only the app is published, and only on 127.0.0.1', () => {
    const published = services.filter(([, service]) => service.ports !== undefined)
    expect(published.map(([name]) => name)).toEqual(apps.map(([name]) => name))
    for (const [, { ports }] of published) expect(ports).toEqual([`127.0.0.1:3000:${loadConfig({}).port}`])
  })

  it('the databases reach nothing but the app', () => {
    expect(compose.networks.data?.internal).toBe(true)
    for (const name of ['postgres', 'milvus']) expect(compose.services[name]?.networks).toEqual(['data'])
  })

  it.each(apps)('%s finds each server by its name, on its port, with its model', (_, { environment, networks }) => {
    const { databaseUrl, milvusAddress, model, roleModels, embedder } = loadConfig(environment)
    expect(new URL(databaseUrl ?? '')).toMatchObject({
      hostname: 'postgres',
      port: '5432',
      username: 'sparky',
      pathname: '/sparky',
      password: SECRETS.POSTGRES_PASSWORD,
    })
    expect(new URL(milvusAddress ?? '')).toMatchObject({ hostname: 'milvus', port: '19530' })
    for (const address of [model, embedder, ...Object.values(roleModels)].filter((text) => text?.startsWith('http'))) {
      const url = new URL(address ?? '')
      const server = serviceNamed(url.hostname)
      expect(server.networks.some((network) => networks.includes(network))).toBe(true)
      if (url.hostname === 'ollama') expect(url.port).toBe('11434')
      else
        expect(server.command).toEqual(expect.arrayContaining([`--port=${url.port}`, `--model=${url.hash.slice(1)}`]))
    }
  })
})

describe('the services', () => {
  it('each role and the embedder has its own vLLM with a GPU in the profile gpu', () => {
    const shares = [...MODEL_ROLES, 'embedder'].map((role) => {
      const { image, profiles, deploy, command } = serviceNamed(role)
      expect(image).toMatch(/^vllm\/vllm-openai:v/)
      expect(profiles).toEqual(['gpu'])
      expect(deploy?.resources.reservations.devices).toEqual([
        expect.objectContaining({ driver: 'nvidia', capabilities: ['gpu'] }),
      ])
      return Number(/--gpu-memory-utilization=([\d.]+)/.exec(command.join(' '))?.[1])
    })
    expect(shares.reduce((sum, share) => sum + share)).toBeLessThan(1)
  })

  it.each(['gpu', 'ollama', 'no-gpu'])(
    'the profile %s starts exactly one app, and all that it waits for',
    (profile) => {
      const started = services.filter(([, { profiles }]) => profiles === undefined || profiles.includes(profile))
      expect(started.filter(([name]) => apps.some(([app]) => app === name))).toHaveLength(1)
      const names = started.map(([name]) => name)
      for (const [, { depends_on }] of started) expect(names).toEqual(expect.arrayContaining(Object.keys(depends_on)))
    },
  )

  it('one that ends by itself is waited for by its app: `up --wait` would count its end as a failure', () => {
    const ending = services.filter(([, { restart }]) => restart === undefined)
    expect(ending.map(([name]) => name)).toEqual(['ollama-models'])
    for (const [name, { profiles }] of ending)
      for (const [, { depends_on }] of apps.filter(([, app]) => app.profiles?.some((one) => profiles?.includes(one))))
        expect(depends_on[name]).toEqual({ condition: 'service_completed_successfully' })
  })

  it('each has a pinned image and, if it stays, a health check', () => {
    for (const [name, { image, build, healthcheck, restart }] of services) {
      if (build === undefined) expect(image, name).toMatch(/:v?\d|:pg\d/)
      if (build === undefined && restart !== undefined) expect(healthcheck, name).toBeDefined()
    }
  })

  it('each named volume is declared, and each mounted file exists', () => {
    for (const volume of services.flatMap(([, service]) => service.volumes)) {
      const [source = ''] = volume.split(':')
      if (source.startsWith('./deploy/')) expect(statSync(join(ROOT, source)).isFile()).toBe(true)
      else if (!source.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(source)
    }
  })
})

describe('the image', () => {
  const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')

  it('runs without rights, with a health check, on the port of the configuration', () => {
    expect(lines).toMatch(/^USER sparky$/m)
    expect(lines).toMatch(/^HEALTHCHECK /m)
    expect(lines).toMatch(new RegExp(`^EXPOSE ${loadConfig({}).port}$`, 'm'))
    expect(lines).toContain('ENTRYPOINT ["/opt/sparky/sparky"]')
  })

  it('sets only settings that exist', () => {
    const names = [...(/^ENV (.*)$/m.exec(lines)?.[1] ?? '').matchAll(/([A-Z_]+)=/g)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(2)
    expect(names.filter((name) => name !== 'NODE_ENV' && !SETTING_NAMES.includes(name ?? ''))).toEqual([])
  })
})

/** Runs deploy/make-env in an empty copy and reads what it wrote. */
function makeEnvironment(profile: string): Record<string, string> {
  const copy = mkdtempSync(join(folder, 'copy-'))
  const place = profile === 'ollama' ? join(folder, 'ollama') : copy
  mkdirSync(join(place, 'deploy'), { recursive: true })
  copyFileSync(join(ROOT, 'deploy', 'make-env'), join(place, 'deploy', 'make-env'))
  execFileSync(join(place, 'deploy', 'make-env'), [profile], { stdio: 'pipe' })
  expect(statSync(join(place, '.env')).mode & 0o077).toBe(0)
  return Object.fromEntries(
    readFileSync(join(place, '.env'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', value = ''] = line.split('=')
        return [name, value]
      }),
  )
}

function serviceNamed(name: string): ComposeService {
  const service = compose.services[name]
  if (service === undefined) throw new Error(`There is no service ${name}.`)
  return service
}
