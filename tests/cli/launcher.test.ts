// The script ./sparky on machines that lack something: each with its own PATH, in a copy of its own.
import { spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { toProcessEnvironment } from '#lib/config.ts'
import { collect, createFolders, type Outcome, ROOT } from './run-sparky.ts'

const folders = createFolders()
afterAll(folders.remove)

const TOOLS = [
  'sh',
  'cat',
  'grep',
  'sed',
  'awk',
  'cksum',
  'tr',
  'uname',
  'ln',
  'mkdir',
  'rm',
  'mv',
  'sleep',
  'date',
  'tail',
  'df',
  'du',
  'find',
  'dirname',
  'readlink',
]
const NODE_20 = 'case $1 in --version) echo v20.20.2 ;; *) exit 9 ;; esac'
const GIT = 'echo "git version 2.39.5"'
/** Installs a Node that runs, as npm would, and notes how it was called. */
const NPM = `echo "$@" >>npm-calls; mkdir -p node_modules/.bin; ln -sf ${process.execPath} node_modules/.bin/node`

/** An installation whose commands only print how they were called. */
function createMachine(programs: Readonly<Record<string, string>>): { readonly root: string; readonly bin: string } {
  const [root, bin] = [realpathSync(folders.create()), folders.create()]
  mkdirSync(join(root, 'cli'))
  for (const file of ['sparky', 'cli/help.txt', 'package.json', 'package-lock.json'])
    copyFileSync(join(ROOT, file), join(root, file))
  writeFileSync(
    join(root, 'cli', 'main.ts'),
    'console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), root: process.env.SPARKY_ROOT }))',
  )
  for (const tool of TOOLS) symlinkSync(findTool(tool), join(bin, tool))
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return { root, bin }
}

function launch(file: string, bin: string, args: readonly string[], cwd = '/'): Promise<Outcome> {
  return collect(
    spawn(file, args, { cwd, env: toProcessEnvironment({ PATH: bin }), stdio: ['ignore', 'pipe', 'pipe'] }),
  )
}

/** The user `nobody`, where the tests run as root: root may write everywhere. */
const NOBODY = 65_534

/** Launches a command where the installation cannot be written. */
async function launchReadOnly({ root, bin }: ReturnType<typeof createMachine>): Promise<Outcome> {
  chmodSync(bin, 0o755)
  chmodSync(root, 0o555)
  const child = spawn(join(root, 'sparky'), ['repos'], {
    cwd: '/',
    env: toProcessEnvironment({ PATH: bin }),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
  })
  return collect(child).finally(() => chmodSync(root, 0o755))
}

describe('what is missing is named with its remedy:', () => {
  it.each([
    ['git', {}, 'git is not installed.', 'apt-get install git'],
    ['a newer git', { git: 'echo "git version 2.30.2"' }, 'git 2.30.2 is too old', 'Update git'],
    ['Node', { git: GIT }, 'node is not installed.', 'apt-get install nodejs npm'],
    ['npm', { git: GIT, node: NODE_20 }, 'npm is not installed.', 'apt-get install nodejs npm'],
    ['a newer Node', { git: GIT, npm: NPM, node: 'echo v18.19.0' }, 'Node v18.19.0 is too old', 'Install a newer one'],
    [
      'a Node that runs TypeScript',
      { git: GIT, npm: 'mkdir -p node_modules', node: NODE_20 },
      'No Node 24',
      'Install Node 24',
    ],
  ])('%s', async (_, programs, message, remedy) => {
    const { root, bin } = createMachine(programs)
    const { exitCode, stdout, stderr } = await launch(join(root, 'sparky'), bin, ['repos'])
    expect(stderr).toContain(message)
    expect(stderr).toContain(remedy)
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  })

  it('disk space', async () => {
    const { root, bin } = createMachine({ git: GIT, npm: NPM, node: NODE_20 })
    const shadow = folders.create()
    writeFileSync(join(shadow, 'df'), '#!/bin/sh\necho header; echo "/dev/sda 100 90 51200 90% /"\n')
    chmodSync(join(shadow, 'df'), 0o755)
    const { exitCode, stderr } = await launch(join(root, 'sparky'), `${shadow}${delimiter}${bin}`, ['repos'])
    expect(stderr).toMatch(/50 MB are free in .*; installing needs \d+ MB/)
    expect(exitCode).toBe(1)
  })
})

describe('installing', () => {
  const programs = { git: GIT, node: NODE_20, npm: NPM }

  it('happens once, without scripts and development packages; then the command runs on the installed Node', async () => {
    const { root, bin } = createMachine(programs)
    for (const _ of [1, 2]) {
      const { exitCode, stdout } = await launch(join(root, 'sparky'), bin, ['search', 'a b', '--json'], bin)
      expect(JSON.parse(stdout)).toEqual({ args: ['search', 'a b', '--json'], cwd: realpathSync(bin), root })
      expect(exitCode).toBe(0)
    }
    expect(callsOf(root)).toEqual([expect.stringMatching(/^ci --omit=dev --ignore-scripts /)])
  })

  it('happens again when the lock file has changed', async () => {
    const { root, bin } = createMachine(programs)
    await launch(join(root, 'sparky'), bin, ['repos'])
    writeFileSync(join(root, 'package-lock.json'), '{}')
    await launch(join(root, 'sparky'), bin, ['repos'])
    expect(callsOf(root)).toHaveLength(2)
  })

  it('adds the development packages for the tests, and then has them for all', async () => {
    const { root, bin } = createMachine(programs)
    for (const command of ['repos', 'test', 'repos']) await launch(join(root, 'sparky'), bin, [command])
    expect(callsOf(root)).toEqual([
      expect.stringMatching(/^ci --omit=dev/),
      expect.stringMatching(/^install --no-save --include=dev/),
    ])
  })

  it('that fails says why and where the log is, and is tried again', async () => {
    const { root, bin } = createMachine({ ...programs, npm: 'echo "network down" >&2; exit 1' })
    for (const _ of [1, 2]) {
      const { exitCode, stderr } = await launch(join(root, 'sparky'), bin, ['repos'])
      expect(stderr).toContain('network down')
      expect(stderr).toContain(join(root, '.cache', 'install.log'))
      expect(exitCode).toBe(1)
      expect(existsSync(join(root, '.cache', 'install.lock'))).toBe(false)
    }
  })

  it('is done by one of two that start at once; the other waits for it', async () => {
    const { root, bin } = createMachine({ ...programs, npm: `sleep 1; ${NPM}` })
    const outcomes = await Promise.all([1, 2].map(() => launch(join(root, 'sparky'), bin, ['repos'])))
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(callsOf(root)).toHaveLength(1)
  })

  it('goes on after an owner that died before it could write its pid', async () => {
    const { root, bin } = createMachine(programs)
    mkdirSync(join(root, '.cache', 'install.lock'), { recursive: true })
    expect((await launch(join(root, 'sparky'), bin, ['repos'])).exitCode).toBe(0)
  })

  it('goes on after an owner that died', async () => {
    const { root, bin } = createMachine(programs)
    mkdirSync(join(root, '.cache', 'install.lock'), { recursive: true })
    writeFileSync(join(root, '.cache', 'install.lock', 'pid'), String(await deadPid()))
    expect((await launch(join(root, 'sparky'), bin, ['repos'])).exitCode).toBe(0)
  })
})

describe('before anything is installed', () => {
  it('help works, also through a symbolic link', async () => {
    const { root, bin } = createMachine({})
    const link = join(folders.create(), 'sparky')
    symlinkSync(join(root, 'sparky'), link)
    expect(await launch(link, bin, ['help'])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: readFileSync(join(ROOT, 'cli', 'help.txt'), 'utf8'),
    })
  })

  it.each([
    ['does not exist', 'bogus', 'There is no command "bogus".'],
    ['is planned', 'worker', '"worker" is planned; this version does not have it yet.'],
    ['is planned', 'digest', '"digest" is planned; this version does not have it yet.'],
    ['is planned', 'eval', '"eval" is planned; this version does not have it yet.'],
  ])('a command that %s installs nothing: %s', async (_, name, message) => {
    const { root, bin } = createMachine({ git: GIT, npm: NPM, node: NODE_20 })
    const { exitCode, stderr } = await launch(join(root, 'sparky'), bin, [name])
    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
    expect(existsSync(join(root, 'npm-calls'))).toBe(false)
  })
})

