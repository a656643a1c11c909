// What is large is in memory only while somebody uses it.
import { describe, expect, it } from 'vitest'
import { createSleeper } from '#lib/models/sleeper.ts'

function scripted(idleMs: number) {
  const log: string[] = []
  let made = 0
  const sleeper = createSleeper(async () => {
    made += 1
    const name = `thing ${made}`
    log.push(`make ${name}`)
    return { name, dispose: async () => void log.push(`dispose ${name}`) }
  }, idleMs)
  return { sleeper, log }
}

describe('a sleeper', () => {
  it('is made with its first use, once for all who use it at the same time', async () => {
    const { sleeper, log } = scripted(60_000)
    expect(log).toEqual([])
    const [one, two] = await Promise.all([sleeper.wake(), sleeper.wake()])
    expect(one).toBe(two)
    sleeper.rest()
    sleeper.rest()
    expect((await sleeper.wake()).name).toBe('thing 1')
    await sleeper.close()
    expect(log).toEqual(['make thing 1', 'dispose thing 1'])
  })
  it('goes when nobody has used it for a while, and is made anew after that', async () => {
    const { sleeper, log } = scripted(1)
    await sleeper.wake()
    await sleeper.wake()
    sleeper.rest()
    sleeper.rest()
    await expect.poll(() => log).toEqual(['make thing 1', 'dispose thing 1'])
    expect((await sleeper.wake()).name).toBe('thing 2')
    sleeper.rest()
    await sleeper.close()
  })
  it('that could not be made is tried again', async () => {
    let tries = 0
    const sleeper = createSleeper(async () => {
      tries += 1
      if (tries === 1) throw new Error('not now')
      return { dispose: async () => undefined }
    })
    await expect(sleeper.wake()).rejects.toThrow('not now')
    sleeper.rest()
    await sleeper.wake()
    sleeper.rest()
    expect(tries).toBe(2)
    await sleeper.close()
  })
})
