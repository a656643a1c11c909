// One process a data folder, whoever dies and however many start at once.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDataFolder } from '#lib/db/data-lock.ts'
import { openPglite } from '#lib/db/pglite.ts'
import { type Child, startChild } from './children/start-child.ts'
import { ROOT_FOLDER } from './open-test-database.ts'

describe('the lock on the data folder', () => {
  let folder: string
  let children: Child[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparky-lock-'))
    children = []
  })
  afterEach(async () => {
    for (const child of children) await child.kill()
    await rm(folder, { recursive: true, force: true })
  })

  const start = async () => {
    const child = startChild('hold-lock', folder)
    children.push(child)
    expect(await child.line()).toBe('ready')
    return child
  }
  const take = async (child: Child) => {
    child.tell('take it')
    return child.line()
  }

  it('keeps a second process out, which is told the pid and what to do', async () => {
    const holder = await start()
    expect(await take(holder)).toBe('locked')
    const refused = openPglite({ dataFolder: folder, rootFolder: ROOT_FOLDER })
    await expect(refused).rejects.toMatchObject({
      code: 'db/locked',
      message: expect.stringContaining(`process ${holder.process.pid}`),
      remedy: expect.stringContaining(`kill ${holder.process.pid}`),
    })
  })

  it('is free at once when its holder was killed', async () => {
    const holder = await start()
    expect(await take(holder)).toBe('locked')
    await holder.kill()
    const lock = await lockDataFolder(folder)
    lock.release()
  })

  it('does not take a living stranger with the pid of a dead holder for the holder', async () => {
    await writeFile(join(folder, 'lock'), '')
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid: process.ppid }))
    const lock = await lockDataFolder(folder)
    expect(JSON.parse(await readFile(join(folder, 'lock.json'), 'utf8'))).toEqual({ pid: process.pid })
    lock.release()
  })

  it('is taken by exactly one of five that start at once, and the others name it', async () => {
    const starters = await Promise.all(Array.from({ length: 5 }, start))
    // A former holder that is dead must not be named.
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid: 2 ** 22 + 1 }))
    const said = await Promise.all(starters.map(take))
    const winner = starters[said.indexOf('locked')]
    expect(winner).toBeDefined()
    const others = said.filter((line) => line !== 'locked')
    expect(others).toHaveLength(4)
    for (const line of others) expect(line).toMatch(new RegExp(`^db/locked .*process ${winner?.process.pid}\\.$`))
  })

  it('is held once in one process too, and can be taken again after its release', async () => {
    const lock = await lockDataFolder(folder)
    await expect(lockDataFolder(folder)).rejects.toMatchObject({
      code: 'db/locked',
      message: expect.stringContaining(`this very process (${process.pid})`),
    })
    lock.release()
    lock.release()
    const again = await lockDataFolder(folder)
    const other = await start()
    expect(await take(other)).toMatch(/^db\/locked /)
    again.release()
  })

  it('does without the name of the holder when that cannot be read', async () => {
    const lock = await lockDataFolder(folder)
    await writeFile(join(folder, 'lock.json'), 'not json')
    await expect(lockDataFolder(folder)).rejects.toMatchObject({
      code: 'db/locked',
      message: expect.stringContaining('another process'),
    })
    lock.release()
  })
})