describe('installations', () => {
  const programs = { git: GIT, node: NODE_20, npm: NPM }

  it('beside each other are two: each has its own packages and runs its own commands', async () => {
    const [one, two] = [createMachine(programs), createMachine(programs)]
    for (const { root, bin } of [one, two, one]) {
      const { stdout } = await launch(join(root, 'sparky'), bin, ['repos'])
      expect(JSON.parse(stdout)).toMatchObject({ root })
    }
    expect([one, two].map(({ root }) => callsOf(root).length)).toEqual([1, 1])
  })

  it('that cannot be written say so instead of installing', async () => {
    const machine = createMachine(programs)
    const { exitCode, stderr } = await launchReadOnly(machine)
    expect(stderr).toContain(`${machine.root} cannot be written.`)
    expect(stderr).toContain('Clone Sparky into a folder of your own.')
    expect(exitCode).toBe(1)
  })

  it('that are installed already run where nothing can be written', async () => {
    const machine = createMachine(programs)
    await launch(join(machine.root, 'sparky'), machine.bin, ['repos'])
    expect(await launchReadOnly(machine)).toMatchObject({ exitCode: 0, stderr: '' })
  })
})

function callsOf(root: string): readonly string[] {
  return readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n')
}

async function deadPid(): Promise<number | undefined> {
  const child = spawn('true')
  await collect(child)
  return child.pid
}

function findTool(name: string): string {
  const found = ['/usr/bin', '/bin', '/usr/local/bin']
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file))
  if (found === undefined) throw new Error(`${name} is not on this machine.`)
  return found
}
