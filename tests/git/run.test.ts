// What the one door to git guarantees: limits hold, and nothing of a process stays behind.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createProcessQueue } from '#lib/git/queue.ts'
import { checkGitVersion, runGit, streamGit } from '#lib/git/run.ts'
import { openWorkshop } from './stores.ts'

const workshop = openWorkshop()

/** A git whose configuration (a test's own) starts `script` as an alias: stands for any git that starts helpers. */
function aliasTo(script: string, o: { limit?: object; signal?: AbortSignal } = {}) {
  return {
    args: ['slow'],
    settings: [`alias.slow=!${script}`],
    ...(o.signal === undefined ? {} : { signal: o.signal }),
    ...o.limit,
  }
}

/** Waits until a file that a process writes has content. */
async function waitForFile(file: string): Promise<string> {
  const giveUpAtMs = Date.now() + 10_000
  while (Date.now() < giveUpAtMs) {
    if (existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')) return readFileSync(file, 'utf8').trim()
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error(`${file} was not written`)
}

/** Waits until no process of that id is left; a zombie counts as gone. */
async function waitForEnd(pid: number): Promise<void> {
  const giveUpAtMs = Date.now() + 10_000
  while (Date.now() < giveUpAtMs) {
    if (!existsSync(`/proc/${pid}`)) return
    if (/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, { encoding: 'utf8', flag: 'r' }))) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error(`process ${pid} still runs`)
}

describe('runGit', () => {
  it('gives output, errors and the exit code, and tells an unexpected code', async () => {
    const gitFolder = join(workshop.repository().folder, '.git')
    const { stdout, exitCode } = await runGit({ args: ['rev-parse', '--git-dir'], gitFolder })
    expect([stdout.toString().trim(), exitCode]).toEqual([gitFolder, 0])
    await expect(runGit({ args: ['rev-parse', '--verify', 'HEAD'], gitFolder })).rejects.toMatchObject({
      code: 'git/failed',
    })
    const tolerated = await runGit({ args: ['rev-parse', '--verify', 'HEAD'], gitFolder, expectedExitCodes: [0, 128] })
    expect(tolerated).toMatchObject({ exitCode: 128, stderr: expect.stringContaining('fatal') })
  })

  it('feeds text, bytes and streams, also when git does not read them', async () => {
    const gitFolder = join(workshop.repository().folder, '.git')
    const chunks = async function* () {
      yield 'one '
      yield Buffer.from('two')
    }
    const hash = async (input: string | Buffer | AsyncIterable<string | Buffer>) =>
      (await runGit({ args: ['hash-object', '--stdin'], gitFolder, input })).stdout.toString()
    expect(await hash(chunks())).toBe(await hash('one two'))
    expect(await hash(Buffer.from('one two'))).toBe(await hash('one two'))
    await expect(runGit({ args: ['version'], input: 'x'.repeat(1_000_000) })).resolves.toMatchObject({ exitCode: 0 })
  })

  it('hands on the error of an input that fails', async () => {
    const broken = async function* () {
      yield 'some'
      throw new Error('the input broke')
    }
    await expect(runGit({ args: ['hash-object', '--stdin'], input: broken() })).rejects.toThrow('the input broke')
  })

  it('stops at the output limit', async () => {
    await expect(runGit(aliasTo('yes', { limit: { outputLimitBytes: 100_000 } }))).rejects.toMatchObject({
      code: 'git/output-limit',
    })
  })

  it('stops at the wall clock, though it keeps printing', async () => {
    const command = aliasTo('while true; do echo x; sleep 0.01; done', { limit: { timeoutMs: 200 } })
    await expect(runGit(command)).rejects.toMatchObject({ code: 'git/timeout', retryable: true })
  })

  it('stops at the memory limit, with a name for it', async () => {
    const repository = workshop.repository()
    const oid = repository.commit({ files: { big: Buffer.alloc(64 * 1024 * 1024, 'x') } })
    const order = { args: ['blame', '--porcelain', oid, '--', 'big'], gitFolder: join(repository.folder, '.git') }
    const run = async () =>
      (await runGit({ ...order, memoryLimitBytes: 48 * 1024 * 1024, outputLimitBytes: 1e9 })).exitCode
    await expect(run()).rejects.toMatchObject({ code: 'git/too-large' })
  })

  it('an aborted run kills the whole process group', async () => {
    const folder = workshop.folder()
    const controller = new AbortController()
    const script = `sh -c 'echo $$ > ${folder}/child; sleep 600' & echo $$ > ${folder}/parent; wait`
    const running = runGit(aliasTo(script, { signal: controller.signal }))
    const pids = [await waitForFile(join(folder, 'parent')), await waitForFile(join(folder, 'child'))].map(Number)
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'git/aborted' })
    for (const pid of pids) await waitForEnd(pid)
  })

  it('refuses a NUL in an argument, and keeps no place for it', async () => {
    for (let n = 0; n < 100; n += 1) {
      await expect(runGit({ args: ['rev-parse', 'a\0b'] })).rejects.toMatchObject({ code: 'git/failed' })
    }
    await expect(runGit({ args: ['version'] })).resolves.toMatchObject({ exitCode: 0 })
  })

  it('does not start when it was aborted before', async () => {
    const file = join(workshop.folder(), 'started')
    await expect(runGit(aliasTo(`touch ${file}`, { signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'git/aborted',
    })
    expect(existsSync(file)).toBe(false)
  })

  it('takes nothing from the configuration and variables of the user', async () => {
    const home = workshop.folder()
    mkdirSync(join(home, '.config/git'), { recursive: true })
    writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Somebody\n')
    const { stdout } = await runGit({ args: ['config', '--list', '--show-origin'], expectedExitCodes: [0, 1] })
    expect(stdout.toString()).not.toMatch(/^file:/m)
    const { stdout: variables } = await runGit(aliasTo('env'))
    expect(variables.toString()).not.toMatch(/^(NODE_|VITEST|USER=|LOGNAME=)/m)
    expect(variables.toString()).toMatch(/^GIT_NO_REPLACE_OBJECTS=1$/m)
    expect(variables.toString()).toMatch(/^GIT_ALLOW_PROTOCOL=$/m)
  })

  it('allows no protocol unless the call does', async () => {
    const source = workshop.repository()
    source.commit()
    const gitFolder = join(workshop.repository().folder, '.git')
    await expect(runGit({ args: ['ls-remote', '--', source.folder], gitFolder })).rejects.toMatchObject({
      code: 'git/failed',
    })
    const allowed = { GIT_ALLOW_PROTOCOL: 'file' }
    await expect(
      runGit({ args: ['ls-remote', '--', source.folder], gitFolder, environment: allowed }),
    ).resolves.toBeDefined()
    const marker = join(workshop.folder(), 'ran')
    await expect(
      runGit({ args: ['ls-remote', '--', `ext::touch ${marker}`], gitFolder, environment: allowed }),
    ).rejects.toMatchObject({ code: 'git/failed' })
    expect(existsSync(marker)).toBe(false)
  })
})

describe('streamGit', () => {
  it('leaving the loop kills the process group', async () => {
    const file = join(workshop.folder(), 'pid')
    for await (const chunk of streamGit(aliasTo(`echo $$ > ${file}; yes`))) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await waitForEnd(Number(await waitForFile(file)))
  })

  it('makes git wait for a slow reader instead of piling up its output', async () => {
    const file = join(workshop.folder(), 'count')
    const script = `i=0; while true; do printf '%065536d' 0; i=$((i+1)); echo $i >> ${file}; done`
    let seen = 0
    for await (const chunk of streamGit(aliasTo(script))) {
      seen += chunk.length
      if (seen > 1_000_000) break
    }
    // Each line is written whole or not at all, whenever the kill comes.
    const count = Number((await waitForFile(file)).split('\n').at(-1))
    expect(count * 65_536).toBeLessThan(seen + 2_000_000)
  })

  it('tells a failure at the end of the output', async () => {
    const read = async () => {
      let text = ''
      for await (const chunk of streamGit(aliasTo('echo something; exit 3'))) text += chunk.toString()
      return text
    }
    await expect(read()).rejects.toMatchObject({ code: 'git/failed', message: expect.stringContaining('code 3') })
  })
})

describe('the installed git', () => {
  it('is missed by name when it cannot be started', async () => {
    const environment = { PATH: workshop.folder() }
    await expect(runGit({ args: ['version'], environment })).rejects.toMatchObject({ code: 'git/missing' })
  })

  it('is judged by its version', async () => {
    const { version, safe } = await checkGitVersion()
    expect(version).toMatch(/^\d+\.\d+/)
    expect(typeof safe).toBe('boolean')
  })
})

describe('the queue', () => {
  it('lets interactive work in first and keeps places free of background work', async () => {
    const queue = createProcessQueue({ places: 3, reserved: 1 })
    const order: string[] = []
    const enter = async (name: string, priority: 'interactive' | 'background') => {
      const release = await queue.enter({ priority, timeoutMs: 5_000 })
      order.push(name)
      return release
    }
    const first = [await enter('a', 'background'), await enter('b', 'background')]
    const third = enter('c', 'background')
    const interactive = [await enter('d', 'interactive')]
    expect(order).toEqual(['a', 'b', 'd'])
    const waiting = enter('e', 'interactive')
    first[0]?.()
    ;(await waiting)()
    interactive[0]?.()
    ;(await third)()
    expect(order).toEqual(['a', 'b', 'd', 'e', 'c'])
    first[1]?.()
  })

  it('gives up waiting when aborted or after its time, and a place given back twice counts once', async () => {
    const queue = createProcessQueue({ places: 1, reserved: 0 })
    const release = await queue.enter({ priority: 'interactive', timeoutMs: 1_000 })
    const controller = new AbortController()
    const aborted = queue.enter({ priority: 'interactive', timeoutMs: 60_000, signal: controller.signal })
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'git/aborted' })
    await expect(queue.enter({ priority: 'background', timeoutMs: 10 })).rejects.toMatchObject({ code: 'git/timeout' })
    release()
    release()
    const next = await queue.enter({ priority: 'interactive', timeoutMs: 1_000 })
    await expect(queue.enter({ priority: 'interactive', timeoutMs: 10 })).rejects.toMatchObject({ code: 'git/timeout' })
    next()
  })
})
