// Python environments for servers that come as Python packages: made once with uv, in pinned versions.
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'
import { SERVERS_FOLDER, say } from './servers-folder.ts'

export interface PythonEnvironment {
  /** Folder name below `.cache/servers/`. */
  readonly name: string
  /** With exact versions. */
  readonly requirements: readonly string[]
  /** Replace what the packages themselves ask for. */
  readonly overrides?: readonly string[]
  /** False: only the named packages, none that they ask for. */
  readonly withDependencies: boolean
  /** Said before the installation starts. */
  readonly sizeMb: number
}

/** Versions for which all pinned packages have wheels. */
const PYTHON = '>=3.11,<3.13'
/** Some gigabytes on a slow line. */
const INSTALL_TIMEOUT_MS = 30 * 60_000

/** The Python of the environment, installed if it is not there in exactly these versions. */
export async function installPython(wanted: PythonEnvironment): Promise<string> {
  const folder = join(SERVERS_FOLDER, wanted.name)
  const python = join(folder, 'bin', 'python')
  const stamp = join(folder, 'installed.json')
  const content = JSON.stringify(wanted)
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) === content) return python
  const uv = await findUv()
  say(`installing ${wanted.requirements.join(', ')} into ${folder} (${wanted.sizeMb} MB) …`)
  await rm(folder, { recursive: true, force: true })
  await runCommand({ command: uv, args: ['venv', '--python', PYTHON, folder], timeoutMs: INSTALL_TIMEOUT_MS })
  const overrides = join(folder, 'overrides.txt')
  await writeFile(overrides, (wanted.overrides ?? []).join('\n'))
  const options = ['--python', python, '--override', overrides, ...(wanted.withDependencies ? [] : ['--no-deps'])]
  await runCommand({
    command: uv,
    args: ['pip', 'install', ...options, ...wanted.requirements],
    timeoutMs: INSTALL_TIMEOUT_MS,
  })
  await writeFile(stamp, content)
  return python
}

let uv: Promise<string> | undefined

/** The uv of the machine, else one of our own: pip has no overrides. Servers start together, and one of them installs it for all. */
function findUv(): Promise<string> {
  uv ??= installUv()
  return uv
}

async function installUv(): Promise<string> {
  const probe = { args: ['--version'], timeoutMs: 10_000 }
  if (await succeeds({ command: 'uv', ...probe })) return 'uv'
  const folder = join(SERVERS_FOLDER, 'tools')
  const own = join(folder, 'bin', 'uv')
  if (existsSync(own) && (await succeeds({ command: own, ...probe }))) return own
  await mkdir(SERVERS_FOLDER, { recursive: true })
  say('installing uv …')
  await runCommand({ command: 'python3', args: ['-m', 'venv', '--clear', folder], timeoutMs: INSTALL_TIMEOUT_MS })
  await runCommand({
    command: join(folder, 'bin', 'python'),
    args: ['-m', 'pip', 'install', '--quiet', 'uv'],
    timeoutMs: INSTALL_TIMEOUT_MS,
  })
  return own
}

async function succeeds(command: Parameters<typeof runCommand>[0]): Promise<boolean> {
  return runCommand(command).then(
    () => true,
    () => false,
  )
}
