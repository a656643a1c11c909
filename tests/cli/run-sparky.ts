// Runs commands of the terminal as real processes, each with its own empty data folder unless one is given.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { toProcessEnvironment } from '#lib/config.ts'

export const ROOT = resolve(import.meta.dirname, '../..')

export interface Outcome {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Place {
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Folders that live as long as the tests of one file; `remove` belongs into afterAll. */
export function createFolders(): { create(): string; remove(): void } {
  const folders: string[] = []
  return {
    create() {
      const folder = mkdtempSync(join(tmpdir(), 'sparky-cli-'))
      folders.push(folder)
      return folder
    },
    remove() {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs `cli/main.ts` to its end, without models and embeddings. */
export async function runSparky(
  args: readonly string[],
  { cwd = ROOT, environment = {} }: Place = {},
): Promise<Outcome> {
  return collect(startSparky(args, { cwd, environment }))
}

/** Starts `cli/main.ts`; whoever starts it ends it. */
export function startSparky(args: readonly string[], { cwd = ROOT, environment = {} }: Place = {}): ChildProcess {
  const command = ['--disable-warning=ExperimentalWarning', join(ROOT, 'cli', 'main.ts'), ...args]
  return spawn(process.execPath, command, {
    cwd,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Waits for the end of a process and gives what it wrote. */
export async function collect(child: ChildProcess): Promise<Outcome> {
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [exitCode] = await once(child, 'close')
  return { exitCode, stdout, stderr }
}

function cleanEnvironment(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH = '', HOME = '' } = process.env
  // As ./sparky does it: what one process has compiled, the next one need not.
  const compiled = { NODE_COMPILE_CACHE: join(ROOT, '.cache', 'compiled') }
  return toProcessEnvironment({
    PATH,
    HOME,
    ...compiled,
    SPARKY_ROOT: ROOT,
    SPARKY_MODEL: 'none',
    SPARKY_EMBEDDER: 'none',
    ...additions,
  })
}
