// A real Milvus in an empty folder. By hand: `node tests/servers/start-milvus.ts`.
import { existsSync } from 'node:fs'
import { cp, link, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installPython, type PythonEnvironment } from './python-environment.ts'
import { runByHand } from './run-by-hand.ts'
import { runCommand } from './run-command.ts'
import { findFreePort, type RunningServer, type StopProcess, startProcess } from './server-process.ts'
import { SERVERS_FOLDER } from './servers-folder.ts'

/** The newest standalone server that is a package. It has no dependencies of use: they serve its tests. */
const ENVIRONMENT: PythonEnvironment = {
  name: 'milvus',
  requirements: ['milvus==2.3.5'],
  withDependencies: false,
  sizeMb: 60,
}
const START_TIMEOUT_MS = 120_000
const PREPARE_TIMEOUT_MS = 120_000

/** Unpacks the server and writes its configuration; its own launcher would not pass signals on. */
const PREPARE = `
import socket, sys
from milvus import MilvusServerConfig, _initialize_data_files

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

folder, proxy_port, etcd_port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
names = [name for name in MilvusServerConfig().configurable_items if name.endswith("_port")]
ports = {name: free_port() for name in names} | {"proxy_port": proxy_port, "etcd_port": etcd_port}
config = MilvusServerConfig(data_dir=folder, **ports)
config.resolve()
_initialize_data_files(folder)
`

/** A server that can be ended and started again, at the same address and with the same data. */
export interface MilvusServer {
  /** `host:port` */
  readonly address: string
  start(): Promise<void>
  stop(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** Forgets all data; the server must be ended. */
  wipe(): Promise<void>
  /** Ends the server and removes its folder. */
  dispose(): Promise<void>
}

/** Readies a folder for a server. It listens on all interfaces: this version knows no address to bind. */
export async function openMilvus(signal?: AbortSignal): Promise<MilvusServer> {
  const python = await installPython(ENVIRONMENT)
  const folder = await mkdtemp(join(SERVERS_FOLDER, 'milvus-data-'))
  const [port, etcdPort, healthPort] = [await findFreePort(), await findFreePort(), await findFreePort()]
  const remove = () => rm(folder, { recursive: true, force: true })
  let running: StopProcess | undefined
  const end = async (how: 'SIGINT' | 'SIGKILL') => {
    await running?.(how)
    running = undefined
  }
  try {
    const unpacked = await linkBinaries(folder)
    await runCommand({
      command: python,
      args: ['-c', PREPARE, folder, String(port), String(etcdPort)],
      timeoutMs: PREPARE_TIMEOUT_MS,
    })
    if (!unpacked) await keepBinaries(folder)
    await writeFile(join(folder, 'configs', 'etcd.yaml'), etcdConfig(etcdPort, await findFreePort()))
  } catch (error) {
    await remove()
    throw error
  }
  const bin = join(folder, 'bin')
  return {
    address: `127.0.0.1:${port}`,
    async start() {
      running = await startProcess({
        name: 'Milvus',
        command: join(bin, 'milvus'),
        args: ['run', 'standalone'],
        cwd: folder,
        environment: {
          DEPLOY_MODE: 'STANDALONE',
          METRICS_PORT: String(healthPort),
          ETCD_CONFIG_PATH: join(folder, 'configs', 'etcd.yaml'),
          MILVUS_RUN_DIR: join(folder, 'run'),
          LD_LIBRARY_PATH: bin,
        },
        logFile: join(SERVERS_FOLDER, `milvus-${port}.log`),
        healthUrl: `http://127.0.0.1:${healthPort}/healthz`,
        startTimeoutMs: START_TIMEOUT_MS,
        signal,
      })
    },
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    wipe: () => emptyFolder(join(folder, 'data')),
    dispose: () => end('SIGKILL').finally(remove),
  }
}

/** A running server in an empty folder. */
export async function startMilvus(signal?: AbortSignal): Promise<RunningServer> {
  const server = await openMilvus(signal)
  try {
    await server.start()
    return { address: server.address, stop: () => server.stop().finally(() => server.dispose()) }
  } catch (error) {
    await server.dispose()
    throw error
  }
}

async function emptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
}

/** Without it the server's own etcd takes two fixed ports, and a second server fails. */
function etcdConfig(clientPort: number, peerPort: number): string {
  const [client, peer] = [`http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`]
  return [
    `listen-client-urls: ${client}`,
    `advertise-client-urls: ${client}`,
    `listen-peer-urls: ${peer}`,
    `initial-advertise-peer-urls: ${peer}`,
    `initial-cluster: default=${peer}`,
  ].join('\n')
}

const BINARIES = join(SERVERS_FOLDER, 'milvus-bin')

/** Unpacking takes five seconds, links none. False when there is nothing unpacked yet. */
async function linkBinaries(folder: string): Promise<boolean> {
  if (!existsSync(BINARIES)) return false
  await mkdir(join(folder, 'bin'))
  for (const name of await readdir(BINARIES)) await link(join(BINARIES, name), join(folder, 'bin', name))
  return true
}

async function keepBinaries(folder: string): Promise<void> {
  const unfinished = `${BINARIES}-${process.pid}`
  await cp(join(folder, 'bin'), unfinished, { recursive: true })
  await rename(unfinished, BINARIES)
}

if (import.meta.main) await runByHand(startMilvus, 'MILVUS_ADDRESS')
