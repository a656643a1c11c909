// Whether a process lives decides who may take over what it held.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { isAlive } from '#lib/is-alive.ts'

it('a process lives until it has ended', async () => {
  expect(isAlive(process.pid)).toBe(true)
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'close')
  expect(isAlive(child.pid ?? 0)).toBe(false)
})

it('a process of another user lives too', () => {
  expect(isAlive(1)).toBe(true)
})
