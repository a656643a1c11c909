// Which repository a command is about: the one named, the one of the current folder, or the only one.
import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { chooseRepository } from '#lib/db/find-repository.ts'
import { SparkyError } from '#lib/errors.ts'
import type { RepositoryEntry, SparkyClient } from './client.ts'
import { untilReady } from './follow-progress.ts'
import type { Terminal } from './terminal.ts'

interface Choice {
  readonly client: SparkyClient
  /** As given with `--repo`. */
  readonly wanted: string | undefined
  /** True when every repository is meant: then any one serves to ask from, if none is named. */
  readonly isForAll?: boolean
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

/**
 * The repository that a command is about, ready to be asked. A path or URL that is not known yet is added first.
 *
 * @throws SparkyError `repository/unknown`, `repository/ambiguous`, or why it cannot be indexed.
 */
export async function findRepository({
  client,
  wanted,
  isForAll = false,
  terminal,
  signal,
}: Choice): Promise<RepositoryEntry> {
  const known = (await client.repositories()).filter((repository) => repository.state !== 'removing')
  const any = isForAll ? known.find(({ state }) => state === 'ready') : undefined
  const found = wanted === undefined ? (defaultRepository(known, process.cwd()) ?? any) : namedRepository(known, wanted)
  if (found?.state === 'ready') return found
  if (found === undefined && (wanted === undefined || !isAddress(wanted))) throw unknown(wanted, known)
  const repository = found ?? (await client.add(toAddress(wanted ?? ''), { signal }))
  return untilReady({ client, repository, terminal, signal })
}

/** The known repository that `wanted` means; undefined when none does. @throws SparkyError `repository/ambiguous` */
export function namedRepository(known: readonly RepositoryEntry[], wanted: string): RepositoryEntry | undefined {
  return (
    chooseRepository(known, wanted) ??
    (isAddress(wanted) ? known.find(({ address }) => address === toAddress(wanted)) : undefined)
  )
}

/** The repository whose folder holds `folder` (the innermost one), else the only one; undefined when it stays open. */
export function defaultRepository(known: readonly RepositoryEntry[], folder: string): RepositoryEntry | undefined {
  const around = known
    .filter(
      ({ kind, address }) =>
        kind === 'folder' && `${folder}${sep}`.startsWith(address.endsWith(sep) ? address : `${address}${sep}`),
    )
    .toSorted((a, b) => b.address.length - a.address.length)
  return around[0] ?? (known.length === 1 ? known[0] : undefined)
}

/** A path of this machine made absolute; a URL unchanged. */
export function toAddress(text: string): string {
  if (text.includes('://')) return text
  const path = resolve(text.startsWith('~/') ? join(homedir(), text.slice(2)) : text)
  return existsSync(path) ? realpathSync(path) : path
}

/** True for what can only be a path or a URL, and for the name of something that exists here. */
function isAddress(text: string): boolean {
  return text.includes('://') || /^(\.{0,2}|~)\//.test(text) || text === '.' || text === '..' || existsSync(text)
}

function unknown(wanted: string | undefined, known: readonly RepositoryEntry[]): SparkyError {
  const names = known.map(({ name }) => name)
  const list = names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ')
  if (wanted !== undefined)
    return new SparkyError({
      code: 'repository/unknown',
      message: `There is no repository "${wanted}".`,
      remedy:
        names.length > 0
          ? `Known: ${list}. A new one is added by its path or URL.`
          : 'Add one by its path or URL: ./sparky index PATH|URL',
    })
  if (names.length === 0)
    return new SparkyError({
      code: 'repository/unknown',
      message: 'There is no repository yet.',
      remedy: 'Add one: ./sparky index PATH|URL',
    })
  return new SparkyError({
    code: 'repository/ambiguous',
    message: `There are ${names.length} repositories.`,
    remedy: `Name one with --repo: ${list}.`,
  })
}
