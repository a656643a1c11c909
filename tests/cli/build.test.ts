// Building once: the lock that several starters share, and what is said when a build cannot be had.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { buildWhenStale } from '#cli/build.ts'
import { lockBuild } from '#cli/build-lock.ts'
import { openTerminal, type Terminal } from '#cli/terminal.ts'
import { makeFakeInstallation } from './fake-installation.ts'
import { createFolders, ROOT } from './run-sparky.ts'

const folders = createFolders()
afterAll(folders.remove)

const IN_TIME_MS = 20_000

function createInstallation(build = ''): string {
  const folder = realpathSync(folders.create())
  makeFakeInstallation(folder, { build })
  return folder
}

const base = openTerminal({})

function recordingTerminal(): { readonly terminal: Terminal; readonly notes: readonly string[] } {
  const notes: string[] = []
  return { terminal: { ...base, note: (line) => void notes.push(line), progress: () => undefined }, notes }
}

function build(rootFolder: string, terminal = recordingTerminal().terminal): Promise<boolean> {
  return buildWhenStale({ rootFolder, terminal, signal: AbortSignal.timeout(IN_TIME_MS) })
}

const buildsOf = (rootFolder: string) => readFileSync(join(rootFolder, 'builds'), 'utf8').trim().split('\n')

/** A process that takes the lock, says so and lives until it is killed. */
async function startOwner(rootFolder: string): Promise<ChildProcess> {
  const script = `
    const { lockBuild } = await import(${JSON.stringify(join(ROOT, 'cli', 'build-lock.ts'))})
    const signal = new AbortController().signal
    globalThis.lock = await lockBuild({ rootFolder: ${JSON.stringify(rootFolder)}, terminal: { note() {} }, signal })
    process.stdout.write('locked')
    setInterval(() => undefined, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  return child
}

describe('a build', () => {
  it('is made once by several that start together, and not again', async () => {
    const rootFolder = createInstallation('setTimeout(() => undefined, 300)')
    const built = await Promise.all([1, 2, 3].map(() => build(rootFolder)))
    expect(built.toSorted()).toEqual([false, false, true])
    expect(await build(rootFolder)).toBe(false)
    expect(buildsOf(rootFolder)).toHaveLength(1)
  })

  it('does not wait for one that crashed before it could write its pid', async () => {
    const rootFolder = createInstallation()
    mkdirSync(join(rootFolder, '.cache', 'build.lock'), { recursive: true })
    expect(await build(rootFolder)).toBe(true)
  })

  it('waits for another one, says for whom, and goes on at once when that one is killed', async () => {
    const rootFolder = createInstallation()
    const owner = await startOwner(rootFolder)
    const { terminal, notes } = recordingTerminal()
    const building = build(rootFolder, terminal)
    await expect.poll(() => notes).toContain(`Another sparky (pid ${owner.pid}) is building: waiting for it …`)
    owner.kill('SIGKILL')
    expect(await building).toBe(true)
  })

  it('that fails frees the lock and shows its last lines', async () => {
    const rootFolder = createInstallation('console.error("no such module"); process.exit(3)')
    for (const _ of [1, 2]) {
      const { terminal, notes } = recordingTerminal()
      await expect(build(rootFolder, terminal)).rejects.toThrow('The build failed with exit code 3.')
      expect(notes).toContain('no such module')
    }
  })

  it('that is stopped is gone before the lock is', async () => {
    const rootFolder = createInstallation('setInterval(() => undefined, 60_000)')
    const stop = new AbortController()
    const building = buildWhenStale({ rootFolder, terminal: recordingTerminal().terminal, signal: stop.signal })
    await expect.poll(() => buildsOf(rootFolder), { timeout: IN_TIME_MS }).toHaveLength(1)
    stop.abort()
    await expect(building).rejects.toMatchObject({ name: 'AbortError' })
    expect(() => process.kill(Number(buildsOf(rootFolder)[0]?.split(' ')[1]), 0)).toThrow('ESRCH')
  })

  it.skipIf(process.getuid?.() === 0)('where nothing can be written is refused with a remedy', async () => {
    const rootFolder = createInstallation()
    chmodSync(rootFolder, 0o555)
    try {
      await expect(build(rootFolder)).rejects.toMatchObject({
        code: 'config/invalid',
        message: `The web application is not built for these sources, and ${rootFolder} cannot be written.`,
      })
    } finally {
      chmodSync(rootFolder, 0o755)
    }
  })
})

describe('the lock', () => {
  it('that stays taken is waited for only so long; then its owner is named', async () => {
    const rootFolder = createInstallation()
    const owner = await startOwner(rootFolder)
    try {
      const { terminal } = recordingTerminal()
      const waiting = lockBuild({ rootFolder, terminal, signal: AbortSignal.timeout(IN_TIME_MS), waitMs: 0 })
      await expect(waiting).rejects.toMatchObject({
        code: 'repository/busy',
        message: `Another sparky (pid ${owner.pid}) has been building for 0 seconds.`,
        remedy: `If it hangs, end it: kill ${owner.pid}`,
      })
    } finally {
      owner.kill('SIGKILL')
    }
  })

  it('is free again when the pid of its owner could not be written', async () => {
    const rootFolder = createInstallation()
    const { terminal } = recordingTerminal()
    const signal = AbortSignal.timeout(IN_TIME_MS)
    mkdirSync(join(rootFolder, '.cache', 'build', 'lock.json'), { recursive: true })
    await expect(lockBuild({ rootFolder, terminal, signal })).rejects.toThrow('EISDIR')
    await expect(lockBuild({ rootFolder, terminal, signal, waitMs: 0 })).rejects.toThrow('EISDIR')
  })
})
