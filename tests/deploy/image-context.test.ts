// What gets into the image and into git: everything that is needed, and nothing of the user's.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './compose-file.ts'

/** What lies beside the sources on a user's machine. */
const PRIVATE = [
  '.env',
  '.env.local',
  '.env.production',
  'app/.env',
  'repositories/customer/.git/config',
  'repositories/customer/secret.ts',
]
/** What is made here and made anew in the image. */
const MADE = ['node_modules/next/package.json', '.next/BUILD_ID', '.cache/install.log']
/** Tracked, and no part of the image. */
const NOT_IN_IMAGE =
  /^(tests|bench|docs|\.\w+)\/|^(\.dockerignore|\.gitignore|Dockerfile|docker-compose\.yml|biome\.json|(drizzle|vitest)\.config\.ts)$/

const rules = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n')

describe('the image gets', () => {
  it('every file that it is built from, and no other one that is tracked', () => {
    const expected = tracked.filter((path) => !NOT_IN_IMAGE.test(path))
    expect(expected.length).toBeGreaterThan(100)
    expect(tracked.filter((path) => !isLeftOut(path))).toEqual(expected)
  })

  it.each([...PRIVATE, ...MADE, '.git/config', 'server.key', 'data/lock', 'notes.txt', 'lib/node_modules/a.js'])(
    'never %s',
    (path) => {
      expect(isLeftOut(path)).toBe(true)
    },
  )

  it('the files that the Dockerfile names', () => {
    const named = [...readFileSync(join(ROOT, 'Dockerfile'), 'utf8').matchAll(/\/opt\/sparky\/([\w/]+[.\w]*)/g)]
      .map(([, path = '']) => path)
      .filter((path) => tracked.includes(path))
    expect(named).toEqual(expect.arrayContaining(['deploy/healthcheck.mjs', 'sparky']))
    expect(named.filter(isLeftOut)).toEqual([])
  })
})

describe('git gets', () => {
  it.each([...PRIVATE, ...MADE])('never %s', (path) => {
    expect(spawnSync('git', ['check-ignore', '--quiet', '--no-index', path], { cwd: ROOT }).status).toBe(0)
  })
})

/**
 * As Docker decides: the last rule that fits the path or a folder around it wins.
 *
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
function isLeftOut(path: string): boolean {
  const parts = path.split('/')
  const around = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
  let left = false
  for (const rule of rules) {
    const pattern = toPattern(rule.replace(/^!/, '').replace(/^\//, ''))
    if (around.some((place) => pattern.test(place))) left = !rule.startsWith('!')
  }
  return left
}

/** Other than in a shell, `*` also fits names that begin with a dot. */
function toPattern(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*)/).map((part) => {
    if (part === '**/') return '(?:.*/)?'
    return part === '*' ? '[^/]*' : part.replaceAll('.', '\\.')
  })
  return new RegExp(`^${parts.join('')}$`)
}
