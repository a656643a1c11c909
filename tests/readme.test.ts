// What the documents state is true: settings, commands, folders, decisions.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig, SETTING_NAMES } from '#lib/config.ts'

const ROOT = resolve(import.meta.dirname, '..')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')
const HELP = readFileSync(join(ROOT, 'cli', 'help.txt'), 'utf8')

describe('the README', () => {
  const rows = [...README.matchAll(/^\| `([A-Z_]+)` \|(.*?)\| (.+) \|$/gm)].map(([, name = '', preset = '']) => ({
    name,
    preset: preset.trim(),
  }))

  it('lists every setting once, in the order of the configuration', () => {
    expect(rows.map(({ name }) => name)).toEqual(SETTING_NAMES)
  })

  it('states the defaults that the configuration has', () => {
    const { host, port, allowedRoots, logLevel, dataFolder } = loadConfig({ HOME: '/home/ada' })
    const presets = Object.fromEntries(rows.map(({ name, preset }) => [name, preset.replaceAll('`', '')]))
    expect(presets).toMatchObject({
      SPARKY_HOST: host,
      SPARKY_PORT: String(port),
      SPARKY_ROOTS: allowedRoots.join(),
      SPARKY_LOG_LEVEL: logLevel,
    })
    expect(presets.SPARKY_DATA?.replace('~', '/home/ada')).toBe(dataFolder)
  })

  it('uses only commands that exist', () => {
    const used = [...README.matchAll(/^\.\/sparky(?:\/sparky)? ([a-z]+)|`\.\/sparky ([a-z]+)/gm)].map(
      ([, line, inline]) => line ?? inline ?? '',
    )
    expect(used.length).toBeGreaterThan(5)
    for (const command of used.filter((name) => name !== 'help'))
      expect(HELP).toMatch(new RegExp(`^  ${command} `, 'm'))
  })

  it('names folders and files that exist', () => {
    for (const place of [
      'drizzle',
      'lib',
      'agents',
      'app',
      'cli',
      'tests',
      'bench',
      'deploy',
      'docs/decisions',
      'LICENSE',
      'deploy/make-env',
      'bench/run',
    ])
      expect(existsSync(join(ROOT, place)), place).toBe(true)
  })
})

describe('the decisions', () => {
  it('are all in their index, and the index names no other', () => {
    const folder = join(ROOT, 'docs', 'decisions')
    const listed = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(
      ([, file]) => file,
    )
    const files = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md')
    expect(listed.toSorted()).toEqual(files.toSorted())
  })
})
